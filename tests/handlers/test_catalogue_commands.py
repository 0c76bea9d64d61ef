"""The bad-input table of command lines: the rule is named, nothing is done, and an open question
stays what it was.
"""

from domain.model import OpenCard
from domain.operations import open_cards
from tests.handlers.catalogue import says, wrong
from tests.handlers.talk import ADMIN

UNKNOWN = "frame.unknown_command"
NO_HOSPITAL, NO_CODE = "booking.unknown_hospital", "mine.unknown_code"

OF_ADMINS = [
    (83, "/capacity", "parse.capacity_missing"),
    (83, "/capacity 한빛병원", "parse.capacity_missing"),
    (83, "/capacity 한빛병원 2027-03-11", "parse.capacity_missing"),
    (83, "/capacity 한빛병원 2027-03-11 30 40", "parse.capacity"),
    (83, "/addhospital 한빛병원 2027-03-05 30 40", "parse.capacity"),
    (83, "/status", "parse.code"),
    (83, "/status HS-000000 x", "parse.code"),
    *((94, f"/deletehospital {each}", "admin.unknown_hospital") for each in ("abc", "all")),
    (94, "/deletehospital -1", "parse.unread"),
    (94, "/deletehospital 3 3", "parse.day_order"),
    (94, "/deletehospital 999999999", "parse.phone"),
    *((94, f"/deletehospital {each}", "delete.name_missing") for each in ("*", "%", "***")),
    *((94, f"/roster {each}", "roster.nothing_on") for each in ("*", "%")),
    (94, "/deletehospital '; DROP TABLE hospital;--", "parse.unread"),
    (1, "/addhospital 한빛병원 2027-03-05 0", "parse.capacity"),
    (4, "/capacity 한빛병원 2027-03-11 1_000", "parse.capacity"),
    (7, "/capacity 한빛병원 2027-03-11 ١٢", "parse.unread"),
    (15, "/capacity 한빛병원 2027-03-11 2147483648", "parse.phone"),
    (24, "/addhospital 한빛병원 2027-02-28 30", "parse.day_past"),
    (25, "/addhospital 한빛병원 2027-03-01 30", "refused.too_late_day"),
    (30, "/deletehospital 한빛병원 2027-13-01", "parse.day_missing"),
    (48, "/capacity 한빛병원 2027-03-11..2027-03-12 30", "parse.one_day"),
    (48, "/capacity 한빛병원 2027-03-12 30", "admin.no_such_date"),
    (48, "/deletehospital 2027-03-11", "delete.name_missing"),
    (53, "/deletehospital \u202e한빛", "parse.hidden"),
    (62, "/deletehospital " + "가" * 200, "parse.hospital_name"),
    (62, "/deletehospital " + "가" * 301, "parse.too_long"),
    (65, "/addhospital 병\x00원 2027-03-05 30", "parse.hidden"),
    (66, "/deletehospital \ud83d", "parse.broken"),
    (74, "/addhospital 900101-1234567 2027-03-05 30", "parse.resident"),
    (86, "/deletehospital@other_bot 한빛병원", UNKNOWN),
]
OF_EVERYBODY = [
    (30, "/book 2027-13-01", "parse.day_missing"),
    (30, "/hospitals 2027-13-01", "parse.day_missing"),
    (24, "/book 한빛병원 2027-02-28", "parse.day_past"),
    (38, "/book 9999-12-31", "parse.day_far"),
    (48, "/book 한빛병원 2027-03-12", "booking.not_open_on"),
    (53, "/book \u202e한빛", "booking.calendar"),
    (65, "/book \x00", "booking.openings"),
    (66, "/book \ud83d", "parse.broken"),
    (74, "/book 900101-1234567", "parse.resident"),
    (83, "/book 한빛병원 2027-03-11 x", "parse.unread"),
    (83, "/cancel HS-000000 HS-000001", "parse.code"),
    *((94, f"/book {each}", NO_HOSPITAL) for each in ("abc", "-1", "' OR 1=1 --", "없는병원")),
    *((94, f"/book {each}", "parse.unread") for each in ("*", "%")),
    *((94, f"/cancel {each}", "parse.code") for each in ("abc", "-1", "HS-ILOU00", "*")),
    *((94, f"/mystatus {each}", "parse.code") for each in ("abc", "1", "HS-7K3QX", "%")),
    *((95, f"/{each} HS-000000", NO_CODE) for each in ("cancel", "mystatus")),
    *((98, f"/start {each}", "home.link_expired") for each in ("h_", "h_-1", "h_1;x", "x" * 64)),
    *((98, f"/start h_{each}", "home.link_expired") for each in ("0", "9" * 18, "9" * 20, "1 2")),
    *((98, f"/start {each}", "home.link_expired") for each in ("adm_x", "o_1", "<b>")),
    *((101, each, UNKNOWN) for each in ("/", "/ book", "/bookx", "//book", "/book!")),
    *((101, each, "booking.openings") for each in ("\u200b/book", ".book", "\\book")),
]
NOT_THEIRS = [
    *((84, line, UNKNOWN) for _, line, key in OF_ADMINS if key != "parse.resident"),
    (85, "/DELETEHOSPITAL 한빛병원", UNKNOWN),
    (84, "/addhospital 한빛병원 2027-03-05 30", UNKNOWN),
    (84, "/deletehospital 한빛병원", UNKNOWN),
]
"""What a customer types of all this; the same words, whatever stands behind the command."""


