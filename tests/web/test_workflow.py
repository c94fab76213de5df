"""Dossiers: from question to approved answer, with rights, versions that cannot be lost, and a log."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from pq_answers.errors import InputError, UsageError
from pq_answers.ledger import read_asked
from pq_answers.plan import Plan
from pq_answers.planwrite import write_plan
from pq_answers.recheck import recheck
from pq_answers.workflow import (
    Database,
    Dossier,
    ForbiddenError,
    Head,
    Pause,
    StaleError,
    State,
    StateError,
    UnknownError,
    content_digest,
    dossiers,
    is_ready,
    log,
    people,
    plan_of,
    review,
)
from pq_answers.workflow.dossiers import Wanted
from pq_answers.workflow.schema import log as log_table
from pq_answers.workflow.schema import metadata

from .conftest import NOW, PASSWORD, QUESTION, Office

HEAD = Head("12", date(2022, 1, 26), "AN PEETERS", "Contingent")


def new(office: Office, who: str = "otto", text: str = QUESTION, head: Head = HEAD) -> Dossier:
    with office.database.writing() as connection:
        return dossiers.create(connection, office.act(who), text, head, office.calendar)


def answered(plan: Plan) -> Plan:
    """Return the plan with a person's words wherever something is still open."""
    parts = [replace(part, gap="", text="Dat volgt in 2023.") if part.gap else part for part in plan.parts]
    return write_plan(plan.question, parts, plan.annexes, plan.edits)


def planned(office: Office, who: str = "otto") -> Dossier:
    dossier = new(office, who)
    with office.database.writing() as connection:
        plan = answered(office.desk.first_plan(dossier))
        return dossiers.set_plan(connection, office.act(who), dossier, plan, "plan gemaakt")


def in_review(office: Office, who: str = "otto") -> Dossier:
    dossier = planned(office, who)
    with office.database.writing() as connection:
        dossier = review.start_draft(connection, office.act(who), dossier, office.desk)
        return review.submit(connection, office.act(who), dossier, office.desk)


def approve(office: Office, dossier: Dossier, who: str = "nora", digest: str = "") -> Dossier:
    digest = digest or content_digest(office.desk.draft(dossier))
    return review.approve(office.database, office.act(who), dossier.id, dossier.version, digest, office.desk)


# The way of a dossier


def test_a_question_becomes_an_approved_answer_that_the_ledger_reads(office: Office) -> None:
    dossier = in_review(office)
    assert dossier.state is State.REVIEW
    done = approve(office, dossier)
    assert done.state is State.APPROVED
    with office.database.reading() as connection:
        approval = review.approval_of(connection, done.id)
    assert approval is not None
    assert approval.reviewer == "nora"
    folder = office.desk.approved / approval.folder
    assert {"antwoord.docx", "antwoord.html", "answer.json", "goedkeuring.json"} <= {
        path.name for path in folder.iterdir()
    }
    asked = read_asked(office.desk.approved)
    assert [(one.number, one.label) for one in asked] == [("12", "1"), ("12", "2")]
    assert json.loads((folder / "goedkeuring.json").read_text())["inhoud_sha256"] == approval.digest
    assert recheck(folder, office.desk.store, office.desk.catalogue(), office.desk.approved) == ()


def test_the_log_tells_who_did_what_in_order(office: Office) -> None:
    done = approve(office, in_review(office))
    with office.database.reading() as connection:
        told = [(one.user, one.action) for one in reversed(log.entries(connection, done.id))]
    assert told == [
        ("otto", "dossier gemaakt"),
        ("otto", "plan gemaakt"),
        ("otto", "ontwerp gemaakt"),
        ("otto", "voorgelegd"),
        ("nora", "goedgekeurd"),
    ]


def test_a_draft_that_is_sent_back_says_why_and_can_go_on(office: Office) -> None:
    dossier = in_review(office)
    with office.database.writing() as connection:
        back = review.send_back(connection, office.act("nora"), dossier, "Deelvraag 2 is te kort.")
        assert back.state is State.RETURNED
        [comment] = review.comments_of(connection, dossier.id)
        assert comment.text == "Deelvraag 2 is te kort."
        review.resolve_comment(connection, office.act("otto"), back, comment.id)
        again = review.submit(connection, office.act("otto"), back, office.desk)
    assert again.state is State.REVIEW


