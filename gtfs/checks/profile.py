"""Which edition of GTFS-JP a feed is held to; the edition cannot be told from the feed itself."""

import re
from dataclasses import dataclass
from enum import StrEnum

from gtfs.feed import Feed

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


class Profile(StrEnum):
    """The GTFS-JP edition asked for: what v3 and v4 share, version 3, or version 4."""

    AUTO = "auto"
    V3 = "v3"
    V4 = "v4"


@dataclass(frozen=True)
class Standard:
    """What one feed is held to."""

    profile: Profile
    japanese: bool


def standard_for(feed: Feed, profile: Profile) -> Standard:
    """Holds a feed to GTFS-JP when an edition is named or it looks Japanese, else to plain GTFS."""
    return Standard(profile, profile is not Profile.AUTO or is_japanese(feed))


def is_japanese(feed: Feed) -> bool:
    """Language ja and Tokyo time, or kana in an agency's or a stop's name."""
    agency = feed.table("agency")
    if {"agency_lang", "agency_timezone"} <= set(agency.columns):
        ours = (agency["agency_lang"].str.lower() == "ja") & (agency["agency_timezone"] == "Asia/Tokyo")
        if bool(ours.any()):
            return True
    names = [*agency.get("agency_name", []), *feed.table("stops").get("stop_name", [])]
    return any(_KANA.search(name) for name in names)
