"""A planner has something studied: chooses what to know, follows it, reads the report, takes it home."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import Visit, demand_no_sideways_scroll, keep_picture
from tests.web.planning import RUN_LASTS_MS, demand_accessible_in_every_look, desk, planned, planner

__all__ = ["desk", "planned", "planner"]

KINDS = (
    *("二つの案を比べる", "条件を振って探す", "夏と冬を並べる", "必要な台数と勤務を求める"),
    *("実際の申込でやり直す", "需要と所要時間を学ぶ", "議会・補助金の資料を作る"),
)


@pytest.fixture(scope="module")
def studies(desk: Visit) -> Page:
    page = desk.open("/planner#/studies")
    page.get_by_role("heading", name="検討", exact=True).wait_for()
    return page


def test_every_kind_of_study_says_what_it_needs_in_both_languages(studies: Page) -> None:
    for kind in KINDS:
        studies.get_by_label(kind).check()
        demand_accessible_in_every_look(studies, kind)
    keep_picture(studies, "planner-study-council")
    studies.get_by_label("条件を振って探す").check()
    studies.get_by_label("車両（台）").fill("2、3, 4")
    studies.get_by_label("需要の伸び（倍）").fill("1, 1.5")
    expect(studies.get_by_text("組み合わせ 6通り × 5日 × 3回 = のべ90日")).to_be_visible()
    keep_picture(studies, "planner-study-sweep")


def test_two_variants_are_compared_and_the_report_is_read_and_taken_home(studies: Page) -> None:
    studies.get_by_label("二つの案を比べる").check()
    changed = studies.get_by_role("group", name="変えること")
    changed.get_by_label("車両（台）").fill("1")
    changed.get_by_label("一日の利用希望者（人）").fill("20")
    studies.get_by_label("日数").fill("2")
    studies.get_by_label("1日あたりの試行").fill("1")
    studies.get_by_label("検討の名前").fill("1台で足りるか")
    studies.get_by_role("button", name="検討を始める").click()
    card = studies.locator(".run", has_text="1台で足りるか")
    expect(card.get_by_text("完了")).to_be_visible(timeout=RUN_LASTS_MS)
    card.get_by_role("link", name="1台で足りるか").click()
    report = studies.frame_locator("iframe.study-report")
    expect(report.locator("h1").first).to_be_visible()
    expect(report.locator("body")).to_contain_text("fleet.vehicles=1")
    demand_no_sideways_scroll(studies)
    keep_picture(studies, "planner-study-report")
    with studies.expect_download() as taken:
        studies.get_by_role("link", name="報告書とデータをすべて受け取る").click()
    assert taken.value.suggested_filename.endswith("all.zip")
    studies.get_by_role("button", name="この検討を消す").click()
    studies.get_by_role("button", name="本当に消す").click()
    expect(studies.get_by_text("まだ検討はありません。")).to_be_visible()
