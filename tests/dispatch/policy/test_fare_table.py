"""A fare table is agreed once, and the ride's date alone says which one holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.saying import Said
from dispatch.policy.fare_table import ClassFare, HeldPass, NoFareTable, PassProduct, Tariff, bought
from tests.dispatch.policy.fare_tables import ADULT, COUPONS, MONTHLY, a_table, a_table_of_bands

DATES = st.dates().map(str)


def test_the_table_of_the_rides_date_holds_however_early_it_was_booked() -> None:
    old, new = a_table(), a_table("2027", "2027-04-01", adult_yen=600)
    tariff = Tariff((new, old))
    assert [tariff.on(date).version for date in ("2026-10-01", "2027-03-31", "2027-04-01")] == [
        "2026",
        "2026",
        "2027",
    ]
    with pytest.raises(NoFareTable, match="2026-09-30"):
        tariff.on("2026-09-30")


@given(st.sets(DATES, min_size=1, max_size=6), DATES, DATES)
def test_no_new_table_changes_a_date_before_it(starts: set[str], new: str, ride: str) -> None:
    tables = tuple(a_table(start, start) for start in starts - {new})
    changed = Tariff((*tables, a_table("new", new)))
    in_force = [start for start in {*starts, new} if start <= ride]
    if not in_force:
        with pytest.raises(NoFareTable):
            changed.on(ride)
    elif max(in_force) == new:
        assert changed.on(ride).version == "new"
    else:
        assert changed.on(ride) == Tariff(tables).on(ride)


@pytest.mark.parametrize(("metres", "band"), [(0, 0), (3000, 0), (3001, 1), (5000, 1), (5001, 2), (10**6, 2)])
def test_a_band_ends_at_its_limit(metres: int, band: int) -> None:
    assert a_table_of_bands().band_of(metres) == band


def test_a_pass_ends_with_its_month_and_a_coupon_book_with_its_rides() -> None:
    held = bought(MONTHLY, "P1", "2026-12-02")
    assert [held.is_good_on(date) for date in ("2026-12-01", "2026-12-02", "2027-01-01", "2027-01-02")] == [
        False,
        True,
        True,
        False,
    ]
    book = bought(COUPONS, "P2", "2026-12-02")
    assert book.rides_left == 11
    assert book.is_good_on("2036-12-02")
    assert not replace(book, rides_left=0).is_good_on("2026-12-02")


ADULT_FARE = ClassFare("adult", ADULT, (500,), (300,))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"approved_on": "2026-10-02"}, "approved on 2026-10-02, after it takes effect"),
        ({"effective_from": "soon"}, "a date"),
        ({"band_limits_m": (5000, 3000)}, "that grow"),
        ({"band_limits_m": (0,)}, "above 0"),
        ({"band_limits_m": (3000,)}, "adult: 2 fares expected"),
        ({"classes": ()}, "at least one fare class"),
        ({"classes": (ADULT_FARE, ADULT_FARE)}, "fare class 'adult' stands twice"),
        ({"products": (MONTHLY, MONTHLY)}, "pass 'monthly' stands twice"),
        ({"classes": (replace(ADULT_FARE, fare_class="senior"),)}, "no fare class 'adult'; senior expected"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        replace(a_table(), **changes)


def test_a_discount_only_lowers_and_a_free_ride_says_with_whom() -> None:
    with pytest.raises(ValueError, match="a discount only lowers"):
        ClassFare("adult", ADULT, (300,), (301,))
    with pytest.raises(ValueError, match="as many pooled fares"):
        ClassFare("adult", ADULT, (300, 500), (300,))
    with pytest.raises(ValueError, match="need both"):
        ClassFare("adult", ADULT, (300,), (300,), free_each=1)
    with pytest.raises(ValueError, match="which other classes"):
        ClassFare("adult", ADULT, (300,), (300,), frozenset({"adult"}), 1)
    with pytest.raises(ValueError, match="so many months"):
        PassProduct("endless", Said("券", "Pass"), 1000, frozenset({"adult"}))


def test_two_tables_never_take_effect_at_once() -> None:
    with pytest.raises(ValueError, match="effective_from '2026-10-01' stands twice"):
        Tariff((a_table("a"), a_table("b")))
    with pytest.raises(ValueError, match="version '2026' stands twice"):
        Tariff((a_table(), a_table(effective_from="2027-04-01")))


def test_a_pass_does_not_hold_before_it_begins() -> None:
    held = HeldPass("P", ADULT, frozenset({"adult"}), "2026-12-02", None)
    assert not held.is_good_on("2026-12-01")
