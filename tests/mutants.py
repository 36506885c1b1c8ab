"""Ways to break the engine, each in one place, and the tests that must notice; `./deploy/dev mutants` shows the table.

A mutant replaces one piece of source, which has to occur exactly once. It is tried in a copy of the tree, so nothing of
the working tree changes.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("schemas", "scorers", "streams", "deploy", "tests", "pyproject.toml")
FAILED = 1
"""Exit code of pytest when tests ran and some failed; anything else is no proof."""

TIMES, CASE, CORRECTIONS = "test_other_times.py", "test_case.py", "test_corrections.py"
AMENDS, TABLES, DELETION = "test_amends.py", "test_tables.py", "test_deletion.py"
READING = "test_reading.py"
CARRIER, SEALS = "criteria/test_carrier_non_delivery.py", "criteria/test_seal_irregularity.py"


class Mutant(NamedTuple):
    """One fault: `old` becomes `new` in the file of that name in `scorers`."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS = (
    Mutant(
        "an answer is anybody's",
        "contract/learned.py",
        "'' if kind.shared else criterion",
        "''",
        ("test_travelling.py",),
    ),
    Mutant(
        "two kinds may have one tag",
        "catalogue/discovery.py",
        "other is not kind or kind.__struct_config__.tag is None",
        "kind.__struct_config__.tag is None",
        ("test_travelling.py",),
    ),
    Mutant(
        "a limb touches no area of law of its own",
        "weighing/exemption.py",
        "(not criterion.law_area_limbs or hit.verdict.limb in criterion.law_area_limbs)",
        "True",
        ("test_exemption.py", "test_assessment.py"),
    ),
    Mutant(
        "a finding on a consignment is information on its participant",
        "weighing/exemption.py",
        "any(found and found.general_information for found in of_consignments)",
        "any(of_consignments)",
        ("test_exemption.py",),
    ),
    Mutant(
        "payloads keep the spelling of their publisher",
        "contract/payloads.py",
        "return normal_form(as_published(type_name, raw))",
        "return as_published(type_name, raw)",
        ("test_identity.py",),
    ),
    Mutant(
        "alerts show papers in normal form",
        "contract/case.py",
        "return self.current.published if",
        "return self.current.data if",
        ("test_identity.py",),
    ),
    Mutant("readers of a row are not found", "registers/tables.py", ">= since // DAY:", "< 0:", (TIMES, TABLES)),
    Mutant(
        "a row is indexed under the time of the case",
        "cases/deriving.py",
        'shelf = f"{day}/{kept}"',
        'shelf = f"{case.t // DAY}/{kept}"',
        (TIMES,),
    ),
    Mutant(
        "a row is indexed once",
        "cases/deriving.py",
        "if state.rows.get(row, -1) < day:",
        "if row not in state.rows:",
        (TIMES,),
    ),
    Mutant(
        "what was relied on is forgotten",
        "cases/step.py",
        "state.stale = state.stale or _relied_on(state, reading, known.learned if known else {})",
        "pass",
        ("criteria/test_declared_not_at_destination_office.py",),
    ),
    Mutant(
        "other cases are not answered again",
        "subjects/answering.py",
        "if not self._spans:",
        "if True:",
        (AMENDS,),
    ),
    Mutant(
        "too few answers are touched",
        "subjects/answering.py",
        "span[0] <= ask.t <= span[1]",
        "ask.t == span[0]",
        (AMENDS,),
    ),
    Mutant(
        "timers are not set",
        "cases/deriving.py",
        "schedule.add(store, TIMERS, at, state.key)",
        "pass",
        ("criteria/test_refuses_technical_documents.py",),
    ),
    Mutant(
        "timers do not fire",
        "cases/step.py",
        "return derive(store, state, 0)",
        "return []",
        ("criteria/test_refuses_technical_documents.py",),
    ),
    Mutant(
        "panes do not expire",
        "subjects/dossier.py",
        "end_of(ledger, book.head.places[0]) <= watermark:",
        "False:",
        ("test_subject.py", TIMES),
    ),
    Mutant("shelves do not expire", "subjects/step.py", ").expire(int(day))", ")", ("test_subject.py",)),
    Mutant(
        "questions expire with the retention of cases",
        "subjects/answering.py",
        "kept_days(params.engine, days)",
        "kept_days(params.engine, 0)",
        (TIMES,),
    ),
    Mutant(
        "questions expire before what they found",
        "subjects/answering.py",
        "        if lasting:",
        "        if lasting < 0:",
        ("criteria/test_damaged_cargo_compartment.py",),
    ),
    Mutant(
        "questions never expire",
        "subjects/dossier.py",
        "for asked in dossier.asked if asked[2] > watermark",
        "for asked in dossier.asked",
        ("test_subject.py", TIMES),
    ),
    Mutant(
        "days of many questions never expire",
        "subjects/dossier.py",
        "if record is not None and record.until > watermark:",
        "if True:",
        ("test_subject.py", TIMES),
    ),
    Mutant(
        "many questions are too many",
        "subjects/dossier.py",
        "    for one in dossier.asked:\n",
        "    for one in dossier.asked[:1]:\n",
        ("test_subject.py",),
    ),
    Mutant("contributions never expire", "subjects/dossier.py", "contribution.until > watermark:", "True:", (TIMES,)),
    Mutant(
        "what concerns nobody's question is waited for",
        "cases/deriving.py",
        "sent.asks != asks or signal.concerns_itself",
        "True",
        ("test_deriving.py",),
    ),
    Mutant(
        "ledgers that nobody reads are filled",
        "catalogue/discovery.py",
        "if ledger.name in self.read_by(params)",
        "",
        ("test_fed.py",),
    ),
    Mutant(
        "a ledger that is read anew counts as filled",
        "partition/partition.py",
        "here.fed.update(fed)",
        "pass",
        ("test_fed.py",),
    ),
    Mutant(
        "what is only read may be changed",
        "state/attempt.py",
        "if before is record:",
        "if False:",
        ("test_attempt.py",),
    ),
    Mutant(
        "what was corrected stays",
        "state/corrections.py",
        "holding[number] = None if strongest[3].cancels else strongest[3]",
        "holding[number] = said[number]",
        (CORRECTIONS,),
    ),
    Mutant(
        "an amendment stands at its own place",
        "contract/case.py",
        "if content is place:",
        "if content:",
        (CORRECTIONS,),
    ),
    Mutant(
        "a time that was corrected is lost",
        "contract/case.py",
        "at = content.at if moved else place.at",
        "at = place.at",
        (CORRECTIONS,),
    ),
    Mutant(
        "a version behind a newer one is thrown away",
        "cases/step.py",
        'if outcome == "duplicate":',
        'if outcome != "applied":',
        (CORRECTIONS,),
    ),
    Mutant("cases grow without bound", "exchange/intake_rules.py", "if size > MAX_CASE_BYTES:", "if False:", (CASE,)),
    Mutant("duplicates are applied", "exchange/intake_rules.py", 'return "duplicate"', 'return "applied"', (CASE,)),
    Mutant(
        "any content passes for a redelivery",
        "exchange/intake_rules.py",
        "if not _same_content(earlier, event):",
        "if False:",
        (CASE,),
    ),
    Mutant(
        "a redelivery has to be the same bytes",
        "exchange/intake_rules.py",
        "earlier.raw == event.raw_data or orjson.loads(earlier.raw) == orjson.loads(event.raw_data)",
        "earlier.raw == event.raw_data",
        (CASE,),
    ),
    Mutant(
        "any completion ends a transit for good",
        "exchange/intake_rules.py",
        "other is ended(completion)]",
        "(other.group == 'completion' and ended(other))]",
        (CASE,),
    ),
    Mutant(
        "a cancelled case is where it was said to be last",
        "saying/outward.py",
        "case.before_cancelling()",
        "case",
        (CASE,),
    ),
    Mutant(
        "an alert outlives the validity of its ground",
        "saying/outward.py",
        "(said.until is None or case.still(said.until))",
        "True",
        ("criteria/test_unlawful_act_information.py",),
    ),
    Mutant(
        "an id is taken for that of another source",
        "state/corrections.py",
        "(said[other].source != one.source, said[other].source)",
        "said[other].source",
        (CORRECTIONS,),
    ),
    Mutant(
        "an id of another source passes for a redelivery",
        "exchange/intake_rules.py",
        "(earlier.event_id, earlier.source) == (event.id, event.source)",
        "earlier.event_id == event.id",
        (CASE,),
    ),
    Mutant("circles of corrections pass", "state/corrections.py", "if target == last:", "if False:", (CORRECTIONS,)),
    Mutant("older links are taken", "cases/step.py", "known[0] >= link.revision", "known[0] > 1 << 60", (CASE,)),
    Mutant(
        "older signals are taken",
        "subjects/step.py",
        "before.revision >= signal.revision",
        "before.revision > 1 << 60",
        (CASE,),
    ),
    Mutant(
        "readings of other questions are taken",
        "cases/step.py",
        "if sent is None or sent.asked != reading.revision:",
        "if sent is None:",
        (CASE,),
    ),
    Mutant("a deletion deletes nothing of a subject", "cases/step.py", "state.said.clear()", "pass", (DELETION,)),
    Mutant(
        "a deletion deletes nothing of a table",
        "registers/tables.py",
        "if row is None or not named:",
        "if True:",
        (TABLES,),
    ),
    Mutant(
        "time goes back",
        "partition/partition.py",
        "max(here.watermark, combined)",
        "combined",
        ("test_partition.py",),
    ),
    Mutant(
        "a hit that is held is said",
        "cases/judging.py",
        "if until is None or partition_state(store).watermark >= until:",
        "if True:",
        ("criteria/test_underloaded_vehicle.py",),
    ),
    Mutant(
        "a closed case takes a new category",
        "indicators/category.py",
        "case.member_state, case.closed_at)",
        "case.member_state)",
        (TIMES,),
    ),
    Mutant(
        "the first contact fades", "ledgers/participant_facts.py", "keeps_first=True", "keeps_first=False", (TIMES,)
    ),
    Mutant(
        "the earliest of several triggers is said",
        "cases/judging.py",
        "(_gravity(item.verdict), item.at, item.trigger)",
        "(not isinstance(item.verdict, Hit), item.at, item.trigger)",
        (CARRIER,),
    ),
    Mutant("withdrawals are not said", "saying/outward.py", "says.gone(case, unknown)", "pass", (AMENDS,)),
    Mutant(
        "changes of an alert are not seen",
        "saying/outward.py",
        "made_of = _digest((told, hits, unknown, here))",
        "made_of = _digest(len(hits))",
        (CARRIER, AMENDS),
    ),
    Mutant(
        "unknown keeps an alert whatever was said", "saying/outward.py", "if not spoken.news:", "if True:", (AMENDS,)
    ),
    Mutant(
        "a part ends the transit",
        "contract/case.py",
        'if completion is not None and completion.data.outcome != "partly_delivered" else None',
        "",
        ("criteria/test_declared_not_at_completing_office.py",),
    ),
    Mutant(
        "answers by other parameters are kept",
        "subjects/answering.py",
        "(before.params, before.coverage) == (now.params, now.coverage)",
        "before.coverage == now.coverage",
        ("test_subject.py", AMENDS),
    ),
    Mutant(
        "a late event is forgotten",
        "cases/step.py",
        "    told: list[Output]",
        "    if late:\n        return []\n    told: list[Output]",
        (CASE,),
    ),
    Mutant(
        "what a failed step touched stays",
        "state/attempt.py",
        "            self._undo()\n",
        "",
        ("test_attempt.py",),
    ),
    Mutant(
        "entries come back into panes that are gone",
        "subjects/step.py",
        "if end <= self._here.watermark:",
        "if end < 0:",
        (CASE, TIMES),
    ),
    Mutant(
        "subjects hear of every move of time",
        "cases/step.py",
        "if moved // HOUR > before // HOUR else []",
        "if moved > before else []",
        (CASE,),
    ),
    Mutant(
        "a look that finds nothing writes down all hours",
        "state/schedule.py",
        "if not passed and hours.first == now:",
        "if not passed and hours.first < 0:",
        ("test_schedule.py",),
    ),
    Mutant(
        "a block stays as it was when an entry of it is taken back",
        "contract/book.py",
        "        self._forget(day)\n        self._keep()\n\n    def _forget",
        "        self._keep()\n\n    def _forget",
        (READING,),
    ),
    Mutant(
        "a sample is read from within",
        "contract/reading.py",
        " and number != near // size",
        "",
        (READING,),
    ),
    Mutant(
        "what a sample leaves out is not looked for",
        "contract/reading.py",
        "not all(map(self._passes, rows))",
        "False",
        (READING,),
    ),
    Mutant(
        "who has most crowds others out of a pane",
        "contract/panes.py",
        "key=lambda lot: (len(self.rows[lot[1]]), lot)",
        "key=lambda lot: lot",
        ("test_ledger.py",),
    ),
    Mutant(
        "a worker reads every envelope again",
        "delivery/wire.py",
        "start = -1 if origin.value is None else origin.value.find(event.raw_data)",
        "start = -1",
        ("test_wire.py",),
    ),
    Mutant(
        "a notice on a load counts against the load itself",
        "families/non_delivery.py",
        "notice.transit_id not in ask.own and ",
        "",
        ("families/test_non_delivery.py",),
    ),
    Mutant(
        "an item is judged without what decides",
        "families/goods_items.py",
        "missing(*lacking) if lacking else self.item(case, item, params)",
        "None if lacking else self.item(case, item, params)",
        ("families/test_goods_items.py",),
    ),
    Mutant(
        "a finding never expires",
        "families/findings.py",
        "case.t < ends and (not self.expires or case.still(ends))",
        "True",
        ("criteria/test_unlawful_act_information.py",),
    ),
    Mutant(
        "a finding that is not sure needs no officer",
        "families/findings.py",
        "not any(self.sure(one, params) for one in found)",
        "False",
        ("criteria/test_signature_mismatch.py",),
    ),
    Mutant(
        "a register that is silent has spoken",
        "families/registers.py",
        "if case.tables.stale(self.register, case.t):",
        "if False:",
        ("test_stale_registers.py",),
    ),
    Mutant(
        "a check yet to come replaces the one before it",
        "families/registers.py",
        ", speaks=self.speaks",
        "",
        ("criteria/test_executive_not_at_address.py",),
    ),
    Mutant(
        "how things stand is believed of a silent register",
        "families/registers.py",
        "found = [] if self.complete else found",
        "pass",
        ("families/test_registers.py",),
    ),
    Mutant(
        "a transit that can not be told hides a hit on another",
        "families/transits.py",
        "key=lambda verdict: isinstance(verdict, Unknown)",
        "key=lambda verdict: isinstance(verdict, Hit)",
        ("families/test_transits.py",),
    ),
    Mutant(
        "what is not stated is no reason to look it up",
        "families/tables.py",
        "lacking.add(path)",
        "pass",
        ("families/test_tables.py",),
    ),
    Mutant(
        "silence on a request is certain at once",
        "families/requests.py",
        "hold_until=max(silent, default=None)",
        "hold_until=None",
        ("criteria/test_refuses_technical_documents.py",),
    ),
)


