"""Templates against the code that says them: made-up traffic has one for every alert, and none is left over."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent

import schemas
import scorers
import streams.cli
from scorers.catalogue.discovery import CATALOGUE
from scorers.saying.wording import LOCALE, english
from streams.generate import events
from tests.scorers.judging import assert_sayable, judged

TEXTS = "texts"
"""The attribute of a criterion that holds templates: what stands there is no use of one."""

GROUPS = {f"group-{number:02}" for number in range(1, 12)}
"""Groups of the decision, also those of which there is no criterion yet."""


def test_every_alert_of_made_up_traffic_can_be_said_in_every_language() -> None:
    """With its own figures, and nothing left open."""
    said = judged(events(7, 2_000, datetime(2026, 3, 2, tzinfo=UTC))).all_alerts()
    assert len({alert["criterion"] for alert in said}) > 8
    for alert in said:
        assert_sayable(alert)


def _messages() -> Iterator[fluent.Message]:
    for text in ((LOCALE / "en.ftl").read_text(encoding="utf-8"), *map(english, CATALOGUE)):
        yield from (found for found in FluentParser().parse(text).body if isinstance(found, fluent.Message))


def _templates() -> Iterator[str]:
    """Names of all messages and their sentences."""
    for message in _messages():
        yield message.id.name
        yield from (one.id.name for one in message.attributes)


def _parts(node: fluent.BaseNode) -> Iterator[str]:
    """Names of the messages that are parts of a template."""
    if isinstance(node, fluent.MessageReference):
        yield node.id.name
    for value in vars(node).values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, fluent.BaseNode):
                yield from _parts(part)


def _texts_of(path: Path) -> Iterator[str]:
    """The texts in a module, but for docstrings and templates; with names, which become texts by `filled`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == TEXTS for target in node.targets):
            node.value = ast.Constant(None)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def _used(*packages: ModuleType) -> set[str]:
    roots = [Path(str(package.__file__)).parent for package in packages]
    modules = [path for root in roots for path in root.rglob("*.py")]
    texts = {text for path in modules for text in _texts_of(path)}
    return {*texts, *(text.replace(".", "_") for text in texts), *(path.stem for path in modules), *GROUPS}


def _is_used(template: str, used: set[str]) -> bool:
    """Whether code names a template, as a whole or, as in `form-inspection`, by a prefix and what comes after it."""
    cuts = [place for place, letter in enumerate(template) if letter in "-_"]
    parts = ((template[: cut + 1], template[cut + 1 :]) for cut in cuts)
    return template in used or any(
        _is_used(rest, used) and (prefix in used or prefix[:-1] in used) for prefix, rest in parts
    )


def test_no_template_is_left_over() -> None:
    """What no code says any more goes from the catalogues too; labels are said by the commands alone."""
    shared = {name for message in _messages() for name in _parts(message)}
    anywhere, commands = _used(schemas, scorers, streams) | shared, _used(streams.cli)
    used = {template: commands if template.startswith("label-") else anywhere for template in _templates()}
    assert [template for template, texts in used.items() if not _is_used(template, texts)] == []


@pytest.mark.parametrize("unused", ["form-massage", "case-vanished", "value-nothing", "somewhere_else"])
def test_a_left_over_template_is_noticed(unused: str) -> None:
    assert not _is_used(unused, _used(schemas, scorers, streams))
