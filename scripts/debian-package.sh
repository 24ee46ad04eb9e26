#!/bin/sh
# Unpacks a package of another Debian release, without installing it: debian-package.sh RELEASE PACKAGE FOLDER
# It comes from this machine's own mirror, and apt checks its signature.
set -eu
if [ $# != 3 ]; then
    echo "usage: debian-package.sh RELEASE PACKAGE FOLDER" >&2
    exit 64
fi
release=$1
package=$2
mkdir -p "$3"
folder=$(realpath "$3")

mirror=$("$(dirname "$0")/debian-mirror.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $release main" >"$work/sources.list"
apt_of_release() {
    apt-get -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State="$work/state" \
        -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" --quiet --quiet "$@"
}
apt_of_release update
(cd "$work" && apt_of_release download "$package")
dpkg-deb --extract "$work"/*.deb "$folder"
