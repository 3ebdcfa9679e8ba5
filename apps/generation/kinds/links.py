"""A short-lived public link to a file of our archive, for the provider to fetch it by.

With a bucket it is the bucket's own; else this studio serves the file to whoever has the link,
whose signature ends with it.
"""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from apps.accounts.models import ProviderAccount
from apps.archive import store
from apps.archive.models import Asset

LASTS_S = 3600
SALT = "generation.file"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def link_to(asset: Asset) -> str:
    """Return the address under which the file can be fetched for an hour."""
    url = store.presigned_url(asset.storage_key, download_name=None, media_type=asset.media_type)
    if url:
        return url
    token = signing.dumps(str(asset.pk), salt=SALT)
    return settings.PUBLIC_URL + reverse("generation:file_show", args=[token])


def asset_id_of(token: str) -> UUID | None:
    """Return the file that a link names, None if it is not one of ours or too old."""
    try:
        return UUID(signing.loads(token, salt=SALT, max_age=LASTS_S))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def why_unreachable(account: ProviderAccount) -> str:
    """Return why the provider could not fetch a file from us, "" if it can."""
    near = urlsplit(account.base_url).hostname in LOOPBACK
    if near or settings.PUBLIC_URL.startswith("https://") or settings.S3_BUCKET:
        return ""
    return (
        "The provider cannot fetch files from this studio: it has no public https address. "
        "Give a public link to the file instead, or ask whoever runs the studio to set PUBLIC_URL."
    )
