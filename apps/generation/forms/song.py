"""The composer's form for a new song."""

from typing import Any

from apps.generation.forms.common import WordsForm
from apps.generation.kinds import song


class SongForm(WordsForm):
    """What a person chooses for a song. Words come from the lyric sheet."""

    kind = "song"
    uses_sheet = True

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> song.Spec:
        """Return the request of a valid form, with the words of the sheet."""
        members: dict[str, Any] = self.words(lyrics, lyric_version_id)
        return song.Spec(**members)
