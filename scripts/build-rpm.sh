#!/bin/sh
# Builds the package for RHEL and its kin from a portable program: build-rpm.sh PROGRAM FOLDER
# Prints the package's path. It has the files of the Debian package, in Fedora's folders where they differ. NFPM names nfpm's program.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/program-and-folder.sh"
scripts/check-portable.sh "$program"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
scripts/package-tree.sh "$program" "$tree"
install -D --mode 644 LICENSE "$tree/usr/share/licenses/$name/LICENSE"
install --mode 644 deploy/debian/copyright "$tree/usr/share/licenses/$name/copyright"
date=$(git log -1 --format=%ct)
find "$tree" -exec touch --no-dereference --date "@$date" {} +

case $(uname -m) in
x86_64) architecture=amd64 ;;
aarch64) architecture=arm64 ;;
*) architecture=$(uname -m) ;;
esac
# An unreleased version sorts before its release in rpm's order too.
version=$(scripts/version.sh --debian)
release=${version##*-}
VERSION=${version%-*} RELEASE=$release ARCHITECTURE=$architecture TREE=$tree SOURCE_DATE_EPOCH=$date \
    "${NFPM:-.build/test-venv/bin/nfpm}" package --config deploy/rpm/nfpm.yaml --packager rpm --target "$into" >"$work/nfpm.log" || {
    cat "$work/nfpm.log" >&2
    exit 1
}
find "$into" -name "$name-*.rpm" -newer "$program" -print | sort | tail -n 1
