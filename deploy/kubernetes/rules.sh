#!/usr/bin/env bash
# Prints the rules and alerts of deploy/prometheus as the Prometheus operator takes them:
#
#   rules.sh [NAMESPACE] | kubectl apply -f -
set -euo pipefail
rules=$(cd "$(dirname "${BASH_SOURCE[0]}")/../prometheus/rules" && pwd)
cat <<HEAD
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: ixp-server
  namespace: ${1:-ixp}
  labels: { app.kubernetes.io/name: ixp-server, app.kubernetes.io/part-of: ixp-server }
spec:
  groups:
HEAD
for file in "$rules"/*.yml; do
  sed '1,/^groups:$/d; s/^./  &/' "$file"
done
