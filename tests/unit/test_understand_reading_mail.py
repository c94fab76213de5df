"""Where a question begins and ends: behind marks, before an answer, in an e-mail or in what hangs on it."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import docx
import pytest

from pq_answers.errors import InputError
from pq_answers.understand.reading import read_question

QUESTION = "De sociale economie groeit.\n\n1. Hoeveel werknemers zijn er?\n\n2. Hoeveel stromen er door?"


def read_text(folder: Path, text: str) -> str:
    (folder / "vraag.txt").write_text(text, encoding="utf-8")
    return read_question(folder / "vraag.txt")


def refusal(folder: Path, text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        read_text(folder, text)
    return caught.value


# The answer behind the question


@pytest.mark.parametrize(
    "heading",
    [
        "ANTWOORD",
        "Antwoord",
        "  ANTWOORD  ",
        "Antwoord:",
        "A N T W O O R D",
        "ANTWOORDEN",
        "=== ANTWOORD ===",
        "**Antwoord**",
        "--- Antwoord ---",
        "ANTWOORD\nop vraag nr. 274 van 26 januari 2022",
        "ANTWOORD op vraag nr. 274 van 26 januari 2022",
        "Antwoord op schriftelijke vraag nr. 274 van An Peeters",
        "Antwoord op uw vraag",
        "Antwoord van de minister",
        "Antwoord van de minister van Werk, Economie en Landbouw",
        "Antwoord van Vlaams minister Jo Brouns",
        "Antwoord van mevrouw Peeters, op 3 maart 2022",
        "Antwoord van Jo Brouns",
        "Antwoord namens de minister",
        "Antwoord gegeven op 3 maart 2022",
        "GECOÖRDINEERD ANTWOORD",
        "Gecoo\u0308rdineerd antwoord op vraag nr. 12",
        "Voorlopig antwoord",
        "Aanvullend antwoord op vraag 274",
        "Antwoord: er zijn er 12.",
    ],
)
def test_only_the_question_before_an_answer_is_read(heading: str, tmp_path: Path) -> None:
    text = f"{QUESTION}\n\n{heading}\n\n1. Er zijn 12 werknemers.\n2. Er stromen er 3 door?"
    assert read_text(tmp_path, text) == QUESTION


@pytest.mark.parametrize(
    "line",
    [
        "Antwoord van de minister op mijn vorige vraag leert dat dit daalt.",
        "antwoord van de minister",
        "antwoord op vraag 12 graag ook per jaar",
        "Antwoorden van werkgevers verschillen sterk",
        "Antwoord graag per provincie.",
        "Kan het antwoord per jaar?",
        "Antwoord van de minister op vraag 3 verschilt, hoe komt dat?",
        "Verantwoord ondernemen",
        "antwoord.",
        "- antwoord",
    ],
)
def test_a_sentence_about_an_answer_ends_no_question(line: str, tmp_path: Path) -> None:
    text = f"1. Hoeveel werknemers zijn er?\n\n{line}\n\n2. Hoeveel stromen er door?"
    assert read_text(tmp_path, text) == text


def test_a_line_that_the_page_broke_is_no_heading(tmp_path: Path) -> None:
    broken = "2. In het schriftelijk\nAntwoord van minister Brouns stond een cijfer\nper jaar. Klopt dit?"
    text = f"1. Hoe beoordeelt u het?\n{broken}"
    assert read_text(tmp_path, text) == text


@pytest.mark.parametrize(
    "line", ["Antwoord: 19-07-2023", "Antwoord ontvangen op 19 juli 2023", "Antwoord van Jo Brouns"]
)
def test_a_header_that_names_the_day_of_the_answer_is_none(line: str, tmp_path: Path) -> None:
    assert read_text(tmp_path, f"{line}\n\n{QUESTION}") == f"{line}\n\n{QUESTION}"


def test_marks_around_the_question_are_left_out(tmp_path: Path) -> None:
    text = f"# bron: verslag\n=== VRAAG ===\n{QUESTION}\n=== ANTWOORD ===\n1. Twaalf."
    assert read_text(tmp_path, text) == QUESTION


@pytest.mark.parametrize(
    "heading", ["ANTWOORD", "VLAAMS PARLEMENT\nANTWOORD op vraag nr. 274 van 26 januari 2022"]
)
def test_an_answer_without_its_question_is_refused(heading: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, f"{heading}\n\n1. Er zijn 12 werknemers.\n2. Hoeveel? Drie.")
    assert error.what == "Hierin staat een antwoord, zonder de vraag."


def test_answers_between_the_questions_are_refused_rather_than_half_read(tmp_path: Path) -> None:
    text = "1. Hoeveel werknemers zijn er?\nAntwoord: 12.\n2. Hoeveel stromen er door?\nAntwoord: 3."
    assert "door elkaar" in refusal(tmp_path, text).what


# Texts that are no question


@pytest.mark.parametrize(
    "text",
    [
        "De sociale economie groeit. De minister was aanwezig.",
        "Verslag van de vergadering\n\nDe leden kwamen samen in Brussel en spraken over de zorg.",
        "x",
    ],
)
def test_a_text_in_which_nothing_is_asked_is_refused(text: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).what.startswith("Hierin staat geen vraag")


@pytest.mark.parametrize(
    "text",
    [
        "Is dat zo?",
        "Graag cijfers per jaar.",
        "Gelieve dit per provincie te geven",
        "LDE: aantal werknemers 2020, per provincie",
        "Kan de minister dit bevestigen",
        "a) LDE\nb) maatwerk",
        "1. LDE",
        "• LDE",
        "(ii) LDE",
        "VRAAG\n- LDE",
    ],
)
def test_a_mark_a_request_or_a_number_makes_a_question(text: str, tmp_path: Path) -> None:
    assert read_text(tmp_path, text) == text


FRENCH = (
    "Le nombre de personnes occupées dans les entreprises de travail adapté est en hausse. La ministre "
    "peut-elle dire combien de travailleurs sont occupés par province et par âge, avec une répartition selon "
    "le sexe, pour les années 2015 à 2021 ?"
)
ENGLISH = (
    "The number of people that work in the social economy has been growing. How many of them are with a "
    "workshop, and what is the share of the women for each of the years from 2015 to 2021? Which are not?"
)
GERMAN = (
    "Die Zahl der Personen, die in der Sozialwirtschaft arbeiten, ist gestiegen. Wie viele werden nicht von "
    "der Provinz unterstützt, und wie sind sie auf die Jahre verteilt? Bitte auch nach Alter und nach "
    "Geschlecht, mit einem Überblick für das Jahr 2021."
)
DUTCH = (
    "Het aantal personen dat in de sociale economie werkt, is gestegen. Hoeveel van hen werken in een "
    "werkplaats, en wat is het aandeel van de vrouwen voor elk van de jaren 2015 tot en met 2021? Graag "
    "een lijst."
)


@pytest.mark.parametrize(("text", "language"), [(FRENCH, "Frans"), (ENGLISH, "Engels"), (GERMAN, "Duits")])
def test_another_language_is_named_and_refused(text: str, language: str, tmp_path: Path) -> None:
    error = refusal(tmp_path, text)
    assert error.what == f"Deze tekst lijkt in het {language} geschreven."
    assert "Nederlands" in error.fix


@pytest.mark.parametrize("quoted", ["", FRENCH[:120], ENGLISH[:120], GERMAN[:120]])
def test_a_dutch_question_may_quote_another_language(quoted: str, tmp_path: Path) -> None:
    assert read_text(tmp_path, f"{DUTCH} {quoted}".strip()) == f"{DUTCH} {quoted}".strip()


@pytest.mark.parametrize("text", ["Combien par province et par an?", "SINE, VOP, LDE, AMA per jaar?"])
def test_a_short_text_is_let_through_in_any_language(text: str, tmp_path: Path) -> None:
    assert read_text(tmp_path, text) == text


# E-mails


def message(
    subject: str = "Vraag over doorstroom", day: str = "Wed, 26 Jan 2022 23:30:00 +0100"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "an@voorbeeld.be", "kabinet@voorbeeld.be"
    if subject:
        mail["Subject"] = subject
    if day:
        mail["Date"] = day
    return mail


def read_mail(folder: Path, mail: EmailMessage | bytes) -> list[str]:
    (folder / "vraag.eml").write_bytes(mail if isinstance(mail, bytes) else bytes(mail))
    return read_question(folder / "vraag.eml").split("\n\n")


def as_word(*lines: str) -> bytes:
    document, file = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def attach(mail: EmailMessage, name: str, data: bytes) -> EmailMessage:
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_a_body_is_read_however_it_travels(encoding: str, charset: str, tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Hoeveel geïndiceerden?", cte=encoding, charset=charset)
    assert read_mail(tmp_path, mail) == [
        "Datum: 26-01-2022",
        "Vraag over doorstroom",
        "Hoeveel geïndiceerden?",
    ]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: FW: Vraag", "Vraag"),
        ("Antw: Fwd:Vraag", "Vraag"),
        ("Geïndiceerden", "Geïndiceerden"),
        ("Vraag re: doorstroom", "Vraag re: doorstroom"),
    ],
)
def test_a_subject_loses_what_passing_on_put_before_it(subject: str, shown: str, tmp_path: Path) -> None:
    mail = message(subject)
    mail.set_content("1. Hoeveel?")
    assert read_mail(tmp_path, mail)[1] == shown


def test_a_subject_that_the_body_begins_with_is_not_repeated(tmp_path: Path) -> None:
    mail = message("Doorstroom")
    mail.set_content("DOORSTROOM\n\n1. Hoeveel?")
    assert read_mail(tmp_path, mail) == ["Datum: 26-01-2022", "DOORSTROOM", "1. Hoeveel?"]


def test_the_day_of_the_question_itself_counts_above_that_of_the_mail(tmp_path: Path) -> None:
    mail = message(day="Mon, 14 Mar 2022 09:00:00 +0100")
    mail.set_content("Datum: 26 januari 2022\n\n1. Hoeveel in de voorbije vijf jaar?")
    assert read_mail(tmp_path, mail)[:2] == ["Vraag over doorstroom", "Datum: 26 januari 2022"]


@pytest.mark.parametrize(
    "day", ["", "gisteren", "Wed, 99 Jan 2022 25:00:00", "Wed, 26 Jan 99999 10:00:00 +0100"]
)
def test_a_mail_without_a_day_that_can_be_read_has_none(day: str, tmp_path: Path) -> None:
    data = f"Subject: Vraag\nDate: {day}\n\n1. Hoeveel?\n".encode()
    assert read_mail(tmp_path, data) == ["Vraag", "1. Hoeveel?"]


def test_the_day_is_that_of_the_sender_wherever_it_is_read(tmp_path: Path) -> None:
    mail = message(day="Wed, 26 Jan 2022 00:30:00 +1300")
    mail.set_content("1. Hoeveel?")
    assert read_mail(tmp_path, mail)[0] == "Datum: 26-01-2022"


def test_plain_text_is_preferred_over_the_page(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("1. Hoeveel?")
    mail.add_alternative("<p>1. Iets anders?</p>", subtype="html")
    assert read_mail(tmp_path, mail)[2:] == ["1. Hoeveel?"]


def test_the_page_is_read_where_the_plain_text_asks_nothing(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Dit bericht is opgemaakt.")
    mail.add_alternative("<ol type=a><li>Hoeveel?<li>Waarom?</ol>", subtype="html")
    assert read_mail(tmp_path, mail)[2:] == ["a. Hoeveel?", "b. Waarom?"]


def test_quoting_marks_and_the_signature_are_left_out(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("> 1. Hoeveel?\n>> 2. Waarom?\n-- \nAn Peeters\n1. Parlementslid?\n")
    assert read_mail(tmp_path, mail)[2] == "1. Hoeveel?\n2. Waarom?"


@pytest.mark.parametrize(
    "body", ["", "Met vriendelijke groet", "Gelieve in bijlage een vraag te vinden. Kunt u die beantwoorden?"]
)
def test_an_attachment_is_read_where_the_body_asks_nothing_or_points_to_it(body: str, tmp_path: Path) -> None:
    mail = message()
    mail.set_content(body)
    attach(mail, "foto.png", b"\x89PNG")
    attach(mail, "Vraag.DOCX", as_word("Doorstroom", "1. Hoeveel?"))
    assert read_mail(tmp_path, mail) == ["Datum: 26-01-2022", "Doorstroom", "1. Hoeveel?"]


@pytest.mark.parametrize("body", ["1. Hoeveel?", "1. Hoeveel? Zie de lijst in bijlage."])
def test_attachments_are_ignored_where_the_body_asks(body: str, tmp_path: Path) -> None:
    mail = message()
    mail.set_content(body)
    attach(mail, "lijst.docx", as_word("1. Waarom?"))
    attach(mail, "stuk.pdf", b"geen pdf")
    assert read_mail(tmp_path, mail)[2:] == [body]


def test_the_attachment_with_the_question_is_the_one(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Groeten")
    attach(mail, "stuk.pdf", b"geen pdf")
    attach(mail, "brief.docx", as_word("Een begeleidende brief."))
    attach(mail, "antwoord.docx", as_word("ANTWOORD", "1. Twaalf."))
    attach(mail, "vraag.docx", as_word("1. Hoeveel?"))
    assert read_mail(tmp_path, mail)[-1] == "1. Hoeveel?"


def test_an_attachment_that_cannot_be_read_is_what_is_wrong(tmp_path: Path) -> None:
    mail = message()
    mail.set_content("Groeten")
    attach(mail, "vraag.pdf", b"geen pdf")
    with pytest.raises(InputError, match=r"De bijlage van dit bericht: Deze pdf is beschadigd\."):
        read_mail(tmp_path, mail)


@pytest.mark.parametrize(
    "data", [b"geen bericht", b"\x00\x01\x02", b"\n\nHoeveel?", b"X-Iets: ja\n\nHoeveel?"]
)
def test_what_is_no_mail_is_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="geen leesbaar e-mailbericht"):
        read_mail(tmp_path, data)


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: text/plain; charset=bestaat-niet",
        "Content-Type: multipart/mixed; boundary=x",
        "Content-Type: ;;;===",
        "Content-Transfer-Encoding: base64",
        "To: <<>>,,;",
        "Subject: =?utf-8?b?////?=",
    ],
)
def test_hostile_headers_give_text_or_a_refusal(header: str, tmp_path: Path) -> None:
    (tmp_path / "vraag.eml").write_bytes(f"From: a@b.be\n{header}\n\nHoeveel?".encode())
    with suppress(InputError):
        assert "Hoeveel?" in read_question(tmp_path / "vraag.eml")


def test_a_page_of_outlook_keeps_the_numbers_that_it_wrote_out(tmp_path: Path) -> None:
    item = (
        "<p class=MsoListParagraph><![if !supportLists]><span>{}.<span>&nbsp; </span></span><![endif]>{}</p>"
    )
    mail = message()
    mail.set_content(item.format(1, "Hoeveel<o:p></o:p>?") + item.format(2, "Waarom?"), subtype="html")
    assert [" ".join(line.split()) for line in read_mail(tmp_path, mail)[2:]] == ["1. Hoeveel?", "2. Waarom?"]


def test_a_document_in_a_mail_that_was_passed_on_is_found(tmp_path: Path) -> None:
    inner = message("Doorgestuurd")
    inner.set_content("Groeten")
    attach(inner, "vraag.docx", as_word("1. Hoeveel?"))
    outer = message()
    outer.set_content("Ter info")
    outer.add_attachment(inner)
    assert read_mail(tmp_path, outer)[-1] == "1. Hoeveel?"


def test_a_mail_that_asks_nothing_anywhere_is_refused(tmp_path: Path) -> None:
    mail = message("Groeten")
    mail.set_content("Tot morgen")
    attach(mail, "foto.png", b"\x89PNG")
    with pytest.raises(InputError, match="Hierin staat geen vraag"):
        read_mail(tmp_path, mail)


def test_a_mail_in_another_language_is_refused_as_any_file(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(FRENCH)
    with pytest.raises(InputError, match="in het Frans"):
        read_mail(tmp_path, mail)


def test_an_answer_below_a_mailed_question_is_left_out(tmp_path: Path) -> None:
    mail = message()
    mail.set_content(f"{QUESTION}\n\nANTWOORD\n\n1. Twaalf.")
    assert read_mail(tmp_path, mail)[2:] == QUESTION.split("\n\n")
