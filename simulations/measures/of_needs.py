"""Figures about what riders wished for and were answered; a need is one person's attempts at one journey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.domain.reason import Reason, ReasonClass
from dispatch.domain.request import Channel, WishKind
from simulations.day_record import DayRecord
from simulations.measures.history import DayHistory
from simulations.measures.inquiries import Inquiry, Outcome
from simulations.measures.statistics import mean, percent, percentile

WITHIN_S = 30 * 60


@dataclass(frozen=True, slots=True)
class Need:
    """One person's attempts at one journey, in the order of asking."""

    attempts: tuple[Inquiry, ...]

    @property
    def confirmed(self) -> bool:
        """Whether a booking was made of any attempt."""
        return any(attempt.bookings for attempt in self.attempts)

    @property
    def shift_s(self) -> int | None:
        """How far the first promise lies from the first wish; None where nothing was promised."""
        first = self.attempts[0].request
        limits = next((a.bookings[0].promise.limits for a in self.attempts if a.bookings), None)
        if limits is None:
            return None
        by_arrival = first.wish_kind is WishKind.ARRIVE_BY
        return abs((limits.arrive_until_s if by_arrival else limits.pickup.from_s) - first.wish_s)

    @property
    def last_reason(self) -> Reason | None:
        """Why the last attempt was refused; None where it got offers, or the need was met."""
        last = self.attempts[-1]
        refused = not self.confirmed and last.refusal is not None and last.outcome is Outcome.REFUSED
        return last.refusal.reason if refused and last.refusal is not None else None

    @property
    def unmet(self) -> bool:
        """Whether it stayed without a booking for lack of room or because of an event."""
        reason = self.last_reason
        return reason is not None and reason.reason_class in (ReasonClass.CAPACITY, ReasonClass.EVENT)


def list_needs(record: DayRecord, inquiries: Sequence[Inquiry]) -> list[Need]:
    """The needs of a day; a request of which nothing else is known is a need by rider and places."""
    attempts: dict[object, list[Inquiry]] = {}
    for inquiry in inquiries:
        request = inquiry.request
        asked_by = record.asked.get(request.request_id)
        key = asked_by.need if asked_by else (request.rider_id, request.origin, request.destination)
        attempts.setdefault(key, []).append(inquiry)
    return [Need(tuple(one)) for one in attempts.values()]


def measure_needs(record: DayRecord, history: DayHistory) -> dict[str, float | None]:
    """Booking success, unmet needs, shift from the wish, channels."""
    needs = list_needs(record, history.inquiries)
    confirmed = [need for need in needs if need.confirmed]
    shifts = [need.shift_s for need in confirmed if need.shift_s is not None]
    unmet = [need for need in needs if not need.confirmed]
    refused = sum(need.last_reason is not None for need in unmet)
    asked = history.inquiries
    return {
        "booking_success": percent(len(confirmed), len(needs)),
        "booking_success_raw": percent(sum(bool(one.bookings) for one in asked), len(asked)),
        "success_within_30": percent(sum(shift <= WITHIN_S for shift in shifts), len(needs)),
        "unmet_needs": sum(need.unmet for need in needs),
        "unmet_no_offer": refused,
        "unmet_declined": len(unmet) - refused,
        "refusals_raw": sum(one.outcome is Outcome.REFUSED for one in asked),
        "shift_min_mean": mean([shift / 60 for shift in shifts]),
        "shift_min_p95": percentile([shift / 60 for shift in shifts], 95),
        **_channels(record, history),
    }


def count_refusals(inquiries: Sequence[Inquiry]) -> Mapping[Reason, int]:
    """Refused requests by reason, most frequent first."""
    counted = Counter(
        one.refusal.reason for one in inquiries if one.outcome is Outcome.REFUSED and one.refusal is not None
    )
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def count_unmet_by_class(needs: Sequence[Need]) -> Mapping[ReasonClass, int]:
    """Unmet needs by the class of the last refusal; declined offers are not among them."""
    counted = Counter(need.last_reason.reason_class for need in needs if need.last_reason is not None)
    return {one: counted[one] for one in ReasonClass}


def _channels(record: DayRecord, history: DayHistory) -> dict[str, float | None]:
    counted: Counter[Channel] = Counter()
    for inquiry in history.inquiries:
        asked_by = record.asked.get(inquiry.request.request_id)
        counted[asked_by.channel if asked_by else inquiry.request.channel] += len(inquiry.bookings)
    whole = counted.total()
    return {f"channel_share_{channel.value}": percent(counted[channel], whole) for channel in Channel}
