"""deploy/compose.yaml: what is open to whom, and settings that the bot accepts."""

import re

import yaml

from bot.config.load import load_config
from bot.process import STOP_TIMEOUT_S
from tests.tooling.source_tree import ROOT

DEPLOY = ROOT / "deploy"
WHOLE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES = WHOLE["services"]
BOTS = {name: each for name, each in SERVICES.items() if name.startswith("bot-")}
OURS = {name: each for name, each in SERVICES.items() if "build" in each}
FILLED_IN = {
    "DOMAIN": "checkup.example",
    "TELEGRAM_TOKEN": "1000000001:" + "A" * 35,
    "TELEGRAM_SECRET_TOKEN": "a-secret-of-sixteen-or-more",
    "PRIVACY_KEY": "A" * 43 + "=",
    "POSTGRES_PASSWORD": "0123456789abcdef",
    "BOT_PASSWORD": "fedcba9876543210",
}
WISH = re.compile(r"\$\{(\w+)(:\?|:-)([^}]*)\}")


def filled(value: str) -> str:
    return WISH.sub(lambda wish: FILLED_IN.get(wish[1], wish[3]), value)


def test_the_bot_accepts_its_settings():
    for name, each in OURS.items():
        environment = {key: filled(value) for key, value in each["environment"].items()}
        config = load_config(ROOT / "config.toml", environment, mode_required=True)

        assert config.telegram.webhook_url == "https://checkup.example/telegram", name
        assert config.is_shared


def test_the_example_names_what_has_to_be_filled_in():
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    example = (DEPLOY / "env.example").read_text("utf-8")

    named = re.findall(r"^(\w+)=(.*)$", example, re.MULTILINE)

    assert {name for name, _ in named} == {wish[0] for wish in WISH.findall(text)} - {"IMAGE"}
    assert [value for _, value in named if value] == ["checkup.example"]


def test_two_replicas_alike_which_start_after_the_tables_are_made():
    assert list(BOTS) == ["bot-1", "bot-2"]
    assert BOTS["bot-1"] == BOTS["bot-2"]
    assert BOTS["bot-1"]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"}
    }
    assert "/readyz" in BOTS["bot-1"]["healthcheck"]["test"][-1]
    assert float(BOTS["bot-1"]["stop_grace_period"].removesuffix("s")) > STOP_TIMEOUT_S
    for each in BOTS:
        assert f"{each}:8081" in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_only_the_proxy_is_open_and_nothing_outside_reaches_the_database():
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy"]
    assert [name for name, each in SERVICES.items() if "inside" in each["networks"]] == [
        *OURS,
        "database",
    ]
    assert SERVICES["database"]["networks"] == ["inside"]
    assert WHOLE["networks"]["inside"] == {"internal": True}


def test_ours_are_nobody_and_write_to_one_place_only():
    for name, each in OURS.items():
        assert each["read_only"], name
        assert each["user"] == "10001:10001"
        assert each["cap_drop"] == ["ALL"]
        assert each["security_opt"] == ["no-new-privileges:true"]
        assert [place.partition(":")[0] for place in each["tmpfs"]] == ["/app/var"]
        assert "volumes" not in each


def test_every_container_has_few_rights_and_a_limit():
    for name, each in SERVICES.items():
        assert each["read_only"], name
        assert each["cap_drop"] == ["ALL"]
        assert each["security_opt"] == ["no-new-privileges:true"]
        assert each["pids_limit"] <= 256
        assert re.fullmatch(r"\d+[mg]", each["mem_limit"])
    added = {name: set(each.get("cap_add", ())) for name, each in SERVICES.items()}
    assert added.pop("proxy") == {"NET_BIND_SERVICE"}
    # The capabilities with which the image's entry point leaves root behind.
    assert added.pop("database") == {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}
    assert not any(added.values())


def test_only_the_migration_knows_the_owner_who_can_change_the_audit():
    owner = "CHECKUP_DATABASE__OWNER_URL"

    assert [name for name, each in OURS.items() if owner in each["environment"]] == ["migrate"]
    assert "//checkup:" in OURS["migrate"]["environment"][owner]
    for name, each in OURS.items():
        assert "//checkup_bot:" in each["environment"]["CHECKUP_DATABASE__URL"], name
        assert "//checkup_bot:" in each["environment"]["CHECKUP_MYPAGE__URL"], name


def test_postgresql_is_new_enough():
    image = SERVICES["database"]["image"]

    assert int(re.fullmatch(r"postgres:(\d+)\S*", image)[1]) >= 17
