"""The store: every published version kept and open to queries, the next one written apart."""

from peerprov.graph.store.backup import backup as backup
from peerprov.graph.store.backup import restore as restore
from peerprov.graph.store.begin import Base as Base
from peerprov.graph.store.candidate import Candidate as Candidate
from peerprov.graph.store.candidate import Limits as Limits
from peerprov.graph.store.candidate import Validate as Validate
from peerprov.graph.store.difference import Change as Change
from peerprov.graph.store.log import log_quads as log_quads
from peerprov.graph.store.log import version_iri as version_iri
from peerprov.graph.store.manifest import GraphCount as GraphCount
from peerprov.graph.store.manifest import Version as Version
from peerprov.graph.store.retention import prune as prune
from peerprov.graph.store.retention import release as release
from peerprov.graph.store.retention import releases as releases
from peerprov.graph.store.snapshots import Snapshot as Snapshot
from peerprov.graph.store.versions import VersionedStore as VersionedStore
