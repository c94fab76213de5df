"""Which part of a text is the question, and texts that are none: an answer, another language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pq_answers.errors import InputError

_FIX = "Geef de tekst van een schriftelijke vraag in het Nederlands."
_BEGIN = re.compile(r"^[ \t]*={2,}[ \t]*VRAAG[ \t]*={2,}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_KIND = (
    r"(?:(?:geco\S{1,2}rdineerd|voorlopig|aanvullend|bijkomend|gezamenlijk|gemeenschappelijk|gebundeld"
    r"|schriftelijk)\s+)?"
)
_WORD = r"a ?n ?t ?w ?o ?o ?r ?d(?: ?e ?n)?\b"
_NUMBERED_QUESTION = r"op\s+(?:de\s+|deze\s+|uw\s+)?(?:schriftelijke\s+|parlementaire\s+)?vra(?:ag|gen)\b"
# A line that can be nothing else: "ANTWOORD", "=== ANTWOORD ===", "Antwoord op vraag nr. 274 van …".
_HEADING = re.compile(
    rf"[^\w\n?]*{_KIND}{_WORD}(?:[^\w\n?]*|\s+{_NUMBERED_QUESTION}\s*(?:nr\.?|nummer)?\s*\d[^?\n]{{0,160}})",
    re.IGNORECASE,
)
# A line that is an answer's beginning only behind a question: "Antwoord van minister …", "Antwoord: ja."
_START = re.compile(
    rf"[^\w\n?]*(?i:{_KIND}{_WORD})(?:\s*:.*"
    rf"|\s+(?:{_NUMBERED_QUESTION}|(?:gegeven|ontvangen|verstrekt)\b)[^?\n]{{0,160}}(?<![.,;])"
    r"|\s+(?:van|door|namens)\s+(?:[^?.!\n]{0,80}\b[Mm]inister\b|[Dd]e heer\b|[Mm]evrouw\b|[A-Z])"
    r"[^?!\n]{0,160}(?<![.,;]))"
)
_COMMENTS = re.compile(r"\s*(?:[ \t]*#[ \t]*\w+[ \t]*:[^\n]*\n\s*)+")
_SAID = re.compile(
    r"^[ \t]*#[ \t]*(?P<key>nummer|datum|steller)[ \t]*:[ \t]*(?P<value>.*?\S)[ \t]*$", re.M | re.I
)
_HEAD = {"nummer": "Schriftelijke vraag nr. ", "datum": "Datum: ", "steller": "Steller: "}
_CAPITAL = re.compile(r"[^\w\n]*[A-Z]|[=*#_-]{2}")
_MARK = re.compile(r"^[ \t]*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)°]|[•●▪◦*–-])(?=\s)", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*(\d{1,2})[.)](?=\s)", re.MULTILINE)
_REQUEST = re.compile(
    r"\b(?:graag|gelieve|verzoek|overzicht|aantal(?:len)?|hoeveel|welke?|cijfers|lijst|stand van zaken"
    r"|evolutie|kan de (?:vice)?minister|kan u|kunt u|bezorg(?:en)?"
    r"|meedelen|had ik|vernemen|toelicht(?:en|ing))\b",
    re.IGNORECASE,
)
# Some two hundred pages: the longest question with its answer is a tenth of that.
_MOST_LETTERS = 500_000
_SHORT_HEAD = 300
_LEAST_WORDS = 30
_LEAST_HITS = 6
_FEW_WORDS, _FEW_HITS = 8, 3
# Words that two of the languages share are left out: "de" and "en" are French too, "of" is English too.
_STOP_WORDS = {
    "Nederlands": "het een van voor niet zijn wordt worden werden met ook aan naar hoeveel welke bij om op "
    "deze dat er te als",
    "Frans": "le la les des du et pour dans une est que qui quel quelle quels combien par sur au aux sont "
    "avec pas ce cette il",
    "Engels": "the and to for how many what which are with this by on that from has have been it be were not "
    "or as at",
    "Duits": "der das und nicht mit für auf ist wie viele werden sind eine wurden von zu dem ein im sich "
    "auch bei nach zur",
}


def question_part(text: str) -> str:
    """Return the question of a text that may have marks around it and an answer behind it.

    Raises `InputError` for an answer without its question, and for answers that stand between the questions.
    """
    head, whole = _split_head(text)
    for start, heading in _answers(whole):
        before = whole[:start]
        # The preamble may well speak of an answer, so a mere sentence ends nothing before the questions.
        if asks(before) if heading else "?" in before or is_numbered(before):
            _refuse_mixed(before, whole[start:])
            return head + before.strip("\n")
        if heading and len(before.strip()) < _SHORT_HEAD:
            what = "Hierin staat een antwoord, zonder de vraag."
            raise InputError(what, fix=_FIX)
    return head + whole.strip("\n")


def _split_head(text: str) -> tuple[str, str]:
    """Return what lines like "# datum: 26-01-2022" above a question say, and the question.

    Such lines are those of a list (.vragen); they stand at the very top, or before "=== VRAAG ===".
    """
    begin, lines = _BEGIN.search(text), _COMMENTS.match(text)
    end = begin.start() if begin else lines.end() if lines else 0
    found = {match["key"].lower(): match["value"] for match in _SAID.finditer(text[:end])}
    told = [f"{words}{found[key]}" for key, words in _HEAD.items() if key in found]
    return "".join(f"{line}\n\n" for line in told), text[begin.end() if begin else end :]


def _answers(text: str) -> Iterator[tuple[int, bool]]:
    """Yield where an answer may begin, and whether that line can be nothing else."""
    start, ended = 0, True
    for line in text.split("\n"):
        bare = line.strip()
        # What only the width of the page put at a line's start, "… bleef zonder / antwoord.", begins small.
        shown = _CAPITAL.match(bare) is not None
        heading = shown and _HEADING.fullmatch(bare) is not None
        if heading or (shown and ended and _START.fullmatch(bare)):
            yield start, heading
        ended = not bare or bare[-1] in ".?!:;"
        start += len(line) + 1


def _refuse_mixed(before: str, after: str) -> None:
    """Raise where the numbers go on behind the answer's beginning: cutting there would lose questions."""
    last, first = _NUMBER.findall(before), _NUMBER.search(after)
    if last and first and int(first[1]) == int(last[-1]) + 1:
        what = "Vragen en antwoorden staan hier door elkaar."
        raise InputError(what, fix="Geef een bestand met enkel de vragen.")


