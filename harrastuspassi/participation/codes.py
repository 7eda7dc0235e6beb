"""Codes that are shown where a hobby takes place: one that rotates with the minute, and one that is printed once.

A rotating code carries its slot, a minute: ten bits of the minute's number and thirty of an HMAC (RFC 2104) over the
event and the whole number. Both faces of a code, the QR and the eight characters that can be typed, are this one.
Written in Crockford's base 32, which has no I, L, O and U, and reads what looks alike as one.
"""

import datetime as dt
import hmac
import re

from django.conf import settings

SLOT_S = 60
LENGTH = 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans("OIL", "011", "- ")
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_SLOTS = 1 << 10
"""After as many the carried bits repeat: 17 hours. Of those that a code may mean it means the one next to its use."""
_QR = re.compile(r"HP1:([1-9][0-9]{0,9}):(.+)", re.ASCII | re.IGNORECASE)
_PRINTED_QR = re.compile(r"HPP:[1-9][0-9]{0,9}:(.+)", re.ASCII | re.IGNORECASE)


def slot_at(moment: dt.datetime) -> int:
    """The slot that an instant lies in."""
    return int(moment.timestamp()) // SLOT_S


def begins_at(slot: int) -> dt.datetime:
    """The instant at which a slot begins."""
    return dt.datetime.fromtimestamp(slot * SLOT_S, dt.UTC)


def code_of(event_id: int, slot: int) -> str:
    """The code of an event in a slot."""
    return _written(slot % _SLOTS, _tag(settings.CHECKIN_KEYS[0], f"event:{event_id}:{slot}"))


def printed_code_of(hobby_id: int) -> str:
    """The code of a hobby that can be printed: it never changes, so that it proves nothing of when."""
    return _written(0, _tag(settings.CHECKIN_KEYS[0], f"hobby:{hobby_id}"))


def qr_text(event_id: int, code: str) -> str:
    """What the QR says: upper case, digits and colons, which QR codes pack most tightly (ISO/IEC 18004, 7.4.4)."""
    return f"HP1:{event_id}:{code}"


def printed_qr_text(hobby_id: int, code: str) -> str:
    """What a printed QR says: another beginning, so that an app knows which it has read."""
    return f"HPP:{hobby_id}:{code}"


def typable(code: str) -> str:
    """A code as it is shown to be typed: two halves, which are read and said more easily."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read(text: str) -> tuple[int | None, str] | None:
    """The event that a QR names (None for a typed code), and the code; None for what can be none."""
    shape = _QR.fullmatch(text.strip())
    typed = _read_typed(shape[2] if shape else text)
    return None if typed is None else (int(shape[1]) if shape else None, typed)


def read_printed(text: str) -> str | None:
    """The printed code that a QR says or that was typed; None for what can be none."""
    shape = _PRINTED_QR.fullmatch(text.strip())
    return _read_typed(shape[1] if shape else text)


def _read_typed(text: str) -> str | None:
    typed = text.upper().translate(_LOOKS_LIKE)
    return typed if len(typed) == LENGTH and all(character in _VALUES for character in typed) else None


def slot_of(code: str, event_id: int, near: dt.datetime) -> int | None:
    """The slot of a code of this event, as `read` gives it, that was used near an instant; None where it is not ours.

    Every key that is still good is tried, so that a new one can be brought in while codes of the old one are on the
    way.
    """
    around = slot_at(near)
    carried = _VALUES[code[0]] << 5 | _VALUES[code[1]]
    slot = around - (around - carried + _SLOTS // 2) % _SLOTS + _SLOTS // 2
    return slot if _is_signed(code, f"event:{event_id}:{slot}", carried) else None


def is_printed(code: str, hobby_id: int) -> bool:
    """Whether a code is the printed one of a hobby."""
    return _is_signed(code, f"hobby:{hobby_id}", 0)


def _is_signed(code: str, what: str, carried: int) -> bool:
    return any(hmac.compare_digest(code, _written(carried, _tag(key, what))) for key in settings.CHECKIN_KEYS)


def _tag(key: str, what: str) -> int:
    return int.from_bytes(hmac.digest(key.encode(), f"participation.codes:{what}".encode(), "sha256")[:4]) >> 2


def _written(carried: int, tag: int) -> str:
    number = carried << 30 | tag
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(35, -1, -5))
