"""What a cluster is given: valid, without rights, and settings that the bot accepts."""

import json
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import kubernetes_validate
import pytest

from bot.cli.commands import COMMANDS
from bot.config.load import SettingsRefused, load_config
from bot.process import STOP_TIMEOUT_S
from tests.tooling.kustomize import KNOWN, Object, containers, objects_in, render
from tests.tooling.source_tree import ROOT

KUBERNETES = ROOT / "deploy/kubernetes"
FOLDERS = [KUBERNETES / "base", KUBERNETES / "overlays/production"]
SAMPLE = Path(__file__).with_name("kustomization")
"""Beside each folder, what `kubectl kustomize FOLDER` (5.5.0) printed."""
SECRET = KUBERNETES / "base/secret.example.yaml"
WHOLE = render(FOLDERS[1])
OPERATORS = {"ServiceMonitor", "PrometheusRule"}
"""Kinds that Kubernetes itself does not know."""
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- inside a container
FILLED_IN = {
    "CHECKUP_TELEGRAM__TOKEN": "1000000001:" + "A" * 35,
    "CHECKUP_TELEGRAM__SECRET_TOKEN": "a-secret-of-sixteen-or-more",
    "CHECKUP_PRIVACY__KEY": "A" * 43 + "=",
}


def the(kind: str, name: str = "checkup") -> dict[str, object]:
    (found,) = (each for each in WHOLE if (each["kind"], each["metadata"]["name"]) == (kind, name))
    return found


def environment() -> dict[str, str]:
    """What the secret puts into it once it is filled in; the image adds where to listen."""
    secret, _ = objects_in(SECRET)
    return secret["stringData"] | FILLED_IN | {"CHECKUP_HTTP__HOST": EVERYWHERE}


def settings(folder: Path) -> Path:
    return folder / "config.toml"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_object_is_valid(folder):
    for each in [*render(folder), *objects_in(SECRET)]:
        if each["kind"] not in OPERATORS:
            kubernetes_validate.validate(each, kubernetes_validate.latest_version(), strict=True)


def test_an_unknown_field_is_noticed():
    wrong = json.loads(json.dumps(the("Deployment")))
    wrong["spec"]["template"]["spec"]["enableServiceLink"] = False

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


@pytest.mark.parametrize("name", ["base", "overlay"])
def test_our_rendering_is_kustomizes(name):
    """Of a sample that uses all that ours may use; recorded, as few have a kubectl."""

    def in_order(objects):
        return sorted(objects, key=lambda each: (each["kind"], each["metadata"]["name"]))

    recorded = objects_in(SAMPLE / f"{name}.rendered.yaml")
    assert in_order(render(SAMPLE / name)) == in_order(recorded)


def test_the_sample_uses_all_that_ours_may_use():
    used = [objects_in(SAMPLE / name / "kustomization.yaml")[0] for name in ("base", "overlay")]

    assert set().union(*used) == KNOWN


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_bot_accepts_its_settings(folder):
    config = load_config(settings(folder), environment(), mode_required=True)

    assert config.telegram.mode == "webhook"
    assert config.is_shared
    assert config.http.host == EVERYWHERE


def test_what_a_service_puts_into_the_environment_would_be_refused_and_is_kept_out():
    links = {"CHECKUP_SERVICE_HOST": "10.0.0.1", "CHECKUP_PORT": "tcp://10.0.0.1:8081"}
    assert the("Service")["metadata"]["name"] == "checkup"

    with pytest.raises(SettingsRefused) as refused:
        load_config(settings(FOLDERS[1]), environment() | links)

    assert len(refused.value.problems) == len(links)
    for name, pod, _ in containers(WHOLE):
        assert pod["enableServiceLinks"] is False, name


