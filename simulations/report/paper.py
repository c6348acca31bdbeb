"""A report as one page of HTML that needs no network: its own template inside the frame all reports share."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_FRAME = Path(__file__).parent


def page(template: Path, **shown: object) -> str:
    """The page of a template that extends `frame.html`; `words.html` says a thing in both languages."""
    pages = Environment(
        loader=FileSystemLoader([template.parent, _FRAME]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return pages.get_template(template.name).render(**shown)
