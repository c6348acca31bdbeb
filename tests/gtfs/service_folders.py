"""A small service folder for tests; any line of service.toml or places.csv can be put differently."""

from pathlib import Path
from textwrap import dedent

from gtfs.feed import write_feed
from tests.gtfs.feeds import a_feed

SETTINGS = dedent(
    """\
    [service]
    name = "見本"
    label = "見本(実際の運行とは異なります)"
    feed = "feed"
    places = "places.csv"
    demo_date = 2019-06-05
    hours = "8:00-18:00"
    no_service = ["2019-12-31..2020-01-03"]

    [rules]
    pickup_window_min = 10
    window_step_s = 300
    max_ride_min = 45

    [booking]
    cutoff_min = 0

    [[fleet]]
    vehicle_id = "1号車"
    seats = 9
    wheelchair_spaces = 1
    depot = "1_01"
    breaks = [{ begins = "11:00-12:00", minutes = 45 }]

    [demand]
    riders_per_day = 10
    """
)
PLACES = dedent(
    """\
    place_id,name,kana,lat,lon,kind,weight_home,weight_hospital,weight_shopping,weight_school,weight_other,note
    home_1,家1,いえ1,40.71360,140.58600,home,1,0,0,0,0,
    home_2,家2,いえ2,40.71610,140.58910,home,2,0,0,0,0,
    clinic,医院,いいん,40.71910,140.59310,hospital,0,3,0,0,0,
    """
)


def a_service_folder(folder: Path, settings: str = SETTINGS, places: str | None = PLACES) -> Path:
    """Write a service folder and return it."""
    folder.mkdir(exist_ok=True)
    if not (folder / "feed").exists():
        write_feed(a_feed(), folder / "feed")
    (folder / "service.toml").write_text(settings, encoding="utf-8")
    if places is not None:
        (folder / "places.csv").write_text(places, encoding="utf-8")
    return folder


def with_line(text: str, old: str, new: str) -> str:
    """The text with one piece put differently; it must be there."""
    assert old in text
    return text.replace(old, new)
