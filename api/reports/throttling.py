"""How often one address may report."""

from api.common.throttling import PerAddress


class ReportsPerAddress(PerAddress):
    """Ten an hour."""

    scope = "reports"
    rate = "10/hour"
