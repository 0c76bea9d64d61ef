"""Settings that are refused: a sentence each, all at once, no value that may be secret."""

from pathlib import Path

import pytest

from bot.config.load import SettingsRefused, describe, load_config
from bot.config.settings import Config

SHIPPED = Path(__file__).parents[3] / "config.toml"
CANARY = "canary"
TOKEN_TEXT = "123456:canary-token"
TOKEN = {"CHECKUP_TELEGRAM__TOKEN": TOKEN_TEXT}
WEBHOOK = TOKEN | {
    "CHECKUP_TELEGRAM__MODE": "webhook",
    "CHECKUP_TELEGRAM__WEBHOOK_URL": "https://bot.example/telegram",
    "CHECKUP_TELEGRAM__SECRET_TOKEN": "canary-secret-token",
    "CHECKUP_PRIVACY__KEY": "Y2FuYXJ5LWtleS1jYW5hcnkta2V5LWNhbmFyeS1rZXk=",
}


def problems(path: Path, environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refused:
        load_config(path, environ)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return refused.value.problems


BAD_VALUES = [
    *(("telegram.token", bad) for bad in ("canary", "12:canary", "123456:can ary", "１2:canary")),
    *(("telegram.secret_token", bad) for bad in ("canary", "canary" * 43, "canary canary canary")),
    *(("privacy.key", bad) for bad in ("canary", "Y2FuYXJ5", "Y2FuYXJ5-" * 5, "한canary")),
    *(("telegram.mode", bad) for bad in ("canary", "poll")),
    *(("telegram.transport", bad) for bad in ("canary", "")),
    *(("telegram.admins", bad) for bad in ("canary", "1,,2", "1,2,", "-1", "0", "1_0", "１", "[1")),
    *(("telegram.api_root", bad) for bad in ("", "canary", "ftp://canary", "https://", "//canary")),
    *(("telegram.api_root", f"http://canary{bad}") for bad in ("/bot", "/bot12:x", "/?a=1", "#a")),
    *(("telegram.api_root", f"http://{bad}") for bad in ("u:canary@h", "[canary", "h:canary")),
    *(("telegram.webhook_url", bad) for bad in ("canary", "https://u:canary@h", "https://한canary")),
    *(("http.host", bad) for bad in ("", "http://canary", "canary canary", "[::1]")),
    *(("http.port", bad) for bad in ("canary", "", "-1", "65536", "8_1", " 1", "8e1", "８", "1.0")),
    *(("sandbox.port", bad) for bad in ("canary", "65536")),
    *(("database.url", bad) for bad in ("", "canary", "sqlite://", "sqlite:///", "sqlite:///:memory:")),
    *(("database.url", bad) for bad in ("sqlite:///canary?mode=ro", "sqlite:///file:canary", "mysql://c")),
    *(("database.url", bad) for bad in ("sqlite:///canary/", "sqlite:///a\nb", "sqlite+aiosqlite:///a")),
    ("mypage.url", "postgresql+psycopg://u:canary@h/d"),
    *(("relay.url", bad) for bad in ("canary", "http://canary", "nats://", "nats://canary@h", "tls://h:x")),
    *(("relay.url", bad) for bad in ("nats://u:canary@", "nats://h/canary", "nats://h?a=canary", "nats://h:0")),
    *(("relay.url", bad) for bad in ("nats://u:canary@h:1/", "nats://:canary@h", "nats://can ary", "tls://h#c")),
    *(("relay.stream", bad) for bad in ("", "can.ary", "canary>", "can ary", "c" * 65)),
    *(("relay.subject", bad) for bad in ("", ".canary", "canary.", "canary.>", "$canary")),
    *(("database.url", f"postgresql+psycopg://{bad}") for bad in ("", "/canary", "h:x/d", "h/")),
    *(("clock.timezone", bad) for bad in ("", "canary", "Asia", "../canary", "KST9", "UTC\n")),
    *(("policy.book_until", bad) for bad in ("", "canary", "D-1", "17:00", "D-1 25:00")),
    *(("policy.cancel_until", bad) for bad in ("canary", "1 day")),
    *(("policy.remind_at", bad) for bad in ("canary", "D-0 06:00", "D-0 12:00")),
    *(("policy.max_active", bad) for bad in ("0", "-1", "canary", "1.5")),
    *(("policy.dialogue_minutes", bad) for bad in ("0", "1441", "canary")),
    *(("policy.languages", bad) for bad in ("", "canary", "ko,", "ko,de", "한국어")),
    *(("log.level", bad) for bad in ("canary", "")),
    *(("log.format", bad) for bad in ("canary", "text")),
]  # fmt: skip


# Of these a wrong value may still be a secret, or have one in it.
HIDDEN = {
    *("telegram.token", "telegram.secret_token", "privacy.key", "privacy.old_key"),
    *("telegram.api_root", "telegram.webhook_url", "relay.url"),
    *("database.url", "database.owner_url", "mypage.url"),
}
THE_LIBRARYS_WORDS = ("Input", "should", "valid ", "Value error", "match", "at least", "equal to")


@pytest.mark.parametrize(("key", "bad"), BAD_VALUES)
def test_a_bad_value_names_its_key_and_is_shown_unless_it_may_be_secret(key, bad):
    section, name = key.split(".")

    said = problems(SHIPPED, {f"CHECKUP_{section}__{name}".upper(): bad})

    assert [line.split(":")[0] for line in said] == [key]
    assert len(said[0].splitlines()) == 1
    assert (", not " in said[0] or "D-0" in bad) == (key not in HIDDEN)
    assert key not in HIDDEN or CANARY not in said[0]
    assert not [word for word in THE_LIBRARYS_WORDS if word in said[0]]


ADMINS = "must be numeric Telegram user ids, e.g. 123456789 (not @names); ask the bot for /help"
LANGUAGES = "must be ko, en or both, as ko,en; the first is the default"


@pytest.mark.parametrize(
    ("key", "bad", "sentence"),
    [
        ("telegram.admins", "7,@kim", f'{ADMINS}, not "@kim"'),
        ("http.port", "70000", 'must be 0-65535, not "70000"'),
        ("policy.max_active", "0", 'must be 1 or more, not "0"'),
        ("policy.languages", "ko,de", f'{LANGUAGES}, not "de"'),
        ("log.level", "loud", 'must be debug, info, warning or error, not "loud"'),
        ("policy.book_until", "1 day", 'must be D-<days> HH:MM, e.g. D-1 17:00, not "1 day"'),
        ("clock.timezone", "Seoul", 'must be an IANA time zone, e.g. Asia/Seoul, not "Seoul"'),
    ],
)
def test_each_problem_is_one_sentence_of_ours_with_the_name_in_the_environment(key, bad, sentence):
    name = f"CHECKUP_{key.replace('.', '__')}".upper()

    assert problems(SHIPPED, {name: bad}) == (f"{key}: {sentence} ({name})",)


def test_every_setting_has_its_sentence(tmp_path):
    every = {f"{section}.{key}" for section, part in Config() for key, _ in part}
    wrong = "".join(
        f"[{section}]\n" + "".join(f"{key} = [[1]]\n" for key, _ in part)
        for section, part in Config()
    )
    file = tmp_path / "config.toml"
    file.write_text(wrong, encoding="utf-8")

    said = problems(file, {})

    assert {line.split(":")[0] for line in said} == every
    assert all(": must " in line for line in said if "a secret, set it as" not in line)


@pytest.mark.parametrize("name", ["CHECKUP_LOG__LEVEL", "CHECKUP_HTTP__HOST"])
@pytest.mark.parametrize("secret", ["nats://u:canary@h", "123456789:" + "c" * 35, TOKEN_TEXT])
def test_a_secret_put_into_another_setting_is_not_shown(name, secret):
    said = problems(SHIPPED, {**TOKEN, name: f"http://{secret}"})

    assert len(said) == 1
    assert "***" in said[0]
    assert CANARY not in said[0]


@pytest.mark.parametrize(
    ("toml", "key"),
    [
        ('[telegram]\ntoken = "123456:canary"', "telegram.token"),
        ('[telegram]\ntoken = ""', "telegram.token"),
        ('[telegram]\nsecret_token = "canary-secret-token"', "telegram.secret_token"),
        ('[privacy]\nkey = "canary"', "privacy.key"),
        ('[relay]\nurl = "nats://u:canary@h"', "relay.url"),
        ('[mypage]\nurl = "postgresql+psycopg://u:canary@h/d"', "mypage.url"),
        ('[mypage]\nurl = "postgresql+psycopg://h/d?password=canary"', "mypage.url"),
        ('[telegram]\napi_root = "http://u:canary/x@h"', "telegram.api_root"),
        ('[telegram]\nadmins = ["@kim"]', "telegram.admins"),
        ("[telegram]\nadmins = [true]", "telegram.admins"),
        ("[telegram]\nadmins = 7", "telegram.admins"),
        ("[telegram]\ntokn = 1", "telegram.tokn"),
        ('[telegram]\n"a\\nb" = 1', "telegram.a b"),
        ("[http]\nport = 1.0", "http.port"),
        ("[http]\nport = true", "http.port"),
        ("[policy]\nbook_until = 17:00:00", "policy.book_until"),
        ("[policy]\nlanguages = [{a = 1}]", "policy.languages"),
        ("[polcy]\nmax_active = 1", "polcy"),
        ("[http]\nport = {x = 1}", "http.port"),
        ("port = 1", "port"),
        ("http = 1", "http"),
        ("[http.port]\nx = 1", "http.port"),
    ],
)
def test_a_bad_file_names_the_key_and_shows_no_secret(tmp_path, toml, key):
    file = tmp_path / "config.toml"
    file.write_text(toml, encoding="utf-8")

    said = problems(file, {})

    assert {line.split(":")[0] for line in said} == {key}
    assert all(len(line.splitlines()) == 1 for line in said)
    assert CANARY not in "".join(said)


@pytest.mark.parametrize("content", [b"[http", b"\xff\xfe", b'[http]\nport = "canary', None])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    file = tmp_path / "config.toml"
    if content is not None:
        file.write_bytes(content)

    (said,) = problems(file, {})

    assert said.startswith(f"{file}: ")
    assert CANARY not in said


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CHECKUP_HTTP_PORT", "CHECKUP_HTTP__PORT"),
        ("CHECKUP_HTTP__PROT", "CHECKUP_HTTP__PORT"),
        ("CHECKUP_TELEGRAM__TOKEN_", "CHECKUP_TELEGRAM__TOKEN"),
        ("CHECKUP_Telegram__Token", ""),
        ("CHECKUP_", ""),
        ("CHECKUP_X", ""),
    ],
)
def test_an_unknown_name_in_the_environment_is_refused(name, meant):
    (said,) = problems(SHIPPED, {name: "123456:canary"})

    assert said.startswith(f"{name}: not a setting")
    assert meant in said
    assert ("meant?" in said) == bool(meant)
    assert CANARY not in said


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"CHECKUP_TELEGRAM__TOKEN": ""}, "telegram.token"),
        ({"CHECKUP_TELEGRAM__MODE": "polling", "CHECKUP_TELEGRAM__TOKEN": ""}, "telegram.token"),
        ({"CHECKUP_TELEGRAM__WEBHOOK_URL": ""}, "telegram.webhook_url"),
        ({"CHECKUP_TELEGRAM__WEBHOOK_URL": "http://bot.example/t"}, "telegram.webhook_url"),
        ({"CHECKUP_TELEGRAM__WEBHOOK_URL": "http://127.0.0.1/t"}, "telegram.webhook_url"),
        ({"CHECKUP_TELEGRAM__WEBHOOK_URL": "https://bot.example:8081/t"}, "telegram.webhook_url"),
        ({"CHECKUP_TELEGRAM__SECRET_TOKEN": ""}, "telegram.secret_token"),
        ({"CHECKUP_PRIVACY__KEY": ""}, "privacy.key"),
        ({"CHECKUP_MYPAGE__URL": "sqlite:///var/checkup.db"}, "mypage.url"),
        ({"CHECKUP_MYPAGE__URL": "sqlite:///var/../var/./checkup.db"}, "mypage.url"),
        ({"CHECKUP_DATABASE__URL": "sqlite:///var/sandbox.db"}, "database.url, mypage.url"),
        ({"CHECKUP_TELEGRAM__MODE": "sandbox", "CHECKUP_HTTP__PORT": "8080"}, "sandbox.port"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(changes, key):
    (said,) = problems(SHIPPED, WEBHOOK | changes)

    assert said.split(":")[0] == key
    assert CANARY not in said


SHARED = {
    **TOKEN,
    "CHECKUP_DATABASE__URL": "postgresql+psycopg://u:canary@h/main",
    "CHECKUP_MYPAGE__URL": "postgresql+psycopg://u:canary@h/mypage",
}


KEPT_APART = {
    **SHARED,
    "CHECKUP_PRIVACY__KEY": WEBHOOK["CHECKUP_PRIVACY__KEY"],
    "CHECKUP_DATABASE__OWNER_URL": "postgresql+psycopg://owner:canary@h/main",
}
ELSEWHERE = (
    *("host=db.example", "hostaddr=8.8.8.8", "port=5433", "dbname=other", "user=other", "host="),
    *("service=other", "servicefile=/x", "conninfo=hostaddr%3D8.8.8.8", "%68ost=db.example"),
    *("sslmode=disable&host=db.example", "host=localhost&host=db.example"),
)
"""What leads elsewhere than the URL says, past all that is checked in it."""


@pytest.mark.parametrize("query", ELSEWHERE)
@pytest.mark.parametrize("key", ["database.url", "database.owner_url", "mypage.url"])
def test_a_database_is_where_its_url_says_and_nowhere_else(key, query):
    name = f"CHECKUP_{key.replace('.', '__')}".upper()

    said = problems(SHIPPED, {**KEPT_APART, name: f"{KEPT_APART[name]}?{query}"})

    assert [line.split(":")[0] for line in said] == [key]
    assert "nothing after a ? that names another server" in said[0]
    assert CANARY not in said[0]


def test_other_parameters_of_a_connection_pass():
    names = ("CHECKUP_DATABASE__URL", "CHECKUP_DATABASE__OWNER_URL", "CHECKUP_MYPAGE__URL")
    query = "sslmode=verify-full&sslrootcert=system"

    load_config(SHIPPED, KEPT_APART | {each: f"{KEPT_APART[each]}?{query}" for each in names})


def test_bookings_on_a_server_want_the_read_model_there_too_and_a_key():
    said = problems(SHIPPED, {**SHARED, "CHECKUP_MYPAGE__URL": "sqlite:///var/mypage.db"})

    assert {line.split(":")[0] for line in said} == {"mypage.url", "privacy.key"}
    assert CANARY not in "".join(said)


def test_one_database_on_a_server_is_not_two_however_it_is_written():
    same = "postgresql+psycopg://other@h:5432/main?sslmode=require"

    said = problems(
        SHIPPED,
        {
            **SHARED,
            "CHECKUP_MYPAGE__URL": same,
            "CHECKUP_PRIVACY__KEY": WEBHOOK["CHECKUP_PRIVACY__KEY"],
        },
    )

    assert list(said) == ["mypage.url: must be another database than database.url"]


def test_the_passwords_of_databases_are_secrets():
    config = load_config(
        SHIPPED, {**SHARED, "CHECKUP_PRIVACY__KEY": WEBHOOK["CHECKUP_PRIVACY__KEY"]}
    )

    assert CANARY in config.secrets()
    assert CANARY not in describe(config)


def test_all_problems_come_at_once():
    said = problems(
        SHIPPED, {"CHECKUP_X": "1", "CHECKUP_HTTP__PORT": "x", "CHECKUP_TELEGRAM__ADMINS": "a,b"}
    )

    assert [line.split(":")[0] for line in said] == ["CHECKUP_X", "telegram.admins", "http.port"]
    assert said[2].endswith("(CHECKUP_HTTP__PORT)")
