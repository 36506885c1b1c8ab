"""The runbook: a page for every rule and a rule for every page, with commands and queries that work."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from streams.__main__ import build
from streams.settings import Settings
from tests.deploy.promql import assert_about_what_is_exported, exported, named

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "deploy" / "runbooks").glob("*.md"))
PARTS = ["At the border", "First look", "Causes, the likeliest first", "Do", "Never", "Over when"]
RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
}
SOURCE = "".join(
    file.read_text() for layer in ("schemas", "scorers", "streams") for file in (ROOT / layer).rglob("*.py")
)

page = pytest.mark.parametrize("text", [one.read_text() for one in PAGES], ids=[one.stem for one in PAGES])


def fenced(text: str, language: str) -> list[str]:
    """Lines of the blocks in a language."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def quoted(text: str) -> list[str]:
    """What stands in back quotes between the words."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))


def queries(text: str) -> list[str]:
    """Expressions of Prometheus, in blocks and between the words."""
    return fenced(text, "promql") + [one for one in quoted(text) if one.startswith(("kordon_", "sum", "min", "max"))]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {name: rule["annotations"]["runbook_url"] for name, rule in RULES.items()} == {
        one.stem: one.relative_to(ROOT).as_posix() for one in PAGES
    }


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_has_all_its_parts(file: Path) -> None:
    """Its rule, how urgent it is, and the parts in their order, none of them empty."""
    text = file.read_text()
    severity = RULES[file.stem]["labels"]["severity"]
    assert text.startswith(f"# {file.stem}\n\n**{severity}**: ")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    assert all(len(part.strip()) > 20 for part in re.split(r"^## .*$", text, flags=re.MULTILINE))
    assert set(re.findall(r"\bKordon[A-Z]\w+", text)) <= RULES.keys()


@page
def test_the_commands_exist(text: str) -> None:
    """Each with its options; what stands in capitals is for the reader to fill in."""
    shown = [one for one in (*fenced(text, "sh"), *quoted(text)) if one.startswith("kordon ")]
    for command in shown:
        # All options are read before help is given.
        done = CliRunner().invoke(build(), [*shlex.split(command)[1:], "--help"])
        assert done.exit_code == 0, (command, done.output)
    assert all(one.startswith(("kordon ", "curl -s http://INSTANCE/health/")) for one in fenced(text, "sh"))


@page
def test_the_queries_are_about_what_is_exported(text: str) -> None:
    for query in queries(text):
        assert_about_what_is_exported(query)
    assert named(text) <= exported().keys()


def test_the_queries_are_well_formed(tool: str, tmp_path: Path) -> None:
    """Prometheus would take each of them as the expression of a rule."""
    texts = [query for one in PAGES for query in queries(one.read_text())]
    recorded = [{"record": f"query:{number}", "expr": text} for number, text in enumerate(texts)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "runbooks", "rules": recorded}]}))
    done = subprocess.run([tool, "check", "rules", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(texts)} rules found" in done.stdout


@page
def test_what_it_names_exists(text: str) -> None:
    """Settings, log lines, reasons and parameters are words of the code."""
    settings = {f"KORDON_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bKORDON_[A-Z_]+", text)) <= settings
    words = {one for one in quoted(text) if re.fullmatch(r"[a-z]+(_[a-z]+)+", one)} - exported().keys()
    assert {word for word in words if not re.search(rf"\b{word}\b", SOURCE)} == set()
