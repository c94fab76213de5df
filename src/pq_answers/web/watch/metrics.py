"""Numbers for Prometheus, in its text format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import inf

from sqlalchemy import Connection, Table, func, select

from pq_answers.errors import UserError
from pq_answers.resources import tool_version
from pq_answers.web.watch.tally import Tally
from pq_answers.workflow import State, schema
from pq_answers.workflow.kinds import SHOWN_STATES

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_REQUESTS, _SECONDS, _DRAFTS = "pq_requests_total", "pq_request_duration_seconds", "pq_drafts_total"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_COUNTED = {
    _REQUESTS: ("counter", "Verzoeken, per route en status."),
    _SECONDS: ("histogram", "Hoelang verzoeken duurden, per route."),
    _DRAFTS: ("counter", "Ontwerpen die uitgewerkt werden, en waardoor er geen kwam."),
}
_FAMILY = re.compile(r"(?:_bucket|_sum)?\{.*")


def count_request(tally: Tally, method: str, route: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    labels = f'method="{method}",route="{_escaped(route)}"'
    tally.add(f'{_REQUESTS}{{{labels},status="{status}"}}')
    # Each in the narrowest bucket only; they are added up when somebody asks.
    bound = next((one for one in _BUCKETS if seconds <= one), inf)
    tally.add(f'{_SECONDS}_bucket{{{labels},le="{bound}"}}')
    tally.add(f"{_SECONDS}_sum{{{labels}}}", seconds)


def count_draft(tally: Tally, error: UserError | None) -> None:
    """Count a draft that was worked out, or what stopped it."""
    tally.add(f'{_DRAFTS}{{outcome="{error.kind if error else "gemaakt"}"}}')


def exposition(counted: Mapping[str, float], connection: Connection) -> str:
    """Return everything as text: what was counted, and how many dossiers and jobs there are now."""
    lines = [*_counted(counted), *_by_state(connection)]
    lines += _family("pq_build_info", "gauge", "De versie van het programma.")
    lines.append(f'pq_build_info{{version="{tool_version()}"}} 1')
    return "\n".join(lines) + "\n"


def _counted(counted: Mapping[str, float]) -> Iterator[str]:
    for family, (kind, words) in _COUNTED.items():
        yield from _family(family, kind, words)
        own = [name for name in counted if _FAMILY.sub("", name) == family]
        for name in sorted(own):
            if name.startswith(f"{_SECONDS}_sum"):
                yield from _histogram(name.removeprefix(f"{_SECONDS}_sum").strip("{}"), counted)
            elif family != _SECONDS:
                yield f"{name} {_number(counted[name])}"


def _histogram(labels: str, counted: Mapping[str, float]) -> Iterator[str]:
    """Yield the lines of one histogram; every bucket holds those before it too."""
    total = 0.0
    for bound in (*_BUCKETS, inf):
        total += counted.get(f'{_SECONDS}_bucket{{{labels},le="{bound}"}}', 0)
        told = "+Inf" if bound == inf else str(bound)
        yield f'{_SECONDS}_bucket{{{labels},le="{told}"}} {_number(total)}'
    yield f"{_SECONDS}_sum{{{labels}}} {_number(counted[f'{_SECONDS}_sum{{{labels}}}'])}"
    yield f"{_SECONDS}_count{{{labels}}} {_number(total)}"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _by_state(connection: Connection) -> Iterator[str]:
    yield from _family("pq_dossiers_open", "gauge", "Dossiers die nog niet goedgekeurd zijn, per staat.")
    known = _states(connection, schema.dossiers)
    for state in SHOWN_STATES:
        if state is not State.APPROVED:
            yield f'pq_dossiers_open{{state="{state.value}"}} {known.get(state.value, 0)}'
    jobs = schema.metadata.tables.get("jobs")
    if jobs is not None:
        yield from _family("pq_jobs", "gauge", "Taken op de achtergrond, per staat.")
        for name, number in sorted(_states(connection, jobs).items()):
            yield f'pq_jobs{{state="{_escaped(name)}"}} {number}'


def _states(connection: Connection, table: Table) -> dict[str, int]:
    query = select(table.c.state, func.count()).group_by(table.c.state)
    return {str(state): int(number) for state, number in connection.execute(query)}


def _family(name: str, kind: str, words: str) -> list[str]:
    return [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
