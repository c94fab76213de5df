"""The settings of the demonstration register: calibration targets and profile distributions, checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pq_answers.codelists import load_codelist
from pq_answers.demo.quarters import Quarters, days_in
from pq_answers.errors import InputError
from pq_answers.resources import find_file

PLACE = "data/demo/register.toml"
# Kenmerken whose code list has another name than the kenmerk itself.
_CODELIST_OF = {"woonplaats": "provincie", "hoofdzetel": "provincie"}


@dataclass(frozen=True, slots=True)
class Period:
    """A contingent that runs from one day to another, both included."""

    start: date
    end: date
    vte: Decimal


@dataclass(frozen=True, slots=True)
class Block:
    """One maatregel, or one type of arbeidszorg: its companies by grootteklasse, and its contingent."""

    maatregel: str
    company_type: str
    years: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    zones: tuple[tuple[float, float], ...]
    contingent: tuple[Decimal, ...]
    periods: tuple[Period, ...]
    filled: float
    renewal: int
    transfers: int
    turnover: float
    working_times: Mapping[int, float]

    @property
    def name(self) -> str:
        """The name of its random streams."""
        return f"{self.maatregel}/{self.company_type}"

    def contingent_in(self, year: int) -> Decimal:
        """Return the average contingent of `year`."""
        if self.contingent:
            return self.contingent[self.years.index(year)]
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        return sum((p.vte * days_in(p.start, p.end, year) for p in self.periods), Decimal()) / days


@dataclass(frozen=True, slots=True)
class TrajectoryTarget:
    """How many doorstroomtrajecten of a maatregel started and still run, per year, and how many succeeded."""

    maatregel: str
    started: tuple[int, ...]
    running: tuple[int, ...]
    succeeded: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; the parts that only one module reads stay mappings, in the words of the file."""

    seed: int
    quarters: Quarters
    profile_from: int
    reference_day: date
    blocks: tuple[Block, ...]
    trajectory_targets: tuple[TrajectoryTarget, ...]
    careers: Mapping[str, Any]
    trajectories: Mapping[str, Any]
    evaluations: Mapping[str, Any]
    advice: Mapping[str, Any]
    outflow: Mapping[str, Any]
    profiles: Mapping[str, Any]


def load_settings() -> Settings:
    """Return the settings of the catalogue; raise `InputError` where they are wrong."""
    path = find_file(PLACE)
    try:
        settings = _settings(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal))
        _check_codes(settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, f"zijn niet leesbaar ({error})") from error
    except KeyError as error:
        raise _wrong(path, f"missen de sleutel {error}") from error
    except (TypeError, ValueError, InvalidOperation) as error:
        raise _wrong(path, f"kloppen niet ({error})") from error
    return settings


def codes(dimension: str) -> tuple[str, ...]:
    """Return the codes of a kenmerk in the order of its code list."""
    return load_codelist(_CODELIST_OF.get(dimension, dimension)).names


def weights_of(table: Mapping[str, Any], dimension: str) -> list[float]:
    """Return the weights of a table in the order of the code list; a code that is left out weighs nothing."""
    return [float(table.get(code, 0)) for code in codes(dimension)]


def _wrong(path: Path, what: str) -> InputError:
    return InputError(
        f"De instellingen van het demonstratieregister {what}.",
        where=str(path),
        fix="Vergelijk met het meegeleverde bestand.",
    )


def _settings(data: Mapping[str, Any]) -> Settings:
    return Settings(
        seed=int(data["zaad"]),
        quarters=Quarters(data["eerste_jaar"], data["laatste_jaar"]),
        profile_from=data["profiel_vanaf"],
        reference_day=data["peildatum"],
        blocks=tuple(_block(entry) for entry in data["blok"]),
        trajectory_targets=tuple(_target(entry, data) for entry in data["doorstroom"]["maatregel"]),
        careers=data["loopbaan"],
        trajectories=data["doorstroom"],
        evaluations=data["evaluatie"],
        advice=data["advies"],
        outflow=data["uitstroom"],
        profiles=data["profiel"],
    )


def _block(entry: Mapping[str, Any]) -> Block:
    bands = load_codelist(entry["klassen"]).names
    years = tuple(entry["jaren"])
    return Block(
        maatregel=entry["maatregel"],
        company_type=entry.get("type_onderneming", ""),
        years=years,
        counts=tuple(_per_year(entry["ondernemingen"][band], years) for band in bands),
        zones=tuple(_zone(entry, band) for band in bands),
        contingent=_amounts(entry["contingent"], years) if "contingent" in entry else (),
        periods=tuple(Period(p["van"], p["tot"], Decimal(p["vte"])) for p in entry.get("looptijd", ())),
        filled=float(entry["bezetting"]),
        renewal=entry.get("wissel", 0),
        transfers=entry.get("verschuivingen", 0),
        turnover=float(entry["verloop"]),
        working_times={int(time): float(weight) for time, weight in entry["arbeidsregeling"].items()},
    )


def _zone(entry: Mapping[str, Any], band: str) -> tuple[float, float]:
    low, high = (float(bound) for bound in entry["zone"][band])
    klasse = load_codelist(entry["klassen"]).get(band)
    # The published bands decide: a zone outside them would miss the target without anybody noticing.
    if not (klasse.start or 0) <= low < high < (klasse.end or Decimal("Infinity")):
        raise ValueError(f"de zone van {band} valt buiten {klasse.label}")
    return low, high


def _target(entry: Mapping[str, Any], data: Mapping[str, Any]) -> TrajectoryTarget:
    years = data["doorstroom"]["jaren"]
    started, running = _per_year(entry["opgestart"], years), _per_year(entry["lopend"], years)
    return TrajectoryTarget(entry["maatregel"], started, running, int(entry["succesvol"]))


def _per_year(values: Iterable[Any], years: Iterable[int]) -> tuple[int, ...]:
    row = tuple(int(value) for value in values)
    _one_per_year(row, years)
    return row


def _amounts(values: Iterable[Any], years: Iterable[int]) -> tuple[Decimal, ...]:
    row = tuple(Decimal(value) for value in values)
    _one_per_year(row, years)
    return row


def _one_per_year(row: Sequence[Any], years: Iterable[int]) -> None:
    if len(row) != len(tuple(years)):
        raise ValueError(f"{row} heeft niet één waarde per jaar")


def _check_codes(settings: Settings) -> None:
    _known("maatregel", (block.maatregel for block in settings.blocks))
    _known("type_onderneming", (block.company_type for block in settings.blocks if block.company_type))
    _known("evaluatieresultaat", settings.evaluations["lde_zonder_traject"])
    for destinations in settings.outflow["bestemming"].values():
        _known("uitstroombestemming", destinations)
    for group in settings.profiles["groep"].values():
        for dimension, table in group.items():
            _known(dimension, table)
    for given, targets in settings.profiles["verband"].items():
        for target, rows in targets.items():
            _known(given, rows)
            for row in rows.values():
                _known(target, row)


def _known(dimension: str, used: Iterable[str]) -> None:
    # An unknown code would otherwise weigh nothing and silently vanish from the register.
    unknown = sorted(set(used) - set(codes(dimension)))
    if unknown:
        raise ValueError(f"onbekende code in {dimension}: {', '.join(unknown)}")
