"""Parameters of what is about passes."""

from drf_spectacular.utils import OpenApiParameter

from harrastuspassi.passes.models import Purpose

TAG = "Passes"
PURPOSE = OpenApiParameter(
    "purpose",
    {"type": "string", "pattern": f"^({'|'.join(Purpose.values)})$", "examples": [Purpose.STATISTICS.value]},
    OpenApiParameter.PATH,
    description="What the consent is for.",
)
