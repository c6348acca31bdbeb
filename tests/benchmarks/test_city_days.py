"""The city's day at a toy size, and what is said of how its cost grows."""

from benchmarks import city_days
from benchmarks.city_days import CityDay, as_page, verdicts
from benchmarks.provenance import Provenance


def a_day(scale: int, ms: float) -> CityDay:
    return CityDay(scale, 1000 * scale, 9000 * scale, ms * scale, 0.5 * scale, 400.0)


def test_growth_is_held_against_n_log_n_of_the_vehicles() -> None:
    slow, quick = verdicts([a_day(1, 4.0), a_day(10, 80.0)]), verdicts([a_day(1, 4.0), a_day(10, 24.0)])
    assert "20.0 times as much; n log n is 16.8 times: MISSED" in slow[0]
    assert "6.0 times as much; n log n is 16.8 times: holds" in quick[0]


def test_the_page_names_its_feed_and_where_the_figures_come_from() -> None:
    page = as_page([a_day(1, 4.0)], Provenance("abc1234", "2-core x86-64", "3.11", ()), "city.zip")
    assert "on city.zip. Commit abc1234; 2-core x86-64, Python 3.11" in page
    assert f"| 1 | {city_days.VEHICLES} | 3,000 | 1,000 | 9,000 | 4.0 | 4.00 | 0.50 | 400 |" in page
