"""What a ride costs: the most a party may have to pay, said with the offer, and what it pays at drop-off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.policy.fare_table import FareTable, HeldPass
from dispatch.policy.receipts import FareLine, LineKind, cap_line


@dataclass(frozen=True, slots=True)
class Quote:
    """The most a party will pay for a ride, under one version of the fares."""

    version: str
    service_date: str
    metres: int
    """The direct road, so that a detour for others never costs more."""
    party: tuple[str, ...]
    """The fare class of each rider, in the order of the table."""
    passes: tuple[HeldPass, ...]
    """The passes and coupons that the ride will use; a coupon book once for each rider on it."""
    most_yen: int
    lines: tuple[FareLine, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the party pays once it has ridden; never more than was quoted."""

    version: str
    service_date: str
    yen: int
    lines: tuple[FareLine, ...]
    passes: tuple[HeldPass, ...]
    """The passes and coupons that were used; a coupon book once for each rider on it."""


def quote(
    table: FareTable,
    party: Sequence[str],
    metres: int,
    service_date: str,
    passes: Sequence[HeldPass] = (),
) -> Quote:
    """The most a party pays under the table in force on the date of the ride, with the passes it presents.

    Nobody knows yet whether the ride will be shared, so no pooled discount is in it.
    """
    if not party:
        raise ValueError("a fare class for each rider expected; a party has at least one person")
    if service_date < table.effective_from:
        raise ValueError(
            f"the fares {table.version} take effect on {table.effective_from}, "
            f"after the ride on {service_date}"
        )
    band = table.band_of(metres)
    good = [held for held in passes if held.is_good_on(service_date)]
    counts = _count(table, party)
    used = _assign_passes(table, counts, band, good)
    lines = _lines(table, counts, band, used, pooled=False)
    by_class = tuple(fare.fare_class for fare in table.classes for _ in range(counts[fare.fare_class]))
    used_passes = tuple(held for _, held in used)
    most_yen = sum(line.yen for line in lines)
    return Quote(table.version, service_date, metres, by_class, used_passes, most_yen, lines)


def settle(
    table: FareTable,
    quoted: Quote,
    *,
    pooled: bool,
    party: Sequence[str] | None = None,
    passes: Sequence[HeldPass] | None = None,
) -> Settlement:
    """What is paid at drop-off, by the quote's own version of the fares.

    `party` are the riders who came, `passes` those they showed, where that differs from the quote. Whatever
    changed, the quote is the most: a line says what was taken off.
    """
    if table.version != quoted.version:
        raise ValueError(f"quoted by the fares {quoted.version}, so not settled by {table.version}")
    came = quoted.party if party is None else party
    if len(came) > len(quoted.party):
        raise ValueError(
            f"quoted for {len(quoted.party)} riders, not {len(came)}; quote the larger party anew"
        )
    shown = quoted.passes if passes is None else passes
    good = [held for held in shown if held.is_good_on(quoted.service_date)]
    counts, band = _count(table, came), table.band_of(quoted.metres)
    used = _assign_passes(table, counts, band, good)
    lines = _lines(table, counts, band, used, pooled=pooled)
    yen = sum(line.yen for line in lines)
    if yen > quoted.most_yen:
        lines = (*lines, cap_line(quoted.most_yen - yen))
    passes_used = tuple(held for _, held in used)
    return Settlement(table.version, quoted.service_date, min(yen, quoted.most_yen), lines, passes_used)


def _count(table: FareTable, party: Sequence[str]) -> Counter[str]:
    for fare_class in party:
        table.get_class(fare_class)
    return Counter(party)


def _free_riders(table: FareTable, counts: Counter[str], fare_class: str) -> int:
    fare = table.get_class(fare_class)
    return min(counts[fare_class], fare.free_each * sum(counts[other] for other in fare.free_with))


def _assign_passes(
    table: FareTable, counts: Counter[str], band: int, passes: Sequence[HeldPass]
) -> tuple[tuple[str, HeldPass], ...]:
    """The pass of each rider who rides on one: the dearest riders first, and passes before coupons.

    Reckoned by the fares without the pooled discount, so that drop-off uses what booking said it would.
    """
    riders = [
        fare.fare_class
        for fare in sorted(table.classes, key=lambda fare: -fare.yen[band])
        if fare.yen[band] > 0
        for _ in range(counts[fare.fare_class] - _free_riders(table, counts, fare.fare_class))
    ]
    each_once = {held.pass_id: held for held in passes}
    in_turn = [
        held
        for held in sorted(each_once.values(), key=lambda held: (held.rides_left is not None, held.pass_id))
        for _ in range(1 if held.rides_left is None else min(held.rides_left, len(riders)))
    ]
    rider_of: dict[int, int] = {}

    def finds_a_pass(rider: int, tried: set[int]) -> bool:
        for number, held in enumerate(in_turn):
            if number in tried or riders[rider] not in held.fare_classes:
                continue
            tried.add(number)
            if number not in rider_of or finds_a_pass(rider_of[number], tried):
                rider_of[number] = rider
                return True
        return False

    for rider in range(len(riders)):
        finds_a_pass(rider, set())
    return tuple((riders[rider], in_turn[number]) for number, rider in sorted(rider_of.items()))


def _lines(
    table: FareTable, counts: Counter[str], band: int, used: Sequence[tuple[str, HeldPass]], *, pooled: bool
) -> tuple[FareLine, ...]:
    lines: list[FareLine] = []
    for fare in table.classes:
        free = _free_riders(table, counts, fare.fare_class)
        by_pass = Counter(held.name for rider, held in used if rider == fare.fare_class)
        paying = counts[fare.fare_class] - free - by_pass.total()
        alone, each = fare.yen[band], (fare.pooled_yen if pooled else fare.yen)[band]
        if paying:
            kind = LineKind.POOLED if each < alone else LineKind.FARE
            lines.append(FareLine(kind, fare.name, paying, each, each * paying))
        for name, count in sorted(by_pass.items()):
            lines.append(FareLine(LineKind.PASS, fare.name, count, 0, 0, name))
        if free:
            lines.append(FareLine(LineKind.FREE, fare.name, free, 0, 0))
    return tuple(lines)
