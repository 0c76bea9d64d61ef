"""All settings with their defaults, without reading them: `bot.config.load` does.

In sandbox mode some of them give way: `Config.in_sandbox`.
"""

from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.config.fields import (
    ApiRoot,
    DatabaseUrl,
    Host,
    Key,
    Listed,
    Must,
    Once,
    OwnerUrl,
    Port,
    RelayUrl,
    SecretToken,
    StreamName,
    Subject,
    Timezone,
    Token,
    WebhookUrl,
    When,
    Whole,
    Word,
    YesNo,
    decode_key,
    is_shared,
    password_in,
)
from domain.rules import Rules

TELEGRAM = "https://api.telegram.org"
DEFAULT_TIMEZONE = "Asia/Seoul"
DEFAULTS = Rules(zone=ZoneInfo(DEFAULT_TIMEZONE))
"""Source of the policy defaults; `config.toml` shows them, and a test compares the two."""
SANDBOX_TOKEN = "1000000001:SANDBOX"  # noqa: S105 - opens nothing
"""Stands for the random token that the emulator gets when it is started."""
SANDBOX_ADMIN = 9001
SANDBOX_DATABASES = ("sqlite:///var/sandbox.db", "sqlite:///var/sandbox-mypage.db")

Admins = Annotated[
    tuple[Annotated[Whole, Field(gt=0)], ...],
    Listed,
    Once,
    Must("be numeric Telegram user ids, e.g. 123456789 (not @names); ask the bot for /help"),
]
Languages = Annotated[
    tuple[Literal["ko", "en"], ...],
    Listed,
    Once,
    Field(min_length=1),
    Must("be ko, en or both, as ko,en; the first is the default"),
]
Level = Literal["debug", "info", "warning", "error"]
Format = Literal["json", "console"]


class Section(BaseModel):
    """A [section]: frozen, strict, refusing unknown names, with no value in its errors."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, validate_default=True
    )


class TelegramSettings(Section):
    """The bot's account, its owners, and the connection to Telegram."""

    token: Token = None
    secret_token: SecretToken = None
    api_root: ApiRoot = TELEGRAM
    mode: Annotated[Literal["polling", "webhook", "sandbox"], Word] = Field(
        default_factory=lambda given: "polling" if given.get("token") else "sandbox"
    )
    admins: Admins = ()
    transport: Annotated[Literal["aiohttp", "httpx"], Word] = "aiohttp"
    webhook_url: WebhookUrl = ""
    leave_groups: YesNo = False

    @model_validator(mode="before")
    @classmethod
    def _empty_mode_is_unset(cls, given: object) -> object:
        if not isinstance(given, dict) or given.get("mode"):
            return given
        return {name: value for name, value in given.items() if name != "mode"}


class HttpSettings(Section):
    """Address of the bot's own HTTP server."""

    host: Host = "127.0.0.1"
    port: Port = 8081


class DatabaseSettings(Section):
    """The main database, with the bookings."""

    url: DatabaseUrl = Field(default="sqlite:///var/checkup.db", repr=False)
    owner_url: OwnerUrl = Field(default="", repr=False)


class MyPageSettings(Section):
    """The read model behind /mystatus."""

    url: DatabaseUrl = Field(default="sqlite:///var/mypage.db", repr=False)


class PrivacySettings(Section):
    """Master key of people's names, and how long people are kept."""

    key: Key = None
    old_key: Key = None
    keep_days: Annotated[Whole, Field(ge=1, le=3650)] = DEFAULTS.keep_days

    def key_bytes(self) -> bytes | None:
        """The 32 bytes, or None if no key is set."""
        return decode_key(self.key.get_secret_value()) if self.key else None

    def old_key_bytes(self) -> bytes | None:
        """The previous key while it is being replaced, or None."""
        return decode_key(self.old_key.get_secret_value()) if self.old_key else None


class ClockSettings(Section):
    """Time zone of the hospitals."""

    timezone: Timezone = DEFAULT_TIMEZONE


