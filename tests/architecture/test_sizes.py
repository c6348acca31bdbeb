"""A file is one idea: 300 lines are a question, 400 are too many. A function is one thought."""

import ast
import warnings

from tests.architecture.source_files import get_tree, list_source_files, name_of

FILE_QUESTIONED = 300
FILE_AT_MOST = 400
FUNCTION_AT_MOST = 60
KERNEL_AT_MOST = 80


def test_no_file_is_too_long() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in list_source_files()}
    for name, lines in lengths.items():
        if FILE_QUESTIONED < lines <= FILE_AT_MOST:
            warnings.warn(f"{name} has {lines} lines: is it still one idea?", stacklevel=1)
    too_long = {name: lines for name, lines in lengths.items() if lines > FILE_AT_MOST}
    assert not too_long, f"split these by domain idea: {too_long}"


def test_no_function_is_too_long() -> None:
    """A schema's revision is written by a tool, table after table: its length says nothing."""
    too_long = []
    for path in list_source_files():
        for node in ast.walk(get_tree(path)):
            if "versions" not in path.parts and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = _lines_of(node)
                if lines > (KERNEL_AT_MOST if _is_compiled(node) else FUNCTION_AT_MOST):
                    too_long.append(f"{name_of(path)}:{node.lineno} {node.name} has {lines} lines")
    assert not too_long, "\n".join(too_long)


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring aside: explaining more is never a fault."""
    first = function.body[0]
    explained = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if explained else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def _is_compiled(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("jit" in ast.unparse(decorator) for decorator in function.decorator_list)
