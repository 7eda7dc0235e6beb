"""Texts from elsewhere, made fit to be stored and shown: plain, of a known length, addresses that can be opened."""

import html
import re
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

MAX_URL, MAX_EMAIL = 500, 254
MAX_ESCAPES = 4

_validate_url = URLValidator(schemes=["http", "https"])
# Control characters but tab and line feed (NUL among them, which PostgreSQL cannot hold), and halves of
# surrogate pairs, which JSON can spell and UTF-8 cannot.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# The ends of what HTML shows as lines of their own.
_BREAK = re.compile(r"<\s*(?:br|/\s*(?:p|div|li|ul|ol|tr|h[1-6]|blockquote))\b[^<>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<\s*/\s*(?:p|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_EMPTY_LINES = re.compile("\n{3,}")


def plain_text(text: str) -> str:
    """`text` without markup, control characters and space around it. Lines stay lines, and so do those of HTML."""
    text = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # Escaped markup is markup once it is unescaped, at most a few times over.
    for _ in range(MAX_ESCAPES):
        if "<" in text or "&" in text:
            text = _BREAK.sub("\n", _PARAGRAPH.sub("\n\n", text))
            text = _UNFIT.sub("", html.unescape(nh3.clean(text, tags=set())))
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def plain_line(text: str) -> str:
    """`text` as `plain_text` has it, in one line with single spaces."""
    return " ".join(plain_text(text).split())


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; "…" tells that something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def web_address(text: str) -> str | None:
    """An http(s) address that can be opened, its missing scheme taken as http; None where there is none in `text`."""
    address = text if "://" in text else f"http://{text}"
    try:
        _validate_url(address)
    except ValidationError:
        return None
    return address if len(address) <= MAX_URL and urlsplit(address).username is None else None


def email_address(text: str) -> str | None:
    """`text` where it is one e-mail address, else None."""
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text if len(text) <= MAX_EMAIL else None
