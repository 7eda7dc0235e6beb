"""From the offers of Linked Events to a price. Pure.

An offer says whether it is free; its price is prose in several languages ("10 €, alle 18-vuotiaat 5 €").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from harrastuspassi.catalogue.models import PriceType
from harrastuspassi.common.languages import LANGUAGES, Language
from harrastuspassi.importers.fields import Fields

from .references import members

UNKNOWN = Decimal(0)
"""The amount where something is not free and its price is not one number of euros."""
MAX_AMOUNT = Decimal("999999.99")
MAX_TEXT = 1000
LABELS: dict[Language, str] = {"fi": "Hinta", "sv": "Pris", "en": "Price"}

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_EUROS = r"\s*(?:€|e\b|eur\b|euroa?\b)"
_BARE = re.compile(rf"\s*\d+(?:[.,]\d+)?(?:{_EUROS})?\s*", re.IGNORECASE)
_WITH_EUROS = re.compile(rf"\d{_EUROS}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Price:
    """What a hobby costs in euros, and by language a line with what its offers say beyond that."""

    type: PriceType
    amount: Decimal = UNKNOWN
    lines: Mapping[Language, str] = field(default_factory=dict)


def price(event: Fields) -> Price:
    """The price of an event: free where every offer is, else the least amount named.

    Where nothing is said it is not called free: coming without money to what costs some is the worse surprise.
    """
    offers = [Fields(offer, event.warn) for offer in members(event.at("offers")) if isinstance(offer, Mapping)]
    paid = [offer for offer in offers if offer.at("is_free") is not True]
    if offers and not paid:
        return Price(PriceType.FREE)
    amounts = [amount for offer in paid for amount in _amounts(offer)]
    lines = {language: line for language in LANGUAGES if (line := _line(offers, language))}
    return Price(PriceType.PAID, min(amounts, default=UNKNOWN), lines)


def amount_in(text: str) -> Decimal | None:
    """The euros that a text names where it names one amount and no other number, else None."""
    numbers = _NUMBER.findall(text)
    if len(numbers) != 1 or not (_BARE.fullmatch(text) or _WITH_EUROS.search(text)):
        return None
    return _decimal(numbers[0])


def _decimal(text: str) -> Decimal | None:
    whole, _, cents = text.replace(",", ".").partition(".")
    if not (whole.isdecimal() and whole.isascii() and len(whole) <= 6 and len(cents) <= 2 and cents.isascii()):
        return None
    return Decimal(f"{whole}.{cents or 0}").quantize(Decimal("0.01")) if not cents or cents.isdecimal() else None


def _amounts(offer: Fields) -> list[Decimal]:
    """The amounts of an offer's price groups, else the one in its prose."""
    groups = [group.get("price") for group in members(offer.at("offer_price_groups")) if isinstance(group, Mapping)]
    found = [amount for value in groups if (amount := _decimal(str(value))) is not None]
    texts = [offer.line(f"price.{language}", MAX_TEXT) for language in LANGUAGES]
    prose = next((amount for text in texts if (amount := amount_in(text)) is not None), None)
    return found or ([] if prose is None else [prose])


def _line(offers: list[Fields], language: Language) -> str:
    said: list[str] = []
    for offer in offers:
        text = offer.line(f"price.{language}", MAX_TEXT)
        parts = ["" if _BARE.fullmatch(text) else text, offer.line(f"description.{language}", MAX_TEXT)]
        said += [part for part in parts if part and part not in said]
    return f"{LABELS[language]}: {'; '.join(said)}" if said else ""
