"""What `/mobile-api/v1/` does differently, for apps that cannot be changed any more."""

from api.common.faces import Face

MOBILE = Face(
    name="mobile",
    root="/mobile-api/v1/",
    strict=False,
    page_size=500,
    max_page_size=500,
    negotiates_language=False,
    # They print what they get.
    has_markup=False,
    has_feeds=False,
    shows_cancelled=False,
    # In the organizer web what was deleted has to be gone.
    shows_withdrawn=False,
    # iOS looks saved filters up in the flat list and dies when one is gone.
    lists_hidden_categories=True,
    # The detail pages read only the first page.
    whole_hobby_on_a_page=True,
    # The apps read these as arrays and die, or stay empty, on a page.
    bare_lists=frozenset({"hobbycategories", "promotions", "locations", "organizers"}),
    # The organizer web offers them to choose from, and a save under another's would be refused without a word.
    own_lists=frozenset({"locations", "organizers"}),
)
CANCELLED_PREFIX = "Peruttu: "
"""Stands before the hobby's name in a cancelled event, since the apps know no cancellation."""
