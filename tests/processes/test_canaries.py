"""One journey through everything, with words, names and secrets that cannot be anywhere by chance,
at the most talkative log level and with bugs that repeat them: nobody hears what is not theirs.
"""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import httpx

from tests.bot.bot_process import ROOT, Emulated, Program, emulator, free_port, http, until
from tests.journeys import spoilt
from tests.journeys.stage import SEOUL

TOKEN = "7000000001:AAcanary-of-the-token_0123456789abc"
SECRET = "canary-secret-of-the-webhook"
KEY = "Y2FuYXJ5LWtleS1jYW5hcnkta2V5LWNhbmFyeS1rZXk="
NAME, PHONE, WORDS = "남궁카나리아", "010-9876-5432", "비밀스러운 이야기"
PERSON = {"NAME": NAME, "PHONE": PHONE, "WORDS": WORDS}
SECRETS = {"TOKEN": TOKEN, "SECRET": SECRET, "KEY": KEY}
CUSTOMER, OTHER, ANOTHER, ADMIN = 1001, 1002, 1003, 9001
BUGS = {
    "터져라": "이 번호를 알려",
    "디스크": "말씀을 이해하지 못했어요",
    "나중에": "무엇을 도와드릴까요?",
}
"""Words that set off a bug in a handler, in the store (once: the update comes again), and in what
goes on after the answer; what the bot says then, to the third in a row that it did not understand.
"""


def hits(text: str, canaries: dict[str, str]) -> dict[str, int]:
    """How often each canary is in there, in any form in which a log or a URL would write it."""
    return {
        name: sum(text.count(form) for form in forms(canary))
        for name, canary in canaries.items()
        if any(form in text for form in forms(canary))
    }


def forms(canary: str) -> set[str]:
    return {
        canary,
        quote(canary, safe=""),
        canary.replace(":", "%3A"),
        canary.replace(":", "%3a"),
        json.dumps(canary)[1:-1],
        canary.encode("unicode_escape").decode(),
        repr(canary.encode())[2:-1],
    }


KINDS = ("ValueError", "LookupError")
"""Of the bugs in a handler and after the answer, as the log names them; one in the store is met by
handling the update again.
"""
CODES = re.compile(r"HS-[0-9A-Z]{6}")


class Talk:
    """What people do on their phones, and the bot that answers them."""

    def __init__(self, telegram: Emulated, program: Program, port: int) -> None:
        self.telegram, self.program, self.port = telegram, program, port

    def messages(self, person: int) -> list[dict[str, object]]:
        told = self.telegram.get(f"chats/{person}?since=0")
        return [each for each in told["messages"] if each["from"] == "bot"]

    def heard(self, person: int) -> str:
        """All that stands in somebody's chat, buttons included."""
        there = [(each["html"], each["keyboard"]) for each in self.messages(person)]
        return json.dumps(there, ensure_ascii=False)

    def says(self, person: int, text: str, *, hears: str) -> None:
        """Types it and waits until a message says that."""
        before = sum(hears in each["text"] for each in self.messages(person))
        self.telegram.says(person, text)
        until(lambda: sum(hears in each["text"] for each in self.messages(person)) > before)

    def taps(self, person: int, label: str, *, hears: str) -> None:
        """Taps the newest button with that in its label."""
        for message in reversed(self.messages(person)):
            for button in (button for row in message["keyboard"] or [] for button in row):
                if label in button["text"]:
                    wish = {"message_id": message["message_id"], "data": button["data"]}
                    self.telegram.post(f"chats/{person}/tap", **wish)
                    until(lambda: any(hears in each["text"] for each in self.messages(person)))
                    return
        raise AssertionError(label)


@contextmanager
def talk(folder: Path, **environment: str) -> Iterator[Talk]:
    """A bot behind its webhook, as talkative as it gets."""
    port = free_port()
    settings = {
        "TELEGRAM__TOKEN": TOKEN,
        "TELEGRAM__SECRET_TOKEN": SECRET,
        "TELEGRAM__MODE": "webhook",
        "TELEGRAM__TRANSPORT": "httpx",
        "TELEGRAM__ADMINS": str(ADMIN),
        "TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "PRIVACY__KEY": KEY,
        "LOG__LEVEL": "debug",
        "HTTP__PORT": str(port),
        "POLICY__BURST": "1000",
    }
    (folder / "config.toml").write_bytes((ROOT / "config.toml").read_bytes())
    with emulator(folder, token=TOKEN) as telegram:
        settings |= {"TELEGRAM__API_ROOT": telegram.url}
        where = settings["TELEGRAM__WEBHOOK_URL"]
        telegram.api("setWebhook", url=where, secret_token=SECRET)
        program = Program("tests.journeys.spoilt", "run", folder=folder, **settings)
        try:
            until(lambda: "reachable" in health(port))
            yield Talk(telegram, program, port)
        finally:
            program.kill()


