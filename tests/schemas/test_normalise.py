# ruff: noqa: RUF001 - these tests are about letters that look alike
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.normalise import name_key, normal_id


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("KZ123ABC02", "KZ123ABC02"),
        ("kz 123-abc/02", "KZ123ABC02"),
        ("А123ВС 77 RUS", "A123BC77RUS"),
        ("а123вс77rus", "A123BC77RUS"),
        ("55302/030326/0001742", "553020303260001742"),
        ("ＭＳＫＵ４４１２３５０", "MSKU4412350"),
        ("Ж 001", "Ж001"),
        ("", ""),
    ],
)
def test_identifiers(written: str, normal: str) -> None:
    assert normal_id(written) == normal


def test_o_and_zero_stay_different() -> None:
    """Only a field whose format fixes digits may take one for the other."""
    assert normal_id("SEAL-O01") != normal_id("SEAL-001")


def test_a_normal_identifier_is_the_same_object() -> None:
    identifier = "".join(["KZ", "123"])
    assert normal_id(identifier) is identifier


@given(st.text(max_size=30))
def test_normal_form_of_an_identifier_is_stable(text: str) -> None:
    assert normal_id(normal_id(text)) == normal_id(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ТОО «Алатау Телеком»", "TOO Alatau Telekom"),
        ("Shenzhen Aurora Trading Co., Ltd.", "SHENZHEN AURORA TRADING"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Общество с ограниченной ответственностью «Ромашка»", "ООО Ромашка"),
        ("K.K.L. Ltd", "KKL"),
        ("Ёлка", "Елка"),
    ],
)
def test_names_of_one_company(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Аврора", "Аврал"), ("深圳市", "上海市"), ("ООО", "ТОО"), ("Alfa 1", "Alfa 2")]
)
def test_names_of_two_companies(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=40))
def test_any_name_has_a_key(name: str) -> None:
    assert name_key(name) == name_key(name).strip()
