"""LIPAS, the national database of sports places (University of Jyväskylä, CC BY 4.0, https://lipas.fi)."""

DATA_SOURCE = "lipas"
"""`data_source` of everything from there; the apps hide dates and times of such events."""
