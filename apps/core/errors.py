"""The one family of errors that a person can understand and act on."""


class DomainError(Exception):
    """A rule of ours says no. Raised before anything changed; `message` is fit to show.

    Views turn it into a form error (422) or a flash message, never into a 500.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
