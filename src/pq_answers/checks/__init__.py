"""Checks over raw tables, before anything is protected or rendered, and over everything published."""

from pq_answers.checks.answers import check_tables
from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.publications import check_published

__all__ = ["Finding", "Severity", "check_published", "check_tables"]
