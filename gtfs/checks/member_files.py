"""The files of the feed themselves: repeated, misnamed or unknown ones."""

from collections.abc import Iterator

from gtfs.checks.profile import Profile, Standard
from gtfs.checks.standard_fields import KNOWN_TABLES, NOT_IN_V4
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade


def check_member_files(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Members that came twice, table names in the wrong case, files GTFS does not know."""
    for name in feed.repeated_members:
        message = f"{name} is in the zip more than once; the last one is read: pack it only once"
        yield Finding(Grade.WARNING, "repeated_file", name, None, "", message)
    for name in feed.files:
        leaf = name.removeprefix(feed.root)
        table = leaf.removesuffix(".txt")
        if table in KNOWN_TABLES and leaf != table:
            if standard.profile is Profile.V4 and table in NOT_IN_V4:
                message = f"{leaf} left the standard with GTFS-JP version 4; it is kept and read as before"
                yield Finding(Grade.NOTE, "file_not_in_v4", leaf, None, "", message)
        elif table.lower().removesuffix(".txt") in KNOWN_TABLES and leaf.lower().endswith(".txt"):
            message = f"{leaf} is not read because names are in small letters; rename it to {leaf.lower()}"
            yield Finding(Grade.WARNING, "misnamed_file", leaf, None, "", message)
        elif leaf.endswith(".txt") or "/" in leaf:
            message = f"{leaf} is no file GTFS knows; it is kept as it is and not read"
            yield Finding(Grade.NOTE, "unknown_file", leaf, None, "", message)
