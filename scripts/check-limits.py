#!/usr/bin/env python3
"""Checks the limits of the code's structure: counts targets, folders and files, and fails with a line for each broken limit.

scripts/check-limits.py            checks, and says nothing where all holds
scripts/check-limits.py --figures  prints the figures too
"""

import collections
import json
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "Sources"

WIRING_LINES = 800
TARGET_SHARE = 0.15
FOLDER_FILES = 22
FILE_LINES = 300
SHORT_FILE = 25
SHORT_SHARE = 0.20
FUNCTION_LINES = 45
C_LIBRARY_FILES = 4
C_LIBRARY = """#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
"""


def lines(path: pathlib.Path) -> int:
    return path.read_text().count("\n")


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def functions(text: str) -> list[tuple[int, int]]:
    """Line and length of each function, initializer and computed property, from the line that opens it to the one that closes it."""
    found = []
    rows = text.split("\n")
    opening = re.compile(r"^( *)(?:@\w+(?:\([^)]*\))? )*(?:[a-z]+(?:\(\w+\))? )*(?:func|init|subscript|var)\b")
    for start, row in enumerate(rows):
        declaration = opening.match(row)
        if not declaration:
            continue
        indent = declaration.group(1)
        closing = indent + "}"
        for end in range(start + 1, len(rows)):
            if rows[end] == closing or rows[end].startswith(closing + " "):
                found.append((start + 1, end - start + 1))
                break
            # A line of no deeper indentation ends a declaration without a body, unless it goes on with the signature.
            if rows[end] and not rows[end].startswith((indent + " ", indent + ")", indent + "{")):
                break
    return found


def circles(target: pathlib.Path, files: list[pathlib.Path]) -> list[str]:
    """Rings of folders inside a target, each of which uses a type that the next declares."""
    folder_of = {}
    texts = {}
    for path in files:
        folder = path.relative_to(target).parts[0] if path.parent != target else "."
        text = re.sub(r'"(?:\\.|[^"\\])*"', '""', re.sub(r"//.*", "", path.read_text()))
        texts.setdefault(folder, []).append(text)
        for name in re.findall(r"^(?:package |final |indirect )*(?:struct|class|enum|protocol|actor|typealias) (\w+)", text, re.M):
            folder_of[name] = folder
    uses = collections.defaultdict(set)
    for folder, bodies in texts.items():
        words = set(re.findall(r"\w+", "\n".join(bodies)))
        for name, home in folder_of.items():
            if home != folder and name in words:
                uses[folder].add((home, name))
    found = []
    used_by = {folder: {home for home, _ in used} for folder, used in uses.items()}

    def search(path: list[str]) -> None:
        for home in sorted(used_by.get(path[-1], ())):
            if home == path[0] and path[0] == min(path):
                names = [min(name for place, name in uses[a] if place == b) for a, b in zip(path, path[1:] + [home])]
                found.append(f"{target.name}: {' -> '.join(path + [home])}, by {', '.join(names)}")
            elif home not in path:
                search(path + [home])

    for folder in sorted(used_by):
        search([folder])
    return found


def targets_and_imports() -> dict[str, set[str]]:
    """The targets of `Sources` and which of them each imports, from the package's manifest."""
    # The lock is for those who write below .build; a build may hold it for minutes.
    dump = subprocess.run(["swift", "package", "--ignore-lock", "dump-package"], cwd=ROOT, capture_output=True, text=True, check=True)
    imports = {}
    for target in json.loads(dump.stdout)["targets"]:
        if target["type"] in ("test", "plugin") or target.get("path"):
            continue
        imports[target["name"]] = {entry["byName"][0] for entry in target["dependencies"] if "byName" in entry}
    return {name: names & imports.keys() for name, names in imports.items()}


