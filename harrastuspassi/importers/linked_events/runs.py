"""One run of the import, and how far it has come for the next."""

import datetime as dt

from harrastuspassi.catalogue.reference import ensure_reference
from harrastuspassi.common import clock
from harrastuspassi.importers.models import MAX_ADDRESS, ReadSource
from harrastuspassi.importers.upsert import SourceUnreadable, Summary, import_records

from . import DATA_SOURCE
from .client import Reading, canonical, is_address, open_reading
from .locations import archive_unused_places
from .source import LinkedEventsSource


def import_linked_events(
    *, where: str, data_source: str = DATA_SOURCE, everything: bool = False, allow_archive: bool = False
) -> Summary:
    """Imports the events at a path or address. Raises SourceUnreadable when nothing can be read there.

    Of an address that has been read before only what has changed since is read, unless `everything` is
    asked for. Only a run that came to its end, with records that could be used, is remembered.
    """
    address = canonical(where) if is_address(where) else None
    if address and len(address) > MAX_ADDRESS:
        raise SourceUnreadable(f"The address is longer than {MAX_ADDRESS} characters")
    since = None if everything or address is None else _read_to(data_source, address)
    reading = open_reading(where, since=since)
    ensure_reference()
    summary = import_records(
        source=LinkedEventsSource(data_source, is_whole=reading.is_whole),
        records=reading.records,
        total=reading.total,
        whole=reading.is_whole,
        look_again=reading.look_again,
        allow_archive=allow_archive,
    )
    if not summary.is_failed:
        if unused := archive_unused_places(data_source):
            summary.notes["unused places archived"] = unused
        _remember(data_source, address, reading)
    return summary


def _read_to(data_source: str, address: str) -> dt.datetime | None:
    read = ReadSource.objects.filter(data_source=data_source, address=address)
    return read.values_list("read_to", flat=True).first()


def _remember(data_source: str, address: str | None, reading: Reading) -> None:
    if address and reading.read_to:
        ReadSource.objects.update_or_create(
            data_source=data_source,
            address=address,
            defaults={"read_to": reading.read_to, "finished_at": clock.now()},
        )
