"""One question in every format reads the same; what cannot be read says in Dutch what is wrong."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from pq_answers.errors import ExitCode, InputError
from pq_answers.understand.reading import read_question
from pq_answers.understand.reading_question import refuse_no_question
from pq_answers.understand.tidy import tidy
from pq_answers.understand.tree import read_tree

# The letter as one item per paragraph: the kind of its mark, its level, its text.
TITLE = "Sociale economie - Doorstroom en contingent"
WORDS = [
    "De sociale economie biedt kansen aan wie elders geen werk vindt. Zij geeft 25.000 mensen een loopbaan "
    "en verdient daarom een grondige opvolging, ook in cijfers.",
    "Kan de minister voor de jaren 2015 tot en met 2021 het volgende meedelen?",
]
ITEMS = [
    ("1.", "Hoeveel geïndiceerde werkzoekenden waren er, per provincie en per leeftijd?"),
    ("a.", "Hoeveel daarvan zijn langer dan twee jaar werkloos?"),
    ("b.", "Hoeveel daarvan stromen uit?"),
    ("2.", "Welk contingent is er voor maatwerkbedrijven?"),
]
LINES = ["Datum: 26-01-2022", TITLE, *WORDS, *(f"{mark} {text}" for mark, text in ITEMS)]
PLAIN = "\n\n".join(LINES)


def plain() -> bytes:
    return PLAIN.encode()


def word() -> bytes:
    """The question in Word, with the numbers made by Word itself."""
    document = docx.Document()
    for line in LINES[:4]:
        document.add_paragraph(line)
    for mark, text in ITEMS:
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = 77
        properties.get_or_add_ilvl().val = 0 if mark[0].isdigit() else 1
    numbering = document.part.numbering_part.element
    numbering.insert(0, docx.oxml.parse_xml(_ABSTRACT))
    numbering.append(docx.oxml.parse_xml(_NUM))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_ABSTRACT = (
    f'<w:abstractNum {_W} w:abstractNumId="77">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2."/></w:lvl>'
    "</w:abstractNum>"
)
_NUM = f'<w:num {_W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'


def page() -> bytes:
    opening = "".join(f"<p>{line}</p>\n" for line in LINES[:4])
    one, a, b, two = (text for _, text in ITEMS)
    lists = f"<ol><li>{one}<ol type=a><li>{a}</li><li>{b}</li></ol></li><li>{two}</li></ol>"
    return f"<html><head><title>x</title></head><body>{opening}{lists}</body></html>".encode()


def pdf() -> bytes:
    """The question as a PDF with broken lines, and more space between the paragraphs than in them."""
    commands, height = [], 780
    for line in LINES:
        for piece in _broken(line, 80):
            shown = piece.replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            commands.append(b"BT /F1 11 Tf 1 0 0 1 60 %d Tm (%s) Tj ET" % (height, shown))
            height -= 14
        height -= 14
    return raw_pdf(b"\n".join(commands))


def _broken(line: str, width: int) -> list[str]:
    pieces = [""]
    for word_ in line.split():
        if len(pieces[-1]) + len(word_) > width:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word_}".strip()
    return pieces


def raw_pdf(content: bytes) -> bytes:
    """A PDF of one page, written by hand."""
    page_ = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page_,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"xref\n0 6\n0000000000 65535 f \n" + b"".join(places)
    return out + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["Date"] = TITLE, "Wed, 26 Jan 2022 09:30:00 +0100"
    message.set_content("\n\n".join(LINES[2:]), cte="quoted-printable")
    return bytes(message)


def locked_pdf(password: str) -> bytes:
    writer, file = PdfWriter(clone_from=PdfReader(BytesIO(pdf()))), BytesIO()
    writer.encrypt(user_password=password, owner_password="eigenaar", algorithm="RC4-128")
    writer.write(file)
    return file.getvalue()


def empty_pdf() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return file.getvalue()


FORMATS = {".txt": plain, ".docx": word, ".html": page, ".htm": page, ".pdf": pdf, ".eml": mail}


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def fault(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_question(path)
    return caught.value


# The same question


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_question(suffix: str, tmp_path: Path) -> None:
    text = tidy(read_question(put(tmp_path, f"vraag{suffix}", FORMATS[suffix]())))
    assert text.split("\n") == LINES


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_gives_the_same_parts(suffix: str, tmp_path: Path) -> None:
    text = tidy(read_question(put(tmp_path, f"vraag{suffix}", FORMATS[suffix]())))
    assert [element.label for element, _ in read_tree(text).walk()] == ["1", "1.a", "1.b", "2"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_reading_twice_gives_the_same_text(suffix: str, tmp_path: Path) -> None:
    path = put(tmp_path, f"vraag{suffix}", FORMATS[suffix]())
    assert read_question(path) == read_question(path)


@pytest.mark.parametrize("name", ["VRAAG.TXT", "vraag.Txt", "vraag nr. 274 (def).txt"])
def test_capitals_and_points_in_a_name_do_not_matter(name: str, tmp_path: Path) -> None:
    assert read_question(put(tmp_path, name, plain())) == PLAIN


@pytest.mark.slow
@pytest.mark.office
def test_a_pdf_that_an_office_makes_gives_the_same_question(tmp_path: Path) -> None:
    put(tmp_path, "vraag.docx", word())
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "vraag.docx")], check=True, capture_output=True)
    assert tidy(read_question(tmp_path / "vraag.pdf")).split("\n") == LINES


# An answer behind the question


def word_with_answer() -> bytes:
    document, file = docx.Document(BytesIO(word())), BytesIO()
    for line in ("ANTWOORD", "op vraag nr. 274 van 26 januari 2022", "1. Er waren er 12."):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def page_with_answer() -> bytes:
    return page().replace(b"</body>", b"<h2>ANTWOORD</h2><ol><li>Er waren er 12.</ol></body>")


def pdf_with_answer() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    answer = b"BT /F1 11 Tf 1 0 0 1 60 780 Tm (ANTWOORD) Tj 1 0 0 1 60 740 Tm (1. Er waren er 12.) Tj ET"
    for part in (pdf(), raw_pdf(answer)):
        writer.append(BytesIO(part))
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("suffix", "make"), [(".docx", word_with_answer), (".html", page_with_answer), (".pdf", pdf_with_answer)]
)
def test_the_answer_is_left_out_of_every_format(
    suffix: str, make: Callable[[], bytes], tmp_path: Path
) -> None:
    assert tidy(read_question(put(tmp_path, f"vraag{suffix}", make()))).split("\n") == LINES


# How text is written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_each_usual_encoding(encoding: str, tmp_path: Path) -> None:
    text = "Hoeveel geïndiceerde werkzoekenden ontvingen € 25 in coöperatieve ondernemingen?"
    assert read_question(put(tmp_path, "vraag.txt", text.encode(encoding))) == text


def test_utf_16_with_the_high_byte_first_is_read(tmp_path: Path) -> None:
    data = b"\xfe\xff" + "Hoeveel geïndiceerden?".encode("utf-16-be")
    assert read_question(put(tmp_path, "vraag.txt", data)) == "Hoeveel geïndiceerden?"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_each_system_are_line_ends(end: str, tmp_path: Path) -> None:
    text = read_question(put(tmp_path, "vraag.txt", f"1. Hoeveel?{end}2. Waarom?{end}".encode()))
    assert text.splitlines() == ["1. Hoeveel?", "2. Waarom?"]


def test_a_new_page_and_the_end_mark_of_dos_are_no_junk(tmp_path: Path) -> None:
    assert read_question(put(tmp_path, "vraag.txt", b"1. Hoeveel?\x0c2. Waarom?\x1a")).startswith(
        "1. Hoeveel?"
    )


def test_marks_that_the_answer_itself_uses_never_enter_a_question(tmp_path: Path) -> None:
    """The answer's traced numbers are private-use characters, so a question may not bring its own."""
    text = read_question(put(tmp_path, "vraag.txt", "Hoeveel\ue000 1\ue001 waren er?\U000f0001".encode()))
    assert text == "Hoeveel 1 waren er?"


