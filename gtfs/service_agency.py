"""Who runs a service, and by which clock, as its feed says."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from gtfs.feed import Feed
from gtfs.service_error import ServiceError


def get_agency(feed: Feed, agency_id: str | None) -> Mapping[str, str]:
    """The row of agency.txt that runs the service; raises ServiceError where it is not clear which does."""
    agencies = list_rows(feed, "agency")
    ids = [agency.get("agency_id", "") for agency in agencies]
    if agency_id is not None:
        if agency_id not in ids:
            raise ServiceError(
                f"service.agency_id: {feed.name}, agency.txt has no agency {agency_id!r}; "
                f"give one of {_few(ids)}"
            )
        return agencies[ids.index(agency_id)]
    if len(agencies) != 1:
        raise ServiceError(
            f"service.agency_id is missing: {feed.name}, agency.txt names {len(agencies)} agencies "
            f"({_few(ids) or 'none'}); say which runs the service"
        )
    return agencies[0]


def find_agency(feed: Feed, agency_id: str | None) -> Mapping[str, str] | None:
    """The same, or None where it is not clear which agency runs the service."""
    try:
        return get_agency(feed, agency_id)
    except ServiceError:
        return None


def list_rows(feed: Feed, table: str) -> list[Mapping[str, str]]:
    """The rows of a table, each by the names of its columns."""
    return [{str(key): value for key, value in row.items()} for row in feed.table(table).to_dict("records")]


def timezone_of(feed: Feed) -> ZoneInfo:
    """The time zone of the agencies, which is one and the same in a feed."""
    named = [name for name in feed.table("agency").get("agency_timezone", []) if name]
    try:
        return ZoneInfo(named[0])
    except (LookupError, ValueError, OSError) as problem:
        told = f"{named[0]!r} is no time zone" if named else "names no agency_timezone"
        raise ServiceError(f"{feed.name}, agency.txt: {told}; write Asia/Tokyo or the like") from problem


def _few(ids: list[str]) -> str:
    return ", ".join(ids[:5]) + (" ..." if len(ids) > 5 else "")
