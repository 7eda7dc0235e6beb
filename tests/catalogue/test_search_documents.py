"""The documents that search reads, kept true."""

import pytest

from harrastuspassi.catalogue.models import Hobby, SearchDocument, SearchWord
from harrastuspassi.catalogue.search_documents import rebuild_documents, refresh_documents
from harrastuspassi.catalogue.searching import as_typed
from tests.factories.catalogue import HobbyFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> set[int]:
    """Ids of the hobbies that have what was typed."""
    return set(Hobby.objects.found_by(as_typed(text)).values_list("pk", flat=True))


def test_an_endless_description_is_published_and_found_by_how_it_begins() -> None:
    endless = " ".join([f"Alkusanat{'🙂' * 3}", *(f"{number:x}{'äö' * 60}" for number in range(3_000)), "loppu"])
    hobby = HobbyFactory(name_fi="Uinti", description_fi=endless, description_sv="x" * 500_000, description_en="Hello")
    assert found("uinti") == found("kusanat") == found("2aoao") == {hobby.pk}
    assert found("loppu") == set()


def test_of_a_word_of_any_length_the_first_hundred_letters_count() -> None:
    hobby = HobbyFactory(name_fi="ab" * 300)
    assert found("ab" * 100) == found("ab" * 50) == found("ba" * 20) == {hobby.pk}


def test_only_documents_that_differ_are_written() -> None:
    hobbies = HobbyFactory.create_batch(3)
    assert refresh_documents([hobby.pk for hobby in hobbies]) == 0
    hobbies[0].name_fi = "Uusi nimi"
    hobbies[0].save()
    assert refresh_documents([hobby.pk for hobby in hobbies]) == 1


def test_rebuilding_brings_everything_up_to_date_and_forgets_words_that_no_name_has() -> None:
    hobby = HobbyFactory(name_fi="Purjehdus", organizer=OrganizerFactory(name="Lokki ry"))
    SearchDocument.objects.all().delete()
    SearchWord.objects.create(word="kadonnut")
    rebuilt = rebuild_documents()
    assert (rebuilt.documents, rebuilt.written) == (1, 1)
    assert found("purjehd") == found("lokki") == {hobby.pk}
    assert not SearchWord.objects.filter(word="kadonnut").exists()
    assert rebuild_documents().written == 0
