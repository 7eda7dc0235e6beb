"""What is consented to, in the words that are shown. A change of the words is a new version; old ones stay readable."""

from collections.abc import Mapping
from dataclasses import dataclass

from harrastuspassi.common.languages import Language
from harrastuspassi.passes.models import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A version of the words of a purpose, by language."""

    purpose: Purpose
    version: str
    text: Mapping[Language, str]


WORDINGS = [
    Wording(
        purpose=Purpose.STATISTICS,
        version="1",
        text={
            "fi": (
                "Saamme käyttää passisi tietoja tilastoihin: mitä harrastuksia katsoit, missä kävit ja mitä kerroit"
                " itsestäsi (ikäryhmä, sukupuoli, kieli, kotikunta ja alue). Emme tiedä, kuka olet. Passia voi käyttää"
                " myös ilman tätä lupaa, ja luvan voi perua milloin vain. Lupa on 13 vuotta täyttäneille."
            ),
            "sv": (
                "Vi får använda uppgifterna i ditt pass för statistik: vilka hobbyer du tittade på, vart du gick och"
                " vad du berättade om dig själv (åldersgrupp, kön, språk, hemkommun och område). Vi vet inte vem du är."
                " Passet fungerar också utan det här samtycket, och du kan ta tillbaka det när som helst. Samtycket är"
                " för dig som har fyllt 13 år."
            ),
            "en": (
                "We may use the data of your pass for statistics: which hobbies you looked at, where you went, and what"
                " you told about yourself (age group, gender, language, home municipality and district). We do not know"
                " who you are. The pass also works without this consent, and you can take it back at any time. It is"
                " for those who are 13 or older."
            ),
        },
    ),
]
"""Every version that there has been, oldest first."""

CURRENT: Mapping[str, Wording] = {wording.purpose.value: wording for wording in WORDINGS}
"""The version of each purpose that can be consented to."""
