"""A rider signs in, keeps what is theirs, books for another, and reads the page as they need it."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Browser, expect

from tests.api.served import Served
from tests.web.browsing import Visit, visiting
from tests.web.riding import NAME, booked_at_nine, choose_first_offer, code_sent, look, opened, rides_of

ROUND_TRIP_MS, KBIT_S, SLOWER = 150, 1_638, 4
"""A telephone of page audits: slow 4G, and a processor a quarter as fast."""
ROUND_TRIPS = 4
"""To connect, for the page, for its script and style, and one to spare."""


def test_a_rider_signs_in_with_a_code(visit: Visit) -> None:
    visit.served.rider(NAME)
    page = visit.open("/rider")
    page.get_by_label("電話番号").fill("090-1234-0000")
    look(page, "sign-in")
    page.get_by_role("button", name="確認番号を受け取る").click()
    page.get_by_label("確認番号").wait_for()
    code = page.get_by_label("確認番号")
    code.fill("000000")
    page.get_by_role("button", name="予約画面へ進む").click()
    expect(page.get_by_text("番号が合いません")).to_be_visible()
    look(page, "sign-in-wrong")
    code.fill(code_sent(visit.served))
    page.get_by_role("button", name="予約画面へ進む").click()
    expect(page.get_by_role("button", name="ほかの場所へ行く")).to_be_visible()
    assert page.evaluate("document.cookie").count("noriai_rider=") == 0, "scripts cannot read the session"


def test_one_of_a_household_says_who_they_are_and_books_for_another(visit: Visit) -> None:
    served = visit.served
    mother, son = served.rider(NAME), served.rider("田中 健")
    directory, now = served.people.directory, served.clock.now()
    with served.site.database.write() as connection:
        profile = replace(directory.get(connection, son).profile, phone="090-1234-0000")
        directory.change(connection, son, profile, now)
    linked = served.put(f"/riders/{mother}/proxies/{son}", {"kind": "proxy"})
    assert linked.status_code < 300, linked.text
    page = visit.open("/rider")
    page.get_by_label("電話番号").fill("090-1234-0000")
    page.get_by_role("button", name="確認番号を受け取る").click()
    page.get_by_label("確認番号").fill(code_sent(served))
    page.get_by_role("button", name="予約画面へ進む").click()
    page.get_by_role("heading", name="どなたですか").wait_for()
    look(page, "household")
    page.get_by_role("button", name="田中 健").click()
    page.get_by_role("button", name=f"{NAME} さんの予約").click()
    page.get_by_role("button", name="ほかの場所へ行く").click()
    page.get_by_role("combobox").fill("あおもりびょ")
    page.get_by_role("option").first.click()
    page.get_by_role("button", name="9:00").click()
    choose_first_offer(page)
    assert len(rides_of(served)) == 1, "it is the mother's ride"


def test_what_is_kept_of_a_rider_is_theirs(visit: Visit) -> None:
    page = booked_at_nine(visit)
    page.goto(f"{visit.origin}/rider#/favourites")
    page.get_by_role("button", name="お気に入りを加える").click()
    page.get_by_label("名前").fill("役場")
    page.get_by_role("combobox").fill("ちょうしゃ")
    page.get_by_role("option").first.click()
    look(page, "favourites")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("heading", name="役場")).to_be_visible()
    page.goto(f"{visit.origin}/rider#/me")
    page.get_by_text("歩行器・シルバーカーを使う").click()
    page.get_by_role("button", name="保存する").first.click()
    expect(page.get_by_text("保存しました。")).to_be_visible()
    look(page, "me")
    with page.expect_download() as saved:
        page.get_by_role("button", name="記録されている内容を受け取る").click()
    assert "田中" in saved.value.path().read_text(encoding="utf-8")
    page.goto(f"{visit.origin}/rider#/history")
    page.get_by_role("heading", name="これまでのご利用").wait_for()
    look(page, "history")


def test_every_text_changes_with_the_language_and_the_size(browser: Browser, served: Served) -> None:
    with visiting(browser, served, (320, 640)) as visit:
        page = opened(visit)
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Go somewhere else").wait_for()
        page.get_by_role("button", name="Display").click()
        page.get_by_text("Very large").click()
        page.get_by_text("High contrast").click()
        look(page, "display-en", both_ways=False)
        page.get_by_role("button", name="Close").click()
        look(page, "home-en-largest", both_ways=False)
        page.get_by_role("button", name="Home →").first.click()
        page.get_by_role("group", name="Morning").wait_for()
        look(page, "when-en-largest", both_ways=False)
        kana = page.evaluate("document.querySelector('main').innerText.match(/[ぁ-ん]+/g)")
        assert kana is None, kana


def test_the_first_view_is_light_and_soon_usable_on_a_slow_telephone(visit: Visit) -> None:
    """120 kB of script and style at most; two seconds, worked out from bytes, round trips and processor time.

    Processor time is the page's own thread's: how busy the machine is otherwise does not count.
    """
    page = visit.context.new_page()
    telephone = visit.context.new_cdp_session(page)
    telephone.send("Network.enable")
    telephone.send("Performance.enable", {"timeDomain": "threadTicks"})
    received: list[float] = []
    telephone.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    page.goto(f"{visit.origin}/rider")
    page.get_by_label("電話番号").wait_for()
    metrics = {each["name"]: each["value"] for each in telephone.send("Performance.getMetrics")["metrics"]}
    total_bytes, busy_ms = sum(received), 1_000 * metrics["TaskDuration"]
    usable_ms = ROUND_TRIPS * ROUND_TRIP_MS + total_bytes * 8 / KBIT_S + SLOWER * busy_ms
    assert total_bytes <= 120_000, received
    assert usable_ms <= 2_000, (total_bytes, busy_ms)
    print(f"first view: {total_bytes / 1000:.0f} kB, {busy_ms:.0f} ms busy, usable after {usable_ms:.0f} ms")
