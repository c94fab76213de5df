"""The files to install the application with name ports, options, paths and variables that the code knows."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from pq_answers.cli.backup_commands import backup
from pq_answers.cli.serve_command import serve
from pq_answers.web.workers import GRACE

ROOT = Path(__file__).parents[2]
UNITS = sorted(ROOT.glob("deploy/*.service"))
PORT = next(option.default for option in serve.params if option.name == "port")


def known_variables() -> set[str]:
    code = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    return set(re.findall(r'"(PQ_[A-Z_]+)"', code))


def options_of(command: Any) -> set[str]:
    return {name for option in command.params for name in option.opts}


def unit(path: Path) -> ConfigParser:
    parsed = ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(path.read_text())
    return parsed


@pytest.fixture
def docker() -> str:
    return (ROOT / "Dockerfile").read_text().replace("\\\n", " ")


@pytest.fixture
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text()))


def instructions(docker: str, name: str) -> list[str]:
    return re.findall(rf"^{name} (.+)$", docker, re.MULTILINE)


# The image


def test_the_image_serves_on_the_port_of_the_program(docker: str) -> None:
    [command] = [yaml.safe_load(words) for words in instructions(docker, "CMD")]
    assert command[0] == "serve"
    assert set(command[1::2]) <= options_of(serve)
    assert command[command.index("--poort") + 1] == str(PORT)
    assert instructions(docker, "EXPOSE") == [str(PORT)]
    assert f"127.0.0.1:{PORT}/gezond" in instructions(docker, "HEALTHCHECK")[0]


def test_the_image_copies_what_is_there_and_what_the_wheel_needs(docker: str) -> None:
    copied = [
        word
        for words in instructions(docker, "COPY")
        if not words.startswith("--from")
        for word in words.split()[:-1]
    ]
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for name in copied:
        assert (ROOT / name).exists(), name
        assert name.split("/")[0] in allowed, name
    build = (ROOT / "pyproject.toml").read_text()
    included = yaml.safe_load(re.findall(r"sdist\]\ninclude = (\[.+\])", build)[0])
    assert set(included) <= set(copied)


def test_the_image_runs_as_nobody_in_particular_on_verified_packages(docker: str) -> None:
    assert re.fullmatch(r"\d+:\d+", instructions(docker, "USER")[-1])
    installs = [line for line in docker.splitlines() if "pip install" in line]
    assert installs
    for line in installs:
        assert "--require-hashes" in line or "--no-deps /wiel/" in line
    assert "://" not in re.sub(r"http://127\.0\.0\.1:\d+", "", docker), "no index host is named"


def test_the_lock_with_postgresql_is_the_lock_of_the_program_and_more() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text()
        return set(re.findall(r"^([a-z0-9-]+==[^ ]+)", text, re.MULTILINE))

    more = pins("postgres.lock") - pins("runtime.lock")
    assert pins("runtime.lock") <= pins("postgres.lock")
    assert {one.split("==")[0] for one in more} == {"psycopg", "psycopg-binary"}


def test_the_image_names_variables_that_the_program_reads(docker: str) -> None:
    named = set(re.findall(r"\b(PQ_[A-Z_]+)=", docker))
    assert named
    assert named <= known_variables()
    for path in re.findall(r"PQ_[A-Z_]+=(\S+)", docker):
        assert path.startswith(f"{instructions(docker, 'VOLUME')[0]}/")


# Compose


def test_compose_publishes_the_port_to_this_machine_alone(compose: dict[str, Any]) -> None:
    assert compose["services"]["app"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert "ports" not in compose["services"]["databank"]
    assert compose["networks"]["binnen"]["internal"] is True
    assert compose["services"]["databank"]["networks"] == ["binnen"]


def test_compose_refers_only_to_what_it_declares(compose: dict[str, Any], docker: str) -> None:
    for service in compose["services"].values():
        assert set(service.get("secrets", ())) <= set(compose["secrets"])
        assert set(service["networks"]) <= set(compose["networks"])
        for mount in service["volumes"]:
            source = mount.split(":")[0]
            assert source.startswith("./") or source in compose["volumes"]
    app = compose["services"]["app"]
    assert any(mount.endswith(instructions(docker, "VOLUME")[0]) for mount in app["volumes"])
    assert set(app["environment"]) <= known_variables()
    for variable in ("PQ_DATABASE_BESTAND",):
        assert app["environment"][variable].removeprefix("/run/secrets/") in app["secrets"]


def test_compose_gives_the_application_nothing_that_it_does_not_need(compose: dict[str, Any]) -> None:
    app = compose["services"]["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert app["security_opt"] == ["no-new-privileges:true"]
    assert int(app["stop_grace_period"].removesuffix("s")) > GRACE + 5


# systemd


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_names_options_and_variables_that_the_program_knows(path: Path) -> None:
    service = unit(path)["Service"]
    words = shlex.split(service["ExecStart"].replace("exec /opt", "/opt").removeprefix("/bin/sh -c "))
    words = shlex.split(words[0]) if len(words) == 1 else words
    assert Path(words[0]).name == "pq-answers"
    command = {"serve": serve, "backup": backup}[words[1]]
    assert {word for word in words[2:] if word.startswith("--")} <= options_of(command)
    if command is serve:
        assert words[words.index("--poort") + 1] == str(PORT)
        assert int(service["TimeoutStopSec"]) > GRACE + 5
    variables = re.findall(r"^Environment=(\w+)=(\S+)", path.read_text(), re.MULTILINE)
    assert {name for name, _ in variables} <= known_variables() | {"XDG_CACHE_HOME"}
    for name, value in variables:
        base = "/var/cache/" if name == "XDG_CACHE_HOME" else "/var/lib/"
        assert value.startswith(base + service["StateDirectory"])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_closed_off(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] not in {"", "root"}
    assert service["ProtectSystem"] == "strict"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert service[name] == "yes"
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("path", sorted(ROOT.glob("deploy/*.*")), ids=lambda path: path.name)
def test_systemd_reads_every_line_of_a_unit(path: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        # Where there is no systemd, at least every line is a setting of a section.
        assert all(re.match(r"#|\[\w+\]|\w+=|$", line) for line in path.read_text().splitlines())
        return
    for one in (ROOT / "deploy").iterdir():
        text = one.read_text().replace("/opt/pq-answers/bin/pq-answers", "/bin/true")
        (tmp_path / one.name).write_text(text)
    done = subprocess.run(
        [program, "verify", str(tmp_path / path.name)], capture_output=True, text=True, check=False
    )
    own = [line for line in done.stderr.splitlines() if "pq-answers" in line]
    assert (done.returncode, own) == (0, [])
