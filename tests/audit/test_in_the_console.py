"""The log, and what is reported, as moderators read them: in their own language."""

import html
import re

import pytest
from django.utils.translation import override

from harrastuspassi.audit.models import Action, Entry
from harrastuspassi.audit.told import KINDS
from harrastuspassi.catalogue.models import Hobby, Report, ReportReason, ReportState
from harrastuspassi.common.actors import Actor, ActorKind, acting
from harrastuspassi.console.log import ACTORS, EntryAdmin
from harrastuspassi.console.urls import site
from tests.console.conftest import client_of
from tests.factories.accounts import moderator, operator
from tests.factories.catalogue import HobbyFactory, OrganizerFactory


def page(user, path: str, language: str) -> str:
    answer = client_of(user, **{"Accept-Language": language}).get(f"/console/{path}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.mark.once("looks up names")
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_kind_action_and_actor_has_a_name_in_each_language(language: str) -> None:
    admin = EntryAdmin(Entry, site)
    for kind in KINDS:
        for action in Action:
            entry = Entry(kind=kind, action=action, object_id="5", actor_kind="user")
            with override("en"):
                english = [str(admin.kind_name(entry)), str(admin.action_name(entry))]
            with override(language):
                told = [str(admin.kind_name(entry)), str(admin.action_name(entry))]
            assert all(told), kind
            # Some words are the same in Swedish.
            assert not set(told) & set(english) - {"hobby", "synonym"}, (kind, told)
    assert set(ACTORS) == set(ActorKind)
    with override("en"):
        english = [str(name) for name in ACTORS.values()]
    with override(language):
        assert not {str(name) for name in ACTORS.values()} & set(english)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fi",
            ["harrastus {id}: muutettu", "tili {by}", "kuvaus suomeksi: Vanha → Uusi", "tila: julkaistu → arkistoitu"],
        ),
        ("sv", ["hobby {id}: ändrad", "konto {by}", "beskrivning på finska: Vanha → Uusi", "status: publicerad →"]),
    ],
)
def test_an_entry_reads_in_the_readers_language(language: str, words: list[str]) -> None:
    user = operator()
    with acting(Actor(ActorKind.USER, user.pk)):
        hobby = HobbyFactory(description_fi="Vanha")
        Hobby.objects.filter(pk=hobby.pk).update(description_fi="Uusi", state="archived")
    entry = Entry.objects.get(kind="hobby", action="changed")
    shown = page(user, f"audit/entry/{entry.pk}/change/", language)
    for word in words:
        assert word.format(id=hobby.pk, by=user.pk).lower() in shown.lower(), shown
    assert f"hobby {hobby.pk}: changed" not in shown.lower()
    assert words[0].partition(" ")[0] in page(user, "audit/entry/", language).lower()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("fi", "huomautus"), ("sv", "anmälan")])
def test_a_report_is_headed_in_the_readers_language(language: str, word: str) -> None:
    organizer = OrganizerFactory()
    report = Report.objects.create(
        organizer=organizer, municipality=organizer.municipality, reason=ReportReason.MISLEADING, state=ReportState.OPEN
    )
    shown = page(moderator(organizer.municipality), f"catalogue/report/{report.pk}/change/", language)
    assert f"{word} {report.pk}: " in shown.lower()
    assert "misleading" not in shown
    assert "open)" not in shown
