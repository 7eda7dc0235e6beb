"""Addresses of the console, below /console/: which pages there are, and where the navigation has them."""

from harrastuspassi.console import catalogue, counts, doors, figures, log, people, reports, terms, work
from harrastuspassi.console.site import site

for pages in (
    catalogue.PAGES,
    doors.PAGES,
    counts.PAGES,
    reports.PAGES,
    people.PAGES,
    terms.PAGES,
    work.PAGES,
    log.PAGES,
    figures.PAGES,
):
    for model, page in pages.items():
        site.register(model, page)
urlpatterns, app_name, _ = site.urls
