#!/bin/sh
# Lays out the files that a system package installs, whatever its format: package-tree.sh PROGRAM FOLDER
# FOLDER gets the files as below /, taken from scripts/stage.sh.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/program-and-folder.sh"
doc=$into/usr/share/doc/$name
share=$into/usr/share/$name

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from=$work/stage
scripts/stage.sh "$program" "$from"
put() { # FILE TARGET [MODE]
    install -D --mode "${3:-644}" "$1" "$into$2"
}
put "$from/$name" /usr/bin/$name 755
put deploy/systemd/$name.service /usr/lib/systemd/system/$name.service
put deploy/systemd/$name.socket /usr/lib/systemd/system/$name.socket
put deploy/systemd/sysusers.conf /usr/lib/sysusers.d/$name.conf
put deploy/systemd/tmpfiles.conf /usr/lib/tmpfiles.d/$name.conf
put deploy/debian/default /etc/default/$name
put deploy/debian/oresundskraft.yml /etc/$name/oresundskraft.yml
put "$from/completions/$name.bash" /usr/share/bash-completion/completions/$name
put "$from/completions/$name.fish" /usr/share/fish/vendor_completions.d/$name.fish
for page in "$from"/docs/man/*.[15]; do put "$page" "/usr/share/man/man${page##*.}/$(basename "$page")"; done
find "$into/usr/share/man" -type f -exec gzip -9n {} +

# Files in use are separate from the documentation, which links to them as in the repository.
mkdir -p "$share" "$doc/deploy"
for folder in prometheus alertmanager kubernetes helm mixin; do
    mv "$from/deploy/$folder" "$share"
    ln -s "../../../$name/$folder" "$doc/deploy/$folder"
done
mv "$from/grafana" "$share"
ln -s "../../$name/grafana" "$doc/grafana"
# These refer to the dashboards by the repository's folders.
sed -i 's,\.\./\.\./\.\./grafana,../../grafana,' "$share/kubernetes/monitoring/kustomization.yaml"
sed -i 's,\.\./\.\./grafana,../grafana,' "$share/mixin/mixin.libsonnet"
rm -r "$from/docs/man"
mv "$from/README.md" "$from/SECURITY.md" "$from/docs" "$doc"
mv "$from/deploy/README.md" "$from/deploy/oresundskraft.example.yml" "$from/deploy/nginx" "$doc/deploy"
mkdir "$doc/deploy/systemd"
mv "$from/deploy/systemd/lxc.conf" "$doc/deploy/systemd"
gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
# zsh reads completions from another folder on Debian than elsewhere.
install -D --mode 644 "$from/completions/_$name" "$into/usr/share/zsh/site-functions/_$name"