def test_whatever_runs_is_nobody_and_writes_to_one_place_only():
    running = list(containers(WHOLE))

    assert {name for name, _, _ in running} == {"checkup", "checkup-migrate", "checkup-set-webhook"}
    for _, pod, container in running:
        writable = [m["mountPath"] for m in container["volumeMounts"] if not m.get("readOnly")]
        assert writable == ["/app/var"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert pod["securityContext"]["runAsNonRoot"]
        assert not pod["automountServiceAccountToken"]


def test_only_the_webhook_can_be_reached_from_outside():
    ingress = the("Ingress")
    paths = [path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]

    assert [(path["path"], path["pathType"]) for path in paths] == [("/telegram", "Exact")]
    assert "defaultBackend" not in ingress["spec"]
    said = ingress["metadata"]["annotations"]["haproxy.org/backend-config-snippet"]
    assert "http-request deny deny_status 405 unless METH_POST" in said
    assert the("Service")["spec"].get("type", "ClusterIP") == "ClusterIP"


def open_rules(policy: Object) -> list[Object]:
    """The rules of a NetworkPolicy that let a pod reach, or be reached from, anywhere."""
    rules = [(rule, "to") for rule in policy["spec"]["egress"]]
    rules += [(rule, "from") for rule in policy["spec"]["ingress"]]
    return [
        rule
        for rule, peers in rules
        if not rule.get(peers)
        or not rule.get("ports")
        or any(_is_anywhere(each) for each in rule[peers])
    ]


def _is_anywhere(peer: Object) -> bool:
    if "ipBlock" in peer:
        return ip_network(peer["ipBlock"]["cidr"]).prefixlen < 16
    return not peer.get("namespaceSelector")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bot_reaches_and_is_reached_from_named_places_only(folder):
    (policy,) = (each for each in render(folder) if each["kind"] == "NetworkPolicy")

    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert open_rules(policy) == []


@pytest.mark.parametrize(
    "rule",
    [
        {"ports": [{"protocol": "TCP", "port": 443}]},
        {"to": [], "ports": [{"port": 443}]},
        {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]},
        {"to": [{"ipBlock": {"cidr": "::/0"}}], "ports": [{"port": 443}]},
        {"to": [{"namespaceSelector": {}}], "ports": [{"port": 443}]},
        {"to": [{"ipBlock": {"cidr": "149.154.160.0/20"}}]},
    ],
)
def test_a_rule_that_opens_the_way_to_anywhere_is_noticed(rule):
    assert open_rules({"spec": {"egress": [rule], "ingress": []}}) == [rule]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_ingress_is_where_telegram_is_told_to_deliver(folder):
    (ingress,) = (each for each in render(folder) if each["kind"] == "Ingress")
    url = urlsplit(load_config(settings(folder), environment()).telegram.webhook_url)

    assert url.path == "/telegram"
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == [url.hostname]
    assert [name for tls in ingress["spec"]["tls"] for name in tls["hosts"]] == [url.hostname]


def test_the_service_leads_to_the_bots_and_not_to_the_jobs():
    selector = the("Service")["spec"]["selector"].items()
    by_name = {
        each["metadata"]["name"]: each for each in WHOLE if "template" in each.get("spec", {})
    }

    labels = {
        name: each["spec"]["template"]["metadata"]["labels"] for name, each in by_name.items()
    }

    assert [name for name, told in labels.items() if selector <= told.items()] == ["checkup"]


def test_prometheus_finds_the_service_and_its_metrics():
    monitor, service = the("ServiceMonitor")["spec"], the("Service")

    wanted = monitor["selector"]["matchLabels"].items()
    ports = {port["name"] for port in service["spec"]["ports"]}
    assert wanted <= service["metadata"]["labels"].items()
    assert [(each["port"] in ports, each["path"]) for each in monitor["endpoints"]] == [
        (True, "/metrics")
    ]


def test_a_pod_that_leaves_has_time_to_finish():
    pod = the("Deployment")["spec"]["template"]["spec"]
    pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    readiness = pod["containers"][0]["readinessProbe"]

    assert pod["terminationGracePeriodSeconds"] > pause + STOP_TIMEOUT_S
    assert pause > readiness["periodSeconds"] * readiness["failureThreshold"]


def test_the_jobs_are_verbs_of_the_bot():
    for name, _, container in containers(WHOLE):
        verb = container.get("args", ["python", "-m", "bot", "run"])
        assert verb[:3] == ["python", "-m", "bot"], name
        assert verb[3] in COMMANDS


def test_no_secret_is_rendered_or_written_down():
    templates = objects_in(SECRET)

    assert "Secret" not in {each["kind"] for each in WHOLE}
    for name, value in (pair for each in templates for pair in each["stringData"].items()):
        assert value == "" or ":PASSWORD@HOST" in value, name


def test_only_the_migration_knows_the_owner_who_can_change_the_audit():
    secret, owner = objects_in(SECRET)
    given = {
        name: [each["secretRef"]["name"] for each in container["envFrom"]]
        for name, _, container in containers(WHOLE)
    }
    config = load_config(settings(FOLDERS[1]), environment() | owner["stringData"])

    assert list(owner["stringData"]) == ["CHECKUP_DATABASE__OWNER_URL"]
    assert given == {
        "checkup": ["checkup-secrets"],
        "checkup-migrate": ["checkup-secrets", "checkup-owner"],
        "checkup-set-webhook": ["checkup-secrets"],
    }
    assert secret["metadata"]["name"] != "checkup-owner"
    assert config.database.owner_url != config.database.url
