"""What reaches the operator: one line a record, in UTC, and no secret in any of them.

Each search for a canary has its control: a plain handler that hears the same records and leaks.
"""

import io
import json
import logging
import subprocess
import sys
import warnings

import httpx
import pytest
import structlog
from telegram.error import InvalidToken

from bot.config.redaction import Redactor, masked
from bot.monitoring.logs import OneLineHandler, RedactingFormatter, configure_logging

TOKEN = "123456:canary-token"
SECRET = "canary-secret-token"
KEY = "canary+key/canary+key/canary+key/canary+key="
UNTOLD = "987654321:AAcanary_of_another_bot-123456789012"


pytestmark = pytest.mark.usefixtures("loggers_afterwards_as_before")


class Heard:
    """Our lines, and the same records through a plain handler."""

    def __init__(self, form, level="debug"):
        self.ours, self.plain = io.StringIO(), io.StringIO()
        secrets = (TOKEN, SECRET, KEY)
        configure_logging(level=level, format=form, secrets=secrets, stream=self.ours)
        logging.getLogger().addHandler(logging.StreamHandler(self.plain))

    def lines(self):
        return self.ours.getvalue().splitlines()


@pytest.fixture(params=["json", "console"])
def heard(request):
    return Heard(request.param)


def raised(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()


async def a_call_to_telegram(path):
    logging.getLogger("httpx").setLevel(logging.INFO)  # as if nobody had silenced it
    answer = httpx.MockTransport(lambda _: httpx.Response(200))
    async with httpx.AsyncClient(transport=answer, trust_env=False) as client:
        await client.get(f"https://api.telegram.org{path}")


@pytest.mark.parametrize("path", [f"/bot{TOKEN}/getMe", f"/file/bot{TOKEN.replace(':', '%3A')}/a"])
async def test_the_token_in_a_url_of_httpx_is_gone(heard, path):
    await a_call_to_telegram(path)

    assert "HTTP Request" in heard.ours.getvalue()
    assert "canary" in heard.plain.getvalue()
    assert "canary" not in heard.ours.getvalue()


async def test_a_token_we_were_not_told_of_is_gone_as_well(heard):
    await a_call_to_telegram(f"/bot{UNTOLD}/getMe")

    assert UNTOLD in heard.plain.getvalue()
    assert "canary" not in heard.ours.getvalue()


def test_the_token_in_a_traceback_is_gone(heard):
    error = InvalidToken(f"The token `{TOKEN}` was rejected by the server.")

    logging.getLogger("bot").error("refused", exc_info=raised(error))

    assert "was rejected" in heard.ours.getvalue()
    assert "canary" in heard.plain.getvalue()
    assert "canary" not in heard.ours.getvalue()


@pytest.mark.parametrize("secret", [TOKEN, TOKEN.replace(":", "%3a"), SECRET, KEY, f"bot{TOKEN}/x"])
def test_a_secret_is_gone_from_message_arguments_stack_and_fields(heard, secret):
    logging.getLogger("any").warning(secret)
    logging.getLogger("any").warning("%s %r", secret, {"a": [secret]}, stack_info=True)
    logging.getLogger("any").warning("more", extra={"more": secret})
    structlog.get_logger("bot").warning("event", field=secret, nested={"a": [secret]})

    assert heard.plain.getvalue().count("canary") >= 4
    assert len(heard.lines()) == 4
    assert "canary" not in heard.ours.getvalue()


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_record_that_cannot_be_formatted_is_not_quoted(form, capsys):
    heard = Heard(form)  # not by the fixture: pytest listens in between, and it raises

    logging.getLogger("any").warning("%d", TOKEN)

    assert "canary" in capsys.readouterr().err
    assert "a log record was lost: TypeError" in heard.ours.getvalue()
    assert "canary" not in heard.ours.getvalue()


def test_a_text_cannot_forge_a_line(heard):
    logging.getLogger("any").warning("one\n2027-03-05 two\r\x1b[2J\x85\u2028three\udc80")

    assert "2027-03-05 two" in heard.plain.getvalue().splitlines()
    (line,) = heard.lines()
    assert line.isprintable()


def test_an_exception_is_one_line_too(heard):
    structlog.get_logger("bot").error("broken", exc_info=raised(ValueError("first\nsecond")))

    (line,) = heard.lines()
    assert "first" in line
    assert "test_logs" in line


def test_a_json_line_says_when_how_bad_and_who():
    heard = Heard("json")

    structlog.get_logger("bot.start").info("listening", port=8081)
    logging.getLogger("library").warning("a %s", "word")

    ours, theirs = map(json.loads, heard.lines())
    assert ours["timestamp"].endswith("Z")
    assert (ours["event"], ours["level"], ours["logger"]) == ("listening", "info", "bot.start")
    assert ours["port"] == 8081
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("a word", "warning", "library")


@pytest.mark.parametrize(
    ("asked", "name", "lowest"),
    [
        ("debug", "httpx", "WARNING"),
        ("debug", "httpcore.connection", "WARNING"),
        ("debug", "apscheduler.scheduler", "ERROR"),
        ("debug", "telegram.ext.ExtBot", "INFO"),
        ("info", "telegram.ext.ExtBot", "WARNING"),
        ("error", "telegram.ext.ExtBot", "ERROR"),
        ("info", "bot.start", "INFO"),
        ("debug", "bot.start", "DEBUG"),
    ],
)
def test_the_libraries_stay_quieter_than_we(asked, name, lowest):
    Heard("json", level=asked)

    assert logging.getLevelName(logging.getLogger(name).getEffectiveLevel()) == lowest


def test_handlers_of_others_are_taken_off():
    elsewhere = io.StringIO()
    logger = logging.getLogger("uvicorn.error")
    logger.addHandler(logging.StreamHandler(elsewhere))
    logger.propagate = False

    heard = Heard("json")
    logger.warning("here")

    assert len(heard.lines()) == 1
    assert elsewhere.getvalue() == ""


def test_a_warning_of_python_is_a_line(heard):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn(f"old {TOKEN}", stacklevel=1)

    assert "old ***" in heard.ours.getvalue()


CRASH = f"""
import sys, threading
from bot.monitoring.logs import configure_logging
if sys.argv[1] == "ours":
    configure_logging(level="debug", format="json", secrets=["{TOKEN}"])
def fall(): raise ValueError("{TOKEN}".replace("canary", "can" "ary"))
thread = threading.Thread(target=fall); thread.start(); thread.join()
fall()
"""


@pytest.mark.parametrize(("whose", "leaks"), [("ours", False), ("plain", True)])
def test_what_nobody_caught_does_not_leak(whose, leaks):
    run = subprocess.run(
        [sys.executable, "-c", CRASH, whose], capture_output=True, text=True, check=False
    )

    assert run.returncode == 1
    assert run.stderr.count("ValueError: ") == 2
    assert (TOKEN in run.stderr) is leaks


def test_a_handler_attached_later_can_be_made_safe():
    later = io.StringIO()
    handler = OneLineHandler(later)
    handler.setFormatter(RedactingFormatter(format="json", redact=Redactor([TOKEN])))
    logging.getLogger().addHandler(handler)

    logging.getLogger("any").warning(TOKEN)

    assert json.loads(later.getvalue())["event"] == "***"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://u:canary@h:5/d", "postgresql+psycopg://u:***@h:5/d"),
        ("postgresql+psycopg://u:can/ar@y?#@h/d", "postgresql+psycopg://u:***@h/d"),
        ("postgresql+psycopg://u@h/d?a=1&password=canary&b=2", None),
        ("https://h/x?PASSWORD=canary", "https://h/x?PASSWORD=***"),
        ("sqlite:///var/checkup.db", "sqlite:///var/checkup.db"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_a_password_in_a_url_is_masked(url, shown):
    assert masked(url) == (shown or "postgresql+psycopg://u@h/d?a=1&password=***&b=2")


def test_nothing_secret_means_nothing_is_replaced():
    assert Redactor(["", ""])("bot 12:30 D-1 17:00") == "bot 12:30 D-1 17:00"
