"""Promotions are checked before the first change: if anything is missing, nothing is changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

PRODUCTION = Path("playbooks/pulp-repo-promote-production.yml")
IMAGES = Path("playbooks/pulp-container-promote.yml")
LATER = "warning: {} does not exist yet; assuming that an earlier step creates it"
VARIABLES = {
    "pulp_url": "http://pulp",
    "pulp_password": "x",
    "stackhpc_pulp_distribution_deb_production": [{"name": name, "base_path": name, "distribution": f"{name}-development"} for name in ("a", "b")],
    "stackhpc_pulp_distribution_rpm_production": [{"name": "c", "base_path": "c", "distribution": "c-development"}],
    "pulp_container_promotion_tags": {"nova": ["1"], "cron": ["2"]},
}
MISSING = {
    "distribution a": 'distribution "a-development" serves nothing, so "a" cannot be pinned to it',
    "distribution b": LATER.format('content guard "release"'),
    "distribution c": LATER.format('distribution "c": distribution "c-development"'),
    "container_content stackhpc/nova": 'repository "stackhpc-dev/nova" does not have tag 1',
    "container_content stackhpc/cron": LATER.format('repository "stackhpc-dev/cron"'),
}


def writes(calls):
    """Returns the items of all calls outside of check mode."""
    return [item.get("name") or item["repository"] for call in calls() if not call["_ansible_check_mode"] for item in call.get("distributions") or call["container_contents"]]


def refusal(printed):
    return json.loads(re.findall(r"^fatal: \[localhost\]: FAILED! => (.+)$", printed, re.MULTILINE)[-1])["msg"]


@pytest.mark.parametrize(
    ("playbook", "said"),
    [
        (
            PRODUCTION,
            'nothing was promoted: deb: a: distribution "a-development" serves nothing, so "a" cannot be pinned to it; '
            'deb: content guard "release" does not exist; rpm: distribution "c": distribution "c-development" does not exist',
        ),
        (IMAGES, 'nothing was promoted: image: stackhpc/nova: repository "stackhpc-dev/nova" does not have tag 1; image: repository "stackhpc-dev/cron" does not exist'),
    ],
)
def test_missing_objects_stop_promotion(ansible, calls, playbook, said):
    _result, printed = ansible(playbook, "-e", json.dumps(VARIABLES), failures=MISSING)
    assert writes(calls) == []
    assert refusal(printed) == said


@pytest.mark.parametrize(("playbook", "names"), [(PRODUCTION, ["a", "b", "c"]), (IMAGES, ["stackhpc/nova", "stackhpc/cron"])])
def test_everything_is_promoted(ansible, calls, playbook, names):
    _result, printed = ansible(playbook, "-e", json.dumps(VARIABLES))
    assert writes(calls) == names
    assert "failed=0" in printed


def test_check_mode_trusts_earlier_steps(ansible, calls):
    later = {name: msg for name, msg in MISSING.items() if msg.startswith("warning")}
    _result, printed = ansible(PRODUCTION, "--check", "-e", json.dumps(VARIABLES), failures=later)
    assert "failed=0" in printed, printed


def test_tags_limit_promotion(ansible, calls):
    _result, printed = ansible(PRODUCTION, "--tags", "deb", "-e", json.dumps(VARIABLES), failures={"distribution c": MISSING["distribution c"]})
    assert writes(calls) == ["a", "b"], printed


def test_unreachable_server_stops_promotion(ansible, calls):
    _result, printed = ansible(PRODUCTION, "--tags", "rpm", "-e", json.dumps(VARIABLES), failures={"distribution": "no connection: refused"})
    assert refusal(printed) == "nothing was promoted: rpm: no connection: refused"
    assert writes(calls) == []


@pytest.mark.parametrize("given", [["nova", "cron"], {"nova": ["1"], "cron": []}, {"nova": None}])
def test_images_without_tags_are_rejected(ansible, calls, given):
    _result, printed = ansible(IMAGES, "--tags", "container", "-e", json.dumps({**VARIABLES, "pulp_container_promotion_tags": given}))
    assert refusal(printed).startswith("nothing was promoted: no tags are given for ")
    assert calls() == []
