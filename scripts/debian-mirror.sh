#!/bin/sh
# Prints the address of the mirror from which this machine gets its Debian packages.
set -eu
# shellcheck disable=SC2016 # apt's own variables
mirror=$(apt-get indextargets --format '$(REPO_URI) $(SUITE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    awk '$2 !~ /-/ && $3 == "main" { print $1; exit }')
if [ -z "$mirror" ]; then
    echo "debian-mirror.sh: apt-get indextargets knows no mirror of Debian: run apt-get update on a Debian machine" >&2
    exit 1
fi
echo "$mirror"
