"""What is behind a share link, for anybody who has it. Nothing here needs scripts or sign-in."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from apps.archive import delivery
from apps.archive.formats import extension_of
from apps.clips.selectors import file_name
from apps.core.counting import TooFastError
from apps.core.errors import DomainError
from apps.core.http import respond
from apps.sharing import access, art, operations, selectors
from apps.sharing.forms import GuestCommentForm, PasswordForm
from apps.sharing.models import ShareLink

View = Callable[..., HttpResponseBase]
OUR_ADDRESS = re.compile(r"https?://[^/]+/s/(?P<token>[\w-]{1,64})/(?:embed/)?", re.ASCII)
EMBED_WIDTH = 640
EMBED_HEIGHT = 190
EMBED_LIST_HEIGHT = 420
"""Of several sounds, which scroll if they need more."""


def by_link(find: Callable[[HttpRequest, str], ShareLink]) -> Callable[[View], View]:
    """Hand the view the link that `find` returns for the token; else say what is the matter."""

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            try:
                answer = view(request, find(request, token), **kwargs)
            except TooFastError:
                answer = respond(request, "429.html", {}, status=429)
            except access.EndedError:
                answer = respond(request, "sharing/_ended.html", {}, status=410)
            except access.LockedError as locked:
                answer = _ask_password(request, locked.link, PasswordForm(), status=403)
            answer["X-Robots-Tag"] = "noindex"
            return answer

        return guarded

    return decorate


@by_link(access.link_open)
@never_cache
@require_safe
def share_show(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Let anybody with the link listen and read along."""
    return respond(request, "sharing/share_show.html", _context(request, link))


