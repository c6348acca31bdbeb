"""Feeds that are broken in one way each, with the one finding that must name the fault."""

from tests.gtfs.broken_feeds.broken_keys import BROKEN_KEYS
from tests.gtfs.broken_feeds.broken_positions import BROKEN_POSITIONS
from tests.gtfs.broken_feeds.broken_times import BROKEN_TIMES
from tests.gtfs.broken_feeds.missing_tables import MISSING_TABLES
from tests.gtfs.broken_feeds.spoilt_writing import SPOILT_WRITING

BROKEN_FEEDS = (*MISSING_TABLES, *BROKEN_KEYS, *BROKEN_TIMES, *BROKEN_POSITIONS, *SPOILT_WRITING)
