"""`python -m bench.questions [vragen|kruisingen] [ONE_IN...]`: protection of what can really be asked.

- vragen: every question of `tests/understanding`, answered as it is understood;
- kruisingen: every crossing of three characteristics of persons that the catalogue allows.

From the demonstration register, and from that with one in so many of its persons, where many counts are
small. Each choice of cells that is asked for is an instance, in seconds of CPU, by the number of its cells.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
from tools.begrip import questions_of

from bench.protection import audited, timed
from pq_answers.answer.recipe import run_plan
from pq_answers.demo import write_delivery
from pq_answers.errors import UserError
from pq_answers.inputs import plan_of
from pq_answers.items import Catalogue, is_guarded, load_catalogue
from pq_answers.protect import companies, protect, stage
from pq_answers.protect.graph import Graph
from pq_answers.protect.pattern.secondary import Pattern, UnprotectableError
from pq_answers.protect.policy import Policy
from pq_answers.query import run_item
from pq_answers.store import Reader, Store
from pq_answers.tables import RawTable
from pq_answers.understand import understand

QUESTIONS = Path("tests/understanding")
YEARS = (2021, 2020)
SIZES = ((150, 1), (550, 15), (2000, 120))
"""Cells and the seconds within which the best pattern should be found."""


Asked = tuple[str, list[RawTable]]
Asking = Callable[[Reader, Catalogue], Iterator[Asked]]


@dataclass(frozen=True)
class Instance:
    """One choice of cells: how many cells and targets, the seconds of CPU, and how good it is."""

    cells: int
    targets: int
    seconds: float
    gap: float | None
    safe: bool = True


def main(part: Asking, shares: list[int]) -> None:
    """Print for each register and size how many instances were optimal in time."""
    catalogue, every = load_catalogue(), []
    with tempfile.TemporaryDirectory() as base:
        full = write_delivery(Path(base, "levering"))
        for one_in in shares:
            delivery = (
                full if one_in == 1 else thinned(full, Path(base, f"levering-{one_in}"), _every(one_in))
            )
            store = Store(Path(base, f"opslag-{one_in}"))
            store.load(delivery)
            with store.open() as reader:
                found = list(_instances(part, reader, catalogue))
            _print(f"een op {one_in} personen", found)
            every += found
    _print("samen", every)


def _every(number: int) -> str:
    return f"substr(persoon_id, 2)::INTEGER % {number} = 0"


def thinned(full: Path, folder: Path, who: str) -> Path:
    """Write the delivery `full` with all companies and the persons for whom the SQL condition `who` holds."""
    folder.mkdir()
    head, *blocks = (full / "levering.toml").read_text(encoding="utf-8").split("[[bestand]]")
    for place, block in enumerate(blocks):
        lines = dict(line.split(" = ", 1) for line in block.strip().splitlines())
        name = lines["pad"].strip('"')
        rows = _copied(full / name, folder / name, who)
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        lines |= {"rijen": str(rows), "sha256": f'"{digest}"'}
        blocks[place] = "\n" + "\n".join(f"{key} = {value}" for key, value in lines.items()) + "\n\n"
    (folder / "levering.toml").write_text("[[bestand]]".join([head, *blocks]), encoding="utf-8")
    return folder


def _copied(source: Path, target: Path, who: str) -> int:
    read = f"read_csv('{source}', all_varchar = true)" if source.suffix == ".csv" else f"'{source}'"
    with duckdb.connect() as db:
        columns = [row[0] for row in db.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        chosen = who if "persoon_id" in columns else "true"
        db.execute(f"CREATE TABLE kept AS SELECT * FROM {read} WHERE {chosen}")
        how = "FORMAT csv, HEADER" if source.suffix == ".csv" else "FORMAT parquet"
        db.execute(f"COPY kept TO '{target}' ({how})")
        counted = db.execute("SELECT count(*) FROM kept").fetchone()
    return int(counted[0]) if counted else 0


def _instances(part: Asking, reader: Reader, catalogue: Catalogue) -> Iterator[Instance]:
    """Yield the instances of all that a part asks, each once."""
    seen: set[Any] = set()
    asked: list[tuple[Graph, tuple[int, ...], Policy]] = []

    def kept(graph: Graph, primary: Iterable[int], policy: Policy) -> Pattern:
        asked.append((graph, tuple(sorted(primary)), policy))
        raise UnprotectableError(asked[-1][1][0])  # measured below; the answer itself is of no use here

    with mock.patch.object(stage, "suppress", kept), mock.patch.object(companies, "suppress", kept):
        for name, tables in part(reader, catalogue):
            try:
                protect(tables)
            except UserError as error:
                print(f"{name}: {error}", file=sys.stderr)
            # What is asked after a table was withheld is another, smaller question.
            for graph, primary, policy in asked[:1]:
                if (graph, primary) not in seen:
                    seen.add((graph, primary))
                    yield _measured(graph, primary, policy)
            asked.clear()


def questions(reader: Reader, catalogue: Catalogue) -> Iterator[Asked]:
    """Yield the raw tables of the answer to each annotated question."""
    for folder in (one for one in sorted(QUESTIONS.iterdir()) if one.is_dir()):
        for name, text in questions_of(folder).items():
            plan = plan_of(understand(text, catalogue), catalogue, None, where=Path(name))
            _, results = run_plan(plan, reader, catalogue)
            yield f"{folder.name}/{name}", [table for one in results if one for table in one.tables]


def crossings(reader: Reader, catalogue: Catalogue) -> Iterator[Asked]:
    """Yield the raw tables of every crossing of three characteristics, per item and measure, of one year."""
    for item in (one for one in catalogue if is_guarded(one)):
        names = next((param.dimensions for param in item.params.values() if param.dimensions), ())
        for measure, crossing in product(item.availability, combinations(names, 3)):
            asked = {"maatregel": measure, "opsplitsing": " x ".join(crossing)}
            for year in YEARS:
                try:
                    result = run_item(reader, item, {**asked, "jaren": year})
                except UserError:
                    continue  # no data of that year, or no such crossing
                yield f"{item.name} {asked}", list(result.tables)
                break


def _measured(graph: Graph, primary: tuple[int, ...], policy: Policy) -> Instance:
    """Return how it went; past the limit for its size, how good a run of at most ten seconds is."""
    limit = next(limit for most, limit in SIZES if len(graph.values) <= most)
    for seconds in (limit, 10):
        try:
            spent, pattern = timed(graph, primary, replace(policy, seconds=seconds))
        except UnprotectableError:
            return Instance(len(graph.values), len(primary), 0.0, None)
        if pattern.optimal:
            break
    safe = audited(graph, pattern, policy).safe
    return Instance(len(graph.values), len(primary), spent, pattern.gap, safe)


def _print(title: str, found: list[Instance]) -> None:
    impossible = sum(one.gap is None for one in found)
    print(f"{title}: {len(found)} keer cellen gekozen, waarvan {impossible} keer niet te beschermen")
    least = 0
    for most, limit in SIZES:
        own = [one for one in found if least < one.cells <= most and one.gap is not None]
        least = most
        in_time = sum(one.gap == 0 and one.seconds <= limit for one in own)
        slowest = max((one.seconds for one in own), default=0.0)
        worst = max((one.gap or 0.0 for one in own), default=0.0)
        print(f"  tot {most} cellen: {in_time} van {len(own)} optimaal binnen {limit} s,", end=" ")
        print(f"traagste {slowest:.2f} s, slechtste kloof {worst:.1%}, veilig {sum(one.safe for one in own)}")
    sizes = Counter(min(one.cells // 50 * 50, 1000) for one in found)
    told = " ".join(f"{size}+:{count}" for size, count in sorted(sizes.items()))
    print("  cellen (per 50):", told, flush=True)


PARTS: dict[str, Asking] = {"vragen": questions, "kruisingen": crossings}

if __name__ == "__main__":
    main(PARTS[sys.argv[1]], [int(one) for one in sys.argv[2:]] or [1, 10, 50, 200])
