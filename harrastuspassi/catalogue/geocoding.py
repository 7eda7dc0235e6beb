"""Coordinates for places whose address came without: asked of a geocoder (common/geocoder.py) by the workers.

A job is of one version of a location, so that each address is asked for once, and again when it is another. What comes
from a source stays as the source has it: the next import would take the coordinates away again.
"""

import structlog
from django.db.models import QuerySet

from harrastuspassi.catalogue.models import Location
from harrastuspassi.catalogue.models.base import OWN_SOURCE
from harrastuspassi.catalogue.publishing import publishing
from harrastuspassi.catalogue.writing.common import version
from harrastuspassi.common import geocoder, queue
from harrastuspassi.common.geocoder import Position, Question
from harrastuspassi.common.models import Job

KIND = "find_position"
"""The kind of job that asks; its key is the location's id and version."""
A_DAY_AT_MOST = 500
"""Places that are asked for anew a day, such as those that were there before there was a geocoder."""
_CHUNK = 500

_log = structlog.get_logger("geocoding")


def ask_for_position(location: Location) -> None:
    """Has the workers find where a place is that was just saved, if that is not known and there is whom to ask."""
    if geocoder.is_on() and _question(location):
        queue.enqueue(kind=KIND, key=_key(location))


def ask_for_positions() -> int:
    """The same of places that nobody has asked for yet. Returns how many."""
    if not geocoder.is_on():
        return 0
    asked = 0
    rows = list(_without_position())
    for start in range(0, len(rows), _CHUNK):
        wanted = {_key(location): location for location in rows[start : start + _CHUNK]}
        known = set(Job.objects.filter(kind=KIND, key__in=list(wanted)).values_list("key", flat=True))
        for key in [key for key in wanted if key not in known and _question(wanted[key])][: A_DAY_AT_MOST - asked]:
            queue.enqueue(kind=KIND, key=key)
            asked += 1
    return asked


def find_position(key: str) -> None:
    """Asks where the location of a job's key is, and places it there if its address still is what was asked for.

    Raises GeocoderFailed. What the geocoder does not know for sure stays without coordinates.
    """
    pk = int(key.partition(":")[0])
    location = _without_position().filter(pk=pk).first()
    question = _question(location) if location and geocoder.is_on() else None
    if question is None:
        return
    # No transaction is open meanwhile: writers of SQLite would wait for the answer.
    position = geocoder.find(question)
    if position is None:
        _log.info("position not found", location=pk)
    else:
        place_at(location_id=pk, asked=question, position=position)


def place_at(*, location_id: int, asked: Question, position: Position) -> bool:
    """Gives a location its coordinates. False where it has got some meanwhile, or is at another address or gone."""
    with publishing() as changes:
        location = _without_position().select_for_update(of=("self",)).filter(pk=location_id).first()
        if location is None or _question(location) != asked:
            return False
        location.latitude, location.longitude = position.latitude, position.longitude
        location.save(update_fields=["latitude", "longitude", "modified_at"])
        changes.add(location)
    return True


def _without_position() -> QuerySet[Location]:
    rows: QuerySet[Location] = Location.objects.filter(
        latitude__isnull=True, municipality__isnull=False, archived_at__isnull=True, data_source=OWN_SOURCE
    ).exclude(address="")
    return rows.select_related("municipality").order_by("id")


def _question(location: Location) -> Question | None:
    """What to ask of a place; None where nothing is missing, or the answer could not be told from a wrong one."""
    municipality = location.municipality
    is_complete = location.latitude is not None or not location.address or location.archived_at is not None
    if is_complete or municipality is None or location.data_source != OWN_SOURCE:
        return None
    towns = tuple(filter(None, (municipality.name_fi, municipality.name_sv)))
    return Question(location.address, location.zip_code, location.city or municipality.name_fi, towns)


def _key(location: Location) -> str:
    return f"{location.pk}:{version(location.modified_at)}"
