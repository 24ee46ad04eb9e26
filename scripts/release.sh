#!/bin/sh
# Makes the files that are published for a version: release.sh PROGRAM FOLDER
# FOLDER, which must be new or empty, gets the Debian package, the rpm package, a tarball, the Helm chart, a list of the program's components,
# and checksums of all.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/program-and-folder.sh"

fail() {
    echo "release.sh: $1" >&2
    exit 1
}
[ -z "$(ls -A "$into")" ] || fail "$into is not empty"
version=$(scripts/version.sh)
commit=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || fail "there are changes that are not committed: what is published must be a commit's"
said=$("$program" version)
case "$said" in
"$name $version (commit $commit, Swift "*) ;;
*) fail "the program says \"$said\", but this is $version, commit $commit: build it again" ;;
esac

python=.build/test-venv/bin/python

scripts/build-deb.sh "$program" "$into" >/dev/null
scripts/build-rpm.sh "$program" "$into" >/dev/null
"$python" -B scripts/sbom.py "$into/$name-$version-linux-$(uname -m).cdx.json"
# Helm for Python is there for one architecture; the chart is the same for all.
if "$python" -c "import helm_python" 2>/dev/null; then
    "$python" -c "import helm_python, sys; helm_python.package(sys.argv[1], destination=sys.argv[2])" deploy/helm/$name "$into" 2>/dev/null
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$name-$version-linux-$(uname -m)
scripts/stage.sh "$program" "$work/$folder"
tar --create --directory "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime "@$(git log -1 --format=%ct)" "$folder" |
    gzip -9n >"$into/$folder.tar.gz"
(cd "$into" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)

echo "$said"
(cd "$into" && du -h --apparent-size -- *)
