"""Which text is shown when the asked one is empty."""

from itertools import product

import pytest

from harrastuspassi.catalogue.models import Location
from harrastuspassi.common.languages import LANGUAGES, Language, fallback_chain, text, text_expression


@pytest.mark.parametrize(
    ("asked", "chain"),
    [("fi", ("fi", "sv", "en")), ("sv", ("sv", "fi", "en")), ("en", ("en", "fi", "sv"))],
)
def test_the_asked_language_then_finnish_swedish_english(asked: Language, chain: tuple[Language, ...]) -> None:
    assert fallback_chain(asked) == chain


@pytest.mark.django_db
@pytest.mark.parametrize("asked", LANGUAGES)
def test_python_and_sql_choose_the_same_text(asked: Language) -> None:
    for filled in product((True, False), repeat=3):
        names = {f"name_{code}": code if there else "" for code, there in zip(LANGUAGES, filled, strict=True)}
        place = Location.objects.create(**names)
        expected = next((code for code in fallback_chain(asked) if names[f"name_{code}"]), "")
        assert text(place, "name", asked) == expected
        chosen = Location.objects.annotate(shown=text_expression("name", asked)).get(pk=place.pk)
        assert chosen.shown == expected  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_text_never_written_is_empty_not_null() -> None:
    place = Location.objects.create(name_fi="", name_sv="", name_en="")
    Location.objects.filter(pk=place.pk).update(name_fi=None, name_sv=None, name_en=None)
    place.refresh_from_db()
    assert text(place, "name", "fi") == ""
    assert Location.objects.annotate(shown=text_expression("name", "sv")).get(pk=place.pk).shown == ""  # type: ignore[attr-defined]
