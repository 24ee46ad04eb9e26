#!/bin/sh
# Installs, starts, scrapes, upgrades, removes and purges the Debian package in a fresh root: test-deb.sh PACKAGE RELEASE [OLDER-PACKAGE]
# RELEASE is one of Debian's: bookworm, trixie, sid. Without an older package it is the same one with a lower version.
# shellcheck source-path=SCRIPTDIR disable=SC2016
if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: test-deb.sh PACKAGE RELEASE [OLDER-PACKAGE]" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
newer=$(realpath "$1")
older=${3:+$(realpath "$3")}
cd "$repository"

if [ -z "$older" ]; then
    dpkg-deb --raw-extract "$newer" "$work/older"
    sed -i 's/^Version: .*/Version: 0.0.1~older/' "$work/older/DEBIAN/control"
    older=$work/older.deb
    dpkg-deb --root-owner-group -Znone --build "$work/older" "$older" >/dev/null
fi
newer_version=$(dpkg-deb --field "$newer" Version)

step "a fresh root of $2"
new_root "$2"
cp "$older" "$root/older.deb"
cp "$newer" "$root/newer.deb"

step "install"
apt install /older.deb || fail "apt cannot install it"
says "does nothing until you set a customer number and a key" "$work/apt.log"
[ -z "$(in_root dpkg --verify $name)" ] || fail "dpkg --verify: $(in_root dpkg --verify $name)"
in_root $name version
print_libraries
[ -L "$root/etc/systemd/system/multi-user.target.wants/$name.service" ] || fail "the service is not enabled"
[ "$(in_root stat --format '%U %G %a' /etc/$name)" = "root $name 750" ] || fail "everyone can read /etc/$name"
[ "$(in_root stat --format '%U %a' /var/lib/$name)" = "$name 700" ] || fail "/var/lib/$name does not belong to the user"
for file in share/man/man1/$name.1.gz share/man/man5/oresundskraft.yml.5.gz share/bash-completion/completions/$name \
    share/zsh/vendor-completions/_$name share/fish/vendor_completions.d/$name.fish share/doc/$name/copyright \
    share/doc/$name/changelog.gz share/doc/$name/docs/configuration.md \
    share/doc/$name/deploy/oresundskraft.example.yml share/$name/helm/$name/Chart.yaml share/$name/mixin/mixin.libsonnet; do
    [ -s "$root/usr/$file" ] || fail "no /usr/$file"
done
(cd deploy/prometheus/rules && find . -maxdepth 1 -name '*.yml' -exec cmp {} "$root/usr/share/$name/prometheus/rules/{}" \;)
[ -z "$(find "$root/usr/share/doc/$name" "$root/usr/share/$name" -xtype l)" ] || fail "a link leads nowhere"
(cd grafana && find dashboards provisioning -type f -exec cmp {} "$root/usr/share/$name/grafana/{}" \;)
dashboards=$(sed -n 's,^ *- \(\.\./\.\./grafana\)$,\1,p' "$root/usr/share/$name/kubernetes/monitoring/kustomization.yaml")
[ -e "$root/usr/share/$name/kubernetes/monitoring/$dashboards/kustomization.yaml" ] || fail "the manifests miss the dashboards"
grep -o "'\.\./[^']*'" "$root/usr/share/$name/mixin/mixin.libsonnet" | tr -d "'" | sort -u >"$work/imports"
[ "$(wc -l <"$work/imports")" -ge 8 ] || fail "the mixin imports too few files"
while read -r file; do [ -e "$root/usr/share/$name/mixin/$file" ] || fail "the mixin misses $file"; done <"$work/imports"

step "a start without a key does nothing"
start_ends_with 75

step "a start without a customer number says so"
echo $key | in_root install -m 640 -g $name /dev/stdin /etc/$name/subscription-key
start_ends_with 1
says "customers: at least one is needed" "$work/exporter.log"

step "configure, start, scrape"
start_simulator
configure
start_and_scrape
[ "$(in_root stat --format '%U %a' /var/lib/$name/readings.sqlite)" = "$name 600" ] || fail "the store does not belong to the user"

step "reload, as systemctl reload does"
kill -HUP "$exporter"
wait_for 'msg="configuration reloaded"' "$work/exporter.log"
stop

