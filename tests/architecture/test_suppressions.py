"""A checker that is silenced checks nothing; a thing left undone says why."""

import io
import re
import tokenize

from tests.architecture.source_files import list_source_files, name_of

SILENCED = re.compile(r"#\s*(type:\s*ignore|noqa|pragma:\s*no\s*cover|fmt:\s*off|ruff:)", re.IGNORECASE)
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
UNDONE_WITH_REASON = re.compile(r"\b(TODO|FIXME)\b: \S+.* (because|until|when|once) \S+")


def _comments() -> list[tuple[str, str]]:
    return [
        (f"{name_of(path)}:{token.start[0]}", token.string)
        for path in list_source_files()
        for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline)
        if token.type == tokenize.COMMENT
    ]


def test_no_comment_silences_a_checker() -> None:
    silenced = [f"{where} {text}" for where, text in _comments() if SILENCED.search(text)]
    assert not silenced, "\n".join(silenced)


def test_whatever_is_left_undone_states_its_reason() -> None:
    undone = [f"{where} {text}" for where, text in _comments() if UNDONE.search(text)]
    unexplained = [comment for comment in undone if not UNDONE_WITH_REASON.search(comment)]
    assert not unexplained, "say what it waits for (TODO: ... until ...):\n" + "\n".join(unexplained)
