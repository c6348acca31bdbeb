"""Checks of a feed, one idea a file; `check_feed` runs them all."""

from gtfs.checks.check_feed import check_feed
from gtfs.checks.profile import Profile

__all__ = ["Profile", "check_feed"]
