"""Who answers, and to what: the minister in office on the question's date, from the house style."""

from __future__ import annotations

import tomllib
from datetime import date

from pq_answers import nl
from pq_answers.compose.sentences import Sentences
from pq_answers.compose.trace import Tracer, words
from pq_answers.document import Letterhead, Origin
from pq_answers.errors import InputError, toml_problem
from pq_answers.plan import Question
from pq_answers.resources import find_file, read_text

_FIX = "Geef elk blok [[minister]] een naam, een titel en een datum van (en tot)."


def letterhead(question: Question, tracer: Tracer, sentences: Sentences) -> Letterhead:
    """Return the letterhead of the answer to `question`."""
    name, title = _minister(question.day)
    lines = [_line(question, tracer, sentences)]
    if question.asker:
        asker = tracer.text(question.asker.upper())
        lines.append(sentences.fill("document.regel_steller", steller=asker))
    return Letterhead(name, title, words(sentences.fill("document.kop")), tuple(map(tracer.runs, lines)))


def document_title(question: Question) -> str:
    """Return the title of the answer to `question`."""
    return f"Antwoord op vraag nr. {question.number}" if question.number else "Antwoord op een vraag"


def _line(question: Question, tracer: Tracer, sentences: Sentences) -> str:
    day = tracer.number(nl.day(question.day), Origin.DATE, "datum")
    if not question.number:
        return sentences.fill("document.regel_zonder_nummer", datum=day)
    number = tracer.number(question.number, Origin.PARAMETER, "nummer")
    return sentences.fill("document.regel_vraag", nummer=number, datum=day)


def _minister(day: date) -> tuple[str, str]:
    path = find_file("templates/huisstijl/kabinet.toml")
    text = read_text(path)
    try:
        ministers = tomllib.loads(text)["minister"]
        found = next((m for m in ministers if m["van"] <= day <= m.get("tot", date.max)), None)
        if found is not None:
            return words(found["naam"]), words(found["titel"])
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(
            f"Het kabinet is geen geldige TOML: {problem}.", where=f"{path}:{line}", fix=_FIX
        ) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError("Een minister is niet volledig.", where=str(path), fix=_FIX) from error
    raise InputError(
        f"Voor {nl.day(day)} staat er geen minister in het kabinet.",
        where=str(path),
        fix="Voeg een blok [[minister]] toe dat deze datum dekt.",
    )
