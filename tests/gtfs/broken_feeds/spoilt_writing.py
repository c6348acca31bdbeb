"""Feeds spoilt by a spreadsheet or a typist: rows, quotes, readings, numbers."""

from tests.gtfs.broken_feeds.broken_feed import changed, warning

SPOILT_WRITING = (
    warning(
        "a row of too few fields",
        changed("fare_rules", "F200,R1", "F200,R1\n        F200"),
        "ragged_row",
        "fare_rules",
        3,
        "",
        "more or fewer fields than the 2 of the header",
    ),
    warning(
        "a quote left open",
        changed("fare_rules", "F200,R1", 'F200,"R1'),
        "broken_quotes",
        "fare_rules",
        2,
        "",
        "a quote",
    ),
    warning(
        "a stop without a reading",
        changed("translations", "stops,stop_name,ja-Hrkt,なみおかえきまえ,,,浪岡駅前", ""),
        "reading_missing",
        "stops",
        2,
        "stop_name",
        "no ja-Hrkt reading of 浪岡駅前",
    ),
    warning(
        "a reading in kanji",
        changed("translations", "なみおかえきまえ", "なみおか駅まえ"),
        "reading_not_kana",
        "translations",
        7,
        "translation",
        "'なみおか駅まえ' is not kana",
    ),
    warning(
        "a corporate number a spreadsheet has spoilt",
        {
            "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang\n4.00002E+12,x,http://x,Asia/Tokyo,ja\n",
            "routes": "route_id,agency_id,route_long_name,route_type\nR1,4.00002E+12,線,3\n",
            "fare_attributes": None,
            "fare_rules": None,
        },
        "bad_corporate_number",
        "agency",
        2,
        "agency_id",
        "'4.00002E+12' is not a 法人番号",
    ),
)
