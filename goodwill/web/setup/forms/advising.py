"""Says what is wrong with forms that are tested before they are saved."""

from django import forms


def advice(*filled: forms.Form) -> str:
    """What is wrong, field by field, in one line."""
    return " ".join(
        f"{form[name].label if name in form.fields else ''}: {error}".lstrip(": ")
        for form in filled
        for name, errors in form.errors.items()
        for error in errors
    )
