import pytest

from harrastuspassi.common.phones import e164, national

pytestmark = pytest.mark.once("computes, and touches no database")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("09 310 87900", "+358931087900"),
        ("0400 200 194", "+358400200194"),
        ("0403542700", "+358403542700"),
        ("(014) 2671 266", "+358142671266"),
        ("014-4596800", "+358144596800"),
        ("014574 2307", "+358145742307"),
        ("02540333", "+3582540333"),
        ("+358 9 816 589 84", "+358981658984"),
        ("+358 (0)40 772 0451", "+358407720451"),
        ("00358 40 772 0451", "+358407720451"),
        ("03\u00a0579\u00a011", "+358357911"),
        ("040\u2013772 0451", "+358407720451"),
        ("+46 8 123 456 78", "+46812345678"),
    ],
)
def test_one_number_in_any_spelling_is_e164(text, number):
    assert e164(text) == number
    assert e164(number) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0204628320, Pamilo Oy",
        "Pamilo Oy 0204628320",
        "040 772 0451 / 050 123 4567",
        "040 772 0451, 050 123 4567",
        "09 310 8771 ext 12",
        "112",
        "12",
        "ei puhelinta",
        "0400-HALLI",
        "9" * 60,
    ],
)
def test_what_is_not_one_number_is_none(text):
    assert e164(text) is None


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("+358407720451", "040 7720451"),
        ("+358931087900", "09 31087900"),
        ("+46812345678", "+46 8 123 456 78"),
        ("0204628320, Pamilo Oy", "0204628320, Pamilo Oy"),
        ("+hello", "+hello"),
        ("", ""),
    ],
)
def test_numbers_are_shown_nationally_and_texts_as_they_are(stored, shown):
    assert national(stored) == shown