def test_an_open_sub_question_cannot_be_handed_in(office: Office) -> None:
    dossier = new(office)
    with office.database.writing() as connection:
        plan = office.desk.first_plan(dossier)
        dossier = dossiers.set_plan(connection, office.act("otto"), dossier, plan, "plan gemaakt")
        dossier = review.start_draft(connection, office.act("otto"), dossier, office.desk)
        with pytest.raises(StateError, match="Nog niet ingevuld: deelvraag 2"):
            review.submit(connection, office.act("otto"), dossier, office.desk)


# Approval


def test_who_wrote_it_cannot_approve_it_whatever_the_roles(office: Office) -> None:
    dossier = in_review(office, "olga")
    with pytest.raises(ForbiddenError, match="U werkte zelf aan dit antwoord"):
        approve(office, dossier, "olga")
    assert approve(office, dossier, "nora").state is State.APPROVED


@pytest.mark.parametrize("who", ["lena", "otto", "bert"])
def test_only_a_reviewer_approves(office: Office, who: str) -> None:
    dossier = in_review(office, "olga")
    with pytest.raises(ForbiddenError, match="nalezen"):
        approve(office, dossier, who)
    assert not list(office.desk.approved.iterdir())


def test_other_words_or_figures_than_were_read_are_not_approved(office: Office) -> None:
    dossier = in_review(office)
    with pytest.raises(StateError, match="niet meer wat u gelezen hebt"):
        approve(office, dossier, digest="0" * 64)
    assert office.read(dossier.id).state is State.REVIEW


def test_an_approval_falls_when_the_dossier_is_opened_again(office: Office) -> None:
    done = approve(office, in_review(office))
    opened = review.reopen(office.database, office.act("otto"), done, "Een jaar ontbreekt.", office.desk)
    assert opened.state is State.DRAFT
    with office.database.reading() as connection:
        assert review.approval_of(connection, done.id) is None
    assert read_asked(office.desk.approved) == ()
    assert len(list(office.desk.withdrawn.iterdir())) == 1


def test_a_change_of_words_lets_the_approval_fall(office: Office) -> None:
    done = approve(office, in_review(office))
    with office.database.writing() as connection:
        dossiers.change(connection, office.act("otto"), done, "tekst", written=True, plan=done.plan + "\n")
        assert review.approval_of(connection, done.id) is None


def test_an_approved_answer_cannot_be_changed(office: Office) -> None:
    done = approve(office, in_review(office))
    with office.database.writing() as connection, pytest.raises(StateError, match="Heropen"):
        dossiers.set_plan(connection, office.act("otto"), done, plan_of(done), "plan")


def test_of_two_approvals_at_once_one_is_refused(office: Office) -> None:
    dossier = in_review(office)
    digest = content_digest(office.desk.draft(dossier))

    def one(who: str) -> str:
        try:
            return approve(office, dossier, who, digest).state
        except (StaleError, StateError) as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(one, ["nora", "olga"]))
    assert outcomes == ["StaleError", "goedgekeurd"]
    assert len(list(office.desk.approved.iterdir())) == 1


def test_nothing_stays_in_the_ledger_of_an_approval_that_fails(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = in_review(office)

    def broken(*_: object, **__: object) -> Dossier:
        raise RuntimeError

    monkeypatch.setattr(review, "change", broken)
    with pytest.raises(RuntimeError):
        approve(office, dossier)
    assert read_asked(office.desk.approved) == ()
    assert office.read(dossier.id).state is State.REVIEW


@pytest.mark.parametrize("number", ["../../weg", "a/b", "", "..", "12\\x"])
def test_a_number_cannot_lead_out_of_the_ledger(number: str, office: Office) -> None:
    name = review.folder_name(replace(new(office), head=replace(HEAD, number=number)))
    assert (office.desk.approved / name).resolve().parent == office.desk.approved.resolve()


# Versions


def test_who_comes_second_overwrites_nothing(office: Office) -> None:
    dossier = planned(office)
    with office.database.writing() as connection:
        dossiers.set_plan(connection, office.act("otto"), dossier, plan_of(dossier), "eerst")
    with (
        pytest.raises(StaleError, match="Er is niets overschreven") as caught,
        office.database.writing() as connection,
    ):
        dossiers.set_plan(connection, office.act("olga"), dossier, plan_of(dossier), "later")
    assert caught.value.current == dossier.version + 1
    assert office.read(dossier.id).version == dossier.version + 1


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 2), max_size=12))
def test_every_accepted_change_is_a_version_of_its_own(office: Office, lags: list[int]) -> None:
    dossier, accepted = planned(office), 0
    seen = [dossier]
    for lag in lags:
        base = seen[max(0, len(seen) - 1 - lag)]
        try:
            with office.database.writing() as connection:
                seen.append(dossiers.change(connection, office.act("otto"), base, "proef", written=True))
            accepted += 1
        except StaleError:
            assert base.version < seen[-1].version
    with office.database.reading() as connection:
        numbers = [version.number for version in dossiers.versions_of(connection, dossier.id)]
    assert numbers == list(range(dossier.version + accepted, 0, -1))


