"""The calls for the standing passages: which there are, what each says, and changing one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from pq_answers.web.api.access import Caller, problems
from pq_answers.web.api.managing import managing
from pq_answers.web.api.models import Strict
from pq_answers.workflow.texts import Text, all_texts, change_text, text_of

_CONTENT = """+++
titel = "Geen afwijking op de doorstroom"
geldig = { van = 2015-01-01 }
+++
Er is geen afwijking.
"""
_EXAMPLE: JsonDict = {
    "naam": "lde-geen-afwijking",
    "titel": "Geen afwijking op de doorstroom",
    "geldig_van": "2015-01-01",
    "geldig_tot": None,
    "eigen": False,
    "inhoud": _CONTENT,
    "versie": "0f3c9a1b2d4e5f60",
}
_CHANGE: JsonDict = {"inhoud": _CONTENT, "versie": "0f3c9a1b2d4e5f60"}
Name = Annotated[
    str, Path(alias="naam", max_length=60, pattern="^[a-z0-9-]+$", examples=["lde-geen-afwijking"])
]


class TextOut(BaseModel):
    """Een vaste tekst; `inhoud` is haar hele bestand, met de kop."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    naam: str
    titel: str
    geldig_van: date
    geldig_tot: date | None
    eigen: bool
    inhoud: str
    versie: str

    @classmethod
    def of(cls, text: Text) -> TextOut:
        """Return what programs see of a passage."""
        return cls(
            naam=text.name,
            titel=text.passage.title,
            geldig_van=text.passage.valid_from,
            geldig_tot=text.passage.valid_to,
            eigen=text.own,
            inhoud=text.content,
            versie=text.version,
        )


class TextIn(Strict):
    """Een nieuwe inhoud; `versie` is die van de tekst die u wijzigt, leeg voor een nieuwe."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANGE]})

    inhoud: Annotated[str, Field(max_length=20_000)]
    versie: Annotated[str, Field(max_length=16)] = ""


router = APIRouter(prefix="/beheer/teksten", dependencies=[Depends(managing)], tags=["beheer"])


@router.get("", responses=problems())
def texts(caller: Caller) -> list[TextOut]:
    """De vaste teksten, op titel."""
    del caller
    return [TextOut.of(text) for text in all_texts()]


@router.get("/{naam}", responses=problems(404))
def text(caller: Caller, name: Name) -> TextOut:
    """Eén vaste tekst."""
    del caller
    return TextOut.of(text_of(name))


@router.put("/{naam}", responses=problems(409))
def change(caller: Caller, name: Name, body: TextIn) -> TextOut:
    """Een vaste tekst in de eigen catalogus zetten: een nieuwe, of in de plaats van wat er stond."""
    with caller.office.database.writing() as connection:
        return TextOut.of(change_text(connection, caller.act, name, body.inhoud, body.versie))