@by_link(access.link_open)
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@never_cache
@require_safe
def share_embed(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Show the player alone, for other people's pages."""
    return respond(request, "sharing/share_embed.html", _context(request, link))


@by_link(access.link_at_door)
@never_cache
@require_POST
def share_unlock(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """Take the link's password."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _ask_password(request, link, form, status=422)
    if not access.try_password(request, link, form.cleaned_data["password"]):
        form.add_error("password", "This is not the password of this link.")
        return _ask_password(request, link, form, status=422)
    response = HttpResponseRedirect(reverse("sharing:share_show", args=[_token(request)]))
    access.give_pass(request, response, link)
    return response


@by_link(access.link_open)
@require_safe
def share_audio(request: HttpRequest, link: ShareLink, clip_id: UUID) -> HttpResponseBase:
    """Play a take of the link, in ranges."""
    sound = access.sound_at_door(link, clip_id)
    if sound.audio is None:
        raise Http404
    what = link.pk if selectors.target_of(link).is_heard_as_one else sound.id
    # The one write of a GET: a figure, so that a page without scripts is counted too.
    if request.method == "GET" and access.is_new_visit(request.GET.get("visit", ""), what):
        operations.count_play(link=link)
    return delivery.serve(request, sound.audio)


@by_link(access.link_open)
@require_safe
def share_download(
    request: HttpRequest, link: ShareLink, clip_id: UUID, kind: str
) -> HttpResponseBase:
    """Give the MP3 or WAV, if the link allows it."""
    sound = access.sound_at_door(link, clip_id)
    asset = sound.file(kind)
    if not link.may_download or asset is None:
        raise Http404
    begins = request.headers.get("Range", "bytes=0-").startswith("bytes=0-")
    if request.method == "GET" and begins:
        operations.count_download(link=link)
    name = file_name(sound.clip, extension_of(asset.media_type))
    return delivery.serve(request, asset, download_name=name)


@by_link(access.link_open)
@never_cache
@require_POST
def share_comment(request: HttpRequest, link: ShareLink, clip_id: UUID) -> HttpResponse:
    """Take a guest's comment, if the link allows it."""
    clip = access.sound_at_door(link, clip_id).clip
    access.allow_comment(request, link)
    form = GuestCommentForm(request.POST, auto_id=f"id_{clip.pk}_%s")
    if form.is_valid():
        typed = dict(form.cleaned_data)
        name = typed.pop("name")
        try:
            operations.comment(
                clip=clip, by=None, guest_name=name, link=link, now=timezone.now(), **typed
            )
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            number = selectors.shown_by(link).page_number_of(clip.pk)
            page = reverse("sharing:share_show", args=[_token(request)])
            return HttpResponseRedirect(f"{page}?page={number}#comments-{clip.pk}")
    context = _context(request, link, wrong=(clip.pk, form))
    return respond(request, "sharing/share_show.html", context, status=422)


@by_link(access.link_open)
@never_cache
@require_safe
def share_follow(request: HttpRequest, link: ShareLink) -> HttpResponse:
    """Show what was said through the link, for an open page; with nothing new, nothing."""
    access.allow_look(request, link)
    mark = selectors.guest_mark(link)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    shown, told = selectors.shown_by(link), selectors.guest_threads(link)
    sounds = [(sound, told.get(sound.id, [])) for sound in shown.sounds]
    context = {"token": _token(request), "shown": shown, "mark": mark, "sounds": sounds}
    return respond(request, "sharing/_guest_news.html", context)


@by_link(access.link_open)
@require_safe
def share_cover(request: HttpRequest, link: ShareLink) -> HttpResponseBase:
    """Draw the picture that other sites show beside the link."""
    shown = selectors.shown_by(link)
    peaks = bytes(shown.first.wave.peaks) if shown.first and shown.first.wave else b""
    picture = selectors.picture_of(link, shown.art.picture)
    try:
        card = art.card(shown.art, peaks, picture.storage_key if picture else "")
    except DomainError:  # the picture cannot be had now
        card = art.card(shown.art, peaks)
    response = HttpResponse(card, content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@by_link(access.link_open)
@require_safe
def share_picture(request: HttpRequest, link: ShareLink, cover_id: UUID) -> HttpResponseBase:
    """Show the picture that is on the song's cover."""
    picture = selectors.picture_of(link, cover_id)
    if picture is None:
        raise Http404
    return delivery.serve(request, picture)


@login_not_required
@require_safe
def oembed_show(request: HttpRequest) -> HttpResponse:
    """Tell other sites how to show the player of a link (oEmbed, JSON)."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("Only JSON is spoken here.", status=501)
    found = OUR_ADDRESS.fullmatch(request.GET.get("url", ""))
    if not found or not request.GET["url"].startswith(settings.PUBLIC_URL):
        raise Http404
    try:
        link = access.link_open(request, found["token"])
    except TooFastError:
        return HttpResponse(status=429)
    except (access.EndedError, access.LockedError):
        return HttpResponse("This link is not open to everybody.", status=401)
    return JsonResponse(_oembed(request, link, found["token"]))


def _oembed(request: HttpRequest, link: ShareLink, token: str) -> dict[str, Any]:
    """Return what oEmbed 1.0 calls a rich answer. Source: oembed.com, section 2.3."""
    width = _at_most(request.GET.get("maxwidth", ""), EMBED_WIDTH)
    shown = selectors.shown_by(link)
    tall = EMBED_HEIGHT if len(shown.sounds) == 1 else EMBED_LIST_HEIGHT
    height = _at_most(request.GET.get("maxheight", ""), tall)
    source = settings.PUBLIC_URL + reverse("sharing:share_embed", args=[token])
    title = shown.title
    frame = '<iframe src="{}" width="{}" height="{}" title="{}" allow="autoplay"></iframe>'
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": "musicstudio",
        "provider_url": settings.PUBLIC_URL,
        "title": title,
        "html": format_html(frame, source, width, height, title),
        "width": width,
        "height": height,
        "thumbnail_url": settings.PUBLIC_URL + reverse("sharing:share_cover", args=[token]),
        "thumbnail_width": art.WIDTH,
        "thumbnail_height": art.HEIGHT,
    }


def _at_most(typed: str, most: int) -> int:
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) < 6 else most


def _context(
    request: HttpRequest, link: ShareLink, *, wrong: tuple[UUID, GuestCommentForm] | None = None
) -> dict[str, Any]:
    """Return what the page shows; `wrong` is a refused form, and the sound that it is about."""
    token = _token(request)
    shown = selectors.shown_by(link)
    page = shown.page(shown.page_number_of(wrong[0]) if wrong else request.GET.get("page", ""))
    # The mark is older than what it marks, so that nothing said in between is missed.
    mark = selectors.guest_mark(link) if link.may_comment else ""
    threads = selectors.guest_threads(link) if link.may_comment else {}
    forms = {sound.id: GuestCommentForm(auto_id=f"id_{sound.id}_%s") for sound in page}
    forms |= dict([wrong] if wrong else [])
    return {
        "link": link,
        "token": token,
        "shown": shown,
        "page": page,
        "sounds": [(sound, threads.get(sound.id, []), forms[sound.id]) for sound in page],
        "mark": mark,
        "visit": secrets.token_urlsafe(9),
        "page_url": settings.PUBLIC_URL + reverse("sharing:share_show", args=[token]),
        "cover_url": settings.PUBLIC_URL + reverse("sharing:share_cover", args=[token]),
        "oembed_url": settings.PUBLIC_URL + reverse("sharing:oembed_show"),
    }


def _ask_password(
    request: HttpRequest, link: ShareLink, form: PasswordForm, *, status: int
) -> HttpResponse:
    context = {"token": _token(request), "form": form}
    return respond(request, "sharing/share_unlock.html", context, status=status)


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["token"]) if match else ""
