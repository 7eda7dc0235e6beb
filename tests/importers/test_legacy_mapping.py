"""From an object of a dump to columns: what is taken as it is, what is mended and how that is told."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.catalogue.areas import Areas
from harrastuspassi.catalogue.timing import EARLIEST, LATEST, Period
from harrastuspassi.importers.legacy.dump import KINDS
from harrastuspassi.importers.legacy.entry import Context, Entry
from harrastuspassi.importers.legacy.mapping import MAPPINGS, MAX_TITLE
from harrastuspassi.importers.legacy.reporting import Report
from tests.factories import legacy

pytestmark = pytest.mark.once("computes, and touches no database")

AREAS = Areas({}, {}, {}, {})


def mapped(record):
    """Columns, what only a new row gets, and the report."""
    report = Report()
    ids = {kind: {1, 2, 3} for kind in KINDS}
    kind = record["model"].rpartition(".")[2]
    found = MAPPINGS[kind](Entry(kind, record["pk"], record["fields"], Context(ids, report, {1: 91}, AREAS)))
    return found.columns, found.initial, report


def mended(record):
    """Columns and the one code that was reported, or None."""
    columns, initial, report = mapped(record)
    assert not report.errors
    assert len(report.mended) < 2
    return {**initial, **columns}, (report.mended[0].code if report.mended else None)


# --- places -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "position", "code"),
    [
        ("SRID=4326;POINT (24.95 60.17)", (60.17, 24.95), None),
        ("SRID=4326;POINT(24.95 60.17)", (60.17, 24.95), None),
        ("POINT (24.95 60.17)", (60.17, 24.95), None),
        ("srid=4326;point ( -70.1 -33.4 )", (-33.4, -70.1), None),
        ("SRID=4326;POINT (2.495e1 60.17)", (60.17, 24.95), None),
        (None, (None, None), None),
        ("", (None, None), None),
        ("SRID=4326;POINT EMPTY", (None, None), None),
        ("SRID=4326;POINT (60.17 24.95)", (60.17, 24.95), "swapped"),
        ("SRID=4326;POINT (24.95 160.17)", (None, None), "off_the_globe"),
        ("SRID=4326;POINT (-224.95 60.17)", (None, None), "off_the_globe"),
        ("SRID=4326;POINT (1e999 60.17)", (None, None), "off_the_globe"),
        ("SRID=3067;POINT (385000 6672000)", (None, None), "other_system"),
        ("SRID=4326;POLYGON ((24 60, 25 60, 25 61, 24 60))", (None, None), "no_point"),
        ("SRID=4326;POINT (1.2.3 60)", (None, None), "no_point"),
        ("SRID=4326;POINT (nan nan)", (None, None), "no_point"),
        ("60.17, 24.95", (None, None), "no_point"),
    ],
)
def test_coordinates(text, position, code):
    columns, found = mended(legacy.location(1, coordinates=text))
    assert ((columns["latitude"], columns["longitude"]), found) == (position, code)


@pytest.mark.parametrize(
    ("text", "stored", "code"),
    [
        ("00530", "00530", None),
        ("", "", None),
        ("00 530", "00530", None),
        ("530", "", "zip_code"),
        ("FI-005", "", "zip_code"),
    ],
)
def test_zip_codes(text, stored, code):
    columns, found = mended(legacy.location(1, zip_code=text))
    assert (columns["zip_code"], found) == (stored, code)


def test_a_place_is_in_the_municipality_that_its_own_stands_for():
    columns, _ = mended(legacy.location(5, municipality=1))
    assert columns["municipality_id"] == 91
    columns, _ = mended(legacy.location(5, municipality=2))
    assert columns["municipality_id"] is None


# --- texts --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "stored", "code"),
    [
        ("Judo", "Judo", None),
        ("  Judo \r\n kaikille ", "Judo kaikille", None),
        ("R&B < jazz", "R&B < jazz", None),
        ("Judo <b>kaikille</b>", "Judo kaikille", "cleaned"),
        ("Judo<script>alert(1)</script>", "Judo", "cleaned"),
        ("Ju\x00do\x07", "Judo", "cleaned"),
        ("Judo &amp; karate", "Judo & karate", "cleaned"),
        ("\ud800Judo", "Judo", "cleaned"),
        ("", "Nimetön 7", "nameless"),
        (None, "Nimetön 7", "nameless"),
        ("x" * MAX_TITLE, "x" * MAX_TITLE, None),
        ("x" * (MAX_TITLE + 1), "x" * (MAX_TITLE - 1) + "…", "shortened"),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
def test_names(text, stored, code):
    columns, found = mended(legacy.hobby(7, name=text))
    assert (columns["name_fi"], found) == (stored, code)


@pytest.mark.parametrize(
    ("text", "stored", "code"),
    [
        ("Tule!\r\n\r\nhttps://esimerkki.fi/a?b=1&c=2\n", "Tule!\n\nhttps://esimerkki.fi/a?b=1&amp;c=2", None),
        ('Katso <a href="https://esimerkki.fi">tästä</a>', "Katso tästä", "cleaned"),
        (None, "", None),
    ],
)
def test_descriptions_keep_their_lines_and_links(text, stored, code):
    columns, found = mended(legacy.hobby(7, description=text))
    assert (columns["description_fi"], found) == (stored, code)


def test_a_category_is_named_in_finnish_by_its_bare_name_where_nobody_translated_it():
    columns, code = mended(legacy.category(7, name="Judo", name_fi=None, name_sv=None, name_en=None))
    assert (columns["name_fi"], columns["name_sv"], columns["name_en"], code) == ("Judo", "", "", None)
    columns, code = mended(legacy.category(7, name="", name_fi="", name_sv="Segling", name_en=""))
    assert (columns["name_fi"], columns["is_hidden"], code) == ("Segling", False, "nameless")


@pytest.mark.parametrize(
    ("source", "origin", "concept"),
    [("yso", "p965", "p965"), ("yso", "x", None), ("", "p965", None), ("yso", "", None)],
)
def test_the_concept_of_a_category(source, origin, concept):
    _, initial, _ = mapped(legacy.category(7, data_source=source, origin_id=origin))
    assert initial["yso_id"] == concept


def test_an_audience_loses_its_parent():
    _, code = mended(legacy.audience(7, parent=2))
    assert code == "flattened"


# --- prices -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "amount", "stored", "code"),
    [
        ("free", "0.00", ("free", "0.00"), None),
        ("paid", "12.50", ("paid", "12.50"), None),
        ("paid", "0.00", ("paid", "0.00"), None),
        ("one_time", 5, ("one_time", "5.00"), None),
        ("free", "12.50", ("free", "0.00"), "free_with_price"),
        ("monthly", "12.50", ("paid", "12.50"), "unknown_price_type"),
        ("", "0.00", ("free", "0.00"), "unknown_price_type"),
        ("paid", "-5.00", ("paid", "0.00"), "out_of_range"),
        ("paid", "1000000.00", ("paid", "999999.99"), "out_of_range"),
        ("paid", "1e99999", ("paid", "999999.99"), "out_of_range"),
        ("paid", "12.345", ("paid", "12.34"), "out_of_range"),
        ("paid", "NaN", ("paid", "0.00"), "no_number"),
        ("paid", "12,50", ("paid", "0.00"), "no_number"),
        ("paid", None, ("paid", "0.00"), "no_number"),
    ],
)
def test_prices(kind, amount, stored, code):
    columns, found = mended(legacy.hobby(7, price_type=kind, price_amount=amount))
    assert (str(columns["price_type"]), str(columns["price_amount"]), found) == (*stored, code)


# --- times --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end", "stored_end", "code"),
    [
        ("2026-11-24 18:00:00", "2026-11-24 19:30:00", "2026-11-24 19:30:00", None),
        ("2026-11-24 00:00:00", "2026-11-24 00:00:00", "2026-11-24 00:00:00", None),
        ("2026-11-24 18:00:00", "2026-11-26 09:00:00", "2026-11-26 09:00:00", None),
        # The wrong year or day, and a time that fits.
        ("2026-11-24 18:00:00", "2025-11-24 19:30:00", "2026-11-24 19:30:00", "end_before_start"),
        ("2026-11-24 18:00:00", "2026-11-23 09:00:00", "2026-11-24 18:00:00", "end_before_start"),
        # Past midnight.
        ("2026-11-24 22:00:00", "2026-11-24 01:00:00", "2026-11-25 01:00:00", "end_before_start"),
        ("2026-11-24 18:00:00", "2026-11-24 00:00:00", "2026-11-25 00:00:00", "end_before_start"),
        # Nobody knows.
        ("2026-11-24 18:00:00", "2026-11-24 17:00:00", "2026-11-24 18:00:00", "end_before_start"),
        ("2026-11-24 10:00:00", "2026-11-24 00:00:00", "2026-11-24 10:00:00", "end_before_start"),
    ],
)
@pytest.mark.parametrize("make", [legacy.event, legacy.promotion])
def test_an_end_before_its_start(make, start, end, stored_end, code):
    (start_date, start_time), (end_date, end_time) = start.split(), end.split()
    times = {"start_date": start_date, "start_time": start_time, "end_date": end_date, "end_time": end_time}
    columns, found = mended(make(7, **times, hobby=1))
    assert f"{columns['start_date']} {columns['start_time']}" == start
    assert (f"{columns['end_date']} {columns['end_time']}", found) == (stored_end, code)


def test_a_date_out_of_all_bounds_is_brought_to_them():
    columns, _, report = mapped(legacy.event(7, hobby=1, start_date="0202-11-24", end_date="9999-12-31"))
    assert (columns["start_date"], columns["end_date"]) == (EARLIEST, LATEST)
    assert [finding.code for finding in report.mended] == ["out_of_range", "out_of_range", "weekday"]


def test_fractions_of_a_second_are_cut_off():
    columns, _ = mended(legacy.event(7, hobby=1, start_time="18:00:00.250"))
    assert columns["start_time"] == dt.time(18)


def test_a_weekday_follows_from_the_date():
    columns, code = mended(legacy.event(7, hobby=1, start_date="2026-11-24", start_weekday=5))
    assert (columns["start_weekday"], code) == (2, "weekday")


dates = st.dates().map(dt.date.isoformat)
times = st.times().map(dt.time.isoformat)


@given(start_date=dates, start_time=times, end_date=dates, end_time=times)
def test_whatever_the_dates_and_times_there_is_a_period(**when):
    columns, _, report = mapped(legacy.event(7, hobby=1, **when))
    assert not report.errors
    names = ("start_date", "start_time", "end_date", "end_time")
    assert Period(**{name: columns[name] for name in names}).event_columns().items() <= columns.items()


# --- counts, pictures, sources ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("available", "used", "stored", "code"),
    [
        (10, 3, (10, 3), None),
        (0, 0, (0, 0), "nothing_available"),
        (10, -3, (10, 0), "out_of_range"),
        (2**31, 0, (2**31 - 1, 0), "out_of_range"),
    ],
)
def test_counts(available, used, stored, code):
    columns, found = mended(legacy.promotion(7, available_count=available, used_count=used))
    assert ((columns["available_count"], columns["used_count"]), found) == (stored, code)


@pytest.mark.parametrize(
    ("name", "stored", "code"),
    [
        ("", "", None),
        (None, "", None),
        ("hobby_images/kuva_14.jpg", "hobby_images/kuva_14.jpg", None),
        ("hobby_images/kesä  leiri (1).jpg", "hobby_images/kesä  leiri (1).jpg", None),
        ("/etc/passwd", "", "image_name"),
        ("hobby_images/../../settings.py", "", "image_name"),
        ("https://esimerkki.fi/kuva.jpg", "", "image_name"),
        ("hobby_images\\kuva.jpg", "", "image_name"),
        ("a\x00.jpg", "", "image_name"),
        ("x" * 256, "", "image_name"),
    ],
)
@pytest.mark.parametrize("make", [legacy.hobby, legacy.promotion])
def test_pictures(make, name, stored, code):
    columns, found = mended(make(7, cover_image=name))
    assert (columns["cover_image"], found) == (stored, code)


def test_where_an_object_is_from():
    columns, _ = mended(legacy.hobby(7))
    assert (columns["data_source"], columns["origin_id"]) == ("harrastuspassi", None)
    columns, _ = mended(legacy.hobby(7, data_source="lipas", origin_id="1234"))
    assert (columns["data_source"], columns["origin_id"]) == ("lipas", "1234")


def test_a_hobby_is_published_as_of_when_it_was_made():
    columns, _ = mended(legacy.hobby(7, categories=[3, 1, 3]))
    made = dt.datetime(2021, 3, 1, 9, 30, 0, 125_000, tzinfo=dt.UTC)
    assert (columns["state"], columns["published_at"], columns["created_at"]) == ("published", made, made)
    assert columns["price_amount"] == Decimal(0)


# --- anything -----------------------------------------------------------------------------------
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", sorted(MAPPINGS))
@given(data=st.data())
def test_any_value_anywhere_is_used_mended_or_refused(kind, data):
    make = {"hobbycategory": legacy.category, "hobbyaudience": legacy.audience, "hobbyevent": legacy.event}
    fields = make.get(kind, getattr(legacy, kind, None))(7)["fields"]
    field = data.draw(st.sampled_from(sorted(fields)))
    report = Report()
    context = Context({name: {1} for name in KINDS}, report, {}, AREAS)
    MAPPINGS[kind](Entry(kind, 7, {**fields, field: data.draw(anything)}, context))
    assert {finding.kind for finding in report.errors + report.mended} <= {kind}
    json.dumps(report.as_json())
