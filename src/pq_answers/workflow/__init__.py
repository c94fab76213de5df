"""From question to approved answer: who does what with a dossier, when, and what is kept of it.

Everything takes an open connection and an `Act` (who, and when), and answers with frozen values.
"""

from pq_answers.workflow.calendar import Calendar, Pause, deadline, load_calendar, working_days
from pq_answers.workflow.database import Database, is_ready
from pq_answers.workflow.desk import Desk, content_digest, plan_of
from pq_answers.workflow.kinds import (
    Act,
    Approval,
    Comment,
    Dossier,
    ForbiddenError,
    Head,
    LogEntry,
    Right,
    Role,
    Source,
    StaleError,
    State,
    StateError,
    Stop,
    UnknownError,
    User,
    Version,
)

__all__ = [
    "Act",
    "Approval",
    "Calendar",
    "Comment",
    "Database",
    "Desk",
    "Dossier",
    "ForbiddenError",
    "Head",
    "LogEntry",
    "Pause",
    "Right",
    "Role",
    "Source",
    "StaleError",
    "State",
    "StateError",
    "Stop",
    "UnknownError",
    "User",
    "Version",
    "content_digest",
    "deadline",
    "is_ready",
    "load_calendar",
    "plan_of",
    "working_days",
]
