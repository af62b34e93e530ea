"""The build: tables and works become triples, a validated candidate, and the next version."""

from peerprov.graph.build.inputs import Inputs as Inputs
from peerprov.graph.build.pipeline import Build as Build
from peerprov.graph.build.pipeline import build as build
from peerprov.graph.build.summary import Summary as Summary
