"""Why an order was not carried out, or why nobody knows yet whether it was."""

from __future__ import annotations


class DayNotOpen(LookupError):
    """No bookings are taken for that date."""


class DayHasGoneOn(RuntimeError):
    """Since the preview something else was decided: look at the preview again."""


class OutcomeUnknown(RuntimeError):
    """Whether it was kept is not known yet: ask again with the same key."""


class DayUnread(RuntimeError):
    """Nothing was done: since the storage failed, the day could not be read again yet."""
