"""The calls for choosing items without a question, and for one sub-question of a plan at a time."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel, ConfigDict, Field

from pq_answers.plan import Plan
from pq_answers.web import planform, planstep
from pq_answers.web import selection as chosen
from pq_answers.web.api.access import Caller, OnVersion, problems, tag
from pq_answers.web.api.models import DossierOut, Line, PlanOut, Strict
from pq_answers.web.costly import CALLED_DOWNLOADING, CALLED_DRAFTING
from pq_answers.web.planinput import Fields
from pq_answers.web.reading import Reading, readings
from pq_answers.web.routes.choose import drafted, file_of
from pq_answers.web.routes.choose import plan_of as plan_from
from pq_answers.web.routes.draft import ZIP, names_of
from pq_answers.web.selection import MOST, Row, Selection
from pq_answers.web.visitor import Id, Visitor
from pq_answers.workflow import Dossier, Right, dossiers, plan_of
from pq_answers.workflow.once import create_once

router = APIRouter()
Value = Line | int | list[Line | int]
Name = Annotated[str, Field(max_length=60, pattern=r"^[0-9a-z_]*$")]
Words = Annotated[str, Field(max_length=20_000)]
Make = Callable[[Dossier], planstep.Step]
_CHANGES = problems(404, 409, 428)
_EXAMPLE: dict[str, Any] = {
    "titel": "Contingent",
    "vragen": [{"item": "contingent", "parameters": {"maatregel": "lde", "jaren": "2019-2021"}}],
}


class ChosenItem(Strict):
    """One item with what is asked of it, by the names that `GET /catalogus/{name}` gives."""

    item: Name
    parameters: Annotated[dict[Name, Value], Field(max_length=20)] = {}
    bijlage: bool = False
    grafiek: bool = False

    def row(self) -> Row:
        """Return the item as a row of a selection."""
        placed = {"bijlage": self.bijlage, "grafiek": self.grafiek}
        ticks = tuple((name, "ja") for name, ticked in placed.items() if ticked)
        return Row(self.item, (*_pairs(self.parameters), *ticks))


class SelectionIn(Strict):
    """Items in the order in which they are answered, and what stands above the answer."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    nummer: Annotated[Line, Field(max_length=40)] = ""
    datum: date | None = None
    steller: Annotated[Line, Field(max_length=200)] = ""
    titel: Line = ""
    vragen: Annotated[list[ChosenItem], Field(min_length=1, max_length=MOST)]

    def plan(self, caller: Visitor) -> Plan:
        """Return the plan; raises what a wrong choice raises."""
        day = self.datum.isoformat() if self.datum else ""
        head = {"nummer": self.nummer, "datum": day, "steller": self.steller, "titel": self.titel}
        kept = tuple((name, value.strip()) for name, value in head.items() if value.strip())
        selection = Selection(kept, tuple(one.row() for one in self.vragen))
        return plan_from(caller.office, selection)


def _pairs(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        yield from ((name, str(one)) for one in (value if isinstance(value, list) else [value]))


class ChosenOut(BaseModel):
    """The answer to a selection: its record, and the files that can be asked for."""

    verslag: dict[str, Any]
    bestanden: list[str]


@router.post("/keuzes/plan", responses=problems(), tags=["keuzes"])
def chosen_plan(caller: Caller, body: SelectionIn) -> PlanOut:
    """Van gekozen vragen een plan maken, voor `pq-answers batch`; er wordt niets bewaard."""
    return PlanOut(tekst=body.plan(caller).text)


@router.post("/keuzes/antwoord", responses=problems(409), tags=["keuzes"], dependencies=[CALLED_DRAFTING])
def chosen_answer(caller: Caller, body: SelectionIn) -> ChosenOut:
    """De beschermde cijfers van gekozen vragen op de huidige momentopname; er wordt niets bewaard."""
    record = drafted(caller.office, body.plan(caller)).record
    return ChosenOut(verslag=dict(record), bestanden=[*names_of(record, why=False), ZIP])


@router.post(
    "/keuzes/bestanden/{name}",
    responses={
        **problems(404, 409),
        200: {"content": {"application/octet-stream": {}}, "description": "Het bestand."},
    },
    response_class=Response,
    tags=["keuzes"],
    dependencies=[CALLED_DOWNLOADING],
)
def chosen_file(caller: Caller, name: str, body: SelectionIn) -> Response:
    """Een bestand van het antwoord op gekozen vragen."""
    content = file_of(caller.office, body.plan(caller), name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers={"content-disposition": "attachment"})


@router.post("/keuzes/dossier", status_code=201, responses=problems(409), tags=["keuzes"])
def chosen_dossier(
    caller: Caller,
    body: SelectionIn,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=80, min_length=1)] = None,
) -> DossierOut:
    """Met gekozen vragen verdergaan in een dossier. Dezelfde sleutel nog eens geeft hetzelfde dossier."""
    office, act = caller.office, caller.act
    act.need(Right.DRAFT)
    plan = body.plan(caller)
    text, head = chosen.text_of(plan), chosen.head_of(plan)
    with office.database.writing() as connection:
        made = create_once(connection, act, text, head, office.calendar, idempotency_key)
        if not made.plan:
            made = dossiers.set_plan(connection, act, made, plan, "plan gemaakt van gekozen vragen")
    tag(response, made)
    response.headers["location"] = f"/api/v1/dossiers/{made.id}"
    return DossierOut.of(made)


# One sub-question of a plan at a time


