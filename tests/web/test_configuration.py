"""Settings: one file, the environment above it, secrets from their own place; and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from pq_answers.cli import main
from pq_answers.errors import InputError, UsageError
from pq_answers.resources import package_root
from pq_answers.store import Store
from pq_answers.web.configuration import (
    LOCAL,
    SECRET,
    Configuration,
    choose_sign_in,
    read_configuration,
)
from pq_answers.web.office import Settings
from pq_answers.web.settingkeys import KEYS, Key
from pq_answers.web.signin import OpenId, Passwords, ProxyHeader
from pq_answers.workflow import Role
from pq_answers.workflow.rates import Rate, Rates

OPENID = """
[server]
adres = "https://PQ.voorbeeld.be/"
namen = ["pq-intern"]
proxys = ["10.1.2.3", "10.2.0.0/16"]

[opslag]
momentopnamen = "opslag"
goedgekeurd = "goedgekeurd"
geheugen = "geheugen"

[aanmelden]
wijze = "openid"
zonder_groep = "lezer"

[aanmelden.groepen]
"PQ Opstellers" = "opsteller"
"PQ Beheer" = "beheerder"

[aanmelden.openid]
uitgever = "https://aanmelden.voorbeeld.be/r"
client = "pq-answers"
rollen_claim = "realm_access.roles"

