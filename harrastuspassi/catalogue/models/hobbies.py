"""What young people can do."""

from django.db import models
from django.db.models import F, Q

from ..querysets import HobbyQuerySet
from .areas import Municipality
from .base import PublicationState, Sourced
from .categories import Audience, HobbyCategory
from .locations import Location
from .organizers import Organizer


class PriceType(models.TextChoices):
    """How a hobby is paid for; the amount is in euros, 0 when free."""

    FREE = "free"
    PAID = "paid"
    ANNUAL = "annual"
    SEASONAL = "seasonal"
    ONE_TIME = "one_time"


class Hobby(Sourced):
    """A hobby that an organizer, or a source of places, lists.

    `languages` are the ISO 639-1 codes of the languages it is held in, ascending, separated by one
    space; empty when unknown. `contact_phone` is E.164, or the text as given where it is no number.
    `cover_image` is its own picture (common/media.py); without one `category_cover` is shown, the
    picture of its nearest category that has one, which covers.py keeps true.
    `category_ids` and `audience_ids` are the ids of the categories and audiences in the same way, so
    that reading a hobby reads no other table for them; publishing() keeps them true. `submitted_at` is when it
    was last offered for publication.
    """

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=1024, default="")
    name_fi: str
    name_sv: str
    name_en: str
    description = models.TextField(blank=True, default="")
    description_fi: str
    description_sv: str
    description_en: str
    organizer = models.ForeignKey(Organizer, null=True, blank=True, on_delete=models.PROTECT, related_name="hobbies")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.PROTECT, related_name="hobbies")
    municipality = models.ForeignKey(Municipality, null=True, blank=True, on_delete=models.PROTECT)
    categories = models.ManyToManyField(HobbyCategory, related_name="hobbies", blank=True)
    category_ids = models.TextField(blank=True, default="", editable=False)
    audiences = models.ManyToManyField(Audience, related_name="hobbies", blank=True)
    audience_ids = models.TextField(blank=True, default="", editable=False)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    price_type = models.CharField(max_length=16, choices=PriceType, default=PriceType.FREE)
    price_amount = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    registration_link = models.URLField(max_length=500, blank=True, default="")
    web_address = models.URLField(max_length=500, blank=True, default="")
    contact_name = models.CharField(max_length=200, blank=True, default="")
    contact_email = models.EmailField(blank=True, default="")
    contact_phone = models.CharField(max_length=64, blank=True, default="")
    languages = models.CharField(max_length=60, blank=True, default="")
    cover_image = models.CharField(max_length=255, blank=True, default="", editable=False)
    category_cover = models.CharField(max_length=255, blank=True, default="", editable=False)
    state = models.CharField(max_length=16, choices=PublicationState, default=PublicationState.DRAFT)
    rejection_reason = models.TextField(blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = HobbyQuerySet.as_manager()

    class Meta(Sourced.Meta):
        verbose_name_plural = "hobbies"
        ordering = ["id"]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(condition=Q(price_type__in=PriceType.values), name="hobby_price_type_known"),
            models.CheckConstraint(condition=Q(price_amount__gte=0), name="hobby_price_not_negative"),
            models.CheckConstraint(
                condition=~Q(price_type="free") | Q(price_amount=0), name="hobby_free_costs_nothing"
            ),
            models.CheckConstraint(
                condition=(Q(age_from__isnull=True) | Q(age_from__lte=120))
                & (Q(age_to__isnull=True) | Q(age_to__lte=120))
                & (Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_to__gte=F("age_from"))),
                name="hobby_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(languages__regex=r"^([a-z]{2}( [a-z]{2})*)?$"), name="hobby_languages_shape"
            ),
            models.CheckConstraint(condition=Q(state__in=PublicationState.values), name="hobby_state_known"),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(rejection_reason=""), name="hobby_rejection_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="hobby_published_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="in_review"), name="hobby_in_review"),
            # How much an organizer has offered lately.
            models.Index(
                fields=["organizer", "submitted_at"], condition=Q(submitted_at__isnull=False), name="hobby_submitted"
            ),
        ]

    def __str__(self) -> str:
        return self.name_fi or self.name_sv or self.name_en
