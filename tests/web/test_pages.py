"""What holds for all four pages: they answer, ask nobody else, and can be read by everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from api.pages import PAGES
from tests.api.served import Served
from tests.web.browsing import DESK, NARROWEST, demand_accessible, demand_no_sideways_scroll, visiting


@pytest.mark.parametrize("page_name", PAGES)
def test_a_page_answers_and_is_accessible_in_both_languages_and_all_colours(
    browser: Browser, served: Served, page_name: str
) -> None:
    with visiting(browser, served, NARROWEST) as visit:
        page = visit.open(f"/{page_name}")
        page.locator("h1").first.wait_for()
        for language in ("ja", "en"):
            for theme in ("light", "dark", "contrast"):
                page.evaluate("theme => localStorage.setItem('noriai.theme', theme)", theme)
                page.goto(f"{visit.origin}/{page_name}?lang={language}")
                page.locator("h1").first.wait_for()
                assert page.locator("html").get_attribute("lang") == language
                demand_accessible(page, f"{page_name} {language} {theme}")
                demand_no_sideways_scroll(page)


def test_a_page_fits_a_screen_when_its_text_is_twice_as_large(browser: Browser, served: Served) -> None:
    with visiting(browser, served, DESK) as visit:
        for page_name in PAGES:
            page = visit.open(f"/{page_name}")
            page.locator("h1").first.wait_for()
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            demand_no_sideways_scroll(page)
