"""Pages that show many apps together (`pages`), the pages for errors, and what machines ask for."""

from apps.studio.views.errors import error_403, error_404, error_500

__all__ = ["error_403", "error_404", "error_500"]
