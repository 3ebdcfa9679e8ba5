"""The door to our own storage: a local folder or an S3 bucket, whichever Django's default is.

The only place that knows boto3. A key names one object for ever (`audio/<shard>/<id>.mp3`);
writing it twice writes the same object. Nothing is held in memory whole.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, Protocol
from uuid import UUID, uuid4

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.http import content_disposition_header
from storages.backends.s3 import S3Storage

from apps.core.errors import DomainError

CHUNK_BYTES: Final = 262_144
CACHE_CONTROL: Final = "private, max-age=31536000, immutable"
MISSING_CODES: Final = {"404", "NoSuchKey", "NotFound"}


class StorageTrouble(DomainError):
    """The archive cannot be read or written now; `message` says what the storage says."""


class Missing(StorageTrouble):
    """The archive has no object of that key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the storage says of an object. `sha256` is None where it keeps none (a folder)."""

    size_bytes: int
    sha256: str | None


class ByteRange:
    """Some bytes of an object, in chunks. Close it, or read it to the end."""

    def __init__(self, body: Any, length: int) -> None:
        self._body = body
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        with self._body:
            while self._left > 0:
                chunk = self._body.read(min(CHUNK_BYTES, self._left))
                if not chunk:
                    return
                self._left -= len(chunk)
                yield chunk

    def close(self) -> None:
        """Let go of the file or connection."""
        self._body.close()


class _Shelf(Protocol):
    """What both kinds of storage can do; the functions below say what each means."""

    def put(self, path: Path, key: str, media_type: str, sha256: str) -> None: ...
    def head(self, key: str) -> Stored: ...
    def open(self, key: str, start: int, length: int) -> ByteRange: ...
    def link(self, key: str, headers: dict[str, str], method: str) -> str | None: ...
    def delete(self, key: str) -> None: ...
    def place(self, key: str) -> str: ...


def key_for(folder: str, name: UUID, extension: str) -> str:
    """Return the key of a file: its folder, a shard of 256, and its id.

    The shard comes from the end of the id, since its beginning is a moment and hardly changes.
    """
    return f"{folder}/{name.hex[-2:]}/{name}.{extension}"


def put(path: Path, *, key: str, media_type: str, sha256: str) -> None:
    """Copy the file to `key`, whole or not at all, and make sure that it arrived.

    Does nothing if the same content is there already. Raises StorageTrouble.
    """
    size_bytes = path.stat().st_size
    with suppress(StorageTrouble):
        if head(key) == Stored(size_bytes, sha256):
            return
    with _told_plainly():
        _shelf().put(path, key, media_type, sha256)
    arrived = head(key)
    if arrived.size_bytes != size_bytes or arrived.sha256 not in (None, sha256):
        raise StorageTrouble("The archive's storage did not keep the whole file.")


def head(key: str) -> Stored:
    """Return what the storage knows of an object. Raises Missing or StorageTrouble."""
    with _told_plainly():
        return _shelf().head(key)


def open_range(key: str, *, start: int = 0, length: int | None = None) -> ByteRange:
    """Open `length` bytes from `start` (both in bytes), or all that follows.

    Raises Missing before the first byte if there is no such object, and StorageTrouble.
    """
    with _told_plainly():
        wanted = head(key).size_bytes - start if length is None else length
        return _shelf().open(key, start, wanted)


def sha256_of(key: str) -> str:
    """Read the object and return its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with _told_plainly():
        for chunk in open_range(key):
            digest.update(chunk)
    return digest.hexdigest()


def presigned_url(
    key: str, *, download_name: str | None, media_type: str, method: str = "GET"
) -> str | None:
    """Return a link to the bucket that works for a while, or None for a local folder.

    The link carries its own headers: type, disposition, and that browsers may keep the answer.
    """
    headers = {"ResponseContentType": media_type, "ResponseCacheControl": CACHE_CONTROL}
    if download_name:
        disposition = content_disposition_header(as_attachment=True, filename=download_name)
        headers["ResponseContentDisposition"] = str(disposition)
    return _shelf().link(key, headers, method)


def delete(key: str) -> None:
    """Remove the object if it is there. Raises StorageTrouble."""
    with _told_plainly():
        _shelf().delete(key)