async def test_an_admins_line_that_breaks_a_rule_does_nothing(world, tmp_path):
    await world.hospital()

    assert await wrong(OF_ADMINS, say=world.phone(ADMIN).say, folder=tmp_path) == []


async def test_a_line_that_breaks_a_rule_leaves_the_open_question_open(world, tmp_path):
    await world.hospital()
    admin = world.phone(ADMIN)
    asked = await admin.say("/addhospital 새봄의원")
    some = [row for row in OF_ADMINS + OF_EVERYBODY if row[2].startswith("parse.")]
    rows = [row for row in some if not row[1].startswith(("/book ", "/hospitals "))]
    last = asked.text.splitlines()[-1]

    assert await wrong(rows, say=admin.say, folder=tmp_path, also=last) == []


async def test_a_customers_line_that_breaks_a_rule_does_nothing(world, tmp_path):
    await world.hospital()
    phone = await world.guest()

    assert await wrong(OF_EVERYBODY, say=phone.say, folder=tmp_path) == []


async def test_a_strangers_line_stores_nobody(world, tmp_path):
    await world.hospital()

    assert await wrong(OF_EVERYBODY, say=world.phone(5005).say, folder=tmp_path) == []


async def test_to_a_customer_admins_lines_are_unknown_commands(world, tmp_path):
    await world.hospital()
    phone = await world.guest()

    assert await wrong(NOT_THEIRS, say=phone.say, folder=tmp_path) == []


async def test_a_command_in_other_letters_has_the_same_rights(world):
    await world.hospital()

    shown = await world.phone(ADMIN).say("/DELETEHOSPITAL 한빛병원")

    assert says("delete.ask", shown.text)


async def test_a_hospital_deleted_already_says_so(world):
    hospital = await world.hospital()
    admin = world.phone(ADMIN)
    await admin.say("/deletehospital 한빛병원")
    await admin.tap("🗑 삭제")

    assert says("admin.unknown_hospital", (await admin.say("/deletehospital 한빛병원")).text)
    assert says("home.link_expired", (await admin.say(f"/start h_{hospital}")).text)


async def test_a_command_in_a_caption_or_below_another_message_is_no_command(world, tmp_path):
    await world.hospital()
    admin = world.phone(ADMIN)

    captioned = await admin.send(photo=[], caption="/deletehospital 한빛병원")
    quoted = await admin.send(
        text="네",
        reply_to_message={"message_id": 1, "date": 1, "chat": {"id": 9000, "type": "private"}},
    )

    assert says("frame.words_please", captioned.text)
    assert says("answers.nothing_asked", quoted.text)


async def test_a_resident_number_in_a_caption_is_deleted_and_refused(world):
    phone = await world.guest()

    shown = await phone.send(photo=[], caption="900101-1234567")

    assert says("parse.resident", shown.text)
    assert "deleteMessage" in [name for name, _ in world.request.calls]


async def test_the_table_sees_another_answer_and_a_change(world, tmp_path):
    row = (0, "/addhospital 새봄의원 2027-03-05 30", "parse.capacity")

    found = await wrong([row], say=world.phone(ADMIN).say, folder=tmp_path, also="정원")

    assert len(found) == 3


async def test_a_text_kept_with_the_card_shown_last_would_be_told(world, tmp_path):
    phone, typed = await world.guest(), '/cancel abc"def'
    who = await world.read(lambda tx: tx.people.by_telegram(phone.telegram))

    async def say(text):
        heard = await phone.say(text)
        card = OpenCard(who.id, 10**6, world.clock.now(), {"buttons": [[f"x {text}", "v1|m"]]})
        await world.run(open_cards.keep, cards=[card])
        return heard

    found = await wrong([(94, typed, "parse.code")], say=say, folder=tmp_path)

    assert [each.partition(": ")[2] for each in found] == ["kept with the card shown last"]