class Outcome(NamedTuple):
    """What became of a mutant: the test that found it, or None, and why that is no proof."""

    mutant: Mutant
    found_by: str | None
    why: str = ""


def tried(mutants: Sequence[Mutant] = MUTANTS) -> Iterator[Outcome]:
    """Try each mutant in a copy of the tree."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        for mutant in mutants:
            yield _tried(copy, mutant)


def _tried(copy: Path, mutant: Mutant) -> Outcome:
    place = copy / "scorers" / mutant.file
    sound = place.read_text()
    if sound.count(mutant.old) != 1:
        return Outcome(mutant, None, f"its source occurs {sound.count(mutant.old)} times")
    place.write_text(sound.replace(mutant.old, mutant.new))
    try:
        return _judged(copy, mutant)
    finally:
        place.write_text(sound)


def _judged(copy: Path, mutant: Mutant) -> Outcome:
    paths = [f"tests/scorers/{name}" for name in mutant.tests]
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "--hypothesis-profile=unshrunk", "--tb=no"]
    command = [sys.executable, "-B", "-m", "pytest", *options, *paths]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=600)
    if run.returncode != FAILED:
        return Outcome(mutant, None, f"pytest ended with {run.returncode}")
    failed = [line for line in run.stdout.splitlines() if line.startswith("FAILED ")]
    if not failed:
        return Outcome(mutant, None, run.stdout[-300:])
    return Outcome(mutant, failed[0].removeprefix("FAILED tests/scorers/").partition(" - ")[0])


def main() -> int:
    """Print a line for each mutant; the exit code is how many nobody found."""
    survivors = 0
    for outcome in tried():
        survivors += outcome.found_by is None
        print(f"{outcome.mutant.name:50} {outcome.found_by or 'SURVIVES: ' + outcome.why}", flush=True)  # noqa: T201
    print(f"{len(MUTANTS)} mutants, {survivors} survivors")  # noqa: T201  # a table for a person
    return min(survivors, 100)


if __name__ == "__main__":
    sys.exit(main())
