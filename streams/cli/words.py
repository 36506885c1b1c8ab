"""An alert in the words of a language, from its templates and arguments."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from schemas.outcomes import Argument

if TYPE_CHECKING:
    from scorers.saying.wording import Language

Alert = Mapping[str, Any]


def moment(ms: int | None) -> str:
    """A time as people read it, UTC."""
    return "" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")


class Words:
    """An alert in the words of a language."""

    def __init__(self, alert: Alert, language: "Language") -> None:
        self._alert, self._language = alert, language

    def of(self, label: str, **values: Any) -> str:
        """What a label says of the alert."""
        known = _texts({**self._alert, **values})
        known.pop("template", None)
        return self._say(f"label-{label}", **{**known, "code": str(known["criterion"]), "alert": known["alert_id"]})

    def word(self, kind: str, field: str | None = None) -> str:
        """The word for what a field holds."""
        return self._say(f"{kind}-{self._alert.get(field or kind)}")

    def forms(self, names: Iterable[str]) -> str:
        """Forms of control, one after another."""
        return ", ".join(self._say(f"form-{name}") for name in names)

    def reason(self) -> str:
        """Why the alert was raised."""
        return self._template(self._alert) or str(self._alert.get("reason") or "")

    def end(self) -> str:
        """Why it does not stand any more."""
        return self._template(self._alert.get("end") or {}) or str((self._alert.get("end") or {}).get("text") or "")

    def lines(self) -> Iterator[str]:
        """The whole of it, a sentence a line."""
        yield self._say(f"status-{self._alert.get('status')}", at=moment(self._alert.get("event_time")))
        if end := self._alert.get("end"):
            yield self.of("ended", why=self.end())
            if end.get("missing"):
                yield self.of("missing", missing=", ".join(end["missing"]))
            if end.get("event_id"):
                yield self.of("ended_by", event=end["event_id"], source=end["source"], at=moment(end["at"]))
        yield self.of("grave", severity=self.word("severity"), confidence=self._alert.get("confidence"))
        yield self.of("subject", kind=self.word("subject", "subject_kind"), id=self._alert.get("subject_id"))
        kind, _, identity = str(self._alert.get("case")).partition(":")
        judged = "judged_closed" if self._alert.get("phase") == "post_release" else "judged"
        yield self.of(judged, kind=self._say(f"case-{kind}"), id=identity)
        if self._alert.get("office") or self._alert.get("direction"):
            yield self.of("where", office=self._alert.get("office") or "-", direction=self.word("direction"))
        if raised := self._alert.get("raised_at"):
            yield self.of("times", raised=moment(raised), changed=moment(self._alert.get("changed_at")))
        if added := self._alert.get("trigger_extensions"):
            yield self.of("extensions", extensions=", ".join(f"{name} {value}" for name, value in added.items()))
        yield self.of("why", why=self.reason())
        yield from (f"  - {self._evidence(found)}" for found in self._alert.get("evidence") or ())
        yield from self._weighed()
        yield from self._consequences()
        yield self.of("parameters", version=self._alert.get("params_version"))

    def _weighed(self) -> Iterator[str]:
        alert = self._alert
        if alert.get("score") is not None:
            yield self.of("risk")
        if alert.get("profiles"):
            yield self.of("profiles", profiles=", ".join(alert["profiles"]))
        if level := alert.get("category"):
            grounds = ", ".join(self._say(f"ground-{ground}") for ground in alert.get("category_grounds") or ())
            yield self._say(f"category-{level}-since" if grounds else f"category-{level}", grounds=grounds)
        if alert.get("category_provisional"):
            yield self._say("category-provisional")

    def _consequences(self) -> Iterator[str]:
        alert = self._alert
        if alert.get("suggested_forms"):
            yield self.of("suggested", forms=self.forms(alert["suggested_forms"]))
        for form in alert.get("suppressed_forms") or ():
            why = self._template(form) or form["reason"]
            yield self.of("suppressed", form=self.forms([form["form"]]), why=why)
        if alert.get("deadline"):
            yield self.of("deadline", deadline=moment(alert["deadline"]))
        if alert.get("judgement"):
            yield self.word("judgement")

    def _evidence(self, found: Mapping[str, Any]) -> str:
        said = msgspec.convert(found.get("said") or {}, dict[str, Argument])
        values = [
            f"{self._name('value', name)} {self._figure(name, value, said.get(name))}"
            for name, value in (found.get("values") or {}).items()
        ]
        what = f"{self._name('evidence', str(found.get('kind')))} {found.get('ref') or ''}".strip()
        told = f"{found.get('source') or ''} {found.get('event_id') or ''}".strip()
        return "; ".join(part for part in (what, moment(found.get("at")), ", ".join(values), told) if part)

    def _figure(self, name: str, value: Any, words: Argument | None) -> str:
        """A figure in words where it has some; times and truth as people read them."""
        from scorers.saying.wording import said  # noqa: PLC0415  # as above

        if words is not None:
            return said(words, str(self._alert.get("slug") or ""), self._language)
        if isinstance(value, bool):
            return self._say("label-yes" if value else "label-no")
        return moment(value) if name.endswith("_at") and isinstance(value, int) else str(value)

    def _name(self, kind: str, name: str) -> str:
        """The word for a kind or a figure, which is its own where the catalogue has none."""
        template = f"{kind}-{name.replace('.', '_')}"
        said = self._say(template)
        return name if said == template else said

    def _template(self, said: Mapping[str, Any]) -> str:
        from scorers.saying.wording import known, say  # noqa: PLC0415  # as above

        template = str(said.get("template") or "")
        arguments = msgspec.convert(said.get("arguments") or {}, dict[str, Argument])
        return say(template, arguments, self._language) if known(template) else ""

    def _say(self, template: str, **values: Any) -> str:
        from scorers.contract.arguments import filled  # noqa: PLC0415  # as above
        from scorers.saying.wording import say  # noqa: PLC0415  # as above

        return say(template, filled(**values), self._language)


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if isinstance(value, str | int | float)}
