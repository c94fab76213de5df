"""The guides cannot drift: what they name exists, and what exists is described."""

from __future__ import annotations

import inspect
import re
import shlex
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from pq_answers import plan
from pq_answers.answer import ALL_FORMATS
from pq_answers.checks import check_published, findings_page
from pq_answers.cli import app
from pq_answers.deliveries import faults, sidecar
from pq_answers.errors import ExitCode
from pq_answers.items import contract, header, passages, templatecheck
from pq_answers.published import load_sources, read_catalogue
from pq_answers.render import docx
from pq_answers.store import Limits
from pq_answers.web.configuration import SECRET
from pq_answers.web.settingkeys import KEYS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = DOCS / "handleiding"
DRAFTER, STATISTICIAN, ADMIN = (GUIDES / f"{name}.md" for name in ("opsteller", "statisticus", "beheerder"))
OWN = (*sorted(GUIDES.glob("*.md")), DOCS / "architectuur.md", DOCS / "begrippen.md")
DECISIONS = tuple(sorted((DOCS / "besluiten").glob("*.md")))
PAGES = tuple(dict.fromkeys((ROOT / "README.md", *OWN, *DECISIONS, *sorted(DOCS.glob("*.md")))))
_CODE = re.compile(r"`([^`\n]+)`")


def _id(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value)


# Reading the pages


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_lines(page: Path) -> Iterator[str]:
    """Yield the lines of code blocks, continued lines joined, and the code spans of the prose."""
    fenced, prose, code = False, [], []
    for line in text_of(page).splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            code.append(line.strip())
        else:
            prose.append(line)
    yield from re.sub(r"\\\n\s*", " ", "\n".join(code)).splitlines()
    yield from _CODE.findall("\n".join(prose))


def table_names(page: Path, heading: str) -> list[str]:
    """Return the code names in the first column of the tables below `heading`, up to the next one."""
    lines = text_of(page).splitlines()
    start = next((n for n, line in enumerate(lines) if re.fullmatch(rf"#+ {re.escape(heading)}", line)), None)
    assert start is not None, f"{page.name} has no heading «{heading}»"
    names: list[str] = []
    for line in lines[start + 1 :]:
        if line.startswith("#"):
            break
        if line.startswith("| `"):
            names += _CODE.findall(line.split(" | ")[0])
    return names


# Commands and options


def commands_in(line: str) -> Iterator[list[str]]:
    """Yield the words of each call of pq-answers in a line of code, its comment left out."""
    for call in re.findall(r"(?:^|[\s/;=])pq-answers ((?:[^\n;|])+)", line):
        try:
            words = shlex.split(call, comments=True)
        except ValueError:
            words = call.split("  #")[0].split()
        if words:
            yield words


