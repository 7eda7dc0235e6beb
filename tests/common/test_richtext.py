"""Descriptions, as HTML and as text."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.common.richtext import TAGS, escaped, rewritten, rich_text, shown_as_text
from harrastuspassi.common.texts import plain_text

pytestmark = pytest.mark.once("computes, and touches no database")

SEURA = '<a href="https://seura.fi/" rel="nofollow noopener noreferrer">'


@pytest.mark.parametrize(
    ("markup", "rich"),
    [
        ("Tule mukaan!", "Tule mukaan!"),
        ("Tennis & padel <3", "Tennis &amp; padel &lt;3"),
        ("yksi\r\n  kaksi  \n\nkolme", "yksi\nkaksi\n\nkolme"),
        ("<p>Tule <b>heti</b></p>\n\n<p>tai <em>pian</em></p>\n", "<p>Tule <b>heti</b></p> <p>tai <em>pian</em></p>"),
        ("<ul><li>pallo<li>maila</ul>", "<ul><li>pallo</li><li>maila</li></ul>"),
        ('<a href="https://seura.fi/">seura</a>', f"{SEURA}seura</a>"),
        ('<a href="seura.fi/" target="_blank" onclick="x()">seura</a>', f"{SEURA}seura</a>"),
        ("Kerho<script>alert(1)</script>", "Kerho"),
        ("Kerho<style>*{display:none}</style>", "Kerho"),
        ("<img src=x onerror=alert(1)>Kerho", "Kerho"),
        ('<p style="position:fixed" class="x" id="y">Kerho</p>', "<p>Kerho</p>"),
        ("<h1>Kerho</h1><table><tr><td>a</td></tr></table>", "Kerhoa"),
        ("<svg><a xlink:href='javascript:alert(1)'>x</a></svg>Kerho", "Kerho"),
        ("<!-- x -->Kerho<!--", "Kerho"),
        ("<p> <strong></strong> </p>", ""),
        ("<script>alert(1)</script>", ""),
        ("&#x202e;Ker&#8203;ho&#0;", "Kerho\ufffd"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_what_is_left_of_markup(markup, rich):
    assert rich_text(markup) == rich


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "//localhost/",
        "/admin/",
        "https://user:secret@seura.fi/",
        "https://127.0.0.1/",
    ],
)
def test_a_link_that_goes_nowhere_good_is_only_its_words(address):
    assert "href" not in rich_text(f'<a href="{address}">seura</a>')
    assert shown_as_text(rich_text(f'<a href="{address}">seura</a>')) == "seura"


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        ("Tennis &amp; padel &lt;3", "Tennis & padel <3"),
        ("yksi\nkaksi", "yksi\nkaksi"),
        ("<p>Tule <b>heti</b></p> <p>tai pian</p>", "Tule heti\n\ntai pian"),
        ("yksi<br>kaksi", "yksi\nkaksi"),
        ("Tuo:<ul><li>pallo</li><li>maila</li></ul>Ja tule", "Tuo:\n\n- pallo\n- maila\n\nJa tule"),
        (f"{SEURA}Seuran sivut</a>.", "Seuran sivut (https://seura.fi/)."),
        (f"{SEURA}seura.fi</a>", "https://seura.fi/"),
        (f"{SEURA}https://seura.fi</a>", "https://seura.fi/"),
        (f"{SEURA}</a>", "https://seura.fi/"),
        (f"{SEURA}<b>seura</b></a>", "seura (https://seura.fi/)"),
        ("&lt;script&gt;", "<script>"),
        ("", ""),
    ],
)
def test_as_text(rich, text):
    assert shown_as_text(rich) == text


def test_who_only_saw_the_text_and_changed_nothing_keeps_the_markup():
    rich = rich_text("<p>Tule <b>heti</b> & tuo</p><ul><li>pallo</li></ul>")
    assert rewritten(rich, shown_as_text(rich)) == rich
    assert rewritten(rich, f"  {shown_as_text(rich)}\r\n") == rich
    assert rewritten(rich, "Tule heti <3") == "Tule heti &lt;3"
    assert rewritten(rich, "") == ""


def test_hostile_markup_costs_little():
    for piece in ("<b>", "<ul><li>", "<a href=x>", "<p", "<!--", "&lt;", "<b><p>", "<table><td>", "<svg><math>"):
        started = time.perf_counter()
        shown_as_text(rich_text(piece * (20_000 // len(piece))))
        assert time.perf_counter() - started < 3, piece


class Elements(HTMLParser):
    """Notes every element and attribute, and whether all are closed in order."""

    def __init__(self, markup):
        super().__init__()
        self.open, self.seen, self.links = [], set(), []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        self.links += [value for name, value in attributes if name == "href"]
        assert {name for name, _ in attributes} <= {"href", "rel"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(data)


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<li>", "<ul>", "</ul>", '<a href="', 'https://a.fi/x"', ">", "</a>", "<br>"),
        *("<script>", "</script>", "<svg>", "<!--", "-->", "&lt;", "&amp;", "&#60;", "<", '"', "'", "\n", " id=x "),
    ]
)
MARKUP = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(MARKUP)
def test_any_markup_becomes_well_formed_and_safe(markup):
    rich = rich_text(markup)
    found = Elements(rich)
    assert found.seen <= TAGS
    assert not found.open
    assert all(re.match("https?://[a-z0-9.-]+[a-z]", link) for link in found.links)
    assert rich_text(rich) == rich


@given(MARKUP)
def test_any_plain_text_comes_back_as_it_was(markup):
    plain = plain_text(markup)
    assert shown_as_text(escaped(plain)) == plain
    assert rewritten(escaped(plain), plain) == escaped(plain)
    assert shown_as_text(rich_text(escaped(plain))) == plain
