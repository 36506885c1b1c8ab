import pickle

from schemas.errors import BadInput, KordonError, Reason


def test_bad_input_says_reason_and_detail() -> None:
    error = BadInput(Reason.not_json, "data is not JSON; send JSON")
    assert isinstance(error, KordonError)
    assert str(error) == "not_json: data is not JSON; send JSON"


def test_bad_input_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(BadInput(Reason.too_large, "why")))  # noqa: S301 - own bytes
    assert (error.reason, error.detail) == (Reason.too_large, "why")


def test_reasons_are_named_by_their_value() -> None:
    assert all(reason.name == reason.value for reason in Reason)
