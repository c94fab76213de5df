"""Checks over raw tables, before anything is protected or rendered."""

from pq_answers.checks.findings import Finding, Severity
from pq_answers.checks.rules import check_tables

__all__ = ["Finding", "Severity", "check_tables"]
