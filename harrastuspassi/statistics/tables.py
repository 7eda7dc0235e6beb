"""The plan: every table there is, in code (rule 8 of the method). A query is a slice of one of these."""

from harrastuspassi.statistics.periods import Length
from harrastuspassi.statistics.plain_tables import PLAIN_TABLES
from harrastuspassi.statistics.terms import DIMENSIONS, MEASURES, Dimension, Measure, Table, Texts, texts

__all__ = [
    "DIMENSIONS",
    "MEASURES",
    "MOST_TABLES",
    "TABLES",
    "UNIT",
    "Dimension",
    "Measure",
    "Table",
    "Texts",
    "tables_of",
    "texts",
    "unit_of",
]
MOST_TABLES = 15

UNIT = texts("passia; tapahtumaa", "pass; händelser", "passes; events")


def unit_of(table: Table) -> Texts:
    """The units of a table's measures, in their order."""
    return {
        language: "; ".join(dict.fromkeys(MEASURES[name].unit[language] for name in table.measures))
        for language in UNIT
    }


_ACTIVE = texts(
    "Passit, joilla oli jakson aikana vähintään yksi tapahtuma ja lupa tilastointiin; luokat passin viimeisen"
    " tapahtuman mukaan.",
    "Pass med minst en händelse under perioden och samtycke till statistik; klasserna enligt passets sista händelse.",
    "Passes with at least one event in the period and consent to statistics; classed as at the pass's last event.",
)
_ABOUT = texts(
    "Passit, joilla oli jakson aikana tapahtuma pääluokan harrastuksista. Sama passi voi olla monessa luokassa;"
    " loppusummassa ovat kaikki passit, joilla oli jokin tapahtuma.",
    "Pass med en händelse om hobbyer i huvudklassen under perioden. Samma pass kan finnas i flera klasser; i totalen"
    " finns alla pass med någon händelse.",
    "Passes with an event about hobbies of the root category in the period. A pass may be in several; the total has all"
    " passes with any event.",
)

_PROGRESS = texts(
    "Passit jakson aikana: uusi harrastuksissa (vastasi alussa, ettei ole harrastusta, ja kirjautui paikalla"
    " viimeistään 90 päivää vastauksen jälkeen), kokeili (kirjautui kokeilukerralla), vakiintui (neljänä eri päivänä"
    " samassa harrastuksessa 90 päivän sisällä kokeilusta, joista neljäs tai myöhempi on jaksolla) ja vastaukset, jotka"
    " annettiin jaksolla kysymykseen vakituisesta harrastuksesta. Sama passi voi olla monessa; loppusummassa ovat"
    " kaikki passit, joilla oli jokin tapahtuma.",
    "Pass under perioden: ny i hobbyer (svarade i början att den inte har någon hobby och checkade in senast 90 dagar"
    " efter svaret), provade (checkade in på ett prova på-tillfälle), blev regelbunden (fyra olika dagar i samma hobby"
    " inom 90 dagar från ett prova på-tillfälle, av vilka den fjärde eller en senare är i perioden), och svaren som i"
    " perioden gavs på frågan om en regelbunden hobby. Samma pass kan finnas i flera; i totalen finns alla pass med"
    " någon händelse.",
    "Passes in the period: new to hobbies (said at the start that they have no hobby, and checked in no later than 90"
    " days after saying so), tried (checked in at a trial), regular (on four dates at one hobby within 90 days of a"
    " trial, of which the fourth or a later one is in the period), and the answers that were given in the period to"
    " whether they have a regular hobby now. A pass may be in several; the total has all passes with any event.",
)

