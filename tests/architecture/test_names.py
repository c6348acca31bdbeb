"""Files and classes are named in the field's words, and our classes do not inherit from each other."""

import ast
import re

import pytest

from tests.architecture.source_files import PACKAGES, get_tree, list_source_files, name_of

SAYS_NOTHING = {
    "utils",
    "util",
    "common",
    "core",
    "manager",
    "managers",
    "impl",
    "base",
    "helpers",
    "helper",
    "misc",
}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    offenders = [
        name_of(path)
        for path in list_source_files()
        if SAYS_NOTHING & {*path.stem.split("_"), *path.parent.name.split("_")}
    ]
    assert not offenders, f"name these after what they hold: {offenders}"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_class_has_a_name_that_says_nothing(package: str) -> None:
    offenders = [
        f"{name_of(path)}: {node.name}"
        for path in list_source_files(package)
        for node in ast.walk(get_tree(path))
        if isinstance(node, ast.ClassDef)
        and re.search(r"^Base|^Abstract|(Base|Impl|Manager|Helper)$", node.name)
    ]
    assert not offenders, f"name these after what they are: {offenders}"


def test_our_classes_do_not_inherit_from_each_other() -> None:
    classes = [
        (path, node)
        for path in list_source_files(*PACKAGES)
        for node in ast.walk(get_tree(path))
        if isinstance(node, ast.ClassDef)
    ]
    exceptions = {node.name for _, node in classes if _is_an_exception(node)}
    ours = {node.name for _, node in classes} - exceptions
    offenders = [
        f"{name_of(path)}: {node.name} inherits from {base}"
        for path, node in classes
        for base in map(ast.unparse, node.bases)
        if base.split("[")[0].split(".")[-1] in ours
    ]
    assert not offenders, "pass a small Protocol in instead:\n" + "\n".join(offenders)


def _is_an_exception(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Exception", "Error")) for base in node.bases)
