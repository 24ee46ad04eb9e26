#!/bin/sh
# Measures speed and size of the release build, and prints tables in Markdown: Benchmarks/run.sh [BIN_FOLDER]
# Needs curl, nginx, prometheus, python3 and wrk. Everything runs on this machine's loopback.
set -eu
cd "$(dirname "$0")/.."
bin=${1:-$(swift build -c release --show-bin-path)}
for benchmark in reading-benchmark snapshot-benchmark push-benchmark; do
    if [ ! -x "$bin/$benchmark" ]; then swift build -c release --static-swift-stdlib --product "$benchmark"; fi
done
exec python3 Benchmarks/run.py "$bin"