TABLES = {
    table.name: table
    for table in (
        Table(
            "months_by_area_and_kind",
            Length.MONTH,
            ("area", "kind"),
            texts(
                "Passit kuukausittain alueen ja tapahtuman lajin mukaan",
                "Pass per månad efter område och slag av händelse",
                "Passes by month, area and kind of event",
            ),
            _ACTIVE,
        ),
        Table(
            "quarters_by_area_and_age",
            Length.QUARTER,
            ("area", "age_group"),
            texts(
                "Passit neljännesvuosittain alueen ja ikäryhmän mukaan",
                "Pass per kvartal efter område och åldersgrupp",
                "Passes by quarter, area and age group",
            ),
            _ACTIVE,
        ),
        Table(
            "quarters_by_category_and_gender",
            Length.QUARTER,
            ("category", "gender"),
            texts(
                "Passit neljännesvuosittain harrastusten pääluokan ja sukupuolen mukaan",
                "Pass per kvartal efter huvudklass av hobbyer och kön",
                "Passes by quarter, root category of hobbies and gender",
            ),
            _ABOUT,
        ),
        Table(
            "quarters_by_area_and_category",
            Length.QUARTER,
            ("area", "category"),
            texts(
                "Passit neljännesvuosittain alueen ja harrastusten pääluokan mukaan",
                "Pass per kvartal efter område och huvudklass av hobbyer",
                "Passes by quarter, area and root category of hobbies",
            ),
            _ABOUT,
        ),
        Table(
            "years_by_area_age_and_gender",
            Length.YEAR,
            ("area", "age_group", "gender"),
            texts(
                "Passit vuosittain alueen, ikäryhmän ja sukupuolen mukaan",
                "Pass per år efter område, åldersgrupp och kön",
                "Passes by year, area, age group and gender",
            ),
            _ACTIVE,
        ),
        Table(
            "quarters_by_area_and_answer",
            Length.QUARTER,
            ("area", "at_start"),
            texts(
                "Passit neljännesvuosittain alueen ja sen mukaan, oliko harrastusta alussa",
                "Pass per kvartal efter område och om man hade en hobby från början",
                "Passes by quarter, area and whether they had a hobby at the start",
            ),
            texts(
                "Passit, joilla oli jakson aikana vähintään yksi tapahtuma ja lupa tilastointiin, sen mukaan, mitä ne"
                " alussa vastasivat kysymykseen harrastuksesta, ja ne, jotka eivät vastanneet.",
                "Pass med minst en händelse under perioden och samtycke till statistik, efter vad de i början svarade"
                " på frågan om en hobby, och de som inte svarade.",
                "Passes with at least one event in the period and consent to statistics, by what they answered at the"
                " start to whether they have a hobby, and those that did not answer.",
            ),
        ),
        Table(
            "quarters_by_area_and_progress",
            Length.QUARTER,
            ("area", "progress"),
            texts(
                "Uusina harrastuksiin tulleet ja kokeilusta jatkaneet neljännesvuosittain alueen mukaan",
                "Nya i hobbyer och från prova på till regelbundet per kvartal efter område",
                "New to hobbies and from trial to regular by quarter and area",
            ),
            _PROGRESS,
        ),
        Table(
            "quarters_by_area_and_source",
            Length.QUARTER,
            ("area", "source"),
            texts(
                "Paikalla kirjautuneet neljännesvuosittain alueen ja lähteen mukaan",
                "Incheckade per kvartal efter område och källa",
                "Attendance by quarter, area and source",
            ),
            texts(
                "Passit, jotka kirjautuivat jakson aikana paikalla, ja kirjautumiset: varmennetut (vaihtuva koodi)"
                " erikseen ja omat ilmoitukset (tulostettu koodi) erikseen. Sama passi voi olla molemmissa;"
                " loppusummassa ovat kaikki passit, joilla oli jokin tapahtuma."
                " Järjestäjien päälaskenta on omassa taulussaan eikä sitä lasketa näihin.",
                "Pass som checkade in under perioden och incheckningar: bekräftade (växlande kod) för sig och egna"
                " anmälningar (tryckt kod) för sig. Samma pass kan finnas i båda; i totalen finns alla pass med någon"
                " händelse. Arrangörernas huvudräkning har en egen tabell och ingår inte här.",
                "Passes that checked in in the period, and their check-ins: verified (rotating code) and self-reported"
                " (printed code) apart. A pass may be in both; the total has all passes with any event. Head counts of"
                " organizers have a table of their own and are not added to these.",
            ),
        ),
        Table(
            "years_of_reach",
            Length.YEAR,
            ("area", "gender"),
            texts(
                "Tavoitetut 13-16-vuotiaat vuosittain alueen ja sukupuolen mukaan",
                "Nådda 13-16-åringar per år efter område och kön",
                "Reach among those aged 13 to 16 by year, area and gender",
            ),
            texts(
                "13-16-vuotiaiden passit, joilla oli vuoden aikana vähintään yksi varmennettu kirjautuminen. Vieressä"
                " alueen 13-16-vuotiaat asukkaat (Tilastokeskus) ja alueen tuloryhmä; osuus on julkaistusta luvusta,"
                " kun asukkaita on vähintään 20. Tuloryhmä kuvaa aluetta, ei passin haltijaa.",
                "Pass för 13-16-åringar med minst en bekräftad incheckning under året. Bredvid områdets 13-16-åriga"
                " invånare (Statistikcentralen) och områdets inkomstgrupp; andelen räknas på det publicerade talet när"
                " invånarna är minst 20. Inkomstgruppen beskriver området, inte passets innehavare.",
                "Passes of those aged 13 to 16 with at least one verified check-in in the year. Beside them the"
                " residents aged 13 to 16 (Statistics Finland) and the income group of the district; the share is of"
                " the published figure, where there are at least 20 residents. The income group is of the district,"
                " not of whoever has the pass.",
            ),
            measures=("passes", "events", "residents", "reach_per_cent", "income_group"),
            fixed={"age_group": "age_13_to_16", "source": "verified"},
        ),
        Table(
            "years_by_gender_language_and_progress",
            Length.YEAR,
            ("gender", "language", "progress"),
            texts(
                "Uusina harrastuksiin tulleet ja kokeilusta jatkaneet vuosittain sukupuolen ja äidinkielen mukaan",
                "Nya i hobbyer och från prova på till regelbundet per år efter kön och modersmål",
                "New to hobbies and from trial to regular by year, gender and mother tongue",
            ),
            _PROGRESS,
        ),
        *PLAIN_TABLES,
    )
}


def tables_of(length: Length) -> list[Table]:
    """The tables whose periods are so long."""
    return [table for table in TABLES.values() if table.length is length]
