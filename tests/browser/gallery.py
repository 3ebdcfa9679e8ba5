"""Pages for looking at, not in the product: every component in every state, and some to walk in."""

import io
import math
import random
import struct
import wave
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt

from apps.core.events import Event
from apps.core.http import redirect_to, respond
from apps.studio.views import errors

TEAM = SimpleNamespace(name="Lantern Room", slug="lantern-room")
OTHER = SimpleNamespace(name="Kiln Street", slug="kiln-street")
SHELL = {
    "user": SimpleNamespace(
        pk=7,
        is_authenticated=True,
        display_name="Songwriter",
        email="songwriter@example.com",
        theme="",
    ),
    "team": TEAM,
    "role": "producer",
    "memberships": [
        SimpleNamespace(team=TEAM, role="producer"),
        SimpleNamespace(team=OTHER, role="reviewer"),
    ],
    "balance": SimpleNamespace(free=1284, held=30, is_known=True),
    "version": "0.1.0",
}
FORM_OF_A_SONG = "IIVVVVPCCCVVVVPCCCBBCCO"
PARTS = {"I": "quiet", "O": "quiet", "V": "verse", "P": "verse", "B": "bridge", "C": "chorus"}
LEVELS = {"I": 0.3, "O": 0.25, "V": 0.55, "P": 0.65, "B": 0.5, "C": 0.9}


