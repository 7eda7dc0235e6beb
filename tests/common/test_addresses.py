import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.common.addresses import email_address, postal_code, web_address

pytestmark = pytest.mark.once("computes, and touches no database")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://www.hel.fi/fi/veneily?a=1#b", "https://www.hel.fi/fi/veneily?a=1#b"),
        ("www.loppi.fi", "http://www.loppi.fi"),
        ("hameenlinna.fi", "http://hameenlinna.fi"),
        ("http://www.äänekoski.fi/äkkiä?ö=ä", "http://www.xn--nekoski-4waa.fi/%C3%A4kki%C3%A4?%C3%B6=%C3%A4"),
        ("www.loppi.fi, www.hel.fi", None),
        ("ei ole", None),
        ("javascript:alert(1)", None),
        ("ftp://loppi.fi/", None),
        ("sihteeri@seura.fi", None),
        ("http://[", None),
        ("HTTPS://WWW.Seura.FI/Kausi", "https://www.seura.fi/Kausi"),
        ("https://seura.fi:8443/a%20b?x=100%", "https://seura.fi:8443/a%20b?x=100%25"),
        ('https://seura.fi/"><script>', "https://seura.fi/%22%3E%3Cscript%3E"),
        ("https://user:secret@seura.fi/", None),
        ("https://bank.fi@evil.example/", None),
        ("https:///seura.fi", None),
        ("https://", None),
        ("//seura.fi", None),
        ("https://localhost/", None),
        ("https://127.0.0.1/", None),
        ("https://0x7f.1/", None),
        ("https://2130706433/", None),
        ("https://[::1]/", None),
        ("https://intranet/", None),
        ("https://0.\xad/", None),
        ("https://seura.fi/a b", None),
        ("https://seura.fi\\@evil.example/", None),
        ("https://seura.fi/\n", None),
        ("https://seura.fi:99999/", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("JaVaScRiPt://seura.fi/%0aalert(1)", None),
        ("", None),
        ("http://loppi.fi/" + "a" * 500, None),
    ],
)
def test_web_address(text, address):
    assert web_address(text) == address


@given(st.text())
def test_no_text_breaks_the_address_checks(text):
    assert web_address(text) is None or len(web_address(text)) <= 500
    assert email_address(text) is None or "@" in email_address(text)


def test_an_address_stays_what_it_is():
    address = web_address("www.äänekoski.fi/ä?b=%C3%A4#c", missing_scheme="https")
    assert address == web_address(address) == "https://www.xn--nekoski-4waa.fi/%C3%A4?b=%C3%A4#c"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("00100", "00100"),
        (" 00 100 ", "00100"),
        ("FI-00100", "00100"),
        ("fi 00100", "00100"),
        ("0010", None),
        ("001000", None),
        ("\u0660\u0660\u0661\u0660\u0660", None),
        ("AX-00100", None),
        ("", None),
    ],
)
def test_postal_code(text, code):
    assert postal_code(text) == code
