"""Generated requests for public reads, odd ones among them: whatever may make an answer another."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.api.documented import IDS

ORIGIN = "https://someone.example"
HEADERS = {
    "Accept-Language": ["", "fi", "sv", "sv;q=0.1, en;q=0.9", "xx", "nonsense;;q=,"],
    "Accept-Encoding": ["", "gzip", "gzip;q=0", "br"],
    "Origin": ["", ORIGIN, "null", "https://["],
    "Authorization": ["", "Bearer not.a.token", "Token x"],
    "Cookie": ["", "sessionid=abc; django_language=sv"],
    "Content-Type": ["", "text/plain; charset=iso-8859-1"],
    "Accept": ["", "text/html", "application/yaml"],
    "X-Forwarded-Host": ["", "elsewhere.example"],
    "Host": ["testserver", "elsewhere.example"],
    "X-Requested-With": ["", "XMLHttpRequest"],
}
FEW = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
requests_below_a_face = st.tuples(
    st.sampled_from(["hobbies/", "hobbies", "organizers/", f"hobbies/{IDS['Hobby']}/", f"hobbies/{IDS['Hobby']}"]),
    st.lists(
        st.sampled_from(
            [
                "lang=sv",
                "lang=en",
                "lang=xx",
                "page_size=1",
                "page=2",
                "search=%C3%A4",
                "colour=blue",
                "include=translations",
            ]
        ),
        max_size=4,
    ),
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in HEADERS.items()}),
)
