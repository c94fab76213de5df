"""What is wrong in a published file is told with file, row and column, and then nothing at all is read."""

from __future__ import annotations

import csv
import io
import runpy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.published import COLUMNS, PublishedFigure, figure_row, load_sources, read_files, read_row
from pq_answers.store import Sources, Store

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))
Write = Callable[..., Path]

SOURCE = "eigen-2022"
FILE = f"{SOURCE}.csv"
SOURCES = f"""
[[bron]]
code = "{SOURCE}"
titel = "Eigen cijfers"
uitgever = "Departement"
datum = 2022-01-26
soort = "jaarverslag"
betrouwbaarheid = "primair"
"""
RIGHT = {
    "cijfer_id": "c1",
    "bron": SOURCE,
    "tabel": "1",
    "plaats": "rij 1",
    "indicator": "contingent",
    "maatregel": "lde",
    "dimensies": "",
    "periode": "2021",
    "eenheid": "VTE",
    "waarde": "1868.0",
    "gedrukt": "1.868,0",
    "nauwkeurigheid": "",
    "rol": "waarde",
    "status": "waarde",
    "voetnoot": "",
}


def text_of(*rows: Mapping[str, str], header: Sequence[str] = COLUMNS) -> str:
    """Return a file whose rows are the right one with these changes; ids follow the rows unless given."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for number, changes in enumerate(rows, start=1):
        row = RIGHT | {"cijfer_id": f"c{number}"} | changes
        writer.writerow([row[name] for name in header])
    return stream.getvalue()


def read(path: Path) -> tuple[PublishedFigure, ...]:
    return read_files({path.name: path})


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.where.startswith(f"data/published/{path.name}")
    return str(caught.value)


@pytest.fixture
def write(overlay: Any) -> Write:
    """Write a file of figures in an overlay whose sources are known; return its path."""
    overlay.write("data/published/bronnen.toml", SOURCES)

    def file(content: str | bytes, name: str = FILE) -> Path:
        path = overlay.write(f"data/published/{name}", "")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Path(path)

    return file


def test_a_right_file_is_read_as_printed(write: Write) -> None:
    (figure,) = read(write(text_of({"voetnoot": "(*) voorlopig, «kw1»"})))
    assert (figure.value, figure.decimals, figure.printed) == (Decimal("1868.0"), 1, "1.868,0")
    assert (figure.line, figure.source, figure.note) == (2, SOURCE, "(*) voorlopig, «kw1»")


# --- one cell ------------------------------------------------------------------------------------

BANDS = {"indicator": "ondernemingen_grootteklasse", "eenheid": "ondernemingen"}
CELLS: dict[str, tuple[dict[str, str], str, str]] = {
    "unknown indicator": ({"indicator": "contingnt"}, "indicator", "Bedoelde u «contingent»"),
    "unknown measure": ({"maatregel": "ldee"}, "maatregel", "Bedoelde u «lde»"),
    "unknown unit": ({"eenheid": "vte"}, "eenheid", "«vte» bestaat niet"),
    "misspelt unit": ({"eenheid": "persoonen"}, "eenheid", "Bedoelde u «personen»"),
    "no unit": ({"eenheid": ""}, "eenheid", "geen eenheid"),
    "unknown status": ({"status": "waarden"}, "status", "Bedoelde u «waarde»"),
    "unknown role": ({"rol": "totaaal"}, "rol", "Bedoelde u «totaal»"),
    "role in capitals": ({"rol": "Waarde"}, "rol", "Bedoelde u «waarde»"),
    "unknown precision": ({"nauwkeurigheid": "ongeveeer"}, "nauwkeurigheid", "Bedoelde u «ongeveer»"),
    "precision far off": ({"nauwkeurigheid": "±"}, "nauwkeurigheid", ": hoogstens, minstens, ongeveer."),
    "unknown dimension": ({"dimensies": "rego=BE25"}, "dimensies", "Bedoelde u «regio»"),
    "unknown band": ({"dimensies": "grotteklasse=B0"}, "dimensies", "Bedoelde u «grootteklasse»"),
    "unknown code of a dimension": ({"dimensies": "regio=BE99"}, "dimensies", "«BE99» bestaat niet"),
    "no code": ({"dimensies": "regio"}, "dimensies", "«» bestaat niet"),
    "a list that is no dimension": ({"dimensies": "maatregel=lde"}, "dimensies", "«maatregel» bestaat niet"),
    "a path": ({"dimensies": "../codelists/regio=BE25"}, "dimensies", "bestaat niet"),
    "a list of bands by its own name": (
        {**BANDS, "dimensies": "grootteklasse_maatwerk=B0"}, "dimensies", "of niet bij deze maatregel",
    ),
    "a band of another measure": (
        {**BANDS, "maatregel": "arbeidszorg", "dimensies": "grootteklasse=B50"}, "dimensies",
        "«B50» bestaat niet",
    ),
    "bands of a measure without": (
        {**BANDS, "maatregel": "zonder_maatregel", "dimensies": "grootteklasse=B0"}, "dimensies",
        "of niet bij deze maatregel",
    ),
    "dimensions out of order": ({"dimensies": "trede=T5;regio=BE25"}, "dimensies", "niet op volgorde"),
    "a dimension twice": ({"dimensies": "regio=BE25;regio=BE25"}, "dimensies", "tweemaal"),
    "a semicolon too many": ({"dimensies": "regio=BE25;"}, "dimensies", "«» bestaat niet"),
    "a comma for a semicolon": ({"dimensies": "regio=BE25,trede=T5"}, "dimensies", "bestaat niet"),
    "a space after a semicolon": ({"dimensies": "regio=BE25; trede=T5"}, "dimensies", "Bedoelde u «trede»"),
    "Dutch number as the value": ({"waarde": "1.868,0"}, "waarde", "Schrijf 1868.0"),
    "English number as the value": ({"waarde": "1,868.0"}, "waarde", "Schrijf 1868.0"),
    "number with a plus": ({"waarde": "+1868.0"}, "waarde", "Schrijf 1868.0"),
    "number in powers of ten": ({"waarde": "1.868e3"}, "waarde", "Schrijf 1868.0"),
    "no number": ({"waarde": "NaN", "gedrukt": "NaN"}, "waarde", "geen getal"),
    "words": ({"waarde": "veel"}, "waarde", "geen getal"),
    "digits of another script": ({"waarde": "٥", "gedrukt": "٥"}, "waarde", "geen getal"),
    "more decimals than are kept": ({"waarde": "0.12345", "gedrukt": "0,12345"}, "waarde", "te lang"),
    "more digits than are kept": ({"waarde": "1" * 15, "gedrukt": "1" * 15}, "waarde", "te lang"),
    "English number as printed": ({"gedrukt": "1,868.0"}, "gedrukt", "niet de waarde"),
    "another number": ({"gedrukt": "1.886,0"}, "gedrukt", "niet de waarde"),
    "another sign": ({"gedrukt": "-1.868,0"}, "gedrukt", "niet de waarde"),
    "decimals lost": ({"waarde": "1868"}, "gedrukt", "evenveel decimalen"),
    "decimals added": ({"waarde": "1868.00"}, "gedrukt", "evenveel decimalen"),
    "English decimals": ({"waarde": "12.5", "gedrukt": "12.5"}, "gedrukt", "niet de waarde"),
    "a thousand in half": ({"waarde": "1", "gedrukt": "1 868"}, "gedrukt", "niet de waarde"),
    "Swiss thousands": ({"waarde": "1", "gedrukt": "1'868"}, "gedrukt", "niet de waarde"),
    "a fraction dropped": ({"waarde": "2", "gedrukt": "2½"}, "gedrukt", "niet de waarde"),
    "a number behind words": ({"gedrukt": "ongeveer 1.868,0"}, "gedrukt", "niet de waarde"),
    "a value where there is none": ({"status": "nvt"}, "waarde", "«nvt» past niet"),
    "hidden with its value": ({"status": "onderdrukt"}, "waarde", "«onderdrukt» past niet"),
    "no value": ({"waarde": ""}, "waarde", "«waarde» past niet"),
    "a zero that is not said": ({"waarde": "0.0", "gedrukt": "0,0"}, "status", "echte nul"),
    "a zero that is none": ({"status": "nul"}, "status", "echte nul"),
    "a zero without its number": ({"status": "nul", "waarde": ""}, "waarde", "«nul» past niet"),
    "unknown source": ({"bron": "eigen-2023"}, "bron", "niet bekend"),
    "no source": ({"bron": ""}, "bron", "niet bekend"),
    "source of another file": ({"bron": "sv-274"}, "bron", f"Dit bestand hoort bij de bron «{SOURCE}»"),
    "no period": ({"periode": ""}, "periode", "«» is geen periode"),
    "a month that is none": ({"periode": "2021-13-01"}, "periode", "geen periode"),
    "a day that is none": ({"periode": "2021-02-29"}, "periode", "geen periode"),
    "a month alone": ({"periode": "2021-04"}, "periode", "geen periode"),
    "years backwards": ({"periode": "2021-2019"}, "periode", "geen periode"),
    "one year as two": ({"periode": "2021-2021"}, "periode", "Schrijf 2021,"),
    "days backwards": ({"periode": "2021-12-31/2021-01-01"}, "periode", "geen periode"),
    "a quarter in words": ({"periode": "kw1 2021"}, "periode", "2021-Q1"),
    "a fifth quarter": ({"periode": "2021-Q5"}, "periode", "geen periode"),
    "a Dutch date": ({"periode": "31/12/2021"}, "periode", "2021-12-31"),
    "a constant with no real period": ({"rol": "constante", "periode": "ooit"}, "periode", "geen periode"),
    "a space before": ({"tabel": " 1"}, "tabel", "spatie"),
    "a space behind a code": ({"rol": "waarde "}, "rol", "spatie"),
    "a hard space": ({"gedrukt": "1.868,0\N{NO-BREAK SPACE}"}, "gedrukt", "spatie"),
    "a NUL byte": ({"voetnoot": "a\0b"}, "voetnoot", "onzichtbaar teken"),
    "a letter without width": ({"tabel": "1\N{ZERO WIDTH SPACE}a"}, "tabel", "onzichtbaar teken"),
    "a private letter": ({"voetnoot": "\ue000 1"}, "voetnoot", "onzichtbaar teken"),
    **{
        f"empty {name}": ({name: ""}, name, "leeg")
        for name in ("cijfer_id", "tabel", "plaats", "gedrukt", "indicator", "maatregel", "rol", "status")
    },
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_a_wrong_cell_is_told_with_its_row_and_column(write: Write, case: str) -> None:
    changes, column, words = CELLS[case]
    other = {"tabel": "2"}
    told = refused(write(text_of(other, other | {"periode": "2020"}, changes)))
    line = next(line for line in told.splitlines() if f"kolom «{column}»" in line and words in line)
    assert line.startswith(f"- data/published/{FILE}:4, kolom")


@pytest.mark.parametrize(
    "changes",
    [
        {"periode": "2021-Q4"},
        {"periode": "2019-2021"},
        {"periode": "2021-12-31"},
        {"periode": "2021-01-01/2021-12-31"},
        {"rol": "constante", "periode": "", "eenheid": ""},
        {"dimensies": "regio=_T;trede=_U"},
        {"status": "nvt", "waarde": "", "gedrukt": "Formeel niet van toepassing."},
        {"status": "nul", "waarde": "0", "gedrukt": "0"},
        {"status": "voorlopig", "nauwkeurigheid": "minstens"},
        {"waarde": "-4.7", "gedrukt": "-4,7%", "rol": "groei", "eenheid": "procent"},
        {"waarde": "-4.7", "gedrukt": "\N{MINUS SIGN}4,7", "rol": "groei"},
        {"waarde": "2.4", "gedrukt": "+ 2,4%", "rol": "groei"},
        {"waarde": "1234567.5", "gedrukt": "1 234 567,5 VTE"},
        {"waarde": "1868", "gedrukt": "1\N{NARROW NO-BREAK SPACE}868"},
        {"waarde": "30", "gedrukt": "1 VTE = 30u/week"},
        {"waarde": "1", "gedrukt": "1 op de 3"},
        {"waarde": "99999999999999.9999", "gedrukt": "99.999.999.999.999,9999"},
        {**BANDS, "dimensies": "grootteklasse=B0", "waarde": "5", "gedrukt": "5"},
    ],
    ids=str,
)
def test_what_may_be_printed_is_read(write: Write, changes: dict[str, str]) -> None:
    (figure,) = read(write(text_of(changes)))
    wanted = {name: text or None for name, text in (RIGHT | changes).items()}
    assert figure_row(figure) == wanted
    assert replace(figure, line=0) == read_row(figure_row(figure))


# --- rows together -------------------------------------------------------------------------------


def test_an_id_that_stands_twice_is_refused_with_both_places(write: Write) -> None:
    told = refused(write(text_of({}, {"periode": "2020"}, {"periode": "2019", "cijfer_id": "c1"})))
    assert f"{FILE}:4, kolom «cijfer_id»: Deze cel staat al op rij 2" in told


@pytest.mark.parametrize(
    "again",
    [{}, {"plaats": "rij 9"}, {"waarde": "5", "gedrukt": "5"}, {"dimensies": "regio=_T"}],
    ids=["the same", "elsewhere in the table", "another number", "its total written out"],
)
def test_a_cell_that_stands_twice_in_a_table_is_refused(write: Write, again: dict[str, str]) -> None:
    told = refused(write(text_of({}, again)))
    assert f"{FILE}:3, kolom «plaats»: Deze cel staat al op rij 2 van data/published/{FILE}." in told


def test_an_id_of_a_shipped_figure_is_refused_in_an_overlay(write: Write) -> None:
    write(text_of({"cijfer_id": "sv274-1a-001"}))
    with pytest.raises(InputError, match=r"kolom «cijfer_id»: Deze cel staat al op rij \d+") as caught:
        read_files(Sources.from_catalogue().published)
    assert {FILE, "sv-274.csv"} <= {
        word.rpartition("/")[2].split(":")[0].strip(".") for word in str(caught.value).split()
    }


def test_an_overlay_that_adds_figures_is_read_after_the_shipped_ones(write: Write) -> None:
    shipped = read_files(Sources.from_catalogue().published)
    # The same cell as the answer prints, said by another source, is no cell twice: sources may differ.
    said = next(figure for figure in shipped if figure.source == "sv-274" and figure.value)
    row = {name: text or "" for name, text in figure_row(said).items()}
    write(text_of(row | {"cijfer_id": "eigen-1", "bron": SOURCE}))
    figures = read_files(Sources.from_catalogue().published)
    assert [figure.key for figure in figures if figure.source == SOURCE] == [said.key]
    assert len(figures) == len(shipped) + 1


@pytest.mark.parametrize("role", ["totaal", "deeltotaal"])
def test_a_total_without_parts_is_refused_and_with_a_part_is_not(write: Write, role: str) -> None:
    part = {"dimensies": "provincie=BE21"}
    told = refused(write(text_of({"rol": role}, part | {"periode": "2020"})))
    assert f"{FILE}:2, kolom «rol»: Dit {role} heeft in zijn bron geen delen." in told
    assert len(read(write(text_of({"rol": role}, part)))) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"maatregel": "arbeidszorg"},
        {"dimensies": "provincie=BE21", "maatregel": "arbeidszorg"},
        {"dimensies": "provincie=BE21", "eenheid": "personen", "gedrukt": "12", "waarde": "12"},
        {"dimensies": "provincie=BE21", "periode": "2020"},
    ],
)
def test_a_figure_of_another_measure_unit_or_year_is_no_part(write: Write, other: Mapping[str, str]) -> None:
    assert "heeft in zijn bron geen delen" in refused(write(text_of({"rol": "totaal"}, other)))


def test_a_part_of_another_region_is_no_part(write: Write) -> None:
    total = {"rol": "totaal", "dimensies": "regio=BE25", "maatregel": "sociale_economie"}
    assert "geen delen" in refused(write(text_of(total, {"dimensies": "regio=VL_GEW"})))
    assert read(write(text_of(total, {"dimensies": "regio=BE25"})))


def test_one_measure_is_a_part_of_all_of_them_together(write: Write) -> None:
    assert read(write(text_of({"rol": "totaal", "maatregel": "sociale_economie"}, {})))


def test_a_subtotal_without_parts_may_be_a_part_of_a_total(write: Write) -> None:
    parts = [{"rol": "deeltotaal", "dimensies": f"provincie={code}"} for code in ("BE21", "BE22")]
    assert len(read(write(text_of({"rol": "totaal"}, *parts)))) == 3
    assert "Dit deeltotaal heeft" in refused(write(text_of(*parts)))


@pytest.mark.parametrize("unit", ["personen", "ondernemingen", "vacatures"])
def test_a_count_with_an_english_thousand_is_refused(write: Write, unit: str) -> None:
    told = refused(write(text_of({"eenheid": unit, "gedrukt": "1,714", "waarde": "1.714"})))
    assert f"{FILE}:2, kolom «waarde»: Een aantal {unit} heeft geen drie decimalen." in told
    assert "schrijf dan 1714" in told


def test_an_average_number_of_persons_keeps_its_decimal(write: Write) -> None:
    assert read(write(text_of({"eenheid": "personen", "gedrukt": "2,4 koppen", "waarde": "2.4"})))


def test_only_a_growth_lies_below_zero(write: Write) -> None:
    below = {"gedrukt": "-12,5", "waarde": "-12.5"}
    assert "kolom «waarde»: «-12.5» is kleiner dan nul" in refused(write(text_of(below)))
    assert read(write(text_of(below | {"rol": "groei", "eenheid": "procent"})))


def test_ten_faults_are_shown_and_all_are_counted(write: Write) -> None:
    told = refused(write(text_of(*({"periode": f"20{n}x", "tabel": str(n)} for n in range(10, 22)))))
    assert "12 fouten; er is niets geladen" in told
    assert [f"{FILE}:{n}, " in told for n in range(2, 15)] == [True] * 10 + [False] * 3
    assert "- en nog 2 andere" in told


def test_one_fault_is_one_fault_and_all_faults_of_a_row_are_told(write: Write) -> None:
    assert "1 fout; er is niets geladen" in refused(write(text_of({"periode": "ooit"})))
    told = refused(write(text_of({"periode": "ooit", "rol": "x", "tabel": ""})))
    assert all(f":2, kolom «{name}»" in told for name in ("periode", "rol", "tabel"))


def test_the_faults_of_all_files_are_told_at_once(write: Write) -> None:
    first = write(text_of({"periode": "ooit"}))
    second = write(text_of({"bron": "sv-274", "rol": "x"}), "sv-274.csv")
    with pytest.raises(InputError, match="2 fouten") as caught:
        read_files({path.name: path for path in (second, first)})
    assert f"{FILE}:2" in str(caught.value)
    assert "sv-274.csv:2" in str(caught.value)


# --- the file itself -----------------------------------------------------------------------------

TEXT = text_of({"voetnoot": "één"}, {"periode": "2020"})


def test_the_kind_of_line_ends_and_a_byte_order_mark_make_no_difference(write: Write) -> None:
    plain = read(write(TEXT))
    assert read(write(TEXT.encode("utf-8-sig"))) == plain
    assert read(write(TEXT.replace("\n", "\r\n"))) == plain
    assert read(write(TEXT.replace("\n", "\r"))) == plain
    assert read(write(TEXT.removesuffix("\n"))) == plain


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-32"])
def test_another_encoding_is_refused(write: Write, encoding: str) -> None:
    assert "geen UTF-8" in refused(write(TEXT.encode(encoding)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "kolommen"),
        ("\n\n", "kolommen"),
        (TEXT.replace(",", ";"), "met komma's ertussen"),
        (TEXT.replace("voetnoot", "noot"), "kolommen"),
        (TEXT.replace("voetnoot", "voetnoot,voetnoot"), "kolommen"),
        (TEXT.replace("cijfer_id", "cijfer_id\0"), "kolommen"),
        (TEXT.partition("\n")[2], "kolommen"),
    ],
    ids=["empty", "blank", "semicolons", "another name", "a name twice", "NUL", "no header"],
)
def test_a_file_without_the_right_columns_is_refused(write: Write, content: str, words: str) -> None:
    assert words in refused(write(content))


def test_columns_in_another_order_are_read_by_name(write: Write) -> None:
    assert read(write(text_of({}, header=COLUMNS[::-1]))) == read(write(text_of({})))


def test_a_header_alone_is_a_file_without_figures(write: Write) -> None:
    assert read(write(text_of())) == ()


@pytest.mark.parametrize("extra", [",", ",x", ",,"])
def test_a_row_with_too_many_fields_is_refused_with_its_line(write: Write, extra: str) -> None:
    told = refused(write(TEXT.removesuffix("\n") + extra + "\n"))
    assert told.startswith(f"data/published/{FILE}:3: Deze rij heeft te veel of te weinig velden.")


def test_a_row_with_too_few_fields_is_refused_with_its_line(write: Write) -> None:
    assert refused(write(TEXT.removesuffix(",\n") + "\n")).startswith(f"data/published/{FILE}:3: Deze rij")
    assert refused(write(TEXT + "c9\n")).startswith(f"data/published/{FILE}:4: Deze rij")


@pytest.mark.parametrize("note", ['"open', '"open" en dicht', '"a""'])
def test_quotes_that_are_not_closed_are_refused_with_the_line_where_they_begin(
    write: Write, note: str
) -> None:
    told = refused(write(TEXT.replace("één", note, 1)))
    assert told.startswith(f"data/published/{FILE}:2: Dit bestand is geen geldige CSV.")


def test_a_row_after_a_footnote_of_several_lines_is_told_with_its_own_line(write: Write) -> None:
    note = {"voetnoot": "(*) eerste\ntweede\n\nvierde"}
    told = refused(write(text_of(note, note | {"rol": "x"}, {"periode": "ooit"}).replace("c3,", "\n\nc3,")))
    assert ":6, kolom «rol»" in told
    assert ":12, kolom «periode»" in told
    (figure,) = read(write(text_of(note)))
    assert figure.note == note["voetnoot"]


def test_what_cannot_be_opened_is_refused_in_dutch(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert "niet leesbaar: het is een map" in refused(tmp_path / FILE)
    assert "niet leesbaar: het bestaat niet" in refused(tmp_path / "weg.csv")


# --- the store -----------------------------------------------------------------------------------

LOADED = {
    "a code": text_of({"maatregel": "ldee"}),
    "a number": text_of({"waarde": "1.868,0"}),
    "a printed number": text_of({"gedrukt": "1,868.0"}),
    "more decimals than the table holds": text_of({"waarde": "0.12345", "gedrukt": "0,12345"}),
    "more digits than the table holds": text_of({"waarde": "1" * 15, "gedrukt": "1" * 15}),
    "a source": text_of({"bron": "weg"}),
    "a cell twice": text_of({}, {}),
    "a total without parts": text_of({"rol": "totaal"}),
    "fields": TEXT + "c9\n",
    "quotes": TEXT + '"',
    "nothing": "",
    "encoding": TEXT.encode("utf-16"),
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path, Sources]:
    """A store with one snapshot, the delivery that made it, and its sources; no test adds to it."""
    folder = tmp_path_factory.mktemp("gepubliceerd")
    sources = replace(Sources.from_catalogue(), published={}, codelists={}, marts={})
    store, delivery = Store(folder / "opslag"), samples.Sample().write(folder / "levering")
    store.load(delivery, sources=sources)
    return store, delivery, sources


@pytest.mark.parametrize("case", LOADED)
def test_nothing_is_loaded_and_the_old_snapshot_stays_current(
    loaded: tuple[Store, Path, Sources], write: Write, case: str
) -> None:
    store, delivery, sources = loaded
    old, known = store.current(), store.snapshots()
    right = write(text_of({"bron": "sv-274"}), "sv-274.csv")
    files = {path.name: path for path in (right, write(LOADED[case]))}
    with pytest.raises(InputError) as caught:
        store.load(delivery, sources=replace(sources, published=files))
    assert caught.value.where.startswith(f"data/published/{FILE}")
    assert (store.current(), store.snapshots()) == (old, known)
    assert not [path for path in store.root.rglob(".*") if path.name.startswith((".bouw", ".uitloop"))]


def test_a_figure_comes_back_from_the_store_with_its_printed_decimals(
    tmp_path: Path, loaded: tuple[Store, Path, Sources], write: Write
) -> None:
    _, delivery, sources = loaded
    path = write(text_of({"dimensies": "regio=BE25"}, {"waarde": "", "gedrukt": "n.b.", "status": "nb"}))
    store = Store(tmp_path / "opslag")
    store.load(delivery, sources=replace(sources, published={path.name: path}))
    with store.open() as reader:
        rows = reader.run(f"SELECT {', '.join(COLUMNS)} FROM cijfer ORDER BY cijfer_id").rows
    texts = [[None if value is None else str(value) for value in row] for row in rows]
    found = [read_row(dict(zip(COLUMNS, row, strict=True))) for row in texts]
    assert found == [replace(figure, line=0) for figure in read(path)]
    assert [figure.decimals for figure in found] == [1, 0]


# --- the sources ---------------------------------------------------------------------------------

DEFINITION = '[[bron.definitie]]\nindicator = "contingent"\ntekst = "Op 31 december."\n'
BREAK = '[[bron.breuk]]\nindicator = "contingent"\nvanaf = "2023"\ntekst = "Zonder afdelingen."\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SOURCES.replace('code = "', "code = "), "geen geldige TOML"),
        (SOURCES + '[[bron]\ncode = "x"', "geen geldige TOML"),
        *((SOURCES.replace(f"{name} = ", f"x{name} = "), f"x{name}") for name in ("code", "titel", "datum")),
        (SOURCES.replace("titel = ", "# "), "«titel» ontbreekt"),
        (SOURCES.replace("datum = ", "# "), "«datum» ontbreekt"),
        (SOURCES.replace('"primair"', '""'), "«betrouwbaarheid» ontbreekt"),
        (SOURCES.replace('"primair"', "1"), "«betrouwbaarheid» ontbreekt of is geen tekst"),
        (SOURCES.replace("2022-01-26", '"26 januari 2022"'), "zonder aanhalingstekens"),
        (SOURCES.replace("2022-01-26", "2022-01-26T10:00:00"), "«datum»"),
        (SOURCES * 2, f"De bron «{SOURCE}» staat er tweemaal in"),
        (SOURCES.replace(SOURCE, "sv-274"), "De bron «sv-274» staat er tweemaal in"),
        (SOURCES.replace("[[bron]]", "[bron]"), "«bron» staat tussen dubbele vierkante haken"),
        ("bron = 3", "dubbele vierkante haken"),
        (SOURCES + DEFINITION.replace("definitie", "definitei"), "Bedoelde u «definitie»"),
        (SOURCES + DEFINITION.replace("[[", "[").replace("]]", "]"), "«definitie» staat tussen dubbele"),
        (SOURCES + DEFINITION.replace("contingent", "contingnt"), "Bedoelde u «contingent»"),
        (SOURCES + DEFINITION + 'maatregel = "ldee"', "Bedoelde u «lde»"),
        (SOURCES + DEFINITION + 'moment = "stnd"', "Bedoelde u «stand»"),
        (SOURCES + DEFINITION + 'zelfde_als = "contingent"', "«zelfde_als» is geen lijst van teksten"),
        (SOURCES + DEFINITION + 'vanaf = "2023"', "«vanaf» is hier niet bekend"),
        (SOURCES + DEFINITION.replace("tekst =", "#"), "«tekst» ontbreekt"),
        (SOURCES + BREAK.replace("2023", "vroeger"), "«vanaf» is geen periode"),
        (SOURCES + BREAK.replace("vanaf", "# "), "«vanaf» is geen periode"),
    ],
)  # fmt: skip
def test_a_faulty_source_is_refused_with_its_file(write: Write, overlay: Any, text: str, words: str) -> None:
    path = write(text_of({}))
    sources = overlay.write("data/published/bronnen.toml", text)
    with pytest.raises(InputError) as caught:
        read(path)
    assert words in str(caught.value)
    assert caught.value.where.startswith(str(sources))


def test_a_source_tells_how_it_counts_and_where_its_series_breaks(overlay: Any) -> None:
    narrow = (
        DEFINITION.replace("Op 31 december.", "Gemiddeld.") + 'maatregel = "lde"\nmoment = "jaargemiddelde"\n'
    )
    overlay.write(
        "data/published/bronnen.toml", SOURCES + DEFINITION + narrow + BREAK.replace('"2023"', "2023")
    )
    source = load_sources()[SOURCE]
    lde, other = source.definition("contingent", "lde"), source.definition("contingent", "arbeidszorg")
    assert lde is not None
    assert other is not None
    assert (lde.text, lde.moment, other.text, other.moment) == (
        "Gemiddeld.",
        "jaargemiddelde",
        "Op 31 december.",
        "",
    )
    assert source.definition("vacatures", "lde") is None
    assert [(found.since, found.measure) for found in source.breaks] == [("2023", "")]