def test_writers_from_several_threads_lose_no_update(office: Office) -> None:
    dossier = planned(office)

    def add(number: int) -> None:
        while True:
            try:
                with office.database.writing() as connection:
                    now = dossiers.get(connection, dossier.id)
                    changed = now.plan + f"# {number}\n"
                    dossiers.change(connection, act, now, "regel", written=True, plan=changed)
            except StaleError:
                continue
            return

    act = office.act("otto")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    lines = office.read(dossier.id).plan.splitlines()
    assert sorted(line for line in lines if line.startswith("# ")) == sorted(f"# {n}" for n in range(20))


# The log


@pytest.mark.parametrize("statement", [update(log_table).values(action="niets"), delete(log_table)])
def test_the_log_cannot_be_changed(office: Office, statement: Any) -> None:
    new(office)
    with pytest.raises(DBAPIError, match="append-only"), office.database.writing() as connection:
        connection.execute(statement)
    with office.database.reading() as connection:
        assert len(log.entries(connection)) == 1


# Finding, heads and terms


def test_dossiers_are_found_by_state_words_owner_and_term(office: Office) -> None:
    one, other = (
        planned(office),
        new(office, "olga", head=replace(HEAD, number="99", title="100 % iets_anders")),
    )
    with office.database.reading() as connection:

        def ids(wanted: Wanted) -> list[int]:
            return [found.id for found in dossiers.find(connection, wanted).dossiers]

        assert ids(Wanted()) == [one.id, other.id]
        assert ids(Wanted(state=State.PLAN)) == [one.id]
        assert ids(Wanted(words="100 %")) == [other.id]
        assert ids(Wanted(words="_an")) == [other.id]
        assert ids(Wanted(owner="otto")) == [one.id]
        assert ids(Wanted(due_until=date(2022, 2, 22))) == []
        assert ids(Wanted(due_until=date(2022, 2, 23))) == [one.id, other.id]
        assert dossiers.find(connection, Wanted(), offset=1, limit=1).total == 2


def test_the_term_stands_still_and_runs_on(office: Office) -> None:
    dossier = new(office)
    assert dossier.due == date(2022, 2, 23)
    with office.database.writing() as connection:
        act = office.act("otto")
        still = dossiers.stop_clock(
            connection, act, dossier, Pause(date(2022, 2, 7)), "verduidelijking gevraagd", office.calendar
        )
        assert still.due is None
        runs = dossiers.end_stop(
            connection, act, still, still.stops[0].id, date(2022, 2, 11), office.calendar
        )
        assert runs.due == date(2022, 3, 2)
        with pytest.raises(UnknownError):
            dossiers.end_stop(connection, act, runs, 999, date(2022, 2, 11), office.calendar)


def test_deadlines_follow_the_calendar(office: Office) -> None:
    dossier = new(office)
    longer = replace(office.calendar, term=21)
    with office.database.writing() as connection:
        dossiers.refresh_deadlines(connection, longer)
        assert dossiers.get(connection, dossier.id).due == date(2022, 2, 24)


def test_another_head_stands_above_the_answer_too(office: Office) -> None:
    dossier = planned(office)
    head = Head("274", date(2022, 1, 27), "JAN", "Anders")
    with office.database.writing() as connection:
        changed = dossiers.set_head(
            connection, office.act("otto"), dossier, head, dossier.received, office.calendar
        )
        assert changed.head == head
        assert plan_of(changed).question.number == "274"
        assert len(plan_of(changed).parts) == len(plan_of(dossier).parts)
        with pytest.raises(InputError, match="geen datum meer"):
            dossiers.set_head(
                connection, office.act("otto"), changed, Head("274"), dossier.received, office.calendar
            )


