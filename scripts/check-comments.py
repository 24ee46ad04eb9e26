#!/usr/bin/env python3
"""Checks comments and names of tests: check-comments.py [FOLDER...]

Prints a line for each fault, and exits with 1 if there is any:
- a `package` type or function without a doc comment,
- a doc comment, of Swift or C, that begins with What, Whether, Why, How, Which, Who, Where, Those or That,
- a test whose name is not a camelCase sentence,
- "can not", which is one word.

Without a folder it checks Sources, Plugins, Benchmarks and Tests.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("Sources", "Plugins", "Benchmarks", "Tests")
SUFFIXES = {".swift", ".h", ".c", ".cpp"}

DECLARATION = re.compile(
    r"\s*(?:@\w+(?:\([^)]*\))?\s+)*package\s+"
    r"(?:(?:static|final|mutating|nonisolated|indirect|convenience|override|consuming|borrowing)\s+)*"
    r"(?:init|func|subscript|struct|enum|class|actor|protocol|typealias|macro)\b"
)
FIRST_WORD = re.compile(r"\s*/// (?:What|Whether|Why|How|Which|Who|Where|Those|That)\b")
TEST = re.compile(r"@Test\b(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:@\w+\s*)*func\s+(`[^`]*`|\w+)")
SENTENCE = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+")


def is_doc(line: str) -> bool:
    return line.strip().startswith("///")


def comment_faults(lines: list[str]) -> list[tuple[int, str]]:
    """Faults of doc comments in a file, with their lines."""
    found = []
    for number, line in enumerate(lines, start=1):
        before = number - 2
        if is_doc(line):
            if FIRST_WORD.match(line) and (before < 0 or not is_doc(lines[before])):
                found.append((number, "begin the doc comment with a verb or a noun"))
        elif DECLARATION.match(line):
            # Attributes may stand between a comment and its declaration.
            while before >= 0 and lines[before].strip().startswith("@"):
                before -= 1
            if before < 0 or not is_doc(lines[before]):
                found.append((number, "a `package` type or function needs a doc comment"))
    return found


def faults(path: pathlib.Path) -> list[tuple[int, str]]:
    """All faults of a file, with their lines."""
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    found = comment_faults(lines)
    for test in TEST.finditer(text):
        if not SENTENCE.fullmatch(test.group(1)):
            found.append((text.count("\n", 0, test.end()) + 1, f"{test.group(1)} is not a camelCase sentence"))
    found += [(number, 'write "cannot"') for number, line in enumerate(lines, start=1) if re.search(r"\bcan not\b", line)]
    return sorted(found)


def main() -> int:
    folders = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or [ROOT / name for name in FOLDERS]
    count = 0
    for folder in folders:
        for path in sorted(file for file in folder.rglob("*.*") if file.suffix in SUFFIXES):
            shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            for number, fault in faults(path):
                count += 1
                print(f"{shown}:{number}: {fault}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
