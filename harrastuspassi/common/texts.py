"""Plain texts, made fit to be stored and shown: no markup, nothing invisible, letters in one spelling."""

import html
import re
import unicodedata

import nh3

MAX_PASSES = 10
"""How often escaped markup is looked into."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but tab and line feed (NUL among them, which PostgreSQL cannot hold); halves of surrogate
# pairs, which JSON can spell and UTF-8 cannot; no-characters; what reverses the direction of what follows, or is
# not seen at all: two names that look alike must be alike.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\xad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Joiners belong between the letters of Persian or Hindi, and between emoji; nowhere else.
_JOINED = "\u0600-\u1fff\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINERS = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
# The ends of what HTML shows as lines of their own.
_BREAK = re.compile(r"<\s*(?:br|/\s*(?:p|div|li|ul|ol|tr|h[1-6]|blockquote))\b[^<>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<\s*/\s*(?:p|h[1-6]|blockquote)\b[^<>]*>", re.IGNORECASE)
_EMPTY_LINES = re.compile("\n{3,}")
_MARK = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_PILED_MARKS = re.compile(f"([{_MARK}]{{3}})[{_MARK}]+")


def fit(text: str) -> str:
    """`text` in Unicode normalization form C, with line feeds between lines and without what cannot be seen."""
    text = _UNFIT.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", _STRAY_JOINERS.sub("", text)))


def plain_text(text: str) -> str:
    """`text` without markup, what cannot be seen and space around it. Lines stay lines, and so do those of HTML."""
    text = fit(text)
    # Escaped markup is markup once it is unescaped.
    for _ in range(MAX_PASSES):
        before = text
        if "<" in text or "&" in text:
            text = _BREAK.sub("\n", _PARAGRAPH.sub("\n\n", text))
            text = fit(html.unescape(nh3.clean(text, tags=set())))
        if text == before:
            break
    else:
        text = text.replace("<", "")
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def plain_line(text: str) -> str:
    """`text` as `plain_text` has it, in one line with single spaces."""
    return " ".join(plain_text(text).split())


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; "…" tells that something is missing."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
