"""What the clients ask, as they send it (CONTRACT.md, 2.1 to 2.6): addresses below `/mobile-api/v1/`."""

from urllib.parse import quote

DETAILS = "include=hobby_detail&include=location_detail&include=organizer_detail"
ANY_TIME = "start_time_from=00:00&start_time_to=23:59"

NOWHERE = (0.0, 0.0)
"""Sent by iOS until the phone knows where it is."""
MIDDLE_OF_FINLAND = (64.96, 27.59)
"""Sent until the phone knows where it is, but for the first calls of iOS."""
HELSINKI = (60.1699, 24.9384)
POSITIONS = {"nowhere": NOWHERE, "middle of Finland": MIDDLE_OF_FINLAND, "Helsinki": HELSINKI}

Place = tuple[float, float]


def near(place: Place) -> str:
    return f"ordering=nearest&near_latitude={place[0]}&near_longitude={place[1]}"


# --- Android: always a slash, searches unescaped -------------------------------------------------
def android_front(place: Place = MIDDLE_OF_FINLAND) -> str:
    return f"hobbyevents/?{DETAILS}&exclude_past_events=true&{near(place)}&page_size=50&{ANY_TIME}"


def android_list(place: Place = MIDDLE_OF_FINLAND, chosen: str = "") -> str:
    """`chosen` is what the user picked, such as "&start_weekday=1&category=5&price_type=free"."""
    return android_front(place) + chosen


def android_search(text: str) -> str:
    """The search box sends its text as typed, and again at each key press."""
    return f"hobbyevents/?search={text}&{DETAILS}&exclude_past_events=true&{near(HELSINKI)}&page_size=50&{ANY_TIME}"


def android_map(place: Place = MIDDLE_OF_FINLAND) -> str:
    return f"hobbyevents/?{DETAILS}&exclude_past_events=true&{near(place)}&page_size=500&{ANY_TIME}"


def android_event(event: int) -> str:
    return f"hobbyevents/{event}/?&{DETAILS}"


def android_events_of(hobby: int) -> str:
    return f"hobbyevents/?hobby={hobby}&{DETAILS}"


def android_promotions(place: Place = MIDDLE_OF_FINLAND, search: str = "") -> str:
    """Without a position where both coordinates are 0."""
    position = f"&near_latitude={place[0]}&near_longitude={place[1]}" if place != NOWHERE else ""
    return (
        "promotions/?exclude_past_events=true&usable_only=true&include=location_detail"
        f"&ordering=nearest&ordering=nearest{position}{search and f'&search={search}'}&max_distance=45"
    )


ANDROID_FAVOURITES = f"hobbyevents/?{DETAILS}&ordering=start_date"
CATEGORIES = "hobbycategories/"
CATEGORY_TREE = "hobbycategories/?include=child_categories&parent=null"


# --- iOS: no slash but on its front page, searches escaped and sent even when empty ---------------
def ios_front(place: Place = NOWHERE) -> str:
    return f"hobbyevents/?{DETAILS}&exclude_past_events=true&{near(place)}"


def ios_list(place: Place = NOWHERE, search: str = "", chosen: str = "") -> str:
    return (
        f"hobbyevents?{DETAILS}&exclude_past_events=true&{near(place)}&page_size=50&{ANY_TIME}"
        f"&search={quote(search)}{chosen}"
    )


def ios_map(place: Place = NOWHERE) -> str:
    return f"hobbyevents?{DETAILS}&exclude_past_events=true&{near(place)}&page_size=500&{ANY_TIME}&search="


def ios_event(event: int) -> str:
    """The deep link of a share."""
    return f"hobbyevents/{event}?{DETAILS}"


def ios_events_of(hobby: int) -> str:
    return f"hobbyevents?hobby={hobby}&{DETAILS}&exclude_past_events=true"


def ios_promotions_front(place: Place = NOWHERE) -> str:
    return f"promotions/?{DETAILS}&exclude_past_events=true&{near(place)}"


def ios_promotions(place: Place = NOWHERE, search: str = "") -> str:
    return f"promotions/?{DETAILS}&search={quote(search)}&{near(place)}"


IOS_FAVOURITES = f"hobbyevents?{DETAILS}&ordering=start_date"

# --- organizer web --------------------------------------------------------------------------------
WEB_HOBBIES = "hobbies/?editable_only=true&page_size=50"
WEB_PROMOTIONS = "promotions/?editable_only=true"


def web_events_of(hobby: int) -> str:
    return f"hobbyevents/?hobby={hobby}"
