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
            "Harrastuskerrat, jotka alkoivat jaksolla, joita ei peruttu ja joiden harrastus oli silloin julkaistu,"
            " sekä niiden harrastukset ja järjestäjät. Tunnit ovat kerroista, joilla on kellonaika ja jotka kestävät"
            " enintään vuorokauden. Maksuttomat ovat osuus harrastuksista ja kokeilukerrat osuus kerroista, kun jakaja"
            " on vähintään 20. Luvut ovat tarkkoja ja sellaisia kuin luettelo oli jäädytettäessä; luettelosta"
            " poistetusta harrastuksesta ovat mukana kerrat ennen sen viimeistä muutosta. Liikuntapaikat (Lipas),"
            " joilla ei ole kertoja, puuttuvat. Sama harrastus voi olla monessa luokassa.",
            "Tillfällen som började under perioden, inte ställdes in och vars hobby då var publicerad, samt deras"
            " hobbyer och arrangörer. Timmarna är av tillfällen som har ett klockslag och räcker högst ett dygn."
            " Avgiftsfria är andelen av hobbyerna och prova på andelen av tillfällena, när nämnaren är minst 20. Talen"
            " är exakta och som katalogen var vid frysningen; av en hobby som tagits bort ingår tillfällen före dess"
            " sista ändring. Idrottsplatser (Lipas), som inte har tillfällen, saknas. Samma hobby kan finnas i flera"
            " klasser.",
            "Sessions that began in the period, were not cancelled and whose hobby was published by then, with their"
            " hobbies and organizers. Hours are of sessions that have a time of day and last a day at the most. Free"
            " ones are a share of hobbies and trials a share of sessions, where there are at least 20. Figures are"
            " exact, and as the catalogue was when they were frozen; of a hobby taken off the lists the sessions"
            " before its last change are in. Sports places (Lipas), which have no sessions, are not. A hobby may be in"
            " several categories.",
        ),
        measures=("organizers", "hobbies", "held", "hours", "free_per_cent", "trial_per_cent"),
    ),
    Table(
        "quarters_of_benefits",
        Length.QUARTER,
        ("place",),
        texts(
            "Edut neljännesvuosittain paikan mukaan",
            "Förmåner per kvartal efter plats",
            "Benefits by quarter and place",
        ),
        texts(
            "Edut, jotka olivat jaksolla julkaistuina ja voimassa, ja kaikki etujen käytöt jaksolla, passilla ja"
            " ilman; alle viisi käyttöä on ”0-4”. Etujen omat laskurit, jotka kuka tahansa voi lukea, kertovat samat"
            " käytöt. Kuinka moni passi käytti etuja, on taulussa months_by_area_and_kind, kohinalla; käyttöjä ilman"
            " passia ei kerrota erikseen, sillä erotus paljastaisi passit.",
            "Förmåner som var publicerade och i kraft under perioden, och all användning av förmåner under perioden,"
            " med pass och utan; under fem är ”0-4”. Förmånernas egna räknare, som vem som helst kan läsa, säger"
            " detsamma. Hur många pass som använde förmåner står i months_by_area_and_kind, med brus; användning utan"
            " pass ges inte för sig, eftersom skillnaden skulle röja passen.",
            "Benefits that were published and in force in the period, and all uses of benefits in it, with a pass or"
            " without; fewer than five are “0-4”. The benefits' own counters, which anybody can read, tell the same"
            " uses. How many passes used benefits is in months_by_area_and_kind, with noise; uses without a pass are"
            " not given apart, since the difference would give passes away.",
        ),
        measures=("offered", "used"),
    ),
    Table(
        "months_of_coverage",
        Length.MONTH,
        ("place",),
        texts(
            "Laskennan kattavuus kuukausittain paikan mukaan",
            "Räkningens täckning per månad efter plats",
            "Coverage of counting by month and place",
        ),
        texts(
            "Pidetyt kerrat kuten tarjonnan taulussa, myös ne, joilla ei ole järjestäjää laskemassa, ja niistä ne,"
            " joilta on jokin luku: passin tai nimettömän kirjautuminen tai päälaskenta. Alle viisi on ”0-4”; osuus on"
            " annettu, kun kertoja on vähintään 20. Kuukausittain, koska kirjautumisia ei säilytetä neljänneksen"
            " jäädytykseen asti. Alun kysymykseen vastanneet ja vastaamatta jättäneet ovat taulussa"
            " quarters_by_area_and_answer, myöhempään vastanneet taulussa quarters_by_area_and_progress.",
            "Hållna tillfällen som i tabellen över utbudet, också de som ingen arrangör kan räkna, och de av dem som"
            " har något antal: en incheckning med pass eller av någon anonym, eller en huvudräkning. Under fem är"
            " ”0-4”; andelen ges när tillfällena är minst 20. Per månad, eftersom incheckningar inte sparas tills ett"
            " kvartal fryses. De som svarat och inte svarat på frågan i början finns i quarters_by_area_and_answer, de"
            " som svarat på den senare i quarters_by_area_and_progress.",
            "Sessions that were held, as in the table of supply, those that have no organizer to count included, and"
            " those of them that have any count: a check-in with a pass or of nobody in particular, or a head count."
            " Fewer than five are “0-4”; the share is given where there are at least 20 sessions. By month, since"
            " check-ins are not kept until a quarter is frozen. Answers and non-answers to the question at the start"
            " are in quarters_by_area_and_answer, answers to the later one in quarters_by_area_and_progress.",
        ),
        measures=("coverage_per_cent", "held", "counted"),
    ),
    Table(
        "years_by_place",
        Length.YEAR,
        ("place",),
        texts(
            "Kustannukset, toistuva tarjonta ja kausiluvut vuosittain paikan mukaan",
            "Kostnader, återkommande utbud och säsongstal per år efter plats",
            "Costs, lasting supply and season totals by year and place",
        ),
        texts(
            "Järjestäjät, joilla oli vuonna pidettyjä kertoja (kuten tarjonnan taulussa), ja niistä ne, joilla oli"
            " niitä missä tahansa kahtena puolivuotena peräkkäin, joista jälkimmäinen on vuonna. Järjestäjien omat"
            " kausiluvut ja päälaskenta viiden tarkkuudella, toisistaan ja kirjautumisista erillään. Kustannukset ovat"
            " kunnan vuodelta ilmoittamat eurot. Kirjautumiset ovat kunnan asukkaiden passien, julkaistujen"
            " neljännesten summa; niitä ei anneta, jos jokin neljännes puuttuu. Kattavuus on julkaistuista"
            " kuukausista, ja kuukausi, jolta on laskettu ”0-4” kertaa, on siinä nolla. Hinta on julkaistuista"
            " luvuista: eurot varmennettua kirjautumista ja erikseen laskettua käyntiä kohti, kun niitä on vähintään"
            " 20.",
            "Arrangörer som hade hållna tillfällen under året (som i tabellen över utbudet), och de av dem som hade"
            " sådana någonstans två halvår i rad, av vilka det senare är i året. Arrangörernas egna säsongstal och"
            " huvudräkning på fem när, skilda från varandra och från incheckningar. Kostnaderna är de euro som"
            " kommunen uppgett för året. Incheckningarna är av pass hos kommunens invånare, summan av de publicerade"
            " kvartalen; de ges inte om något kvartal saknas. Täckningen är av de publicerade månaderna, där en månad"
            " med ”0-4” räknade tillfällen är noll. Kostnaden är av publicerade tal: euro per bekräftad incheckning"
            " och för sig per räknat besök, när de är minst 20.",
            "Organizers that held sessions in the year (as in the table of supply), and those of them that did,"
            " wherever, in two half-years running of which the later is in the year. Season totals of organizers and"
            " head counts to the next five, apart from each other and from check-ins. Costs are the euros that the"
            " municipality told of the year. Check-ins are those of passes of its residents, the sum of the published"
            " quarters, and not given where a quarter's are not. Coverage is of the published months, in which a month"
            " of “0-4” sessions counted is none. Costs of one are of published figures: euros per verified check-in,"
            " and apart from that per visit counted, where there are at least 20.",
        ),
        measures=(
            *("organizers", "lasting_organizers", "season_trials", "season_joined", "heads", "coverage_per_cent"),
            *("euros", "verified", "self_reported", "euros_per_check_in", "euros_per_head"),
        ),
    ),
)
