"""What is read is written back byte for byte, whatever it is."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtfs.feed import Feed, read_feed, write_feed
from tests.gtfs.feeds import a_feed, a_zip, some_files
from tests.shared_data import shared_data

_NAMES = st.from_regex(
    r"[a-zA-Z0-9_ぁ-ん一-龥][a-zA-Z0-9_ぁ-ん一-龥 ()\-]{0,12}\.(txt|csv|geojson|pdf)", fullmatch=True
)
_TEXTS = st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    st.text(max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "cp932", "utf-16"]),
)
_FILES = st.dictionaries(_NAMES, st.one_of(st.binary(max_size=200), _TEXTS), max_size=6)


@settings(max_examples=60, deadline=None)
@given(_FILES, st.sampled_from(["", "feed/", "令和/"]), st.booleans())
def test_any_files_survive_reading_and_writing(files: dict[str, bytes], top: str, zipped: bool) -> None:
    wanted = {f"{top}{name}": data for name, data in {**files, **some_files()}.items()}
    with TemporaryDirectory() as scratch:
        source = a_zip(Path(scratch) / "source.zip", wanted)
        written = Path(scratch) / ("written.zip" if zipped else "written")
        first = read_feed(source)
        write_feed(first, written)
        second = read_feed(written)
    assert dict(first.files) == wanted
    assert dict(second.files) == wanted
    assert all(second.table(table).equals(first.table(table)) for table in first.list_tables())


def test_the_same_feed_gives_the_same_zip_byte_for_byte(tmp_path: Path) -> None:
    write_feed(a_feed(), tmp_path / "one.zip")
    write_feed(a_feed(), tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_one_changed_table_leaves_every_other_file_as_it_was(tmp_path: Path) -> None:
    feed = a_feed(notes="ばらばら,の\n行")
    stops = feed.table("stops")
    stops["stop_name"] = stops["stop_name"] + "、改"
    write_feed(feed.with_table("stops", stops), tmp_path / "feed.zip")
    again = read_feed(tmp_path / "feed.zip")
    assert again.table("stops").equals(stops)
    assert {name for name in feed.files if again.files[name] != feed.files[name]} == {"stops.txt"}


def test_a_folder_with_something_in_it_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="give a new path"):
        write_feed(a_feed(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


REAL_FEEDS = (
    "GTFS (2).zip",
    "GTFS_regular_line.zip",
    "busdata_181001.zip",
    "city_uozu_omotenashi_gtfs.zip",
    "gtfs-aomoricitybus.zip",
    "gtfs.1034.uenomura_com.zip",
    "ksu_shuttle_2025",
    "nebutango20190401.zip",
    "ryobi.zip",
    "siminbus20190401.zip",
    "toyohashitetsudou.zip",
)


@pytest.mark.parametrize("name", REAL_FEEDS)
def test_a_published_feed_comes_back_whole(name: str, tmp_path: Path) -> None:
    feed = read_feed(shared_data(f"gtfs_jp/{name}"))
    written = tmp_path / "written.zip"
    write_feed(feed, written)
    assert same_files(read_feed(written), feed)
    # A table written anew from its strings reads as the same table: nothing was taken for a number or a null.
    for table in feed.list_tables():
        if table not in ("fare_rules", "shapes"):
            rewritten = feed.with_table(table, feed.table(table))
            assert rewritten.table(table).equals(feed.table(table))


def same_files(one: Feed, other: Feed) -> bool:
    """Whether two feeds hold the same files under the same names, in the same order."""
    return list(one.files.items()) == list(other.files.items())