class WordOut(BaseModel):
    """Words of a sub-question, and as what they were understood."""

    woorden: str
    wat: str
    betekenis: str


class OtherOut(BaseModel):
    """What could answer a sub-question as well; a standing passage with its text."""

    keuze: str
    titel: str
    tekst: str


class PartOut(BaseModel):
    """One answer of a plan, with how its sub-question was understood."""

    nummer: int
    label: str
    vraag: str
    keuze: str
    parameters: dict[str, Any]
    tekst: str
    soort: str
    vertrouwen: str
    kans: float | None
    woorden: list[WordOut]
    anders: list[OtherOut]

    @classmethod
    def of(cls, number: int, plan: Plan, reading: Reading | None, caller: Visitor) -> PartOut:
        """Return what programs see of a part."""
        part = plan.parts[number]
        choice = planform.choice_of(part)
        near = (reading.candidates, reading.offered) if reading else ((), ())
        others = planform.offers(choice, caller.office.desk.catalogue(), *near)
        return cls(
            nummer=number,
            label=part.label,
            vraag=part.question,
            keuze=choice,
            parameters=dict(part.asked),
            tekst=part.text or part.gap or planform.passage_text(choice),
            soort=reading.kind if reading else "",
            vertrouwen=reading.sure if reading else "",
            kans=reading.confidence if reading else None,
            woorden=[WordOut(woorden=w.words, wat=w.what, betekenis=w.meaning) for w in reading.words]
            if reading
            else [],
            anders=[OtherOut(keuze=one.value, titel=one.label, tekst=one.text) for one in others],
        )


class PartStep(Strict):
    """What to do with one answer of a plan; the other fields are those that the act needs."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"handeling": "kiezen", "keuze": "item:contingent"}]},
    )

    handeling: Literal[
        "bewaren",
        "kiezen",
        "toevoegen",
        "verwijderen",
        "omhoog",
        "omlaag",
        "samenvoegen",
        "hernoemen",
        "splitsen",
    ]
    keuze: Annotated[Line, Field(max_length=100)] = ""
    parameters: Annotated[dict[Name, Value], Field(max_length=20)] = {}
    tekst: Words = ""
    bijlage: Annotated[str, Field(pattern="^([0-9]{1,3}|nieuw|)$")] = ""
    zie: Annotated[Line, Field(max_length=40)] = ""
    grafiek: bool = False
    label: Annotated[Line, Field(max_length=40)] = ""
    deelvraag: Words = ""

    def fields(self) -> Fields:
        """Return what the form of the page would send."""
        pairs = [*_pairs(self.parameters), ("bijlage", self.bijlage), ("zie", self.zie)]
        pairs += [("label", self.label), ("deelvraag", self.deelvraag)]
        pairs += [("grafiek", "ja")] if self.grafiek else []
        if self.handeling == "kiezen":
            return Fields((*pairs, ("anders", self.keuze or "open")))
        own = [("keuze", self.keuze), (self.keuze, self.tekst)] if self.keuze else []
        return Fields((*pairs, *own, ("actie", self.handeling)))


class NewPart(Strict):
    """A sub-question to add, behind the one labelled `na` or at the end."""

    deelvraag: Annotated[str, Field(max_length=20_000, examples=["Hoeveel ondernemingen zijn er?"])]
    na: Annotated[Line, Field(max_length=40)] = ""
    label: Annotated[Line, Field(max_length=40)] = ""


@router.get("/dossiers/{identifier}/plan/delen", responses=problems(404, 409), tags=["plan"])
def parts(caller: Caller, identifier: Id, response: Response) -> list[PartOut]:
    """De antwoorden van het plan, elk met de woorden die ertoe leidden en wat er nog past."""
    with caller.office.database.reading() as connection:
        found = dossiers.get(connection, identifier)
    desk, day, plan = caller.office.desk, found.head.day, plan_of(found)
    known = readings(desk.understood(found.text, day), plan.parts, lambda words: desk.alone(words, day))
    tag(response, found)
    return [PartOut.of(number, plan, reading, caller) for number, reading in enumerate(known)]


@router.post("/dossiers/{identifier}/plan/delen", responses=_CHANGES, tags=["plan"])
def add_part(
    caller: Caller, identifier: Id, version: OnVersion, body: NewPart, response: Response
) -> PlanOut:
    """Een deelvraag toevoegen, met wat het programma als antwoord voorstelt."""
    sent = Fields((("deelvraag", body.deelvraag), ("na", body.na), ("label", body.label)))

    def add(found: Dossier) -> planstep.Step:
        return planstep.added_to(plan_of(found), sent, caller.office.desk, found)

    return _step(caller, identifier, version, response, add)


@router.post("/dossiers/{identifier}/plan/delen/{number}", responses=_CHANGES, tags=["plan"])
def change_part(
    caller: Caller, identifier: Id, number: Id, version: OnVersion, body: PartStep, response: Response
) -> PlanOut:
    """Eén antwoord van het plan wijzigen, verplaatsen, splitsen, samenvoegen of weghalen."""

    def change(found: Dossier) -> planstep.Step:
        return planstep.step_of(plan_of(found), number, body.fields(), caller.office.desk, found)

    return _step(caller, identifier, version, response, change)


def _step(caller: Visitor, identifier: int, version: int, response: Response, make: Make) -> PlanOut:
    caller.act.need(Right.DRAFT)
    with caller.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        step = make(found)
        changed = dossiers.set_plan(connection, caller.act, found, step.changed, step.told)
    tag(response, changed)
    return PlanOut(tekst=changed.plan)
