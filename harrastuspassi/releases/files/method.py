"""How the figures are protected, in plain words: what a codebook says to whoever cites them."""

from harrastuspassi.statistics.tables import Texts, texts

METHOD: list[tuple[Texts, list[Texts]]] = [
    (
        texts("Mitä luvut ovat", "Vad siffrorna är", "What the figures are"),
        [
            texts(
                "Yksikkö on passi, ei ihminen: uusi asennus on uusi passi. Passi lasketaan kerran kussakin luvussa,"
                " teki se jakson aikana kuinka paljon tahansa. Mukana ovat vain passit, joiden haltija on antanut luvan"
                " tilastointiin.",
                "Enheten är passet, inte människan: en ny installation är ett nytt pass. Ett pass räknas en gång i"
                " varje siffra, hur mycket det än gjort under perioden. Med är bara pass vars innehavare samtyckt till"
                " statistik.",
                "The unit is the pass, not the person: a new installation is a new pass. A pass is counted once in each"
                " figure, however much it did in the period. Only passes whose holder consented to statistics are in.",
            ),
            texts(
                "Eri passeja ei voi laskea yhteen kuukausista, harrastusten luokista tai tapahtuman lajeista: sama"
                " passi voi olla monessa.",
                "Olika pass går inte att summera över månader, hobbyklasser eller slag av händelser: samma pass kan"
                " finnas i flera.",
                "Distinct passes do not add up over months, categories of hobbies or kinds of events: a pass may be in"
                " several.",
            ),
        ],
    ),
    (
        texts("Satunnainen kohina", "Slumpmässigt brus", "Random noise"),
        [
            texts(
                "Jokaisessa passien luvussa on enintään kolmen suuruista satunnaista kohinaa (keskihajonta 1,4; solun"
                " avainten menetelmä). Kohina riippuu vain siitä, keitä luvussa on: samalla joukolla on sama luku"
                " jokaisessa taulussa.",
                "I varje antal pass finns slumpmässigt brus på högst tre (standardavvikelse 1,4; cellnyckelmetoden)."
                " Bruset beror bara på vilka som ingår: samma grupp har samma siffra i alla tabeller.",
                "Every count of passes carries random noise of at most three (standard deviation 1.4; the cell-key"
                " method). It depends only on who is counted: the same group has the same figure in every table.",
            ),
            texts(
                "Rivit eivät summaudu tarkasti loppusummaksi. Käytä julkaistua riviä, jolla luokka on ”Kaikki”.",
                "Raderna summerar inte exakt till totalen. Använd den publicerade raden där klassen är ”Alla”.",
                "Rows do not add up exactly to their totals. Use the published row in which the class is “All”.",
            ),
        ],
    ),
    (
        texts("Pienet luvut", "Små tal", "Small figures"),
        [
            texts(
                "”0-4” tarkoittaa, että kohinan jälkeen passeja on alle viisi. Siihen kuuluu myös nolla. Pienet"
                " näytetyt luvut ovat epävarmoja: näytetty 5 voi olla todellisuudessa 2.",
                "”0-4” betyder att passen efter bruset är färre än fem, också noll. Små visade tal är osäkra: en visad"
                " 5 kan i verkligheten vara 2.",
                "“0-4” means fewer than five passes after the noise, zero included. Small shown figures are uncertain:"
                " a shown 5 may be a true 2.",
            ),
            texts(
                "Tämä estää päättelemästä tarkkoja lukuja. Kaikkea arvaamista se ei estä: pienestä solusta voi arvata"
                " hieman paremmin kuin sattumalta.",
                "Det hindrar att exakta tal räknas ut. All gissning hindras inte: om en liten cell kan man gissa lite"
                " bättre än slumpen.",
                "This keeps exact figures from being worked out. It does not stop all guessing: the best guess about a"
                " small cell gets a little better than chance.",
            ),
        ],
    ),
    (
        texts("Tapahtumat ja suhdeluvut", "Händelser och kvoter", "Events and ratios"),
        [
            texts(
                "Tapahtumien määrä julkaistaan viiden tarkkuudella, kun passeja on kohinan jälkeen vähintään kymmenen"
                " eikä yksikään passi tee tapahtumista yli puolta. Muuten solussa on ”..”.",
                "Antalet händelser ges på fem när och bara där passen efter bruset är minst tio och inget pass står för"
                " mer än hälften. Annars står ”..” i cellen.",
                "Numbers of events are given to the next five, where there are at least ten passes after the noise and"
                " no pass makes more than half of the events. Otherwise the cell says “..”.",
            ),
            texts(
                "Laske suhdeluvut vain julkaistuista luvuista, kun nimittäjä on vähintään 20, ja kokonaisina"
                " prosentteina. Tapahtumia passia kohti: tapahtumat jaettuna passeilla, yhdellä desimaalilla.",
                "Räkna kvoter bara av publicerade tal, när nämnaren är minst 20, i hela procent. Händelser per pass:"
                " händelser delat med pass, med en decimal.",
                "Make ratios of published figures only, where the denominator is at least 20, in whole per cents."
                " Events per pass: events divided by passes, to one decimal.",
            ),
        ],
    ),
    (
        texts("Muut kuin passien taulut", "Tabeller om annat än pass", "Tables that are not about passes"),
        [
            texts(
                "Tarjonta, järjestäjien päälaskenta, etujen käytöt, kattavuus ja kustannukset eivät kerro passeista,"
                " eikä niissä ole kohinaa. Tarjonta on tarkka. Päälaskenta ja kausiluvut ovat viiden tarkkuudella,"
                " ja alle viisi käyntiä, käyttöä tai laskettua kertaa on ”0-4”. Ne on laskettu jäädytettäessä siitä,"
                " mitä luettelossa silloin oli.",
                "Utbudet, arrangörernas huvudräkning, använda förmåner, täckning och kostnader säger inget om pass och"
                " har inget brus. Utbudet är exakt. Huvudräkning och säsongstal ges på fem när, och under fem besök,"
                " bruk eller räknade tillfällen är ”0-4”. De räknades vid frysningen av det som då fanns i katalogen.",
                "Supply, head counts of organizers, uses of benefits, coverage and costs are not about passes, without"
                " noise. Supply is exact. Head counts and season totals are to the next five, and below five visits,"
                " uses or sessions counted stands “0-4”. They were counted at the freezing from what the catalogue had"
                " then.",
            ),
        ],
    ),
    (
        texts("CSV taulukkolaskennassa", "CSV i kalkylprogram", "CSV in spreadsheets"),
        [
            texts(
                "Taulukkolaskenta pudottaa CSV:n koodeista alkunollat (091 näkyy lukuna 91), ellei saraketta tuoda"
                " tekstinä. Nimet ovat koodien vieressä; työkirjassa (XLSX) koodit säilyvät. Nimi, joka alkaisi kaavan"
                " merkillä, saa CSV:ssä eteensä heittomerkin.",
                "Kalkylprogram tappar inledande nollor i koderna i en CSV (091 blir 91) om kolumnen inte importeras som"
                " text. Namnen står bredvid; i arbetsboken (XLSX) hålls koderna. Ett namn som börjar som en formel får"
                " en apostrof framför sig i CSV.",
                "Spreadsheets drop leading zeros from codes in a CSV (091 becomes 91) unless the column is imported as"
                " text. Names stand beside the codes; the workbook (XLSX) keeps them. A name that begins like a formula"
                " has an apostrophe before it in CSV.",
            ),
        ],
    ),
    (
        texts("Jäädytys, myöhästyneet ja poistot", "Frysning, sena uppgifter och radering", "Freezing and erasure"),
        [
            texts(
                "Jakson luvut jäädytetään 31 päivää sen päättymisestä, eikä niitä lasketa sen jälkeen uudelleen."
                " Sen jälkeen tulleet tiedot eivät ole mukana. Kun passi poistetaan, sen tiedot poistetaan heti;"
                " jäädytetyt luvut eivät muutu, ja myöhemmistä jaksoista passi puuttuu.",
                "En periods siffror fryses 31 dagar efter dess slut och räknas inte om efter det. Uppgifter som kommer"
                " senare är inte med. När ett pass raderas tas dess uppgifter bort genast; frysta siffror ändras inte,"
                " och i senare perioder saknas passet.",
                "The figures of a period are frozen 31 days after its end and not computed again. What arrives later"
                " is not in them. When a pass is erased its data go at once; frozen figures do not change, and later"
                " periods lack the pass.",
            ),
            texts(
                "Jos jäädytetyissä luvuissa on virhe, koko julkaisu korvataan, kerran: sen jaksot lasketaan siitä, mitä"
                " on vielä tallella, ja kohina on uutta myös siellä, missä mikään ei muuttunut. Saman vuoden"
                " oikaisuissa on sama uusi kohina, ja muut julkaisut pitävät omansa; tarkastus olettaa, että hyökkääjä"
                " tuntee sekä vanhat että uudet luvut. Korvattu julkaisu jää luettavaksi numerollaan ja kertoo, mikä"
                " sen korvasi ja miksi. Vuotta voi oikaista seuraavan vuoden huhtikuun loppuun, kunnes passien"
                " kuukausitiedot poistetaan.",
                "Är frysta siffror felaktiga ersätts hela publiceringen, en gång: perioderna räknas av det som ännu"
                " finns kvar, och bruset är nytt också där inget ändrades. Rättelser av samma år har samma nya brus,"
                " och andra publiceringar behåller sitt; granskningen antar att angriparen känner både de gamla och de"
                " nya siffrorna. Den ersatta kan ännu läsas med sitt nummer och säger vad som ersatte den och varför."
                " Ett år kan rättas till utgången av april nästa år, då passens månadsuppgifter raderas.",
                "Where frozen figures are wrong the whole release is replaced, once: its periods are counted from what"
                " is still there, and the noise is new also where nothing changed. Corrections of one year share their"
                " new noise, and other releases keep theirs; the audit takes the attacker to know the old figures and"
                " the new. What was replaced can still be read by its number and says by what and why. A year can be"
                " corrected until the end of April of the next, when what passes did by the month is deleted.",
            ),
            texts(
                "Luokitukset ovat sellaiset kuin ne olivat jakson laskennassa. Nimet ovat julkaisun tekohetken nimiä.",
                "Klassificeringarna är som de var när perioden räknades. Namnen är de som gällde när publiceringen"
                " gjordes.",
                "Classifications are as they were when the period was counted. Names are those at the making of the"
                " release.",
            ),
        ],
    ),
]
