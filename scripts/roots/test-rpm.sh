#!/bin/sh
# Installs the rpm package with rpm in a root, starts, scrapes, upgrades and removes it, and compares its files with the Debian package's:
# test-rpm.sh RPM DEB RELEASE [OLDER-RPM]
# A root of RHEL cannot be made from Debian's packages: the package's dependencies there (glibc, libcurl) are only compared by name.
# shellcheck source-path=SCRIPTDIR
if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: test-rpm.sh RPM DEB RELEASE [OLDER-RPM]" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
package=$(realpath "$1")
debian=$(realpath "$2")
older=$(realpath "${4:-$1}")

step "the files are those of the Debian package, but for each system's own"
rpm --query --package --list "$package" | sed 's,/zsh/site-functions/,/zsh/vendor-completions/,' | sort >"$work/rpm-files"
dpkg-deb --contents "$debian" | awk '$1 !~ /^d/ { sub("^\\.", "", $6); print $6 }' | sort >"$work/deb-files"
{
    echo /usr/share/licenses/$name/LICENSE
    echo /usr/share/licenses/$name/copyright
} | sort >"$work/only-rpm"
{
    echo /usr/share/doc/$name/changelog.Debian.gz
    echo /usr/share/doc/$name/copyright
    echo /usr/share/lintian/overrides/$name
} | sort >"$work/only-deb"
comm -13 "$work/rpm-files" "$work/deb-files" | cmp - "$work/only-deb" || fail "the rpm package lacks files"
mkdir "$work/rpm-tree" "$work/deb-tree"
rpm2cpio "$package" | (cd "$work/rpm-tree" && cpio --extract --make-directories --quiet)
dpkg-deb --extract "$debian" "$work/deb-tree"
comm -12 "$work/rpm-files" "$work/deb-files" | while read -r file; do
    at=$(echo "$file" | sed 's,/zsh/vendor-completions/,/zsh/site-functions/,')
    [ -L "$work/deb-tree$file" ] || cmp "$work/rpm-tree$at" "$work/deb-tree$file" || exit 1
done || fail "files differ"
(cd "$work/rpm-tree" && find . -type f -o -type l) | sed -e 's,^\.,,' -e 's,/zsh/site-functions/,/zsh/vendor-completions/,' | sort |
    comm -23 - "$work/deb-files" | cmp - "$work/only-rpm" || fail "the rpm package has extra files"
rpm --query --package --configfiles "$package" >"$work/configfiles"
for file in /etc/$name/oresundskraft.yml /etc/default/$name; do says "$file" "$work/configfiles"; done
rpm --query --package --requires "$package" >"$work/requires"
for need in 'libc.so.6(GLIBC_2.34)(64bit)' 'libcurl.so.4()(64bit)' systemd tzdata ca-certificates; do says "$need" "$work/requires"; done

step "install, in a root of $3 with rpm"
new_root "$3"
apt install ca-certificates procps rpm systemd tzdata libcurl4 || apt install ca-certificates procps rpm systemd tzdata libcurl4t64 ||
    fail "apt cannot install what the package needs"
cp "$older" "$root/older.rpm"
cp "$package" "$root/package.rpm"
# dpkg's packages are unknown to rpm.
in_root rpm --install --nodeps /older.rpm >"$work/rpm.log" 2>&1 || fail "rpm cannot install it"
says "does nothing until you set a customer number and a key" "$work/rpm.log"
in_root rpm --verify --nodeps $name | grep -v "/etc/$name\$" | tee "$work/verify" | grep . && fail "rpm --verify finds differences"
[ "$(in_root stat --format '%U %G %a' /etc/$name)" = "root $name 750" ] || fail "everyone can read /etc/$name"
[ "$(in_root stat --format '%U %a' /var/lib/$name)" = "$name 700" ] || fail "/var/lib/$name does not belong to the user"
in_root $name version
print_libraries
start_ends_with 75

step "configure, start, scrape"
start_simulator
configure
start_and_scrape
stop
export_readings "$work/before.csv"
configuration >"$work/configuration"

step "upgrade: configuration and readings stay"
in_root rpm --upgrade --nodeps --force /package.rpm >"$work/rpm.log" 2>&1 || fail "rpm cannot upgrade it"
[ "$(in_root rpm --query $name)" = "$(rpm --query --package "$package")" ] || fail "the older package is still there"
configuration | cmp - "$work/configuration" || fail "the upgrade has changed the configuration"
start_and_scrape
stop
export_readings "$work/after.csv"
contains "$work/before.csv" "$work/after.csv"

step "remove: it says what is kept"
in_root rpm --erase $name >"$work/rpm.log" 2>&1 || fail "rpm cannot remove it"
says "The key is kept in /etc/$name, and the readings in /var/lib/$name" "$work/rpm.log"
[ ! -e "$root/usr/bin/$name" ] || fail "the program is still there"
[ -s "$root/var/lib/$name/readings.sqlite" ] || fail "removal has taken the readings"
[ -s "$root/etc/$name/oresundskraft.yml.rpmsave" ] || fail "removal has taken the configuration"
kill -TERM "$simulator"
wait "$simulator" || true
simulator=
echo "On $3 the rpm package can be installed, started, scraped, upgraded and removed."