step "a container without credentials: the key file is read, and a new key at a reload"
in_root install -D -m 644 /usr/share/doc/$name/deploy/systemd/lxc.conf /etc/systemd/system/$name.service.d/lxc.conf
echo wrong-key-of-the-test >"$root/etc/$name/subscription-key"
start
address "$work/exporter.log" address >/dev/null
wait_for 'msg="poll failed".* endpoint=timeseries .*results=unauthorized' "$work/exporter.log"
echo $key >"$root/etc/$name/subscription-key"
kill -HUP "$exporter"
wait_for 'msg="poll done".* endpoint=timeseries ' "$work/exporter.log"
stop
rm -r "$root/etc/systemd/system/$name.service.d"
start_and_scrape

step "export beside the running service; fetch once it is stopped"
export_readings "$work/before.csv"
[ "$(wc -l <"$work/before.csv")" -gt 1000 ] || fail "too few readings are exported"
stop
as_user $name fetch --from 2026-01-01 --to 2026-02-01 >"$work/fetch.log" 2>&1 || fail "fetch fails"
export_readings "$work/fetched.csv"
contains "$work/before.csv" "$work/fetched.csv"

step "a folder of readings without rights: it says so, and starts once they are there"
in_root chown root: /var/lib/$name
in_root setpriv --reuid $name --regid $name --clear-groups env CREDENTIALS_DIRECTORY=/etc/$name \
    $name --config.file /etc/$name/oresundskraft.yml --web.listen-address 127.0.0.1:0 >"$work/rights.log" 2>&1 &&
    fail "it starts without rights to its store"
says "/var/lib/$name" "$work/rights.log"
in_root systemd-tmpfiles --create $name.conf
[ "$(in_root stat --format '%U %a' /var/lib/$name)" = "$name 700" ] || fail "systemd-tmpfiles does not repair the folder"

step "upgrade beside the running service, over the older one's store"
start_and_scrape
configuration >"$work/configuration"
apt install /newer.deb || fail "apt cannot upgrade it"
[ "$(in_root dpkg-query --show --showformat '${Version}' $name)" = "$newer_version" ] || fail "it is not $newer_version"
curl --silent --fail --output /dev/null "$url/-/healthy" || fail "the older one stopped running"
stop
configuration | cmp - "$work/configuration" || fail "the upgrade has changed the configuration"
start_and_scrape
stop
export_readings "$work/upgraded.csv"
contains "$work/fetched.csv" "$work/upgraded.csv"

step "a store of a newer version: it says so, and leaves it as it is"
cp -p "$root/var/lib/$name/readings.sqlite" "$work/store"
sqlite=$(in_root sh -c "command -v sqlite3" || true)
[ -n "$sqlite" ] || apt install sqlite3 || fail "apt cannot install sqlite3"
in_root sqlite3 /var/lib/$name/readings.sqlite "INSERT INTO grdb_migrations VALUES ('of-a-later-version')"
cp -p "$root/var/lib/$name/readings.sqlite" "$work/newer-store"
start_ends_with 1
says "was written by a newer version of the exporter, and was left as it is" "$work/exporter.log"
cmp "$work/newer-store" "$root/var/lib/$name/readings.sqlite" || fail "the store has been changed"
cp -p "$work/store" "$root/var/lib/$name/readings.sqlite"

step "remove: configuration, key and readings stay"
apt remove $name || fail "apt cannot remove it"
[ ! -e "$root/usr/bin/$name" ] && [ ! -e "$root/usr/lib/systemd/system/$name.service" ] || fail "the program is still there"
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
! grep -q "readings are kept" "$work/apt.log" || fail "purge mentions readings that do not exist"
left=$(find "$root" -path "$root/proc" -prune -o -name '*oresundskraft*' -print)
[ -z "$left" ] || fail "purge has left $left"

step "lintian of $2 finds nothing"
apt install lintian || fail "apt cannot install lintian"
in_root lintian --allow-root --fail-on error,warning /newer.deb >"$work/lintian.log" 2>&1 || fail "lintian finds faults"

stop_simulator
echo "On $2 the package can be installed, started, scraped, upgraded, removed and purged."
