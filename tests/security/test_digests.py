"""No digest in the record of an answer is one to try out: which hidden cells are small stays unknown."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.security.test_ways_out import LINE

from pq_answers.answer import ALL_FORMATS, draft, dump_record
from pq_answers.answer.page import PAGE
from pq_answers.cli import main
from pq_answers.itemlist import parse_any
from pq_answers.items import load_catalogue
from pq_answers.store import Store

LIST = f"# datum: 2022-01-26\n{LINE} --opsplitsing herkomst\n"


def test_the_record_that_is_sent_has_no_digest_of_the_page_that_tells_why(demo_store: Store) -> None:
    """Who has all but the page could try every way in which the hidden cells are small or shield others."""
    with demo_store.open() as reader:
        plan = parse_any(LIST, "lijst.vragen")
        made = draft(plan, reader, load_catalogue(), made="2026-11-21T00:00:00+00:00", formats=ALL_FORMATS)
    assert b"zelf onder de drempel" in made.files[PAGE]
    digest = hashlib.sha256(made.files[PAGE]).hexdigest()
    assert digest.encode() not in dump_record(made.record)
    assert PAGE in made.record["bestanden"]


def test_a_page_that_somebody_changed_is_found_by_making_it_again(demo_store: Store, tmp_path: Path) -> None:
    source, out = tmp_path / "vraag.vragen", tmp_path / "uit"
    source.write_text(LIST, encoding="utf-8")
    store = ["--opslag", str(demo_store.root)]
    assert main(["answer", str(source), "-o", str(out), *store]) == 0
    assert main(["check", str(out), *store]) == 0
    page = out / PAGE
    page.write_bytes(page.read_bytes() + b" ")
    assert main(["check", str(out), *store]) == 1
    page.unlink()
    assert main(["check", str(out), *store]) == 0
