"""A party hears the most it will pay, and at drop-off pays that or less."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.policy.fare_table import FareTable, HeldPass, bought
from dispatch.policy.fares import quote, settle
from dispatch.policy.receipts import receipt
from tests.dispatch.policy.fare_tables import (
    COUPONS,
    MONTHLY,
    RIDE_DATE,
    a_table,
    a_table_of_bands,
    rides,
)

Ride = tuple[FareTable, list[str], int, list[HeldPass]]


def test_a_shared_ride_costs_less_than_was_said() -> None:
    quoted = quote(a_table(), ["adult", "child"], 4000, RIDE_DATE)
    assert quoted.most_yen == 700
    assert settle(a_table(), quoted, pooled=False).yen == 700
    shared = settle(a_table(), quoted, pooled=True)
    assert shared.yen == 400
    assert receipt(shared.lines, "ja") == (
        "大人 300円×1名 300円(乗合割引)",
        "こども 100円×1名 100円(乗合割引)",
        "合計 400円",
    )
    assert receipt(shared.lines, "en")[0] == "Adult ¥300 × 1: ¥300 (shared ride)"


@pytest.mark.parametrize(("metres", "yen"), [(2999, 600), (4200, 1000), (9000, 1400)])
def test_a_longer_way_costs_more(metres: int, yen: int) -> None:
    assert quote(a_table_of_bands(), ["adult", "adult"], metres, RIDE_DATE).most_yen == yen


def test_one_companion_and_two_infants_ride_free_and_the_next_ones_pay() -> None:
    party = ["disability", "companion", "companion", "infant", "infant", "infant"]
    quoted = quote(a_table(), party, 0, RIDE_DATE)
    assert receipt(quoted.lines, "ja") == (
        "障がいのある方 250円×1名 250円",
        "介助の方 500円×1名 500円",
        "介助の方 1名 無料(同伴)",
        "幼児 200円×1名 200円",
        "幼児 2名 無料(同伴)",
        "合計 950円",
    )
    assert receipt(quoted.lines, "en")[2] == "Companion × 1: free (accompanied)"


def test_a_pass_carries_its_holder_and_a_coupon_book_as_many_as_it_has_rides() -> None:
    month, book = bought(MONTHLY, "P1", "2026-11-15"), bought(COUPONS, "P2", "2026-12-01")
    last_two = replace(book, rides_left=2)
    party = ["adult", "adult", "child", "child"]
    quoted = quote(a_table(), party, 0, RIDE_DATE, [last_two, month])
    assert receipt(quoted.lines, "ja") == (
        "大人 1名 1か月定期券",
        "大人 1名 回数券",
        "こども 200円×1名 200円",
        "こども 1名 回数券",
        "合計 200円",
    )
    assert receipt(quoted.lines, "en")[0] == "Adult × 1: Monthly pass"
    assert [held.pass_id for held in quoted.passes] == ["P1", "P2", "P2"]
    assert settle(a_table(), quoted, pooled=True).passes == quoted.passes


def test_a_pass_shown_twice_carries_one() -> None:
    month = bought(MONTHLY, "P1", "2026-11-15")
    assert quote(a_table(), ["adult", "adult"], 0, RIDE_DATE, [month, month]).most_yen == 500


def test_a_pass_that_has_ended_carries_nobody() -> None:
    month = bought(MONTHLY, "P1", "2026-11-01")
    assert quote(a_table(), ["adult"], 0, RIDE_DATE, [month]).most_yen == 500


def test_who_stays_at_home_does_not_pay_and_never_makes_it_dearer() -> None:
    quoted = quote(a_table(), ["disability", "companion"], 0, RIDE_DATE)
    assert settle(a_table(), quoted, pooled=False, party=["disability"]).yen == 250
    alone = settle(a_table(), quoted, pooled=False, party=["companion"])
    assert receipt(alone.lines, "ja") == (
        "介助の方 500円×1名 500円",
        "お約束した上限までの値引き -250円",
        "合計 250円",
    )
    assert receipt(alone.lines, "en")[1] == "Reduced to the most we had said -¥250"
    assert settle(a_table(), quoted, pooled=False, party=[]).yen == 0


def test_a_pass_shown_only_at_the_door_still_counts() -> None:
    quoted = quote(a_table(), ["adult"], 0, RIDE_DATE)
    month = bought(MONTHLY, "P1", "2026-11-15")
    assert settle(a_table(), quoted, pooled=False, passes=[month]).yen == 0


def test_what_cannot_be_reckoned_is_refused() -> None:
    table = a_table()
    quoted = quote(table, ["adult"], 0, RIDE_DATE)
    with pytest.raises(ValueError, match="at least one person"):
        quote(table, [], 0, RIDE_DATE)
    with pytest.raises(ValueError, match="no fare class 'dog' in the fares 2026: adult, child"):
        quote(table, ["dog"], 0, RIDE_DATE)
    with pytest.raises(ValueError, match="not -1 m"):
        quote(table, ["adult"], -1, RIDE_DATE)
    with pytest.raises(ValueError, match="take effect on 2026-10-01, after the ride on 2026-09-30"):
        quote(table, ["adult"], 0, "2026-09-30")
    with pytest.raises(ValueError, match="quoted by the fares 2026, so not settled by 2027"):
        settle(a_table("2027", "2027-04-01"), quoted, pooled=True)
    with pytest.raises(ValueError, match="quoted for 1 riders, not 2"):
        settle(table, quoted, pooled=False, party=["adult", "adult"])


@given(rides(), st.booleans(), st.data())
def test_nobody_pays_more_than_was_said_or_less_than_nothing(
    ride: Ride, pooled: bool, data: st.DataObject
) -> None:
    table, party, metres, held = ride
    quoted = quote(table, party, metres, RIDE_DATE, held)
    names = [fare.fare_class for fare in table.classes]
    came = data.draw(st.none() | st.lists(st.sampled_from(names), max_size=len(party)))
    shown = data.draw(st.none() | st.permutations(held).map(lambda all_: all_[:2]))
    settled = settle(table, quoted, pooled=pooled, party=came, passes=shown)
    assert 0 <= settled.yen <= quoted.most_yen
    assert settled.yen == sum(line.yen for line in settled.lines)
    assert quoted.most_yen == sum(line.yen for line in quoted.lines)


@given(rides())
def test_the_same_party_settles_at_the_quote_or_below_it_by_discount_alone(ride: Ride) -> None:
    table, party, metres, held = ride
    quoted = quote(table, party, metres, RIDE_DATE, held)
    assert settle(table, quoted, pooled=False).lines == quoted.lines
    shared = settle(table, quoted, pooled=True)
    assert shared.passes == quoted.passes
    assert not [line for line in shared.lines if line.yen < 0]


@given(rides(), st.randoms(use_true_random=False))
def test_the_order_of_a_party_and_of_its_passes_does_not_matter(ride: Ride, random: Random) -> None:
    table, party, metres, held = ride
    quoted = quote(table, party, metres, RIDE_DATE, held)
    random.shuffle(party)
    random.shuffle(held)
    assert quote(table, party, metres, RIDE_DATE, held) == quoted


@given(rides())
def test_passes_are_used_where_they_save_most(ride: Ride) -> None:
    table, party, metres, held = ride
    with_passes = quote(table, party, metres, RIDE_DATE, held)
    without = quote(table, party, metres, RIDE_DATE)
    payers = [
        (line.name.en, line.each_yen) for line in without.lines if line.each_yen for _ in range(line.count)
    ]
    slots = [
        one.fare_classes
        for one in held
        if one.is_good_on(RIDE_DATE)
        for _ in range(1 if one.rides_left is None else min(one.rides_left, 6))
    ]
    assert without.most_yen - with_passes.most_yen == _most_saved(payers, slots)


def _most_saved(payers: list[tuple[str, int]], slots: list[frozenset[str]]) -> int:
    """Every way to give passes out, tried."""
    best = {frozenset[int](): 0}
    for name, yen in payers:
        for taken, saved in list(best.items()):
            for number, classes in enumerate(slots):
                if number not in taken and name in classes:
                    more = taken | {number}
                    best[more] = max(best.get(more, 0), saved + yen)
    return max(best.values())
