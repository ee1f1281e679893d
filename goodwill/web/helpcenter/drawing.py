"""Draws the pages for customers: with days in words, in the reader's language and the store's time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from goodwill.commerce.domain.telling_progress import STEPS, day_in_words


def draw(request: HttpRequest, template: str, values: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return render(request, f"helpcenter/{template}", {**(values or {}), "in_words": in_words, "steps": STEPS}, status=status)


def in_words(moment: date | datetime, with_time: bool = False) -> str:
    """``Thursday, 26 November``, and ``, 14:05`` after it for a moment."""
    if not isinstance(moment, datetime):
        return day_in_words(moment)
    local = localtime(moment)
    return f"{day_in_words(local)}, {local:%H:%M}" if with_time else day_in_words(local)
