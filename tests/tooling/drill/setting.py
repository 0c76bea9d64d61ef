"""The setting policy.wait_days."""

from tests.tooling.drill.edits import after, matching
from tests.tooling.drill.follow import Feature

README = "tests/journeys/test_readme.py"
SETTING = Feature(
    "a setting",
    {
        "config.toml": after(
            "max_active = 3\n",
            "# Days between a cancelled booking and the next one, so that places are not churned.\n"
            "wait_days = 0\n",
        ),
        "bot/config/settings.py": matching(
            r"^(    max_active: Annotated\[Whole, Field\()ge=1(\)\] = DEFAULTS\.max_active)$",
            r"\1ge=1\2\n    wait_days: Annotated[Whole, Field(ge=0)] = 0",
        ),
        "README.md": matching(
            r"^(\| `policy.max_active` .*)$",
            r"\1\n| `policy.wait_days` | `0` | days between a cancelled booking and the next |",
        ),
    },
    test=(
        "tests/bot/config/test_wait_days.py",
        """\
import pytest

from bot.config.load import load_config


@pytest.mark.parametrize(
    ("environment", "days"), [({}, 4), ({"CHECKUP_POLICY__WAIT_DAYS": "5"}, 5)]
)
def test_the_setting_is_read(tmp_path, environment, days):
    file = tmp_path / "config.toml"
    file.write_text("[policy]\\nwait_days = 4\\n")

    assert load_config(file, environment).policy.wait_days == days
""",
    ),
    tests=(
        "tests/bot/config",
        "tests/tooling/test_readme_pages.py",
        f"{README}::test_the_settings_of_the_readme_are_those_there_are",
        f"{README}::test_the_defaults_of_the_readme_are_those_of_the_settings_file",
    ),
)
