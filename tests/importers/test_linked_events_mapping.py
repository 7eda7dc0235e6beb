"""From records of Linked Events to columns: every field, what is wrong with it, and what any JSON may hold."""

import datetime as dt
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.models import Access, PriceType
from harrastuspassi.importers.linked_events.mapping import origin_id, parse_event
from harrastuspassi.importers.linked_events.prices import amount_in
from harrastuspassi.importers.linked_events.references import reference
from harrastuspassi.importers.linked_events.times import period
from harrastuspassi.importers.upsert import BrokenRecord
from tests.factories.linked_events import event, link, place, texts
from tests.factories.lipas import ABSENT

pytestmark = pytest.mark.once("computes, and touches no database")

AREAS = Areas(
    municipalities={"091": 1},
    named={"helsinki": 1, "helsingfors": 1},
    districts={(1, "kallio"): 7},
    postal_codes={"00530": (7, 1)},
)
DAY = dt.date(2026, 5, 4)


class NoKeywords:
    """Keywords that stand for nothing, without a database."""

    def categories(self, keywords):
        return frozenset()

    audiences = categories


def parsed(raw):
    """What a record becomes, and what is warned of."""
    warnings = []
    return parse_event(raw, warnings.append, areas=AREAS, keywords=NoKeywords()), warnings


def made(**changes):
    """The hobby's columns of an event that differs in `changes`, and what is warned of."""
    found, warnings = parsed(event(1, **changes))
    return found.hobby, warnings


# --- times --------------------------------------------------------------------------------------
def at(day, hour, minute=0):
    return dt.datetime.combine(dt.date(2026, 5, day), dt.time(hour, minute))


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2026-05-04T13:00:00Z", "2026-05-04T15:00:00Z", at(4, 16), at(4, 18)),
        ("2026-05-04T16:00:00+03:00", "2026-05-04T16:00:00+03:00", at(4, 16), at(4, 16)),
        ("2026-05-04T16:00:00", "2026-05-04T18:30:00", at(4, 16), at(4, 18, 30)),
        ("2026-05-04T13:00:00.123456Z", "2026-05-05T15:00:00Z", at(4, 16), at(5, 18)),
        ("2026-05-04T13:00:00Z", None, at(4, 16), at(4, 23, 59)),
        ("2026-05-04T13:00:00Z", "2026-05-06", at(4, 16), at(6, 23, 59)),
        ("2026-05-04T15:00:00Z", "2026-05-04T21:00:00Z", at(4, 18), at(5, 0)),
        ("2026-05-04", None, at(4, 0), at(4, 0)),
        ("2026-05-04", "2026-05-06", at(4, 0), at(6, 0)),
        ("2026-05-04", "2026-05-04T15:00:00Z", at(4, 0), at(4, 18)),
        ("2026-05-03T21:00:00Z", "2026-05-05T21:00:00Z", at(4, 0), at(5, 0)),
        ("2026-05-03T21:00:00Z", "2026-05-04T21:00:00Z", at(4, 0), at(4, 0)),
        ("2026-05-03T21:00:00Z", "2026-05-03T21:00:00Z", at(4, 0), at(4, 0)),
        ("2026-05-03T21:00:00Z", None, at(4, 0), at(4, 23, 59)),
        ("2026-05-04", "2026-05-05T21:00:00Z", at(4, 0), at(5, 0)),
    ],
)
def test_periods(start, end, first, last):
    warnings = []
    found = period(start, end, warnings.append)
    assert dt.datetime.combine(found.start_date, found.start_time) == first
    assert dt.datetime.combine(found.end_date, found.end_time) == last
    assert warnings == []


@pytest.mark.parametrize(
    ("end", "warning"),
    [
        ("2026-05-04T12:59:59Z", "end_time is before start_time and is ignored"),
        ("2026-05-03", "end_time is before start_time and is ignored"),
        ("huomenna", "end_time 'huomenna' is no time and is ignored"),
        (17, "end_time '17' is no time and is ignored"),
    ],
)
def test_an_end_that_cannot_be_is_ignored(end, warning):
    warnings = []
    found = period("2026-05-04T13:00:00Z", end, warnings.append)
    assert (found.end_date, found.end_time, warnings) == (DAY, dt.time(23, 59), [warning])


@pytest.mark.parametrize(
    "start",
    ["pian", "2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1066-10-14", 20260504, {}],
)
def test_a_start_that_is_no_time_breaks_the_record(start):
    with pytest.raises(BrokenRecord):
        period(start, None, lambda message: None)


def test_without_a_start_there_is_no_period():
    assert period(None, "2026-05-04", lambda message: None) is period("", None, lambda message: None) is None


