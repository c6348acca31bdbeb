"""gtfs-kit sees our feed without falling over its known stumbling blocks, and agrees with our calendars."""

from datetime import date, timedelta

import pytest

from gtfs import gtfs_kit_view as kit
from gtfs.feed import read_feed
from gtfs.gtfs_kit_view import AnalysisNotInstalledError, describe_feed, gtfs_kit_view
from gtfs.service_dates import active_services, service_dates
from tests.gtfs.feeds import a_feed
from tests.shared_data import shared_data

pytest.importorskip("gtfs_kit", reason="needs the extra analysis")


def test_the_small_feed_in_figures() -> None:
    description = describe_feed(a_feed())
    assert (description.lines, description.trips, description.stops, description.shapes) == (1, 2, 3, 2)
    assert description.west_south_east_north == (140.58595, 40.71345, 140.593, 40.719)
    (weekday,) = description.day_kinds
    assert len(weekday.dates) == 261
    assert (weekday.lines, weekday.trips, weekday.stops) == (1, 2, 3)
    assert (weekday.first_s, weekday.last_s) == (8 * 3600, 9 * 3600 + 300)


def test_what_gtfs_kit_itself_stumbles_over() -> None:
    """cp932, a stop called NA, a transfer of a whole day, and codes that look like numbers."""
    stops = "stop_id,stop_name,stop_lat,stop_lon,platform_code\nNA,浪岡駅前,40.71,140.58,01\n"
    view = gtfs_kit_view(
        a_feed(
            stops=stops.encode("cp932"),
            fare_attributes="fare_id,price,currency_type,payment_method,transfers,transfer_duration\nF,9,JPY,0,0,86400\n",
        )
    )
    assert view.stops["stop_id"].tolist() == ["NA"]
    assert view.stops["platform_code"].tolist() == ["01"]
    assert view.stops["stop_name"].tolist() == ["浪岡駅前"]
    assert view.fare_attributes["transfer_duration"].tolist() == [86_400]


def test_trips_of_zones_only_are_left_out_of_the_view() -> None:
    feed = a_feed(
        stop_times="""\
            trip_id,stop_id,location_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,arrival_time,departure_time
            T1,,Z,1,08:00:00,12:00:00,,
            T1,,Z,2,08:00:00,12:00:00,,
            T2,1_01,,1,,,9:00:00,9:00:00
            T2,2_01,,2,,,9:03:00,9:03:00
            """
    )
    (weekday,) = describe_feed(feed).day_kinds
    assert (weekday.stops, weekday.first_s) == (2, 9 * 3600)


def test_a_trip_that_repeats_counts_as_often_as_it_runs() -> None:
    feed = a_feed(frequencies="trip_id,start_time,end_time,headway_secs\nT1,08:00:00,09:00:00,600\n")
    (weekday,) = describe_feed(feed).day_kinds
    assert weekday.trips == 6 + 1


def test_without_the_extra_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit, "find_spec", lambda name: None)
    command = r'-m pip install -c constraints\.txt -e "\.\[analysis\]"'
    with pytest.raises(AnalysisNotInstalledError, match=command):
        describe_feed(a_feed())


@pytest.mark.parametrize(
    "name", ["siminbus20190401.zip", "ryobi.zip", "busdata_181001.zip", "toyohashitetsudou.zip"]
)
def test_gtfs_kit_and_our_calendar_agree_on_every_date(name: str) -> None:
    feed = read_feed(shared_data(f"gtfs_jp/{name}"))
    view = gtfs_kit_view(feed)
    days = service_dates(feed)
    day = days[0] - timedelta(days=1)
    while day <= days[-1] + timedelta(days=1):
        assert set(view.get_active_services(day.strftime("%Y%m%d"))) == active_services(feed, day), day
        day += timedelta(days=1)


def test_a_wednesday_of_the_citizens_bus() -> None:
    description = describe_feed(read_feed(shared_data("gtfs_jp/siminbus20190401.zip")))
    everyday = description.day_kinds[0]
    assert date(2019, 6, 5) in everyday.dates
    assert (description.lines, everyday.trips) == (43, 89)
