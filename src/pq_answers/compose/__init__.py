"""Composing the Document from protected tables, templates and standing passages."""

from pq_answers.compose.build import Answered, compose

__all__ = ["Answered", "compose"]