[limieten]
begrijpen = "10 per minuut"
"""
PROXY = """
[server]
namen = ["pq.voorbeeld.be"]
proxys = ["10.1.2.3"]
[aanmelden]
wijze = "proxy"
[aanmelden.groepen]
beheer = "beheerder"
[aanmelden.proxy]
naam_kop = "X-Naam"
scheidingsteken = ";"
"""
Written = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(text: str) -> Path:
        path = tmp_path / "pq.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_whole_file_is_read(written: Written) -> None:
    file = written(OPENID)
    read = read_configuration(file, {SECRET: "geheim"})
    assert read.address == "https://pq.voorbeeld.be"
    assert read.secure
    assert read.hosts == {"pq.voorbeeld.be", "pq-intern"}
    assert read.proxies == (ip_network("10.1.2.3/32"), ip_network("10.2.0.0/16"))
    assert (read.store, read.approved, read.memory) == tuple(map(Path, ("opslag", "goedgekeurd", "geheugen")))
    assert read.rates == Rates(understand=Rate(10, 60))
    way = read.sign_in
    assert isinstance(way, OpenId)
    assert (way.issuer, way.client, way.secret) == (
        "https://aanmelden.voorbeeld.be/r",
        "pq-answers",
        "geheim",
    )
    assert way.roles_claim == "realm_access.roles"
    assert way.rule.roles_of(["PQ Beheer"]) == {Role.ADMIN}
    assert way.rule.roles_of([]) == {Role.READER}
    assert "geheim" not in repr(read)
    assert read.place == str(file)


def test_the_header_of_a_proxy_is_read(written: Written) -> None:
    read = read_configuration(written(PROXY), {})
    way = read.sign_in
    assert isinstance(way, ProxyHeader)
    assert (way.name_header, way.groups_header, way.separator) == ("X-Naam", "X-Remote-Groups", ";")
    assert way.rule.roles_of(["iets"]) == frozenset()
    assert not read.secure


def test_the_example_of_the_guide_can_be_used(written: Written, tmp_path: Path) -> None:
    guide = (package_root() / "docs/handleiding/aanmelden.md").read_text(encoding="utf-8")
    example = guide.split("```toml")[1].split("```")[0]
    for name in ("databank", "openid"):
        (tmp_path / name).write_text("sqlite:///dossiers.sqlite", encoding="utf-8")
        example = example.replace(f"/etc/pq/{name}", str(tmp_path / name))
    read = read_configuration(written(example), {})
    assert isinstance(read.sign_in, OpenId)
    assert read.secure
    assert isinstance(choose_sign_in(read, "0.0.0.0", trial=False), OpenId)


def test_nothing_set_is_this_machine_without_a_way_to_sign_in() -> None:
    assert read_configuration(None, {}) == Configuration()
    assert Configuration().hosts == LOCAL


def test_the_environment_goes_before_the_file(written: Written) -> None:
    environment = {
        "PQ_ADRES": "https://ander.voorbeeld.be",
        "PQ_NAMEN": "een, twee",
        "PQ_PROXYS": "10.9.9.9",
        "PQ_DATABASE": "postgresql://pq:geheim@db/pq",
        "PQ_STORE": "/srv/opslag",
        "PQ_OPENID_CLIENT": "ander",
    }
    read = read_configuration(written(OPENID), environment)
    assert read.hosts == {"een", "twee", "ander.voorbeeld.be"}
    assert read.proxies == (ip_network("10.9.9.9"),)
    assert read.database == "postgresql://pq:geheim@db/pq"
    assert read.store == Path("/srv/opslag")
    assert isinstance(read.sign_in, OpenId)
    assert read.sign_in.client == "ander"


def test_secrets_come_from_files_that_are_named(written: Written, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("geheim van a\n")
    (tmp_path / "b").write_text("postgresql://pq:geheim@db/pq")
    text = OPENID.replace("[aanmelden.openid]", f'[aanmelden.openid]\ngeheim_bestand = "{tmp_path}/a"')
    text = text.replace("[opslag]", f'[opslag]\ndatabank_bestand = "{tmp_path}/b"')
    read = read_configuration(written(text), {})
    assert isinstance(read.sign_in, OpenId)
    assert read.sign_in.secret == "geheim van a"
    assert read.database == "postgresql://pq:geheim@db/pq"
    with pytest.raises(InputError, match="twee keer"):
        read_configuration(written(text), {SECRET: "nog een"})


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("\nnamen =", "\nnaam =", 4, "server.namen"),
        ("[limieten]", "[limiet]", 25, "bestaat niet"),
        ("begrijpen =", "begrip =", 26, "limieten.begrijpen"),
        ('"10 per minuut"', '"vaak"', 26, "5 per 5 minuten"),
        ("https://PQ.voorbeeld.be/", "http://pq.voorbeeld.be", 3, "https://"),
        ("https://PQ.voorbeeld.be/", "https://pq.voorbeeld.be/pad", 3, "zonder pad"),
        ("https://PQ.voorbeeld.be/", "https://[", 3, "zonder pad"),
        ("https://aanmelden.voorbeeld.be/r", "http://aanmelden.voorbeeld.be", 21, "https://"),
        ('["pq-intern"]', '["*.be"]', 4, "jokerteken"),
        ('["pq-intern"]', "3", 4, "lijst"),
        ('"10.1.2.3"', '"overal"', 5, "netwerken"),
        ('"10.2.0.0/16"', '"10.2.0.1/16"', 5, "netwerken"),
        ('"10.2.0.0/16"', '"0.0.0.0/0"', 5, "eigen proxy's"),
        ('"openid"\nzonder', '"wachtwoord"\nzonder', 13, "«openid» of «proxy»"),
        ('"beheerder"', '"baas"', 16, "beheerder"),
        ('"PQ Beheer" = "beheerder"', "", 16, "Geen enkele groep is beheerder"),
        ('"lezer"', '"mag alles"', 14, "weigeren"),
        ("[limieten]", '[aanmelden.proxy]\nnaam_kop = "X"\n[limieten]', 26, "precies één wijze"),
        ('rollen_claim = "realm_access.roles"', 'bereik = "profile"', 23, "openid"),
        ("[opslag]", '[opslag]\ndatabank = "postgresql://pq:geheim@db/pq"', 8, "hoort niet in dit bestand"),
        ("[opslag]", '[opslag]\ndatabank = "postgresql://db/pq?password=geheim"', 8, "hoort niet"),
        ("[opslag]", '[opslag]\ndatabank_bestand = "/bestaat/niet"', 8, "bestaat niet"),
        ("\nnamen =", '\nbeveiligd = "ja"\nbeveiligd =', 5, "geen TOML"),
        ("[opslag]", "[opslag", 7, "geen TOML"),
        ('adres = "https://PQ.voorbeeld.be/"', 'adres = "https://a.be"\nbeveiligd = false', 3, "tegen"),
        ("[server]", "geheim = 1\n[server]", 2, "bestaat niet"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_its_remedy(
    written: Written, old: str, new: str, line: int, says: str
) -> None:
    assert OPENID.count(old) == 1, old
    file = written(OPENID.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_configuration(file, {})
    assert f"{file}:{line}" in caught.value.where, caught.value.where
    assert caught.value.fix
    assert says in str(caught.value)
    assert "geheim@" not in str(caught.value)
    assert "password" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (OPENID, 'uitgever = "https://aanmelden.voorbeeld.be/r"'),
        (OPENID, 'client = "pq-answers"'),
        (OPENID, 'adres = "https://PQ.voorbeeld.be/"'),
        (PROXY, 'proxys = ["10.1.2.3"]'),
    ],
)
def test_what_is_missing_is_told_by_name(written: Written, text: str, gone: str) -> None:
    assert gone in text
    with pytest.raises(InputError) as caught:
        read_configuration(written(text.replace(gone, "")), {})
    assert gone.split(" ", maxsplit=1)[0] in caught.value.what
    assert "PQ_" in caught.value.fix


@pytest.mark.parametrize(
    "name",
    [
        key.variable
        for key in KEYS.values()
        if key.variable
        and key.variable[3:] not in {"DATABASE", "STORE", "EERDER", "GEHEUGEN", "OPENID_CLIENT"}
    ],
)
def test_a_variable_that_cannot_be_is_told_by_its_name(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_configuration(None, {name: "//*\x00"})
    assert name in caught.value.where


@pytest.mark.parametrize("content", ["", "twee\nregels", "\xff"])
def test_a_file_that_is_no_secret_is_refused_and_not_repeated(
    written: Written, tmp_path: Path, content: str
) -> None:
    (tmp_path / "a").write_bytes(content.encode("latin-1"))
    text = OPENID.replace("[aanmelden.openid]", f'[aanmelden.openid]\ngeheim_bestand = "{tmp_path}/a"')
    with pytest.raises(InputError) as caught:
        read_configuration(written(text), {})
    assert "regels" not in str(caught.value).replace("meer regels", "")


ANYTHING = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["openid", "10.0.0.1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@given(value=ANYTHING)
@rules(max_examples=60, deadline=None, derandomize=True)
def test_whatever_stands_there_is_read_or_refused_in_dutch(key: Key, value: object) -> None:
    told = ""
    try:
        key.read(value)
    except ValueError as error:
        told = str(error)
    assert not told or re.search(r"tekst|lijst|true|adres|namen|kop|minuut|«|groepen|rol", told), told


# Exactly one way


def test_trial_accounts_stay_on_this_machine(written: Written) -> None:
    assert isinstance(choose_sign_in(Configuration(), "127.0.0.1", trial=True), Passwords)
    for text in ('[server]\nnamen = ["pq.voorbeeld.be"]', '[server]\nproxys = ["127.0.0.1"]'):
        read = read_configuration(written(text), {})
        with pytest.raises(UsageError, match="alleen op deze machine"):
            choose_sign_in(read, "127.0.0.1", trial=True)


def test_one_way_and_no_other() -> None:
    read = Configuration(sign_in=Passwords())
    with pytest.raises(UsageError, match="precies één"):
        choose_sign_in(read, "127.0.0.1", trial=True)
    with pytest.raises(UsageError, match="geen manier"):
        choose_sign_in(Configuration(), "127.0.0.1", trial=False)


def test_the_server_starts_with_settings_and_refuses_wrong_ones(
    written: Written,
    demo_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from pq_answers.cli import serve_command

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PQ_STORE", raising=False)
    served: list[Settings] = []

    def run(settings: Settings, *_: object, **__: object) -> None:
        served.append(settings)

    monkeypatch.setattr(serve_command, "_run", run)
    text = PROXY + f'[opslag]\nmomentopnamen = "{demo_store.root}"\n'
    assert main(["serve", "--poort", "0", "--instellingen", str(written(text))]) == 0
    told = capsys.readouterr().out
    assert "luistert op" in told
    assert "Wachtwoord" not in told
    assert served[0].hosts == {"pq.voorbeeld.be"}
    monkeypatch.setenv("PQ_SETTINGS", str(written(text.replace("naam_kop", "naamkop"))))
    assert main(["serve", "--poort", "0"]) == 3
    assert "aanmelden.proxy.naam_kop" in capsys.readouterr().err
    assert main(["serve", "--poort", "0", "--instellingen", "bestaat-niet.toml"]) != 0
