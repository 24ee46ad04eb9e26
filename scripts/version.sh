#!/bin/sh
# Prints the version as the newest heading of CHANGELOG.md has it: version.sh [--debian]
# With --debian as a Debian version. A version that is not released yet sorts before its release, by the time of its commit.
set -eu
cd "$(dirname "$0")/.."

heading=$(grep -m 1 '^## ' CHANGELOG.md)
version=$(printf '%s\n' "$heading" | sed -n 's/^## \[\{0,1\}\([0-9][0-9.]*\).*/\1/p')
if [ -z "$version" ]; then
    echo "version.sh: no version in the heading of CHANGELOG.md: $heading" >&2
    exit 1
fi

case "${1-} $heading" in
"--debian "*"(unreleased)"*)
    echo "$version~git$(TZ=UTC git log -1 --format=%cd.%h --abbrev=12 --date=format-local:%Y%m%d%H%M%S)-1"
    ;;
--debian*) echo "$version-1" ;;
*) echo "$version" ;;
esac