def test_a_bullet_of_a_symbol_font_is_a_bullet(tmp_path: Path) -> None:
    text = read_question(
        put(tmp_path, "vraag.txt", "Graag:\n \uf0b7 per jaar\n\uf0a7\tper provincie".encode())
    )
    assert text.split("\n")[1:] == [" • per jaar", "•\tper provincie"]


# Files that are no question


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    error = fault(tmp_path / "weg.txt")
    assert error.what == "Dit bestand bestaat niet."
    assert error.where == str(tmp_path / "weg.txt")


def test_a_name_that_no_file_can_have_is_a_missing_file(tmp_path: Path) -> None:
    assert fault(tmp_path / "a\0b.txt").what == "Dit bestand bestaat niet."


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "map" in fault(tmp_path).what


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.txt")
    assert "geen gewoon bestand" in fault(tmp_path / "pijp.txt").what


def test_links_in_a_circle_are_told_in_dutch(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    assert "koppelingen verwijzen naar elkaar" in fault(tmp_path / "a.txt").what


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_is_empty_whatever_it_is_called(suffix: str, tmp_path: Path) -> None:
    assert fault(put(tmp_path, f"leeg{suffix}", b"")).what == "Dit bestand is leeg."


@pytest.mark.parametrize("data", [b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xff\xfe", "\u00a0\u2003\n".encode()])
def test_only_white_space_is_no_text(data: bytes, tmp_path: Path) -> None:
    assert fault(put(tmp_path, "wit.txt", data)).what == "Er staat geen tekst in dit bestand."


def test_more_than_20_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "groot.txt"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    assert "groter dan 20 MB" in fault(path).what


def test_a_text_that_is_as_long_as_a_book_is_refused(tmp_path: Path) -> None:
    assert "te lang" in fault(put(tmp_path, "boek.txt", b"Hoeveel? " * 60_000)).what


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02hoeveel?",
        b"\x7fELF\x02\x01\x01\x00",
        b"\xff\xfeh",
        b"\xfe\xff\xd8\x00",
        bytes(range(128, 256)),
        b"Hoeveel werknemers waren er in 2020 \x81 en 2021?",
        "Hoeveel?".encode("utf-16-le"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_junk_that_is_called_txt_is_no_text(data: bytes, tmp_path: Path) -> None:
    assert fault(put(tmp_path, "vraag.txt", data)).what == "Dit is geen tekstbestand."


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("vraag.txt", pdf, "een pdf"),
        ("vraag.txt", word, "een Word- of zipbestand"),
        ("vraag.pdf", word, "een Word- of zipbestand"),
        ("vraag.eml", pdf, "een pdf"),
        ("vraag.docx", pdf, "een pdf"),
        ("vraag.txt", lambda: rb"{\rtf1 Hoeveel?}", "een rtf-bestand"),
        ("vraag.html", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "een oud Word-bestand"),
    ],
)
def test_a_wrong_ending_says_what_the_file_really_is(
    name: str, make: Callable[[], bytes], kind: str, tmp_path: Path
) -> None:
    error = fault(put(tmp_path, name, make()))
    assert error.what.endswith(f"maar is {kind}.")
    assert "uitgang" in error.fix


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("vraag.xlsx", ".txt, .docx, .pdf"),
        ("vraag", ".txt"),
        ("vraag.doc", "Word"),
        ("vraag.odt", "LibreOffice"),
    ],
)
def test_an_unknown_ending_says_which_are_known(name: str, fix: str, tmp_path: Path) -> None:
    assert fix in fault(put(tmp_path, name, b"Hoeveel?")).fix


