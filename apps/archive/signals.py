"""What the archive tells whoever listens. Nothing may depend on it arriving: rows are true."""

from django.dispatch import Signal

asset_settled = Signal()
"""An asset is STORED, BROKEN or LOST. Sent with `asset_id` (UUID) after the row says so."""
