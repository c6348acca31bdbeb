"""booking_rules.txt: which notice a rule must give, and which it must not, by its booking_type."""

from collections.abc import Iterator

from gtfs.checks.profile import Standard
from gtfs.checks.rows import Fault, Mask, column, has_columns, mask, name_rows
from gtfs.feed import Feed
from gtfs.findings import Finding, Grade

_TABLE = "booking_rules"
_LEAST, _MOST = "prior_notice_duration_min", "prior_notice_duration_max"
_LAST_DAY, _LAST_TIME = "prior_notice_last_day", "prior_notice_last_time"
_FIRST_DAY, _FIRST_TIME = "prior_notice_start_day", "prior_notice_start_time"
_CALENDAR = "prior_notice_service_id"
_NEEDED: dict[str, tuple[str, ...]] = {"0": (), "1": (_LEAST,), "2": (_LAST_DAY,)}
_FORBIDDEN = {
    "0": (_LEAST, _MOST, _LAST_DAY, _LAST_TIME, _FIRST_DAY, _FIRST_TIME, _CALENDAR),
    "1": (_LAST_DAY, _CALENDAR),
    "2": (_LEAST, _MOST),
}
_PAIRS = ((_LAST_DAY, _LAST_TIME), (_FIRST_DAY, _FIRST_TIME))


def check_booking_rules(feed: Feed, standard: Standard) -> Iterator[Finding]:
    """Each rule of booking_rules.txt by itself."""
    if not has_columns(feed, _TABLE, "booking_rule_id", "booking_type"):
        return
    kinds = column(feed, _TABLE, "booking_type")
    yield from _named(feed, mask(~kinds.isin(list(_NEEDED))), "booking_type", "{value!r}: 0, 1 or 2 expected")
    for kind in _NEEDED:
        of_kind = mask(kinds == kind)
        for name in _NEEDED[kind]:
            message = f"{name} is blank; booking_type {kind} needs it: fill it in"
            yield from _named(feed, of_kind & ~_told(feed, name), name, message)
        for name in _FORBIDDEN[kind]:
            message = f"{name} {{value!r}}: not allowed with booking_type {kind}; delete it"
            yield from _named(feed, of_kind & _told(feed, name), name, message)
    for day, time in _PAIRS:
        message = f"{day} and {time} go together; give both, or neither"
        yield from _named(feed, _told(feed, day) != _told(feed, time), time, message)
    message = f"{_FIRST_DAY} and {_MOST} both say when booking opens; keep one"
    yield from _named(feed, _told(feed, _FIRST_DAY) & _told(feed, _MOST), _FIRST_DAY, message)


def _told(feed: Feed, name: str) -> Mask:
    return mask(column(feed, _TABLE, name) != "")


def _named(feed: Feed, bad: Mask, field: str, message: str) -> Iterator[Finding]:
    fault = Fault(Grade.WARNING, "bad_booking_rule", field, f"rule {{booking_rule_id}}: {message}")
    yield from name_rows(feed, _TABLE, bad, fault)
