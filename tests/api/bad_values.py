"""Values that each query parameter must refuse, wherever it stands."""

ALWAYS_BAD = ["", " ", "\0", "ä", "\ufffd", "'", "null", "null,null", "x" * 5000]
NO_NUMBERS = [*ALWAYS_BAD, "abc", "NaN", "nan", "\u0661\u0662", "\uff11", "1_0", "1,5", "0x1", "--1", "1e", "½", "true"]
NO_WHOLE_NUMBERS = [*NO_NUMBERS, "1.5", "1e3", "inf", "-Infinity", "9" * 5000]
NO_IDS = [*NO_WHOLE_NUMBERS, "0", "-0", "-1", "2147483648", "9" * 30]
NO_CHOICES = [*ALWAYS_BAD, "nonsense", "0"]
NO_TRUTHS = [*ALWAYS_BAD, "1", "0", "yes", " true ", "None", "truefalse"]
NO_TIMES = [
    *ALWAYS_BAD,
    "24:00",
    "1:00",
    "18.00",
    "18:60",
    "18:00:60",
    "18:00Z",
    "18:00+02:00",
    "1800",
    "\u0661\u0668:\u0660\u0660",
    "18:00\n",
]
NO_DATES = [
    *ALWAYS_BAD,
    "2026-02-30",
    "1.6.2026",
    "2026-6-1",
    "20260601",
    "2026-W23-1",
    "2026-06-01T00:00",
    "0000-01-01",
    "10000-01-01",
    "-2026-06-01",
]
NO_DEGREES = [*NO_NUMBERS, "inf", "-inf", "Infinity", "1e999", "-1e999", "9" * 400, "60,17", "60°"]

BAD: dict[str, list[str]] = {
    "access": [*NO_CHOICES, "OPEN"],
    "accessible": NO_TRUTHS,
    "after": [*NO_WHOLE_NUMBERS, "-1", "2147483648"],
    "age": [*NO_WHOLE_NUMBERS, "-1", "121"],
    "bbox": [
        *NO_NUMBERS,
        "1,2,3",
        "1,2,3,4,5",
        "1,2,,4",
        "a,2,3,4",
        "NaN,2,3,4",
        "181,2,3,4",
        "1,2,-180.1,4",
        "1,-91,2,3",
        "1,2,3,91",
        "1,2,3,1",
        "1 2 3 4",
        "1,2,inf,4",
    ],
    "category": NO_IDS,
    "code": [*NO_WHOLE_NUMBERS, "91", "0911", "-91"],
    "district": [*ALWAYS_BAD[:-3], "x" * 5000, "-1", "3 1", "1234567890"],
    "editable_only": NO_TRUTHS,
    "exclude_past_events": NO_TRUTHS,
    "hobby": NO_IDS,
    "include": [*NO_CHOICES, "everything", "hobby_detail,location_detail", "TRANSLATIONS"],
    "kind": [*NO_CHOICES, "CLUB"],
    "lang": [*NO_CHOICES, "FI", "de", "fi-FI", "fi,sv"],
    "language": [*ALWAYS_BAD[:-3], "f", "fin", "FI", "f1", "fi-FI"],
    "max_distance": [*NO_DEGREES, "-0.001", "20100.1"],
    "max_price": [*NO_NUMBERS, "-1", "1.234", "1000000", "Infinity", "1e2", "9" * 5000],
    "municipality": [*NO_WHOLE_NUMBERS, "9", "0911", "-91", "2147483648"],
    "near_latitude": [*NO_DEGREES, "90.0001", "-90.0001"],
    "near_longitude": [*NO_DEGREES, "180.0001", "-180.0001"],
    "ordering": [*NO_CHOICES, "-name", "NAME", "id"],
    "organizer": NO_IDS,
    "page": NO_IDS,
    "page_size": [*NO_IDS, "501"],
    "parent": [*(value for value in NO_IDS if value != "null"), "Null", "000000000019999999999999"],
    "period_end": NO_DATES,
    "period_start": NO_DATES,
    "price_type": [*NO_CHOICES, "FREE", "free,paid"],
    "search": ["\0", "uin\0ti", "x" * 201],
    "start_time_from": NO_TIMES,
    "start_time_to": NO_TIMES,
    "start_weekday": [*NO_WHOLE_NUMBERS, "0", "8", "-1", "1,2", "monday"],
    "usable_only": NO_TRUTHS,
}
