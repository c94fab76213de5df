"""Published figures: what was said before, as printed, with the sources that said it."""

from pq_answers.published.model import Precision, PublishedFigure, Role
from pq_answers.published.read import COLUMNS, figure_row, read_catalogue, read_files, read_row
from pq_answers.published.rows import codes_of
from pq_answers.published.sources import PublishedSource, load_sources

__all__ = [
    "COLUMNS",
    "Precision",
    "PublishedFigure",
    "PublishedSource",
    "Role",
    "codes_of",
    "figure_row",
    "load_sources",
    "read_catalogue",
    "read_files",
    "read_row",
]
