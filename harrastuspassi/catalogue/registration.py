"""How an organizer comes about: it registers itself, and waits for its municipality's moderators (moderation.py)."""

import datetime as dt
from enum import Enum
from typing import TypedDict, Unpack

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.accounts.services import add_founder
from harrastuspassi.catalogue.models import Municipality, Organizer, OrganizerKind, OrganizerState
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.writing.common import Seen, held
from harrastuspassi.common import business_ids, clock
from harrastuspassi.common.errors import InvalidInput, Refused

A_DAY_AT_MOST, WAITING_AT_MOST = 3, 5
"""Organizers that one account registers in 24 hours, and that wait at a time: moderators look at each."""


class RegistrationRefusal(Enum):
    """Why an organizer cannot be registered, or offered again, whoever asks: the code and the reason."""

    TOO_MANY = ("too_many_organizers", "This account has registered too many organizers lately: wait for an answer.")
    SETTLED = ("municipality_settled", "Its municipality's moderators have decided on it: ask them to hand it over.")
    NOT_REFUSED = ("not_refused", "Only an organizer that was refused is offered again.")

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message

    def error(self) -> Refused:
        """The refusal, to be raised."""
        return Refused(self.message, code=self.code)


class Details(TypedDict, total=False):
    """What an organizer tells of itself; models.Organizer has the meanings. Texts and addresses are cleaned before."""

    kind: str
    description_fi: str
    description_sv: str
    description_en: str
    email: str
    phone: str
    web_address: str
    business_id: str
    municipality: Municipality | None


def register_organizer(
    *, by: User, name: str, checks_criminal_records: bool = False, **details: Unpack[Details]
) -> Organizer:
    """A new organizer, whose owner `by` becomes. It can be seen by nobody else until a moderator approves it.

    `checks_criminal_records` is whether it says that it asks for criminal records as acts 504/2002 and 148/2014 have
    it. Raises Forbidden, InvalidInput for a business_id that is none, or Refused where the account has registered too
    many.
    """
    roles.require(roles.why_not_register_organizer(by))
    details["business_id"] = checked_business_id(details.get("business_id", ""))
    with publishing() as changes:
        _require_room(by)
        now = clock.now()
        organizer: Organizer = Organizer.objects.create(
            name=name,
            state=OrganizerState.PENDING,
            waiting_since=now,
            registered_by=by,
            criminal_records_declared_on=clock.local_date(now) if checks_criminal_records else None,
            **{"kind": OrganizerKind.OTHER, **details},
        )
        changes.add(organizer)
        add_founder(organizer_id=organizer.pk, user=by)
    return organizer


def checked_business_id(text: str) -> str:
    """A Y-tunnus as it is stored, or "". Raises InvalidInput."""
    found = business_ids.business_id(text) if text.strip() else ""
    if found is None:
        message = "Must be a Y-tunnus, such as 0201256-6; its check digit is wrong, or its shape."
        raise InvalidInput(message, code="business_id", fields={"business_id": [message]})
    return found


def _require_room(by: User) -> None:
    # One account registers one after another.
    User.objects.select_for_update().get(pk=by.pk)
    own = Organizer.objects.filter(registered_by=by)
    lately = own.filter(created_at__gt=clock.now() - dt.timedelta(days=1)).count()
    if lately >= A_DAY_AT_MOST or own.filter(state=OrganizerState.PENDING).count() >= WAITING_AT_MOST:
        raise RegistrationRefusal.TOO_MANY.error()


def change_registration(
    *,
    organizer: Organizer,
    by: User,
    seen: Seen = None,
    business_id: str | None = None,
    municipality: Municipality | None = None,
    checks_criminal_records: bool | None = None,
    offer_again: bool = False,
) -> Organizer:
    """Changes what is given of an organizer's registration. `offer_again` sends one that was refused, and has been put
    right, to the moderators again; an approved one they look at again where its Y-tunnus is another.

    Raises Forbidden for who is no member, Missing, Stale, InvalidInput, or Refused where there was no refusal, or its
    municipality is settled: nobody gets away from its moderators.
    """
    with publishing() as changes:
        roles.require(roles.why_not_edit_organizer(by, organizer.pk))
        locked = held(Organizer, organizer.pk, seen)
        before = locked.business_id
        if municipality is not None and municipality.pk != locked.municipality_id:
            if locked.state not in (OrganizerState.PENDING, OrganizerState.REFUSED):
                raise RegistrationRefusal.SETTLED.error()
            locked.municipality = municipality
        if business_id is not None:
            locked.business_id = checked_business_id(business_id)
        if checks_criminal_records is not None:
            locked.criminal_records_declared_on = clock.local_today() if checks_criminal_records else None
        if locked.business_id != before:
            look_again(organizer=locked, by=by)
        if offer_again:
            if locked.state != OrganizerState.REFUSED:
                raise RegistrationRefusal.NOT_REFUSED.error()
            locked.state, locked.state_reason, locked.waiting_since = OrganizerState.PENDING, "", clock.now()
        locked.save()
        changes.add(locked)
    return locked


def look_again(*, organizer: Organizer, by: User) -> None:
    """Puts an approved organizer before the moderators again, since what it says of itself is about to be changed.

    To be called before it is saved. A trusted one's, and what a moderator changes, is taken as it is. It stays public:
    an organizer whose address is put right must not take all that it lists off the lists.
    """
    is_watched = organizer.state == OrganizerState.APPROVED and not organizer.is_trusted
    if is_watched and not roles.can_moderate(by, organizer.municipality_id):
        organizer.waiting_since = organizer.waiting_since or clock.now()
