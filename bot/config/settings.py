"""Which settings there are, with their defaults. It reads neither files nor the environment.

In sandbox mode some of them give way: `Config.in_sandbox`.
"""

import base64
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from bot.config.fields import (
    ApiRoot,
    DatabaseUrl,
    Host,
    Key,
    Listed,
    NotEmpty,
    Once,
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
    is_shared,
    password_in,
    unset_if_empty,
)
from domain.rules import Deadline, Rules

TELEGRAM = "https://api.telegram.org"
SANDBOX_TOKEN = "1000000001:SANDBOX"  # noqa: S105 - made up: it opens nothing but the emulator
SANDBOX_ADMIN = 9001
SANDBOX_DATABASES = ("sqlite:///var/sandbox.db", "sqlite:///var/sandbox-mypage.db")

Admin = Annotated[Whole, Field(gt=0)]
Language = Literal["ko", "en"]
Level = Literal["debug", "info", "warning", "error"]
Format = Literal["json", "console"]


class Section(BaseModel):
    """One [section]: frozen, strict, and without a word about values in its errors."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", hide_input_in_errors=True, validate_default=True
    )


class TelegramSettings(Section):
    """Whom the bot is and how it talks to Telegram."""

    token: Token = None
    secret_token: SecretToken = None
    api_root: ApiRoot = TELEGRAM
    mode: Annotated[Literal["polling", "webhook", "sandbox"], Word] = "sandbox"
    admins: Annotated[tuple[Admin, ...], Listed, Once] = ()
    transport: Annotated[Literal["aiohttp", "httpx"], Word] = "aiohttp"
    webhook_url: WebhookUrl = ""

    @model_validator(mode="before")
    @classmethod
    def _mode_follows_the_token(cls, given: object) -> object:
        if not isinstance(given, dict) or given.get("mode"):
            return given
        return {**given, "mode": "polling" if unset_if_empty(given.get("token")) else "sandbox"}


class HttpSettings(Section):
    """Where the bot itself listens."""

    host: Host = "127.0.0.1"
    port: Port = 8081


class DatabaseSettings(Section):
    """The bookings."""

    url: DatabaseUrl = Field(default="sqlite:///var/checkup.db", repr=False)


class MyPageSettings(Section):
    """The read model behind /mystatus."""

    url: DatabaseUrl = Field(default="sqlite:///var/mypage.db", repr=False)


def _bytes(key: SecretStr | None) -> bytes | None:
    return base64.b64decode(key.get_secret_value()) if key else None


class PrivacySettings(Section):
    """What people's keys are wrapped with, and how long people are known."""

    key: Key = None
    old_key: Key = None
    keep_days: Annotated[Whole, Field(ge=1, le=3650)] = 365

    def key_bytes(self) -> bytes | None:
        """The 32 bytes, or None if no key is set."""
        return _bytes(self.key)

    def old_key_bytes(self) -> bytes | None:
        """Those of the key before, while it is being replaced."""
        return _bytes(self.old_key)


class ClockSettings(Section):
    """Where the hospitals are."""

    timezone: Timezone = "Asia/Seoul"


class RelaySettings(Section):
    """Where events go to, so that other systems can follow."""

    url: RelayUrl = Field(default="", repr=False)
    stream: StreamName = "CHECKUP"
    subject: Subject = "checkup"

    @property
    def source(self) -> str:
        """Who says it: the same for all that is published under the subject."""
        return f"/{self.subject.replace('.', '/')}"


class DoctorSettings(Section):
    """How often the databases are looked at for what must not be."""

    every_minutes: Annotated[Whole, Field(ge=0, le=1440)] = 60


class SandboxSettings(Section):
    """The page with two phones."""

    port: Port = 8080


class PolicySettings(Section):
    """What the front desk decides."""

    book_until: When = Deadline.parse("D-1 17:00")
    cancel_until: When = Deadline.parse("D-1 17:00")
    remind_at: When = Deadline.parse("D-1 12:00")
    max_active: Annotated[Whole, Field(ge=1)] = 3
    dialogue_minutes: Annotated[Whole, Field(ge=1, le=1440)] = 15
    burst: Annotated[Whole, Field(ge=8)] = 20
    languages: Annotated[tuple[Language, ...], Listed, Once, NotEmpty] = ("ko", "en")


class LogSettings(Section):
    """How much is written, and for whom."""

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
        """What the core needs to know of all this."""
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
        """Every secret value, to keep it out of the logs."""
        keys = (self.privacy.key, self.privacy.old_key)
        found = (self.telegram.token, self.telegram.secret_token, *keys)
        inside = [password_in(url) for url in (self.database.url, self.mypage.url, self.relay.url)]
        return (*(secret.get_secret_value() for secret in found if secret), *filter(None, inside))

    def in_sandbox(self, *, port: int | None = None) -> "Config":
        """The same settings in the sandbox's own world; `port` is the emulator's, if it moved."""
        port = self.sandbox.port if port is None else port
        database, mypage = SANDBOX_DATABASES
        telegram = {
            "mode": "sandbox",
            "token": SecretStr(SANDBOX_TOKEN),
            "api_root": f"http://127.0.0.1:{port}",
            "admins": (SANDBOX_ADMIN,),
        }
        return self.model_copy(
            update={
                "telegram": self.telegram.model_copy(update=telegram),
                "database": DatabaseSettings(url=database),
                "mypage": MyPageSettings(url=mypage),
                "relay": RelaySettings(),
                "sandbox": SandboxSettings(port=port),
            }
        )
