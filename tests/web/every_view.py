"""Pictures of every view of the four pages, for somebody to look at: `python -m tests.web.every_view`.

The browser tests walk through every view; with a folder for their pictures named they take each on a
telephone, a tablet and at a desk, Japanese and light, English and dark. Sheets show many at a glance.
"""

from __future__ import annotations

import os
import subprocess
import sys
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.architecture.source_files import ROOT
from tests.web.browsing import FLAGS, find_chromium

FOLDER = ROOT / "out" / "views"
PAGES = ("rider", "operator", "driver", "planner")
SIZES = {"phone": (10, 190), "tablet": (5, 370), "desk": (5, 370)}
"""Pictures in a row, and how wide each is on a sheet, in px."""
ROWS = 3
STYLE = "body{margin:8px;font:12px sans-serif;display:grid;gap:8px;align-items:start;background:#777}"


def sheets(folder: Path) -> list[Path]:
    """Lay the pictures of each page and size out on sheets."""
    made: list[Path] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), chromium_sandbox=False, args=FLAGS
        )
        for page_name in PAGES:
            for size, (columns, width_px) in SIZES.items():
                pictures = sorted(folder.glob(f"{page_name}[-_]*-{size}.png"))
                at_once = columns * ROWS
                for first in range(0, len(pictures), at_once):
                    page = browser.new_page(viewport={"width": columns * (width_px + 8) + 16, "height": 900})
                    shown = "".join(
                        f"<figure style=margin:0><img width={width_px} src='{each.name}'>"
                        f"<figcaption>{escape(each.stem)}</figcaption></figure>"
                        for each in pictures[first : first + at_once]
                    )
                    sheet = folder / f"sheet-{page_name}-{size}-{first // at_once + 1}.html"
                    grid = f"body{{grid-template-columns:repeat({columns},{width_px}px)}}"
                    sheet.write_text(
                        f"<!doctype html><meta charset=utf-8><style>{STYLE}{grid}</style>{shown}", "utf-8"
                    )
                    page.goto(sheet.as_uri())
                    made.append(sheet.with_suffix(".png"))
                    page.screenshot(path=made[-1], full_page=True)
                    page.close()
                    sheet.unlink()
        browser.close()
    return made


def main() -> int:
    """Take the pictures; the exit code is that of the tests."""
    walk = [sys.executable, "-m", "pytest", "-q", "tests/web", *sys.argv[1:]]
    code = subprocess.run(walk, cwd=ROOT, env=os.environ | {"NORIAI_PICTURES": str(FOLDER)}, check=False)
    for sheet in sheets(FOLDER):
        print(sheet)
    return code.returncode


if __name__ == "__main__":
    raise SystemExit(main())
