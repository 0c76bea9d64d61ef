"""Loads the settings: config.toml, overridden by CHECKUP_<SECTION>__<KEY> in the environment.

Refuses unknown names and conflicts, all problems at once, a sentence each that shows no secret.
"""

import difflib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config.conflicts import conflicts, setting_warnings
from bot.config.fields import Must
from bot.config.redaction import Redactor, masked
from bot.config.settings import Config, sandbox_values

__all__ = ["Config", "SettingsRefused", "describe", "load_config", "setting_warnings"]

PREFIX = "CHECKUP_"
MAX_QUOTED = 60
Setting = tuple[str, str]


class SettingsRefused(Exception):
    """The settings cannot be used; `problems` has a line for each: the key and what is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Loaded(Config, BaseSettings):
    """Config read from its sources. Config itself reads nothing: tests make it by hand."""

    # Values of the environment stay text, which the fields read: the library would take 8_1 for 81.
    model_config = SettingsConfigDict(
        strict=False, enable_decoding=False, env_prefix=PREFIX, env_nested_delimiter="__"
    )


class _Environment(EnvSettingsSource):
    """The variables in a mapping, so that a test need not change the process's own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(_Loaded)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._environ.items()}


NO_MODE = f"telegram.mode: missing, set {PREFIX}TELEGRAM__MODE to polling, webhook or sandbox"


def load_config(path: Path, environ: Mapping[str, str], *, mode_required: bool = False) -> Config:
    """The effective settings; SettingsRefused if there is anything wrong with them.

    In sandbox mode these are the sandbox's own databases, admin, token and api_root.
    `mode_required`: telegram.mode must be set, it does not follow the token.
    """
    file = _read(path)
    problems = [*_secrets_in(file.toml_data), *_unknown_in(environ)]
    known = {name: environ[name] for name in _NAMES if name in environ}
    try:
        config: Config = _Loaded(_build_sources=((_Environment(known), file), {}))
    except ValidationError as error:
        raise SettingsRefused([*problems, *_sentences(error, known)]) from None
    modeless = mode_required and "mode" not in config.telegram.model_fields_set
    problems += [NO_MODE] if modeless else conflicts(config)
    if problems:
        raise SettingsRefused(problems)
    return config.in_sandbox() if config.telegram.mode == "sandbox" else config


def describe(config: Config, environ: Mapping[str, str] | None = None) -> str:
    """The settings as TOML-like lines, without secrets; a comment behind what is not the default
    or came from the environment.
    """
    lines = []
    if config.telegram.mode == "sandbox":
        lines = ["# sandbox mode: database, mypage, relay, token, api_root and admins are replaced"]
    for section, settings in config:
        lines += [f"[{section}]"]
        for key, value in settings:
            lines += [f"{key} = {_shown(value)}{_origin(config, (section, key), environ or {})}"]
        lines += [""]
    # Once more over all of it: the token may stand in the webhook's path.
    return Redactor(config.secrets())("\n".join(lines).rstrip())


def _origin(config: Config, setting: Setting, environ: Mapping[str, str]) -> str:
    section, key = setting
    value, default = (getattr(getattr(each, section), key) for each in (config, Config()))
    if setting == ("telegram", "mode") and value != "webhook":
        default = value  # it follows the token
    replaced = sandbox_values(config.sandbox.port).get(section, {})
    name = _name(*setting)
    if value == default and name not in environ:
        return ""
    if config.telegram.mode == "sandbox" and key in replaced and key != "mode":
        return f"  # sandbox mode; {name} is ignored" if name in environ else "  # sandbox mode"
    return f"  # {name}" if name in environ else f"  # default: {_shown(default)}"


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "set"
    if value is None:
        return "not set"
    if isinstance(value, int | tuple):
        return json.dumps(value)
    return json.dumps(masked(str(value)), ensure_ascii=False)


def _name(section: str, key: str) -> str:
    return f"{PREFIX}{section}__{key}".upper()


def _fields() -> Iterator[tuple[Setting, FieldInfo]]:
    for section, part in Config.model_fields.items():
        if isinstance(part.annotation, type) and issubclass(part.annotation, BaseModel):
            for key, field in part.annotation.model_fields.items():
                yield (section, key), field


_FIELDS = dict(_fields())
_NAMES = {_name(*setting): setting for setting in _FIELDS}
_SECRETS = {each for each, field in _FIELDS.items() if SecretStr in get_args(field.annotation)}


def _read(path: Path) -> TomlConfigSettingsSource:
    try:
        path.stat()  # the library passes over a file that is not there
        return TomlConfigSettingsSource(_Loaded, path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsRefused([f"{path}: cannot be read ({reason})"]) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsRefused([f"{path}: is not TOML: {error}"]) from None


def _secrets_in(table: Mapping[str, object]) -> Iterator[str]:
    for section, settings in table.items():
        for key, value in settings.items() if isinstance(settings, dict) else ():
            if (section, key) in _SECRETS:
                yield f"{section}.{key}: a secret, set it as {_name(section, key)}, not in the file"
            elif isinstance(value, str) and masked(value) != value:
                name = _name(section, key)
                yield f"{section}.{key}: has a password in it, set it as {name}, not in the file"


def _unknown_in(environ: Iterable[str]) -> Iterator[str]:
    for name in environ:
        if name.startswith(PREFIX) and name not in _NAMES:
            yield f"{name}: {_not_a_setting(name, _NAMES)}"


def _not_a_setting(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, [*known], n=1, cutoff=0.8)
    return "not a setting" + (f"; is {near[0]} meant?" if near else "")


def _sentences(error: ValidationError, environ: Mapping[str, str]) -> Iterator[str]:
    """One for each setting that is refused."""
    hidden = Redactor(environ[_name(*each)] for each in _SECRETS if _name(*each) in environ)
    seen = set()
    for problem in error.errors(include_url=False, include_context=False):
        where = tuple(str(part) for part in problem["loc"][:2])
        if problem["type"] == "default_factory_not_called":
            continue  # it follows a setting that is refused itself
        if where not in seen:
            name = _name(*where) if len(where) == 2 else ""
            line = f"{'.'.join(where)}: {hidden(_sentence(where, problem))}"
            yield " ".join(line.split()) + (f" ({name})" if name in environ else "")
        seen.add(where)


def _sentence(where: tuple[str, ...], problem: ErrorDetails) -> str:
    match problem["type"]:
        case "extra_forbidden":
            return _not_a_setting(".".join(where), map(".".join, _FIELDS))
        case "model_type":
            return "must be a [section]"
        case "tuple_type":
            return "must be a list, as 1,2 or [1,2]"
    must = _must(_FIELDS[where[0], where[1]])
    return f"must {must.sentence}" + (_not(problem["input"]) if must.quoted else "")


def _must(field: FieldInfo) -> Must:
    """What a setting has to be: as it says itself, or as its choices or bounds say."""
    found = next((each for each in field.metadata if isinstance(each, Must)), None)
    if found is not None:
        return found
    if get_origin(field.annotation) is Literal:
        *others, last = map(str, get_args(field.annotation))
        return Must(f"be {', '.join(others)} or {last}")
    low = next(each.ge for each in field.metadata if isinstance(each, Ge))
    high = next((each.le for each in field.metadata if isinstance(each, Le)), None)
    return Must(f"be {low} or more" if high is None else f"be {low}-{high}")


def _not(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = masked(text if text.isprintable() else json.dumps(value, default=str))
    return f", not {text}" if len(text) <= MAX_QUOTED else f", not {text[:MAX_QUOTED]}..."
