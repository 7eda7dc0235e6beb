"""The Y-tunnus: the number by which the Finnish Business Information System (YTJ) knows a company or an association."""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(r"([0-9]{6,7})-?([0-9])", re.ASCII)


def business_id(text: str) -> str | None:
    """The Y-tunnus that `text` is, as seven digits, a hyphen and the check digit; None where it is none.

    The check digit is 11 less the weighted sum of the digits modulo 11, or 0 where that sum is divisible; a number
    that would need 10 is not given out. Older ones may be written with six digits.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return None
    digits, check = match[1].zfill(7), int(match[2])
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    is_right = remainder != 1 and check == (11 - remainder) % 11 and int(digits) > 0
    return f"{digits}-{check}" if is_right else None
