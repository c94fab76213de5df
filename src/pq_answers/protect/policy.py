"""The disclosure policy: the one place that reads a threshold, from `data/protection.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError
from pq_answers.resources import find_file, package_root

FILE = "data/protection.toml"
Level = Literal["upper", "exact"]
Zeros = Literal["shown", "hidden", "primary"]
_LEVELS: Mapping[str, Level] = {"drempel": "upper", "exact": "exact"}  # the strictest first
_ZEROS: Mapping[str, Zeros] = {"getoond": "shown", "verborgen": "hidden", "primair": "primary"}


@dataclass(frozen=True, slots=True)
class Policy:
    """Which counts of persons are hidden, in which units, and how far the attacker's audit may search.

    `units` are those of the code list `eenheid` that count persons. At level `upper` no hidden count can be
    shown to lie under the threshold, at level `exact` none can be calculated exactly. Zeros are always shown,
    may be hidden to shield others, or are hidden for their own sake. `base` is that of rounding.
    `stricter` has, by catalogue item, up to which count its figures are hidden. Of sums over companies those
    are hidden to which fewer than `companies` contribute, or in which one of them could work out the largest
    contribution to within `percent` of it.
    Sources: the publication rule of the Flemish job-market statistics (VDAB Arvastat); for companies the p%
    rule of the Handbook on Statistical Disclosure Control (Hundepool and others), chapter 4.
    """

    name: str
    source: str
    units: tuple[str, ...]
    hidden_from: int
    hidden_to: int
    max_nodes: int
    max_cells: int
    max_rounds: int
    seconds: int
    companies: int
    percent: int
    level: Level = "upper"
    zeros: Zeros = "shown"
    base: int = 5
    stricter: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        limits = min(self.max_nodes, self.max_cells, self.max_rounds, self.seconds)
        if any(limit <= self.hidden_to for limit in self.stricter.values()):
            raise ValueError("policy: an item may only be stricter than the others")
        if not 1 <= self.hidden_from <= self.hidden_to or limits < 1:
            raise ValueError("policy: the hidden range starts at one or more, and the limits are positive")
        if self.companies < 1 or not 1 <= self.percent <= 100:
            raise ValueError("policy: at least one company, and a percentage from one to a hundred")

    @property
    def threshold(self) -> int:
        """The smallest count that may be shown; an attacker must hold it possible for each primary cell."""
        return self.hidden_to + 1

    def threshold_of(self, item: str) -> int:
        """Return the smallest count that may be shown of the figures of a catalogue item."""
        return max(self.hidden_to, self.stricter.get(item, 0)) + 1

    def hides(self, value: int, item: str = "") -> bool:
        """Return whether a count, of a catalogue item, is hidden for its own sake; a zero never is."""
        return self.hidden_from <= value < self.threshold_of(item)


def load_policy() -> Policy:
    """Return the policy of the catalogue; an overlay's may be stricter than the package's, never looser."""
    path, base = find_file(FILE), package_root() / FILE
    policy = _read(path, path.stat().st_mtime_ns)
    if path != base and looser(policy, _read(base, base.stat().st_mtime_ns)):
        raise InputError(
            "Deze regels voor de bescherming zijn losser dan de meegeleverde.",
            where=str(path),
            fix="Verberg minstens dezelfde aantallen, en vraag in [overwicht] minstens evenveel.",
        )
    return policy


def looser(policy: Policy, base: Policy) -> bool:
    """Return whether `policy` hides less than `base`, or promises less about what it hides."""
    levels, zeros = list(_LEVELS.values()), list(_ZEROS.values())
    return (
        policy.hidden_from > base.hidden_from
        or policy.hidden_to < base.hidden_to
        or levels.index(policy.level) > levels.index(base.level)
        or zeros.index(policy.zeros) < zeros.index(base.zeros)
        or policy.base < base.base
        or policy.companies < base.companies
        or policy.percent < base.percent
        or any(policy.threshold_of(item) < base.threshold_of(item) for item in base.stricter)
    )


@lru_cache(maxsize=8)
def _read(path: Path, _modified: int) -> Policy:
    try:
        return _policy(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            "De regels voor de bescherming zijn niet leesbaar.",
            where=str(path),
            fix="Geef naam, bron, [verborgen] van, tot_en_met, niveau en nullen, [overwicht] minstens en "
            "procent (van 1 tot 100), en [nazicht]. In [strenger] staan enkel hogere aantallen.",
        ) from error


def _policy(data: Mapping[str, Any]) -> Policy:
    hidden, audit, dominance = data["verborgen"], data["nazicht"], data["overwicht"]
    return Policy(
        name=str(data["naam"]),
        source=str(data["bron"]),
        units=tuple(
            code.code for code in load_codelist("eenheid") if (code.texts or {}).get("telt_personen")
        ),
        hidden_from=int(hidden["van"]),
        hidden_to=int(hidden["tot_en_met"]),
        max_nodes=int(audit["knopen"]),
        max_cells=int(audit["cellen"]),
        level=_LEVELS[hidden.get("niveau", "drempel")],
        zeros=_ZEROS[hidden.get("nullen", "getoond")],
        max_rounds=int(audit["ronden"]),
        seconds=int(audit["seconden"]),
        stricter={str(item): int(limit) for item, limit in data.get("strenger", {}).items()},
        companies=_whole(dominance["minstens"]),
        percent=_whole(dominance["procent"]),
        # A multiple that is itself a small count would hide nothing.
        base=max(int(data.get("afronden", {}).get("veelvoud", 5)), int(hidden["tot_en_met"]) + 1),
    )


def _whole(value: object) -> int:
    """Return a whole number: rounding any other would make a looser rule in silence."""
    if type(value) is not int:
        raise ValueError(value)
    return value