# PDF


@pytest.mark.parametrize("data", [empty_pdf(), raw_pdf(b"0 0 100 100 re f")])
def test_a_pdf_without_text_says_that_it_holds_pictures(data: bytes, tmp_path: Path) -> None:
    error = fault(put(tmp_path, "scan.pdf", data))
    assert error.what.startswith("Deze pdf bevat enkel beelden")
    assert "tekstherkenning" in error.fix


def test_a_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    assert "wachtwoord" in fault(put(tmp_path, "slot.pdf", locked_pdf("geheim"))).what


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    assert tidy(read_question(put(tmp_path, "slot.pdf", locked_pdf("")))).split("\n") == LINES


@pytest.mark.parametrize("cipher", ["/V 5/R 6/Length 256", "/V 4/R 4/Length 128", "/V 99/R 99"])
def test_a_pdf_with_a_cipher_that_is_not_known_counts_as_locked(cipher: str, tmp_path: Path) -> None:
    method = "AESV3" if "/V 5" in cipher else "AESV2"
    filters = f"/CF<</StdCF<</CFM/{method}/AuthEvent/DocOpen>>>>/StmF/StdCF/StrF/StdCF"
    keys = "".join(f"/{name}<{'00' * 48}>" for name in ("O", "U", "OE", "UE"))
    encrypt = f"/Encrypt<</Filter/Standard{cipher}{filters}{keys}/Perms<{'00' * 16}>/P -4>>/ID[<00><00>]"
    data = pdf().replace(b"trailer<</Size 6", b"trailer<</Size 6" + encrypt.encode())
    assert "wachtwoord" in fault(put(tmp_path, "slot.pdf", data)).what


