"""The alert rules: each speaks on the series on which it should, is silent on similar ones, and knows our metrics."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.metrics import Metrics
from tests.deploy.promql import NOT_OURS, TARGET, assert_about_what_is_exported, exported, named

PROMETHEUS = Path(__file__).parents[2] / "deploy" / "prometheus"
RULES = PROMETHEUS / "alerts.yml"
TESTS = sorted((PROMETHEUS / "alerts_test").glob("*.yml"))


def rules() -> list[Any]:
    """The rules of the alert file."""
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def cases() -> list[Any]:
    """The groups of series in all test files."""
    return [case for file in TESTS for case in yaml.safe_load(file.read_text())["tests"]]


CHECKED = [
    ["check", "config", PROMETHEUS / "prometheus.yml"],
    ["check", "rules", RULES],
    *(["test", "rules", one] for one in TESTS),
]


@pytest.mark.parametrize("arguments", CHECKED, ids=lambda words: f"{words[0]} {words[-1].name}")
def test_promtool_finds_nothing_wrong(tool: str, arguments: list[str | Path]) -> None:
    """Settings and rules are well formed, and the rules say what the series in the test files call for."""
    done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCESS" in done.stdout


def test_the_metrics_are_named_as_prometheus_names_them(tool: str) -> None:
    """Units, suffixes and help texts."""
    done = subprocess.run([tool, "check", "metrics"], input=Metrics().exposition(), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_rule_is_heard_to_speak_and_to_be_silent(rule: Any) -> None:
    """It has series on which it speaks and, with the same metrics, others on which it is only silent."""
    said = {True: False, False: False}
    for case in cases():
        name, _, expected = case["name"].partition(":")[0].partition(" ")
        if name == rule["alert"]:
            own = [one for one in case["alert_rule_test"] if one["alertname"] == name]
            speaks = any(one["exp_alerts"] for one in own)
            assert own
            assert expected == ("speaks" if speaks else "is silent")
            there = set().union(*(named(one["series"]) for one in case["input_series"]))
            said[speaks] |= there >= named(rule["expr"])
    assert all(said.values())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule["alert"])
def test_each_rule_is_about_metrics_that_are_exported(rule: Any) -> None:
    """With those labels: on another one it would never speak."""
    assert_about_what_is_exported(rule["expr"])
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "action", "runbook_url"}


@pytest.mark.parametrize("name", sorted(set().union(*(named(rule["expr"]) for rule in rules())) - NOT_OURS.keys()))
def test_what_is_counted_is_there_from_the_start(name: str) -> None:
    """A series that appears with its first event has no increase for it, so nobody would be told."""
    if name.endswith(("_total", "_count", "_bucket")):
        labels = "".join(rf'{label}="[^"]+",?' for label in sorted(exported()[name]))
        start = rf"^{name}\{{{labels}\}} 0.0$" if labels else rf"^{name} 0.0$"
        assert re.search(start, Metrics().exposition().decode(), re.MULTILINE)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_the_series_of_the_tests_are_those_that_are_exported(case: Any) -> None:
    """A rule that is heard to speak on other labels says nothing about what happens."""
    for one in case["input_series"]:
        [(name, selector)] = re.findall(r"^(\w+)\{(.*)\}$", one["series"])
        assert set(re.findall(r"(\w+)=", selector)) - TARGET == exported()[name]