def is_numbered(text: str) -> bool:
    """Whether a line of the text begins with a number, a letter or a bullet."""
    return _MARK.search(text) is not None


def asks(text: str) -> bool:
    """Whether a text can be a question: a question mark, a word that requests, or numbered lines."""
    return "?" in text or _REQUEST.search(text) is not None or is_numbered(text)


def refuse_no_question(text: str) -> None:
    """Raise `InputError` for a text that is empty, endless, in another language, or that asks nothing."""
    if not text.strip():
        raise InputError("Er staat geen tekst in dit bestand.", fix=_FIX)
    if len(text) > _MOST_LETTERS:
        raise InputError("Deze tekst is te lang voor een vraag.", fix="Bewaar enkel de tekst van de vraag.")
    language = _language(text)
    if language != "Nederlands":
        raise InputError(f"Deze tekst lijkt in het {language} geschreven.", fix=_FIX)
    if not asks(text):
        raise InputError(
            "Hierin staat geen vraag: er wordt niets gevraagd en er is geen nummering.", fix=_FIX
        )


def _language(text: str) -> str:
    """Return the language with the most stop words; Dutch unless another has clearly more.

    A Dutch question may quote at length. In a short text three foreign words may be a name, so that another
    language counts only where nothing is Dutch.
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    hits = {language: sum(word in stop.split() for word in words) for language, stop in _STOP_WORDS.items()}
    best = max(hits, key=lambda language: hits[language])
    enough = max(_LEAST_HITS, 2 * hits["Nederlands"])
    if len(words) < _LEAST_WORDS:
        enough = _FEW_HITS if len(words) >= _FEW_WORDS and not hits["Nederlands"] else len(words) + 1
    return best if hits[best] >= enough else "Nederlands"
