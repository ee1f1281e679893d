"""The stylesheet and the sprite, the two files that are put together from many."""

from django.http import HttpRequest, HttpResponse

from goodwill.web.shared import assets
from goodwill.web.shared.middleware import public


@public
def stylesheet(request: HttpRequest) -> HttpResponse:
    return _kept(assets.stylesheet())


@public
def sprite(request: HttpRequest) -> HttpResponse:
    return _kept(assets.sprite())


def _kept(asset: assets.Asset) -> HttpResponse:
    return HttpResponse(asset.content, content_type=asset.content_type, headers={"Cache-Control": "public, max-age=31536000, immutable"})
