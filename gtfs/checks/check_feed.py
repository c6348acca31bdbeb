"""All checks of a feed, in one call."""

from collections.abc import Callable, Iterable

from gtfs.checks.calendars import check_calendar_dates, check_calendar_spans
from gtfs.checks.flex_booking import check_booking_rules
from gtfs.checks.flex_rows import check_flex_rows, check_safe_durations
from gtfs.checks.flex_zones import check_zones
from gtfs.checks.identifiers import check_identifiers
from gtfs.checks.japanese_rules import check_japanese_rules
from gtfs.checks.kana import check_kana
from gtfs.checks.member_files import check_member_files
from gtfs.checks.positions import check_shape_positions, check_stop_positions
from gtfs.checks.profile import Profile, Standard, standard_for
from gtfs.checks.references import check_references
from gtfs.checks.required import check_required_columns, check_required_files
from gtfs.checks.shapes import check_shape_use, check_shapes
from gtfs.checks.stations import check_stations, check_unused_stops
from gtfs.checks.times import check_times, check_times_along_trips
from gtfs.checks.trips import check_calls_per_trip, check_frequencies, check_sequences
from gtfs.checks.values import check_values
from gtfs.checks.written_text import check_written_text
from gtfs.feed import Feed
from gtfs.findings import Finding, by_weight

Check = Callable[[Feed, Standard], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    check_member_files,
    check_written_text,
    check_required_files,
    check_required_columns,
    check_identifiers,
    check_references,
    check_stop_positions,
    check_shape_positions,
    check_stations,
    check_unused_stops,
    check_times,
    check_times_along_trips,
    check_sequences,
    check_calls_per_trip,
    check_frequencies,
    check_shapes,
    check_shape_use,
    check_calendar_dates,
    check_calendar_spans,
    check_values,
    check_japanese_rules,
    check_kana,
    check_flex_rows,
    check_safe_durations,
    check_booking_rules,
    check_zones,
)


def check_feed(feed: Feed, profile: Profile = Profile.AUTO) -> list[Finding]:
    """Every fault of a feed, errors first; an empty list is a feed without one."""
    standard = standard_for(feed, profile)
    return sorted((finding for check in CHECKS for finding in check(feed, standard)), key=by_weight)
