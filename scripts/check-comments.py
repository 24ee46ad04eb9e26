#!/usr/bin/env python3
"""Checks comments and names of tests: check-comments.py [PLACE...]

Prints a line for each fault, and exits with 1 if there is any:
- a `package` type or function, or a requirement of a `package` protocol, without a doc comment,
- a doc comment, of Swift or C, that begins with What, Whether, Why, How, Which, Who, Where, Those or That, and so a field of one
  (`- Returns:`),
- a test whose name is not a camelCase sentence,
- "can not", which is one word, in pages and settings too.

Without a place it checks all of the repository that people write.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# CONTRIBUTING.md quotes the fault.
PLACES = ("Sources", "Plugins", "Benchmarks", "Tests", "deploy", "docs", "grafana", "CHANGELOG.md", "README.md", "SECURITY.md")
SUFFIXES = {".swift", ".h", ".c", ".cpp", ".md", ".yml", ".yaml", ".1", ".5"}

ATTRIBUTES = r"\s*(?:@\w+(?:\([^)]*\))?\s+)*"
MODIFIERS = r"(?:(?:static|final|mutating|nonisolated|indirect|convenience|override|prefix|consuming|borrowing)\s+)*"
DECLARATION = re.compile(
    ATTRIBUTES + MODIFIERS + r"package\s+" + MODIFIERS + r"(?:init|func|subscript|struct|enum|class|actor|protocol|typealias|macro)\b"
)
PROTOCOL = re.compile(ATTRIBUTES + r"package\s+protocol\b.*\{\s*$")
REQUIREMENT = re.compile(ATTRIBUTES + MODIFIERS + r"(?:init|func|subscript|associatedtype)\b")
BANNED = r"(?:What|Whether|Why|How|Which|Who|Where|Those|That)\b"
# The comment's first line; in C also behind a declaration, or after the line with `/**`.
FIRST_WORD = re.compile(r"(?:^|.*\s)(?:///|//!|/\*\*|/\*!)<?\s*" + BANNED)
FIRST_WORD_BELOW = re.compile(r"\s*\*?\s*" + BANNED)
FIELD = re.compile(r"\s*///\s+-\s+[\w ]+:\s*" + BANNED, re.IGNORECASE)
TEST = re.compile(r"@Test\b(?:\((?:[^()]|\([^()]*\))*\))?\s*(?:@\w+\s*)*func\s+(`[^`]*`|\w+)")
SENTENCE = re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+")


def is_doc(line: str) -> bool:
    return line.strip().startswith("///")


def has_banned_word(lines: list[str], index: int) -> bool:
    """True if a doc comment, or a field of one, begins on this line with a banned word."""
    line = lines[index]
    if is_doc(line):
        begins = index == 0 or not is_doc(lines[index - 1])
        return bool(FIELD.match(line) or (begins and FIRST_WORD.match(line)))
    if index > 0 and lines[index - 1].strip() in ("/**", "/*!"):
        return bool(FIRST_WORD_BELOW.match(line))
    # Quotes: a text may hold the marks of a comment.
    return '"' not in line and bool(FIRST_WORD.match(line))


def has_doc(lines: list[str], index: int) -> bool:
    """True if a doc comment stands above a declaration; attributes may stand between the two."""
    above = index - 1
    while above >= 0 and lines[above].strip().startswith("@"):
        above -= 1
    return above >= 0 and is_doc(lines[above])


def comment_faults(lines: list[str]) -> list[tuple[int, str]]:
    """Faults of doc comments in a file, with their lines."""
    found = []
    end_of_protocol = None
    for index, line in enumerate(lines):
        if has_banned_word(lines, index):
            found.append((index + 1, "begin the doc comment with a verb or a noun"))
        if line == end_of_protocol:
            end_of_protocol = None
        if DECLARATION.match(line) and not has_doc(lines, index):
            found.append((index + 1, "a `package` type or function needs a doc comment"))
        if end_of_protocol is not None and REQUIREMENT.match(line) and not has_doc(lines, index):
            found.append((index + 1, "a requirement of a `package` protocol needs a doc comment"))
        if PROTOCOL.match(line):
            end_of_protocol = line[: len(line) - len(line.lstrip())] + "}"
    return found


def faults(path: pathlib.Path) -> list[tuple[int, str]]:
    """All faults of a file, with their lines."""
    text = path.read_text(encoding="utf-8", errors="replace")  # Test files may hold bad bytes.
    lines = text.split("\n")
    found = comment_faults(lines)
    for test in TEST.finditer(text):
        if not SENTENCE.fullmatch(test.group(1)):
            found.append((text.count("\n", 0, test.end()) + 1, f"{test.group(1)} is not a camelCase sentence"))
    found += [(number, 'write "cannot"') for number, line in enumerate(lines, start=1) if re.search(r"\bcan not\b", line)]
    return sorted(found)


def main() -> int:
    places = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or [ROOT / name for name in PLACES]
    count = 0
    for place in places:
        files = [place] if place.is_file() else place.rglob("*.*")
        for path in sorted(file for file in files if file.suffix in SUFFIXES):
            shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
            for number, fault in faults(path):
                count += 1
                print(f"{shown}:{number}: {fault}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
