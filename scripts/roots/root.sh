# Sourced by the tests in this folder: makes fresh Debian roots, and starts the exporter in them as its unit does. Needs root, debootstrap,
# curl, python3-seccomp and systemd-analyze; systemd does not run in a root, so run-unit.py starts the service by its unit.
# shellcheck shell=sh disable=SC2013,SC2034
set -eu
export LC_ALL=C.UTF-8
name=oresundskraft-exporter
key="key-of-the-test-4711"
unit=/usr/lib/systemd/system/$name.service
program=/usr/bin/$name
repository=$(realpath "$(dirname "$0")/../..")
# Unpacked roots are made once a day, and copied.
roots=${ROOTS:-$repository/.build/roots}

work=$(mktemp -d)
root=$work/root
simulator=
exporter=
started=
# A test that starts more than these two replaces it.
at_end() { :; }
finish() {
    status=$?
    set +e
    at_end
    [ -z "$exporter" ] || kill "$exporter"
    [ -z "$simulator" ] || kill "$simulator"
    if [ "$status" != 0 ]; then
        for log in "$work"/*.log; do
            [ -e "$log" ] || continue
            echo "--- $(basename "$log"), its end:"
            tail -n 25 "$log"
        done
        echo "failed: $started"
    fi >&2
    wait
    for mounted in $(awk -v work="$work/" 'index($2, work) == 1 { print $2 }' /proc/self/mounts | sort -r); do
        umount --lazy "$mounted"
    done
    # A remaining mount would be emptied with the rest.
    if grep -q " $work/" /proc/self/mounts; then
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
# TEXT FILE: fails unless the file contains the text.
says() { grep -qF -- "$1" "$2" || fail "$2 does not say: $1"; }

# RELEASE: makes a fresh root of a Debian release from this machine's own mirror, with its package lists.
new_root() {
    mirror=$("$repository/scripts/debian-mirror.sh")
    archive=$roots/$1.tar
    if [ -z "$(find "$archive" -mtime -1 2>/dev/null)" ]; then
        mkdir -p "$roots"
        debootstrap --variant=minbase "$1" "$work/base" "$mirror" >"$work/debootstrap.log" 2>&1
        tar --create --directory "$work/base" --file "$archive.new" .
        mv "$archive.new" "$archive"
        rm -rf "$work/base"
    fi
    mkdir "$root"
    tar --extract --directory "$root" --file "$archive"
    apt-config dump | grep -E '^Acquire::(http|https|ftp)::' >"$root/etc/apt/apt.conf.d/90machine" || true
    if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
        install -D --mode 644 /etc/ssl/certs/ca-certificates.crt "$root/etc/machine-certificates.crt"
        echo 'Acquire::https::CAInfo "/etc/machine-certificates.crt";' >>"$root/etc/apt/apt.conf.d/90machine"
    fi
    for file in resolv.conf hosts; do cp --dereference "/etc/$file" "$root/etc/$file"; done
    # A separate mount, like a system's root, which rpm requires.
    mount --bind "$root" "$root"
    mount --make-private "$root"
    mount -t proc proc "$root/proc"
    # Installations must not start anything.
    install -D --mode 755 /dev/stdin "$root/usr/sbin/policy-rc.d" <<'POLICY'
#!/bin/sh
exit 101
POLICY
    use_release "$1"
}
# RELEASE: switches the root to the packages of another release.
use_release() {
    # A mirror may be some days old.
    echo "deb [check-valid-until=no] $mirror $1 main" >"$root/etc/apt/sources.list"
    apt update || fail "apt cannot read the lists of $1"
}
in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# Runs a command as the service's user, with the service's key, as deploy/README.md shows for fetch and export.
as_user() { in_root runuser -u $name -- env CREDENTIALS_DIRECTORY=/etc/$name "$@" --config.file /etc/$name/oresundskraft.yml; }
apt() { in_root apt-get --yes --quiet --no-install-recommends "$@" >"$work/apt.log" 2>&1; }

# LOG KEY: prints the value of a key in the line `listening`, once it is there.
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
# Prints the libraries that the program uses in the root, and their packages.
print_libraries() {
    in_root ldd $program >"$work/libraries"
    ! grep "not found" "$work/libraries" || fail "a library is missing"
    for library in libc.so.6 libm.so.6 libgcc_s.so.1 libcurl.so.4; do
        path=$(awk -v library="$library" '$1 == library { print $3 }' "$work/libraries")
        owner=$(in_root dpkg --search "*$(basename "$path")" 2>/dev/null | head -n 1 | cut -d : -f 1)
        echo "    $library is of $(in_root dpkg-query --show "$owner" | tr '\t' ' ')"
    done
}
start_simulator() {
    : >"$work/simulator.log"
    # A store takes the readings of one address, so the next simulator listens where the first one did.
    chroot --userspec=nobody:nogroup "$root" $program simulate --listen "127.0.0.1:${api_port:-0}" --key $key \
        >"$work/simulator.log" 2>&1 &
    simulator=$!
    api=$(address "$work/simulator.log" url)
    api_port=$(echo "$api" | sed 's|.*:\([0-9]*\)/.*|\1|')
}
stop_simulator() {
    kill -TERM "$simulator"
    wait "$simulator" || fail "the simulator ended with status $?"
    simulator=
}
# Configures like a new user: the key, a customer number, and here the simulator's address and a free port.
configure() {
    echo $key | in_root install -m 640 -g $name /dev/stdin /etc/$name/subscription-key
    sed -i 's/127.0.0.1:9877/127.0.0.1:0/' "$root/etc/default/$name"
    sed -i -e 's/^customers: .*/customers: [{numbers: ["100001"]}]/' -e "s|^api:|&\n  url: \"$api\"\n  max_retries: 0|" \
        "$root/etc/$name/oresundskraft.yml"
    as_user $name check-config --ping >"$work/check.log" 2>&1 || fail "check-config finds faults"
    # Passwords are compared by the system's libcrypt, which has another name in each family of systems.
    # shellcheck disable=SC2016 # a hash of bcrypt
    echo 'basic_auth_users: {anna: "$2y$04$OQIsOu7AKLUqhjeMjf8SXevf78dVP2T4rIrr/Nu2bEpRO82veRcka"}' >"$root/tmp/web.yml"
    as_user $name check-config --web.config.file /tmp/web.yml >"$work/check.log" 2>&1 || fail "check-config finds no libcrypt"
}
start() {
    # unshare and run-unit.py become the exporter: it is one process.
    unshare --mount --propagation private "$repository/scripts/roots/run-unit.py" "$root" "$unit" \
        >"$work/exporter.log" 2>&1 &
    exporter=$!
}
# STATUS: fails unless the start ends by itself with this exit status.
start_ends_with() {
    start
    set +e
    wait "$exporter"
    status=$?
    set -e
    exporter=
    [ "$status" = "$1" ] || fail "it ended with status $status, not $1"
}
# Stops the exporter as systemd does, and fails unless its exit status is 0.
stop() {
    kill -TERM "$exporter"
    wait "$exporter" || fail "the exporter ended with status $?"
    exporter=
}
# Starts the service, and fails unless a scrape within two minutes shows a successful poll.
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
    ! grep -q $key "$work/exporter.log" "$work/metrics" || fail "the key is shown"
}
# FILE: exports everything that is stored, with the program itself.
export_readings() { as_user $name export --from 2026-01-01 --to 2100-01-01 --format csv >"$1" 2>"$work/export.log"; }
configuration() { (cd "$root" && find etc/$name etc/default/$name -type f -exec md5sum {} + | sort -k 2); }
# FILE FILE: fails unless every line of the first is in the second.
contains() {
    sort "$1" >"$work/first"
    sort "$2" >"$work/second"
    [ -z "$(comm -23 "$work/first" "$work/second")" ] || fail "$2 lacks lines of $1"
}
