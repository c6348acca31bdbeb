"""The domain speaks one language, and docs/glossary.md is its dictionary."""

import ast
import re

import pytest

from dispatch.domain.reason import Reason, ReasonClass
from tests.architecture.source_files import ROOT, get_tree, list_source_files

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`]+)`", GLOSSARY))


def _public_domain_names() -> set[str]:
    """Every public class and every typed id or index of the domain."""
    names = set()
    for path in list_source_files("dispatch/domain"):
        for node in get_tree(path).body:
            if isinstance(node, ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign) and "NewType" in ast.unparse(node.value):
                names.add(ast.unparse(node.targets[0]))
    return {name for name in names if not name.startswith("_")}


def test_every_public_domain_name_stands_in_the_glossary() -> None:
    assert sorted(_public_domain_names() - WORDS) == []


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_reason_stands_in_the_glossary_with_its_class(reason: Reason) -> None:
    assert re.search(rf"^\| `{reason.value}` \| {reason.reason_class.value} \|", GLOSSARY, re.MULTILINE)


def test_the_glossary_explains_each_class_of_reason() -> None:
    assert {kind.value for kind in ReasonClass} <= WORDS
