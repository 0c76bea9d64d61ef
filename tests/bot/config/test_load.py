"""What the settings become when they are right."""

import base64
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config.load import Config, describe, load_config, setting_warnings
from domain.rules import Deadline

SHIPPED = Path(__file__).parents[3] / "config.toml"
TOKEN = "123456:canary-token"
KEY = base64.b64encode(b"canary-key-canary-key-canary-key").decode()
WEBHOOK = {
    "CHECKUP_TELEGRAM__TOKEN": TOKEN,
    "CHECKUP_TELEGRAM__MODE": "webhook",
    "CHECKUP_TELEGRAM__WEBHOOK_URL": "https://bot.example/telegram",
    "CHECKUP_TELEGRAM__SECRET_TOKEN": "canary-secret-token",
    "CHECKUP_PRIVACY__KEY": KEY,
}
SECRETS = {"telegram.token", "telegram.secret_token", "privacy.key", "privacy.old_key"}


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, object]]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def test_every_setting_is_written_down_and_every_one_written_down_exists(written):
    exist = {f"{section}.{key}" for section, part in Config() for key, _ in part}

    documented = {f"{section}.{key}" for section, part in written.items() for key in part}

    assert documented | SECRETS == exist
    assert not documented & SECRETS


def test_what_is_written_down_are_the_defaults(written):
    assert Config.model_validate(written) == Config()


def test_every_setting_has_its_reason_in_the_line_above():
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()

    settings = [
        (above, line) for above, line in pairwise(lines) if " = " in line and line[0] != "#"
    ]

    assert len(settings) > 15
    assert [line for above, line in settings if not above.startswith("# ")] == []


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_every_secret_is_documented_with_its_name_in_the_environment(secret):
    section, key = secret.split(".")
    part = SHIPPED.read_text(encoding="utf-8").split(f"[{section}]")[1].split("\n[")[0]

    assert f"# {key}: only as CHECKUP_{section}__{key}".upper() in part.upper()


def test_without_a_token_it_is_the_sandbox_with_a_world_of_its_own():
    config = load_config(SHIPPED, {"CHECKUP_SANDBOX__PORT": "9123"})

    assert config.telegram.mode == "sandbox"
    assert config.telegram.token == SecretStr("1000000001:SANDBOX")
    assert config.telegram.api_root == "http://127.0.0.1:9123"
    assert config.telegram.admins == (9001,)
    assert config.database.url == "sqlite:///var/sandbox.db"
    assert config.mypage.url == "sqlite:///var/sandbox-mypage.db"


def test_the_sandbox_asked_for_never_uses_the_real_token():
    given = {"CHECKUP_TELEGRAM__TOKEN": TOKEN, "CHECKUP_TELEGRAM__MODE": "sandbox"}

    assert TOKEN not in load_config(SHIPPED, given).secrets()


def test_the_sandbox_follows_the_port_its_emulator_got():
    config = load_config(SHIPPED, {"CHECKUP_SANDBOX__PORT": "0"}).in_sandbox(port=9124)

    assert (config.sandbox.port, config.telegram.api_root) == (9124, "http://127.0.0.1:9124")


def test_with_a_token_it_polls():
    config = load_config(SHIPPED, {"CHECKUP_TELEGRAM__TOKEN": f"{TOKEN}\n"})

    assert config.telegram.mode == "polling"
    assert config.telegram.token == SecretStr(TOKEN)
    assert config.database.url == "sqlite:///var/checkup.db"


def test_an_empty_token_is_none():
    assert load_config(SHIPPED, {"CHECKUP_TELEGRAM__TOKEN": ""}).telegram.mode == "sandbox"


def test_webhook_mode_knows_its_secrets():
    config = load_config(SHIPPED, WEBHOOK)

    assert config.secrets() == (TOKEN, "canary-secret-token", KEY)
    assert config.privacy.key_bytes() == b"canary-key-canary-key-canary-key"


def test_the_password_of_the_relay_is_a_secret_in_either_spelling():
    url = "tls://bot:can%3Aary@nats.example:4222"
    config = load_config(SHIPPED, WEBHOOK | {"CHECKUP_RELAY__URL": url})

    assert config.relay.url == url
    assert config.secrets()[-1] == "can:ary"
    assert '\nurl = "tls://bot:***@nats.example:4222"  # default: ""' in describe(config)
    assert "ary" not in f"{config!r}".replace("canary", "")


@pytest.mark.parametrize("url", ["nats://h", "tls://10.0.0.1:4222", "nats://[::1]:4222", ""])
def test_a_relay_goes_to_a_server_of_nats(url):
    assert load_config(SHIPPED, WEBHOOK | {"CHECKUP_RELAY__URL": url}).relay.url == url