def _group(kind: str, *, core: float, seed: int, name: str) -> str:
    noise = random.Random(seed)
    count = 360
    paths: dict[str, str] = {}
    runs: list[tuple[str, list[tuple[int, float]]]] = []
    for at in range(count):
        letter = FORM_OF_A_SONG[at * len(FORM_OF_A_SONG) // count]
        half = 48 * core * LEVELS[letter] * (0.6 + 0.4 * noise.random())
        part = PARTS[letter]
        if kind == "bars":
            paths[part] = paths.get(part, "") + f"M{at + 0.5} {50 - half:.1f}V{50 + half:.1f}"
        elif runs and runs[-1][0] == part:
            runs[-1][1].append((at, half))
        else:
            runs.append((part, [(at, half)]))
    for part, points in runs:
        above = "".join(f"L{at} {50 - half:.1f}" for at, half in points)
        below = "".join(f"L{at} {50 + half:.1f}" for at, half in reversed(points))
        first = points[0][0]
        paths[part] = paths.get(part, "") + f"M{first} 50{above}{below}Z"
    inner = "".join(f'<path data-part="{part}" d="{d}"/>' for part, d in paths.items())
    return f'<g class="{name}">{inner}</g>'


def waveform(kind: str = "bars", attributes: str = "data-live", seed: int = 1) -> str:
    """Draw a waveform the way the archive does."""
    groups = _group(kind, core=1, seed=seed, name="peak")
    if kind == "body":
        groups += _group(kind, core=0.5, seed=seed, name="core")
    if "data-live" in attributes or "data-played" in attributes:
        groups += f'<g class="played">{groups}</g>'
    svg = f'<svg viewBox="0 0 360 100" preserveAspectRatio="none" aria-hidden="true">{groups}</svg>'
    return mark_safe(f'<ms-waveform data-kind="{kind}" {attributes}>{svg}</ms-waveform>')


def take(letter: str, number: int, **more) -> dict:
    """Return what a row needs to be drawn and played."""
    return {
        "id": f"clip-{letter}",
        "number": number,
        "src": f"/audio/{letter}.wav",
        "title": f"Salt on the Window {letter.upper()}",
        "caption": f"Take {number} · brushed drums, breathy",
        "href": "/two/",
        "duration_s": 30.0,
        "waveform": waveform(seed=number),
        **more,
    }


class SongForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(max_length=20)
    notes = forms.CharField(
        widget=forms.Textarea, required=False, help_text="The team sees this; the engine does not."
    )
    model = forms.ChoiceField(choices=[("v6", "v6"), ("v6-wild", "v6 wild")])
    voice = forms.ChoiceField(
        choices=[("any", "Any"), ("low", "Low"), ("high", "High")], widget=forms.RadioSelect
    )
    instrumental = forms.BooleanField(required=False, label="Without a voice")


def _page(request, name, status=200, **context):
    return render(request, f"gallery/{name}.html", {**SHELL, **context}, status=status)


@login_not_required
def component_list(request):
    messages.success(request, "Take 08 is in the bin.")
    messages.error(request, "No answer from the provider. Nothing was spent.")
    families = (
        "vocals backing drums percussion bass guitar keys synth strings brass woodwind effects"
    )
    return _page(
        request,
        "components",
        form=SongForm(),
        wrong=SongForm({"title": "A title that is far too long for this", "voice": "any"}),
        takes=[take("a", 12, stars=4, picked=True), take("b", 11, stars=2)],
        body=waveform("body", "data-played"),
        quiet=waveform("bars", ""),
        stems=[(f, waveform("body", "data-tint", seed=i)) for i, f in enumerate(families.split())],
        now=timezone.now(),
        states=["queued", "composing", "archiving", "ready", "failed", "unsettled"],
        empty=[],
    )


@login_not_required
def one(request, slug=None):
    takes = [take("a", 12), take("b", 11)]
    return _page(request, "walk", heading="One", takes=takes, form=SongForm())


@login_not_required
def two(request, slug=None):
    return _page(request, "walk", heading="Two", takes=[take("c", 3)], form=SongForm())


@login_not_required
def previewed(request):
    preview = take("a", 12, src="/audio/preview.wav", stream=True)
    settled = "settled" in request.GET
    return _page(request, "walk", heading="Preview", takes=[take("a", 12) if settled else preview])


@login_not_required
def song_send(request):
    form = SongForm(request.POST)
    if not form.is_valid():
        return _page(request, "walk", 422, heading="One", takes=[take("a", 12)], form=form)
    messages.success(request, "Sent.")
    return redirect_to(request, "/two/")


@login_not_required
def fragment_send(request):
    if "away" in request.POST:
        messages.success(request, "Moved on.")
        return redirect_to(request, "/two/", events=[Event.CLIPS_CHANGED])
    messages.success(request, "Kept.")
    context = {**SHELL, "heading": "One", "count": 2}
    return respond(
        request, "gallery/walk.html", context, partial="counter", events=[Event.BALANCE_CHANGED]
    )


@login_not_required
def alone(request):
    return _page(request, "stranger")


@login_not_required
def forbidden(request):
    raise PermissionDenied


@login_not_required
def missing(request):
    raise Http404


@login_not_required
def broken(request):
    raise RuntimeError("broken on purpose")


@login_not_required
def error(request, name):
    return render(request, f"errors/{name}.html")


@login_not_required
def root_error(request, name):
    return render(request, f"{name}.html")


@login_not_required
def download(request):
    return FileResponse(io.BytesIO(b"words"), as_attachment=True, filename="words.txt")


def _tone(pitch_hz: float, seconds: int = 30) -> bytes:
    rate = 8000
    frames = bytearray()
    for at in range(rate * seconds):
        frames += struct.pack("<h", int(9000 * math.sin(2 * math.pi * pitch_hz * at / rate)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(frames))
    return out.getvalue()


TONES = {"a": 220.0, "b": 330.0, "c": 440.0, "preview": 220.0}
FILES: dict[str, bytes] = {}


@login_not_required
def audio(request, name):
    if name not in TONES:
        raise Http404
    data = FILES.setdefault(name, _tone(TONES[name]))
    wanted = request.headers.get("Range", "")
    if not wanted.startswith("bytes="):
        return HttpResponse(data, content_type="audio/wav", headers={"Accept-Ranges": "bytes"})
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, end = int(first or 0), int(last or len(data) - 1)
    headers = {
        "Content-Range": f"bytes {start}-{end}/{len(data)}",
        "Accept-Ranges": "bytes",
    }
    return HttpResponse(
        data[start : end + 1], status=206, content_type="audio/wav", headers=headers
    )


@login_not_required
@csrf_exempt
def theme_change(request):
    THEMES.append(request.POST["theme"])
    return HttpResponse(status=204)


THEMES: list[str] = []

handler403 = "apps.studio.views.error_403"
handler404 = "apps.studio.views.error_404"
handler500 = "apps.studio.views.error_500"
accounts = ([path("theme/", theme_change, name="theme_change")], "accounts")
studio = ([path("<slug:slug>/home/", one, name="home_show")], "studio")
credits_ = ([path("<slug:slug>/credits/", two, name="credits_show")], "credits")
generation = ([path("<slug:slug>/queue/", two, name="generation_list")], "generation")
urlpatterns = [
    path("", component_list),
    path("one/", one),
    path("two/", two),
    path("previewed/", previewed),
    path("song/", song_send),
    path("fragment/", fragment_send),
    path("alone/", alone),
    path("forbidden/", forbidden),
    path("missing/", missing),
    path("broken/", broken),
    path("words/", download),
    path("audio/<str:name>.wav", audio),
    path("error/<str:name>/", error),
    path("root-error/<str:name>/", root_error),
    path("offline/", errors.offline_show),
    path("service-worker.js", errors.service_worker),
    path("account/", include("allauth.urls")),
    path("", include(accounts)),
    path("", include(studio)),
    path("", include(credits_)),
    path("", include(generation)),
]
