#!/bin/sh
# Starts the services of compose.yml without containers, and queries them: test-compose.sh PROGRAM RELEASE
# The exporter, the simulated utility, Prometheus and Alertmanager run in a fresh root with the file's commands, volumes, secret and names.
# Grafana, which Debian does not have, is left out. COMPOSE names docker-compose.
# shellcheck source-path=SCRIPTDIR
if [ $# != 2 ]; then
    echo "usage: test-compose.sh PROGRAM RELEASE" >&2
    exit 64
fi
. "$(dirname "$0")/root.sh"
program=$(realpath "$1")
cd "$repository"
compose=${COMPOSE:-.build/test-venv/bin/docker-compose}

step "the root that stands in for the images"
new_root "$2"
apt install ca-certificates curl libcurl4 prometheus prometheus-alertmanager tzdata ||
    apt install ca-certificates curl libcurl4t64 prometheus prometheus-alertmanager tzdata || fail "apt cannot install the services"
strip --strip-unneeded -o "$root/usr/bin/$name" "$program"
rm -rf "$root/etc/prometheus"
mkdir "$root/dev/shm" 2>/dev/null || true
cat >"$work/ask.sh" <<'ASK'
set -eu
until_says() { # WORDS URL
    for _ in $(seq 1500); do
        curl --silent --get "$2" ${3:+--data-urlencode "$3"} >"$answer" || true
        if grep -qF -- "$1" "$answer"; then return; fi
        sleep 0.1
    done
    echo "$2 ${3:-} does not say $1 but: $(head -c 600 "$answer")" >&2
    exit 1
}
until_says 'oresundskraft_up{endpoint="timeseries"} 1' http://exporter:9877/metrics
echo "  the exporter has polled the utility"
until_says '"health":"up"' http://prometheus:9090/api/v1/targets
until_says '"value":[' http://prometheus:9090/api/v1/query 'query=oresundskraft_timeseries_value{job="oresundskraft"}'
echo "  Prometheus has scraped it"
until_says '"value":[' http://prometheus:9090/api/v1/query 'query=count(count_over_time(oresundskraft_reading[30d]) > 1000)'
echo "  readings of a month are at their true times"
until_says 'OresundskraftExporterDown' http://prometheus:9090/api/v1/rules
until_says 'alertmanager:9093' http://prometheus:9090/api/v1/alertmanagers
until_says '"versionInfo"' http://alertmanager:9093/api/v2/status
echo "  Prometheus has the rules and knows Alertmanager"
ASK
# Names of services are this root's own.
cat >"$work/ask" <<ASK
#!/bin/sh
mount --bind "$root/etc/hosts" /etc/hosts
answer="$work/answer" exec sh "$work/ask.sh"
ASK
chmod +x "$work/ask"

step "start the services, and ask them"
"$compose" --file deploy/container/compose.yml config --format json >"$work/compose.json"
unshare --mount --propagation private --net "$repository/scripts/roots/run-compose.py" "$root" "utility=/usr/bin/$name" \
    "exporter=/usr/bin/$name serve --config.file=/etc/$name/oresundskraft.yml" prometheus=/usr/bin/prometheus \
    alertmanager=/usr/bin/prometheus-alertmanager -- "$work/ask" <"$work/compose.json" ||
    { tail -n 5 "$root"/*.log; fail "the services do not work together"; }
echo "The services of compose.yml work together; Grafana was left out."
