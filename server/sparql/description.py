"""The service description (SPARQL 1.1 Service Description) as RDF, and a form for browsers."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pyoxigraph as ox

from peerprov.errors import BadInput, Fault
from peerprov.namespaces import iri
from peerprov.server.exchange import Environ, Reply
from peerprov.server.negotiate import GRAPHS, TABLES, choose, not_acceptable, wants_html
from peerprov.server.pages import page
from peerprov.server.settings import Settings
from peerprov.server.versions import Versions

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "TriG",
    "RDF_XML",
    "JSON-LD",
)
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_RDF = {f.file_extension: f for f in vars(ox.RdfFormat).values() if isinstance(f, ox.RdfFormat)}
_PREFIXES = {
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "formats": _FORMATS,
}


class Description:
    """Answers a GET of the endpoint that brings no query."""

    def __init__(self, settings: Settings, versions: Versions) -> None:
        """Describes the endpoint over the current version."""
        self._settings = settings
        self._versions = versions
        self._graphs = functools.lru_cache(maxsize=2)(self._count)

    def __call__(self, environ: Environ) -> Reply:
        """Gives RDF by Accept, or a page with a form that works without scripts."""
        accept = environ.get("HTTP_ACCEPT", "")
        common = [("Vary", "Accept"), ("Cache-Control", "public, max-age=0, must-revalidate")]
        if wants_html(accept):
            body = page("query.html", formats=TABLES, graph_formats=GRAPHS)
            return Reply(200, [("Content-Type", "text/html; charset=utf-8"), *common], body)
        choice = choose(accept, GRAPHS)
        if choice is None:
            raise not_acceptable(GRAPHS)
        triples = list(self._triples(endpoint_url(self._settings, environ)))
        form = _RDF[choice.format.extension]
        prefixes = _PREFIXES if form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) else None
        document = ox.serialize(triples, format=form, prefixes=prefixes) or b""
        return Reply(200, [("Content-Type", choice.content_type), *common], document)

    def _count(self, number: int) -> tuple[tuple[str, int], ...]:
        store = self._versions.store(number)
        rows = store.query(_COUNTS)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
        counted = [(row["g"], row["n"]) for row in rows]
        return tuple(
            sorted(
                (g.value, int(n.value))
                for g, n in counted
                if isinstance(g, ox.NamedNode) and isinstance(n, ox.Literal)
            )
        )

    def _triples(self, endpoint: str) -> Iterator[ox.Triple]:
        service, dataset, default = ox.NamedNode(endpoint), ox.BlankNode(), ox.BlankNode()
        kind = iri("rdf:type")
        yield ox.Triple(service, kind, iri("sd:Service"))
        yield ox.Triple(service, iri("sd:endpoint"), service)
        yield ox.Triple(service, iri("sd:supportedLanguage"), iri("sd:SPARQL11Query"))
        for name in _RESULT_FORMATS:
            yield ox.Triple(service, iri("sd:resultFormat"), ox.NamedNode(_FORMATS + name))
        if self._settings.union_default_graph:
            yield ox.Triple(service, iri("sd:feature"), iri("sd:UnionDefaultGraph"))
        yield ox.Triple(service, iri("sd:defaultDataset"), dataset)
        yield ox.Triple(dataset, kind, iri("sd:Dataset"))
        yield ox.Triple(dataset, iri("sd:defaultGraph"), default)
        yield ox.Triple(default, kind, iri("sd:Graph"))
        version = self._versions.current()
        for name, triples in self._graphs(version.number) if version else ():
            named, graph = ox.BlankNode(), ox.BlankNode()
            yield ox.Triple(dataset, iri("sd:namedGraph"), named)
            yield ox.Triple(named, kind, iri("sd:NamedGraph"))
            yield ox.Triple(named, iri("sd:name"), ox.NamedNode(name))
            yield ox.Triple(named, iri("sd:graph"), graph)
            yield ox.Triple(graph, kind, iri("sd:Graph"))
            yield ox.Triple(graph, iri("void:triples"), ox.Literal(triples))


def endpoint_url(settings: Settings, environ: Environ) -> str:
    """The address of the endpoint: the configured one, or the one that the caller used.

    Raises:
        BadInput: the caller used a Host that is no host.
    """
    if settings.base_url:
        return f"{settings.base_url.rstrip('/')}/sparql"
    return _url(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""))


@functools.lru_cache(maxsize=64)
def _url(scheme: str, host: str) -> str:
    try:
        return ox.NamedNode(f"{scheme}://{host}/sparql").value
    except ValueError:
        raise BadInput(Fault(f"Host is {host!r}", expected="a host name")) from None
