"""From an event of Linked Events to columns of the catalogue.

A single event becomes a hobby with one event; the super-event of a series a hobby, and its sub-events the
events of that; a sub-event of anything else, such as a festival, is single. What is deleted, replaced by
another, a draft or only the frame of a festival is not for us.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import Access
from harrastuspassi.catalogue.timing import Period
from harrastuspassi.common.addresses import web_address
from harrastuspassi.common.languages import LANGUAGES, Language
from harrastuspassi.common.richtext import escaped
from harrastuspassi.common.texts import shortened
from harrastuspassi.importers.fields import Fields
from harrastuspassi.importers.upsert import BrokenRecord, Warn

from .keywords import Keywords
from .places import Place, place
from .prices import Price, price
from .references import MAX_ID, is_deleted, is_series, members, reference
from .times import period

MAX_NAME, MAX_CONTACT, MAX_DESCRIPTION, MAX_LANGUAGES, MAX_AGE = 1024, 200, 20_000, 20, 120

CANCELLED, POSTPONED = "EventCancelled", "EventPostponed"
REASONS: dict[str, dict[Language, str]] = {
    CANCELLED: {"fi": "", "sv": "", "en": ""},
    POSTPONED: {"fi": "Siirretty", "sv": "Framskjutet", "en": "Postponed"},
}
"""Why an event does not take place, by the status that says so; the API gives no other reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An event: columns of a hobby, its place and its terms, and when it is.

    `period` is None for the super-event of a series, and for what has been postponed to no date.
    `super_id` is the event that this one is a part of, `off` the status of one that does not take place.
    """

    is_series: bool
    super_id: str | None
    hobby: dict[str, Any]
    place: Place | None
    categories: frozenset[int]
    audiences: frozenset[int]
    period: Period | None
    access: Access
    off: str


def origin_id(raw: Any) -> str:
    """Its id, such as "helsinki:af2n4o". Raises BrokenRecord where there is none."""
    if not isinstance(raw, Mapping):
        raise BrokenRecord("it is no object")
    value = raw.get("id")
    found = reference(value) if isinstance(value, str) else None
    if found is None:
        raise BrokenRecord(f"id is missing or no text of up to {MAX_ID} characters without spaces")
    return found


def has_left(raw: Mapping[str, Any]) -> bool:
    """Whether an event is not, or no longer, for us."""
    replacement = reference(raw.get("replaced_by"))
    return (
        is_deleted(raw)
        or (replacement is not None and replacement != raw.get("id"))
        or raw.get("publication_status") == "draft"
        or raw.get("super_event_type") == "umbrella"
    )


def parse_event(raw: Mapping[str, Any], warn: Warn, *, areas: Areas, keywords: Keywords) -> Happening | None:
    """The event, or None where it is not for us. Raises BrokenRecord without a name, or a time where one is needed."""
    if has_left(raw):
        return None
    fields = Fields(raw, warn)
    hobby = _hobby(fields, price(fields))
    off = next((status for status in REASONS if fields.at("event_status") == status), "")
    when = None if is_series(raw) else period(fields.at("start_time"), fields.at("end_time"), warn)
    if when is None and not (is_series(raw) or off):
        raise BrokenRecord("start_time is missing")
    terms = members(fields.at("keywords"))
    return Happening(
        is_series=is_series(raw),
        super_id=reference(fields.at("super_event")),
        hobby=hobby,
        place=place(fields, areas),
        categories=keywords.categories(terms),
        audiences=keywords.audiences([*members(fields.at("audience")), *terms]),
        period=when,
        access=Access.COURSE if fields.at("type_id") == "Course" else Access.OPEN,
        off=off,
    )


def _hobby(fields: Fields, costs: Price) -> dict[str, Any]:
    names = {f"name_{language}": fields.line(f"name.{language}", MAX_NAME) for language in LANGUAGES}
    if not any(names.values()):
        raise BrokenRecord("it has no name in Finnish, Swedish or English")
    youngest, oldest = _ages(fields)
    return {
        **names,
        **{f"description_{language}": escaped(_description(fields, language, costs)) for language in LANGUAGES},
        "age_from": youngest,
        "age_to": oldest,
        "price_type": costs.type,
        "price_amount": costs.amount,
        "registration_link": _registration_link(fields),
        "web_address": _first_address(fields, "info_url"),
        "contact_name": _first_line(fields, "provider", MAX_CONTACT),
        "languages": _languages(fields),
    }


def _description(fields: Fields, language: Language, costs: Price) -> str:
    short, long = (fields.lines(f"{name}.{language}") for name in ("short_description", "description"))
    around = [fields.lines(f"location_extra_info.{language}"), costs.lines.get(language, "")]
    parts = [short if short not in long else "", long, *around]
    text = "\n\n".join(part for part in parts if part)
    if len(text) > MAX_DESCRIPTION:
        fields.warn(f"description.{language} is longer than {MAX_DESCRIPTION} characters and is shortened")
    return shortened(text, MAX_DESCRIPTION)


def _registration_link(fields: Fields) -> str:
    """Where to sign up: the link so named, else the enrolment's, else that of an offer."""
    links = [link for link in members(fields.at("external_links")) if isinstance(link, Mapping)]
    named = [link.get("link") for link in links if link.get("name") == "registration"]
    offers = [offer.get("info_url") for offer in members(fields.at("offers")) if isinstance(offer, Mapping)]
    texts = [url.get(language) for url in offers if isinstance(url, Mapping) for language in LANGUAGES]
    for text in (*named, fields.at("enrolment_url"), *texts):
        if isinstance(text, str) and text.strip() and (address := web_address(text.strip())):
            return address
    return ""


def _first_address(fields: Fields, path: str) -> str:
    return next(filter(None, (fields.web_address(f"{path}.{language}") for language in LANGUAGES)), "")


def _first_line(fields: Fields, path: str, limit: int) -> str:
    return next(filter(None, (fields.line(f"{path}.{language}", limit) for language in LANGUAGES)), "")


def _languages(fields: Fields) -> str:
    """ISO 639-1 codes as Hobby has them; "zh_hans" is Chinese whatever its script."""
    codes = {(reference(value) or "").partition("_")[0].lower() for value in members(fields.at("in_language"))}
    known = sorted(code for code in codes if len(code) == 2 and code.isascii() and code.isalpha())
    return " ".join(known[:MAX_LANGUAGES])


def _ages(fields: Fields) -> tuple[int | None, int | None]:
    youngest, oldest = _age(fields, "audience_min_age"), _age(fields, "audience_max_age")
    if youngest is not None and oldest is not None and oldest < youngest:
        fields.warn(f"ages {youngest} to {oldest} are in no order and are ignored")
        return None, None
    return youngest, oldest


def _age(fields: Fields, path: str) -> int | None:
    value = fields.number(path)
    if value is None or value > MAX_AGE:
        # An upper bound beyond human age is none.
        return None
    if not value >= 0 or value != int(value):  # JSON as Python reads it knows NaN
        fields.warn(f"{path} {value} is no age and is ignored")
        return None
    return int(value)
