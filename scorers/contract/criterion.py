"""The contract of a criterion: one module in `scorers.criteria`, one class, one object of it found by itself.

A criterion is judged in one of two places.

* From the case alone (its snapshot, what is linked to it, reference tables): define `judge`.
* From a subject's history: define `asks` (which subject, at which time, with what the question needs) and `answer`
  (the rule, over the history). What cases put into that history is a `Ledger`, named in `reads`.

A value that the case needs from a subject before it can go on (the status of a carnet, a market's median) is asked the
same way with an `Ask` that says which kind of `Learned` it `learns`; `answer` then returns one, and the case finds it
by its kind in `case.learned`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args

import msgspec

from scorers.contract.case import Case
from scorers.contract.history import History
from scorers.contract.learned import Learned, learned_as
from scorers.contract.ledger import Entry, Ledger
from scorers.contract.links import Linked
from scorers.contract.verdict import Evidence, Unknown, Verdict, missing
from scorers.times.durations import DAY

Kind = Literal["stream", "reference", "event", "finding"]
LawArea = Literal["ip", "prohibitions_restrictions"]
"""Areas of law for which no category exempts: intellectual property (E1), bans and restrictions (E2)."""


class Params(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Root of a criterion's parameters: defaults are proposals, the real values come from the parameter document."""


class Ask(msgspec.Struct, frozen=True, array_like=True, tag="ask"):
    """A question of a case to a subject: which criterion asks, as of when (ms UTC), and the event that gave rise to it.

    A question of its own kind has a `tag` of its own, such as `ask.load`, by which it is read whatever its class is
    called. `learns` are the kinds of values that answers are; empty: they are verdicts.
    """

    learns: ClassVar[tuple[type[Learned], ...]] = ()

    criterion: str
    t: int
    trigger: str

    def window(self, days: float) -> tuple[int, int]:
        """The so many days of 24 h (ms UTC) until the time asked about, as a hit states them."""
        return self.t - int(days * DAY), self.t

    @property
    def kind(self) -> type[Learned]:
        """Kind of its answer, of a question that learns; one that learns several kinds tells which."""
        return self.learns[0]

    @property
    def about(self) -> str | int:
        """What tells it from other questions of the same criterion to one subject, such as the number of an item."""
        return ""

    @property
    def learned_as(self) -> str:
        """Where the case finds the answer."""
        return learned_as(self.kind, self.criterion, self.about)


class Reach(msgspec.Struct, frozen=True):
    """How far a question reads a ledger: `days` of 24 h, which `parameters` come to together, and what is fixed.

    `beyond` are the days that are read further whatever the parameters say. Back from the question, or `ahead` of it.
    """

    ledger: Ledger[Any]
    parameters: tuple[str, ...]
    days: float
    beyond: float = 0
    ahead: bool = False

    @property
    def limit(self) -> float:
        """The most that `days` may be: further away entries are dropped, or do not have the question answered again."""
        return (self.ledger.look_ahead / DAY if self.ahead else self.ledger.keep_days) - self.beyond


ParamsT = TypeVar("ParamsT", bound=Params)
AskT = TypeVar("AskT", bound=Ask)


