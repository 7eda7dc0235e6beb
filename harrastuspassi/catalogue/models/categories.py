"""What hobbies are about, and for whom."""

from django.db import models
from django.db.models import F, Q

from ..querysets import HobbyCategoryQuerySet, TermQuerySet


class HobbyCategory(models.Model):
    """A node of the category tree.

    Ids live for ever, since phones keep them: hide a category, never delete it. Identity towards the
    ontology is the class IRI; `yso_id` (General Finnish Ontology) may be missing or repeat.
    `tree_id`, `level`, `lft` and `rght` are kept by tree.rebuild_tree: `lft` numbers all nodes in
    tree order, and a subtree is `lft` between its root's `lft` and `rght`. `cover_image` stands in for
    hobbies without a picture of their own (covers.py).
    """

    id = models.AutoField(primary_key=True)
    iri = models.CharField(max_length=200, unique=True, null=True, blank=True)  # NULL: not from an ontology
    yso_id = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001 - NULL as on the wire
    name = models.CharField(max_length=200, default="")
    name_fi: str
    name_sv: str
    name_en: str
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    tree_id = models.IntegerField(default=0, editable=False)
    level = models.SmallIntegerField(default=0, editable=False)
    lft = models.IntegerField(default=0, editable=False, db_index=True)
    rght = models.IntegerField(default=0, editable=False)
    is_hidden = models.BooleanField(default=False)
    cover_image = models.CharField(max_length=255, blank=True, default="", editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    objects = HobbyCategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "hobby categories"
        ordering = ["lft", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_not_its_own_parent"),
            models.CheckConstraint(condition=Q(rght__gte=F("lft")), name="category_interval_in_order"),
            models.CheckConstraint(condition=~Q(iri="") & ~Q(yso_id=""), name="category_ids_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name_fi


class Audience(models.Model):
    """A term for whom a hobby is meant, such as young people or families with children."""

    id = models.AutoField(primary_key=True)
    iri = models.CharField(max_length=200, unique=True, null=True, blank=True)  # NULL: not from an ontology
    yso_id = models.CharField(max_length=20, null=True, blank=True)  # noqa: DJ001 - NULL as on the wire
    name = models.CharField(max_length=200, default="")
    name_fi: str
    name_sv: str
    name_en: str
    is_hidden = models.BooleanField(default=False)
    modified_at = models.DateTimeField(auto_now=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_fi
