"""Descriptions: text with a little markup, which is HTML for whoever can show it and reads well as plain text too.

A rich text holds paragraphs, lists, emphasis and links, and nothing else. Line feeds in it are line breaks (CSS
`white-space: pre-line`), so that plain text only has to be escaped to be one.
"""

import html
import re

import nh3

from harrastuspassi.common.addresses import web_address
from harrastuspassi.common.texts import fit, plain_text

TAGS = frozenset({"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "a"})
_DROPPED_WHOLE = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "textarea"}


def _link(tag: str, attribute: str, value: str) -> str | None:
    return web_address(value.strip(), missing_scheme="https") if attribute == "href" else value


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=_DROPPED_WHOLE,
    attributes={"a": {"href"}},
    attribute_filter=_link,
    url_schemes={"http", "https"},
    link_rel="nofollow noopener noreferrer",
)
_BLOCK = re.compile(r"</?(?:p|ul|ol|li|br)>")
_EMPTY = re.compile(r"<(p|ul|ol|li|strong|em|b|i)>\s*</\1>")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"</?[a-z]+[^>]*>")
_AS_TEXT = {"<p>": "\n\n", "</p>": "\n\n", "<ul>": "\n\n", "</ul>": "\n\n", "<ol>": "\n\n", "</ol>": "\n\n"}
_AS_TEXT |= {"<br>": "\n", "<li>": "\n- "}


def rich_text(markup: str) -> str:
    """What is allowed of `markup`, well-formed. "" where nothing of it can be seen."""
    text = fit(_cleaner.clean(fit(markup)))
    # Between blocks a line feed is only how the source was laid out.
    text = " ".join(text.split()) if _BLOCK.search(text) else "\n".join(line.strip() for line in text.split("\n"))
    while (shorter := _EMPTY.sub("", text)) != text:
        text = shorter
    return text.strip() if shown_as_text(text) else ""


def escaped(plain: str) -> str:
    """Plain text as a rich text."""
    return html.escape(plain, quote=False)


def shown_as_text(rich: str) -> str:
    """A rich text for those who show no markup: the old apps, mail, search. Where links go is written out."""
    if "<" not in rich:
        return html.unescape(rich) if "&" in rich else rich
    text = _LINK.sub(_written_out, rich)
    text = html.unescape(_TAG.sub(lambda tag: _AS_TEXT.get(tag[0], ""), text))
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def rewritten(rich: str, plain: str) -> str:
    """`rich` after someone who saw it as text wrote `plain`: itself where nothing was changed, markup and all."""
    plain = plain_text(plain)
    return rich if plain == plain_text(shown_as_text(rich)) else escaped(plain)


def _written_out(link: re.Match[str]) -> str:
    address, words = link[1], link[2]
    bare = html.unescape(_TAG.sub("", words)).strip()
    said = bare.removeprefix("https://").removeprefix("http://").rstrip("/")
    same = said == html.unescape(address).partition("://")[2].rstrip("/")
    return address if same or not bare else f"{words} ({address})"
