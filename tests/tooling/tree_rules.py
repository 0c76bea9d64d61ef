"""Rules about the source tree as a whole: folders, module names, class names, module size.

Each takes all files and returns one line for each offence.
"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from tests.tooling.source_tree import Source

MAX_MODULES_PER_FOLDER = 15
SMALL_MODULE_LINES = 60
ENTRY_POINTS = {"__init__", "__main__", "run"}

NOUNS_IN_ING = {
    "booking": "what people make here",
    "housekeeping": "the usual name for periodic deletion of expired rows",
    "keyring": "a noun: the set of master keys",
    "monitoring": "the field's name for logs, metrics and health",
    "pacing": "the field's name for spreading sends over time",
    "paging": "the field's name for results in pages",
    "parsing": "the field's name for reading input",
    "polling": "Bot API term: getUpdates in a loop, as opposed to a webhook",
    "wiring": "the field's name for a composition root",
}
"""Words in -ing that are standard nouns, with the reason; any other is a gerund."""


def crowded_folders(files: Sequence[Source]) -> list[str]:
    """Folders with more modules than can be taken in at a glance."""
    modules = Counter(folder(file) for file in files if name(file) != "__init__")
    return [
        f"{where} has {n} modules" for where, n in modules.items() if n > MAX_MODULES_PER_FOLDER
    ]


def repeated_classes(files: Sequence[Source]) -> list[str]:
    """Public class names that exist more than once."""
    places = defaultdict(list)
    for file in files:
        for node in ast.walk(file.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(file.path)
    return [f"{each} is in {', '.join(at)}" for each, at in places.items() if len(at) > 1]


def gerunds(files: Sequence[Source]) -> list[str]:
    """Folders and modules named after an activity rather than a thing."""
    parts = {part for file in files for part in PurePosixPath(file.path).with_suffix("").parts}
    return [
        f"{part} is a gerund"
        for part in sorted(parts)
        if any(word.endswith("ing") and word not in NOUNS_IN_ING for word in part.split("_"))
    ]


def small_with_one_importer(files: Sequence[Source]) -> list[str]:
    """Paths of modules that might as well be part of their only importer."""
    importers = defaultdict(set)
    for file in files:
        for imported in imports(file):
            importers[imported].add(module(file))
    return [
        file.path
        for file in files
        if file.lines < SMALL_MODULE_LINES
        and name(file) not in ENTRY_POINTS
        and len(importers[module(file)] - {module(file)}) == 1
    ]


def imports(file: Source) -> Iterator[str]:
    """Full names of all that the file imports; of `from a import b` both `a` and `a.b`."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(file: Source) -> str:
    """The file's name as it is imported."""
    return file.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def name(file: Source) -> str:
    return PurePosixPath(file.path).stem


def folder(file: Source) -> str:
    return str(PurePosixPath(file.path).parent)
