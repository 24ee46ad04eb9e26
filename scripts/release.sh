#!/bin/sh
# Makes what is published of a version: release.sh PROGRAM FOLDER
# FOLDER, which must be new or empty, gets the Debian package, that for RHEL, a tarball, the Helm chart, a list of what the program is made of,
# and checksums of all.
set -eu
if [ $# != 2 ]; then
    echo "usage: release.sh PROGRAM FOLDER" >&2
    exit 64
fi
name=oresundskraft-exporter
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."

fail() {
    echo "release.sh: $1" >&2
    exit 1
}
[ -z "$(ls -A "$out")" ] || fail "$out is not empty"
version=$(scripts/version.sh)
commit=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed: what is published must be a commit's"
said=$("$program" version)
case "$said" in
"$name $version (commit $commit, Swift "*) ;;
*) fail "the program says \"$said\", but this is $version, commit $commit: build it again" ;;
esac

python=.build/test-venv/bin/python

scripts/build-deb.sh "$program" "$out" >/dev/null
scripts/build-rpm.sh "$program" "$out" >/dev/null
"$python" -B scripts/sbom.py "$out/$name-$version-linux-$(uname -m).cdx.json"
# Helm for Python is there for one architecture; the chart is the same for all.
if "$python" -c "import helm_python" 2>/dev/null; then
    "$python" -c "import helm_python, sys; helm_python.package(sys.argv[1], destination=sys.argv[2])" deploy/helm/$name "$out" 2>/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$name-$version-linux-$(uname -m)
scripts/stage.sh "$program" "$work/$folder"
tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime "@$(git log -1 --format=%ct)" "$folder" |
    gzip -9n >"$out/$folder.tar.gz"
(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)

echo "$said"
(cd "$out" && du -h --apparent-size -- *)
