"""Errors of Kordon. Every error descends from `KordonError`, and every docstring says what the operator should do."""

from enum import StrEnum


class KordonError(Exception):
    """Root of all errors that Kordon raises on purpose. Operator: read the subclass."""


class Reason(StrEnum):
    """Why an input was refused. Each comment says what whoever runs the publisher should do."""

    not_json = "not_json"
    """The bytes are not JSON. Send UTF-8 encoded JSON."""
    invalid_utf8 = "invalid_utf8"
    """A text is not UTF-8. Encode the payload and the header values in UTF-8."""
    not_a_number = "not_a_number"
    """A number is NaN, infinite or too large for a double. Leave out what was not measured."""
    not_an_event = "not_an_event"
    """JSON, but no CloudEvents 1.0 event. Send structured mode, or binary mode with `ce_` headers."""
    unknown_type = "unknown_type"
    """The attribute `type` is none of the published ones. Compare with the contract, or upgrade Kordon."""
    unknown_attribute = "unknown_attribute"
    """An extension whose name or value CloudEvents does not allow. Rename it, or move it into data or a header."""
    wrong_media_type = "wrong_media_type"
    """`content-type` or `datacontenttype` names something else than JSON in UTF-8. Send that, and say so."""
    unknown_field = "unknown_field"
    """The payload has a field that its schema lacks. Correct its name, or upgrade Kordon."""
    missing_field = "missing_field"
    """A field without which the event means nothing is absent. Publish it."""
    wrong_field = "wrong_field"
    """A field has another type, value or range than the contract says. Correct the publisher."""
    wrong_time_unit = "wrong_time_unit"
    """A time is not in milliseconds since the epoch: it looks like seconds, microseconds or nanoseconds."""
    text_too_long = "text_too_long"
    """A text is longer than its field allows. Shorten it, or check that the right column was exported."""
    too_large = "too_large"
    """The payload or one of its lists is larger than the limit. Split it, or raise the limit."""
    null_value = "null_value"
    """A record without a value where nothing can be deleted. Cancel with a correction instead."""
    bad_version = "bad_version"
    """`entityversion` is no whole number from 1 up. Number the versions of an entity 1, 2, 3 ..."""
    subject_mismatch = "subject_mismatch"
    """`subject`, a fact's key or the record's key differs from the identity inside the payload. Make them equal."""
    wrong_topic = "wrong_topic"
    """The event was sent to another topic than the contract names for its type. Send it there."""
    half_correction = "half_correction"
    """Only one of `correctsid` and `correctionkind` is present. Send both or neither."""
    unknown_correction = "unknown_correction"
    """`correctionkind` is neither `amend` nor `cancel`, or what it corrects can not be corrected so."""
    future_event = "future_event"
    """The event lies more than the allowed skew in the future. Set the publisher's clock, then publish again."""
    duplicate_id_other_body = "duplicate_id_other_body"
    """An event id was used again for another content. Give every event an id of its own."""
    unlawful_transition = "unlawful_transition"
    """The life cycle does not allow this step, such as withdrawal after release. Send a correction."""
    resubmission_cycle = "resubmission_cycle"
    """Declarations name each other as predecessors. Correct `resubmission_of`."""
    case_too_large = "case_too_large"
    """More was said of one entity than is kept or told of a case. Split it, or repeat less in each version."""
    unreadable_batch = "unreadable_batch"
    """A batch of records can not be unpacked, by its codec or since it is damaged. Its partition waits at it."""
    not_judged = "not_judged"
    """Kordon failed on it; the publisher need do nothing. Repair what `detail` names, then `kordon redrive`."""


class BadInput(KordonError):
    """An input that can not be read or may not be applied.

    It is moved to the dead-letter topic and processing goes on. Operator: group the dead letters by `reason`, tell the
    publisher what `detail` says, and publish the corrected events again; nothing has to be restarted.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason.value}: {detail}")
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["BadInput"], tuple[Reason, str]]:
        return type(self), (self.reason, self.detail)


class ContractDrift(KordonError):
    """The published contract differs from the code. Developer: write the contract again and review the change."""
