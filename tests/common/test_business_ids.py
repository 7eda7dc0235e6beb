"""A Y-tunnus is one with its check digit, however it is written."""

import pytest

from harrastuspassi.common.business_ids import business_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0201256-6", "0201256-6"),  # the City of Helsinki
        (" 02012566 ", "0201256-6"),
        ("201256-6", "0201256-6"),
        ("1234567-1", "1234567-1"),
        ("1000000-4", "1000000-4"),
        ("2000004-0", "2000004-0"),  # a sum that eleven divides
    ],
)
def test_what_is_one_is_stored_in_one_way(text: str, expected: str) -> None:
    assert business_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0201256-5",
        "0201265-6",  # two digits the wrong way round
        "0201256",
        "0201256-66",
        "FI02012566",
        "٠٢٠١٢٥٦-٦",
        "0000000-0",
        "0201256-6\n0",
        *(f"1000008-{digit}" for digit in range(10)),  # would need 10
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    assert business_id(text) is None
