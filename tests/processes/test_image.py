"""The command and the environment of the container image, without the container."""

import json
import re
from pathlib import Path

import pytest

from tests.bot.bot_process import ROOT, answers, bot, free_port, until

RECIPE = (ROOT / "Dockerfile").read_text("utf-8")
NO_MODE = "telegram.mode: missing, set CHECKUP_TELEGRAM__MODE to polling, webhook or sandbox"


def image(folder: Path, **settings: str):
    """What `docker run` starts, with these settings besides the image's own."""
    python, dash_m, package, *command = json.loads(
        re.findall(r"^CMD (\[.*\])$", RECIPE, re.MULTILINE)[-1]
    )
    assert (python, dash_m, package) == ("python", "-m", "bot")
    own = dict(re.findall(r"CHECKUP_(\w+)=(\S+)", RECIPE))
    assert own == {"HTTP__HOST": "0.0.0.0"}  # noqa: S104 - nothing listens
    return bot(folder, *command, **own | settings)


@pytest.mark.parametrize(
    "settings",
    [{"TELEGRAM__TOKEN": ""}, {"HTTP__HOST": "127.0.0.1"}],
    ids=["empty token", "loopback"],
)
def test_the_image_refuses_to_start_without_a_mode(tmp_path, settings):
    with image(tmp_path, **settings) as program:
        assert program.ends() == 2
        assert program.out.splitlines() == [NO_MODE]
    assert not (tmp_path / "var").exists()


def test_the_image_refuses_the_sandbox_where_others_reach_it(tmp_path):
    with image(tmp_path, TELEGRAM__MODE="sandbox") as program:
        assert program.ends() == 2
        (said,) = program.out.splitlines()
    assert said.startswith("http.host: must be 127.0.0.1, ::1 or localhost in the sandbox")
    assert not (tmp_path / "var").exists()


def test_the_image_is_the_sandbox_if_both_are_asked_for(tmp_path):
    http, page = free_port(), free_port()
    settings = {"HTTP__HOST": "127.0.0.1", "HTTP__PORT": str(http), "SANDBOX__PORT": str(page)}
    with image(tmp_path, TELEGRAM__MODE="sandbox", **settings) as program:
        until(lambda: answers(f"http://127.0.0.1:{page}"))
        until(lambda: "in a browser" in program.out)
        assert program.stop() == 0
