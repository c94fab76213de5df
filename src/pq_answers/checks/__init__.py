"""Checks over raw tables, before anything is protected or rendered, and over everything published."""

from pq_answers.checks.answers import check_tables
from pq_answers.checks.declared import load_rules
from pq_answers.checks.describe import findings_page
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.publications import check_published
from pq_answers.checks.reconcile import reconcile

__all__ = [
    "Finding",
    "Severity",
    "check_published",
    "check_tables",
    "findings_page",
    "load_rules",
    "reconcile",
]
