#!/bin/sh
# Fails with one sentence if Swift is missing or too old for Package.swift.
set -eu
cd "$(dirname "$0")/.."
needed=$(sed -n 's,^// swift-tools-version: *,,p' Package.swift)
from="https://www.swift.org/install/linux/ has it"
if ! command -v swift >/dev/null; then
    echo "Swift $needed or newer is needed to build this, and there is no swift in PATH: $from. (Packages and images need no Swift: deploy/README.md.)" >&2
    exit 1
fi
found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
if [ "$(printf '%s\n' "${found:-0}" "$needed" | sort -V | head -n 1)" != "$needed" ]; then
    echo "Swift $needed or newer is needed to build this, and $(command -v swift) is ${found:-of an unknown version}: $from." >&2
    exit 1
fi
