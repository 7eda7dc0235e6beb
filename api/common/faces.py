"""The two faces of the API. A view is the same on both; what differs is a Face, given to it in urls."""

import re
from dataclasses import dataclass, field

from harrastuspassi.common.languages import DEFAULT, LANGUAGES, Language


@dataclass(frozen=True, kw_only=True)
class Face:
    """How one face talks.

    `root`: the address that it lies below.
    `strict`: a bad or unknown parameter is refused, else it is left out of account.
    `has_feeds`: whether resources have change feeds, and their lists can be read on from an id.
    `bare_lists`: resources whose list is a JSON array instead of a page.
    `shows_cancelled`: whether lists show cancelled events of a hobby beside others.
    `shows_withdrawn`: whether owners' lists show what they took off the others: archived hobbies, cancelled events.
    `lists_hidden_categories`: whether the flat list of categories has those that are no longer on offer.
    `whole_hobby_on_a_page`: whether all events of one hobby stand on a page unless page_size is given.
    `own_lists`: resources whose list is, for whoever has signed in, only what they may change.
    `has_markup`: whether descriptions are HTML, read and written, or plain text.
    `negotiates_language`: whether `lang` and Accept-Language choose the language of texts.
    """

    name: str
    root: str
    strict: bool
    page_size: int
    max_page_size: int
    negotiates_language: bool
    has_markup: bool
    has_feeds: bool
    shows_cancelled: bool
    shows_withdrawn: bool
    lists_hidden_categories: bool
    whole_hobby_on_a_page: bool
    bare_lists: frozenset[str] = field(default_factory=frozenset)
    own_lists: frozenset[str] = field(default_factory=frozenset)

    def language(self, accepted: str, asked: str | None) -> Language:
        """The language to answer in: what `lang` asks, else the best that Accept-Language accepts, else Finnish."""
        for language in LANGUAGES:
            if language == asked:
                return language
        return preferred_language(accepted) if self.negotiates_language else DEFAULT


V1 = Face(
    name="v1",
    root="/api/v1/",
    strict=True,
    page_size=50,
    max_page_size=500,
    negotiates_language=True,
    has_markup=True,
    has_feeds=True,
    shows_cancelled=True,
    shows_withdrawn=True,
    lists_hidden_categories=False,
    whole_hobby_on_a_page=False,
)


_WISH = re.compile(
    r"\s*(?P<primary>[a-z]{1,8})(-[a-z0-9]{1,8})*\s*(;\s*q=(?P<quality>0([.][0-9]{0,3})?|1([.]0{0,3})?)\s*)?",
    re.IGNORECASE | re.ASCII,
)


def preferred_language(header: str) -> Language:
    """The best of our languages by an Accept-Language header (RFC 9110, 12.5.4); Finnish if it names none.

    What is malformed is no wish.
    """
    wishes = [wish for item in header.split(",") if (wish := _WISH.fullmatch(item))]
    best_first = sorted(wishes, key=lambda wish: -float(wish["quality"] or 1))
    for wish in best_first:
        for language in LANGUAGES:
            if language == wish["primary"].lower() and float(wish["quality"] or 1) > 0:
                return language
    return DEFAULT
