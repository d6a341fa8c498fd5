"""Open a zip archive from a stranger: nothing is unpacked to disk, and only so much of it."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from locator.intake.read import limits

if TYPE_CHECKING:
    from locator.problems import LocatorError, Problems

_CHUNK = 64 * 1024
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
#: Bytes of the record that ends an archive.
_END = 22
_NESTED = {"zip", "7z", "rar", "gz", "bz2", "xz", "tar", "tgz", "zst", "jar", "kmz"}
#: What zipfile and zlib raise for a broken archive, whatever its bytes.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    UnicodeError,
    OverflowError,
)


class Archive:
    """Members of a zip archive by name, read within the limits of the whole archive."""

    def __init__(self, problems: Problems, data: bytes) -> None:
        self._problems = problems
        self._data = data
        self._left = limits.UNPACKED_BYTES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN:
            raise problems.refusal("upload.archive_broken") from None
        if len(entries) > limits.MEMBERS:
            raise problems.refusal(
                "upload.archive_members", found=len(entries), limit=limits.MEMBERS
            )
        if not all(entry.filename for entry in entries):
            raise problems.refusal("upload.archive_broken")
        self._entries = {e.filename: e for e in entries if not e.is_dir()}
        # Readers differ in which of two members of one name they take, and in what is one name.
        names = {e.filename.replace("\\", "/").lower() for e in entries}
        if len(names) != len(entries):
            raise problems.refusal("upload.archive_broken")
        for entry in entries:
            self._check(entry)
        if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
            raise self._bomb()

    @property
    def unambiguous(self) -> bool:
        """Whether every reader finds the same directory: it ends the file, without a comment.

        What another reader gets to see must be what was weighed here.
        """
        end = self._data[-_END:]
        if len(end) < _END or not end.startswith(b"PK\x05\x06"):
            return False
        size, offset, comment = struct.unpack_from("<IIH", end, 12)
        return comment == 0 and offset + size + _END == len(self._data)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members, folders left out, in the order of the directory."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes:
        """Content of a member.

        Raises
        ------
        LocatorError
            The member is broken, or longer than the directory says or the limits allow: what is
            written in the directory is not believed.
        """
        entry = self._entries[name]
        parts, size = [], 0
        try:
            with self._zip.open(entry) as member:
                while part := member.read(_CHUNK):
                    size += len(part)
                    self._left -= len(part)
                    if size > entry.file_size or self._left < 0:
                        raise self._bomb()
                    parts.append(part)
        except _BROKEN:
            raise self._problems.refusal("upload.archive_member_broken", value=name) from None
        return b"".join(parts)

    def _check(self, entry: zipfile.ZipInfo) -> None:
        problems, name = self._problems, entry.filename
        path = PurePosixPath(entry.orig_filename.replace("\\", "/"))
        mode = entry.external_attr >> 16
        if (
            path.is_absolute()
            or ".." in path.parts
            or ":" in name
            or "\x00" in entry.orig_filename
            or (mode and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode) and stat.S_IFMT(mode))
        ):
            raise problems.refusal("upload.archive_path", value=name)
        if path.suffix.lower().lstrip(".") in _NESTED:
            raise problems.refusal("upload.archive_nested", value=name)
        if entry.flag_bits & _ENCRYPTED:
            raise problems.refusal("upload.encrypted")
        if entry.compress_type not in _METHODS:
            raise problems.refusal("upload.archive_method", value=name)
        packed = max(entry.compress_size, 1)
        if entry.file_size > limits.RATIO_FROM and entry.file_size / packed > limits.RATIO:
            raise self._bomb()

    def _bomb(self) -> LocatorError:
        return self._problems.refusal(
            "upload.archive_bomb", megabytes=limits.UNPACKED_BYTES // 2**20
        )
