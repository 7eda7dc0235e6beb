"""What is kept about a pass: every field, why, on which basis, by whom and for how long (GDPR art. 13 and 30).

From here come `/privacy/` and `/api/v1/privacy/`; a test holds it, and the documents beside it, to the models.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from harrastuspassi.common.languages import Language

Texts = Mapping[Language, str]


def _texts(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


class Basis(Enum):
    """The legal bases (GDPR art. 6)."""

    CONSENT = _texts(
        "Suostumus (tietosuoja-asetus 6 art. 1 a)",
        "Samtycke (dataskyddsförordningen art. 6.1 a)",
        "Consent (GDPR art. 6(1)(a))",
    )
    TASK = _texts(
        "Yleistä etua koskeva tehtävä (tietosuoja-asetus 6 art. 1 e)",
        "Uppgift av allmänt intresse (dataskyddsförordningen art. 6.1 e)",
        "Task in the public interest (GDPR art. 6(1)(e))",
    )
    PROOF = _texts(
        "Osoitusvelvollisuus (tietosuoja-asetus 7 art. 1)",
        "Skyldighet att visa samtycke (dataskyddsförordningen art. 7.1)",
        "Duty to show that consent was given (GDPR art. 7(1))",
    )


CONTROLLER = _texts(
    "Kaupunki. Ministeriö saa vain julkaistut, suojatut luvut.",
    "Staden. Ministeriet får bara publicerade, skyddade siffror.",
    "The city. The ministry gets published, protected figures alone.",
)
_WITH_PASS = _texts(
    "Kunnes poistat passin, tai kun se on ollut käyttämättä 13 kuukautta.",
    "Tills du raderar passet, eller när det inte har använts på 13 månader.",
    "Until you erase the pass, or it has not been used for 13 months.",
)
_WITH_CONSENT = _texts(
    "Kunnes perut luvan tai poistat passin, tai kun passi on ollut käyttämättä 13 kuukautta. Vanhat vastaukset 30"
    " päivää uusista.",
    "Tills du tar tillbaka samtycket eller raderar passet, eller när passet inte har använts på 13 månader. Gamla svar"
    " i 30 dagar efter nya.",
    "Until you take consent back or erase the pass, or the pass has not been used for 13 months. Earlier answers for 30"
    " days after new ones.",
)
_EVENT = _texts(
    "120 päivää. Jos perut luvan tai poistat passin, tapahtuma jää ilman passia ja ilman tietojasi.",
    "120 dagar. Om du tar tillbaka samtycket eller raderar passet blir händelsen kvar utan pass och utan dina"
    " uppgifter.",
    "120 days. If you take consent back or erase the pass, the event stays without a pass and without your data.",
)
_MOMENTS = _texts(
    "Yleensä alle minuutin; enintään 120 päivää.",
    "Oftast under en minut; högst 120 dagar.",
    "Usually less than a minute; 120 days at the most.",
)
_OFFER = _texts(
    "Kunnes poistat passin, tai kun etu on ollut ohi 31 päivää.",
    "Tills du raderar passet, eller när förmånen har varit slut i 31 dagar.",
    "Until you erase the pass, or the benefit has been over for 31 days.",
)
_YEAR = _texts(
    "Huhtikuun loppuun seuraavana vuonna. Heti pois, jos perut luvan tai poistat passin.",
    "Till slutet av april följande år. Genast bort om du tar tillbaka samtycket eller raderar passet.",
    "Until the end of April of the next year. Gone at once if you take consent back or erase the pass.",
)
_DAY = _texts("Kaksi päivää.", "Två dagar.", "Two days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Fields of a table that are kept for one reason. `what` and `why` for whoever is 13."""

    table: str
    fields: tuple[str, ...]
    what: Texts
    why: Texts
    basis: Basis
    kept: Texts


