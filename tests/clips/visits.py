"""How tests of clips over HTTP sign in, name addresses, and read what comes back."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.accounts.rights import Role
from tests.factories.accounts import add_member

HTMX = {"HX-Request": "true"}
BYTES = bytes(range(256)) * 40


def sign_in(client, team, role=Role.PRODUCER):
    person = add_member(team, role)
    client.force_login(person)
    return person


def url(name, clip, *more):
    return reverse(f"clips:clip_{name}", args=[clip.pk, *more])


def with_file(clip, asset):
    asset.storage_key = default_storage.save(f"clips/{asset.pk}", ContentFile(BYTES))
    asset.size_bytes = len(BYTES)
    asset.save()
    return clip


def body_of(answer):
    body = b"".join(answer.streaming_content)
    answer.close()
    return body
