"""Writing promotions."""

import datetime as dt
from typing import Any, TypedDict, Unpack

from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.covers import put_cover, release_cover
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import Promotion
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.submission import begin, reconsider
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common.images import Picture

from .common import (
    Seen,
    assign,
    delete,
    hand_over,
    held_own,
    invalid,
    own_organizer,
    place,
    require_answered,
    require_name,
    withdraw,
)

MAX_AVAILABLE = 1_000_000
_WALL_CLOCK = ("start_date", "start_time", "end_date", "end_time")


class PromotionFields(TypedDict, total=False):
    """What is written of a promotion; models.Promotion has the meanings. `cover` None takes the picture away."""

    organizer_id: int
    location_id: int | None
    name_fi: str
    name_sv: str
    name_en: str
    description_fi: str
    description_sv: str
    description_en: str
    start_date: dt.date
    start_time: dt.time
    end_date: dt.date
    end_time: dt.time
    available_count: int
    available_per_pass: int | None
    cover: Picture | None


def create_promotion(*, by: User, **fields: Unpack[PromotionFields]) -> Promotion:
    """A new promotion. Raises InvalidInput naming the field, or Forbidden where the organizer is another's."""
    with publishing() as changes:
        organizer = own_organizer(by, fields["organizer_id"])
        promotion = Promotion(organizer=organizer)
        _assign(promotion, by, fields)
        begin(item=promotion, organizer=organizer)
        promotion.save()
        changes.add(promotion)
    return promotion


def change_promotion(*, promotion_id: int, by: User, seen: Seen = None, **fields: Unpack[PromotionFields]) -> Promotion:
    """Changes what is given of a promotion. Raises InvalidInput, Forbidden, Missing or Stale."""
    with publishing() as changes:
        promotion = held_own(Promotion, promotion_id, by, seen)
        hand_over(promotion, by, fields)
        _assign(promotion, by, fields)
        reconsider(item=promotion, by=by)
        promotion.save()
        changes.add(promotion)
    return promotion


def delete_promotion(*, promotion_id: int, by: User, seen: Seen = None) -> None:
    """Archives a promotion that the public can read, and deletes any other.

    Raises Forbidden, Missing, Stale, or Refused where it has been used, or while a report of it is open.
    """
    with publishing() as changes:
        promotion = held_own(Promotion, promotion_id, by, seen)
        if withdraw(promotion):
            return
        require_answered(promotion)
        changes.add(promotion)
        release_cover(promotion.cover_image)
        delete(promotion)


def _assign(promotion: Promotion, by: User, fields: PromotionFields) -> None:
    assign(promotion, fields, (*in_languages("name", "description"), "available_count", "available_per_pass"))
    require_name(promotion)
    if not 1 <= promotion.available_count <= MAX_AVAILABLE:
        # iOS reads 0 as "no limit".
        raise invalid("available_count", f"Must be 1 to {MAX_AVAILABLE}.", "min_value")
    if promotion.available_count < promotion.used_count:
        reason = f"It has been used {promotion.used_count} times."
        raise invalid("available_count", reason, "less_than_used")
    per_pass = promotion.available_per_pass
    if per_pass is not None and not 1 <= per_pass <= MAX_AVAILABLE:
        raise invalid("available_per_pass", f"Must be 1 to {MAX_AVAILABLE}, or null for no limit.", "min_value")
    given: dict[str, Any] = {name: value for name, value in fields.items() if name in _WALL_CLOCK}
    before = {} if promotion.pk is None else {name: getattr(promotion, name) for name in _WALL_CLOCK}
    for name, value in Period(**{**before, **given}).promotion_columns().items():
        setattr(promotion, name, value)
    place(promotion, by, fields)
    if "cover" in fields:
        put_cover(item=promotion, picture=fields["cover"])
