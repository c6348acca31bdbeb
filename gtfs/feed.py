"""A GTFS-JP feed read whole: every file as it was, its tables as strings, written back byte for byte."""

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from gtfs.read_members import Members, NotAFeed, check_name, read_members, read_zip
from gtfs.read_table import EMPTY_TABLE, ParsedTable, format_table, parse_table

__all__ = ["Feed", "NotAFeed", "read_feed", "write_feed", "zip_bytes"]

# One of these makes it a feed, however incomplete; the checks then say what is missing.
_MARKS_OF_A_FEED = frozenset({"agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt"})
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Feed:
    """One GTFS feed, every member as it was; `root` is the folder inside it where the tables are."""

    name: str
    files: Mapping[str, bytes]
    root: str = ""  # "" or "folder/"
    repeated_members: tuple[str, ...] = ()
    _parsed: dict[str, ParsedTable] = field(default_factory=dict, init=False, repr=False, compare=False)

    def has(self, table: str) -> bool:
        """Whether the feed holds this table, by its name without .txt, were it only a header."""
        return f"{self.root}{table}.txt" in self.files

    def table(self, table: str) -> pd.DataFrame:
        """The table, every value a stripped str and "" where blank; no rows and no columns when absent."""
        # A shallow copy is safe: pandas copies on write.
        return self.parsed(table).frame.copy(deep=False)

    def parsed(self, table: str) -> ParsedTable:
        """The table with the file's line of each row and what reading had to forgive."""
        if table not in self._parsed:
            known = self.has(table)
            self._parsed[table] = parse_table(self.files[f"{self.root}{table}.txt"]) if known else EMPTY_TABLE
        return self._parsed[table]

    def list_tables(self) -> list[str]:
        """The names, without .txt, of every text file beside the tables, known to GTFS or not."""
        beside = [name.removeprefix(self.root) for name in self.files if name.startswith(self.root)]
        return sorted(
            name.removesuffix(".txt") for name in beside if name.endswith(".txt") and "/" not in name
        )

    def with_table(self, table: str, frame: pd.DataFrame) -> "Feed":
        """The same feed with one table written anew; every other file stays byte for byte."""
        files = {**self.files, f"{self.root}{table}.txt": format_table(frame)}
        return Feed(self.name, MappingProxyType(files), self.root, self.repeated_members)


def read_feed(path: Path) -> Feed:
    """Reads a zip, a zip in a zip, or a folder; raises NotAFeed with one clear message for anything else."""
    members = read_members(path)
    name = path.name or path.resolve().name
    root = _find_root(members.files)
    if root is None:
        members, root = _read_inner_zip(members, str(path))
    return Feed(name, MappingProxyType(dict(members.files)), root, members.repeated)


def write_feed(feed: Feed, path: Path) -> None:
    """Writes a zip when the path ends in .zip, else a new folder; the same feed gives the same bytes."""
    for name in feed.files:
        check_name(name, str(path))
    if path.suffix.lower() == ".zip":
        _write_zip(feed, path)
        return
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise FileExistsError(f"{path} exists and is not an empty folder; give a new path for the feed")
    for name, data in feed.files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def zip_bytes(feed: Feed) -> bytes:
    """The feed as a zip in memory; the same feed gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in feed.files.items():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return packed.getvalue()


def _write_zip(feed: Feed, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(zip_bytes(feed))
    partial.replace(path)


def _find_root(files: Mapping[str, bytes]) -> str | None:
    """Where the tables are: at the top, else in the one folder that holds them."""
    if _MARKS_OF_A_FEED & files.keys():
        return ""
    folders = {
        folder + "/"
        for folder, _, leaf in (name.rpartition("/") for name in files)
        if leaf in _MARKS_OF_A_FEED and "/" not in folder
    }
    return folders.pop() if len(folders) == 1 else None


def _read_inner_zip(outer: Members, where: str) -> tuple[Members, str]:
    inner = [
        name for name in outer.files if name.lower().endswith(".zip") and not name.startswith("__MACOSX/")
    ]
    if len(inner) == 1:
        members = read_zip(outer.files[inner[0]], f"{where}, {inner[0]}")
        root = _find_root(members.files)
        if root is not None:
            return members, root
        where = f"{where}, {inner[0]}"
        outer = members
    found = ", ".join(sorted(outer.files)[:5]) or "nothing"
    if len(inner) > 1:
        raise NotAFeed(
            f"{where}: holds {len(inner)} zips ({found} ...) and no stops.txt; give one of those zips"
        )
    raise NotAFeed(
        f"{where}: no GTFS table at the top or in one folder (found: {found}); "
        "expected stops.txt, routes.txt, trips.txt and stop_times.txt; give the zip or folder that holds them"
    )
