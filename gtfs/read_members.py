"""The files of a feed as bytes, out of a zip or a folder, refusing what could harm the machine."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

MAX_TOTAL_BYTES = 1 << 30
MAX_MEMBERS = 10_000
# Deflate reaches 1000:1 only on endless repetition; the most repetitive real fare tables stay below 100:1.
MAX_RATIO = 250
RATIO_MATTERS_FROM_BYTES = 10 << 20


class NotAFeed(Exception):
    """What was given cannot be read as a GTFS feed at all; the message says what, where and what to do."""


@dataclass(frozen=True)
class Members:
    """Every file found, by its name inside the zip or folder, and the names that came more than once."""

    files: Mapping[str, bytes]
    repeated: tuple[str, ...] = ()


def read_members(path: Path) -> Members:
    """All files of a zip or a folder; raises NotAFeed when it is neither, damaged or dangerous."""
    try:
        if path.is_dir():
            return _read_folder(path)
        if not path.exists():
            raise NotAFeed(f"{path}: no such file or folder; give the path of a GTFS zip or folder")
        if not path.is_file() or path.stat().st_size > MAX_TOTAL_BYTES:
            raise NotAFeed(
                f"{path}: no ordinary file of at most {MAX_TOTAL_BYTES:,} bytes; give a GTFS zip or folder"
            )
        return read_zip(path.read_bytes(), str(path))
    except OSError as error:
        raise NotAFeed(
            f"{path}: cannot be read ({error.strerror or error}); check the path and its rights"
        ) from error


def read_zip(data: bytes, where: str) -> Members:
    """All files of a zip held in memory; `where` names it in the messages."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise NotAFeed(f"{where}: {_what_it_is_instead(data)}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_archive(archive, where)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError) as error:
        raise NotAFeed(f"{where}: the zip is damaged ({error}); fetch it again from its publisher") from error
    except NotImplementedError as error:
        raise NotAFeed(
            f"{where}: the zip is packed in a way not known here ({error}); pack it again with deflate"
        ) from error


def check_name(name: str, where: str) -> None:
    """Raises NotAFeed for a member name that would leave the folder it is unpacked to."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    drive = len(name) > 1 and name[1] == ":"
    if not parts or parts[0] == "/" or ".." in parts or drive or "\0" in name:
        raise NotAFeed(
            f"{where}: holds a file named {name!r}, which points outside the feed; "
            "expected plain names such as stops.txt; do not unpack it, ask its publisher for a clean one"
        )


def _read_archive(archive: zipfile.ZipFile, where: str) -> Members:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_sizes(entries, where)
    files: dict[str, bytes] = {}
    repeated: list[str] = []
    for entry in entries:
        name = _name_of(entry)
        check_name(name, where)
        if entry.flag_bits & 0x1:
            raise NotAFeed(f"{where}: {name} is locked with a password; pack the feed again without one")
        # The later entry wins, as in every unzip tool.
        if name in files:
            repeated.append(name)
        files[name] = archive.read(entry)
    return Members(files, tuple(repeated))


def _check_sizes(entries: Iterable[zipfile.ZipInfo], where: str) -> None:
    """Refuses a zip bomb by the declared sizes, which zipfile then enforces while unpacking."""
    total = 0
    for count, entry in enumerate(entries, start=1):
        total += entry.file_size
        too_dense = (
            entry.file_size > RATIO_MATTERS_FROM_BYTES and entry.file_size > MAX_RATIO * entry.compress_size
        )
        if total > MAX_TOTAL_BYTES or too_dense or count > MAX_MEMBERS:
            raise NotAFeed(
                f"{where}: looks like a zip bomb ({entry.filename}: {entry.compress_size:,} bytes packed, "
                f"{entry.file_size:,} unpacked; {total:,} so far); at most {MAX_TOTAL_BYTES:,} bytes, "
                f"{MAX_MEMBERS:,} files and {MAX_RATIO}:1 are read; if you trust it, unpack it yourself "
                "and give the folder"
            )


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The member's name; zips made on Japanese Windows hold cp932 names that zipfile reads as cp437."""
    name = entry.filename
    if entry.flag_bits & 0x800 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("cp932")
    except UnicodeError:
        return name


def _read_folder(path: Path) -> Members:
    root = path.resolve()
    files: dict[str, bytes] = {}
    total = 0
    for item in root.rglob("*"):
        if not item.is_file():
            continue
        name = item.relative_to(root).as_posix()
        if not item.resolve().is_relative_to(root):
            raise NotAFeed(
                f"{path}: {name} is a link to a place outside the folder; put the file itself there"
            )
        total += item.stat().st_size
        if total > MAX_TOTAL_BYTES or len(files) >= MAX_MEMBERS:
            raise NotAFeed(
                f"{path}: holds more than {MAX_TOTAL_BYTES:,} bytes or {MAX_MEMBERS:,} files; "
                "give the folder that holds stops.txt and its neighbours only"
            )
        files[name] = item.read_bytes()
    return Members(dict(sorted(files.items())))


def _what_it_is_instead(data: bytes) -> str:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return "the file is empty; expected a GTFS zip; fetch it again from its publisher"
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "a web page, not a zip; the download link probably answered with an error page: fetch it again"
    if data.startswith(b"PK\x03\x04"):
        return "the zip is cut off before its end; the download was probably broken: fetch it again"
    return "not a zip; expected a GTFS feed as a zip or a folder"
