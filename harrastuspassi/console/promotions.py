"""Writing promotions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from unfold.enums import ActionVariant

from harrastuspassi.accounts import roles
from harrastuspassi.accounts.models import User
from harrastuspassi.catalogue.models import Promotion
from harrastuspassi.catalogue.writing.common import PUBLIC_STATES
from harrastuspassi.catalogue.writing.promotions import (
    MAX_AVAILABLE,
    change_promotion,
    create_promotion,
    delete_promotion,
)
from harrastuspassi.console.fields import DateField, NumberField, TimeField
from harrastuspassi.console.steps import Made, Step
from harrastuspassi.console.writing import ListedForm, WritingForm, adding, editing


class PromotionForm(ListedForm):
    """A promotion."""

    start_date = DateField()
    start_time = TimeField()
    end_date = DateField()
    end_time = TimeField()
    available_count = NumberField(min_value=1, max_value=MAX_AVAILABLE)
    groups = (
        *ListedForm.texts,
        (_("When"), ["start_date", "start_time", "end_date", "end_time"]),
        (_("Uses"), ["available_count"]),
        (_("Where"), ["location"]),
        (_("Picture"), ["cover_image", "no_picture"]),
    )


def _add(by: User, item: None, sent: dict[str, Any]) -> Made:
    return Made(create_promotion(by=by, **sent), _("Saved."))


def _edit(by: User, promotion: Promotion, sent: dict[str, Any]) -> Any:
    change_promotion(promotion_id=promotion.pk, by=by, **sent)
    return _("Saved.")


def _delete(by: User, promotion: Promotion, sent: dict[str, Any]) -> Any:
    delete_promotion(promotion_id=promotion.pk, by=by, **sent)
    return _("Deleted.")


EDIT_PROMOTION_STEPS = (
    adding(
        label=_("New promotion"),
        explanation=_("A benefit that can be used so many times. It is reviewed first, unless you are trusted."),
        form=PromotionForm,
        run=_add,
    ),
    editing(
        explanation=_("Other words, links or pictures of what is published are reviewed, unless you are trusted."),
        form=PromotionForm,
        run=_edit,
    ),
)
DELETE_PROMOTION_STEP = Step(
    name="delete",
    label=_("Delete"),
    explanation=_("It goes for good. What has been public is archived instead."),
    may=lambda user, item: item.state not in PUBLIC_STATES and roles.can_edit(user, item),
    form=WritingForm,
    run=_delete,
    icon="delete",
    variant=ActionVariant.DANGER,
)
