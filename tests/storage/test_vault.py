"""Names are unreadable without the key, and bound to their person."""

import stat

import pytest

from bot.config.fields import decode_key
from domain.storage.errors import StorageUnusable
from domain.storage.keys.key_file import load_or_make_key
from domain.storage.schema import mypage_tables
from domain.storage.vault import AuditKey, Vault, WrongKey
from tests.storage.raw import everything

OLD, NEW = b"o" * 32, b"n" * 32


def test_a_name_comes_back_as_it_was():
    vault = Vault({1: OLD}, current=1)
    wrapped = vault.new_key(5)

    sealed = vault.seal("김하나", person=5, wrapped=wrapped)

    assert vault.open(sealed, person=5, wrapped=wrapped) == "김하나"
    assert "김하나".encode() not in sealed
    assert vault.seal("김하나", person=5, wrapped=wrapped) != sealed


def test_every_ciphertext_says_which_key_it_needs():
    vault = Vault({1: OLD, 2: NEW}, current=2)

    assert vault.new_key(5)[0] == 2


def test_what_an_older_key_wrapped_still_opens_after_a_rotation():
    before = Vault({1: OLD}, current=1)
    wrapped = before.new_key(5)
    sealed = before.seal("김하나", person=5, wrapped=wrapped)

    after = Vault({1: OLD, 2: NEW}, current=2)

    assert after.open(sealed, person=5, wrapped=wrapped) == "김하나"


def test_nothing_opens_under_another_key_or_for_another_person_or_changed():
    vault = Vault({1: OLD}, current=1)
    wrapped = vault.new_key(5)
    sealed = vault.seal("김하나", person=5, wrapped=wrapped)
    others = vault.new_key(6)

    with pytest.raises(WrongKey):
        Vault({1: NEW}, current=1).open(sealed, person=5, wrapped=wrapped)
    with pytest.raises(WrongKey):
        Vault({2: OLD}, current=2).open(sealed, person=5, wrapped=wrapped)
    with pytest.raises(WrongKey):
        vault.open(sealed, person=6, wrapped=wrapped)
    with pytest.raises(WrongKey):
        vault.open(sealed, person=5, wrapped=others)
    with pytest.raises(WrongKey):
        vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), person=5, wrapped=wrapped)


def test_a_keyed_hash_is_the_same_for_the_same_text_and_key_only():
    one, other = AuditKey(OLD), AuditKey(NEW)

    assert one.keyed_hash("900") == one.keyed_hash("900")
    assert one.keyed_hash("900") != one.keyed_hash("901")
    assert one.keyed_hash("900") != other.keyed_hash("900")


def test_the_audits_key_is_opened_by_its_master_key_only_and_is_no_persons():
    vault = Vault({1: OLD}, current=1)
    wrapped, others = vault.new_audit_key(), vault.new_key(5)

    assert vault.audit_key(wrapped).chained("row", before="") == vault.audit_key(wrapped).chained(
        "row", before=""
    )
    for wrong in (others, wrapped[:-1] + bytes([wrapped[-1] ^ 1])):
        with pytest.raises(WrongKey):
            vault.audit_key(wrong)
    with pytest.raises(WrongKey):
        Vault({1: NEW}, current=1).audit_key(wrapped)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "var" / "key"

    made = load_or_make_key(path, decode=decode_key)

    assert len(made) == 32
    assert load_or_make_key(path, decode=decode_key) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


@pytest.mark.parametrize("wrong", ["", "not base64!", "c2hvcnQ="])
def test_a_key_that_is_none_is_refused_without_showing_it(tmp_path, wrong):
    path = tmp_path / "key"
    path.write_text(wrong)

    with pytest.raises(StorageUnusable, match="base64") as refusal:
        load_or_make_key(path, decode=decode_key)

    assert not wrong or wrong not in str(refusal.value)


async def test_no_name_stands_readable_in_any_row(desk, url, mypage_url):
    name = "카나리아새"
    person = await desk.person(name=name)
    slot = await desk.slot()
    await desk.booking(person=person, slot=slot.id)
    await desk.settle()

    held = repr((everything(url), everything(mypage_url, mypage_tables.METADATA)))

    assert "한빛병원" in held
    assert name not in held
    assert repr(name.encode())[2:-1] not in held
