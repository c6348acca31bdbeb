"""References from one table to another that lead nowhere."""

import json
from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, column, has_columns, mask, name_rows, values
from gtfs.checks.standard_fields import NEEDED_COLUMNS, REFERENCES, Reference
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

_LOCATIONS = "locations.geojson"


def check_references(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Every value of a referring column must be found in the table it refers to."""
    zones, faults = _read_zone_ids(feed)
    yield from faults
    for reference in REFERENCES:
        if has_columns(feed, reference.table, reference.field):
            yield from _dangling(feed, reference, zones)
    if has_columns(feed, "stop_times", "location_id"):
        texts = column(feed, "stop_times", "location_id")
        message = f"location_id {{value!r}} is not in {_LOCATIONS}; add the zone or correct the id"
        fault = Fault(Grade.ERROR, "dangling_reference", "location_id", message)
        yield from name_rows(feed, "stop_times", mask((texts != "") & ~texts.isin(zones)), fault)


def _dangling(feed: Feed, reference: Reference, zones: frozenset[str]) -> Iterator[Finding]:
    table, name = reference.table, reference.field
    texts = column(feed, table, name)
    known = {value for target, key in reference.targets for value in values(feed, target, key)}
    where = " or ".join(f"{target}.txt" for target, _ in reference.targets)
    if not known:
        yield from _without_a_table(feed, reference, int((texts != "").sum()), where)
        return
    if (table, name) == ("stop_times", "stop_id"):
        # Drafts of GTFS-Flex named zones and groups here, and such feeds are still about.
        known |= zones | values(feed, "location_groups", "location_group_id")
    keys = " or ".join(f"{key} of {target}.txt" for target, key in reference.targets)
    message = f"{name} {{value!r}} is no {keys}; add it there or correct it"
    fault = Fault(reference.grade, "dangling_reference", name, message)
    yield from name_rows(feed, table, mask((texts != "") & ~texts.isin(known)), fault)


def _without_a_table(feed: Feed, reference: Reference, used: int, where: str) -> Iterator[Finding]:
    """One finding instead of one for each row where the table referred to is not there at all."""
    # A needed table or column that is missing has been named already; v4 keeps the pattern as a plain code.
    named_already = all(key in NEEDED_COLUMNS.get(target, ()) for target, key in reference.targets)
    if not used or named_already or reference.field == "jp_pattern_id":
        return
    keys = " or ".join(key for _, key in reference.targets)
    message = (
        f"{used} rows have a {reference.field}, but {where} lists no {keys}; add them there or leave it blank"
    )
    grade = Grade.NOTE if reference.grade is Grade.WARNING else reference.grade
    yield Finding(grade, "reference_without_table", f"{reference.table}.txt", None, reference.field, message)


def _read_zone_ids(feed: Feed) -> tuple[frozenset[str], list[Finding]]:
    data = feed.files.get(f"{feed.root}{_LOCATIONS}")
    if data is None:
        return frozenset(), []
    try:
        features = json.loads(data.decode("utf-8-sig"))["features"]
        return frozenset(str(feature["id"]) for feature in features), []
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"not a GeoJSON FeatureCollection whose features have an id ({error!r}); write it anew"
        return frozenset(), [Finding(Grade.ERROR, "bad_geojson", _LOCATIONS, None, "features", message)]
