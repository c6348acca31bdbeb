"""Feeds as they come: zips, folders, encodings, and the ways real CSV differs from the textbook."""

import zipfile
from pathlib import Path

import pytest

from gtfs.checks import check_feed
from gtfs.feed import Feed, read_feed, write_feed
from tests.gtfs.feeds import a_feed, a_feed_zip, a_zip, some_files

TWO_STOPS = [("1_01", "浪岡駅前"), ("2_01", "浪岡庁舎前")]


def stops_of(content: str | bytes) -> list[tuple[str, str]]:
    """Ids and names of the stops in a feed whose stops.txt is this."""
    stops = a_feed(stops=content).table("stops")
    return list(zip(stops["stop_id"], stops["stop_name"], strict=True))


def codes_of(feed: Feed) -> set[str]:
    """The codes of all that the check finds."""
    return {finding.code for finding in check_feed(feed)}


def test_a_folder_a_zip_a_folder_in_a_zip_and_a_zip_in_a_zip_read_alike(tmp_path: Path) -> None:
    zipped = a_feed_zip(tmp_path)
    in_a_folder = a_zip(tmp_path / "top.zip", {f"feed/{name}": data for name, data in some_files().items()})
    in_a_zip = a_zip(tmp_path / "outer.zip", {"readme.md": b"hello", "feed.zip": zipped.read_bytes()})
    folder = tmp_path / "folder"
    write_feed(a_feed(), folder)
    for path in (zipped, in_a_folder, in_a_zip, folder):
        feed = read_feed(path)
        assert feed.name == path.name
        assert feed.table("stop_times").equals(a_feed().table("stop_times"))
        assert check_feed(feed) == []


def test_a_mac_made_zip_with_its_shadow_folder(tmp_path: Path) -> None:
    files = {f"feed/{name}": data for name, data in some_files().items()}
    path = a_zip(tmp_path / "mac.zip", {**files, "__MACOSX/feed/._stops.txt": b"\0\5\x16\7"})
    assert len(read_feed(path).table("stops")) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, line_end: str) -> None:
    lines = ["stop_id,stop_name", "1_01,浪岡駅前", "2_01,浪岡庁舎前", ""]
    assert stops_of(line_end.join(lines).encode(encoding)) == TWO_STOPS


def test_cp932_is_read_and_said() -> None:
    text = "fare_id,price,currency_type,payment_method,transfers\n大人,200,JPY,0,0\n"
    feed = a_feed(fare_attributes=text.encode("cp932"), fare_rules="fare_id\n大人\n")
    assert feed.table("fare_attributes")["fare_id"].tolist() == ["大人"]
    assert codes_of(feed) == {"encoding_cp932"}


def test_spaces_in_headers_and_values() -> None:
    assert stops_of(" stop_id , stop_name \n 1_01 ,浪岡駅前　\n2_01, 浪岡庁舎前\n") == TWO_STOPS


def test_rows_of_too_few_or_too_many_fields() -> None:
    stops = a_feed(stops="stop_id,stop_name,zone_id\n1_01\n2_01,庁舎前,Z,extra,\n3_01,病院前,Z,\n").table(
        "stops"
    )
    assert stops.to_numpy().tolist() == [["1_01", "", ""], ["2_01", "庁舎前", "Z"], ["3_01", "病院前", "Z"]]


def test_blank_rows_are_no_rows_and_lines_are_still_counted() -> None:
    parsed = a_feed(stops="stop_id,stop_name\n\n1_01,浪岡駅前\n,\n  \n2_01,浪岡庁舎前\n\n").parsed("stops")
    assert parsed.frame["stop_id"].tolist() == ["1_01", "2_01"]
    assert parsed.line.tolist() == [3, 6]


def test_a_stop_called_na_is_a_stop_and_leading_zeros_stay() -> None:
    assert stops_of("stop_id,stop_name\nNA,null\n007,nan\n") == [("NA", "null"), ("007", "nan")]


def test_quoted_commas_quotes_and_line_breaks() -> None:
    text = 'stop_id,stop_name\n1_01,"浪岡,""駅""前"\n2_01,"浪岡\n庁舎前"\n3_01,病院前\n'
    assert stops_of(text) == [("1_01", '浪岡,"駅"前'), ("2_01", "浪岡\n庁舎前"), ("3_01", "病院前")]
    assert a_feed(stops=text).parsed("stops").line.tolist() == [2, 3, 5]


def test_a_stray_quote_spoils_its_own_line_only() -> None:
    parsed = a_feed(stops='stop_id,stop_name\n1_01,"浪岡駅前\n2_01,浪岡庁舎前\n').parsed("stops")
    assert parsed.frame.to_numpy().tolist() == [["1_01", "浪岡駅前"], ["2_01", "浪岡庁舎前"]]
    assert parsed.broken_quote_lines == (2,)


def test_a_column_named_twice_keeps_both_under_their_own_names() -> None:
    parsed = a_feed(stops="stop_id,stop_name,stop_name,\n1_01,浪岡駅前,Namioka,\n").parsed("stops")
    assert parsed.frame.columns.tolist() == ["stop_id", "stop_name", "stop_name.3"]
    assert parsed.repeated_columns == ("stop_name",)


def test_a_table_that_is_absent_empty_or_header_only() -> None:
    feed = a_feed(shapes=None, transfers=b"", frequencies="trip_id,headway_secs\n")
    assert not feed.has("shapes")
    assert feed.has("transfers")
    assert feed.table("shapes").shape == feed.table("transfers").shape == (0, 0)
    assert feed.table("frequencies").columns.tolist() == ["trip_id", "headway_secs"]


def test_a_table_changed_by_its_reader_is_still_as_it_was() -> None:
    feed = a_feed()
    stops = feed.table("stops")
    stops.loc[0, "stop_name"] = "書き換え"
    assert feed.table("stops").loc[0, "stop_name"] == "浪岡駅前"


def test_a_member_that_comes_twice_is_read_last_and_named(tmp_path: Path) -> None:
    path = a_feed_zip(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(
            "routes.txt", "route_id,agency_id,route_long_name,route_type\nR1,4000020022012,後の線,3\n"
        )
    feed = read_feed(path)
    assert feed.table("routes")["route_long_name"].tolist() == ["後の線"]
    assert "repeated_file" in codes_of(feed)


def test_file_names_of_japanese_windows(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "feed.zip", {**some_files(), "XXXX.pdf": b"%PDF"})
    # Windows Explorer writes names in cp932 and does not say so.
    path.write_bytes(path.read_bytes().replace(b"XXXX.pdf", "説明".encode("cp932") + b".pdf"))
    assert read_feed(path).files["説明.pdf"] == b"%PDF"
