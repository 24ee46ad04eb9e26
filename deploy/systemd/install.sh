#!/bin/sh
# Installs the program of this tarball as a systemd service: sudo ./install.sh
# If the system lacks something, it says so and changes nothing. The script of a newer tarball upgrades, and keeps configuration, key and
# readings. `sudo ./install.sh --remove` removes the program and the unit, and keeps those three too.
# DESTDIR names a root other than /.
set -eu
name=oresundskraft-exporter
cd "$(dirname "$0")"
to=${DESTDIR:-}

fail() {
    echo "install.sh: $1" >&2
    exit 1
}
oldest() { [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

if [ "${1:-}" = --remove ]; then
    running=
    if [ -z "$to" ] && [ -d /run/systemd/system ]; then running=yes; fi
    [ -z "$running" ] || systemctl disable --now $name.socket $name.service || :
    rm -f "$to/usr/local/bin/$name" "$to/etc/systemd/system/$name.service" "$to/etc/systemd/system/$name.socket" "$to/etc/sysusers.d/$name.conf" \
        "$to/etc/tmpfiles.d/$name.conf" "$to/usr/local/share/man/man1/$name.1" "$to/usr/local/share/man/man5/oresundskraft.yml.5"
    [ -z "$running" ] || systemctl daemon-reload
    echo "Kept: $to/etc/$name with the key, and $to/var/lib/$name with the readings."
    exit 0
fi
[ $# = 0 ] || fail "unknown argument $1; --remove is the only one"

# The requirements.
[ "$(uname -s)" = Linux ] || fail "this program is for Linux"
glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
[ -n "$glibc" ] || fail "this system has no glibc (Alpine?): use the container image"
oldest "$glibc" 2.34 || fail "this system's glibc is $glibc, but 2.34 or newer is needed (Debian 12, Ubuntu 22.04, RHEL 9): use a newer \
system, or the container image"
if ! said=$("./$name" version 2>&1); then
    case $said in
    *libcurl.so.4*) fail "there is no libcurl: sudo apt install libcurl4, or sudo dnf install libcurl" ;;
    *"xec format error"*) fail "this program is not for $(uname -m): download the tarball for it" ;;
    *) fail "the program does not start: $said" ;;
    esac
fi
[ -e /usr/share/zoneinfo/Europe/Stockholm ] || fail "there is no time zone data: install tzdata"
command -v systemd-sysusers >/dev/null || fail "there is no systemd: run the program under another supervisor, see deploy/README.md"
[ "$(id -u)" = 0 ] || fail "root is needed: sudo ./install.sh"

put() { # FILE TARGET [MODE]
    install -D --mode "${3:-644}" "$1" "$to$2"
}
put $name /usr/local/bin/$name 755
mkdir -p "$to/etc/systemd/system"
sed "s,/usr/bin/$name,/usr/local/bin/$name," deploy/systemd/$name.service >"$to/etc/systemd/system/$name.service"
put deploy/systemd/$name.socket /etc/systemd/system/$name.socket
put deploy/systemd/sysusers.conf /etc/sysusers.d/$name.conf
put deploy/systemd/tmpfiles.conf /etc/tmpfiles.d/$name.conf
put docs/man/$name.1 /usr/local/share/man/man1/$name.1
put docs/man/oresundskraft.yml.5 /usr/local/share/man/man5/oresundskraft.yml.5
[ -e "$to/etc/$name/oresundskraft.yml" ] || put deploy/debian/oresundskraft.yml /etc/$name/oresundskraft.yml
[ -e "$to/etc/default/$name" ] || put deploy/debian/default /etc/default/$name
systemd-sysusers ${to:+--root="$to"} $name.conf
systemd-tmpfiles ${to:+--root="$to"} --create $name.conf
if [ -z "$to" ] && [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable $name.service
    systemctl try-restart $name.service
fi
echo "$said is installed."
if [ ! -e "$to/etc/$name/subscription-key" ]; then
    echo "It does nothing until you set a customer number and a key: /etc/$name/oresundskraft.yml says how."
fi
