#!/usr/bin/env python3
"""Checks that each link of the repository's Markdown leads to a file and a heading that exist.

check-links.py: prints each that leads nowhere, and exits with 1 if there is any. Addresses of other hosts are not asked.
"""

import pathlib
import re
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


def without_code(text: str) -> str:
    """The text with code blanked out, as code contains no links."""
    text = re.sub(r"^(```|~~~).*?^\1", lambda found: "\n" * found.group().count("\n"), text, flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", lambda found: "`" + "x" * (len(found.group()) - 2) + "`", text)


def anchors(page: pathlib.Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    found: set[str] = set(re.findall(r'<a (?:name|id)="([^"]+)"', text))
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", text, flags=re.M):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = 0
        while (one := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(one)
    return found


def fault(page: pathlib.Path, link: str) -> str | None:
    """The reason that a link of a page leads nowhere, or None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return None
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return f"there is no {path}"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"{target.relative_to(root)} has no heading #{anchor}"
    return None


def main() -> int:
    """Checks all pages that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    faults = 0
    for page in (root / name for name in sorted(set(listed)) if name and (root / name).exists()):
        for number, line in enumerate(without_code(page.read_text(encoding="utf-8")).split("\n"), start=1):
            for link in LINK.findall(line):
                if (reason := fault(page, link)) is not None:
                    faults += 1
                    print(f"{page.relative_to(root)}:{number}: {link}: {reason}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
