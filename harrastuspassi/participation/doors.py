"""Door links: an address that opens one event's door page to a coach without an account, until it expires.

Whoever has one may show the code of the event and count heads there, nothing else. Its text is `<id>.<secret>`; the
secret is 32 random bytes, so its SHA-256 cannot be searched for. A link that is unknown, forged, expired or revoked is
answered alike.
"""

import datetime as dt
import hashlib
import hmac
import re
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import HobbyEvent
from harrastuspassi.common import clock
from harrastuspassi.common.errors import DomainError, InvalidInput, Missing, Refused
from harrastuspassi.participation import limits
from harrastuspassi.participation.models import DoorLink

KEPT_OPEN = dt.timedelta(days=1)
"""How long after its event a link is good, if not said otherwise: heads are corrected the day after."""
LONGEST = dt.timedelta(days=14)
"""No link is good for longer after its event."""
MOST = 20
"""Links of one event that are good at a time."""
_SHAPE = re.compile(r"([1-9][0-9]{0,17})\.([A-Za-z0-9_-]{43})", re.ASCII)
_NOTHING = "0" * 64


class DoorShut(DomainError):
    """A door link that opens nothing."""

    code = "door_link_invalid"


class TooManyDoors(DomainError):
    """An address has tried as many links that open nothing as one may in an hour."""

    code = "door_link_guessed_too_often"


def create_door_link(*, event_id: int, by: User, expires_at: dt.datetime | None = None) -> tuple[DoorLink, str]:
    """A new link, and its text, which is told now and never again. `expires_at` is a day after the event by default.

    Raises Missing, Forbidden, Refused where there are too many, or InvalidInput naming the field.
    """
    with transaction.atomic():
        event = own_event(event_id, by)
        now = clock.now()
        until = expires_at or max(event.ends_at, now) + KEPT_OPEN
        latest = max(event.ends_at, now) + LONGEST
        if not now < until <= latest:
            reason = f"It must be in the future, and at most {LONGEST.days} days after the event."
            raise InvalidInput(f"expires_at: {reason}", code="lifetime_out_of_range", fields={"expires_at": [reason]})
        if good_links(event).count() >= MOST:
            raise Refused(f"There are {MOST} door links of this event: revoke one.", code="too_many_door_links")
        secret = secrets.token_urlsafe(32)
        link = DoorLink.objects.create(
            event=event, digest=_digest(secret), created_by=by, created_at=now, expires_at=until
        )
    return link, f"{link.pk}.{secret}"


def door_address(text: str) -> str:
    """Address of the page that a link's text opens."""
    return f"{settings.PUBLIC_URL}/door/{text}/"


def good_links(event: HobbyEvent) -> QuerySet[DoorLink]:
    """The links of an event that open it now."""
    return DoorLink.objects.filter(event=event, revoked_at__isnull=True, expires_at__gt=clock.now())


def revoke_door_link(*, link_id: int, event_id: int, by: User) -> None:
    """Ends a link at once. Revoking it again changes nothing. Raises Missing or Forbidden."""
    with transaction.atomic():
        event = own_event(event_id, by)
        links = DoorLink.objects.filter(event=event, pk=link_id)
        if not links.exists():
            raise Missing("There is no such door link.")
        links.filter(revoked_at__isnull=True).update(revoked_at=clock.now())


def own_event(event_id: int, by: User) -> HobbyEvent:
    """The event, locked until the transaction ends, for who acts for its organizer. Raises Missing or Forbidden."""
    rows = HobbyEvent.objects.visible_to(by).select_for_update(of=("self",)).select_related("hobby")
    event: HobbyEvent | None = rows.filter(pk=event_id).first()
    if event is None:
        raise Missing("There is no such event.")
    roles.require(roles.why_not_edit(by, event.hobby))
    return event


def open_door(*, text: str, address: str) -> DoorLink:
    """The link that a text opens, its event and hobby with it. `address` is of whoever tries, for the limit.

    One query and one comparison, whichever of it is wrong. Raises DoorShut or TooManyDoors.
    """
    guesses = limits.Guesses.of_doors(address=address)
    if guesses.are_too_many():
        raise TooManyDoors("Too many door links that open nothing: try again in an hour.")
    shape = _SHAPE.fullmatch(text)
    rows = DoorLink.objects.select_related("event__hobby__organizer")
    link = rows.filter(pk=int(shape[1])).first() if shape else None
    is_right = hmac.compare_digest(_digest(shape[2] if shape else ""), link.digest if link else _NOTHING)
    if link is None or not is_right or link.revoked_at is not None or link.expires_at <= clock.now():
        guesses.count()
        raise DoorShut("The door link is unknown, or it has expired or was revoked: ask for another.")
    return link


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
