"""What forms say where the domain refuses something: in the reader's language, by the refusal's code or its words."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from harrastuspassi.common.errors import DomainError

_BY_CODE: dict[str, Any] = {
    "required": _("Write this in one language at least."),
    "name_fi": _("It needs a name in Finnish."),
    "free_costs_nothing": _("What is free costs nothing."),
    "age_order": _("Must not be below the youngest age."),
    "max_length": _("These are too many."),
    "does_not_exist": _("There is no such thing, or not any more."),
    "not_yours": _("It is another organizer's: make one of your own."),
    "less_than_used": _("It has been used more often than that."),
    "hobby_full": _("The hobby has as many coming events as there can be."),
    "too_many_door_links": _("The event has as many door links as it may have: revoke one."),
    "too_many_exports": _("Too many files wait or were made today: try again later."),
    "in_use": _("Something else still refers to it."),
    "stale": _("Someone has changed it meanwhile. Open the page again; what you wrote has not been saved."),
    "not_found": _("It is not there any more."),
    "business_id": _("Must be a business ID with its check digit, such as 0201256-6."),
    "too_many_organizers": _("This account has registered too many organizers lately: wait for an answer."),
    "municipality_settled": _("Its municipality's moderators have decided on it: ask them to hand it over."),
    "not_refused": _("Only an organizer that was refused is offered again."),
    "circle": _("A category cannot be below itself."),
    "synonym": _("Write one word, and another that it may mean."),
    "present": _("It is there already."),
    "image_empty": _("The file is empty."),
    "image_too_heavy": _("The file is too large: at most 8 megabytes."),
    "image_too_large": _("The picture has too many pixels; 2,400 on its longer side are plenty."),
    "image_format": _("The file is no JPEG, PNG, WebP or GIF picture."),
    "image_broken": _("The picture is incomplete or broken."),
}
_BY_WORDS: dict[str, Any] = {
    "one_table_only": _("CSV is one table: choose another kind of file."),
    "Must not be before the start.": _("Must not be before the start."),
    "Out of range.": _("Must be a date from 2000 to 2199."),
}
"""Of refusals that share a code."""


def told(error: DomainError, reason: str = "") -> str:
    """What a form says of an error, or of one of its `reason`s."""
    words = reason or error.message
    found = _BY_CODE.get(error.code) or _BY_WORDS.get(words)
    return str(found) if found else gettext(words)
