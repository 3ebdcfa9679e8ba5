"""The composer's form for a file that is brought from outside."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from apps.accounts.selectors import account_of
from apps.archive import analysis
from apps.archive.models import Asset
from apps.archive.operations.taking import take_in as take_file
from apps.archive.store import StorageTrouble
from apps.clips.models import Clip
from apps.clips.operations.uploads import take_in
from apps.generation.forms.common import ComposerForm
from apps.generation.kinds import KINDS, links, upload
from apps.generation.kinds.spec import Spec

SHORTEST_S, LONGEST_S = 6, 480


class UploadForm(ComposerForm):
    """Which file to bring: from the disk, or from a public address."""

    kind = "upload"
    has_model = False
    own = ("file", "url", "named")

    file = forms.FileField(
        required=False,
        label="File from your disk",
        widget=forms.ClearableFileInput(attrs={"accept": "audio/*"}),
        help_text="MP3, WAV, FLAC, M4A or OGG; from 6 seconds to 8 minutes.",
    )
    url = forms.URLField(
        required=False,
        assume_scheme="https",
        label="Or a public link to it",
        help_text="A direct link that opens without signing in.",
    )
    named = forms.CharField(required=False, max_length=80, label="Title")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with nothing."""
        return {}

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Return the file, which the provider must be able to fetch from us."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        refusal = links.why_unreachable(account_of(self.project.team))
        if refusal:
            raise forms.ValidationError(refusal)
        if (file.size or 0) > settings.ARCHIVE_MAX_BYTES:
            most = settings.ARCHIVE_MAX_BYTES // 1_000_000
            raise forms.ValidationError(f"The file is larger than {most} MB.")
        return file

    def clean(self) -> dict[str, Any] | None:
        """Check that there is one file, and take it into the archive if it is good."""
        data = super().clean() or self.cleaned_data
        file, url = data.get("file"), data.get("url")
        if self.errors:
            return data
        if bool(file) == bool(url):
            raise forms.ValidationError("Choose a file, or give the link to one.")
        if file:
            self._take(file)
        return data

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> Spec:
        """Return the request of a valid form; a file becomes a take of the project."""
        data = self.cleaned_data
        if data["url"]:
            title = data["named"] or self.project.title
            return upload.Spec(url=data["url"], title=title)
        title = data["named"] or Path(data["file"].name).stem
        clip = take_in(
            project=self.project,
            asset=self.asset,
            title=title,
            engine=KINDS[self.kind].ENGINE,
            by=self.by,
            now=timezone.now(),
        )
        return upload.Spec(clip_id=str(clip.pk), title=clip.title)

    def _take(self, file: "UploadedFile[Any]") -> None:
        with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
            for chunk in file.chunks():
                copy.write(chunk)
            copy.flush()
            try:
                self.asset: Asset = take_file(
                    path=Path(copy.name), lengths_s=(SHORTEST_S, LONGEST_S), now=timezone.now()
                )
            except (analysis.Unplayable, StorageTrouble) as error:
                self.add_error("file", error.message)


class RiffusionUploadForm(UploadForm):
    """Which file to bring to the riffusion engine."""

    kind = "riffusion_upload"