def test_letters_that_a_pdf_draws_as_one_are_told_apart(tmp_path: Path) -> None:
    signs = b"<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[1/fi]>>"
    data = raw_pdf(b"BT /F1 11 Tf 1 0 0 1 60 700 Tm (Welke \x01nanciering?) Tj ET")
    path = put(tmp_path, "vraag.pdf", data.replace(b"/Encoding/WinAnsiEncoding", b"/Encoding" + signs))
    assert read_question(path).strip() == "Welke financiering?"


@pytest.mark.parametrize("data", [b"%PDF-1.7\nhalf", b"geen pdf", b"%PDF-1.4\n%%EOF"])
def test_a_broken_pdf_is_called_broken(data: bytes, tmp_path: Path) -> None:
    assert fault(put(tmp_path, "stuk.pdf", data)).what == "Deze pdf is beschadigd."


def test_a_pdf_of_hundreds_of_pages_is_no_question(tmp_path: Path) -> None:
    writer, file = PdfWriter(), BytesIO()
    for _ in range(201):
        writer.add_blank_page(10, 10)
    writer.write(file)
    assert "meer dan 200 bladzijden" in fault(put(tmp_path, "boek.pdf", file.getvalue())).what


def test_pages_follow_each_other(tmp_path: Path) -> None:
    writer, file = PdfWriter(), BytesIO()
    for text in (b"1. Hoeveel?", b"2. Waarom?"):
        writer.append(BytesIO(raw_pdf(b"BT /F1 11 Tf 1 0 0 1 60 700 Tm (%s) Tj ET" % text)))
    writer.write(file)
    text = read_question(put(tmp_path, "vraag.pdf", file.getvalue()))
    assert text.split() == ["1.", "Hoeveel?", "2.", "Waarom?"]


def test_text_that_lies_absurdly_far_away_costs_nothing(tmp_path: Path) -> None:
    far = b"BT /F1 1 Tf 1 0 0 1 10 9999999999 Tm (Hoeveel?) Tj 1 0 0 1 9999999999 10 Tm (Wat?) Tj ET"
    assert len(read_question(put(tmp_path, "ver.pdf", raw_pdf(far)))) < 100_000


def test_what_pypdf_mends_is_not_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    read_question(put(tmp_path, "vraag.pdf", pdf().replace(b"startxref\n", b"startxref\n9")))
    assert capfd.readouterr() == ("", "")


# Word


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04half",
        zipped(),
        zipped(document=b"<w:document"),
        zipped(document=b"<p/>"),
        word()[:2000],
        word()[:-200],
    ],
)
def test_a_broken_word_file_is_called_broken(data: bytes, tmp_path: Path) -> None:
    assert fault(put(tmp_path, "stuk.docx", data)).what == "Dit Word-bestand is beschadigd."


def test_a_word_file_with_a_password_says_so(tmp_path: Path) -> None:
    data = b"\xd0\xcf\x11\xe0" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    assert "wachtwoord" in fault(put(tmp_path, "slot.docx", data)).what


