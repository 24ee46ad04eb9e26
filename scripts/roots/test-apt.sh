#!/bin/sh
# Writes an apt repository with its own key, installs from it by file: in a fresh root, and upgrades Debian to the next release
# with the package installed: test-apt.sh PACKAGE RELEASE NEXT-RELEASE
# shellcheck source-path=SCRIPTDIR disable=SC2016
if [ $# != 3 ]; then
    echo "usage: test-apt.sh PACKAGE RELEASE NEXT-RELEASE" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
package=$(realpath "$1")

step "a repository without a key is refused, and says what is missing"
if APT_KEY="" "$repository/scripts/build-apt.sh" "$work/unsigned" "$package" 2>"$work/unsigned.log"; then fail "it is written"; fi
says "APT_KEY must name a secret key" "$work/unsigned.log"

step "a signed repository of a folder"
new_root "$2"
GNUPGHOME=$work/gnupg
export GNUPGHOME
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase "" --quick-generate-key "Test <test@example.org>" default default never 2>"$work/gpg.log"
APT_KEY=test@example.org "$repository/scripts/build-apt.sh" "$root/srv/apt" "$package" >"$work/apt-repository.log" 2>&1
gpgconf --kill all
[ -s "$root/srv/apt/dists/stable/InRelease" ] || fail "there is no signed list"

step "install from it, as its README tells"
install -D --mode 644 "$root/srv/apt/oresundskraft-exporter.gpg" "$root/etc/apt/keyrings/oresundskraft-exporter.gpg"
sed -n 's,^ *echo "\(deb .*\)" >.*,\1,p' "$root/srv/apt/README" | sed 's,ADDRESS,file:/srv/apt,' \
    >"$root/etc/apt/sources.list.d/oresundskraft-exporter.list"
apt update || fail "apt does not take the repository"
apt install $name || fail "apt cannot install from it"
start_simulator
configure
start_and_scrape
stop
export_readings "$work/before.csv"
configuration >"$work/configuration"

step "another's signature is refused"
cp "$root/etc/apt/keyrings/oresundskraft-exporter.gpg" "$work/key"
gpg --batch --quiet --passphrase "" --quick-generate-key "Other <other@example.org>" default default never 2>>"$work/gpg.log"
gpg --batch --export other@example.org >"$root/etc/apt/keyrings/oresundskraft-exporter.gpg"
gpgconf --kill all
if in_root apt-get update 2>&1 | tee "$work/other.log" | grep -q "NO_PUBKEY\|not signed\|Missing key"; then :; else fail "apt takes another's key"; fi
cp "$work/key" "$root/etc/apt/keyrings/oresundskraft-exporter.gpg"

step "upgrade from $2 to $3 beneath it: it goes on"
stop_simulator
use_release "$3"
apt dist-upgrade || fail "apt cannot upgrade to $3"
[ "$(in_root dpkg-query --show --showformat '${db:Status-Status}' $name)" = installed ] || fail "the upgrade has removed the package"
print_libraries
configuration | cmp - "$work/configuration" || fail "the upgrade has changed the configuration"
start_simulator
start_and_scrape
stop
export_readings "$work/after.csv"
contains "$work/before.csv" "$work/after.csv"
stop_simulator
echo "The repository can be installed from, and the package stays over an upgrade from $2 to $3."
