"""Texts in Finnish, Swedish and English, and what to show when the asked one is empty."""

from typing import Any, Literal, get_args

from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "fi"


def fallback_chain(language: Language) -> tuple[Language, ...]:
    """The asked language, then Finnish, Swedish and English: Åland's organizers write only Swedish."""
    return (language, *(other for other in LANGUAGES if other != language))


def text(source: Any, field: str, language: Language) -> str:
    """The first filled text of `field_fi`, `field_sv`, `field_en` on a model instance; "" when all are empty."""
    for candidate in fallback_chain(language):
        value: str | None = getattr(source, f"{field}_{candidate}")
        if value:
            return value
    return ""


def text_expression(field: str, language: Language) -> Coalesce:
    """The same choice as `text`, as an SQL expression over the columns of `field`."""
    columns = [NullIf(F(f"{field}_{candidate}"), Value("")) for candidate in fallback_chain(language)]
    return Coalesce(*columns, Value(""), output_field=CharField())
