"""The number check: reads the rendered bytes back and holds them against the Document by position."""

from pq_answers.audit.files import audit_files
from pq_answers.audit.finding import Finding
from pq_answers.audit.untraced import untraced

__all__ = ["Finding", "audit_files", "untraced"]