def place_of(key: str) -> str:
    """Return where an operator finds the object: its path in the folder, or its s3:// address."""
    return _shelf().place(key)


def _shelf() -> _Shelf:
    storage: Any = default_storage
    if isinstance(storage, FileSystemStorage):
        return _Folder(storage)
    if isinstance(storage, S3Storage):
        return _Bucket(storage)
    raise TypeError("The default storage must be a local folder or S3.")


@cache
def _signer(public_url: str, location: str) -> S3Storage:
    """Return our bucket under the address that browsers know; links are signed with the address."""
    options = settings.STORAGES["default"]["OPTIONS"]
    return S3Storage(**{**options, "location": location, "endpoint_url": public_url})


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn what disks and buckets raise into our own two errors."""
    try:
        yield
    except FileNotFoundError as error:
        raise Missing("The file is not in the archive.") from error
    except OSError as error:
        raise StorageTrouble(
            f"The archive's folder cannot be used ({error.strerror or error})."
        ) from error
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING_CODES:
            raise Missing("The file is not in the archive.") from error
        raise StorageTrouble(f"The archive's bucket refuses ({code}).") from error
    except BotoCoreError as error:
        raise StorageTrouble("The archive's bucket does not answer.") from error


class _Folder:
    """Files below one folder of this machine."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self._storage = storage

    def put(self, path: Path, key: str, media_type: str, sha256: str) -> None:
        target = self._path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.{uuid4().hex}.new")
        try:
            with path.open("rb") as source, fresh.open("xb") as copy:
                _copy_durably(source, copy)
            fresh.replace(target)
        finally:
            fresh.unlink(missing_ok=True)
        _sync_folder(target.parent)

    def head(self, key: str) -> Stored:
        return Stored(self._path(key).stat().st_size, None)

    def open(self, key: str, start: int, length: int) -> ByteRange:
        file = self._path(key).open("rb")
        file.seek(start)
        return ByteRange(file, length)

    def link(self, key: str, headers: dict[str, str], method: str) -> str | None:
        return None

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def place(self, key: str) -> str:
        return str(self._path(key))

    def _path(self, key: str) -> Path:
        """Return the place of a key. Refuses keys that lead elsewhere, also through a link."""
        path = Path(self._storage.path(_checked(key)))
        root = Path(self._storage.location).resolve()
        if not path.resolve().is_relative_to(root):
            raise SuspiciousFileOperation("The key leads out of the archive's folder.")
        return path


class _Bucket:
    """Objects of one S3 bucket."""

    def __init__(self, storage: S3Storage) -> None:
        self._storage = storage

    def put(self, path: Path, key: str, media_type: str, sha256: str) -> None:
        with path.open("rb") as file:
            self._object(key).upload_fileobj(
                file,
                ExtraArgs={"ContentType": media_type, "Metadata": {"sha256": sha256}},
                Config=self._storage.transfer_config,
            )

    def head(self, key: str) -> Stored:
        found = self._object(key)
        found.load()
        return Stored(found.content_length, found.metadata.get("sha256"))

    def open(self, key: str, start: int, length: int) -> ByteRange:
        span = f"bytes={start}-{start + length - 1}"
        answer = self._object(key).get(Range=span)
        return ByteRange(answer["Body"], length)

    def link(self, key: str, headers: dict[str, str], method: str) -> str | None:
        public = settings.S3_PUBLIC_URL
        signer = _signer(public, self._storage.location) if public else self._storage
        return str(signer.url(_checked(key), parameters=headers, http_method=method))

    def delete(self, key: str) -> None:
        self._object(key).delete()

    def place(self, key: str) -> str:
        return f"s3://{self._storage.bucket_name}/{self._object(key).key}"

    def _object(self, key: str) -> Any:
        folder = self._storage.location.strip("/")
        return self._storage.bucket.Object(f"{folder}/{_checked(key)}".lstrip("/"))


def _checked(key: str) -> str:
    if not key or key.startswith("/") or "\\" in key or ".." in key.split("/"):
        raise SuspiciousFileOperation("The key leads out of the archive.")
    return key


def _copy_durably(source: IO[bytes], copy: IO[bytes]) -> None:
    while chunk := source.read(CHUNK_BYTES):
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
