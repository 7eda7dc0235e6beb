import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.importers.texts import email_address, plain_line, plain_text, shortened, web_address


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Laavu, käymälä", "Laavu, käymälä"),
        ("  - valaistus  \r\n- sähkö\r", "- valaistus\n- sähkö"),
        ("<p>Uusi <b>kenttä</b></p>", "Uusi kenttä"),
        ("<script>alert(1)</script>Kenttä", "Kenttä"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Kenttä", "Kenttä"),
        ("Kahvio & sauna", "Kahvio & sauna"),
        ("Kahvio &amp; sauna", "Kahvio & sauna"),
        ("leveys < 3 m", "leveys < 3 m"),
        ("<p>Yksi</p><p>Kaksi<br/>kolme</p>", "Yksi\n\nKaksi\nkolme"),
        ("<h2>Otsikko</h2><ul><li>a</li><li>b</li></ul>\n\n<p>c</p>", "Otsikko\n\na\nb\n\nc"),
        ("&lt;p&gt;Yksi&lt;/p&gt;&lt;p&gt;Kaksi&lt;/p&gt;", "Yksi\n\nKaksi"),
        ("a\x00b\x08c\x7f", "abc"),
        ("hal\ud800li", "halli"),
    ],
)
def test_plain_text(text, plain):
    assert plain_text(text) == plain


def test_a_line_has_no_breaks_and_single_spaces():
    assert plain_line(" Kenttä \n\t 2 ") == "Kenttä 2"


@given(st.text())
def test_any_text_becomes_fit_to_store(text):
    plain = plain_text(text)
    assert "\x00" not in plain
    plain.encode("utf-8")
    assert plain == plain.strip()


@given(st.text(), st.integers(1, 20))
def test_shortened_is_never_longer(text, limit):
    assert len(shortened(text, limit)) <= limit
    assert shortened(text, limit) == text or shortened(text, limit).endswith("…")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://www.hel.fi/fi/veneily?a=1#b", "https://www.hel.fi/fi/veneily?a=1#b"),
        ("www.loppi.fi", "http://www.loppi.fi"),
        ("hameenlinna.fi", "http://hameenlinna.fi"),
        ("http://www.äänekoski.fi", "http://www.äänekoski.fi"),
        ("www.loppi.fi, www.hel.fi", None),
        ("ei ole", None),
        ("javascript:alert(1)", None),
        ("ftp://loppi.fi/", None),
        ("sihteeri@seura.fi", None),
        ("http://[", None),
        ("http://loppi.fi/" + "a" * 500, None),
    ],
)
def test_web_address(text, address):
    assert web_address(text) == address


@given(st.text())
def test_no_text_breaks_the_address_checks(text):
    assert web_address(text) is None or len(web_address(text)) <= 500
    assert email_address(text) is None or "@" in email_address(text)
