"""Files on their way out: served as they are, told who they are, or many in one zip."""

from apps.archive.delivery.serving import serve
from apps.archive.delivery.tagging import Tags, Untaggable, tagged
from apps.archive.delivery.zipping import Member, zipped

__all__ = ["Member", "Tags", "Untaggable", "serve", "tagged", "zipped"]
