"""What import-linter cannot see: names without an import, and a domain that uses nothing but the language."""

import ast

from tests.architecture.source_files import PACKAGES, get_tree, imported_modules, list_source_files, name_of

THE_LANGUAGE = {
    "__future__",
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "itertools",
    "math",
    "types",
    "typing",
}
TOUCHES_THE_OUTSIDE = {"open", "print", "input", "exec", "eval", "__import__"}


def test_the_domain_imports_only_the_language_and_itself() -> None:
    offenders = [
        f"{name_of(path)} imports {module}"
        for path in list_source_files("dispatch/domain")
        for module in imported_modules(path)
        if module.split(".")[0] not in THE_LANGUAGE and not module.startswith("dispatch.domain")
    ]
    assert not offenders, "\n".join(offenders)


def test_the_core_reads_no_file_and_prints_nothing() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno} {node.func.id}"
        for path in list_source_files("dispatch")
        for node in ast.walk(get_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in TOUCHES_THE_OUTSIDE
    ]
    assert not offenders, "\n".join(offenders)


def test_randomness_in_the_core_is_always_passed_in() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"
        for path in list_source_files("dispatch")
        for node in ast.walk(get_tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) in ("np.random", "numpy.random")
        and node.attr != "Generator"
    ]
    assert not offenders, "take an np.random.Generator as an argument:\n" + "\n".join(offenders)


def test_no_package_imports_the_command_line_or_the_tests() -> None:
    offenders = [
        f"{name_of(path)} imports {module}"
        for path in list_source_files(*PACKAGES)
        for module in imported_modules(path)
        if module.split(".")[0] in ("noriai", "tests")
    ]
    assert not offenders, "\n".join(offenders)
