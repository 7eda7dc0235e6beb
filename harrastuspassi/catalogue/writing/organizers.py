"""Writing organizers: what their members change of them. How they come about and may be is registration.py's."""

from typing import TypedDict, Unpack

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.expressions import in_languages
from harrastuspassi.catalogue.models import Organizer
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.registration import look_again

from .common import Seen, assign, held

_COLUMNS = ("name", "kind", *in_languages("description"), "email", "phone", "web_address")


class OrganizerFields(TypedDict, total=False):
    """What is written of an organizer; models.Organizer has the meanings."""

    name: str
    kind: str
    description_fi: str
    description_sv: str
    description_en: str
    email: str
    phone: str
    web_address: str


def change_organizer(*, organizer_id: int, by: User, seen: Seen = None, **fields: Unpack[OrganizerFields]) -> Organizer:
    """Changes what is given of an organizer; moderators are to look at one that is not trusted again.

    Raises Forbidden, Missing or Stale.
    """
    with publishing() as changes:
        organizer = held(Organizer, organizer_id, seen)
        roles.require(roles.why_not_edit_organizer(by, organizer.pk))
        before = [getattr(organizer, name) for name in _COLUMNS]
        assign(organizer, fields, _COLUMNS)
        if before != [getattr(organizer, name) for name in _COLUMNS]:
            look_again(organizer=organizer, by=by)
        organizer.save()
        changes.add(organizer)
    return organizer
