"""The studio's pages, and a tape that can be put behind a mix."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from musicstudio.urls import urlpatterns as pages

TAPE = """registerProcessor('tape', class extends AudioWorkletProcessor {
  process([input]) {
    if (input[0]) this.port.postMessage([input[0].slice(), (input[1] ?? input[0]).slice()]);
    return true;
  }
});"""


def tape(_request: HttpRequest) -> HttpResponse:
    """Send the recorder's code; a page may load it from its own server only."""
    return HttpResponse(TAPE, content_type="text/javascript")


urlpatterns = [path("tape.js", tape), *pages]