def map_faults() -> list[str]:
    """Differences of the maps in CONTRIBUTING.md and docs/architecture.md from the manifest."""
    imports = targets_and_imports()
    faults = []
    shown = {}
    for row in re.findall(r"^\| `([\w-]+)` \| (.*) \|$", (ROOT / "CONTRIBUTING.md").read_text(), re.M):
        if row[0] in imports:
            shown[row[0]] = set(re.findall(r"`([\w-]+)`", row[1]))
    for name, names in imports.items():
        if shown.get(name) != names:
            faults.append(f"CONTRIBUTING.md shows other imports of {name} than Package.swift: {', '.join(sorted(names))}")
    page = (ROOT / "docs" / "architecture.md").read_text()
    described = set()
    for row in re.findall(r"^\| (`.*?) \| ", page, re.M):
        described.update(re.findall(r"`([\w-]+)`", row))
    for name in sorted(imports.keys() ^ described):
        faults.append(f"docs/architecture.md and Package.swift differ about the target {name}")
    drawn = set()
    for line in page.split("flowchart TD\n")[1].split("```")[0].splitlines():
        start, _, ends = line.replace("program[oresundskraft-exporter]", "oresundskraft-exporter").partition(" --> ")
        drawn.update((start.strip(), end.strip()) for end in ends.split("&") if end.strip())
    existing = {(start, end) for start, ends in imports.items() for end in ends - {"Ground", "Metering"}}
    for start, end in sorted(drawn - existing):
        faults.append(f"docs/architecture.md draws {start} --> {end}, which Package.swift does not have")
    for start, end in sorted(existing - drawn):
        faults.append(f"docs/architecture.md does not draw {start} --> {end}")
    return faults


def lost_tests() -> list[str]:
    """Folders of tests that are not a target, so that they never run."""
    manifest = (ROOT / "Package.swift").read_text()
    folders = {path.relative_to(ROOT / "Tests").parts[0] for path in (ROOT / "Tests").rglob("*.swift") if "@Test" in path.read_text()}
    return [f"Tests/{name} is no target of Package.swift" for name in sorted(folders) if f'name: "{name}"' not in manifest]


def main() -> int:
    faults = map_faults() + lost_tests()
    files = sorted(SOURCES.rglob("*.swift"))
    count = {path: lines(path) for path in files}
    total = sum(count.values())
    targets = collections.defaultdict(list)
    for path in files:
        targets[path.relative_to(SOURCES).parts[0]].append(path)

    shares = {name: sum(count[path] for path in paths) / total for name, paths in targets.items()}
    for name, share in shares.items():
        if share > TARGET_SHARE:
            faults.append(f"{name} holds {percent(share)} of the lines; at most {percent(TARGET_SHARE)}")
    wiring = sum(count[path] for path in targets["Exporter"])
    if wiring > WIRING_LINES:
        faults.append(f"Exporter has {wiring} lines; at most {WIRING_LINES}, as it is wiring only")
    folders = collections.Counter(path.parent for path in files)
    for folder, number in folders.items():
        if number > FOLDER_FILES:
            faults.append(f"{folder.relative_to(ROOT)} has {number} files; at most {FOLDER_FILES}")
    for path in files:
        if count[path] > FILE_LINES:
            faults.append(f"{path.relative_to(ROOT)} has {count[path]} lines; at most {FILE_LINES}")
    short = [path for path in files if count[path] < SHORT_FILE]
    if len(short) > SHORT_SHARE * len(files):
        faults.append(f"{len(short)} of {len(files)} files have fewer than {SHORT_FILE} lines; at most a fifth")
    lengths_of = {path: functions(path.read_text()) for path in files}
    for path, found in lengths_of.items():
        for line, length in found:
            if length > FUNCTION_LINES:
                faults.append(f"{path.relative_to(ROOT)}:{line} begins a function of {length} lines; at most {FUNCTION_LINES}")
    for name, paths in targets.items():
        faults += circles(SOURCES / name, paths)

    importing = [path for path in files if re.search(r"^\s*import (Glibc|Musl|Darwin)$", path.read_text(), re.M)]
    if len(importing) > C_LIBRARY_FILES:
        names = ", ".join(str(path.relative_to(SOURCES)) for path in importing)
        faults.append(f"{len(importing)} files import the C library ({names}); at most {C_LIBRARY_FILES}")
    for path in importing:
        if C_LIBRARY not in path.read_text():
            faults.append(f"{path.relative_to(ROOT)} imports the C library in another spelling than the others")

    if "--figures" in sys.argv:
        lengths = sorted(count.values())
        spans = sorted(length for found in lengths_of.values() for _, length in found)
        largest = max(shares, key=shares.get)

        def spread(values: list[int]) -> str:
            return f"{statistics.median(values):.0f} / {values[int(0.95 * (len(values) - 1))]} / {values[-1]}"

        print(f"{len(files)} files, {total} lines")
        print(f"file length, median / p95 / max: {spread(lengths)}")
        print(f"function length, median / p95 / max: {spread(spans)}")
        print(f"Exporter: {wiring} lines; largest target: {largest}, {percent(shares[largest])}")
        print(f"largest folder: {max(folders.values())} files; under {SHORT_FILE} lines: {percent(len(short) / len(files))}")
    for fault in faults:
        print(f"limits: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
