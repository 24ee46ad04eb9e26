#!/bin/sh
# Measures speed and size of the release build, and prints tables in Markdown: Benchmarks/run.sh [BIN_FOLDER]
# Needs curl, nginx, python3 and wrk. Everything runs on this machine's loopback.
set -eu
cd "$(dirname "$0")/.."
bin=${1:-$(swift build -c release --show-bin-path)}
if [ ! -x "$bin/reading-benchmark" ]; then swift build -c release --static-swift-stdlib --product reading-benchmark; fi
exec python3 Benchmarks/run.py "$bin"
