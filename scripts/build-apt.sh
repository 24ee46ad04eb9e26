#!/bin/sh
# Writes a signed apt repository of Debian packages: build-apt.sh FOLDER PACKAGE...
# Any web server can serve FOLDER, and apt can read it as file:FOLDER. APT_KEY names the GnuPG key that signs it. An existing repository
# is extended.
set -eu
if [ $# -lt 2 ]; then
    echo "usage: build-apt.sh FOLDER PACKAGE..." >&2
    exit 64
fi
if [ -z "${APT_KEY:-}" ] || ! gpg --batch --list-secret-keys "$APT_KEY" >/dev/null 2>&1; then
    echo "build-apt.sh: APT_KEY must name a secret key of GnuPG, but is \"${APT_KEY:-}\": see gpg --list-secret-keys" >&2
    exit 1
fi
mkdir -p "$1"
folder=$(realpath "$1")
shift
# reprepro's own state is kept out of the published folder.
state=$folder/.reprepro
mkdir -p "$state/conf"
cat >"$state/conf/distributions" <<CONF
Origin: oresundskraft-exporter
Label: oresundskraft-exporter
Suite: stable
Codename: stable
Components: main
Architectures: amd64 arm64
Description: Prometheus exporter for Oresundskraft's meter readings
SignWith: $APT_KEY
CONF
reprepro --silent --basedir "$state" --outdir "$folder" includedeb stable "$@"
gpg --batch --yes --output "$folder/oresundskraft-exporter.gpg" --export "$APT_KEY"
cat >"$folder/README" <<READ
An apt repository of oresundskraft-exporter. As root, with this folder's address in place of ADDRESS:

  curl -o /etc/apt/keyrings/oresundskraft-exporter.gpg ADDRESS/oresundskraft-exporter.gpg
  echo "deb [signed-by=/etc/apt/keyrings/oresundskraft-exporter.gpg] ADDRESS stable main" > /etc/apt/sources.list.d/oresundskraft-exporter.list
  apt-get update && apt-get install oresundskraft-exporter
READ
echo "$folder"
