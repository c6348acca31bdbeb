"""A town writes its fares down version by version, and every slip is told in one line."""

from pathlib import Path
from textwrap import dedent

import pytest

from dispatch.policy.fare_table import bought
from dispatch.policy.fares import quote, settle
from dispatch.policy.no_shows import NoShowRule
from gtfs.service import ServiceError, read_service
from tests.gtfs.service_folders import SETTINGS, a_service_folder

NAMIOKA = Path(__file__).resolve().parents[2] / "examples" / "namioka"
FARES = dedent(
    """\
    [[fares]]
    version = "令和9年"
    approved_on = 2027-02-10
    effective_from = 2027-04-01
    band_limits_m = [3000, 5000]

    [[fares.classes]]
    fare_class = "adult"
    yen = [300, 500, 700]
    pooled_yen = [200, 400, 600]

    [[fares.classes]]
    fare_class = "student"
    name_ja = "学生"
    name_en = "Student"
    yen = 200

    [[fares]]
    version = "令和8年"
    approved_on = "2026-02-10"
    effective_from = "2026-04-01"

    [[fares.classes]]
    fare_class = "adult"
    yen = 300

    [[fares.passes]]
    product_id = "monthly"
    name_ja = "1か月定期券"
    name_en = "Monthly pass"
    price_yen = 3000
    fare_classes = ["adult"]
    months = 1
    """
)


def test_the_versions_of_a_town_hold_from_their_dates_on(tmp_path: Path) -> None:
    tariff = read_service(a_service_folder(tmp_path, SETTINGS + FARES)).fares
    assert [(table.version, table.approved_on) for table in tariff.tables] == [
        ("令和8年", "2026-02-10"),
        ("令和9年", "2027-02-10"),
    ]
    assert quote(tariff.on("2027-03-31"), ["adult"], 4000, "2027-03-31").most_yen == 300
    table = tariff.on("2027-04-01")
    quoted = quote(table, ["adult", "student"], 4000, "2027-04-01")
    assert quoted.most_yen == 500 + 200
    assert settle(table, quoted, pooled=True).yen == 400 + 200
    assert quoted.lines[1].said("ja") == "学生 200円×1名 200円"
    assert tariff.tables[0].products[0].valid_months == 1


@pytest.mark.parametrize("head", ["[fares]", "[[fares]]"])
def test_three_flat_fares_are_written_in_three_lines(tmp_path: Path, head: str) -> None:
    short = f"{head}\nadult_yen = 300\nchild_yen = 150\ndisability_yen = 100\n"
    table = read_service(a_service_folder(tmp_path, SETTINGS + short)).fares.on("1999-01-01")
    assert quote(table, ["adult", "child", "disability"], 0, "1999-01-01").most_yen == 550
    assert table.approved_on is None


def test_a_service_that_says_no_fares_is_free_and_pauses_nobody(tmp_path: Path) -> None:
    service = read_service(a_service_folder(tmp_path))
    assert quote(service.fares.on("2026-12-02"), ["adult"], 9000, "2026-12-02").most_yen == 0
    assert service.no_shows is None


def test_the_namioka_demo_shows_classes_free_riders_a_pass_and_a_rule() -> None:
    service = read_service(NAMIOKA)
    table = service.fares.on("2026-12-02")
    assert quote(table, ["adult", "infant"], 0, "2026-12-02").most_yen == 300
    assert quote(table, ["disability", "companion"], 0, "2026-12-02").most_yen == 150
    monthly = table.find_product("monthly")
    assert monthly is not None
    held = bought(monthly, "P1", "2026-12-01")
    assert quote(table, ["adult"], 0, "2026-12-31", [held]).most_yen == 0
    assert service.no_shows == NoShowRule(90, 2, 3, 14, 2)


WRONG_FARES = {
    "unknown key": (
        "pooled_yen",
        "poled_yen",
        "fares[0].classes[0].poled_yen is not a key of a service (did you mean pooled_yen",
    ),
    "negative": ("[300, 500, 700]", "[300, -1, 700]", "fares[0].classes[0].yen[1]: must be greater than or"),
    "text": ("price_yen = 3000", 'price_yen = "3000"', "fares[1].passes[0].price_yen: a whole number"),
    "too few bands": ("[300, 500, 700]", "[300, 500]", "fares[0]: adult: as many pooled fares as fares"),
    "bands backwards": ("[3000, 5000]", "[5000, 3000]", "fares[0]: band limits in metres that grow"),
    "dearer shared": ("[200, 400, 600]", "[200, 400, 900]", "fares[0]: adult: a pooled fare between 0"),
    "no words": ('name_en = "Student"\n', "", "fares[0].classes[1]: name_ja and name_en of 'student'"),
    "approved late": ("2027-02-10", "2027-05-10", "fares[0]: approved on 2027-05-10, after it takes effect"),
    "no date": ('"2026-04-01"', '"1 April"', "fares[1].effective_from: a date"),
    "same version": ("令和9年", "令和8年", "fares: version '令和8年' stands twice"),
    "same date": ('"2026-04-01"', '"2027-04-01"', "fares: effective_from '2027-04-01' stands twice"),
    "pass of nobody": ('["adult"]', '["senior"]', "fares[1]: monthly: no fare class 'senior'; adult"),
    "endless pass": ("months = 1\n", "", "fares[1]: monthly: a pass is valid for so many months"),
    "both forms": (
        "band_limits_m = [3000, 5000]",
        "adult_yen = 300",
        "fares[0]: adult_yen is the short form of classes",
    ),
    "free without whom": (
        "yen = 200",
        "yen = 200\nfree_each = 1",
        "fares[0]: student: free riders need both",
    ),
    "no fares in the list": (FARES, "fares = []", "fares"),
}


@pytest.mark.parametrize("slip", WRONG_FARES)
def test_a_slip_in_the_fares_is_told_in_one_line_with_its_key(slip: str, tmp_path: Path) -> None:
    old, new, expected = WRONG_FARES[slip]
    assert old in FARES
    wrong = FARES.replace(old, new, 1)
    settings = f"{wrong}\n{SETTINGS}" if slip == "no fares in the list" else SETTINGS + wrong
    with pytest.raises(ServiceError) as told:
        read_service(a_service_folder(tmp_path, settings))
    assert expected in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pause_at = 2", "no_shows: a pause at 2 would come without a warning at 2"),
        ("warn_at = 0", "no_shows.warn_at: must be greater than or equal to 1, not 0"),
        ("pause_day = 7", "no_shows.pause_day is not a key of a service (did you mean pause_days"),
    ],
)
def test_a_slip_in_the_no_show_rule_is_told_in_one_line(line: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as told:
        read_service(a_service_folder(tmp_path, f"{SETTINGS}[no_shows]\n{line}\n"))
    assert expected in str(told.value)
