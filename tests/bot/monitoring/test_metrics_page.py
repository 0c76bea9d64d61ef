"""The table of metrics in the docs and what /metrics prints are the same, in both directions."""

import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring import gauges
from tests.journeys.stage import World

PAGE = Path(__file__).parents[3] / "docs" / "parts.md"
ROW = re.compile(r"^\| `(checkup_\w+)` \| (\w+) \| ([^|]+) \|", re.MULTILINE)
Table = dict[str, tuple[str, frozenset[str]]]


def told(page: str) -> Table:
    """Name -> type and labels, as the page says."""
    return {
        name: (kind, frozenset(re.findall(r"`(\w+)`", labels)))
        for name, kind, labels in ROW.findall(page)
    }


def printed(text: str) -> Table:
    """The same, as Prometheus reads it."""
    found = {}
    for family in text_string_to_metric_families(text):
        name = family.name + ("_total" if family.type == "counter" else "")
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        found[name] = (family.type, frozenset(labels))
    return found


async def after_a_booking(world: World) -> str:
    await world.admin.says("/start")
    await world.admin.says(f"/addhospital 한빛병원 {world.day(10)} 1")
    await world.admin.taps("✅ 등록")
    await world.customer.says(f"/book 한빛병원 {world.day(10)}")
    for label in ("✅ 동의해요", "✅ 동의해요"):
        await world.customer.taps(label)
    await world.customer.says("남궁민수")
    await world.customer.taps("✅ 예약 확정")
    world.metrics.sent("push", "sent")
    assert world.parts.doctor is not None
    await world.parts.doctor.run_check()
    await world.parts.audit.tick()
    return (world.metrics.text() + await gauges.text(world.parts)).decode()


async def test_the_page_tells_of_all_metrics_and_of_no_others(tmp_path):
    world = World(tmp_path)
    await world.begin()

    text = await after_a_booking(world)

    await world.end()
    assert printed(text) == told(PAGE.read_text("utf-8"))


def test_a_metric_that_is_missing_or_told_wrongly_is_noticed():
    page = PAGE.read_text("utf-8")

    assert told(page.replace("| `checkup_storage_up`", "| `checkup_storage`")) != told(page)
    assert told(page.replace("`kind`, `outcome`", "`kind`", 1)) != told(page)
    assert told(page.replace("| histogram |", "| summary |")) != told(page)
