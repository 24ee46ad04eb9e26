#!/bin/sh
# Prints the rules for Prometheus as a PrometheusRule of the Prometheus Operator: the content of
# deploy/kubernetes/monitoring/prometheus-rule.yaml.
set -eu
cd "$(dirname "$0")/.."
cat <<'RULE'
# Made from deploy/prometheus/rules by scripts/kubernetes-rules.sh: change the rules there.
# Put further limits and emission factors into an overlay, as a PrometheusRule beside this one; patch those that are set here.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: oresundskraft-exporter
  labels:
    app.kubernetes.io/name: oresundskraft-exporter
spec:
  groups:
RULE
for file in deploy/prometheus/rules/*.yml; do
    # The lines before the groups are comments on the file.
    sed -e '1,/^groups:/d' -e 's/^\(..*\)/  \1/' "$file"
done
