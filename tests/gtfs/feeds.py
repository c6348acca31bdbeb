"""A small GTFS-JP feed for tests, complete by itself; any table can be given anew, or left out with None."""

import zipfile
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType

from gtfs.feed import Feed

# Three poles on one street in Namioka, one line each way, weekdays of 2019. Times and line are made up.
A_SMALL_FEED = {
    "agency": """\
        agency_id,agency_name,agency_url,agency_timezone,agency_lang
        4000020022012,青森市見本,https://www.example.jp/,Asia/Tokyo,ja
        """,
    "stops": """\
        stop_id,stop_name,stop_lat,stop_lon,location_type
        1_01,浪岡駅前,40.71345,140.58595,0
        2_01,浪岡庁舎前,40.71600,140.58900,0
        3_01,浪岡病院前,40.71900,140.59300,0
        """,
    "routes": """\
        route_id,agency_id,route_short_name,route_long_name,route_type
        R1,4000020022012,,浪岡見本線,3
        """,
    "trips": """\
        route_id,service_id,trip_id,shape_id
        R1,平日,T1,S1
        R1,平日,T2,S2
        """,
    "stop_times": """\
        trip_id,arrival_time,departure_time,stop_id,stop_sequence
        T1,8:00:00,8:00:00,1_01,1
        T1,8:02:00,8:02:00,2_01,2
        T1,8:05:00,8:05:00,3_01,3
        T2,9:00:00,9:00:00,3_01,1
        T2,9:03:00,9:03:00,2_01,2
        T2,9:05:00,9:05:00,1_01,3
        """,
    "calendar": """\
        service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
        平日,1,1,1,1,1,0,0,20190401,20200331
        """,
    "calendar_dates": """\
        service_id,date,exception_type
        平日,20190501,2
        """,
    "shapes": """\
        shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
        S1,40.71345,140.58595,1
        S1,40.71600,140.58900,2
        S1,40.71900,140.59300,3
        S2,40.71900,140.59300,1
        S2,40.71600,140.58900,2
        S2,40.71345,140.58595,3
        """,
    "fare_attributes": """\
        fare_id,price,currency_type,payment_method,transfers,agency_id
        F200,200,JPY,0,0,4000020022012
        """,
    "fare_rules": """\
        fare_id,route_id
        F200,R1
        """,
    "feed_info": """\
        feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version
        青森市見本,https://www.example.jp/,ja,20190401,20200331,20190401
        """,
    "translations": """\
        table_name,field_name,language,translation,record_id,record_sub_id,field_value
        agency,agency_name,ja,青森市見本,,,青森市見本
        agency,agency_name,ja-Hrkt,あおもりしみほん,,,青森市見本
        routes,route_long_name,ja,浪岡見本線,,,浪岡見本線
        routes,route_long_name,ja-Hrkt,なみおかみほんせん,,,浪岡見本線
        stops,stop_name,ja,浪岡駅前,,,浪岡駅前
        stops,stop_name,ja-Hrkt,なみおかえきまえ,,,浪岡駅前
        stops,stop_name,ja,浪岡庁舎前,,,浪岡庁舎前
        stops,stop_name,ja-Hrkt,なみおかちょうしゃまえ,,,浪岡庁舎前
        stops,stop_name,ja,浪岡病院前,,,浪岡病院前
        stops,stop_name,ja-Hrkt,なみおかびょういんまえ,,,浪岡病院前
        """,
}


def a_feed(**tables: str | bytes | None) -> Feed:
    """The small feed with these tables in place of its own: CSV text, raw bytes, or None to leave it out."""
    return Feed("a feed for tests", MappingProxyType(some_files(**tables)))


def a_feed_zip(folder: Path, **tables: str | bytes | None) -> Path:
    """The same as a zip in this folder."""
    return a_zip(folder / "feed.zip", some_files(**tables))


def a_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Any files packed as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def some_files(**tables: str | bytes | None) -> dict[str, bytes]:
    """File names and bytes of the small feed with these tables in place of its own."""
    wanted: dict[str, str | bytes | None] = {**A_SMALL_FEED, **tables}
    return {f"{name}.txt": _bytes_of(content) for name, content in wanted.items() if content is not None}


def _bytes_of(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else dedent(content).encode("utf-8")
