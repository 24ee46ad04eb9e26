#!/bin/sh
# Lays out what is published, as the tarball has it and the Debian package is made of: stage.sh PROGRAM FOLDER
# FOLDER gets the program, stripped, completions for shells, and documentation, deploy/ and grafana/ as in the repository, but for
# what needs the sources.
set -eu
if [ $# != 2 ]; then
    echo "usage: stage.sh PROGRAM FOLDER" >&2
    exit 64
fi
name=oresundskraft-exporter
program=$(realpath "$1")
mkdir -p "$2"
to=$(realpath "$2")
cd "$(dirname "$0")/.."

strip --strip-unneeded -o "$to/$name" "$program"
# SwiftPM has it look for libraries in its own folder.
chrpath --delete "$to/$name" >/dev/null

# bash is told by its name what a file is for, and does not run it as a program.
mkdir "$to/completions" "$to/grafana"
"$program" --generate-completion-script bash | sed '1{/^#!/d}' >"$to/completions/$name.bash"
"$program" --generate-completion-script zsh >"$to/completions/_$name"
"$program" --generate-completion-script fish >"$to/completions/$name.fish"

cp README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE "$to"
# The chart reaches rules and dashboards by links, which lead elsewhere once it is moved.
cp -R docs "$to"
cp -RL deploy "$to"
cp -R grafana/README.md grafana/kustomization.yaml grafana/dashboards grafana/provisioning grafana/sources grafana/generate.py "$to/grafana"
rm -rf "$to"/grafana/sources/__pycache__

find "$to" -type d -exec chmod 755 {} +
find "$to" -type f -exec chmod 644 {} +
mv "$to/deploy/systemd/install.sh" "$to/install.sh"
chmod 755 "$to/$name" "$to/install.sh"
