"""Writes queries/README.md from the headers of the queries."""

from pathlib import Path

from pq_answers.items import catalogue_readme, load_catalogue

Path("queries/README.md").write_text(catalogue_readme(list(load_catalogue())), encoding="utf-8")
