"""pq-answers: drafts the answers to written parliamentary questions, every figure from a named query.

For notebooks: `open_store`. Everything else is behind the command line, `pq-answers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pq_answers.notebook import Analysis, ItemResult, open_store

__all__ = ["Analysis", "ItemResult", "open_store"]


def __getattr__(name: str) -> Any:
    """Import the notebook interface only when it is asked for, so that the command line starts fast."""
    if name in __all__:
        from pq_answers import notebook

        return getattr(notebook, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
