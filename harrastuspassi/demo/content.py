"""The words of the demo data, from the tables in data/: all invented, none names a real organization."""

import csv
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class Texts(NamedTuple):
    """A text in Finnish, Swedish and English."""

    fi: str
    sv: str
    en: str

    def columns(self, field: str) -> dict[str, str]:
        """The columns of a translated field."""
        return {f"{field}_fi": self.fi, f"{field}_sv": self.sv, f"{field}_en": self.en}

    def only_swedish(self) -> "Texts":
        """The text as an organizer gives it that writes no other language."""
        return Texts("", self.sv, "")


def joined(*sentences: Texts) -> Texts:
    """Sentences one after another."""
    return Texts(*(" ".join(sentence) for sentence in zip(*sentences, strict=True)))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in data/ by column name."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(row: dict[str, str], field: str) -> Texts:
    """The three language versions of a field in a row."""
    return Texts(row[f"{field}_fi"], row[f"{field}_sv"], row[f"{field}_en"])


def named(pattern: Texts, name: Texts) -> Texts:
    """A name as a variant has it, such as "Tyttöjen jalkapallokerho"; abbreviations keep their capitals."""
    return Texts(
        *(
            part.format(name=word, lower=word if word[1:2].isupper() else word[0].lower() + word[1:])
            for part, word in zip(pattern, name, strict=True)
        )
    )


PLACES = {
    "fi": (
        *("Utukallion", "Hillaluodon", "Lumokiven", "Usvaniityn", "Kaislapuron", "Otsokorven", "Pöllökankaan"),
        *("Ruskarinteen", "Tiiraselän", "Kuuramäen", "Hohtolahden", "Kaarnavuoren", "Tuikeniemen", "Varpulehdon"),
    ),
    "sv": ("Dimholmens", "Mossbackens", "Lärkdalens", "Rönnuddens", "Ugglebergets", "Ljungstrandens"),
}
"""Invented places in the genitive, by language."""

WORDS = (
    *("Vire", "Into", "Tarmo", "Kaiku", "Loiste", "Säde", "Kipinä", "Liekki", "Kajo", "Pyry", "Tuike", "Otso"),
    *("Peippo", "Havu", "Hilla", "Viima", "Kelo", "Pihka", "Kuura", "Usva", "Kielo", "Saukko", "Tiira", "Ruska"),
)
"""Words that clubs, companies and halls are called by."""

STREETS = ("Kipinäpolku", "Havukuja", "Usvatie", "Pihkakatu", "Saukontori", "Tuikekaari", "Viimarinne", "Kelokuja")

ACCESS = {
    "open": Texts(
        "Mukaan voi tulla ilman ilmoittautumista.",
        "Man kan komma utan anmälan.",
        "You can join without signing up.",
    ),
    "course": Texts(
        "Ryhmään ilmoittaudutaan ennakkoon.",
        "Man anmäler sig till gruppen på förhand.",
        "Places are booked in advance.",
    ),
    "trial": Texts(
        "Ensimmäisellä kerralla voi kokeilla ilmaiseksi.",
        "Första gången får man pröva gratis.",
        "The first time is a free trial.",
    ),
}
"""How one gets in, by access."""

ACCESSIBILITY = {
    True: Texts(
        "Esteetön sisäänkäynti ja wc.", "Tillgänglig ingång och toalett.", "Step-free entrance and accessible toilet."
    ),
    False: Texts("Sisäänkäynnissä on portaita.", "Det finns trappor vid ingången.", "There are steps at the entrance."),
    None: Texts("", "", ""),
}

CANCELLATIONS = (
    Texts("Ohjaaja on sairaana.", "Ledaren är sjuk.", "The coach is ill."),
    Texts("Tila on varattu muuhun käyttöön.", "Lokalen är reserverad för annat.", "The room is booked for other use."),
    Texts("Osallistujia on liian vähän.", "Det finns för få deltagare.", "There are too few participants."),
)

NO_ADDRESS = Texts("Kokoontumispaikka sovitaan", "Mötesplatsen avtalas", "Meeting place to be agreed")

PURPOSE = {
    "sport": Texts(
        "Järjestämme liikuntaa lapsille ja nuorille.",
        "Vi ordnar idrott för barn och unga.",
        "We arrange sports for children and young people.",
    ),
    "culture": Texts(
        "Järjestämme taide- ja kulttuuriharrastuksia.",
        "Vi ordnar konst- och kulturhobbyer.",
        "We arrange arts and culture hobbies.",
    ),
    "youth": Texts(
        "Järjestämme kerhoja ja vapaa-ajan toimintaa nuorille.",
        "Vi ordnar klubbar och fritidsverksamhet för unga.",
        "We arrange clubs and leisure activities for young people.",
    ),
}
"""What organizers say of themselves, by theme."""
