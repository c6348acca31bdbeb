"""How many needs, requests and bookings there were, and the sums in which these counts stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch.domain.reason import Reason, ReasonClass
from dispatch.domain.request import Channel, WishKind
from simulations.council.period import Period
from simulations.council.rows import RideRow
from simulations.council.suppression import Sum
from simulations.measures.inquiries import Outcome

WITHIN_S = 30 * 60
UNMET_CLASSES = (ReasonClass.CAPACITY, ReasonClass.EVENT)

Counts = Counter[str]
Key = tuple[str, int]
"""A day and the number of a need in it."""


@dataclass(frozen=True, slots=True)
class NeedRows:
    """The requests of one person's attempts at one journey, one row each, in the order of asking."""

    attempts: tuple[RideRow, ...]

    @property
    def first_booking(self) -> RideRow | None:
        """The first attempt that led to a booking."""
        return next((one for one in self.attempts if one.booked), None)

    @property
    def shift_s(self) -> int | None:
        """How far the first promise lies from the first wish; None where nothing was promised."""
        first, booked = self.attempts[0], self.first_booking
        if booked is None:
            return None
        by_arrival = first.wish_kind == WishKind.ARRIVE_BY
        promised_s = booked.promised_arrival_until_s if by_arrival else booked.promised_pickup_from_s
        return None if promised_s is None else abs(promised_s - first.wish_s)

    @property
    def last_reason(self) -> Reason | None:
        """Why the last attempt was refused, where the need was not met."""
        last = self.attempts[-1]
        refused = self.first_booking is None and last.outcome == Outcome.REFUSED and last.reason
        return Reason(last.reason) if refused else None

    @property
    def unmet(self) -> bool:
        """Whether it stayed without a booking for lack of room or because of an event."""
        return self.last_reason is not None and self.last_reason.reason_class in UNMET_CLASSES


def list_requests(period: Period) -> Iterator[RideRow]:
    """One row for each request; the further rides of a split party are left out."""
    return (row for day in period.days for row in day.rides if row.ride == 1)


def list_bookings(period: Period) -> Iterator[RideRow]:
    """Every ride that was promised."""
    return (row for day in period.days for row in day.rides if row.booked)


def list_needs(period: Period) -> list[NeedRows]:
    """The needs of all days; a need never reaches over midnight."""
    attempts: dict[Key, list[RideRow]] = {}
    for day in period.days:
        for row in day.rides:
            if row.ride == 1:
                attempts.setdefault((day.key, row.need), []).append(row)
    return [NeedRows(tuple(one)) for one in attempts.values()]


def count_demand(period: Period) -> Counts:
    """Counts of needs, requests, refusals and channels."""
    needs, requests, bookings = list_needs(period), list(list_requests(period)), list(list_bookings(period))
    counts: Counts = Counter()
    counts["needs"] = len(needs)
    shifts = [need.shift_s for need in needs if need.shift_s is not None]
    counts["needs.confirmed"] = sum(need.first_booking is not None for need in needs)
    counts["needs.unmet"] = len(needs) - counts["needs.confirmed"]
    counts["needs.within_30"] = sum(shift <= WITHIN_S for shift in shifts)
    counts["needs.beyond_30"] = len(needs) - counts["needs.within_30"]
    counts |= _count_unmet(needs)
    counts["requests"] = len(requests)
    counts["requests.confirmed"] = sum(row.booked for row in requests)
    counts["requests.not_confirmed"] = len(requests) - counts["requests.confirmed"]
    for outcome in Outcome:
        counts[f"outcome.{outcome}"] = sum(row.outcome == outcome for row in requests)
    counts["bookings"] = len(bookings)
    counts["bookings.of_split_parties"] = len(bookings) - counts["requests.confirmed"]
    for channel in Channel:
        counts[f"channel.{channel}"] = sum(row.channel == channel for row in bookings)
    return counts | _count_refusals(requests)


