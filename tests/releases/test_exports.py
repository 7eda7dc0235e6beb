"""Exports: asking, making, giving, and forgetting."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.signing import TimestampSigner

from harrastuspassi.accounts.machines import LONGEST, issue_token, revoke_token
from harrastuspassi.accounts.models import Appointment, Scope
from harrastuspassi.common.errors import InvalidInput, Missing, Refused
from harrastuspassi.common.models import Job
from harrastuspassi.releases import exporting, storage
from harrastuspassi.releases.exporting import (
    ADDRESS_VALID,
    FILE_KEPT,
    MOST_IN_A_DAY,
    MOST_WAITING,
    ROW_KEPT,
    Asker,
    TooManyExports,
    ask_export,
    export_for,
    exports_of,
    file_name,
    open_file,
    seen_state,
    ticket_for,
)
from harrastuspassi.releases.making import forget_exports, make_export
from harrastuspassi.releases.models import Download, Export, ExportState
from tests.factories.accounts import evaluator, operator
from tests.factories.catalogue import MunicipalityFactory
from tests.factories.releases import AREA_AND_AGE, AREA_AND_CATEGORY, release

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 9, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def releases(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    release(1, ["2027-Q1"])
    release(2, ["2027-Q2"], published=False)
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def asker() -> Asker:
    return Asker(user=evaluator())


def ask(asker: Asker, **fields: Any) -> Export:
    given: dict[str, Any] = {"tables": [AREA_AND_AGE], "selection": {}, "language": "fi", "format": "csv"}
    return ask_export(asker=asker, **given | fields)


def made(asker: Asker, **fields: Any) -> Export:
    export = ask(asker, **fields)
    make_export(export.key)
    return export_for(asker, export.key)


def content(export: Export) -> str:
    opened, path = open_file(key=export.key, ticket=ticket_for(export))
    assert opened.pk == export.pk
    return path.read_text()


def test_an_export_is_a_row_and_a_job_first_then_a_file(asker: Asker) -> None:
    export = ask(asker)
    assert (export.state, export.release.number, export.municipalities) == ("asked", 2, None)
    assert Job.objects.get(kind="make_export").key == export.key
    with pytest.raises(Refused) as refused:
        content(export)
    assert refused.value.code == "export_not_ready"
    assert not Download.objects.exists()
    make_export(export.key)
    export = export_for(asker, export.key)
    assert (export.state, export.progress, export.finished_at) == ("ready", 100, NOW)
    assert storage.checksum(storage.export_path(export.key, "csv")) == storage.Stored(export.sha256, export.size)
    assert content(export).startswith("Jakso,")
    assert file_name(export) == f"harrastuspassi-2-{AREA_AND_AGE}-fi.csv"


def test_making_it_again_changes_nothing(asker: Asker) -> None:
    export = made(asker)
    path = storage.export_path(export.key, "csv")
    path.write_text("untouched")
    make_export(export.key)
    make_export("0" * 32)
    assert path.read_text() == "untouched"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"tables": []}, {"tables": ["unknown_table"]}),
        ({"tables": ["nothing"]}, {"tables": ["unknown_table"]}),
        ({"tables": [AREA_AND_AGE, AREA_AND_AGE]}, {"tables": ["unknown_table"]}),
        ({"tables": [AREA_AND_AGE, AREA_AND_CATEGORY]}, {"format": ["one_table_only"]}),
        ({"selection": {"gender": ["female"]}}, {"gender": ["not_a_dimension"]}),
        ({"release": 3}, {"release": ["unknown_release"]}),
    ],
)
def test_what_is_wrong_is_named(asker: Asker, fields: Any, wrong: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(asker, **fields)
    assert refused.value.fields == wrong
    assert not Export.objects.exists()


def test_without_a_release_there_is_nothing_to_export(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "releases_for", lambda reader: Export.objects.none())
    with pytest.raises(Refused) as refused:
        ask(asker)
    assert refused.value.code == "no_release"


def test_only_so_many_wait_and_are_made_in_a_day(asker: Asker, releases: Any) -> None:
    waiting = [ask(asker) for _ in range(MOST_WAITING)]
    with pytest.raises(TooManyExports):
        ask(asker)
    # Others are not held up, and what was given up waits no more.
    ask(Asker(user=evaluator()))
    Job.objects.filter(key=waiting[0].key).update(state=Job.State.FAILED)
    ask(asker)
    Export.objects.filter(asker.own).update(state=ExportState.READY, sha256="0" * 64)
    for _ in range(MOST_IN_A_DAY - MOST_WAITING - 1):
        Export.objects.filter(pk=ask(asker).pk).update(state=ExportState.READY, sha256="0" * 64)
    with pytest.raises(TooManyExports):
        ask(asker)
    releases.shift(dt.timedelta(days=1, seconds=1))
    ask(asker)


def test_a_municipality_gets_its_own_alone_of_what_is_not_public() -> None:
    own = Asker(user=evaluator(MunicipalityFactory(code="049")))
    text = content(made(own))
    rows = [line.split(",") for line in text.splitlines()[1:]]
    assert {row[-4 - 2] for row in rows if row[0] == "2027-Q2"} == {"049"}
    assert "091" in {row[-4 - 2] for row in rows if row[0] == "2027-Q1"}
    nothing = content(made(own, selection={"area": ["091"], "period": ["2027-Q2"]}))
    assert nothing == content(made(own, selection={"area": ["999"], "period": ["2027-Q2"]}))


# --- who gets it --------------------------------------------------------------------------------
def test_exports_are_their_askers_alone(asker: Asker) -> None:
    export = made(asker)
    for other in (Asker(user=evaluator()), Asker(user=operator()), Asker(machine=_machine().pk)):
        assert not exports_of(other)
        with pytest.raises(Missing):
            export_for(other, export.key)


def _machine() -> Any:
    return issue_token(name="varasto", scope=Scope.STATISTICS, valid_for=LONGEST)[0]


def test_an_address_is_for_one_export_and_for_a_while(asker: Asker, releases: Any) -> None:
    export, other = made(asker), made(asker)
    ticket = ticket_for(export)
    forged = [ticket_for(other), ticket[:-1], "", TimestampSigner(salt="other").sign(export.key)]
    for wrong in forged:
        with pytest.raises(Missing):
            open_file(key=export.key, ticket=wrong)
    with pytest.raises(Missing):
        open_file(key=other.key, ticket=ticket)
    releases.shift(ADDRESS_VALID)
    open_file(key=export.key, ticket=ticket)
    releases.shift(dt.timedelta(seconds=1))
    with pytest.raises(Missing):
        open_file(key=export.key, ticket=ticket)
    assert Download.objects.count() == 1


def test_each_download_is_logged_with_who_and_when_and_nothing_else(asker: Asker, releases: Any) -> None:
    export = made(asker)
    content(export)
    releases.shift(60)
    content(export)
    log = list(Download.objects.order_by("pk").values_list("export", "user", "machine", "at"))
    assert log == [
        (export.pk, asker.user.pk, None, NOW),
        (export.pk, asker.user.pk, None, NOW + dt.timedelta(minutes=1)),
    ]
    assert {field.name for field in Download._meta.get_fields()} == {"id", "export", "file", "user", "machine", "at"}


@pytest.mark.parametrize("lost", ["post", "factor", "account", "narrowed"])
def test_whoever_may_not_read_any_more_gets_nothing(asker: Asker, lost: str) -> None:
    export = made(asker)
    user = asker.user
    if lost == "post":
        Appointment.objects.all().delete()
    elif lost == "factor":
        user.authenticator_set.all().delete()
    elif lost == "account":
        type(user).objects.filter(pk=user.pk).update(is_active=False)
    else:
        Appointment.objects.update(municipality=MunicipalityFactory(code="049"))
    with pytest.raises(Missing):
        content(export)
    assert not Download.objects.exists()


def test_a_municipalitys_file_stays_its_own_when_its_reader_moves_on() -> None:
    here, elsewhere = MunicipalityFactory(code="091"), MunicipalityFactory(code="049")
    asker = Asker(user=evaluator(here))
    export = made(asker)
    content(export)
    Appointment.objects.update(municipality=elsewhere)
    with pytest.raises(Missing):
        content(export)
    Appointment.objects.update(municipality=None)
    content(export)


def test_another_system_gets_its_exports_while_its_token_is_good() -> None:
    token = _machine()
    export = made(Asker(machine=token.pk))
    content(export)
    assert Download.objects.get().machine == token
    revoke_token(token=token)
    with pytest.raises(Missing):
        content(export)


# --- what is kept, and how long -----------------------------------------------------------------
def test_a_file_goes_after_its_time_and_the_row_after_two_years(asker: Asker, releases: Any) -> None:
    export = made(asker)
    content(export)
    path = storage.export_path(export.key, "csv")
    releases.shift(FILE_KEPT - dt.timedelta(seconds=1))
    assert forget_exports() == 0
    assert path.exists()
    releases.shift(1)
    assert seen_state(export_for(asker, export.key)) == ExportState.GONE
    with pytest.raises(Refused) as refused:
        content(export)
    assert refused.value.code == "export_gone"
    assert forget_exports() == 1
    assert not path.exists()
    assert (export_for(asker, export.key).state, Download.objects.count()) == ("gone", 1)
    releases.shift(ROW_KEPT)
    forget_exports()
    assert not Export.objects.exists()
    assert not Download.objects.exists()


def test_files_of_no_export_go(asker: Asker) -> None:
    export = made(asker)
    stray = storage.export_path("f" * 32, "zip")
    stray.write_bytes(b"x")
    forget_exports()
    assert not stray.exists()
    assert storage.export_path(export.key, "csv").exists()


def test_a_file_that_was_lost_is_told_as_gone(asker: Asker) -> None:
    export = made(asker)
    storage.remove(storage.export_path(export.key, "csv"))
    with pytest.raises(Refused) as refused:
        content(export)
    assert refused.value.code == "export_gone"


def test_an_export_that_the_workers_gave_up_has_failed_until_an_operator_retries(asker: Asker) -> None:
    export = ask(asker)
    Job.objects.update(state=Job.State.FAILED)
    assert seen_state(export_for(asker, export.key)) == ExportState.FAILED
    with pytest.raises(Refused) as refused:
        content(export)
    assert refused.value.code == "export_failed"
    make_export(export.key)
    assert seen_state(export_for(asker, export.key)) == ExportState.READY


def test_a_table_that_no_sheet_can_hold_is_refused(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harrastuspassi.releases.making.MOST_ROWS", 3)
    export = made(asker, format="xlsx")
    assert (export.state, export.reason) == ("failed", "too_many_rows")
    assert made(asker, format="csv").state == "ready"


def test_nothing_is_left_of_a_writer_that_fails(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Any) -> None:
        path.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr("harrastuspassi.releases.making._writing", lambda *asked: fails)
    export = ask(asker)
    with pytest.raises(OSError, match="disk full"):
        make_export(export.key)
    assert export_for(asker, export.key).state == "asked"
    assert not list(storage.export_path(export.key, "csv").parent.iterdir())


def test_an_erased_account_leaves_the_log_without_a_name(asker: Asker) -> None:
    content(made(asker))
    asker.user.delete()
    assert Download.objects.get().user is None
    assert Export.objects.get().user is None
