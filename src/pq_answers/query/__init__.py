"""The query stage: a typed request in, raw tables out."""

from pq_answers.query.run import run_item

__all__ = ["run_item"]
