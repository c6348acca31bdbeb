"""Wrong input to any command: one clear message, exit code 2, no traceback, and nothing half-written."""

from __future__ import annotations

import socket
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from noriai import app
from tests.api.conftest import NAMIOKA

RUNNER = CliRunner()
Words = tuple[str, ...]
SERVICE = str(NAMIOKA)
GRID = str(NAMIOKA.parent / "sweeps" / "namioka.toml")
KEPT = ("--database", "{good}", "--keys", "{keys}")
DATABASES = {
    "that is not there": "{folder}/absent.db",
    "in no folder": "{folder}/nowhere/town.db",
    "that is a folder": "{folder}",
    "that is none": "{text}",
    "that is empty": "{empty}",
    "of another kind": "mysql://host/name",
    "with half an address": "postgresql+psycopg://",
    "with an address of nobody": "postgresql+psycopg://nobody@127.0.0.1:1/town",
    "with no address": "://",
    "with a port that is none": "postgresql+psycopg://nobody@127.0.0.1:port/town",
}
TAKES_A_DATABASE: dict[str, Words] = {
    "backup": ("backup", "{folder}/new.backup"),
    "export": ("export", "{folder}/tables"),
    "retention": ("retention",),
    "serve": ("serve", SERVICE, "--keys", "{keys}"),
    "staff add": ("staff", "add", "ito", "--name", "伊藤", "--grant", "operator@namioka", "--keys", "{keys}"),
    "staff list": ("staff", "list"),
    "staff grant": ("staff", "grant", "ito", "--grant", "operator@namioka"),
    "staff close": ("staff", "close", "ito"),
    "device add": ("device", "add", SERVICE, "1号車", "--keys", "{keys}"),
    "device list": ("device", "list", "namioka"),
    "device revoke": ("device", "revoke", "d1"),
    "audit who-saw": ("audit", "who-saw"),
}
DAYS = ("--summer", "2026-07-15", "--winter", "2027-01-20")
BESIDE = ("-wal", "-shm", "-journal", ".writer")
WRONG: list[Words] = [
    ("init", "--database", "{folder}/nowhere/new.db", "--keys", "{folder}/new.keys"),
    ("init", "--database", "{folder}", "--keys", "{folder}/new.keys"),
    ("init", "--database", "{text}", "--keys", "{folder}/new.keys"),
    ("init", "--database", "mysql://host/name", "--keys", "{folder}/new.keys"),
    ("init", "--database", "postgresql+psycopg://nobody@127.0.0.1:1/town", "--keys", "{folder}/new.keys"),
    ("init", "--database", "{good}", "--keys", "{text}"),
    ("init", "--database", "{good}", "--keys", "{folder}"),
    ("init", "--database", "{good}", "--keys", "{text}/new.keys"),
    ("init", "--database", "{folder}/new.db", "--keys", "{text}/new.keys"),
    ("init", "--databse", "{good}"),
    ("init", "surplus"),
    ("backup", "{text}", "--database", "{good}"),
    ("backup", "{folder}", "--database", "{good}"),
    ("backup", "{text}/new.backup", "--database", "{good}"),
    ("backup", "{folder}/nowhere/new.backup", "--database", "{good}"),
    ("backup", "--database", "{good}"),
    ("restore", "{folder}/absent.backup", "--database", "{folder}/new.db"),
    ("restore", "{text}", "--database", "{folder}/new.db"),
    ("restore", "{empty}", "--database", "{folder}/new.db"),
    ("restore", "{folder}", "--database", "{folder}/new.db"),
    ("restore", "{text}", "--database", "{good}"),
    ("restore", "{backup}", "--database", "{folder}/nowhere/new.db"),
    ("restore", "{backup}", "--database", "{text}"),
    ("restore", "{backup}", "--database", "{folder}/new.db", "--erased", "{folder}/absent.erased"),
    ("restore", "{backup}", "--database", "{folder}/new.db", "--erased", "{binary}"),
    ("export", "{text}", "--database", "{good}"),
    ("export", "{text}/tables", "--database", "{good}"),
    ("export", "{full}", "--database", "{good}"),
    ("export", "{folder}/tables", "--database", "{good}", "--form", "xlsx"),
    ("export", "{folder}/tables", "--database", "{good}", "--keys", "{text}"),
    ("export", "{folder}/tables", "--database", "{good}", "--keys", "{folder}/absent.keys"),
    ("export", "{folder}/tables", "--database", "{good}", "--keys", "{folder}"),
    ("retention", "--database", "{good}", "--dry"),
    ("serve", *KEPT),
    ("serve", "{folder}/nowhere", *KEPT),
    ("serve", "{full}", *KEPT),
    ("serve", "{text}", *KEPT),
    ("serve", SERVICE, SERVICE, *KEPT),
    ("serve", SERVICE, "--port", "99999", *KEPT),
    ("serve", SERVICE, "--port", "http", *KEPT),
    ("serve", SERVICE, "--port", "{taken}", *KEPT),
    ("serve", SERVICE, "--host", "no.such.host.invalid", "--port", "0", *KEPT),
    ("serve", SERVICE, "--account-rate", "0", *KEPT),
    ("serve", SERVICE, "--codes-an-hour", "none", *KEPT),
    ("serve", SERVICE, "--gateways", "{folder}/absent.toml", *KEPT),
    ("serve", SERVICE, "--gateways", "{text}", *KEPT),
    ("serve", SERVICE, "--gateways", "{binary}", *KEPT),
    ("serve", SERVICE, "--gateways", "{folder}", *KEPT),
    ("serve", SERVICE, "--database", "{good}", "--keys", "{folder}/absent.keys"),
    ("serve", SERVICE, "--database", "{good}", "--keys", "{binary}"),
    ("staff", "add", "Ito!", "--name", "伊藤", "--grant", "operator@namioka", *KEPT),
    ("staff", "add", "ito", "--name", " ", "--grant", "operator@namioka", *KEPT),
    ("staff", "add", "ito", "--name", "伊藤", "--grant", "boss@namioka", *KEPT),
    ("staff", "add", "ito", "--name", "伊藤", "--grant", "operator", *KEPT),
    ("staff", "add", "ito", "--name", "伊藤", *KEPT),
    ("staff", "add", "ito", "--name", "伊藤", "--grant", "operator@namioka", "--database", "{good}"),
    ("staff", "grant", "nobody", "--grant", "operator@namioka", "--database", "{good}"),
    ("staff", "close", "nobody", "--database", "{good}"),
    ("staff", "rename", "nobody"),
    ("device", "add", SERVICE, "99号車", *KEPT),
    ("device", "add", "{folder}/nowhere", "1号車", *KEPT),
    ("device", "add", SERVICE, "1号車", "--name", "", *KEPT),
    ("device", "add", SERVICE, "1号車", "--name", "x" * 1000, *KEPT),
    ("device", "revoke", "nothing", "--database", "{good}"),
    ("audit", "who-saw", "--between", "yesterday", "today", "--database", "{good}"),
    ("audit", "who-saw", "--between", "2026-12-02", "--database", "{good}"),
    ("audit", "who-saw", "--between", "2026-12-02", "2026-12-01", "--database", "{good}"),
    ("audit", "who-saw", "--between", "0001-01-01", "9999-12-31", "--database", "{good}"),
    ("feed", "check", "{folder}/absent.zip"),
    ("feed", "check", "{text}"),
    ("feed", "check", "{empty}"),
    ("feed", "describe", "{text}"),
    ("feed", "chekc", "{text}"),
    ("network", "build", "{folder}/absent.zip"),
    ("network", "build", "{text}"),
    ("simulate", "{folder}/nowhere"),
    ("simulate", "{full}"),
    ("simulate", SERVICE, "--out", "{text}/day"),
    ("simulate", SERVICE, "--date", "2026-13-01", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--date", "tomorrow", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--date", "0001-01-01", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--seed", "-1", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--riders", "-1", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--requests", "{folder}/absent.csv", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--requests", "{binary}", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--hours", "7-19", "--out", "{folder}/day"),
    ("simulate", "--feed", "{text}", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--osm", "{text}", "--out", "{folder}/day"),
    ("compare", SERVICE),
    ("compare", SERVICE, "{folder}/nowhere", "--out", "{folder}/out"),
    ("compare", "{text}", SERVICE, "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--change", "fleet.vehicles", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--change", "fleet.vehicles=0", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--change", "rules.pickup_windw_min=20", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--change", "rides.from=trains", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--days", "0", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--days", "3000", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--seeds", "none", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--from", "tomorrow", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--from", "2099-01-01", "--out", "{folder}/out"),
    ("compare", SERVICE, SERVICE, "--out", "{text}/out"),
    ("compare", SERVICE, SERVICE, "--workers", "0", "--out", "{folder}/out"),
    ("sweep",),
    ("sweep", "{folder}/absent.toml", "--out", "{folder}/out"),
    ("sweep", "{text}", "--out", "{folder}/out"),
    ("sweep", "{binary}", "--out", "{folder}/out"),
    ("sweep", "{full}", "--out", "{folder}/out"),
    ("sweep", GRID, "--out", "{text}/out"),
    ("sweep", GRID, "--workers", "many", "--out", "{folder}/out"),
    ("winter", SERVICE, "--summer", "2026-07-15", "--out", "{folder}/snow"),
    ("winter", SERVICE, "--summer", "2026-07-15", "--winter", "January", "--out", "{folder}/snow"),
    ("winter", SERVICE, "--summer", "2026-07-15", "--winter", "2030-01-20", "--out", "{folder}/snow"),
    ("winter", SERVICE, *DAYS, "--weather", "{folder}/absent.toml", "--out", "{folder}/snow"),
    ("winter", SERVICE, *DAYS, "--weather", "{text}", "--out", "{folder}/snow"),
    ("winter", SERVICE, *DAYS, "--weather", "{binary}", "--out", "{folder}/snow"),
    ("winter", SERVICE, *DAYS, "--change", "fleet.vehicles", "--out", "{folder}/snow"),
    ("winter", SERVICE, *DAYS, "--seeds", "0", "--out", "{folder}/snow"),
    ("winter", "{full}", *DAYS, "--out", "{folder}/snow"),
    ("shifts", "{full}", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--level", "passengers=3", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--level", "success_within_30=95", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--rules", "truck", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--days", "0", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--date", "2027-03-30", "--days", "30", "--out", "{folder}/shifts"),
    ("shifts", SERVICE, "--date", "soon", "--out", "{folder}/shifts"),
    ("simulte",),
    ("simulate", SERVICE, "--demand", "{folder}/absent.toml", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--demand", "{text}", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--demand", "{binary}", "--out", "{folder}/day"),
    ("simulate", SERVICE, "--snow", "deep", "--out", "{folder}/day"),
    ("fit",),
    ("fit", "{folder}/absent", "--service", SERVICE, "--out", "{folder}/model.toml"),
    ("fit", "{text}", "--service", SERVICE, "--out", "{folder}/model.toml"),
    ("fit", "{full}", "--service", SERVICE, "--out", "{folder}/model.toml"),
    ("fit", "{good}", "--service", SERVICE, "--out", "{folder}/model.toml"),
    ("fit", "{good}", "--service", "{full}", "--out", "{folder}/model.toml"),
    ("fit", "{good}", "--service", SERVICE, "--from", "tomorrow", "--out", "{folder}/model.toml"),
    ("replay",),
    ("replay", "{folder}/absent", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{text}", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{empty}", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{binary}", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{full}", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--area", "nowhere", "--out", "{folder}/day"),
    ("replay", "{good}", "--service", "{full}", "--out", "{folder}/day"),
    ("replay", "mysql://host/name", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "postgresql+psycopg://nobody@127.0.0.1:1/town", "--service", SERVICE, "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--date", "tomorrow", "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--change", "fleet", "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--instead", "{full}", "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--osm", "{folder}/absent.osm", "--out", "{folder}/day"),
    ("replay", "{good}", "--service", SERVICE, "--osm", "{binary}", "--out", "{folder}/day"),
    ("pack", "--out", "{folder}/pack"),
    ("pack", "{folder}/nowhere", "--out", "{folder}/pack"),
    ("pack", "{full}", "--out", "{folder}/pack"),
    ("pack", "{text}", "--out", "{folder}/pack"),
    ("pack", "{full}"),
    ("pack", "{day}", "--out", "{full}"),
    ("pack", "{day}", "--out", "{text}"),
    ("pack", "{day}", "--out", "{text}/pack"),
    ("pack", "{day}", "{day}", "--out", "{folder}/pack"),
    ("pack", "{day}", "--costs", "{text}", "--out", "{folder}/pack"),
    ("pack", "{day}", "--costs", "{binary}", "--out", "{folder}/pack"),
    ("pack", "{good}", "--out", "{folder}/pack"),
    ("pack", "{good}", "--service", SERVICE, "--out", "{folder}/pack"),
    ("pack", "{text}", "--service", SERVICE, "--out", "{folder}/pack"),
    ("pack", "{day}/events.jsonl", "--service", "{folder}/nowhere", "--out", "{folder}/pack"),
    ("pack", "{day}", "--from", "yesterday", "--out", "{folder}/pack"),
    ("pack", "{day}", "--from", "2027-01-01", "--out", "{folder}/pack"),
    ("pack", "{day}", "--costs", "{folder}/absent.toml", "--out", "{folder}/pack"),
]


@pytest.fixture(scope="module")
def put(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Files and folders for wrong input, and a database and keys that are right."""
    folder = tmp_path_factory.mktemp("town")
    named = {name: folder / name for name in ("good", "keys", "text", "empty", "binary", "backup", "full")}
    named["full"].mkdir()
    (named["full"] / "notes.txt").write_text("notes", encoding="utf-8")
    named["text"].write_text("no database, no feed, no keys, no folder\n", encoding="utf-8")
    named["text"].chmod(0o600)
    named["empty"].touch()
    named["binary"].write_bytes(bytes(range(256)))
    named["binary"].chmod(0o600)
    made = RUNNER.invoke(app, ["init", "--database", str(named["good"]), "--keys", str(named["keys"])])
    assert made.exit_code == 0, made.output
    kept = RUNNER.invoke(app, ["backup", str(named["backup"]), "--database", str(named["good"])])
    assert kept.exit_code == 0, kept.output
    named["day"] = folder / "day"
    made = RUNNER.invoke(app, ["simulate", SERVICE, "--riders", "3", "--out", str(named["day"])])
    assert made.exit_code == 0, made.output
    return {"folder": str(folder)} | {name: str(path) for name, path in named.items()}


def seen(folder: Path) -> dict[str, str]:
    """Every file, by what is in it; what stands beside an open database for a while is not counted."""
    return {
        str(path): sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith(BESIDE)
    }


def refused(words: Words, put: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(put["folder"])
    monkeypatch.chdir(folder)
    before = seen(folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        filled = [word.format(**put, taken=taken.getsockname()[1]) for word in words]
        result = RUNNER.invoke(app, filled, input="apples by train in july\n" * 2)
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 2, result.output
    assert 0 < len(result.stderr.strip().splitlines()) <= 12, result.stderr
    assert seen(folder) == before, "nothing half-written"


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_words(words: Words, put: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    refused(words, put, monkeypatch)


@pytest.mark.parametrize("command", TAKES_A_DATABASE)
@pytest.mark.parametrize("kind", DATABASES)
def test_a_database(command: str, kind: str, put: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    refused((*TAKES_A_DATABASE[command], "--database", DATABASES[kind]), put, monkeypatch)
