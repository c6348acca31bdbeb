"""What GTFS-JP adds: readings of both styles, offices, official names, parent lines, patterns."""

import pytest

from gtfs.feed import read_feed
from gtfs.jp import Office, Pattern, hiragana, is_kana, list_translations, read_japanese_parts, read_readings
from tests.gtfs.feeds import a_feed
from tests.shared_data import shared_data

OLD_STYLE = """\
    trans_id,lang,translation
    浪岡駅前,ja,浪岡駅前
    浪岡駅前,ja-Hrkt,なみおかえきまえ
    浪岡駅前,en,Namioka Station
    """


def test_readings_of_the_gtfs_style() -> None:
    readings = read_readings(a_feed())
    assert readings.reading_of("浪岡駅前") == "なみおかえきまえ"
    assert readings.reading_of("浪岡見本線") == "なみおかみほんせん"
    assert readings.reading_of("知らない所") == ""


def test_readings_of_the_style_before_version_3() -> None:
    readings = read_readings(a_feed(translations=OLD_STYLE))
    assert readings.reading_of("浪岡駅前") == "なみおかえきまえ"
    assert readings.reading_of("浪岡庁舎前") == ""


def test_readings_by_record_tell_apart_stops_of_one_name() -> None:
    readings = read_readings(
        a_feed(
            stops="stop_id,stop_name,stop_lat,stop_lon\n1,本町,40.7,140.5\n2,本町,40.8,140.6\n3,本町,40.8,140.7\n",
            translations="""\
                table_name,field_name,language,translation,record_id,record_sub_id,field_value
                stops,stop_name,ja-HrKt,ほんちょう,1,NONE,
                stops,stop_name,ja-Hrkt,もとまち,2,NONE,
                """,
        )
    )
    assert readings.reading_of("本町", "1") == "ほんちょう"
    assert readings.reading_of("本町", "2") == "もとまち"
    assert readings.reading_of("本町", "3") == "ほんちょう"


def test_the_reading_of_a_stop_wins_over_that_of_a_line_of_the_same_name() -> None:
    readings = read_readings(
        a_feed(
            translations="""\
                table_name,field_name,language,translation,record_id,record_sub_id,field_value
                routes,route_long_name,ja-Hrkt,ろせん,,,浪岡
                stops,stop_name,ja-Hrkt,なみおか,,,浪岡
                """
        )
    )
    assert readings.reading_of("浪岡") == "なみおか"


def test_translations_of_neither_style_are_no_translations() -> None:
    assert list(list_translations(a_feed(translations="a,b\n1,2\n"))) == []
    assert list(list_translations(a_feed(translations=None))) == []


@pytest.mark.parametrize(
    "reading", ["なみおか", "ナミオカ", "ﾅﾐｵｶ", "かしわまち１ちょうめ", "JRえき (A)", "ヶ・ー〜"]
)
def test_kana_is_what_can_be_read_aloud(reading: str) -> None:
    assert is_kana(reading)


@pytest.mark.parametrize("reading", ["浪岡", "あうが前", "々", ""])
def test_kanji_and_nothing_are_no_kana(reading: str) -> None:
    assert not is_kana(reading)


def test_kana_for_search_is_hiragana_of_one_width() -> None:
    assert hiragana("ﾅﾐｵｶ") == hiragana("ナミオカ") == hiragana("なみおか") == "なみおか"
    assert hiragana("ヴォーグ１") == "ゔぉーぐ1"


def test_offices_patterns_and_parent_lines() -> None:
    parts = read_japanese_parts(
        a_feed(
            routes="route_id,agency_id,route_long_name,route_type,jp_parent_route_id\nR1,4000020022012,線,3,P\n",
            trips="route_id,service_id,trip_id,jp_office_id,jp_pattern_id\nR1,平日,T1,001,K1\nR1,平日,T2,,K1\n",
            office_jp="office_id,office_name,office_url,office_phone\n001,浪岡営業所,,0172-00-0000\n",
            pattern_jp="jp_pattern_id,route_update_date,origin_stop,via_stop,destination_stop\nK1,20190401,駅,,病院\n",
        )
    )
    assert parts.offices == {"001": Office("001", "浪岡営業所", "", "0172-00-0000")}
    assert parts.office_of_trip == {"T1": "001"}
    assert parts.parent_line == {"R1": "P"}
    assert parts.patterns == {"K1": Pattern("K1", "20190401", "駅", "", "病院")}


def test_a_feed_without_additions_has_none() -> None:
    parts = read_japanese_parts(a_feed(translations=None))
    assert not any((parts.offices, parts.agencies, parts.patterns, parts.parent_line, parts.readings.by_text))


def test_the_official_name_behind_the_aomori_city_bus() -> None:
    parts = read_japanese_parts(read_feed(shared_data("gtfs_jp/gtfs-aomoricitybus.zip")))
    official = next(iter(parts.agencies.values()))
    assert official.official_name == "青森市企業局交通部"
    assert len(official.postcode) == 7
    assert parts.offices
