"""No account has a right that no living invitation or owner gave, in whatever order things go."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import update

from bot.cli import backup as command
from domain.answer import Answer
from domain.operations import admins, privacy
from domain.storage.backup import rights
from domain.storage.repositories.admins import SqlAdmins
from domain.storage.repositories.erasure import SqlErasure
from domain.storage.schema.tables import invite
from domain.storage.sql.statements import Change, named
from domain.storage.sql.values import to_ms
from tests.bot.cli.rights_machine import ACCOUNTS, Files, OnServer, RightsMachine

ADA, BEA, _ = ACCOUNTS
_EXPIRE = Change(update(invite).where(invite.c.used_at.is_(None)).values(expires_at=named("now")))


def runs(examples: int, *, steps: int = 20) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def on_files(made, tmp_path, monkeypatch):
    sites = staticmethod(partial(Files, made, tmp_path))
    monkeypatch.setattr(RightsMachine, "site_of", sites, raising=False)


@pytest.fixture
def on_server(server, monkeypatch):
    sites = staticmethod(partial(OnServer, server))
    monkeypatch.setattr(RightsMachine, "site_of", sites, raising=False)


def test_in_any_order_no_right_is_there_that_was_not_given(on_files):
    run_state_machine_as_test(RightsMachine, settings=runs(12))


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_in_any_longer_order_neither(on_files):
    run_state_machine_as_test(RightsMachine, settings=runs(150, steps=30))


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_in_any_order_on_a_server_neither(on_server):
    run_state_machine_as_test(RightsMachine, settings=runs(15))


@contextmanager
def machine() -> Iterator[RightsMachine]:
    """Driven by hand; after each step it is compared with the model."""
    made = RightsMachine()
    try:
        yield made
    finally:
        made.teardown()


def the_second_link(run: RightsMachine) -> None:
    """Two links opened, one accepted; revoked; the other accepted."""
    for n in range(2):
        run.invite(9000)
        run.open(n, ADA)
    run.accept(0, ADA, late=False)
    run.revoke(ADA, 9000)
    run.accept(1, ADA, late=False)
    run.no_right_but_given()


def the_second_account(run: RightsMachine) -> None:
    """A link of another owner, which another account opens after the revocation."""
    run.join(ADA)
    run.invite(9001)
    run.revoke(ADA, 9000)
    run.open(1, BEA)
    run.accept(1, BEA, late=False)
    run.no_right_but_given()


def the_tap_before(run: RightsMachine) -> None:
    """The acceptance arrived before the revocation and is handled after it."""
    run.join(ADA)
    run.invite(9000)
    run.open(1, ADA)
    run.revoke(ADA, 9000)
    run.accept(1, ADA, late=True)
    run.no_right_but_given()


def the_card_of_the_erased(run: RightsMachine) -> None:
    """An invitation opened before an erasure, accepted after it."""
    run.agree(ADA)
    run.invite(9000)
    run.open(0, ADA)
    run.leave(0)
    run.accept(0, ADA, late=False)
    run.no_right_but_given()


def the_link_of_who_left(run: RightsMachine) -> None:
    """An admin erases their data, so that there is no right to revoke, and opens another link."""
    run.join(ADA)
    run.invite(9000)
    run.leave(0)
    run.open(1, ADA)
    run.accept(1, ADA, late=False)
    run.no_right_but_given()


def revoked_since(run: RightsMachine, *, readable: bool = True) -> None:
    run.join(ADA)
    run.back_up()
    run.revoke(ADA, 9000)
    run.restore(0, readable=readable)
    run.no_right_but_given()


def withdrawn_since(run: RightsMachine) -> None:
    """An invitation and a consent."""
    run.agree(BEA)
    run.invite(9000)
    run.back_up()
    run.withdraw_invites()
    run.withdraw_consent(0)
    run.restore(0, readable=True)
    run.no_right_but_given()


def used_since(run: RightsMachine) -> None:
    """The link is used; its new admin is erased; the restore gives the link back."""
    run.invite(9000)
    run.open(0, ADA)
    run.back_up()
    run.accept(0, ADA, late=False)
    run.restore(0, readable=False)
    run.accept(0, ADA, late=False)
    run.no_right_but_given()


ATTACKS = {
    "withdraw": [the_second_link, the_second_account],
    "expire": [the_tap_before],
    "erase": [the_card_of_the_erased],
    "leave": [the_link_of_who_left],
    "restore": [revoked_since, partial(revoked_since, readable=False), withdrawn_since, used_since],
}
EACH = [
    pytest.param(was, attack, id=f"{was}-{n}")
    for was, attacks in ATTACKS.items()
    for n, attack in enumerate(attacks)
]


@pytest.mark.parametrize(("_was", "attack"), EACH)
def test_no_known_way_back_leads_back(on_files, _was, attack):
    with machine() as run:
        attack(run)


@pytest.mark.parametrize(("was", "attack"), EACH)
def test_as_it_was_before_each_of_them_leads_back(on_files, monkeypatch, was, attack):
    _as_it_was(monkeypatch, was)

    with machine() as run, pytest.raises(AssertionError):
        attack(run)


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("was", ["withdraw", "leave", "restore"])
def test_as_it_was_before_any_order_finds_a_way_back(on_files, monkeypatch, was):
    _as_it_was(monkeypatch, was)

    with pytest.raises(AssertionError):
        run_state_machine_as_test(RightsMachine, settings=runs(150, steps=30))


def _as_it_was(monkeypatch: pytest.MonkeyPatch, was: str) -> None:
    if was == "withdraw":
        monkeypatch.setattr(admins, "revoke", _revoke_alone)
    elif was == "expire":
        monkeypatch.setattr(SqlAdmins, "withdraw", _expire)
    elif was == "erase":
        monkeypatch.setattr(SqlErasure, "_forget_invites", lambda *_: None)
    elif was == "leave":
        monkeypatch.setattr(privacy, "leave", lambda *_, **__: None)
    else:
        monkeypatch.setattr(command, "restore_rights", _settle_nothing)


def _revoke_alone(tx, *, admin, by):
    if not tx.admins.revoke(admin, by=by, at=tx.now):
        raise admins.AlreadyRevoked(admin=admin)
    return Answer("admin_revoked", {"admin": admin, "invites": 0})


def _expire(self, *, at):
    return self._driver.run(_EXPIRE, now=to_ms(at))


def _settle_nothing(tx, **_):
    return rights.RestoredRights(tx.admins.live(), 0, 0, 0)
