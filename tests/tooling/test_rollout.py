"""The workflow and the rollout that it ends with: pinned, without secrets, in the right order."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.tooling.source_tree import ROOT

WORKFLOW = ROOT / ".github/workflows/ci.yml"
TEXT = WORKFLOW.read_text("utf-8")
JOBS = yaml.safe_load(TEXT)["jobs"]
OVERLAY = "deploy/kubernetes/overlays/production"
PINNED = re.compile(r"- uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
KUBECTL = """\
#!/bin/sh
asked="$*"
echo "$asked" >> "$CALLS"
case $asked in
    *" get job "*"$FAILS"*) echo FailureTarget Failed ;;
    *" get job "*) echo SuccessCriteriaMet Complete ;;
esac
"""


def steps() -> list[dict[str, object]]:
    return [step for job in JOBS.values() for step in job["steps"]]


def test_every_action_is_named_by_its_commit_and_says_its_version():
    uses = [line.strip() for line in TEXT.splitlines() if "uses:" in line]

    assert len(uses) == sum("uses" in step for step in steps())
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


def test_what_goes_live_was_checked_built_and_scanned():
    assert JOBS["rollout"]["needs"] == ["image"]
    assert JOBS["image"]["needs"] == ["gates"]
    assert JOBS["gates"]["needs"] == ["lint", "test"]
    assert JOBS["rollout"]["environment"] == "production"
    made = [
        step.get("uses", step.get("id", "")).partition("@")[0] for step in JOBS["image"]["steps"]
    ]
    scanned = made.index("aquasecurity/trivy-action")
    assert made.index("docker/build-push-action") < scanned < made.index("push")


def test_each_image_has_a_bill_of_materials():
    made = [step.get("with", {}) for step in JOBS["image"]["steps"]]
    (bill,) = (each for each in made if each.get("format") == "cyclonedx")
    (kept,) = (each for each in made if each.get("path") == bill["output"])

    assert bill["image-ref"] == "checkup-bot:built"
    assert kept["if-no-files-found"] == "error"


def test_the_workflow_has_the_least_rights_and_no_secret_in_it():
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "permissions" in job] == ["image"]
    assert re.findall(r"secrets\.(\w+)", TEXT) == ["KUBECONFIG"]
    assert "secrets." not in "".join(step.get("run", "") for step in steps())
    # What somebody else may have written is given to a shell as a variable only.
    assert "${{" not in "".join(step.get("run", "") for step in steps())


@pytest.fixture
def cluster(tmp_path: Path) -> Path:
    program = tmp_path / "kubectl"
    program.write_text(KUBECTL)
    program.chmod(0o755)
    return tmp_path


def roll_out(cluster: Path, *, fails: str = "nothing") -> tuple[int, list[str]]:
    calls = cluster / "calls"
    done = subprocess.run(
        ["sh", "deploy/kubernetes/rollout.sh", OVERLAY, "checkup"],
        cwd=ROOT,
        env={
            "PATH": f"{cluster}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(calls),
            "FAILS": fails,
            "PAUSE": "0.05",
        },
        capture_output=True,
        check=False,
    )
    return done.returncode, calls.read_text().splitlines()


def when(calls: list[str], pattern: str) -> int:
    (place,) = (n for n, call in enumerate(calls) if re.search(pattern, call))
    return place


def test_tables_come_before_replicas_and_the_webhook_last(cluster):
    code, calls = roll_out(cluster)

    assert code == 0
    everything = when(calls, r"^apply --filename \S+$")
    assert when(calls, "delete job") < when(calls, "^apply .*settings, migrate") < everything
    last_look = max(n for n, call in enumerate(calls) if "get job checkup-migrate" in call)
    assert last_look < everything < when(calls, "rollout status deployment/checkup")
    assert "get job checkup-set-webhook" in calls[-1]


def test_where_the_tables_cannot_be_made_nothing_is_replaced(cluster):
    code, calls = roll_out(cluster, fails="checkup-migrate")

    assert code == 1
    assert [call for call in calls if re.search(r"^apply --filename \S+$", call)] == []


def test_a_webhook_that_could_not_be_set_is_no_success(cluster):
    assert roll_out(cluster, fails="checkup-set-webhook")[0] == 1
