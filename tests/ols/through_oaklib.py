"""Asks the server at the given address through oaklib; prints what it got as JSON."""

from __future__ import annotations

import json
import sys


def main(address: str) -> None:
    """Imports oaklib only here: the project's own environment need not have it."""
    import ols_client
    from oaklib.implementations.ols.ols_implementation import BaseOlsImplementation
    from oaklib.resource import OntologyResource

    class Adapter(BaseOlsImplementation):  # type: ignore[misc]
        ols_client_class = staticmethod(lambda: ols_client.Client(address))

    adapter = Adapter(OntologyResource(slug="peerprov"))
    term = "PEERPROV:0002101"
    adapter.add_prefix(term, "https://w3id.org/peer-provision/PEERPROV_0002101")
    told = {
        "label": adapter.label(term),
        "definition": adapter.definition(term),
        "ancestors": adapter.ancestors(term),
        "descendants": len(adapter.descendants("PEERPROV:0002000")),
        "found": list(adapter.basic_search("role ambiguity")),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
