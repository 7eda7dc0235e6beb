"""How the console looks (django-unfold). settings.py takes it over."""

UNFOLD = {
    "SITE_TITLE": "Harrastuspassi",
    "SITE_HEADER": "Harrastuspassi",
    "SITE_SYMBOL": "sports_soccer",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    # They stand in a file of styles: written into the page, they would break the content security policy.
    "COLORS": {},
    "SIDEBAR": {"navigation": "harrastuspassi.console.navigation.navigation"},
}
