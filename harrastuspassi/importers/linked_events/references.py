"""What a record of Linked Events is, and what it points to: by an id, an address that ends in one, or an object."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

MAX_ID = 200


def reference(value: Any) -> str | None:
    """The id that a value stands for, such as "tprek:28473"; None where it stands for none."""
    if isinstance(value, Mapping):
        return reference(value.get("id")) or reference(value.get("@id"))
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.startswith(("http://", "https://")):
        try:
            text = unquote(urlsplit(text).path.rstrip("/").rpartition("/")[2])
        except ValueError:
            return None
    return text if 0 < len(text) <= MAX_ID and text.isprintable() and " " not in text else None


def members(value: Any) -> list[Any]:
    """The members of a list; none where the value is no list."""
    return value if isinstance(value, list) else []


def is_series(raw: Any) -> bool:
    """Whether a record is the super-event of a series, which becomes a hobby of many events."""
    return isinstance(raw, Mapping) and raw.get("super_event_type") == "recurring"


def is_deleted(raw: Any) -> bool:
    """Whether a record has been deleted; of such a one the server tells little more than its id."""
    return isinstance(raw, Mapping) and raw.get("deleted") is True
