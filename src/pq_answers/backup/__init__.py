"""Backup and restore: everything that people made, and the snapshots it stands on, in one verified file."""

from pq_answers.backup.archive import Archive, ArchiveError, Manifest, Member, opened
from pq_answers.backup.making import Report, back_up, examine
from pq_answers.backup.places import Places
from pq_answers.backup.putting import restore

__all__ = [
    "Archive",
    "ArchiveError",
    "Manifest",
    "Member",
    "Places",
    "Report",
    "back_up",
    "examine",
    "opened",
    "restore",
]
