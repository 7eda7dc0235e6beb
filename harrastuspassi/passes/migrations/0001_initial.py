import uuid

import django.db.models.deletion
from django.db import migrations, models

import harrastuspassi.common.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0009_event_next"),
    ]

    operations = [
        migrations.CreateModel(
            name="PassOrigin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=32, unique=True)),
                ("day", models.DateField()),
                ("passes_created", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="pass_origin_day")],
            },
        ),
        migrations.CreateModel(
            name="Pass",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("created_on", models.DateField(default=harrastuspassi.common.clock.local_today)),
                ("last_used_on", models.DateField(default=harrastuspassi.common.clock.local_today)),
                (
                    "has_hobby",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weekly", "Weekly"),
                            ("sometimes", "Sometimes"),
                            ("no", "No"),
                            ("not_said", "Not Said"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("has_hobby_on", models.DateField(blank=True, null=True)),
                (
                    "follow_up",
                    models.CharField(
                        blank=True,
                        choices=[("same", "Same"), ("new", "New"), ("no", "No"), ("not_said", "Not Said")],
                        default="",
                        max_length=16,
                    ),
                ),
                ("follow_up_on", models.DateField(blank=True, null=True)),
                ("is_left_out", models.BooleanField(default=False)),
                (
                    "origin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="passes",
                        to="passes.passorigin",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "passes",
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateTimeField(default=harrastuspassi.common.clock.now)),
                (
                    "age_group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under_13", "Under 13"),
                            ("age_13_to_16", "From 13 To 16"),
                            ("age_17_to_19", "From 17 To 19"),
                            ("age_20_and_over", "From 20"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("age_group_on", models.DateField(blank=True, null=True)),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[("female", "Female"), ("male", "Male"), ("other", "Other"), ("not_said", "Not Said")],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("fi", "Finnish"), ("sv", "Swedish"), ("other", "Other")],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.district",
                    ),
                ),
                (
                    "hobby_pass",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="profiles", to="passes.pass"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.municipality",
                    ),
                ),
            ],
            options={
                "ordering": ["valid_from", "id"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(choices=[("statistics", "Statistics")], max_length=16)),
                ("version", models.CharField(max_length=16)),
                ("given_at", models.DateTimeField(default=harrastuspassi.common.clock.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hobby_pass",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="passes.pass"
                    ),
                ),
            ],
            options={
                "ordering": ["given_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["statistics"])), name="consent_purpose_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("hobby_pass", "purpose"),
                        name="consent_in_force_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="pass",
            index=models.Index(fields=["last_used_on"], name="pass_last_used"),
        ),
        migrations.AddConstraint(
            model_name="pass",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="pass_digest_shape"
            ),
        ),
        migrations.AddConstraint(
            model_name="pass",
            constraint=models.CheckConstraint(
                condition=models.Q(("has_hobby__in", ["", "weekly", "sometimes", "no", "not_said"])),
                name="pass_has_hobby_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="pass",
            constraint=models.CheckConstraint(
                condition=models.Q(("follow_up__in", ["", "same", "new", "no", "not_said"])),
                name="pass_follow_up_known",
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=models.Index(fields=["valid_from"], name="profile_valid_from"),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("age_group__in", ["", "age_13_to_16", "age_17_to_19", "age_20_and_over"])),
                name="profile_age_group_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("gender__in", ["", "female", "male", "other", "not_said"])),
                name="profile_gender_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ["", "fi", "sv", "other"])), name="profile_language_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("district__isnull", True), ("municipality__isnull", False), _connector="OR"),
                name="profile_district_somewhere",
            ),
        ),
    ]
