"""Asking to be called back. CONTRACT section 10."""

from apps.musicapi.requests import Webhook

from .message import Members


def webhook_members(webhook: Webhook | None) -> Members:
    """Translate where to call back; nothing if nobody listens."""
    if webhook is None:
        return {}
    return {"webhook_url": webhook.url, "webhook_secret": webhook.secret}
