"""The page of a draft is made once for everybody, and yet is each person's own and never old."""

from __future__ import annotations

import re

import pytest

from pq_answers.web.routes import draft as draft_routes
from pq_answers.workflow import Role, people

from .conftest import PASSWORD, Browser, Enter, Opened, words
from .test_pages import drafted


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often the page of a draft is made."""
    found: list[str] = []
    own = draft_routes._draft

    def counted(request, visitor, *more):
        found.append(visitor.user.name)
        return own(request, visitor, *more)

    monkeypatch.setattr(draft_routes, "_draft", counted)
    return found


def second_drafter(open_client: Opened) -> Browser:
    client = open_client()
    office = client.app.state.office
    with office.database.writing() as connection:
        people.add_user(connection, "oona", {Role.DRAFTER}, PASSWORD)
    return Browser(client, "oona")


def test_it_is_made_once_and_each_gets_their_own_name_and_token(
    people_in: Enter, open_client: Opened, made: list[str]
) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    oona = second_drafter(open_client)
    made.clear()
    pages = {name: one.get(f"{base}/ontwerp") for name, one in (("otto", otto), ("oona", oona))}
    again = otto.get(f"{base}/ontwerp")
    assert len(made) <= 1
    assert again == pages["otto"]
    for name, page in pages.items():
        assert f'<a href="/tokens">{name}</a>' in page
    tokens = {name: set(re.findall(r'name="csrf" value="([^"]*)"', page)) for name, page in pages.items()}
    assert all(len(found) == 1 for found in tokens.values())
    assert tokens["otto"] != tokens["oona"]
    assert pages["otto"].replace("otto", "x").replace(*tokens["otto"], "t") == pages["oona"].replace(
        "oona", "x"
    ).replace(*tokens["oona"], "t")


def test_who_may_do_less_sees_less(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    assert "Leg voor ter nalezing" in otto.get(f"{base}/ontwerp")
    for name in ("lena", "nora", "bert"):
        assert "Leg voor ter nalezing" not in people_in(name).get(f"{base}/ontwerp")


def test_a_change_shows_at_once(people_in: Enter) -> None:
    otto, lena = people_in("otto"), people_in("lena")
    base = drafted(otto)
    assert "Dat volgt in 2023" in words(lena.get(f"{base}/ontwerp"))
    seen = otto.get(f"{base}/plan")
    otto.post(f"{base}/plan/1", seen, actie="bewaren", keuze="tekst", tekst="Dat volgt in 2024.")
    assert "Dat volgt in 2024" in words(lena.get(f"{base}/ontwerp"))


def test_what_goes_wrong_is_not_kept(people_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_answers.errors import BlockedError

    otto, lena = people_in("otto"), people_in("lena")
    base = drafted(otto)

    def broken(*_: object) -> None:
        raise BlockedError("tegengehouden")

    with monkeypatch.context() as patch:
        patch.setattr(draft_routes, "record_panels", broken)
        patch.setattr(draft_routes, "draft_page", broken)
        shown = lena.client.get(f"{base}/ontwerp")
        assert shown.status_code == 409
    assert "2.100,7" in words(lena.get(f"{base}/ontwerp"))


def test_a_page_that_says_what_is_wrong_is_each_persons_own(
    people_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pq_answers.errors import ChecksError
    from pq_answers.workflow import Desk

    otto, lena = people_in("otto"), people_in("lena")
    base = drafted(otto)

    def stopped(*_: object) -> None:
        raise ChecksError("Een controle houdt dit tegen.")

    with monkeypatch.context() as patch:
        patch.setattr(Desk, "draft", stopped)
        shown = lena.client.get(f"{base}/ontwerp")
        assert shown.status_code == 409
        assert "Een controle houdt dit tegen." in shown.text
        assert '<a href="/tokens">lena</a>' in shown.text
    assert "2.100,7" in words(lena.get(f"{base}/ontwerp"))
