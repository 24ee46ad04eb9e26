#!/bin/sh
# Builds the Debian package from a program with Swift's runtime linked in: build-deb.sh PROGRAM FOLDER
# Prints the package's path. DEB_VERSION sets another version than that of CHANGELOG.md and git.
# The same commit and program give the same bytes.
set -eu
if [ $# != 2 ]; then
    echo "usage: build-deb.sh PROGRAM FOLDER" >&2
    exit 64
fi
name=oresundskraft-exporter
program=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."

version=${DEB_VERSION:-$(scripts/version.sh --debian)}
architecture=$(dpkg --print-architecture)
date=$(git log -1 --format=%ct)
package="$out/${name}_${version}_$architecture.deb"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/debian/$name
doc=$tree/usr/share/doc/$name
share=$tree/usr/share/$name

from=$work/stage
scripts/stage.sh "$program" "$from"
put() { # FILE TARGET [MODE]
    install -D --mode "${3:-644}" "$1" "$tree$2"
}
put "$from/$name" /usr/bin/$name 755
put deploy/systemd/$name.service /lib/systemd/system/$name.service
put deploy/systemd/$name.socket /lib/systemd/system/$name.socket
put deploy/debian/default /etc/default/$name
put deploy/debian/oresundskraft.yml /etc/$name/oresundskraft.yml
put deploy/debian/copyright /usr/share/doc/$name/copyright
put deploy/debian/lintian-overrides /usr/share/lintian/overrides/$name
put "$from/completions/$name.bash" /usr/share/bash-completion/completions/$name
put "$from/completions/_$name" /usr/share/zsh/vendor-completions/_$name
put "$from/completions/$name.fish" /usr/share/fish/vendor_completions.d/$name.fish
for page in "$from"/docs/man/*.[15]; do put "$page" "/usr/share/man/man${page##*.}/$(basename "$page")"; done
find "$tree/usr/share/man" -type f -exec gzip -9n {} +

# Files that are used lie apart from the documentation, which reaches them as in the repository.
mkdir -p "$share" "$doc/deploy"
mv "$from/deploy/prometheus" "$from/deploy/alertmanager" "$from/deploy/kubernetes" "$from/grafana" "$share"
for folder in prometheus alertmanager kubernetes; do ln -s "../../../$name/$folder" "$doc/deploy/$folder"; done
ln -s "../../$name/grafana" "$doc/grafana"
rm -r "$from/docs/man"
mv "$from/README.md" "$from/SECURITY.md" "$from/docs" "$doc"
mv "$from/deploy/README.md" "$from/deploy/oresundskraft.example.yml" "$from/deploy/nginx" "$doc/deploy"
mkdir "$doc/deploy/systemd"
mv "$from/deploy/systemd/lxc.conf" "$doc/deploy/systemd"
gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
maintainer=$(sed -n 's/^Maintainer: //p' deploy/debian/control)
gzip -9n >"$doc/changelog.Debian.gz" <<CHANGES
$name ($version) stable; urgency=medium

  * Built from commit $(git rev-parse --short=12 HEAD); what is new is in changelog.gz.

 -- $maintainer  $(LC_ALL=C date --utc --rfc-email --date "@$date")
CHANGES

if ldd "$tree/usr/bin/$name" | grep "not found" >&2; then
    echo "build-deb.sh: $program is not for other machines; make build links Swift's runtime in" >&2
    exit 1
fi

# What the program needs to run, as the libraries' own packages say.
mkdir "$tree/DEBIAN"
printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' "$name" "$name" >"$work/debian/control"
(cd "$work" && dpkg-shlibdeps -O "$tree/usr/bin/$name") >"$work/substvars"
libraries=$(sed -n 's/^shlibs:Depends=//p' "$work/substvars")

(cd "$tree" && find etc -type f | LC_ALL=C sort | sed 's,^,/,') >"$tree/DEBIAN/conffiles"
(cd "$tree" && find usr lib -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@LIBRARIES@/$libraries/" \
    -e "s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f 1)/" deploy/debian/control >"$tree/DEBIAN/control"
for script in postinst prerm postrm; do put deploy/debian/$script /DEBIAN/$script 755; done

find "$tree" -type d -exec chmod 755 {} +
find "$tree" -exec touch --no-dereference --date "@$date" {} +
SOURCE_DATE_EPOCH=$date dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
echo "$package"
