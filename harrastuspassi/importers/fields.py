"""Taking values out of a record that may lack anything or hold anything."""

from collections.abc import Mapping
from typing import Any

from harrastuspassi.common.addresses import MAX_URL, postal_code, web_address
from harrastuspassi.common.texts import plain_line, plain_text, shortened
from harrastuspassi.importers.upsert import Warn

MAX_SHORT = 200
"""Characters of a text that has to be short: longer ones are no such thing."""


class Fields:
    """Values of a JSON object by path, such as "location.city.name". Wrong types are warned about, never raised."""

    def __init__(self, data: Mapping[str, Any], warn: Warn):
        self.data = data
        self.warn = warn

    def at(self, path: str) -> Any:
        """What is there; None where nothing is."""
        value: Any = self.data
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value

    def line(self, path: str, limit: int) -> str:
        """A text in one line of at most `limit` characters; "" where there is none."""
        text = plain_line(self._text(path))
        if len(text) > limit:
            self.warn(f"{path} is longer than {limit} characters and is shortened")
        return shortened(text, limit)

    def lines(self, path: str) -> str:
        """A text of any number of lines; "" where there is none."""
        return plain_text(self._text(path))

    def number(self, path: str) -> float | None:
        """A number; None where there is none."""
        value = self.at(path)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.warn(f"{path} is no number and is ignored")
        return None

    def says_no(self, path: str) -> bool:
        """Whether the value is there and false, also spelt as text."""
        return self.at(path) in (False, 0, "false", "False", "0")

    def web_address(self, path: str) -> str:
        """An http(s) address; "" where there is none."""
        text = self.lines(path)
        address = web_address(text) if text else ""
        if address is None:
            self.warn(f"{path} {text[:MAX_URL]!r} is no web address and is ignored")
        return address or ""

    def postal_code(self, path: str) -> str:
        """A Finnish postal code, five digits; "" where there is none."""
        text = self.line(path, MAX_SHORT)
        # A number has lost its leading zeros.
        code = text.zfill(5) if text and isinstance(self.at(path), int) else text
        found = postal_code(code)
        if code and found is None:
            self.warn(f"postal code {text!r} is not five digits and is ignored")
        return found or ""

    def position(self, latitude: float | None, longitude: float | None) -> tuple[float | None, float | None]:
        """A position in decimal degrees (WGS 84); Nones where there is none on the globe."""
        if latitude is None and longitude is None:
            return None, None
        if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            self.warn(f"coordinates {latitude}, {longitude} are not on the globe and are ignored")
            return None, None
        return float(latitude), float(longitude)

    def _text(self, path: str) -> str:
        value = self.at(path)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.warn(f"{path} is no text and is ignored")
        return ""