class RelaySettings(Section):
    """Event relay to NATS, so that other systems can follow."""

    url: RelayUrl = Field(default="", repr=False)
    stream: StreamName = "CHECKUP"
    subject: Subject = "checkup"

    @property
    def source(self) -> str:
        """CloudEvents `source`: one for all that is published under the subject."""
        return f"/{self.subject.replace('.', '/')}"


class DoctorSettings(Section):
    """Interval of the periodic integrity check."""

    every_minutes: Annotated[Whole, Field(ge=0, le=1440)] = 60


class SandboxSettings(Section):
    """The page with two phones."""

    port: Port = 8080


class PolicySettings(Section):
    """Booking rules that the hospitals decide."""

    book_until: When = DEFAULTS.book_until
    cancel_until: When = DEFAULTS.cancel_until
    remind_at: When = DEFAULTS.remind_at
    max_active: Annotated[Whole, Field(ge=1)] = DEFAULTS.max_active
    dialogue_minutes: Annotated[Whole, Field(ge=1, le=1440)] = DEFAULTS.dialogue_minutes
    burst: Annotated[Whole, Field(ge=8)] = 20
    languages: Languages = ("ko", "en")


class LogSettings(Section):
    """Level and format of the log."""

    level: Annotated[Level, Word] = "info"
    format: Annotated[Format, Word] = "console"


class Config(Section):
    """All settings; `bot.config.load.load_config` also checks that they agree with each other."""

    telegram: TelegramSettings = TelegramSettings()
    http: HttpSettings = HttpSettings()
    database: DatabaseSettings = DatabaseSettings()
    mypage: MyPageSettings = MyPageSettings()
    privacy: PrivacySettings = PrivacySettings()
    clock: ClockSettings = ClockSettings()
    relay: RelaySettings = RelaySettings()
    doctor: DoctorSettings = DoctorSettings()
    sandbox: SandboxSettings = SandboxSettings()
    policy: PolicySettings = PolicySettings()
    log: LogSettings = LogSettings()

    def rules(self) -> Rules:
        """The part of the settings that the domain needs."""
        return Rules(
            zone=ZoneInfo(self.clock.timezone),
            book_until=self.policy.book_until,
            cancel_until=self.policy.cancel_until,
            remind_at=self.policy.remind_at,
            max_active=self.policy.max_active,
            dialogue_minutes=self.policy.dialogue_minutes,
            languages=self.policy.languages,
            keep_days=self.privacy.keep_days,
        )

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on the same bookings."""
        return is_shared(self.database.url)

    def secrets(self) -> tuple[str, ...]:
        """Every secret value, to be redacted in logs and in `describe`."""
        keys = (self.privacy.key, self.privacy.old_key)
        found = (self.telegram.token, self.telegram.secret_token, *keys)
        urls = (self.database.url, self.database.owner_url, self.mypage.url, self.relay.url)
        inside = [password_in(url) for url in urls]
        return (*(secret.get_secret_value() for secret in found if secret), *filter(None, inside))

    def in_sandbox(self, *, port: int | None = None, token: str = SANDBOX_TOKEN) -> "Config":
        """The same settings with the sandbox's account and databases; `port`, `token`: the
        emulator's.
        """
        port = self.sandbox.port if port is None else port
        replaced: dict[str, Section] = {"sandbox": SandboxSettings(port=port)}
        for section, values in sandbox_values(port, token=token).items():
            replaced[section] = getattr(self, section).model_copy(update=values)
        return self.model_copy(update=replaced)


def sandbox_values(port: int, *, token: str = SANDBOX_TOKEN) -> Mapping[str, Mapping[str, object]]:
    """The settings that sandbox mode replaces, by section; `port`, `token`: the emulator's."""
    database, mypage = SANDBOX_DATABASES
    return {
        "telegram": {
            "mode": "sandbox",
            "token": SecretStr(token),
            "api_root": f"http://127.0.0.1:{port}",
            "admins": (SANDBOX_ADMIN,),
        },
        "database": {"url": database, "owner_url": ""},
        "mypage": {"url": mypage},
        "relay": dict(RelaySettings()),
    }
