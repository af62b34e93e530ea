"""Small pages for frames and bubbles of other programs; they need nothing from elsewhere."""

from __future__ import annotations

from html import escape

from peerprov.graph.search import Entry
from peerprov.server.reconcile.properties import PROPERTIES
from peerprov.server.reconcile.service import Service

_STYLE = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:10px;color:#1c1c1c;background:#fff}"
    "h1{font-size:16px;margin:0 0 4px}p{margin:4px 0}.k{color:#555}a{color:#0a4b78}"
)
_SHOWN = {
    "term": ("definition", "parent", "synonym", "workCount"),
    "work": ("authors", "year", "container", "doi", "country"),
    "finding": ("work", "statement", "term", "influence", "direction", "locator"),
}
_VALUES = 6


def preview(service: Service, entry: Entry) -> str:
    """A page of an entity for a small frame."""
    body = _inside(service, entry)
    link = escape(service.page(entry), quote=True)
    more = f'<p><a href="{link}" target="_blank" rel="noopener">Full page</a></p>'
    return _page(entry.name, body + more)


def unknown(what: str) -> str:
    """A page that says that there is nothing."""
    return _page("Not known", f"<h1>Not known</h1><p>{escape(what)}</p>")


def flyout(service: Service, entry: Entry) -> str:
    """What a bubble over a suggestion shows."""
    return _inside(service, entry)


def bubble(title: str, text: str) -> str:
    """What a bubble over a type or property shows."""
    return f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"


def _inside(service: Service, entry: Entry) -> str:
    types = ", ".join(service.type_name(each) for each in service.type_ids(entry))
    parts = [
        f"<h1>{escape(entry.name)}</h1>",
        f'<p class="k">{escape(f"{entry.key}; {types}")}</p>',
    ]
    for name in _SHOWN[entry.kind]:
        known = PROPERTIES[name]
        values = list(known.read(service, entry))
        texts = [each.name if isinstance(each, Entry) else str(each) for each in values[:_VALUES]]
        more = f" and {len(values) - _VALUES} more" if len(values) > _VALUES else ""
        if texts:
            label = f'<span class="k">{escape(known.name)}:</span>'
            parts.append(f"<p>{label} {escape('; '.join(texts) + more)}</p>")
    return "".join(parts)


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )
