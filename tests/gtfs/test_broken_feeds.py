"""Every broken feed is answered with one finding that names file, row and field; nothing ever falls over."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtfs.checks import check_feed
from gtfs.cli_feed import app
from gtfs.findings import Grade
from tests.gtfs.broken_feeds import BROKEN_FEEDS
from tests.gtfs.broken_feeds.broken_feed import BrokenFeed
from tests.gtfs.feeds import a_feed, a_feed_zip

_each_broken_feed = pytest.mark.parametrize("broken", BROKEN_FEEDS, ids=lambda broken: broken.what)


def test_the_small_feed_has_no_fault() -> None:
    assert check_feed(a_feed()) == []


@_each_broken_feed
def test_the_fault_is_graded_and_named(broken: BrokenFeed) -> None:
    findings = check_feed(a_feed(**broken.tables))
    named = [
        finding
        for finding in findings
        if (finding.code, finding.file, finding.row, finding.field)
        == (broken.code, broken.file, broken.row, broken.field)
    ]
    assert len(named) == 1, [finding for finding in findings if finding.grade is not Grade.NOTE]
    assert named[0].grade is broken.grade
    assert broken.says in named[0].message


@_each_broken_feed
def test_one_fault_is_not_named_as_several_errors(broken: BrokenFeed) -> None:
    errors = {finding.code for finding in check_feed(a_feed(**broken.tables)) if finding.grade is Grade.ERROR}
    assert errors == ({broken.code} if broken.grade is Grade.ERROR else set())


@_each_broken_feed
def test_feed_check_answers_with_the_grade_as_its_exit_code(broken: BrokenFeed, tmp_path: Path) -> None:
    path = a_feed_zip(tmp_path, **broken.tables)
    result = CliRunner().invoke(app, ["check", str(path), "--format", "json"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code == (1 if broken.grade is Grade.ERROR else 0)
    assert broken.code in {finding["code"] for finding in json.loads(result.stdout)["findings"]}
