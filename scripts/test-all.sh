#!/bin/sh
# Tries what `make release` has published in fresh roots, one after the other, with the time that each takes: test-all.sh FOLDER
# FOLDER has one architecture's packages: this machine's. Needs root and a mirror of Debian.
set -eu
if [ $# != 1 ]; then
    echo "usage: test-all.sh FOLDER" >&2
    exit 64
fi
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
name=oresundskraft-exporter
one() { # PATTERN: the one file of that name
    # shellcheck disable=SC2086 # The name is a pattern.
    set -- "$folder"/$1
    if [ $# != 1 ] || [ ! -e "$1" ]; then
        echo "test-all.sh: $folder has not one $1: run make release" >&2
        exit 1
    fi
    echo "$1"
}
deb=$(one "${name}_*.deb")
rpm=$(one "$name-*.rpm")
tarball=$(one "$name-*.tar.gz")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar --extract --gzip --directory "$work" --file "$tarball" --strip-components 1

took() { # COMMAND...
    began=$(date +%s)
    echo "== $*"
    "$@"
    echo "   $(($(date +%s) - began)) s"
}
for release in bookworm trixie; do took scripts/roots/test-sources.sh $release; done
for release in bookworm trixie sid; do took scripts/roots/test-deb.sh "$deb" $release; done
took scripts/roots/test-apt.sh "$deb" bookworm trixie
took scripts/roots/test-rpm.sh "$rpm" "$deb" trixie
took scripts/roots/test-tarball.sh "$tarball" trixie bullseye
took scripts/roots/test-image.sh "$work/$name"
took scripts/roots/test-compose.sh "$work/$name" trixie
