"""Writes docs/bevindingen.md: what the published sources contradict, found by the checks."""

from pathlib import Path

from pq_answers.checks import check_published, findings_page
from pq_answers.published import load_sources, read_catalogue

figures = read_catalogue()
page = findings_page(check_published(figures), load_sources(), len(figures))
Path("docs/bevindingen.md").write_text(page, encoding="utf-8")
