import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harrastuspassi.common.texts import plain_line, plain_text, shortened

pytestmark = pytest.mark.once("computes, and touches no database")


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
        ("a\x00b\x08c\x7f", "abc"),
        ("<p>Yksi</p><p>Kaksi<br/>kolme</p>", "Yksi\n\nKaksi\nkolme"),
        ("<h2>Otsikko</h2><ul><li>a</li><li>b</li></ul>\n\n<p>c</p>", "Otsikko\n\na\nb\n\nc"),
        ("&lt;p&gt;Yksi&lt;/p&gt;&lt;p&gt;Kaksi&lt;/p&gt;", "Yksi\n\nKaksi"),
        ("hal\ud800li", "halli"),
        ("&amp;amp;amp;lt;script&amp;amp;amp;gt;alert(1)", ""),
        ("Jalkapallo\u202eilma\u202c", "Jalkapalloilma"),
        ("Jal\u200bka\xadpal\u2060lo\ufeff", "Jalkapallo"),
        ("Ja\u200dl\u200cka", "Jalka"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"),
        ("👩\u200d🦽 ja 🏃🏽\u200d♀️", "👩\u200d🦽 ja 🏃🏽\u200d♀️"),
        ("\u2800\u3164", ""),
        ("A\u0308ssa\u0308", "Ässä"),
        ("Z" + "\u0335" * 40 + "oo", "Z" + "\u0335" * 3 + "oo"),
        ("yksi\u2028kaksi\x85kolme", "yksi\nkaksi\nkolme"),
        ("I <3 tanssi & laulu", "I <3 tanssi & laulu"),
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


@given(st.text(st.sampled_from("<>/&;ampltgscript !?-\u202e\u200d\0a")))
def test_no_text_keeps_markup(text):
    plain = plain_text(text)
    assert not re.search("</?[a-z!?]", plain, re.IGNORECASE)
    assert not set(plain) & {"\u202e", "\0"}


@given(st.text())
def test_what_is_plain_stays_as_it_is(text):
    plain = plain_text(text)
    assert plain_text(plain) == plain


@pytest.mark.parametrize("layers", [9, 10, 11, 3000])
def test_markup_escaped_over_and_over_comes_to_nothing_and_costs_little(layers):
    assert "<" not in plain_text("&" + "amp;" * layers + "lt;script>")


@given(st.text(), st.integers(1, 20))
def test_shortened_is_never_longer(text, limit):
    assert len(shortened(text, limit)) <= limit
    assert shortened(text, limit) == text or shortened(text, limit).endswith("…")
