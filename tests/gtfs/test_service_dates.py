"""Which services and trips run on a date."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtfs.feed import Feed, read_feed
from gtfs.service_dates import active_services, dates_by_service, find_date, list_trips_on, service_dates
from tests.gtfs.feeds import a_feed
from tests.shared_data import shared_data

WEDNESDAY = date(2019, 6, 5)
SATURDAY = date(2019, 6, 8)


def test_the_weekly_calendar() -> None:
    assert active_services(a_feed(), WEDNESDAY) == {"平日"}
    assert active_services(a_feed(), SATURDAY) == set()
    assert list_trips_on(a_feed(), WEDNESDAY) == ["T1", "T2"]
    assert list_trips_on(a_feed(), SATURDAY) == []


@pytest.mark.parametrize("day", [date(2019, 4, 1), date(2020, 3, 31)])
def test_the_first_and_the_last_day_count(day: date) -> None:
    assert active_services(a_feed(), day) == {"平日"}
    beyond = day + timedelta(days=1 if day.year == 2020 else -3)
    assert active_services(a_feed(), beyond) == set()


def test_exceptions_add_and_remove() -> None:
    feed = a_feed(calendar_dates="service_id,date,exception_type\n平日,20190605,2\n平日,20190608,1\n")
    assert active_services(feed, WEDNESDAY) == set()
    assert active_services(feed, SATURDAY) == {"平日"}


def test_a_service_of_single_dates_only() -> None:
    feed = a_feed(calendar=None, calendar_dates="service_id,date,exception_type\n平日,20190608,1\n")
    assert service_dates(feed) == [SATURDAY]
    assert list_trips_on(feed, SATURDAY) == ["T1", "T2"]


def test_a_year_of_weekdays_less_one_holiday() -> None:
    days = service_dates(a_feed())
    assert (days[0], days[-1]) == (date(2019, 4, 1), date(2020, 3, 31))
    assert date(2019, 5, 1) not in days
    assert len(days) == 262 - 1


def test_a_feed_without_calendars_never_runs() -> None:
    feed = a_feed(calendar=None, calendar_dates=None)
    assert service_dates(feed) == []
    assert list_trips_on(feed, WEDNESDAY) == []


@pytest.mark.parametrize("text", ["", "2019-04-01", "20190431", "201904", "２０１９０４０１", "00000101"])
def test_what_is_no_date(text: str) -> None:
    assert find_date(text) is None


_ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.lists(st.sampled_from("01"), min_size=7, max_size=7),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=2,
    unique_by=lambda row: row[0],
)
_EXCEPTIONS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 20), st.sampled_from("12")),
    max_size=6,
    unique_by=lambda row: row[:2],
)
_FIRST_DAY = date(2019, 4, 26)


@given(_ROWS, _EXCEPTIONS)
def test_asking_by_date_and_by_service_agree(
    rows: list[tuple[str, list[str], int, int]], exceptions: list[tuple[str, int, str]]
) -> None:
    feed = _calendar_of(rows, exceptions)
    by_service = dates_by_service(feed)
    for offset in range(-1, 22):
        day = _FIRST_DAY + timedelta(days=offset)
        assert active_services(feed, day) == {name for name, days in by_service.items() if day in days}


def _calendar_of(rows: list[tuple[str, list[str], int, int]], exceptions: list[tuple[str, int, str]]) -> Feed:
    def text(offset: int) -> str:
        return (_FIRST_DAY + timedelta(days=offset)).strftime("%Y%m%d")

    header = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    weekly = [f"{name},{','.join(flags)},{text(start)},{text(end)}\n" for name, flags, start, end in rows]
    single = [f"{name},{text(day)},{kind}\n" for name, day, kind in exceptions]
    return a_feed(
        calendar=header + "".join(weekly),
        calendar_dates="service_id,date,exception_type\n" + "".join(single),
    )


@pytest.mark.parametrize(
    ("name", "day", "trips"),
    [
        ("siminbus20190401.zip", WEDNESDAY, 89),
        ("gtfs-aomoricitybus.zip", WEDNESDAY, 875),
        ("gtfs-aomoricitybus.zip", SATURDAY, 751),
        ("ryobi.zip", WEDNESDAY, 957),
    ],
)
def test_trips_of_published_feeds(name: str, day: date, trips: int) -> None:
    assert len(list_trips_on(read_feed(shared_data(f"gtfs_jp/{name}")), day)) == trips