def test_a_draft_that_comes_back_keeps_its_snapshot(office: Office) -> None:
    dossier = in_review(office)
    with office.database.writing() as connection:
        back = review.send_back(connection, office.act("nora"), dossier, "Te kort.")
        old = replace(back, snapshot="s000000000000")
        again = review.start_draft(connection, office.act("otto"), old, office.desk)
    assert (again.state, again.snapshot) == (State.DRAFT, "s000000000000")


@pytest.mark.parametrize(
    "head", [Head("1" * 41), Head("1\n2"), Head("1", None, "x" * 201), Head("1", None, "", "t" * 501)]
)
def test_a_head_that_cannot_be_is_refused(office: Office, head: Head) -> None:
    with pytest.raises(InputError, match="In de kop kan"):
        new(office, head=head)


@pytest.mark.parametrize(("text", "message"), [(" \n", "leeg"), ("x" * 200_001, "langer")])
def test_a_text_that_is_no_question_is_refused(office: Office, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        new(office, text=text)


def test_a_question_without_a_day_has_no_plan_yet(office: Office) -> None:
    with pytest.raises(InputError, match="nog geen datum"):
        office.desk.first_plan(new(office, head=Head("12")))
    dossier = new(office, head=Head("12", date(2022, 1, 26)))
    assert office.desk.first_plan(dossier).question.day == date(2022, 1, 26)


# People


def test_a_reader_changes_nothing(office: Office) -> None:
    with pytest.raises(ForbiddenError):
        new(office, "lena")
    dossier = planned(office)
    with office.database.writing() as connection:
        for call in (
            lambda act: dossiers.set_head(connection, act, dossier, HEAD, dossier.received, office.calendar),
            lambda act: dossiers.set_plan(connection, act, dossier, plan_of(dossier), "plan"),
            lambda act: review.start_draft(connection, act, dossier, office.desk),
            lambda act: review.add_comment(connection, act, dossier, "1", "Kan beter."),
        ):
            with pytest.raises(ForbiddenError):
                call(office.act("lena"))


def test_sessions_open_with_the_right_password_and_end(office: Office) -> None:
    with office.database.writing() as connection:
        assert people.sign_in(connection, "otto", "fout wachtwoord", NOW) is None
        assert people.sign_in(connection, "niemand", PASSWORD, NOW) is None
        secret = people.sign_in(connection, "otto", PASSWORD, NOW)
        assert secret is not None
        session = people.session_of(connection, secret, NOW)
        assert session is not None
        assert session.user.name == "otto"
        assert people.session_of(connection, secret, NOW + timedelta(hours=people.SESSION_HOURS)) is None
        people.sign_out(connection, secret)
        assert people.session_of(connection, secret, NOW) is None


def test_a_token_works_until_it_expires_or_is_revoked(office: Office) -> None:
    act = office.act("otto")
    with office.database.writing() as connection:
        secret = people.make_token(connection, act, "script", 30)
        user = people.user_of_token(connection, secret, act.at)
        assert user is not None
        assert user.name == "otto"
        assert people.user_of_token(connection, secret, act.at + timedelta(days=30)) is None
        assert people.user_of_token(connection, secret + "x", act.at) is None
        [token] = people.tokens_of(connection, act.user)
        with pytest.raises(UnknownError):
            people.revoke_token(connection, office.act("olga"), token.id)
        people.revoke_token(connection, act, token.id)
        assert people.user_of_token(connection, secret, act.at) is None


@pytest.mark.parametrize(("name", "password"), [("x" * 81, PASSWORD), ("o tto", PASSWORD), ("otto", "kort")])
def test_an_account_that_cannot_be_is_refused(office: Office, name: str, password: str) -> None:
    with pytest.raises(InputError), office.database.writing() as connection:
        people.add_user(connection, name, [], password)


# The database


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert is_ready(database)
    database.migrate()


@pytest.mark.parametrize("url", ["", "geen url", "onzin://x", "mysql://a:geheim@b/c"])
def test_a_url_that_cannot_be_used_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Database(url)
    assert "geheim" not in str(caught.value)
