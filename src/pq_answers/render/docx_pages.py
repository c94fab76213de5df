"""The pages of a Word template: where the fragments go, and pages on their side for very wide tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pq_answers.errors import InputError
from pq_answers.render.docx_xml import NAMESPACE

_W = f"{{{NAMESPACE}}}"
_TWIP = 635
_ONLY_FIRST = ("titlePg", "type")
# The paragraph that ends a section must never push itself to a page of its own.
_TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'


@dataclass(frozen=True, slots=True)
class Pages:
    """The text widths in twentieths of a point, and the paragraphs that end an upright or turned section."""

    upright: int
    sideways: int
    end_upright: str
    end_sideways: str

    def turned(self, xml: str) -> str:
        """Return `xml` on pages of its own that lie on their side."""
        return f"{self.end_upright}{xml}{self.end_sideways}"

    def joined(self, xml: str) -> str:
        """Return `xml` without the empty upright page between two turned sections."""
        return xml.replace(self.end_sideways + self.end_upright, "")


def pages(word: Any) -> Pages:
    """Return the pages of a template by its last section."""
    section = word.sections[-1]
    margins = section.left_margin + section.right_margin
    return Pages(
        int(section.page_width - margins) // _TWIP,
        int(section.page_height - margins) // _TWIP,
        _ending(_bare(section._sectPr)),
        _ending(_sideways(section._sectPr)),
    )


def _bare(properties: Any) -> Any:
    copy = deepcopy(properties)
    for name in _ONLY_FIRST:
        for element in copy.findall(f"{_W}{name}"):
            copy.remove(element)
    return copy


def _sideways(properties: Any) -> Any:
    copy = _bare(properties)
    size = copy.find(f"{_W}pgSz")
    width, height = size.get(f"{_W}w"), size.get(f"{_W}h")
    size.set(f"{_W}w", height)
    size.set(f"{_W}h", width)
    size.set(f"{_W}orient", "landscape")
    return copy


def _ending(properties: Any) -> str:
    return f"<w:p><w:pPr>{_TINY}{properties.xml.strip()}</w:pPr></w:p>"


def slot(name: str) -> str:
    """Return the paragraph that holds a fragment's place until the file is written."""
    return f'<w:p><w:pPr><w:pStyle w:val="pq-{name}"/></w:pPr></w:p>'


def placed(word: Any, fragments: Mapping[str, str], layout: Pages, where: str) -> Callable[[bytes], bytes]:
    """Return the edit that puts the fragments in the written document; refuse places that cannot hold them.

    They go in as text, since moving as many elements from tree to tree takes longer than all the rest.
    """
    body = word.element.body
    found = {style.get(f"{_W}val"): style.getparent().getparent() for style in body.iter(f"{_W}pStyle")}
    ready = {name: layout.joined(xml) for name, xml in fragments.items() if xml}
    for name, xml in ready.items():
        place = found.get(f"pq-{name}")
        if place is None or place.getparent() is not body:
            raise InputError(
                f"De plaats van «{name}» is niet bruikbaar.",
                where=where,
                fix=f"Zet {{{{p {name} }}}} als enige tekst in een eigen alinea, buiten tabellen.",
            )
        if place.getnext() is body.sectPr:
            ready[name] = _last(xml, body, layout)
    if any(layout.end_upright in xml for xml in ready.values()):
        _first_section_keeps_its_title_page(ready, body, layout)
    return lambda data: _filled(data, ready)


def _last(xml: str, body: Any, layout: Pages) -> str:
    """Return the last fragment without an empty page behind it; Word also wants a paragraph after a table."""
    if xml.endswith(layout.end_sideways):
        xml = xml.removesuffix(layout.end_sideways)
        body.replace(body.sectPr, _sideways(body.sectPr))
    return xml + ("<w:p/>" if xml.endswith("</w:tbl>") else "")


def _first_section_keeps_its_title_page(ready: dict[str, str], body: Any, layout: Pages) -> None:
    first = next(name for name, xml in ready.items() if layout.end_upright in xml)
    original = deepcopy(body.sectPr)
    size = original.find(f"{_W}pgSz")
    if size.get(f"{_W}orient") != "landscape":
        ready[first] = ready[first].replace(layout.end_upright, _ending(original), 1)
    body.replace(body.sectPr, _bare(body.sectPr))


def _filled(data: bytes, ready: Mapping[str, str]) -> bytes:
    for name, xml in ready.items():
        place = slot(name).encode()
        if data.count(place) != 1:
            raise ValueError(f"slot {name} occurs {data.count(place)} times")
        data = data.replace(place, xml.encode())
    return data