# --- prices -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10 €", "10.00"),
        ("2,50e", "2.50"),
        ("99.9", "99.90"),
        ("Sisäänpääsymaksu 12 €.", "12.00"),
        ("Kausimaksu 120 euroa / kausi", "120.00"),
        ("10/8 €", None),
        ("Alle 18-vuotiaat 10 €", None),
        ("1 200 €", None),
        ("1.200 €", None),
        ("10-kortti", None),
        ("Tiedustele", None),
        ("9999999 €", None),
        ("", None),
        ("٣ €", None),
    ],
)
def test_the_amount_in_a_text(text, amount):
    assert amount_in(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("offers", "price_type", "amount"),
    [
        ([{"is_free": True}], PriceType.FREE, 0),
        ([{"is_free": True, "price": texts("99,9 €")}], PriceType.FREE, 0),
        ([{"is_free": False, "price": texts("10 €")}], PriceType.PAID, 10),
        ([{"is_free": False, "price": texts("<p>10 €</p>")}], PriceType.PAID, 10),
        ([{"is_free": False, "price": texts("10 €")}, {"is_free": False, "price": texts("5 €")}], PriceType.PAID, 5),
        ([{"is_free": False, "price": texts("10 €")}, {"is_free": True}], PriceType.PAID, 10),
        ([{"is_free": False, "price": texts("kysy"), "offer_price_groups": [{"price": "3.00"}]}], PriceType.PAID, 3),
        ([{"is_free": False, "price": texts("10/8 €")}], PriceType.PAID, 0),
        ([{"is_free": False, "price": {"fi": "", "sv": "7 €"}}], PriceType.PAID, 7),
        ([{"is_free": False, "price": "10 €", "offer_price_groups": [{"price": "NaN"}, 7]}], PriceType.PAID, 0),
        ([], PriceType.PAID, 0),
        (None, PriceType.PAID, 0),
        ([None, "ilmainen"], PriceType.PAID, 0),
    ],
)
def test_prices(offers, price_type, amount):
    hobby, _ = made(offers=offers)
    assert (hobby["price_type"], hobby["price_amount"]) == (price_type, amount)


def test_what_an_offer_says_beyond_the_amount_is_told():
    offers = [
        {"is_free": False, "price": {"fi": "10/8 €", "sv": "10/8 €"}, "description": texts("Alennus nuorille")},
        {"is_free": True, "description": texts("Lapset maksutta")},
    ]
    hobby, _ = made(offers=offers)
    assert hobby["description_fi"].endswith("\n\nHinta: 10/8 €; Alennus nuorille; Lapset maksutta")
    assert hobby["description_sv"] == "Pris: 10/8 €"
    assert "Hinta" not in made(offers=[{"is_free": False, "price": texts("10 €")}])[0]["description_fi"]


# --- the other fields ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"short_description": texts("Pitkästi 1.")}, {"description_fi": "Pitkästi 1.\n\nToinen kappale."}),
        ({"description": None}, {"description_fi": "Lyhyesti 1", "description_sv": ""}),
        (
            {"location_extra_info": texts("2. kerros")},
            {"description_fi": "Lyhyesti 1\n\nPitkästi 1.\n\nToinen kappale.\n\n2. kerros"},
        ),
        ({"description": texts("<script>x()</script>Nyt &lt;b&gt;&")}, {"description_fi": "Lyhyesti 1\n\nNyt &amp;"}),
        ({"name": texts("<b>Futis</b>\n ilta")}, {"name_fi": "Futis ilta", "name_sv": ""}),
        ({"name": {"sv": "Fotboll"}}, {"name_fi": "", "name_sv": "Fotboll"}),
        ({"in_language": [link("language", "zh_hans"), "sv", "fi", "fi", "latin", {}]}, {"languages": "fi sv zh"}),
        ({"in_language": "fi"}, {"languages": ""}),
        ({"audience_min_age": None, "audience_max_age": 0}, {"age_from": None, "age_to": 0}),
        ({"audience_max_age": 999}, {"age_from": 13, "age_to": None}),
        ({"info_url": {"fi": "", "en": "www.hel.fi"}}, {"web_address": "http://www.hel.fi"}),
        ({"provider": {"sv": "Staden"}}, {"contact_name": "Staden"}),
        ({"provider": None}, {"contact_name": ""}),
        ({"enrolment_url": "https://ilmo.fi/1"}, {"registration_link": "https://ilmo.fi/1"}),
        (
            {
                "external_links": [
                    {"name": "facebook", "link": "https://f.com"},
                    {"name": "registration", "link": "https://ilmo.fi/2"},
                ]
            },
            {"registration_link": "https://ilmo.fi/2"},
        ),
        (
            {
                "offers": [
                    {"is_free": True, "info_url": None},
                    {"is_free": True, "info_url": {"fi": "", "sv": "https://ilmo.fi/3"}},
                ]
            },
            {"registration_link": "https://ilmo.fi/3"},
        ),
        ({"external_links": [{"name": "registration", "link": "javascript:x()"}]}, {"registration_link": ""}),
        ({"user_email": "joku@hel.fi", "user_name": "Joku"}, {"contact_name": "Nuorisopalvelut"}),
    ],
)
def test_columns(changes, columns):
    hobby, warnings = made(**changes)
    assert {name: hobby[name] for name in columns} == columns
    assert warnings == []


