#!/bin/sh
# Builds the Debian package from a portable program: build-deb.sh PROGRAM FOLDER
# Prints the package's path. DEB_VERSION overrides the version of CHANGELOG.md and git.
# The package is for Debian and Ubuntu. The same commit and program give the same bytes.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/program-and-folder.sh"
scripts/check-portable.sh "$program"

version=${DEB_VERSION:-$(scripts/version.sh --debian)}
architecture=$(dpkg --print-architecture)
date=$(git log -1 --format=%ct)
package="$into/${name}_${version}_$architecture.deb"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/$name
doc=$tree/usr/share/doc/$name
scripts/package-tree.sh "$program" "$tree"
mv "$tree/usr/share/zsh/site-functions" "$tree/usr/share/zsh/vendor-completions"
install -D --mode 644 deploy/debian/lintian-overrides "$tree/usr/share/lintian/overrides/$name"
install --mode 644 deploy/debian/copyright "$doc/copyright"
maintainer=$(sed -n 's/^Maintainer: //p' deploy/debian/control)
gzip -9n >"$doc/changelog.Debian.gz" <<CHANGES
$name ($version) stable; urgency=medium

  * Built from commit $(git rev-parse --short=12 HEAD); what is new is in changelog.gz.

 -- $maintainer  $(LC_ALL=C date --utc --rfc-email --date "@$date")
CHANGES

mkdir "$tree/DEBIAN"
(cd "$tree" && find etc -type f | LC_ALL=C sort | sed 's,^,/,') >"$tree/DEBIAN/conffiles"
(cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" \
    -e "s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$tree" | cut -f 1)/" deploy/debian/control >"$tree/DEBIAN/control"
for script in postinst prerm postrm; do install --mode 755 deploy/debian/$script "$tree/DEBIAN/$script"; done

find "$tree" -type d -exec chmod 755 {} +
find "$tree" -exec touch --no-dereference --date "@$date" {} +
SOURCE_DATE_EPOCH=$date dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
echo "$package"