def test_what_is_published_under_another_subject_comes_from_another_source():
    given = WEBHOOK | {"CHECKUP_RELAY__SUBJECT": "seoul.checkup"}

    assert load_config(SHIPPED, given).relay.source == "/seoul/checkup"


def test_the_events_of_the_sandbox_stay_there():
    given = {"CHECKUP_RELAY__URL": "nats://127.0.0.1:4222"}

    assert load_config(SHIPPED, given).relay.url == ""


@pytest.mark.parametrize(
    ("text", "admins"),
    [("", ()), ("[]", ()), ("7", (7,)), ("1,2", (1, 2)), ("[1, 2]", (1, 2)), ("2,1,2", (2, 1))],
)
def test_a_list_in_the_environment(text, admins):
    given = {"CHECKUP_TELEGRAM__TOKEN": TOKEN, "CHECKUP_TELEGRAM__ADMINS": text}

    assert load_config(SHIPPED, given).telegram.admins == admins


@pytest.mark.parametrize("text", ["en,ko", '["en", "ko"]', "EN,ko"])
def test_the_first_language_is_the_default(text):
    config = load_config(SHIPPED, {"CHECKUP_POLICY__LANGUAGES": text.lower()})

    assert config.rules().languages == ("en", "ko")


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[http]\nport = 1000\nhost = "::1"\n[log]\nlevel = "ERROR"', encoding="utf-8")

    config = load_config(file, {"CHECKUP_HTTP__PORT": "2000", "HTTP__PORT": "3", "HOME": "/"})

    assert (config.http.port, config.http.host, config.log.level) == (2000, "::1", "error")


def test_the_rules_come_from_policy_and_clock():
    given = {"CHECKUP_CLOCK__TIMEZONE": "Asia/Tokyo", "CHECKUP_POLICY__CANCEL_UNTIL": "D-2 09:30"}

    rules = load_config(SHIPPED, given).rules()

    assert rules.zone.key == "Asia/Tokyo"
    assert rules.cancel_until == Deadline.parse("D-2 09:30")
    assert rules.remind_at == Deadline.parse("D-1 12:00")
    assert (rules.max_active, rules.dialogue_minutes) == (3, 15)


def test_a_server_of_ones_own_may_call_this_machine_in_clear():
    own = {
        "CHECKUP_TELEGRAM__API_ROOT": "http://127.0.0.1:9000/",
        "CHECKUP_TELEGRAM__WEBHOOK_URL": "http://127.0.0.1:8081/telegram",
    }

    assert load_config(SHIPPED, WEBHOOK | own).telegram.api_root == "http://127.0.0.1:9000"


BOOK, CANCEL, REMIND = "policy.book_until", "policy.cancel_until", "policy.remind_at"
ADMINS = {"CHECKUP_TELEGRAM__ADMINS": "7"}


def test_what_is_set_as_usual_is_worth_no_word():
    assert list(setting_warnings(load_config(SHIPPED, WEBHOOK | ADMINS))) == []
    assert list(setting_warnings(load_config(SHIPPED, {}))) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TELEGRAM__ADMINS": ""}, "telegram.admins is empty"),
        (
            {"TELEGRAM__MODE": "polling", "PRIVACY__KEY": ""},
            "privacy.key is not set; using the key",
        ),
        ({"TELEGRAM__API_ROOT": "http://api.example:8081"}, "telegram.api_root is http"),
        ({"RELAY__URL": "nats://relay:canary@nats.example"}, "relay.url is nats"),
        ({"POLICY__BOOK_UNTIL": "D-3 17:00"}, f"{CANCEL} (D-1 17:00) is later than {BOOK} (D-3 "),
        ({"POLICY__CANCEL_UNTIL": "D-0 17:00"}, f"{CANCEL} (D-0 17:00) is later than {BOOK} (D-1 "),
        (
            {"POLICY__CANCEL_UNTIL": "D-2 09:00"},
            f"{REMIND} (D-1 12:00) is later than {CANCEL} (D-",
        ),
        ({"POLICY__REMIND_AT": "D-1 17:01"}, f"{REMIND} (D-1 17:01) is later than {CANCEL} (D-1 1"),
    ],
)
def test_what_is_probably_not_meant_is_worth_a_line(changes, said):
    given = WEBHOOK | ADMINS | {f"CHECKUP_{name}": value for name, value in changes.items()}

    (warning,) = setting_warnings(load_config(SHIPPED, given))

    assert warning.startswith(said)


