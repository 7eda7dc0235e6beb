"""What the console's templates ask."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def console_list(opts: Any) -> str:
    """Name of the address of a model's list."""
    return f"admin:{opts.app_label}_{opts.model_name}_changelist"
