"""Alerts and dashboard ask for nothing that /metrics does not tell; the docs list every alert."""

import json
import re
from collections.abc import Iterator

import promql_parser as promql
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring import gauges
from tests.bot.monitoring.test_metrics_page import PAGE, after_a_booking
from tests.journeys.stage import World
from tests.tooling.kustomize import render
from tests.tooling.source_tree import ROOT

MONITORING = ROOT / "deploy/monitoring"
RULES = [
    rule
    for group in yaml.safe_load((MONITORING / "alerts.yaml").read_text("utf-8"))["spec"]["groups"]
    for rule in group["rules"]
]
DASHBOARD = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))
PANELS = DASHBOARD["panels"]
BY_PROMETHEUS = {"instance", "job", "namespace", "pod"}
"""Labels that it adds itself to all it reads."""
Samples = list[tuple[str, dict[str, str]]]
ALERT = re.compile(r"^\| `(Checkup\w+)` \| `(\w+)` \|", re.MULTILINE)
NAMED = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)")


def asked_of(panel: dict[str, object]) -> Iterator[promql.Expr]:
    for target in panel["targets"]:
        yield promql.parse(target["expr"].replace("$__rate_interval", "1m"))


def parts_of(expr: object) -> Iterator[object]:
    """The expression and all inside it."""
    yield expr
    for name in ("lhs", "rhs", "expr", "args", "vector_selector", "param"):
        inner = getattr(expr, name, None)
        for each in inner if isinstance(inner, list) else (inner,):
            if each is not None and type(each).__module__ == type(expr).__module__:
                yield from parts_of(each)


def selectors(expr: object) -> list[promql.VectorSelector]:
    return [each for each in parts_of(expr) if isinstance(each, promql.VectorSelector)]


def labels_of(expr: object) -> set[str]:
    """What it groups by and matches on."""
    grouped = [each.modifier for each in parts_of(expr) if isinstance(each, promql.AggregateExpr)]
    return {label for modifier in grouped if modifier for label in modifier.labels}


def fits(selector: promql.VectorSelector, name: str, labels: dict[str, str]) -> bool:
    """Whether a series is one of those it asks for."""
    return name == selector.name and all(
        re.fullmatch(wish.value, labels.get(wish.name, ""))
        if wish.op == promql.MatchOp.Re
        else wish.op == promql.MatchOp.Equal and labels.get(wish.name) == wish.value
        for wish in selector.matchers.matchers
    )


def missing(expr: object, samples: Samples) -> list[str]:
    """What it asks for in vain."""
    found = []
    known: set[str] = set(BY_PROMETHEUS)
    for selector in selectors(expr):
        there = [labels for name, labels in samples if fits(selector, name, labels)]
        known |= {label for labels in there for label in labels}
        if not there:
            found.append(selector.prettify())
    return [*found, *(labels_of(expr) - known)]


@pytest.fixture
async def samples(tmp_path) -> Samples:
    """All that is told after a booking on a day on which everything went wrong."""
    world = World(tmp_path)
    await world.begin()
    await after_a_booking(world)
    world.metrics.update("tap", "parked", 0.1)
    world.metrics.update("tap", "again", 0.1)
    world.metrics.sent("push", "invalid")
    text = (world.metrics.text() + await gauges.text(world.parts)).decode()
    await world.end()
    return [
        (sample.name, sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    ]


async def test_every_alert_asks_for_what_is_told(samples):
    assert {rule["alert"]: missing(promql.parse(rule["expr"]), samples) for rule in RULES} == {
        rule["alert"]: [] for rule in RULES
    }


async def test_every_panel_asks_for_what_is_told(samples):
    found = {each["title"]: [missing(one, samples) for one in asked_of(each)] for each in PANELS}

    assert found == {each["title"]: [[]] * len(each["targets"]) for each in PANELS}


async def test_the_replicas_are_scaled_by_what_is_told(samples):
    scaler = next(
        each
        for each in render(ROOT / "deploy/kubernetes/base")
        if each["kind"] == "HorizontalPodAutoscaler"
    )
    external = [each["external"] for each in scaler["spec"]["metrics"] if "external" in each]

    assert [each["metric"]["name"] for each in external] == ["checkup_outbox_lag_events"]
    assert "checkup_outbox_lag_events" in {name for name, _ in samples}


async def test_a_query_for_what_is_not_told_is_noticed(samples):
    for wrong in (
        "max(checkup_parked_event) > 0",
        'checkup_updates_total{outcome="lost"} > 0',
        'sum(rate(checkup_sends_total{result="invalid"}[5m]))',
        "max by (listener) (checkup_outbox_lag_events)",
        'checkup_storage_up == 1 unless sum by (kind) (rate(checkup_updates{kind=~"t.*"}[1h]))',
    ):
        assert missing(promql.parse(wrong), samples), wrong


def test_an_alert_says_how_urgent_it_is_and_what_happened():
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert rule["labels"].keys() == {"severity"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary"}


def test_the_docs_list_the_alerts_that_there_are():
    told = ALERT.findall(PAGE.read_text("utf-8"))

    assert told == [(rule["alert"], rule["labels"]["severity"]) for rule in RULES]


def test_what_an_alert_or_a_line_says_has_the_labels_that_its_query_keeps():
    kept = BY_PROMETHEUS | {"value"}
    for rule in RULES:
        said = rule["annotations"]["summary"]
        named = set(NAMED.findall(said.replace("$value", "value")))
        assert named <= kept | labels_of(promql.parse(rule["expr"])), rule["alert"]
    for panel in PANELS:
        for target, expr in zip(panel["targets"], asked_of(panel), strict=True):
            assert set(NAMED.findall(target["legendFormat"])) <= labels_of(expr), panel["title"]


def test_the_dashboard_can_be_laid_out():
    ids = [each["id"] for each in PANELS]
    places = [
        (x, y)
        for each in PANELS
        for x in range(each["gridPos"]["x"], each["gridPos"]["x"] + each["gridPos"]["w"])
        for y in range(each["gridPos"]["y"], each["gridPos"]["y"] + each["gridPos"]["h"])
    ]

    assert len(ids) == len(set(ids))
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24
