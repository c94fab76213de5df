"""The pictures of the pages in the guide: all there, all shown, and small."""

from __future__ import annotations

import re
import struct

from beelden import FOLDER, PICTURES, WIDTH

from .test_docs import GUIDES, ROOT

GUIDE = (GUIDES / "web.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^!\[(.+)\]\(\.\./beelden/web/(.+)\.png\)$", GUIDE, re.MULTILINE)


def test_the_guide_shows_each_picture_once_and_each_is_of_the_list() -> None:
    kept = sorted(path.stem for path in (ROOT / FOLDER).glob("*"))
    assert sorted(name for _, name in SHOWN) == kept
    assert sorted(one.name for one in PICTURES) == kept


def test_what_a_picture_shows_is_told_in_words_of_its_own() -> None:
    told = [words for words, _ in SHOWN]
    assert len(set(told)) == len(told)
    assert all(len(words) >= 15 for words in told)


def test_pictures_are_as_wide_as_the_page_and_no_larger_than_needed() -> None:
    for picture in PICTURES:
        data = (ROOT / FOLDER / f"{picture.name}.png").read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">I", data[16:20])[0] == WIDTH
        assert len(data) < 120 * 1024, picture.name
