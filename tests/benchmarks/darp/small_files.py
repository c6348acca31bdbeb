"""Small dial-a-ride files, written inline: two requests on a line, one minute apart."""

from pathlib import Path

from benchmarks.darp.instance import Instance, read_instance

TWO_REQUESTS = """\
2 4 480 2 30
0 0 0 0  0   0 480
1 1 0 3  1  50 100
2 2 0 3  1  50 100
3 5 0 3 -1   0 480
4 6 0 3 -1   0 480
"""


def read_text(folder: Path, text: str, name: str = "two.txt") -> Instance:
    """The instance that these lines make."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_instance(path)


def changed(line: int, row: str) -> str:
    """The two requests with one line of the file, counted from 1, written differently."""
    lines = TWO_REQUESTS.splitlines()
    lines[line - 1] = row
    return "\n".join(lines) + "\n"