SHARED = "postgresql+psycopg://checkup:canary@{host}/{name}{query}"


@pytest.mark.parametrize(
    ("host", "query", "expected"),
    [
        ("db.example", "", 2),
        ("db.example", "?sslmode=prefer", 2),
        ("db.example", "?sslmode=allow", 2),
        ("db.example", "?application_name=x", 2),
        ("db.example", "?sslmode=verify-full", 0),
        ("db.example", "?sslmode=require", 0),
        ("db.example", "?sslmode=disable", 0),
        ("127.0.0.1", "", 0),
        ("localhost:5433", "", 0),
    ],
)
def test_a_server_elsewhere_without_encryption_is_worth_a_line(host, query, expected):
    given = {
        f"CHECKUP_{section}__URL": SHARED.format(host=host, name=section.lower(), query=query)
        for section in ("DATABASE", "MYPAGE")
    }

    warnings = list(setting_warnings(load_config(SHIPPED, WEBHOOK | ADMINS | given)))

    assert len(warnings) == expected
    assert all("sslmode" in each and "canary" not in each for each in warnings)


@pytest.mark.parametrize(
    "given",
    [
        {"CHECKUP_TELEGRAM__API_ROOT": "http://127.0.0.1:8081"},
        {"CHECKUP_TELEGRAM__API_ROOT": "https://api.example"},
        {"CHECKUP_RELAY__URL": "nats://relay:canary@127.0.0.1"},
        {"CHECKUP_RELAY__URL": "tls://relay:canary@nats.example"},
        {"CHECKUP_RELAY__URL": "nats://nats.example"},
    ],
)
def test_what_stays_on_this_machine_or_is_encrypted_is_worth_no_word(given):
    assert list(setting_warnings(load_config(SHIPPED, WEBHOOK | ADMINS | given))) == []


def test_the_description_has_every_setting_and_no_secret():
    hidden_in_a_path = {"CHECKUP_TELEGRAM__WEBHOOK_URL": f"https://bot.example/{TOKEN}"}
    config = load_config(SHIPPED, WEBHOOK | hidden_in_a_path)

    text = describe(config)

    assert "\ntoken = set  # default: not set\n" in text
    assert '\nmode = "webhook"  # default: "sandbox"\n' in text
    assert 'cancel_until = "D-1 17:00"' in text.splitlines()
    assert all(f"\n{key} = " in text for _, part in config for key, _ in part)
    assert "canary" not in text


def test_the_description_says_what_is_not_the_default_and_what_came_from_the_environment(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text("[http]\nport = 1000\n[policy]\nburst = 20", encoding="utf-8")
    given = WEBHOOK | {"CHECKUP_LOG__LEVEL": "debug", "CHECKUP_POLICY__MAX_ACTIVE": "3"}

    marked = [
        line for line in describe(load_config(file, given), given).splitlines() if "#" in line
    ]

    assert marked == [
        "token = set  # CHECKUP_TELEGRAM__TOKEN",
        "secret_token = set  # CHECKUP_TELEGRAM__SECRET_TOKEN",
        'mode = "webhook"  # CHECKUP_TELEGRAM__MODE',
        'webhook_url = "https://bot.example/telegram"  # CHECKUP_TELEGRAM__WEBHOOK_URL',
        "port = 1000  # default: 8081",
        "key = set  # CHECKUP_PRIVACY__KEY",
        "max_active = 3  # CHECKUP_POLICY__MAX_ACTIVE",
        'level = "debug"  # CHECKUP_LOG__LEVEL',
    ]


def test_the_description_says_what_sandbox_mode_replaces():
    given = {
        "CHECKUP_TELEGRAM__MODE": "sandbox",
        "CHECKUP_TELEGRAM__ADMINS": "7",
        "CHECKUP_DATABASE__URL": "sqlite:///mine.db",
    }

    lines = describe(load_config(SHIPPED, given), given).splitlines()

    assert lines[0].startswith("# sandbox mode: database, ")
    assert "admins = [9001]  # sandbox mode; CHECKUP_TELEGRAM__ADMINS is ignored" in lines
    assert (
        'url = "sqlite:///var/sandbox.db"  # sandbox mode; CHECKUP_DATABASE__URL is ignored'
        in lines
    )
    assert 'mode = "sandbox"  # CHECKUP_TELEGRAM__MODE' in lines


def test_a_config_printed_by_mistake_shows_no_secret_either():
    config = load_config(SHIPPED, WEBHOOK)

    assert "canary" not in f"{config} {config!r} {config.telegram!r}"
    assert "sqlite" not in repr(config)