def health(port: int) -> str:
    """What /healthz says; nothing while nobody listens."""
    try:
        return http.get(f"http://127.0.0.1:{port}/healthz").text
    except httpx.TransportError:
        return ""


def book(talk: Talk) -> None:
    """Somebody books, gives a name, and looks at all there is about them."""
    day = datetime.now(SEOUL).date() + timedelta(days=10)
    talk.says(ADMIN, f"/addhospital 한빛병원 {day} 30 02-765-4321", hears="한빛병원")
    talk.taps(ADMIN, "✅ 등록", hears="등록했어요")
    talk.says(CUSTOMER, f"/book 한빛병원 {day}", hears="개인정보 수집·이용 동의")
    talk.taps(CUSTOMER, "✅ 동의해요", hears="민감정보(건강 정보)")
    talk.taps(CUSTOMER, "✅ 동의해요", hears="이름을 적어")
    talk.says(CUSTOMER, NAME, hears=f"👤 {NAME}")
    talk.taps(CUSTOMER, "✅ 예약 확정", hears="예약이 확정됐어요")
    talk.says(CUSTOMER, "/mystatus", hears="예약번호")
    talk.says(CUSTOMER, "/mydata", hears="내 정보")
    talk.says(ADMIN, f"/roster 한빛병원 {day}", hears=NAME)
    talk.says(CUSTOMER, f"{WORDS} {PHONE}", hears="말씀을 이해하지 못했어요")
    talk.says(CUSTOMER, f"/book {WORDS} {PHONE}", hears="찾지 못했어요")
    talk.says(CUSTOMER, f"/{WORDS}", hears="없는 명령어예요")


def break_everything(talk: Talk) -> None:
    """Bugs, the store, Telegram itself: everything that could be written down goes wrong."""
    said = f"{NAME} {PHONE} {WORDS}"
    for bug, answer in BUGS.items():
        talk.says(
            CUSTOMER,
            f"{bug} {said}",
            hears=answer,
        )
    for fault in (
        *({"kind": "status", "code": code} for code in (401, 400)),
        *(
            {"kind": "html", "code": 502},
            {"kind": "accept_then_cut"},
            {"kind": "hang", "seconds": 3},
        ),
    ):
        before = calls(talk)
        talk.telegram.post("faults", method="sendMessage", times=1, **fault)
        talk.telegram.says(CUSTOMER, f"{WORDS} {PHONE}")
        until(lambda: calls(talk) > before)  # noqa: B023 - called in here only
    body = json.dumps({"update_id": 1, "message": {"text": said, "date": 10**18}})
    for secret, status in ((SECRET, 200), (SECRET + "x", 403)):
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        answer = http.post(f"http://127.0.0.1:{talk.port}/telegram", content=body, headers=headers)
        assert answer.status_code == status
    talk.says(CUSTOMER, "900101-1234567", hears="주민등록번호와")


def calls(talk: Talk) -> int:
    """How often the bot has written to Telegram."""
    found = talk.telegram.get("calls")
    return sum(each["method"] == "sendMessage" for each in found)


def processes() -> str:
    """What anybody on the machine sees of what runs: names and arguments."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdecimal():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return "\n".join(line for line in found if "-m sandbox " not in line)


def test_nobody_hears_what_is_not_theirs(tmp_path):
    with talk(tmp_path) as at:
        book(at)
        break_everything(at)
        for person in (OTHER, ANOTHER):
            for line in ("/mystatus", "/hospitals", "/book 한빛병원", f"/cancel {NAME}"):
                at.telegram.says(person, line)
        until(lambda: all(len(at.messages(person)) >= 4 for person in (OTHER, ANOTHER)))
        known, running = health(at.port), processes()
        others, mine = at.heard(OTHER) + at.heard(ANOTHER), at.heard(CUSTOMER)
        assert at.program.stop(signal.SIGTERM) == 0
        written = at.program.out

    canaries = {**PERSON, **SECRETS, "RESIDENT": "900101-1234567"}
    assert hits(written, canaries) == {}
    assert hits(known + running, canaries) == {}
    assert hits(others + mine, SECRETS) == {}
    assert hits(others, PERSON) == {}
    assert set(CODES.findall(mine)) & set(CODES.findall(others)) <= {"HS-7K3QX2"}
    # What was searched is not empty: the bugs are there, and who may see the name sees it.
    assert written.count("[error") >= 2
    assert [kind for kind in KINDS if kind not in written] == []


def test_a_log_that_tells_everything_is_caught(tmp_path, monkeypatch):
    monkeypatch.setenv(spoilt.SINGS, "1")
    with talk(tmp_path) as at:
        at.says(CUSTOMER, f"{NAME} {PHONE} {WORDS}", hears="말씀을 이해하지 못했어요")
        at.program.stop()

        found = hits(at.program.out, {**PERSON, **SECRETS})

    assert {"TOKEN", *PERSON} <= set(found)
