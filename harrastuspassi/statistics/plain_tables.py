"""The tables that are not about passes: what was held and offered, and what organizers counted themselves.

They carry no noise (disclosure/plain.py).
"""

from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.terms import Table, texts

PLAIN_TABLES = (
    Table(
        "quarters_of_head_counts",
        Length.QUARTER,
        ("place", "counted_age", "counted_gender"),
        texts(
            "Järjestäjien päälaskenta neljännesvuosittain paikan, iän ja sukupuolen mukaan",
            "Arrangörernas huvudräkning per kvartal efter plats, ålder och kön",
            "Head counts of organizers by quarter, place, age and gender",
        ),
        texts(
            "Käynnit, jotka järjestäjät laskivat jaksolla pidetyillä kerroilla niistä, joilla ei ollut puhelinta; ikä"
            " ja sukupuoli laskijan arvion mukaan, paikka harrastuksen mukaan. Luvut ovat viiden tarkkuudella ja alle"
            " viisi on ”0-4”. Sama ihminen lasketaan joka kerralla. Passien kirjautumisia ei ole mukana.",
            "Besök som arrangörerna räknade vid periodens tillfällen bland dem som inte hade en telefon; ålder och kön"
            " enligt den som räknade, plats enligt hobbyn. Talen ges på fem när, och under fem är ”0-4”. Samma"
            " människa räknas varje gång. Passens incheckningar ingår inte.",
            "Visits that organizers counted at the sessions of the period among those without a phone; age and gender"
            " by the look of whoever counted, the place as the hobby's. Figures are to the next five, and below five"
            " “0-4”. The same person is counted each time. Check-ins of passes are not in them.",
        ),
        measures=("heads",),
    ),
    Table(
        "quarters_of_supply",
        Length.QUARTER,
        ("place", "category"),
        texts(
            "Tarjonta neljännesvuosittain paikan ja harrastusten pääluokan mukaan",
            "Utbud per kvartal efter plats och huvudklass av hobbyer",
            "Supply by quarter, place and root category of hobbies",
        ),
        texts(
            "Järjestäjien harrastuskerrat, jotka alkoivat jaksolla, joita ei peruttu ja joiden harrastus oli silloin"
            " julkaistu, sekä niiden harrastukset ja järjestäjät. Tunnit ovat kerroista, joilla on kellonaika ja jotka"
            " kestävät enintään vuorokauden. Maksuttomat ovat osuus harrastuksista ja kokeilukerrat osuus kerroista,"
            " kun jakaja on vähintään 20. Luvut ovat tarkkoja ja sellaisia kuin luettelo oli jäädytettäessä;"
            " luettelosta poistetusta harrastuksesta ovat mukana kerrat ennen sen viimeistä muutosta. Paikat, joilla"
            " ei ole järjestäjää (Lipas), puuttuvat. Sama harrastus voi olla monessa luokassa.",
            "Arrangörernas tillfällen som började under perioden, inte ställdes in och vars hobby då var publicerad,"
            " samt deras hobbyer och arrangörer. Timmarna är av tillfällen som har ett klockslag och räcker högst ett"
            " dygn. Avgiftsfria är andelen av hobbyerna och prova på andelen av tillfällena, när nämnaren är minst 20."
            " Talen är exakta och som katalogen var vid frysningen; av en hobby som tagits bort ingår tillfällen före"
            " dess sista ändring. Platser utan arrangör (Lipas) saknas. Samma hobby kan finnas i flera klasser.",
            "Sessions of organizers that began in the period, were not cancelled and whose hobby was published by"
            " then, with their hobbies and organizers. Hours are of sessions that have a time of day and last a day at"
            " the most. Free ones are a share of hobbies and trials a share of sessions, where there are at least 20."
            " Figures are exact, and as the catalogue was when they were frozen; of a hobby taken off the lists the"
            " sessions before its last change are in. Places without an organizer (Lipas) are not. A hobby may be in"
            " several categories.",
        ),
        measures=("organizers", "hobbies", "held", "hours", "free_per_cent", "trial_per_cent"),
    ),
)
