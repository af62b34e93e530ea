"""The addresses of the citation indexes; a client changes the host and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b
from typing import Final

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from peerprov.errors import Missing
from peerprov.server.exchange import parameters
from peerprov.server.indexes import opencitations, operations, scholix, skgif
from peerprov.server.indexes.catalogue import Catalogue, Catalogues, oci
from peerprov.server.indexes.operations import Row
from peerprov.server.versions import Versions

INDEX_V2: Final = ("/index/v2", "/index/api/v2")
INDEX_V1: Final = ("/index/v1", "/index/api/v1", "/index/coci/api/v1")
META_V1: Final = ("/meta/v1", "/meta/api/v1")
SCHOLEXPLORER: Final = ("/v3/Links", "/scholix/v3/Links")
SKG_IF: Final = "/skg-if/v1"
DOCUMENTATION: Final = "/docs/api"

_WORK_ID: Final = re.compile(r"(?:omid|doi|pmid|pmcid|isbn):.+", re.IGNORECASE | re.DOTALL)
_AUTHOR: Final = re.compile(r"(?:orcid:)?\d{4}-\d{4}-\d{4}-\d{3}[\dX]|omid:ra/\d+", re.IGNORECASE)
_OCI: Final = re.compile(r"(?:oci:)?(\d+-\d+)")
_ISSN: Final = re.compile(r"issn:\d{4}-\d{3}[\dX]", re.IGNORECASE)

Rows = Callable[[Catalogue, str], tuple[Sequence[str], Sequence[Row]]]


def indexes_blueprint(versions: Versions, base_url: str = "") -> Blueprint:
    """Makes the blueprint of the citation indexes.

    Args:
        versions: where the current version comes from, with every request.
        base_url: public address of the server; by default the one that a caller uses.
    """
    catalogues = Catalogues(versions)
    made = Blueprint("indexes", __name__)
    made.after_request(_open_to_all)
    rules = {f"{base}/{name}": rows for base in INDEX_V2 for name, rows in _V2.items()}
    rules |= {f"{base}/{name}": rows for base in INDEX_V1 for name, rows in _V1.items()}
    rules |= {f"{base}/{name}": rows for base in META_V1 for name, rows in _META.items()}
    for number, (rule, rows) in enumerate(rules.items()):
        view = partial(_table, catalogues, rows)
        made.add_url_rule(f"{rule}/<path:text>", f"table-{number}", view, merge_slashes=False)
    for base in ("/index", *INDEX_V2, *INDEX_V1, "/meta", *META_V1, SKG_IF):
        made.add_url_rule(base, f"about{base.replace('/', '-')}", _documentation)
    for number, rule in enumerate(SCHOLEXPLORER):
        made.add_url_rule(rule, f"links-{number}", partial(_links, catalogues))
    made.add_url_rule("/scholix/v3/packages", "packages", partial(_packages, catalogues))
    for kind in skgif.KINDS:
        listed = partial(_skg_list, catalogues, base_url, kind)
        single = partial(_skg_entity, catalogues, base_url, kind)
        made.add_url_rule(f"{SKG_IF}/{kind}", f"list-{kind}", listed)
        made.add_url_rule(
            f"{SKG_IF}/{kind}/<path:name>", f"one-{kind}", single, merge_slashes=False
        )
    return made


def _table(catalogues: Catalogues, rows: Rows, text: str) -> Response:
    catalogue = catalogues.current()
    given = parameters(request.query_string.decode("latin-1"), "query string")
    columns, found = rows(catalogue, text)
    result = operations.run(columns, found, given)
    body, media_type = operations.write(result, given, request.headers.get("Accept", ""))
    response = _reply(catalogue, body, media_type)
    links = operations.links(result, given, request.base_url)
    if links:
        response.headers["Link"] = links
    return response


def _links(catalogues: Catalogues) -> Response:
    catalogue = catalogues.current()
    return _json(catalogue, scholix.search(catalogue, _once()))


def _packages(catalogues: Catalogues) -> Response:
    catalogue = catalogues.current()
    return _json(catalogue, scholix.packages(catalogue))


def _skg_list(catalogues: Catalogues, base_url: str, kind: str) -> Response:
    catalogue = catalogues.current()
    asked = skgif.read_asked(kind, _once())
    return _linked_data(catalogue, skgif.listed(catalogue, kind, asked, _skg_root(base_url)))


def _skg_entity(catalogues: Catalogues, base_url: str, kind: str, name: str) -> Response:
    catalogue = catalogues.current()
    return _linked_data(catalogue, skgif.entity(catalogue, kind, name, _skg_root(base_url)))


def _skg_root(base_url: str) -> str:
    return f"{(base_url or request.url_root).rstrip('/')}{SKG_IF}/"


def _documentation() -> BaseResponse:
    return redirect(DOCUMENTATION, 303)


def _once() -> dict[str, str]:
    return dict(parameters(request.query_string.decode("latin-1"), "query string"))


def _json(catalogue: Catalogue, value: object) -> Response:
    return _reply(catalogue, json.dumps(value, ensure_ascii=False).encode(), "application/json")


def _linked_data(catalogue: Catalogue, value: object) -> Response:
    """JSON-LD where it is named in Accept, else under the name that plain clients expect."""
    linked = "application/ld+json" in request.headers.get("Accept", "").lower()
    media_type = "application/ld+json" if linked else "application/json"
    return _reply(catalogue, json.dumps(value, ensure_ascii=False).encode(), media_type)


def _reply(catalogue: Catalogue, body: bytes, media_type: str) -> Response:
    response = Response(body, content_type=media_type)
    digest = blake2b(media_type.encode() + b"\0" + body, digest_size=12).hexdigest()
    response.set_etag(digest)
    response.headers["PeerProv-Version"] = str(catalogue.number)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    response.make_conditional(request)
    return response


def _open_to_all(response: Response) -> Response:
    """Lets scripts of other sites send the token that OpenCitations clients send."""
    if request.method == "OPTIONS" and "Allow" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
    return response


def _citation(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    match = _OCI.fullmatch(text)
    if match is None:
        raise Missing(f"{text[:100]!r} is no OCI: two numbers joined by a hyphen")
    found = [each for each in catalogue.citations if oci(each) == match[1]]
    return opencitations.CITATION, opencitations.citation_rows(catalogue, found)


def _citation_v1(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    columns, rows = _citation(catalogue, text)
    kept = {row["oci"] for row in rows}
    found = [each for each in catalogue.citations if oci(each) in kept]
    return columns, opencitations.citation_rows_v1(catalogue, found)


def _incoming(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    node = catalogue.find(_work_id(text))
    found = catalogue.incoming.get(node, ()) if node else ()
    return opencitations.CITATION, opencitations.citation_rows(catalogue, found)


def _outgoing(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    node = catalogue.find(_work_id(text))
    found = catalogue.outgoing.get(node, ()) if node else ()
    return opencitations.CITATION, opencitations.citation_rows(catalogue, found)


def _counted(rows: Rows) -> Rows:
    def count(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
        return opencitations.COUNT, opencitations.count_rows(len(rows(catalogue, text)[1]))

    return count


def _by_doi(incoming: bool) -> Rows:
    def rows(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
        node = catalogue.find(f"doi:{text.lower().removeprefix('doi:')}")
        ends = catalogue.incoming if incoming else catalogue.outgoing
        found = ends.get(node, ()) if node else ()
        return opencitations.CITATION, opencitations.citation_rows_v1(catalogue, found)

    return rows


def _reference_count(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    return _venue_count(catalogue, text) if _ISSN.fullmatch(text) else _count_out(catalogue, text)


def _venue_count(_: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    """No venue has an ISSN in this graph, so nothing is counted."""
    if _ISSN.fullmatch(text) is None:
        raise Missing(f"{text[:100]!r} is not issn: and an ISSN")
    return opencitations.COUNT, opencitations.count_rows(0)


def _metadata_v1(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    dois = (each.removeprefix("doi:") for each in text.lower().split("__"))
    return opencitations.METADATA_V1, opencitations.metadata_rows_v1(catalogue, dois)


def _metadata(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    ids = opencitations.split_ids(text.lower())
    return opencitations.META, opencitations.meta_rows(catalogue, ids)


def _author(catalogue: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    _check_agent(text)
    return opencitations.META, opencitations.author_rows(catalogue, text)


def _editor(_: Catalogue, text: str) -> tuple[Sequence[str], Sequence[Row]]:
    """Editors are not recorded."""
    _check_agent(text)
    return opencitations.META, []


def _check_agent(text: str) -> None:
    if _AUTHOR.fullmatch(text) is None:
        raise Missing(f"{text[:100]!r} is neither an ORCID nor omid:ra/ and digits")


def _work_id(text: str) -> str:
    if _WORK_ID.fullmatch(text) is None:
        raise Missing(f"{text[:100]!r} does not begin with omid:, doi: or pmid:")
    return text


_count_out: Final = _counted(_outgoing)
_V2: Final[dict[str, Rows]] = {
    "citation": _citation,
    "citations": _incoming,
    "references": _outgoing,
    "citation-count": _counted(_incoming),
    "reference-count": _reference_count,
    "venue-citation-count": _venue_count,
}
_V1: Final[dict[str, Rows]] = {
    "citation": _citation_v1,
    "citations": _by_doi(True),
    "references": _by_doi(False),
    "citation-count": _counted(_by_doi(True)),
    "reference-count": _counted(_by_doi(False)),
    "metadata": _metadata_v1,
}
_META: Final[dict[str, Rows]] = {"metadata": _metadata, "author": _author, "editor": _editor}