KEPT = [
    Kept(
        table="passes.Pass",
        fields=("id", "digest"),
        what=_texts(
            "Satunnainen tunnus ja salasanan tiiviste",
            "En slumpmässig kod och ett kondensat av hemligheten",
            "A random id and a hash of the secret",
        ),
        why=_texts(
            "Jotta vain sinun puhelimesi pääsee passiin.",
            "Så att bara din telefon kommer åt passet.",
            "So that only your phone can open the pass.",
        ),
        basis=Basis.TASK,
        kept=_WITH_PASS,
    ),
    Kept(
        table="passes.Pass",
        fields=("created_on", "last_used_on"),
        what=_texts(
            "Päivät, jolloin passi tehtiin ja jolloin sitä viimeksi käytettiin",
            "Dagarna då passet gjordes och senast användes",
            "The days on which the pass was made and last used",
        ),
        why=_texts(
            "Jotta unohtunut passi poistuu itsestään.",
            "Så att ett bortglömt pass försvinner av sig självt.",
            "So that a forgotten pass goes by itself.",
        ),
        basis=Basis.TASK,
        kept=_WITH_PASS,
    ),
    Kept(
        table="passes.Pass",
        fields=("has_hobby", "has_hobby_on", "follow_up", "follow_up_on"),
        what=_texts(
            "Vastauksesi kysymyksiin harrastuksesta ja vastauspäivät",
            "Dina svar på frågorna om en hobby och dagarna du svarade",
            "Your answers to the questions about having a hobby, and their days",
        ),
        why=_texts(
            "Jotta nähdään, löytävätkö nuoret passilla harrastuksen.",
            "För att se om unga hittar en hobby med passet.",
            "To see whether young people find a hobby with the pass.",
        ),
        basis=Basis.CONSENT,
        kept=_WITH_CONSENT,
    ),
    Kept(
        table="passes.Pass",
        fields=("is_left_out", "origin_id"),
        what=_texts(
            "Tieto siitä, tehtiinkö samasta osoitteesta poikkeuksellisen monta passia",
            "Om ovanligt många pass gjordes från samma adress",
            "Whether abnormally many passes were made at the same address",
        ),
        why=_texts(
            "Jotta kukaan ei voi väärentää lukuja. Yli 300 passia päivässä samasta osoitteesta jätetään luvuista pois.",
            "Så att ingen kan förfalska siffrorna. Fler än 300 pass per dag från samma adress räknas inte med.",
            "So that nobody can forge the figures. More than 300 passes a day from one address are left out of them.",
        ),
        basis=Basis.TASK,
        kept=_WITH_PASS,
    ),
    Kept(
        table="passes.PassOrigin",
        fields=("id", "digest", "day", "passes_created"),
        what=_texts(
            "Montako passia samasta osoitteesta tehtiin sinä päivänä. Osoitetta ei tallenneta, vain päivittäin vaihtuva"
            " tiiviste.",
            "Hur många pass som gjordes från samma adress den dagen. Adressen sparas inte, bara ett kondensat som byts"
            " varje dag.",
            "How many passes were made at one address that day. The address is not kept, only a hash that changes"
            " daily.",
        ),
        why=_texts(
            "Jotta kukaan ei voi väärentää lukuja.",
            "Så att ingen kan förfalska siffrorna.",
            "So that nobody can forge the figures.",
        ),
        basis=Basis.TASK,
        kept=_DAY,
    ),
    Kept(
        table="passes.Profile",
        fields=(
            "id",
            "hobby_pass_id",
            "valid_from",
            "age_group",
            "age_group_on",
            "gender",
            "language",
            "municipality_id",
            "district_id",
        ),
        what=_texts(
            "Mitä kerroit itsestäsi: ikäryhmä, sukupuoli, kieli, kotikunta ja alue, ja milloin kerroit",
            "Vad du berättade om dig själv: åldersgrupp, kön, språk, hemkommun och område, och när",
            "What you told about yourself: age group, gender, language, home municipality and district, and when",
        ),
        why=_texts(
            "Jotta nähdään, tavoittaako passi kaikenlaiset nuoret kaikkialla.",
            "För att se om passet når alla slags unga överallt.",
            "To see whether the pass reaches all kinds of young people everywhere.",
        ),
        basis=Basis.CONSENT,
        kept=_WITH_CONSENT,
    ),
    Kept(
        table="passes.Consent",
        fields=("id", "hobby_pass_id", "purpose", "version", "given_at", "withdrawn_at"),
        what=_texts(
            "Mihin annoit luvan, milloin, ja milloin peruit sen",
            "Vad du samtyckte till, när, och när du tog tillbaka det",
            "What you consented to, when, and when you took it back",
        ),
        why=_texts(
            "Jotta voimme näyttää, että kysyimme.",
            "Så att vi kan visa att vi frågade.",
            "So that we can show that we asked.",
        ),
        basis=Basis.PROOF,
        kept=_WITH_PASS,
    ),
    Kept(
        table="participation.Event",
        fields=(
            "id",
            "key",
            "kind",
            "occurred_at",
            "is_clock_corrected",
            "collected_at",
            "hobby_id",
            "event_id",
            "promotion_id",
            "categories",
            "checkin",
            "is_left_out",
        ),
        what=_texts(
            "Mitä tapahtui ja milloin: esimerkiksi katsoit harrastusta. Hakusanaa ei tallenneta.",
            "Vad som hände och när: till exempel att du tittade på en hobby. Sökordet sparas inte.",
            "What happened and when: for example, that you looked at a hobby. What you typed is not kept.",
        ),
        why=_texts(
            "Jotta nähdään, mitkä harrastukset kiinnostavat.",
            "För att se vilka hobbyer som intresserar.",
            "To see which hobbies are of interest.",
        ),
        basis=Basis.TASK,
        kept=_EVENT,
    ),
    Kept(
        table="participation.Event",
        fields=("pass_id", "age_group", "gender", "language", "municipality_id", "district_id", "has_hobby"),
        what=_texts(
            "Minkä passin tapahtuma on, ja mitä siitä silloin tiedettiin",
            "Vilket pass händelsen hör till, och vad man då visste om det",
            "Which pass an event is of, and what was known of it then",
        ),
        why=_texts(
            "Jotta lasketaan nuoria eikä napautuksia.",
            "För att räkna unga och inte tryckningar.",
            "To count young people and not taps.",
        ),
        basis=Basis.CONSENT,
        kept=_EVENT,
    ),
    Kept(
        table="participation.PassUse",
        fields=("id", "pass_id", "promotion_id", "uses"),
        what=_texts(
            "Montako kertaa käytit etua, jolla on passikohtainen raja. Muista eduista tätä ei tallenneta.",
            "Hur många gånger du använde en förmån som har en gräns per pass. För andra förmåner sparas det inte.",
            "How often you used a benefit that has a limit for each pass. For other benefits this is not kept.",
        ),
        why=_texts(
            "Jotta etua riittää muillekin.",
            "Så att förmånen räcker till fler.",
            "So that others get the benefit, too.",
        ),
        basis=Basis.TASK,
        kept=_OFFER,
    ),
    Kept(
        table="participation.KeptKey",
        fields=("key", "kept_from"),
        what=_texts(
            "Poistetun tapahtuman tunnuksen tiiviste, ilman passia",
            "Ett kondensat av en raderad händelses kod, utan pass",
            "A hash of a deleted event's id, without the pass",
        ),
        why=_texts(
            "Jotta samaa tapahtumaa ei lasketa kahdesti.",
            "Så att samma händelse inte räknas två gånger.",
            "So that the same event is not counted twice.",
        ),
        basis=Basis.TASK,
        kept=_texts("31 päivää.", "31 dagar.", "31 days."),
    ),
    Kept(
        table="participation.CheckInMark",
        fields=("digest", "repeat", "created_at"),
        what=_texts(
            "Tiiviste siitä, että jokin passi on ilmoittautunut tapahtumaan, ilman passia ja tapahtumaa",
            "Ett kondensat av att något pass har checkat in vid en händelse, utan passet och händelsen",
            "A hash of some pass having checked in at some event, without the pass and the event",
        ),
        why=_texts(
            "Jotta sama passi ilmoittautuu samaan tapahtumaan vain kerran.",
            "Så att samma pass checkar in vid samma händelse bara en gång.",
            "So that the same pass checks in at the same event only once.",
        ),
        basis=Basis.TASK,
        kept=_texts("31 päivää.", "31 dagar.", "31 days."),
    ),
    Kept(
        table="participation.Batch",
        fields=("id", "received_at", "events", "payload", "pass_id", "profiles", "is_left_out"),
        what=_texts(
            "Tapahtumat, jotka puhelimesi lähetti ja joita ei ole vielä laskettu",
            "Händelser som din telefon har skickat och som ännu inte har räknats",
            "Events that your phone sent and that have not been counted yet",
        ),
        why=_texts(
            "Jotta mitään ei katoa matkalla.",
            "Så att inget försvinner på vägen.",
            "So that nothing gets lost on the way.",
        ),
        basis=Basis.CONSENT,
        kept=_MOMENTS,
    ),
    Kept(
        table="participation.ActiveMonth",
        fields=(
            *("id", "month", "pass_id", "events", "age_group", "gender", "language", "municipality_id", "district_id"),
            "has_hobby",
        ),
        what=_texts(
            "Kuukaudet, joina passia käytettiin, montako kertaa, ja mitä siitä silloin tiedettiin",
            "Månaderna då passet användes, hur ofta, och vad man då visste om det",
            "The months in which the pass was used, how often, and what was known of it then",
        ),
        why=_texts(
            "Jotta sama passi lasketaan vuodessa vain kerran.",
            "Så att samma pass räknas bara en gång på ett år.",
            "So that one pass is counted only once in a year.",
        ),
        basis=Basis.CONSENT,
        kept=_YEAR,
    ),
    Kept(
        table="participation.ActiveMonth",
        fields=("kinds", "roots", "sources", "progress"),
        what=_texts(
            "Montako kertaa kuukaudessa teit mitäkin, minkälaisia harrastuksia se koski ja löysitkö harrastuksen",
            "Hur många gånger i månaden du gjorde vad, vilka slags hobbyer det gällde och om du hittade en hobby",
            "How often in a month you did what, which kinds of hobbies it was about, and whether you found one",
        ),
        why=_texts(
            "Jotta sama passi lasketaan vuodessa vain kerran.",
            "Så att samma pass räknas bara en gång på ett år.",
            "So that one pass is counted only once in a year.",
        ),
        basis=Basis.CONSENT,
        kept=_YEAR,
    ),
]
