#!/bin/sh
# Builds the last stage of the Dockerfile around a portable program and runs the image: test-image.sh PROGRAM
# It needs no registry: the base is a fresh root of the Dockerfile's Debian release. Needs buildah, podman and runc.
# shellcheck source-path=SCRIPTDIR
if [ $# != 1 ]; then
    echo "usage: test-image.sh PROGRAM" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
program=$(realpath "$1")
cd "$repository"

# Its own image store, which works with any kernel.
engine() { podman --root "$work/storage" --runroot "$work/run" --storage-driver vfs --cgroup-manager cgroupfs "$@"; }
at_end() { engine rm --all --force >/dev/null 2>&1; }
# As in compose.yml and the manifests for Kubernetes: no rights, and nothing writable except a volume.
container() { # NAME ARGUMENTS
    called=$1
    shift
    limit=$(prlimit --nofile --noheadings --output HARD)
    engine run --runtime runc --ulimit "nofile=$limit:$limit" --ulimit nproc=4096:4096 --network host --read-only --cap-drop ALL \
        --security-opt no-new-privileges --name "$called" "$@"
}

step "build the image"
base=$(sed -n 's/^FROM debian:\([a-z]*\)-slim$/\1/p' deploy/container/Dockerfile)
[ -n "$base" ] || fail "the Dockerfile names no release of Debian"
new_root "$base"
umount "$root/proc"
tar --create --directory "$root" --file "$work/base.tar" .
engine import "$work/base.tar" "docker.io/library/debian:$base-slim" >"$work/import.log" 2>&1
mkdir "$work/context"
strip --strip-unneeded -o "$work/context/$name" "$program"
sed -n '/^FROM debian/,$p' deploy/container/Dockerfile >"$work/Dockerfile"
buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs build --isolation chroot --format docker --pull-never \
    --build-context build="$work/context" --build-arg VERSION=1.2.3 --build-arg REVISION=abc --build-arg CREATED=2026-01-01T00:00:00Z \
    --file "$work/Dockerfile" --tag "$name" "$work/context" >"$work/build.log" 2>&1 || fail "buildah cannot build it"
engine image inspect "$name" >"$work/image.json"
for label in title description licenses vendor url source documentation base.name; do
    says "\"org.opencontainers.image.$label\": \"" "$work/image.json"
done
says '"org.opencontainers.image.version": "1.2.3"' "$work/image.json"
engine image inspect --format '    {{.Size}} bytes, user {{.User}}' "$name"

step "without a configuration it says what is missing"
if container empty --rm "$name" >"$work/empty.log" 2>&1; then fail "it starts"; fi
says "/etc/oresundskraft-exporter/oresundskraft.yml: there is no such file" "$work/empty.log"

step "demo"
container demo --detach "$name" demo --web.listen-address 127.0.0.1:0 >"$work/id.log" 2>&1
for _ in $(seq 300); do
    engine logs demo >"$work/demo.log" 2>&1
    grep -q 'msg="poll done".*endpoint=timeseries' "$work/demo.log" && break
    sleep 0.1
done
says 'endpoint=timeseries' "$work/demo.log"
main=$(engine inspect --format '{{.State.Pid}}' demo)
grep -q '^Uid:.65532.65532' "/proc/$main/status" || fail "it does not run as 65532"
for line in 'CapEff:	0000000000000000' 'NoNewPrivs:	1' 'Seccomp:	2'; do says "$line" "/proc/$main/status"; done
awk '$5 == "/" { print $6 }' "/proc/$main/mountinfo" | grep -q '^ro' || fail "its root can be written to"
engine stop --time 20 demo >>"$work/id.log" 2>&1
[ "$(engine inspect --format '{{.State.ExitCode}}' demo)" = 0 ] || fail "it does not end with 0"

step "serve with a key and a volume, and its own health check"
container utility --detach "$name" simulate --listen 127.0.0.1:0 --key $key >>"$work/id.log" 2>&1
for _ in $(seq 100); do
    engine logs utility >"$work/utility.log" 2>&1
    grep -q msg=listening "$work/utility.log" && break
    sleep 0.1
done
mkdir "$work/config" "$work/secrets"
echo $key >"$work/secrets/subscription-key"
cat >"$work/config/oresundskraft.yml" <<CONFIG
api: {url: "$(address "$work/utility.log" url)"}
customers: [{numbers: ["100001"]}]
storage: {path: /var/lib/$name/readings.sqlite}
CONFIG
serve() { # NAME
    container "$1" --detach --env CREDENTIALS_DIRECTORY=/run/secrets --volume "$work/secrets:/run/secrets:ro" \
        --volume "$work/config:/etc/$name:ro" --volume readings:/var/lib/$name "$name" \
        serve --config.file=/etc/$name/oresundskraft.yml --web.listen-address 127.0.0.1:0 >>"$work/id.log" 2>&1
    for _ in $(seq 600); do
        engine logs "$1" >"$work/serve.log" 2>&1
        grep -q 'msg="poll done".*endpoint=timeseries' "$work/serve.log" && break
        sleep 0.1
    done
    says 'endpoint=timeseries' "$work/serve.log"
    curl --silent --fail "http://$(address "$work/serve.log" address)/metrics" >"$work/metrics"
    says 'oresundskraft_up{endpoint="timeseries"} 1' "$work/metrics"
}
serve first
engine healthcheck run first >"$work/health.log" 2>&1 || fail "the health check fails"
engine stop --time 20 first >>"$work/id.log" 2>&1
if engine healthcheck run first >"$work/health.log" 2>&1; then fail "the health check of an ended container succeeds"; fi

step "another container goes on with the volume's readings"
serve second
grep -q 'unchanged=[1-9]' "$work/serve.log" || fail "the readings count as new again"
echo "The image can be built and run: not root, on a read-only root, with its health check and its volume."
