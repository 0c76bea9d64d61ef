"""The rules about our source that no linter knows: each takes a file, answers what breaks it.

An answer is `path:line why`. Which files a rule is asked of is decided by the tests.
"""

import ast
from collections.abc import Iterator

from tests.tooling.source_tree import Source, functions

LONGEST_FILE = 400
LONGEST_FUNCTION = 40

EVERYTHING = {"Exception", "BaseException"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}


def too_long(source: Source) -> list[str]:
    """Files and functions beyond their budget."""
    found = [
        f"{f.name} has {f.lines} lines" for f in functions(source) if f.lines > LONGEST_FUNCTION
    ]
    if source.lines > LONGEST_FILE:
        found.append(f"{source.path} has {source.lines} lines")
    return found


def catches_everything(source: Source) -> list[str]:
    """Places where any error at all is caught: except, bare except, suppress(Exception)."""
    return [
        f"{source.path}:{node.lineno} catches everything"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.expr | ast.excepthandler)
        and (_is_broad_except(node) or _is_broad_suppress(node))
    ]


def asks_the_clock(source: Source) -> list[str]:
    """Places that read the time themselves, under whatever name it was imported."""
    tree = source.tree
    imported = dict(_imported_names(tree))
    return [
        f"{source.path}:{node.lineno} asks the clock"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and _full_name(node, imported) in CLOCKS
    ]


def formats_beside_parse_mode(source: Source) -> list[str]:
    """Calls with parse_mode whose text is put together on the spot, so that nothing escapes it."""
    return [
        f"{source.path}:{call.lineno} formats text beside parse_mode"
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and any(keyword.arg == "parse_mode" for keyword in call.keywords)
        and any(_is_formatted(part) for given in _given(call) for part in ast.walk(given))
    ]


def _is_broad_except(node: ast.expr | ast.excepthandler) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or _names_everything(node.type)


def _is_broad_suppress(node: ast.expr | ast.excepthandler) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return _last_name(node.func) == "suppress" and any(map(_names_everything, node.args))


def _names_everything(node: ast.expr) -> bool:
    caught = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(_last_name(name) in EVERYTHING for name in caught)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _imported_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name in this file, full name) of whatever the file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((a.asname or a.name, a.name) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)


def _full_name(node: ast.expr, imported: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, imported)}.{node.attr}"
    return imported.get(node.id, "") if isinstance(node, ast.Name) else ""


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_formatted(node: ast.AST) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add) and isinstance(node.left, ast.Constant)
    return isinstance(node, ast.Call) and _last_name(node.func) == "format"
