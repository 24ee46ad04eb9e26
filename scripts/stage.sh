#!/bin/sh
# Lays out the published files, for the tarball and the packages: stage.sh PROGRAM FOLDER
# FOLDER gets the program, stripped, completions for shells, and documentation, deploy/ and grafana/ as in the repository, but for
# what needs the sources.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/program-and-folder.sh"

strip --strip-unneeded -o "$into/$name" "$program"
# SwiftPM has it look for libraries in its own folder.
chrpath --delete "$into/$name" >/dev/null

# bash is told by its name what a file is for, and does not run it as a program.
mkdir "$into/completions" "$into/grafana"
"$program" --generate-completion-script bash | sed '1{/^#!/d}' >"$into/completions/$name.bash"
"$program" --generate-completion-script zsh >"$into/completions/_$name"
"$program" --generate-completion-script fish >"$into/completions/$name.fish"

cp README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE "$into"
# The chart reaches rules and dashboards by links, which lead elsewhere once it is moved.
cp -R docs "$into"
cp -RL deploy "$into"
cp -R grafana/README.md grafana/pictures grafana/kustomization.yaml grafana/dashboards grafana/provisioning grafana/sources grafana/generate.py "$into/grafana"
rm -rf "$into"/grafana/sources/__pycache__

find "$into" -type d -exec chmod 755 {} +
find "$into" -type f -exec chmod 644 {} +
mv "$into/deploy/systemd/install.sh" "$into/install.sh"
chmod 755 "$into/$name" "$into/install.sh"