def test_a_locked_part_of_a_zip_counts_as_a_password(tmp_path: Path) -> None:
    data = bytearray(zipped(document=b"<p/>"))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + offset] |= 1
    assert "wachtwoord" in fault(put(tmp_path, "slot.docx", bytes(data))).what


def test_an_old_word_file_says_how_to_renew_it(tmp_path: Path) -> None:
    error = fault(put(tmp_path, "oud.docx", b"\xd0\xcf\x11\xe0" + bytes(500)))
    assert "voor 2007" in error.what
    assert ".docx" in error.fix


@pytest.mark.parametrize("parts", [1, 6])
def test_a_small_file_that_unpacks_to_very_much_is_refused(parts: int, tmp_path: Path) -> None:
    content = bytes(41_000_000)
    data = zipped(**dict.fromkeys(["document", "b", "c", "d", "e", "f"][:parts], content))
    assert len(data) < 1_000_000
    assert "uitgepakt te groot" in fault(put(tmp_path, "bom.docx", data)).what


def test_an_entity_in_a_word_file_reads_no_other_file(tmp_path: Path) -> None:
    secret = put(tmp_path, "geheim.txt", b"geheim")
    text = (
        f'<!DOCTYPE w [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {_W}><w:body><w:p><w:r>'
        "<w:t>Hoeveel?&e;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert read_question(put(tmp_path, "vraag.docx", zipped(document=text.encode()))) == "Hoeveel?"


def test_headers_and_footers_of_word_are_left_out(tmp_path: Path) -> None:
    document, file = docx.Document(), BytesIO()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "Kop?", "Voet?"
    document.add_paragraph("Hoeveel?")
    document.save(file)
    assert read_question(put(tmp_path, "vraag.docx", file.getvalue())) == "Hoeveel?"


def test_the_list_styles_of_word_itself_are_numbered(tmp_path: Path) -> None:
    document, file = docx.Document(), BytesIO()
    for style, text in (
        ("List Number", "A?"),
        ("List Bullet", "B?"),
        ("List Number", "C?"),
        ("Normal", "D?"),
    ):
        document.add_paragraph(text, style=style)
    document.save(file)
    text = read_question(put(tmp_path, "vraag.docx", file.getvalue()))
    assert text.split("\n\n") == ["1. A?", "• B?", "2. C?", "D?"]


# What every error keeps to


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"\x00Talpe"),
        ("a.txt", b"Talpe is hier."),
        ("a.txt", ("Le nombre de Talpe dans les entreprises et pour la province " * 9).encode()),
        ("a.docx", zipped(document=b"<w:Talpe")),
        ("a.pdf", b"%PDF-Talpe"),
        ("a.eml", b"Talpe"),
        ("a.html", b"<p>Talpe"),
    ],
)
def test_an_error_is_dutch_has_a_remedy_and_repeats_no_text(name: str, data: bytes, tmp_path: Path) -> None:
    error = fault(put(tmp_path, name, data))
    assert error.exit_code == ExitCode.BAD_INPUT == 3
    assert error.where == str(tmp_path / name)
    assert error.what.endswith(".")
    assert error.fix.endswith(".")
    assert "Talpe" not in str(error)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("Frans", "Combien de travailleurs sont employés dans les entreprises de travail adapté en 2020?"),
        ("Engels", "How many people with a disability have been employed in the sector?"),
        ("Duits", "Wie viele Menschen sind in der Sozialwirtschaft beschäftigt und wo?"),
    ],
)
def test_one_sentence_in_another_language_is_refused_too(language: str, text: str) -> None:
    with pytest.raises(InputError, match=f"lijkt in het {language} geschreven"):
        refuse_no_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hoeveel werknemers telt Le Pain et La Table in Gent?",
        "1. Aantal maatwerkers?",
        "Evolutie LDE 2019?",
        "Maatwerkbedrijven Limburg: aantal doelgroepwerknemers, vrouwen, mannen?",
    ],
)
def test_a_short_dutch_question_is_one_also_with_a_foreign_name(text: str) -> None:
    refuse_no_question(text)
