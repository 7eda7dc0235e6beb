"""The code of an event as it is shown where the event takes place, as text and as QR, and the code to print."""

import datetime as dt
import io
from dataclasses import dataclass
from enum import Enum

import qrcode
from django.contrib.auth.models import AnonymousUser
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.common.errors import Refused
from harrastuspassi.participation import codes
from harrastuspassi.participation.checkins import window

QUIET_ZONE = 4
"""Modules of white around a QR (ISO/IEC 18004, 5.3.8)."""
PNG_MODULE = 12
"""Pixels of a module."""


class ShowRefusal(Enum):
    """Why no code of an event is shown now: the code and the reason."""

    NOT_PUBLIC = ("checkin_event_not_public", "The event is not public, or it was cancelled: nobody checks in there.")
    TOO_EARLY = ("checkin_not_open", "The code is shown from half an hour before the event begins.")
    OVER = ("checkin_over", "The code was shown until half an hour after the event ended.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ShownCode:
    """The code of an event in a slot, which lasts from `starts_at` to `ends_at`: then there is another."""

    event_id: int
    code: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def typable(self) -> str:
        """As it is shown to be typed."""
        return codes.typable(self.code)

    @property
    def qr_text(self) -> str:
        """What its QR says."""
        return codes.qr_text(self.event_id, self.code)


def why_not_show(event: HobbyEvent) -> ShowRefusal | None:
    """Why no code of an event is shown now: a check-in with it would be refused."""
    if not HobbyEvent.objects.visible_to(AnonymousUser()).taking_place().filter(pk=event.pk).exists():
        return ShowRefusal.NOT_PUBLIC
    begins_at = codes.begins_at(codes.slot_at(clock.now()))
    opens_at, closes_at = window(event)
    if begins_at < opens_at:
        return ShowRefusal.TOO_EARLY
    return ShowRefusal.OVER if begins_at > closes_at else None


def shown_code(event: HobbyEvent) -> ShownCode:
    """The code to show now. Raises Refused with a ShowRefusal's code."""
    refusal = why_not_show(event)
    if refusal is not None:
        raise Refused(refusal.message, code=refusal.code)
    slot = codes.slot_at(clock.now())
    return ShownCode(event.pk, codes.code_of(event.pk, slot), codes.begins_at(slot), codes.begins_at(slot + 1))


def svg(text: str) -> bytes:
    """A QR as a picture that stands in a page or by itself."""
    picture: bytes = _qr(text).make_image(image_factory=SvgPathImage).to_string()
    return picture


def png(text: str) -> bytes:
    """A QR as a picture for what shows no SVG."""
    file = io.BytesIO()
    _qr(text).make_image().save(file, format="PNG")
    return file.getvalue()


def _qr(text: str) -> qrcode.QRCode:
    made = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE, box_size=PNG_MODULE)
    made.add_data(text)
    made.make()
    return made
