#!/bin/sh
# Checks a tag against the changelog: check-release.sh [--notes] TAG
# A tag is v and the version of the newest heading of CHANGELOG.md, which must have a date. --notes prints the text below that heading.
set -eu
notes=
if [ "${1-}" = --notes ]; then
    notes=yes
    shift
fi
if [ $# != 1 ]; then
    echo "usage: check-release.sh [--notes] TAG" >&2
    exit 64
fi
changelog=${CHANGELOG:-$(dirname "$0")/../CHANGELOG.md}
heading=$(grep -m 1 '^## ' "$changelog")
version=$(printf '%s\n' "$heading" | sed -n 's/^## \[\{0,1\}\([0-9][0-9.]*\).*/\1/p')
if [ "v$version" != "$1" ]; then
    echo "check-release.sh: the tag is $1, and the newest heading of CHANGELOG.md \"$heading\": they must name one version" >&2
    exit 1
fi
case $heading in
*[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*) ;;
*)
    echo "check-release.sh: the heading \"$heading\" of CHANGELOG.md has no date: write the day of the release there" >&2
    exit 1
    ;;
esac
if [ -n "$notes" ]; then awk '/^## / { sections += 1; next } sections == 1' "$changelog"; fi
