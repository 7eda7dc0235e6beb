"""What is given of released statistics."""

from rest_framework import serializers

VALUE = {"allow_null": True}


class DimensionSerializer(serializers.Serializer):
    """What a table is divided by."""

    name = serializers.CharField(help_text="As it is called in rows and parameters.")
    title = serializers.CharField()
    adds_up = serializers.BooleanField(
        help_text="Whether a pass, or whatever else is counted, has one value alone in a period: only then do figures "
        "add up, roughly."
    )


class MeasureSerializer(serializers.Serializer):
    """What is counted or computed in a table."""

    name = serializers.CharField(help_text="As in `figures` of its rows.")
    title = serializers.CharField()
    unit = serializers.CharField()


class LeftOutSerializer(serializers.Serializer):
    """A part of a table that is not given, since a small count would follow from it."""

    release = serializers.IntegerField(help_text="Which left it out, for good.")
    table = serializers.CharField()
    period = serializers.CharField()
    what = serializers.CharField(help_text="districts (of `municipality`), areas (all of them) or table.")
    municipality = serializers.CharField(help_text="Code of the municipality whose districts are left out, or empty.")
    text = serializers.CharField(help_text="The same in words.")


class TableSerializer(serializers.Serializer):
    """A table of the plan."""

    name = serializers.CharField(help_text="As in its address.")
    title = serializers.CharField()
    definition = serializers.CharField(help_text="Who is counted.")
    unit = serializers.CharField()
    length = serializers.CharField(help_text="Of its periods: month, quarter or year.")
    dimensions = DimensionSerializer(many=True)
    measures = MeasureSerializer(many=True)
    is_of_passes = serializers.BooleanField(help_text="Whether it counts passes, so that figures carry noise.")
    left_out = LeftOutSerializer(many=True, help_text="What the newest figures lack, by period.")


class ReleaseFileSerializer(serializers.Serializer):
    """A file of all that was frozen in a release."""

    language = serializers.CharField()
    format = serializers.CharField(help_text="xlsx, or zip with both kinds of CSV and the codebook.")
    name = serializers.CharField(help_text="What it is called.")
    address = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField(help_text="Of the file, in hexadecimal.")
    is_lost = serializers.BooleanField(help_text="Whether it is gone, and made again would be another.")


class ReleaseSerializer(serializers.Serializer):
    """Tables that were frozen together."""

    number = serializers.IntegerField(help_text="Cite it.")
    made_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True, help_text="Null: for evaluators alone as yet.")
    tables = serializers.IntegerField(help_text="How many tables of periods were frozen in it.")
    replaces = serializers.IntegerField(
        allow_null=True, help_text="Release that it replaces as a whole, since that was wrong: drop all its rows."
    )
    replaced_by = serializers.IntegerField(
        allow_null=True, help_text="Release that replaced it. It can still be read by its number."
    )
    note = serializers.CharField(help_text="Why it replaces another one; empty where it does not.")
    left_out = LeftOutSerializer(many=True)
    files = ReleaseFileSerializer(
        many=True,
        help_text="Written once. Of a release that is not public they are for those who read all its figures.",
    )


class FiguresSerializer(serializers.Serializer):
    """A row of a table. A dimension that is null is summed over, or is none of this table."""

    release = serializers.IntegerField(help_text="Release in which it was frozen.")
    period = serializers.CharField(help_text="2027, 2027-Q1 or 2027-03.")
    area = serializers.CharField(**VALUE, help_text="Code of the home municipality, or with that of its district.")
    age_group = serializers.CharField(**VALUE)
    gender = serializers.CharField(**VALUE)
    kind = serializers.CharField(**VALUE, help_text="Kind of event.")
    category = serializers.CharField(**VALUE, help_text="Id of the root category.")
    language = serializers.CharField(**VALUE, help_text="Mother tongue.")
    at_start = serializers.CharField(**VALUE, help_text="Whether there was a hobby at the start.")
    source = serializers.CharField(**VALUE, help_text="How check-ins are known.")
    progress = serializers.CharField(**VALUE, help_text="How far passes came towards a hobby.")
    place = serializers.CharField(
        **VALUE, help_text="Where it is held: code of the municipality, or with the district."
    )
    counted_age = serializers.CharField(**VALUE, help_text="Age group in head counts, by whoever counted.")
    counted_gender = serializers.CharField(**VALUE, help_text="Gender in head counts, by whoever counted.")
    passes = serializers.IntegerField(
        allow_null=True,
        help_text="Passes, with noise of 3 at the most. Null where it would be below 5, zero included, and in tables "
        "that do not count passes.",
    )
    passes_shown = serializers.CharField(
        help_text='The same to show: "0-4" for null, nothing where the table does not count passes.'
    )
    events = serializers.IntegerField(
        allow_null=True, help_text="Events, to the next 5. Null where few passes or a single one made them."
    )
    figures = serializers.DictField(
        child=serializers.FloatField(allow_null=True),
        help_text="Each measure of the table that is a number. Null where it is not shown, not known or not computed.",
    )
    shown = serializers.DictField(child=serializers.CharField(), help_text="Each measure of the table, to show.")