def _count_unmet(needs: Sequence[NeedRows]) -> Counts:
    reasons = [need.last_reason for need in needs if need.last_reason is not None]
    counts = Counter({f"unmet.{one}": sum(reason.reason_class is one for reason in reasons)
                      for one in ReasonClass})  # fmt: skip
    counts["unmet_needs"] = sum(need.unmet for need in needs)
    counts["unmet_no_offer"] = len(reasons)
    counts["unmet_declined"] = sum(need.first_booking is None for need in needs) - len(reasons)
    return counts


def _count_refusals(requests: Sequence[RideRow]) -> Counts:
    refused = [(Reason(row.reason), row.wish_s // 3600) for row in requests if row.outcome == Outcome.REFUSED]
    hours = refused_hours(requests)
    counts: Counts = Counter({"refusals_raw": len(refused)})
    for reason in refused_reasons(requests):
        counts[f"refusals.reason.{reason}"] = sum(one is reason for one, _ in refused)
    for one in ReasonClass:
        counts[f"refusals.class.{one}"] = sum(reason.reason_class is one for reason, _ in refused)
        for hour in hours:
            inside = sum(reason.reason_class is one and at == hour for reason, at in refused)
            counts[f"refusals.{one}.{hour:02}"] = inside
    for hour in hours:
        counts[f"refusals.hour.{hour:02}"] = sum(at == hour for _, at in refused)
    return counts


def refused_hours(requests: Sequence[RideRow]) -> range:
    """The hours of the wished times from the first to the last of all requests."""
    hours = [row.wish_s // 3600 for row in requests]
    return range(min(hours), max(hours) + 1) if hours else range(0)


def refused_reasons(requests: Sequence[RideRow]) -> list[Reason]:
    """The reasons that were given, in the order of the catalogue."""
    given = {row.reason for row in requests if row.outcome == Outcome.REFUSED}
    return [reason for reason in Reason if reason in given]


def sums_of_demand(period: Period) -> list[Sum]:
    """The sums in which the counts of the demand stand."""
    requests = list(list_requests(period))
    hours, reasons = refused_hours(requests), refused_reasons(requests)
    classes = [f"refusals.class.{one}" for one in ReasonClass]
    by_hour = [f"refusals.hour.{hour:02}" for hour in hours]
    sums = [
        Sum("needs", ("needs.confirmed", "needs.unmet")),
        Sum("needs", ("needs.within_30", "needs.beyond_30")),
        Sum("needs.unmet", ("unmet_no_offer", "unmet_declined")),
        Sum("unmet_no_offer", tuple(f"unmet.{one}" for one in ReasonClass)),
        Sum("unmet_needs", tuple(f"unmet.{one}" for one in UNMET_CLASSES)),
        Sum("requests", ("requests.confirmed", "requests.not_confirmed")),
        Sum("requests.not_confirmed", ("outcome.refused", "outcome.declined")),
        Sum("requests.confirmed", ("outcome.served", "outcome.cancelled", "outcome.no_show")),
        Sum("refusals_raw", ("outcome.refused",)),
        Sum("bookings", ("requests.confirmed", "bookings.of_split_parties")),
        Sum("bookings", tuple(f"channel.{channel}" for channel in Channel)),
        Sum("refusals_raw", tuple(classes)),
    ]
    if hours:
        sums.append(Sum("refusals_raw", tuple(by_hour)))
    for one in ReasonClass:
        cells = tuple(f"refusals.{one}.{hour:02}" for hour in hours)
        of_class = tuple(f"refusals.reason.{reason}" for reason in reasons if reason.reason_class is one)
        sums += [Sum(f"refusals.class.{one}", parts) for parts in (cells, of_class) if parts]
    for hour in hours:
        sums.append(
            Sum(f"refusals.hour.{hour:02}", tuple(f"refusals.{one}.{hour:02}" for one in ReasonClass))
        )
    return sums