class Criterion(Generic[ParamsT, AskT]):
    """A typical risk criterion of decision 8/7. Subclasses state the metadata; the docstring describes it in public."""

    code: ClassVar[str]
    group: ClassVar[str]
    title: ClassVar[str]
    kind: ClassVar[Kind]
    subject: ClassVar[str]
    inputs: ClassVar[tuple[str, ...]]
    forms: ClassVar[tuple[str, ...]]
    texts: ClassVar[str] = ""
    """The sentences that a hit may say, in English, as Fluent attributes; others are in `scorers/saying/locale`."""
    translations: ClassVar[Mapping[str, str]] = {}
    """Fluent resources by language, for a criterion that does not come with this package."""
    parameters: type[ParamsT]
    """As the class is a criterion of them: `Criterion[Parameters, Ask]`."""
    ask: type[AskT] = Ask  # type: ignore[assignment]  # most questions need nothing but the time
    """The same of its questions."""
    cases: ClassVar[tuple[str, ...]] = ("declaration", "transit")
    reads: ClassVar[tuple[Ledger[Any], ...]] = ()
    correlation_group: ClassVar[str] = ""
    """Hits of one group see one thing from several sides, and the strongest counts; empty: it stands for itself."""
    limb_groups: ClassVar[Mapping[str, str]] = {}
    """Correlation groups by limb, of a criterion whose limbs see different things."""
    further_groups: ClassVar[tuple[str, ...]] = ()
    """Groups that its hits must not be added up with either, beside the one that its alerts name."""
    frequent: ClassVar[bool] = False
    """So frequent that by itself it never leads to a control (R-42)."""
    law_area: ClassVar[LawArea | None] = None
    """Area of law that its hits touch. Bans and restrictions call for control whatever the score (R-40)."""
    law_area_limbs: ClassVar[tuple[str, ...]] = ()
    """Limbs whose hits touch that area; empty: all."""
    evidence_law_areas: ClassVar[tuple[LawArea, ...]] = ()
    """Areas that a hit touches where its evidence says so, as the value `law_area`."""
    general_information: ClassVar[bool] = False
    """What a body finds of it concerns the participant at large, whatever consignment the finding names (E3)."""
    fixed: ClassVar[tuple[str, ...]] = ()
    """Parameters fixed by the decision: overriding one needs a stated legal basis."""
    internal_security: ClassVar[bool] = False
    """Hits go to internal security only."""

    def __init_subclass__(cls) -> None:
        """Take the parameters and the question from what the class is a criterion of."""
        super().__init_subclass__()
        for stated in (argument for base in cls.__dict__.get("__orig_bases__", ()) for argument in get_args(base)):
            if isinstance(stated, type) and issubclass(stated, Params):
                cls.parameters = stated  # type: ignore[assignment]  # the variable stands for it
            elif isinstance(stated, type) and issubclass(stated, Ask):
                cls.ask = stated  # type: ignore[assignment]  # as above

    def judge(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Verdict]]:
        """Verdicts from the case alone, each with the id of the subject it speaks of."""
        yield from ()

    def tells(self, case: Case) -> Iterator[tuple[str, Linked]]:
        """Cases that the criterion opens because of this one, as (target case key, link), such as a warehouse's day."""
        yield from ()

    def enters(self, case: Case, params: ParamsT) -> Iterator[tuple[Ledger[Any], str, Entry]]:
        """(ledger, subject id, entry) that only the parameters tell a case to contribute, such as an earlier hit."""
        yield from ()

    def asks(self, case: Case, params: ParamsT) -> Iterator[tuple[str, AskT] | Unknown]:
        """Questions to subjects, each with the full subject key `kind:id`; or what is missing to ask."""
        yield from ()

    def answer(self, ask: AskT, history: History, params: ParamsT) -> Any:
        """A verdict, None for a miss, or what is learned."""
        raise NotImplementedError

    def lasts(self, said: Any, params: ParamsT) -> int:  # most answers find nothing that lasts
        """Until when (ms UTC) what an answer found may hold, where that is said of it, such as a finding's validity.

        The question stays in force until then, since it may be taken back; 0: only as long as the rule looks back.
        """
        return 0

    def reaches(self, params: ParamsT) -> Iterator[Reach]:
        """How far `answer` reads by these parameters; by default `window_days`, where there are some, of every ledger.

        A document that has it read further than a ledger goes is refused.
        """
        window: float | None = getattr(params, "window_days", None)
        if window is not None:
            yield from (Reach(ledger, ("window_days",), window) for ledger in self.reads)

    def cured(self, case: Case) -> Iterator[Evidence]:
        """What an alert that no longer holds adds to its evidence: why it does not."""
        yield from ()

    def sees(self, window_days: float, history: History, t: int) -> Unknown | None:
        """Unknown when the look-back reaches before the engine's coverage (S14), else None."""
        return None if history.covers(t, window_days) else missing("coverage")
