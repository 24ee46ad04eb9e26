# Sourced by the scripts in this folder that take PROGRAM and FOLDER. Sets name, and the absolute paths program and into, the folder,
# which it creates. Changes to the root of the repository.
# shellcheck shell=sh disable=SC2034
set -eu
if [ $# != 2 ]; then
    echo "usage: ${0##*/} PROGRAM FOLDER" >&2
    exit 64
fi
name=oresundskraft-exporter
program=$(realpath "$1")
mkdir -p "$2"
into=$(realpath "$2")
cd "$(dirname "$0")/.."
