"""Which mode is chosen by what is set, and where the sandbox is refused."""

import itertools
from pathlib import Path

import pytest

from bot.config.load import NO_MODE, SettingsRefused, load_config

TOKEN = "123456:canary-token"
HOSTS = ("127.0.0.1", "localhost", "::1")
OPEN_HOSTS = ("0.0.0.0", "::", "127.0.0.2", "10.0.0.1", "bot.example", "localhost.example")  # noqa: S104
EVERYTHING = [*itertools.product((None, "", " ", TOKEN), (None, "", "polling", "sandbox"))]


def chosen(folder: Path, host: str, *, required: bool, in_file: bool, **given: str | None) -> str:
    """The mode, or the problems, with these settings of [telegram] and that http.host."""
    settings = {name: value for name, value in given.items() if value is not None}
    file = folder / "config.toml"
    mode = settings.pop("mode", None) if in_file else None
    file.write_text("" if mode is None else f'[telegram]\nmode = "{mode}"', encoding="utf-8")
    environ = {f"CHECKUP_TELEGRAM__{name.upper()}": value for name, value in settings.items()}
    try:
        config = load_config(file, environ | {"CHECKUP_HTTP__HOST": host}, mode_required=required)
    except SettingsRefused as refused:
        return "\n".join(refused.problems)
    return config.telegram.mode


@pytest.mark.parametrize("in_file", [False, True])
@pytest.mark.parametrize(("token", "mode"), EVERYTHING)
def test_the_sandbox_never_starts_where_others_reach_it(tmp_path, token, mode, in_file):
    given = {"token": token, "mode": mode}
    for host, required in itertools.product((*HOSTS, *OPEN_HOSTS), (False, True)):
        found = chosen(tmp_path, host, required=required, in_file=in_file, **given)

        wanted = mode or ("polling" if (token or "").strip() else "sandbox")
        if required and not mode:
            assert found == NO_MODE
        elif wanted == "polling" and not (token or "").strip():
            assert found.startswith("telegram.token: missing")
        elif wanted == "sandbox" and host in OPEN_HOSTS:
            assert found.startswith("http.host: must be 127.0.0.1")
            assert "\n" not in found
        else:
            assert found == wanted