@pytest.mark.parametrize(
    ("changes", "columns", "warning"),
    [
        ({"audience_min_age": 17, "audience_max_age": 13}, {"age_from": None, "age_to": None}, "ages 17 to 13"),
        ({"audience_min_age": -1}, {"age_from": None}, "is no age"),
        ({"audience_min_age": 12.5}, {"age_from": None}, "is no age"),
        ({"audience_min_age": float("nan")}, {"age_from": None}, "is no age"),
        ({"audience_min_age": "12"}, {"age_from": None}, "is no number"),
        ({"name__fi": "x" * 2000}, {}, "longer than 1024"),
        ({"description__fi": "x" * 30_000}, {}, "longer than 20000"),
        ({"info_url": texts("ei ole")}, {"web_address": ""}, "is no web address"),
        ({"name__sv": ["x"]}, {"name_sv": ""}, "is no text"),
    ],
)
def test_what_cannot_be_used_is_warned_of(changes, columns, warning):
    hobby, warnings = made(**changes)
    assert {name: hobby[name] for name in columns} == columns
    assert [warning in message for message in warnings] == [True]


def test_courses_are_for_those_who_registered():
    assert parsed(event(1, type_id="Course"))[0].access == Access.COURSE
    assert parsed(event(1, type_id="General"))[0].access == Access.OPEN


@pytest.mark.parametrize(
    ("position", "found", "warned"),
    [
        ({"type": "Point", "coordinates": [24.94, 60.17]}, (60.17, 24.94), False),
        ({"type": "Point", "coordinates": [24.94, 60.17, 12.0]}, (60.17, 24.94), False),
        ({"type": "Point", "coordinates": [60.17, 124.94]}, (None, None), True),
        ({"type": "Point", "coordinates": [240.94, 60.17]}, (None, None), True),
        ({"type": "Point", "coordinates": [float("nan"), 60.17]}, (None, None), True),
        ({"type": "Point", "coordinates": [float("inf"), 60.17]}, (None, None), True),
        ({"type": "Point", "coordinates": ["24.94", "60.17"]}, (None, None), True),
        ({"type": "Polygon", "coordinates": [[[24.94, 60.17]]]}, (None, None), True),
        ({"type": "Point", "coordinates": []}, (None, None), True),
        ({"type": "Point"}, (None, None), False),
        (None, (None, None), False),
    ],
)
def test_positions(position, found, warned):
    happening, warnings = parsed(event(1, location__position=position))
    assert (happening.place.columns["latitude"], happening.place.columns["longitude"]) == found
    assert bool(warnings) is warned


def test_a_place_has_texts_in_three_languages_and_one_address():
    raw = place(1) | {"name": {"fi": "Talo", "en": "House"}, "street_address": {"sv": "Gatan 1"}, "postal_code": 530}
    columns = parsed(event(1, location=raw | {"address_locality": None}))[0].place.columns
    assert (columns["name_fi"], columns["name_sv"], columns["name_en"]) == ("Talo", "", "House")
    assert columns["city"] == "Helsinki"
    assert (columns["address"], columns["zip_code"], columns["municipality_id"]) == ("Gatan 1", "00530", 1)


@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        ("tprek:1", "tprek:1"),
        ("https://api.hel.fi/linkedevents/v1/place/tprek:1/", "tprek:1"),
        ("https://api.hel.fi/linkedevents/v1/place/tprek%3A1/?format=api", "tprek:1"),
        ({"@id": "https://api.hel.fi/linkedevents/v1/place/tprek:1/"}, "tprek:1"),
        ({"id": "tprek:1", "@id": "https://api.hel.fi/linkedevents/v1/place/tprek:2/"}, "tprek:1"),
        ({"id": 7, "@id": "https://api.hel.fi/v1/image/7/"}, "7"),
        ("", None),
        ("a b", None),
        ("a\x00b", None),
        ("x" * 201, None),
        ("https://api.hel.fi/", None),
        ("https://[", None),
        (7, None),
        (None, None),
        ([], None),
    ],
)
def test_references(value, identifier):
    assert reference(value) == identifier


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("2026-05-04T13:00:00Z"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["fi", "id", "name"]) | st.text(), inner)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(event(1))), JSON, max_size=4))
def test_no_json_does_more_than_break_the_record(changes):
    raw = event(1) | changes
    with suppress(BrokenRecord):
        origin_id(raw)
        found, _ = parsed(raw)
        assert found is None or any(found.hobby[f"name_{language}"] for language in ("fi", "sv", "en"))


@given(JSON, JSON)
def test_no_place_or_offer_breaks_a_record(inside, offer):
    assert parsed(
        event(1, location=place(1) | {"name": inside, "position": {"coordinates": inside}, "divisions": [inside]})
    )
    assert parsed(event(1, offers=[{"price": offer, "is_free": offer, "offer_price_groups": [offer]}, offer]))


def test_a_name_is_what_a_record_needs():
    for names in (ABSENT, None, {}, {"ru": "Футбол"}, {"fi": " "}, "Futis"):
        with pytest.raises(BrokenRecord, match="no name"):
            made(name=names)
