"""What the OpenAPI documents say of each resource of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """How a resource is spoken of. `about` describes its tag, `list_rules` and `detail_rules` its operations."""

    tag: str
    one: str
    many: str
    about: str
    list_rules: str
    detail_rules: str


RESOURCES = {
    "hobbies": Resource(
        tag="Hobbies",
        one="a hobby",
        many="hobbies",
        about="What one can do: where, by whom, for whom, at what price.",
        list_rules=(
            "Hobbies on offer. Filters on time (`start_weekday`, `start_time_from`, `period_start`, `access` and the "
            "like) leave those with a coming event that passes all of them."
        ),
        detail_rules="A hobby, also when it is no longer on offer.",
    ),
    "hobbyevents": Resource(
        tag="Events",
        one="an event",
        many="events",
        about="When hobbies take place.",
        list_rules=(
            "Without `hobby`, each hobby once, as its earliest coming event that passes all filters. With `hobby`, all "
            "events of that hobby, past and cancelled ones too unless `exclude_past_events` is true."
        ),
        detail_rules="An event, also when it is past or cancelled.",
    ),
    "hobbycategories": Resource(
        tag="Categories",
        one="a category",
        many="categories",
        about="What hobbies are about: a tree.",
        list_rules=(
            "All categories on offer in tree order: each one before those below it. With `parent=null` and "
            "`include=child_categories`, the whole tree nested."
        ),
        detail_rules="A category, also when it is no longer on offer.",
    ),
    "organizers": Resource(
        tag="Organizers",
        one="an organizer",
        many="organizers",
        about="Clubs, companies, foundations and city units that arrange hobbies.",
        list_rules="Organizers that are active.",
        detail_rules="An organizer, also when it is no longer active.",
    ),
    "locations": Resource(
        tag="Locations",
        one="a location",
        many="locations",
        about="Where hobbies take place.",
        list_rules="Places in use.",
        detail_rules="A place, also when it is no longer in use.",
    ),
    "promotions": Resource(
        tag="Promotions",
        one="a promotion",
        many="promotions",
        about="Benefits that can be used for a time and a number of times.",
        list_rules="Promotions that end today or later.",
        detail_rules="A promotion, also when it is over.",
    ),
    "municipalities": Resource(
        tag="Municipalities",
        one="a municipality",
        many="municipalities",
        about="Municipalities of Finland by their official codes.",
        list_rules="Municipalities by code, those that have been merged into others included (`valid_to`).",
        detail_rules="A municipality.",
    ),
    "districts": Resource(
        tag="Districts",
        one="a district",
        many="districts",
        about="Parts of municipalities; in Helsinki the peruspiiri.",
        list_rules="Districts by municipality and code.",
        detail_rules="A district.",
    ),
    "audiences": Resource(
        tag="Audiences",
        one="an audience",
        many="audiences",
        about="Terms for whom a hobby is meant.",
        list_rules="Audiences on offer.",
        detail_rules="An audience, also when it is no longer on offer.",
    ),
    "suggestions": Resource(
        tag="Suggestions",
        one="a suggestion",
        many="suggestions",
        about="What somebody may be about to type.",
        list_rules=(
            "For each key pressed: at most five each of categories, organizers, locations, districts and hobbies, in "
            "that order, best first. Every word typed begins a word of the name, in any language and without regard to "
            "case and marks; categories are found by synonyms and other forms of a word too. Of hobbies that are named "
            "alike, one is given. Nothing that is typed is logged or kept."
        ),
        detail_rules="",
    ),
}
