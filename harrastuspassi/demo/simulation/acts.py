"""What phones and coaches do towards the system, in the order of time."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Kinds of events by the names that phones send; and the one that comes of using a promotion."""

    APP_OPENED = "app_opened"
    HOBBY_VIEWED = "hobby_viewed"
    PROMOTION_VIEWED = "promotion_viewed"
    SEARCHED = "searched"
    FILTERED = "filtered"
    FAVOURITE_ADDED = "favourite_added"
    FAVOURITE_REMOVED = "favourite_removed"
    SHARED = "shared"
    CONTACT_OPENED = "contact_opened"
    REGISTRATION_OPENED = "registration_opened"
    CHECKED_IN = "checked_in"
    BENEFIT_USED = "benefit_used"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a phone will tell: when it was in truth, and the event without its time."""

    at: dt.datetime
    event: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Kind of the event."""
        return str(self.event["kind"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something done at an instant."""

    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPhone(Act):
    """Something that a phone does: `phone` is the number of an installation of the app, and a new one has another."""

    phone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(OfPhone):
    """A pass is made, at an address; `told` are attributes as they are sent, and none without consent."""

    address: str
    consents: bool
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(OfPhone):
    """A batch is sent. `clock_off`: what the phone's clock is ahead by; `is_again`: its answer got lost before."""

    happenings: tuple[Happening, ...]
    clock_off: dt.timedelta = dt.timedelta()
    is_again: bool = False

    def body(self) -> dict[str, Any]:
        """The batch as it goes over the wire, with times by the phone's clock."""
        off = self.clock_off
        events = [{**one.event, "occurred_at": (one.at + off).isoformat()} for one in self.happenings]
        return {"sent_at": (self.at + off).isoformat(), "events": events}


@dataclass(frozen=True, slots=True, kw_only=True)
class Used(OfPhone):
    """A promotion is used, with an idempotency key."""

    promotion: int
    key: str
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeAsked(OfPhone):
    """The age group is said again, as it is asked for in August."""

    age_group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp(OfPhone):
    """The follow-up question is answered."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrew(OfPhone):
    """Consent is taken back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(OfPhone):
    """The pass is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Act):
    """Whoever came to an event without a phone is counted there: numbers of heads by age group and gender, as
    participation/models/headcounts.py names them."""

    event: int
    heads: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummedUp(Act):
    """An organizer says how many tried a hobby in a half-year ("2026-H1"), and how many joined."""

    hobby: int
    season: str
    trials: int
    joined: int