def options_of(command: click.Command) -> set[str]:
    names = {"--help", "-h"}
    for param in command.params:
        names |= set(param.opts) if isinstance(param, click.Option) else set()
    return names


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that `words` call and the words after its name; fail where there is none."""
    context = click.Context(app)
    if words[0].startswith("-"):
        return app, words
    assert words[0] in app.list_commands(context), f"there is no command {words[0]}"
    command = app.get_command(context, words[0])
    assert command is not None
    rest = words[1:]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = rest[0] in OWN_ITEMS or command.get_command(click.Context(command), rest[0])
        assert found, f"{words[0]} does not know {rest[0]}"
        if isinstance(found, click.Command):
            return found, rest[1:]
    return command, rest


OWN_ITEMS = {"aantal_vestigingen"}
"""Items that the guides let the reader make; their options are those of the scaffold."""


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_command_and_option_in_a_page_exists(page: Path) -> None:
    for line in code_lines(page):
        for words in commands_in(line):
            command, rest = resolve(words)
            if words[0] == "query" and words[1:] and words[1] in OWN_ITEMS:
                continue
            used = {word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
            known = options_of(command) | (set(app.params[0].opts) if command is app else set())
            unknown = used - known
            assert not unknown, f"{page.name}: {line}: {sorted(unknown)}"


@cache
def all_commands() -> dict[str, click.Command]:
    context = click.Context(app)
    commands = {name: app.get_command(context, name) for name in app.list_commands(context)}
    query: Any = commands["query"]
    names = query.list_commands(click.Context(query))
    found = commands | {f"query {name}": query.get_command(click.Context(query), name) for name in names}
    return {name: command for name, command in found.items() if command is not None}


def test_every_option_named_by_itself_exists() -> None:
    known = set().union(*(options_of(command) for command in all_commands().values()), *[app.params[0].opts])
    for page in PAGES:
        spans = _CODE.findall(text_of(page))
        named = {word for code in spans for word in code.split() if re.match("--[a-z]", word)}
        assert named <= known, page.name


def test_every_command_is_in_the_administrators_list() -> None:
    listed = {name.removeprefix("pq-answers ") for name in table_names(ADMIN, "Alle opdrachten")}
    assert listed == set(app.list_commands(click.Context(app)))


def test_every_option_is_described_in_a_guide() -> None:
    guides = "\n".join(text_of(page) for page in OWN)
    described = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", guides))
    for name, command in all_commands().items():
        if name.startswith("query "):
            continue
        missing = {option for option in options_of(command) if option not in described}
        assert not missing, f"{name}: {sorted(missing)}"


def test_the_choices_of_every_item_are_described() -> None:
    given = {"help", "json", "opslag", "momentopname"}
    items = {name: command for name, command in all_commands().items() if name.startswith("query ")}
    choices = {param.name for command in items.values() for param in command.params} - given
    shared = {param.name for param in all_commands()["answer"].params} | {"store_path", "snapshot", "as_json"}
    listed = set(table_names(DRAFTER, "Keuzes van een catalogusvraag"))
    assert choices - shared | {"eenheid"} == listed


def test_a_plan_in_the_guide_is_a_plan() -> None:
    blocks = re.findall(r"(?:^ {4}.*\n|^\n)+", text_of(DRAFTER), flags=re.MULTILINE)
    text = next(block for block in blocks if "[[antwoord]]" in block)
    read = plan.parse_plan(re.sub(r"^ {4}", "", text, flags=re.MULTILINE))
    assert [part.label for part in read.parts] == ["1", "2", "3", "4"]


# Names: each table of a guide against the code


def _relations() -> set[str]:
    """Return the keys of [relaties], which stand where they are read."""
    found = re.search(r"check_keys\((?:header, )?data, \{([^}]*)\}", inspect.getsource(header._relations))
    assert found is not None
    return set(re.findall(r'"(\w+)"', found[1]))


def _result_names() -> set[str]:
    return set(templatecheck.RESULT)


def _values(kind: Any) -> set[str]:
    return {member.value for member in kind}


TABLES: dict[tuple[Path, str], Callable[[], Iterable[str]]] = {
    (DRAFTER, "Delen van het plan"): lambda: plan._TOP,
    (DRAFTER, "Sleutels van [vraag]"): lambda: plan._QUESTION,
    (DRAFTER, "Sleutels van [[antwoord]]"): lambda: plan._ANSWER,
    (DRAFTER, "Sleutels van [[bijlage]]"): lambda: plan._ANNEX,
    (DRAFTER, "Sleutels van [[bewerking]]"): lambda: plan._EDIT,
    (STATISTICIAN, "Bovenaan in de kop"): lambda: (*header._REQUIRED, *header._OPTIONAL),
    (STATISTICIAN, "Waarden van tijd"): lambda: header._TIMES,
    (STATISTICIAN, "Parameters"): lambda: header._PARAM,
    (STATISTICIAN, "Types van parameters"): lambda: _values(contract.ParamKind),
    (STATISTICIAN, "Kolommen"): lambda: header._COLUMN,
    (STATISTICIAN, "Rollen van kolommen"): lambda: _values(contract.Role),
    (STATISTICIAN, "Beschikbaarheid per maatregel"): lambda: header._AVAILABLE,
    (STATISTICIAN, "Sleutels van jaren en profiel"): lambda: header._SPAN,
    (STATISTICIAN, "Relaties"): _relations,
    (STATISTICIAN, "Sleutels van een passage"): lambda: passages._KEYS,
    (STATISTICIAN, "Plaatsen van een passage"): lambda: passages._PLACES,
    (STATISTICIAN, "Namen in een sjabloon"): lambda: templatecheck.CONTEXT,
    (STATISTICIAN, "Wat r kent"): _result_names,
    (STATISTICIAN, "Filters"): lambda: templatecheck.FILTERS,
    (ADMIN, "Sleutels van levering.toml"): lambda: sidecar._KEYS,
    (ADMIN, "Sleutels van [[bestand]]"): lambda: sidecar._FILE_KEYS,
    (ADMIN, "Regels in het foutverslag"): lambda: _values(faults.Rule),
}


@pytest.mark.parametrize(("page", "heading"), TABLES, ids=_id)
def test_a_table_names_all_that_the_code_knows_and_nothing_else(page: Path, heading: str) -> None:
    assert sorted(table_names(page, heading)) == sorted(TABLES[page, heading]())


def test_the_places_of_a_column_and_empty_cells_are_named() -> None:
    rows = re.findall(r"^\| `(?:plaats` \| rij|leeg`) .*$", text_of(STATISTICIAN), flags=re.MULTILINE)
    assert len(rows) == 2
    assert all(re.search(rf"\b{place}\b", rows[0]) for place in _values(contract.Place))
    assert all(re.search(rf"\b{state}\b", rows[1]) for state in header._EMPTY)


def test_required_keys_are_marked_as_required() -> None:
    marked = re.findall(r"^\| `(\w+)` \| ja \|", text_of(STATISTICIAN), flags=re.MULTILINE)
    assert {*header._REQUIRED, *passages._REQUIRED} == set(marked)
    marked = re.findall(r"^\| `(\w+)` \| ja \|", text_of(ADMIN), flags=re.MULTILINE)
    assert set(sidecar._REQUIRED) | set(sidecar._FILE_REQUIRED) == set(marked)


def test_the_word_template_is_described() -> None:
    section = text_of(ADMIN).split("### Het Word-sjabloon")[1].split("\n### ")[0]
    places = set(re.findall(r"\{\{p? (\w+) \}\}", section))
    assert places == docx.KNOWN
    assert set(re.findall(r"^\| `([A-Z][\w ]*)` \|", section, flags=re.MULTILINE)) == set(docx.STYLES)


def test_limits_formats_and_exit_codes_are_those_of_the_code() -> None:
    limits = Limits()
    rows = dict(re.findall(r"^\| ([a-z ]+) \| (\d+)\b", text_of(ADMIN), flags=re.MULTILINE))
    assert rows == {
        "tijd": f"{limits.seconds:g}",
        "geheugen": str(limits.memory_mb),
        "uitloop op schijf": str(limits.spill_mb),
        "rijen in het resultaat": str(limits.rows),
    }
    formats = re.search(r"standaard alle: ([a-z,]+)", text_of(DRAFTER))
    assert formats is not None
    assert set(formats[1].split(",")) == set(ALL_FORMATS)
    section = text_of(DRAFTER).split("## Afsluitcodes")[1].split("\n## ")[0]
    assert re.findall(r"^\| (\d) \|", section, flags=re.MULTILINE) == [str(int(code)) for code in ExitCode]


# Environment, links, words


def test_environment_variables_are_those_of_the_source() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r'(?:environ(?:\.get\(|\[)|getenv\(|envvar=)"([A-Z_]+)"', source))
    read |= {key.variable for key in KEYS.values() if key.variable} | {SECRET}
    assert set(table_names(ADMIN, "Omgevingsvariabelen")) == read
    for page in PAGES:
        named = set(re.findall(r"\b(?:PQ_[A-Z_]+|SOURCE_DATE_EPOCH|XDG_[A-Z_]+)\b", text_of(page)))
        assert named <= read, page.name


def test_the_settings_of_the_guide_are_those_of_the_code() -> None:
    guide = GUIDES / "aanmelden.md"
    rows = re.findall(r"^\| `([a-z_.]+)` \| (?:`([A-Z_]+)`)? ?\|", text_of(guide), flags=re.MULTILINE)
    assert dict(rows) == {name: key.variable for name, key in KEYS.items()}


def _slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_relative_link_resolves(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        assert linked.exists(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", text_of(linked), flags=re.MULTILINE)
            assert anchor in map(_slug, headings), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_no_page_promises_anonymity_or_names_a_machine(page: Path) -> None:
    assert "anoniem" not in text_of(page).lower()
    assert not re.search(r"(?<![\w.])/(?:home|root|work|tmp|Users)/", text_of(page))
    assert not re.search(r"https?://(?!github\.com|docs\.|www\.)", text_of(page))


# Architecture, glossary, decisions


def test_the_layers_are_those_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["type"] == "layers")
    section = text_of(DOCS / "architectuur.md").split("## The layers")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(.+?)` \| ", section, flags=re.MULTILINE)
    assert [name.replace("\\|", "|") for name in listed] == layers


def test_the_code_names_of_the_glossary_exist_and_its_terms_are_in_order() -> None:
    rows = re.findall(r"^\| (.+?) \| (`.+?) \| .+ \|$", text_of(DOCS / "begrippen.md"), flags=re.MULTILINE)
    terms = [_folded(term) for term, _ in rows]
    assert len(terms) > 50
    assert terms == sorted(set(terms))
    everywhere = _all_names()
    for term, names in rows:
        for name in _CODE.findall(names):
            last = name.rsplit(".", 1)[-1].removeprefix("$")
            assert name in everywhere or re.search(rf"\b{re.escape(last)}\b", everywhere), f"{term}: {name}"


@cache
def _all_names() -> str:
    """Return the text of the source, the queries and the data that name things, with the names of files."""
    patterns = ("src/**/*.py", "queries/**/*.sql", "data/codelists/*.toml", "data/register.toml")
    files = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return "\n".join(f"{path.relative_to(ROOT)}\n{path.read_text(encoding='utf-8')}" for path in files)


def _folded(term: str) -> str:
    return unicodedata.normalize("NFKD", term).encode("ascii", "ignore").decode().lower()


def test_decisions_are_numbered_and_short_and_keep_to_one_form() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        lines = text_of(path).splitlines()
        assert len(lines) <= 30, path.name
        assert lines[0].startswith(f"# {path.name[:4]} "), path.name
        parts = re.findall(r"^\*\*(\w+)\.\*\*", text_of(path), flags=re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], path.name


def test_the_page_of_findings_is_what_the_checks_find() -> None:
    figures = read_catalogue()
    page = findings_page(check_published(figures), load_sources(), len(figures))
    assert text_of(DOCS / "bevindingen.md") == page, "make bevindingen"
