#!/bin/sh
# Unpacks the tarball in fresh roots and installs it as its install.sh does: test-tarball.sh TARBALL RELEASE OLD-RELEASE [OLDER-TARBALL]
# OLD-RELEASE has a glibc that is too old (bullseye): there install.sh must say so.
# shellcheck source-path=SCRIPTDIR
if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: test-tarball.sh TARBALL RELEASE OLD-RELEASE [OLDER-TARBALL]" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
tarball=$(realpath "$1")
older=$(realpath "${4:-$1}")
unit=/etc/systemd/system/$name.service
program=/usr/local/bin/$name
unpack() { tar --extract --gzip --directory "$root/srv" --file "$1" --strip-components 1; } # TARBALL
# TEXT: fails unless install.sh refuses with this text.
refuses() {
    if in_root /srv/install.sh >"$work/install.log" 2>&1; then fail "install.sh installs"; fi
    says "$1" "$work/install.log"
    [ ! -e "$root$program" ] && [ ! -e "$root/etc/$name" ] || fail "a refused installation has left something"
}

step "on $3 it says that glibc is too old, and changes nothing"
new_root "$3"
unpack "$tarball"
refuses "but 2.34 or newer is needed"
umount "$root/proc" "$root"
rm -rf "$root"

step "on $2 it says what is missing, one after the other, and changes nothing"
new_root "$2"
unpack "$older"
in_root dpkg --purge --force-all tzdata >"$work/purge.log" 2>&1
refuses "there is no libcurl"
apt install libcurl4 || apt install libcurl4t64 || fail "apt cannot install libcurl"
refuses "there is no time zone data"
apt install tzdata || fail "apt cannot install tzdata"
refuses "there is no systemd"
apt install ca-certificates procps systemd || fail "apt cannot install systemd"
if in_root setpriv --reuid 65534 --regid 65534 --clear-groups /srv/install.sh >"$work/install.log" 2>&1; then fail "it installs"; fi
says "root is needed" "$work/install.log"

step "install"
in_root /srv/install.sh >"$work/install.log" 2>&1 || fail "it does not install"
says "does nothing until you set a customer number and a key" "$work/install.log"
print_libraries
[ "$(in_root stat --format '%U %G %a' /etc/$name)" = "root $name 750" ] || fail "everyone can read /etc/$name"
start_ends_with 75

step "configure, start, scrape"
start_simulator
in_root ln -s $program /usr/bin/$name
configure
start_and_scrape
stop
configuration >"$work/configuration"
export_readings "$work/before.csv"

step "install the newer over it: configuration and readings stay"
rm -r "$root"/srv/*
unpack "$tarball"
in_root /srv/install.sh >"$work/install.log" 2>&1 || fail "it does not install again"
configuration | cmp - "$work/configuration" || fail "it has changed the configuration"
cmp "$root/srv/$name" "$root$program" || fail "the older program is still there"
start_and_scrape
stop
export_readings "$work/after.csv"
contains "$work/before.csv" "$work/after.csv"
stop_simulator

step "remove: configuration, key and readings stay"
in_root /srv/install.sh --remove >"$work/install.log" 2>&1 || fail "it does not remove"
[ ! -e "$root$program" ] && [ ! -e "$root$unit" ] || fail "the program is still there"
configuration | cmp - "$work/configuration" || fail "removal has changed the configuration"
[ -s "$root/var/lib/$name/readings.sqlite" ] || fail "removal has taken the readings"
echo "On $2 the tarball can be installed, started, scraped and removed; on $3 it says why not."
