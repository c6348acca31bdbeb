"""What is no feed, or would harm the machine, is refused with one clear line and exit code 2."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gtfs import read_members
from gtfs.cli_feed import app
from gtfs.feed import NotAFeed, read_feed, write_feed
from tests.gtfs.feeds import a_feed, a_feed_zip, a_zip, some_files


def refusal_of(path: Path) -> str:
    """The message read_feed refuses with, which `feed check` prints as its only line."""
    with pytest.raises(NotAFeed) as refused:
        read_feed(path)
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == str(refused.value).splitlines()
    assert len(result.stderr.splitlines()) == 1
    return str(refused.value)


def _packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_path_where_nothing_is(tmp_path: Path) -> None:
    assert "no such file or folder" in refusal_of(tmp_path / "feed.zip")


def test_a_web_page_saved_as_a_zip(tmp_path: Path) -> None:
    page = tmp_path / "latest.zip"
    page.write_bytes(b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>404 Not Found</body></html>")
    assert "a web page, not a zip" in refusal_of(page)


def test_a_file_of_no_bytes(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").touch()
    assert "the file is empty" in refusal_of(tmp_path / "feed.zip")


def test_a_picture(tmp_path: Path) -> None:
    (tmp_path / "feed.zip").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    assert "not a zip" in refusal_of(tmp_path / "feed.zip")


def test_a_download_cut_off_half_way(tmp_path: Path) -> None:
    whole = a_feed_zip(tmp_path).read_bytes()
    (tmp_path / "half.zip").write_bytes(whole[: len(whole) // 2])
    assert "cut off before its end" in refusal_of(tmp_path / "half.zip")


def test_a_zip_with_one_byte_spoilt(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("stops.txt", b"stop_id,stop_name\n" + b"x" * 100)
    path.write_bytes(path.read_bytes().replace(b"xxx", b"xyx", 1))
    assert "the zip is damaged" in refusal_of(path)


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "feed.zip", {**some_files(), "shapes.txt": bytes(40 << 20)})
    assert path.stat().st_size < 100_000
    assert "zip bomb" in refusal_of(path)


def test_more_bytes_than_a_feed_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_members, "MAX_TOTAL_BYTES", 20_000)
    assert "zip bomb" in refusal_of(a_feed_zip(tmp_path, notes=b"x" * 20_000))


def test_a_zip_bomb_inside_a_zip(tmp_path: Path) -> None:
    inner = _packed({"stops.txt": bytes(40 << 20)})
    assert "zip bomb" in refusal_of(a_zip(tmp_path / "feed.zip", {"inner.zip": inner}))


@pytest.mark.parametrize(
    "name", ["../stops.txt", "/etc/stops.txt", "a/../../stops.txt", "..\\stops.txt", "C:\\stops.txt"]
)
def test_a_name_that_leaves_the_folder(tmp_path: Path, name: str) -> None:
    path = a_zip(tmp_path / "feed.zip", {**some_files(), name: b"stop_id\n"})
    assert "points outside the feed" in refusal_of(path)


def test_a_feed_with_such_a_name_is_not_written_either(tmp_path: Path) -> None:
    feed = a_feed()
    evil = type(feed)("evil", {"../stops.txt": b"stop_id\n"})
    with pytest.raises(NotAFeed, match="points outside the feed"):
        write_feed(evil, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    write_feed(a_feed(), folder)
    (folder / "extra.txt").symlink_to("/etc/passwd")
    assert "a link to a place outside" in refusal_of(folder)


def test_a_zip_locked_with_a_password(tmp_path: Path) -> None:
    path = a_feed_zip(tmp_path)
    data = bytearray(path.read_bytes())
    # The lock is bit 0 of the flags in each local and central header.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(mark, start + 1)
    path.write_bytes(data)
    assert "locked with a password" in refusal_of(path)


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "found: nothing" in refusal_of(tmp_path)


def test_an_empty_zip(tmp_path: Path) -> None:
    assert "found: nothing" in refusal_of(a_zip(tmp_path / "feed.zip", {}))


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "feed.zip", {"photo.jpg": b"x", "readme.md": b"y"})
    assert "found: photo.jpg, readme.md" in refusal_of(path)


def test_a_zip_nested_too_deep(tmp_path: Path) -> None:
    inner = _packed({"feed.zip": _packed({"stops.txt": b"stop_id\n"})})
    assert "no GTFS table" in refusal_of(a_zip(tmp_path / "outer.zip", {"inner.zip": inner}))


def test_a_zip_of_several_zips(tmp_path: Path) -> None:
    files = {"a.zip": _packed(some_files()), "b.zip": _packed(some_files())}
    assert "give one of those zips" in refusal_of(a_zip(tmp_path / "outer.zip", files))


def test_an_inner_zip_that_is_none(tmp_path: Path) -> None:
    message = refusal_of(a_zip(tmp_path / "outer.zip", {"inner.zip": b"not a zip at all"}))
    assert "outer.zip, inner.zip: not a zip" in message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feed.zip")
    assert "no ordinary file" in refusal_of(tmp_path / "feed.zip")
