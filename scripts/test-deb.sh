#!/bin/sh
# Installs, starts, scrapes, upgrades, removes and purges the Debian package in a fresh root of this machine's own Debian release:
# test-deb.sh PACKAGE [OLDER-PACKAGE]
# Without an older package it is the same one with a lower version. Needs root, debootstrap, curl, python3-seccomp and systemd's
# systemd-analyze; systemd does not run in the root, so scripts/run-unit.py starts the service as its unit says.
set -eu
if [ $# != 1 ] && [ $# != 2 ]; then
    echo "usage: test-deb.sh PACKAGE [OLDER-PACKAGE]" >&2
    exit 64
fi
name=oresundskraft-exporter
newer=$(realpath "$1")
older=${2:+$(realpath "$2")}
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

work=$(mktemp -d)
root=$work/root
simulator=
exporter=
started=
finish() {
    status=$?
    set +e
    [ -z "$exporter" ] || kill "$exporter"
    [ -z "$simulator" ] || kill "$simulator"
    if [ "$status" != 0 ]; then
        for log in "$work"/*.log; do
            echo "--- $(basename "$log"), its end:"
            tail -n 25 "$log"
        done
        echo "failed: $started"
    fi >&2
    wait
    for mounted in proc dev/pts; do ! mountpoint --quiet "$root/$mounted" || umount --lazy "$root/$mounted"; done
    # A mount that is left would be emptied with the rest.
    if grep -q " $work" /proc/self/mounts; then
        echo "something is still mounted below $work: not removed" >&2
    else
        rm -rf "$work"
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() {
    started=$1
    echo "- $1"
}
fail() {
    echo "$1" >&2
    exit 1
}
# WORD FILE: the file says it.
says() { grep -qF -- "$1" "$2" || fail "$2 does not say: $1"; }
in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# As the service's own user, with the service's key: as README.md of deploy/ tells to run fetch and export.
as_user() { in_root runuser -u $name -- env CREDENTIALS_DIRECTORY=/etc/$name "$@" --config.file /etc/$name/oresundskraft.yml; }
apt() { in_root apt-get --yes --quiet --no-install-recommends "$@" >"$work/apt.log" 2>&1; }
# LOG: the address in the line `listening`, once it is there.
address() {
    for _ in $(seq 600); do
        sed -n "s/.*msg=listening.* $2=\([^ ]*\).*/\1/p" "$1" | grep . && return
        sleep 0.1
    done
    fail "$1: no line with listening within a minute"
}
# PATTERN LOG: waits for a line.
wait_for() {
    for _ in $(seq 600); do
        grep -q "$1" "$2" && return
        sleep 0.1
    done
    fail "$2: no line with $1 within a minute"
}
start() {
    # unshare and run-unit.py become the exporter: it is one process.
    unshare --mount --propagation private scripts/run-unit.py "$root" /lib/systemd/system/$name.service \
        >"$work/exporter.log" 2>&1 &
    exporter=$!
}
# Ends the exporter as systemd does, and wants status 0.
stop() {
    kill -TERM "$exporter"
    wait "$exporter" || fail "the exporter ended with status $?"
    exporter=
}
# Starts the service, and wants a scrape within two minutes that tells of a poll that went well.
start_and_scrape() {
    start
    url=http://$(address "$work/exporter.log" address)
    for line in 'Seccomp:	2' 'NoNewPrivs:	1' 'CapEff:	0000000000000000'; do says "$line" "/proc/$exporter/status"; done
    for _ in $(seq 1200); do
        curl --silent --output "$work/metrics" "$url/metrics" || true
        if grep -q '^oresundskraft_up{endpoint="timeseries"} ' "$work/metrics"; then break; fi
        sleep 0.1
    done
    says 'oresundskraft_up{endpoint="timeseries"} 1' "$work/metrics"
    grep -q '^oresundskraft_timeseries_value{' "$work/metrics" || fail "no reading in the scrape"
    for family in process_resident_memory_bytes process_open_fds oresundskraft_store_size_bytes; do
        grep -q "^$family [1-9]" "$work/metrics" || fail "no $family in the scrape"
    done
}
# FILE: everything that is stored, by the program itself.
export_readings() { as_user $name export --from 2026-01-01 --to 2100-01-01 --format csv >"$1" 2>"$work/export.log"; }
configuration() { (cd "$root" && find etc/$name etc/default/$name -type f -exec md5sum {} + | sort -k 2); }
# FILE FILE: every line of the first is in the second.
contains() {
    sort "$1" >"$work/first"
    sort "$2" >"$work/second"
    [ -z "$(comm -23 "$work/first" "$work/second")" ] || fail "$2 lacks lines of $1"
}

if [ -z "$older" ]; then
    step "the same package with a lower version"
    dpkg-deb --raw-extract "$newer" "$work/older"
    sed -i 's/^Version: .*/Version: 0.0.1~older/' "$work/older/DEBIAN/control"
    older=$work/older.deb
    dpkg-deb --root-owner-group -Znone --build "$work/older" "$older" >/dev/null
fi
newer_version=$(dpkg-deb --field "$newer" Version)

step "a fresh root, from where this machine has its own packages"
# shellcheck disable=SC2016 # apt's own variables
apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
    awk '$3 == "main"' | sort -u >"$work/sources"
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(awk -v release="$release" '$2 == release { print $1; exit }' "$work/sources")
[ -n "$mirror" ] || fail "apt-get indextargets knows no sources of Debian $release: run apt-get update first"
debootstrap --variant=minbase "$release" "$root" "$mirror" >"$work/debootstrap.log" 2>&1
awk '{ print "deb", $1, $2, $3 }' "$work/sources" >"$root/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::(http|https|ftp)::' >"$root/etc/apt/apt.conf.d/90machine" || true
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    install -D --mode 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/machine-certificates.crt"
    echo 'Acquire::https::CAInfo "/etc/machine-certificates.crt";' >>"$root/etc/apt/apt.conf.d/90machine"
fi
for file in resolv.conf hosts; do cp --dereference "/etc/$file" "$root/etc/$file"; done
mount -t proc proc "$root/proc"
cp "$older" "$root/older.deb"
cp "$newer" "$root/newer.deb"
apt update

step "install"
apt install /older.deb || fail "apt cannot install it"
says "does nothing until you have set a customer number and a key" "$work/apt.log"
[ -z "$(in_root dpkg --verify $name)" ] || fail "dpkg --verify: $(in_root dpkg --verify $name)"
! in_root ldd /usr/bin/$name | grep "not found" || fail "a library is missing"
in_root $name version
[ -L "$root/etc/systemd/system/multi-user.target.wants/$name.service" ] || fail "the service is not enabled"
[ "$(stat --format %a "$root/etc/$name")" = 750 ] || fail "/etc/$name can be read by all"
[ "$(in_root stat --format '%U %a' /var/lib/$name)" = "$name 700" ] || fail "/var/lib/$name is not the user's own"
for file in share/man/man1/$name.1.gz share/man/man5/oresundskraft.yml.5.gz share/bash-completion/completions/$name \
    share/zsh/vendor-completions/_$name share/fish/vendor_completions.d/$name.fish share/doc/$name/copyright \
    share/doc/$name/changelog.gz share/doc/$name/docs/configuration.md \
    share/doc/$name/deploy/oresundskraft.example.yml; do
    [ -s "$root/usr/$file" ] || fail "no /usr/$file"
done
(cd deploy/prometheus/rules && find . -maxdepth 1 -name '*.yml' -exec cmp {} "$root/usr/share/$name/prometheus/rules/{}" \;)
[ -z "$(find "$root/usr/share/doc/$name" -xtype l)" ] || fail "a link of the documentation leads nowhere"
(cd grafana && find dashboards provisioning -type f -exec cmp {} "$root/usr/share/$name/grafana/{}" \;)

step "a start without a key does nothing"
start
set +e
wait "$exporter"
status=$?
set -e
exporter=
[ "$status" = 75 ] || fail "it ended with status $status instead"

step "a start without a customer number says so"
echo key-of-the-test-4711 | in_root install -m 640 -g $name /dev/stdin /etc/$name/subscription-key
start
set +e
wait "$exporter"
status=$?
set -e
exporter=
[ "$status" = 1 ] || fail "it ended with status $status instead"
says "customers: at least one is needed" "$work/exporter.log"

step "configure, start, scrape"
chroot --userspec=nobody:nogroup "$root" /usr/bin/$name simulate --listen 127.0.0.1:0 --key key-of-the-test-4711 \
    >"$work/simulator.log" 2>&1 &
simulator=$!
api=$(address "$work/simulator.log" url)
sed -i 's/127.0.0.1:9877/127.0.0.1:0/' "$root/etc/default/$name"
sed -i -e 's/^customers: .*/customers: [{numbers: ["100001"]}]/' -e "s|^api:|&\n  url: \"$api\"\n  max_retries: 0|" \
    "$root/etc/$name/oresundskraft.yml"
as_user $name check-config --ping >"$work/check.log" 2>&1 || fail "check-config finds faults"
start_and_scrape
[ "$(in_root stat --format '%U %a' /var/lib/$name/readings.sqlite)" = "$name 600" ] || fail "the store is not the user's own"
! grep -q key-of-the-test-4711 "$work/exporter.log" "$work/metrics" || fail "the key is shown"

step "reload, as systemctl reload does"
kill -HUP "$exporter"
wait_for 'msg="configuration reloaded"' "$work/exporter.log"

step "a container without credentials: the key file is read, and a new key at a reload"
stop
in_root install -D -m 644 /usr/share/doc/$name/deploy/systemd/lxc.conf /etc/systemd/system/$name.service.d/lxc.conf
echo wrong-key-of-the-test >"$root/etc/$name/subscription-key"
start
address "$work/exporter.log" address >/dev/null
wait_for 'msg="poll failed".* endpoint=timeseries .*results=unauthorized' "$work/exporter.log"
echo key-of-the-test-4711 >"$root/etc/$name/subscription-key"
kill -HUP "$exporter"
wait_for 'msg="poll done".* endpoint=timeseries ' "$work/exporter.log"
stop
rm -r "$root/etc/systemd/system/$name.service.d"
start_and_scrape

step "export beside the running service; fetch once it is stopped"
export_readings "$work/before.csv"
[ "$(wc -l <"$work/before.csv")" -gt 1000 ] || fail "hardly a reading is exported"
stop
as_user $name fetch --from 2026-01-01 --to 2026-02-01 >"$work/fetch.log" 2>&1 || fail "fetch fails"
export_readings "$work/fetched.csv"
contains "$work/before.csv" "$work/fetched.csv"

step "upgrade beside the running service, over the older one's store"
start_and_scrape
configuration >"$work/configuration"
apt install /newer.deb || fail "apt cannot upgrade it"
[ "$(in_root dpkg-query --show --showformat '${Version}' $name)" = "$newer_version" ] || fail "it is not $newer_version"
curl --silent --fail --output /dev/null "$url/-/healthy" || fail "the older one does not run on"
stop
configuration | cmp - "$work/configuration" || fail "the upgrade has changed the configuration"
start_and_scrape
stop
export_readings "$work/upgraded.csv"
contains "$work/fetched.csv" "$work/upgraded.csv"

step "remove: configuration, key and readings stay"
apt remove $name || fail "apt cannot remove it"
[ ! -e "$root/usr/bin/$name" ] && [ ! -e "$root/lib/systemd/system/$name.service" ] || fail "the program is still there"
configuration | cmp - "$work/configuration" || fail "removal has changed the configuration"
[ -s "$root/var/lib/$name/readings.sqlite" ] || fail "removal has taken the readings"

step "install again: it goes on as before"
apt install /newer.deb || fail "apt cannot install it again"
configuration | cmp - "$work/configuration" || fail "the installation has changed the configuration"
start_and_scrape
stop
export_readings "$work/again.csv"
contains "$work/upgraded.csv" "$work/again.csv"

step "purge: configuration and key go, readings stay, and it says where"
cp -p "$root/var/lib/$name/readings.sqlite" "$work/readings.sqlite"
apt purge $name || fail "apt cannot purge it"
says "The readings are kept in /var/lib/$name" "$work/apt.log"
[ ! -e "$root/etc/$name" ] && [ ! -e "$root/etc/default/$name" ] || fail "purge has left configuration"
cmp "$work/readings.sqlite" "$root/var/lib/$name/readings.sqlite" || fail "purge has changed the readings"
[ "$(in_root stat --format %U /var/lib/$name/readings.sqlite)" = $name ] || fail "the readings have lost their user"

step "purge without readings leaves nothing"
rm -r "$root/var/lib/$name"
apt install /newer.deb || fail "apt cannot install it after a purge"
apt purge $name || fail "apt cannot purge it"
! grep -q "readings are kept" "$work/apt.log" || fail "purge speaks of readings that are not there"
left=$(find "$root" -path "$root/proc" -prune -o -name '*oresundskraft*' -print)
[ -z "$left" ] || fail "purge has left $left"

kill -TERM "$simulator"
wait "$simulator" || fail "the simulator ended with status $?"
simulator=
echo "The package can be installed, started, scraped, upgraded, removed and purged."
