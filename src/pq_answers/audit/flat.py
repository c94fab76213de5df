"""Reads the Markdown and plain-text answers back, tables cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from pq_answers.audit.content import Content
from pq_answers.audit.expected import Grid, Outline, Row, grids, outline_numbers
from pq_answers.audit.finding import Finding, compare_numbers, fault
from pq_answers.audit.tokens import all_numbers, normal

_MARKUP = re.compile(r"\\([!-/:-@\[-`{-~])|\*+")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_RULE = re.compile(r"^ *-+(?:  -+)*$")
_COLUMN = re.compile(r"-+")


def read_markdown(data: bytes) -> Content:
    """Return the content of a Markdown file: its lines without markup, and its pipe tables."""
    lines = data.decode("utf-8").splitlines()
    content = Content(texts=[_unmarked(line) for line in lines], headed=True)
    for piped, group in groupby(lines, key=lambda line: line.startswith("|")):
        if piped:
            first, *rest = (_cells(line) for line in group)
            content.tables.append([first, *rest[1:]])  # without the rule under the header row
    return content


def _cells(line: str) -> list[str]:
    parts = _BAR.split(line)
    texts = ["".join(pair) for pair in zip(parts[::2], [*parts[1::2], ""], strict=True)]
    return [_unmarked(text) for text in texts[1:-1]]


def _unmarked(text: str) -> str:
    """Return Markdown as it reads: without stars, and with escaped characters as themselves."""
    return _MARKUP.sub(lambda match: match[1] or "", text)


def compare_text(file: str, data: bytes, parts: Outline) -> Iterator[Finding]:
    """Yield how a plain-text file differs: its numbers in order, and its tables cell by cell."""
    lines = data.decode("utf-8").splitlines()
    yield from compare_numbers(file, "", outline_numbers(parts), all_numbers(lines))
    yield from _compare_tables(file, lines, grids(parts))


def _compare_tables(file: str, lines: Sequence[str], expected: Sequence[Grid]) -> Iterator[Finding]:
    """Yield the tables whose columns, cut at the rule under the head, read otherwise."""
    rules = [at for at, line in enumerate(lines) if _RULE.match(line)]
    ruled = [grid for grid in expected if grid.head_rows]
    if len(rules) != len(ruled):
        yield fault(file, f"Het bestand telt {len(rules)} tabellen in plaats van {len(ruled)}.")
    for number, (at, grid) in enumerate(zip(rules, ruled, strict=False), 1):
        body = _until_blank(lines[at + 1 :])
        head = _until_blank(lines[:at][::-1])
        # Titles may go on over several lines beside each other; their figures are compared in order above.
        if sorted(_words(head)) != sorted(_words(grid.head)):
            yield fault(file, f"In de kop van tabel {number} staat iets anders dan in het antwoord.")
        spans = [match.span() for match in _COLUMN.finditer(lines[at])]
        row = _first_wrong_row([_cut(line, spans) for line in body], grid.body)
        if row is not None:
            yield fault(file, f"In tabel {number}, rij {row}, staat iets anders dan in het antwoord.")


def _until_blank(lines: Sequence[str]) -> list[str]:
    return list(takewhile(str.strip, lines))


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in normal(text).split()]


def _cut(line: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the parts of a line per column; what stands between two shows in one."""
    starts = [start for start, _ in spans]
    ends = [*starts[1:], max(len(line), spans[-1][1])]
    return [line[start:end] for start, end in zip(starts, ends, strict=True)]


def _first_wrong_row(lines: Sequence[list[str]], rows: Sequence[Row]) -> int | None:
    """Return the number of the first row that the lines do not spell; a row may go on over several lines."""
    at = 0
    for number, row in enumerate(rows, 1):
        taken: list[list[str]] = []
        while at < len(lines) and not _spells(taken, row):
            taken.append(lines[at])
            at += 1
        if not _spells(taken, row):
            return number
    return len(rows) + 1 if at < len(lines) else None


def _spells(lines: Sequence[list[str]], row: Row) -> bool:
    if not lines:
        return not row
    columns = [normal(" ".join(parts)) for parts in zip(*lines, strict=True)]
    return columns[: len(row)] == list(row) and not any(columns[len(row) :])
