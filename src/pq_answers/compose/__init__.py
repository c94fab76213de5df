"""Composing the Document from protected tables, templates and standing passages."""

from pq_answers.compose.agreement import described, match_text
from pq_answers.compose.build import Answered, compose
from pq_answers.compose.single import block_grid, gap_remarks, result_blocks, result_remarks
from pq_answers.compose.written import Editable, editable, edited

__all__ = [
    "Answered",
    "Editable",
    "block_grid",
    "compose",
    "described",
    "editable",
    "edited",
    "gap_remarks",
    "match_text",
    "result_blocks",
    "result_remarks",
]
