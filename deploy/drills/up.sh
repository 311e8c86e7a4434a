#!/usr/bin/env bash
# Drill: from nothing to the first render, timed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare

begun=$(now)
compose up -d --wait >/dev/null
say "up: all containers healthy after $(since "$begun") s"
until [ "$(render)" = 200 ]; do sleep 0.1; done
say "up: first render after $(since "$begun") s"

# The server alone, which is what a restart costs: from the start of its container until it answers.
id=$(compose ps -q api | sed -n 1p)
docker restart --time 45 "$id" >/dev/null
started=$(docker inspect -f '{{.State.StartedAt}}' "$id")
until answers=$(docker logs --timestamps --since "$started" "$id" 2>/dev/null | grep 'Application started'); do sleep 0.1; done
say "up: one replica answers $(awk -v a="$(date -d "$started" +%s.%N)" -v b="$(date -d "${answers%% *}" +%s.%N)" \
  'BEGIN { printf "%.2f", b - a }') s after its start"
sleep 10
docker stats --no-stream --format 'up: {{.Name}} has {{.MemUsage}}' "$id" | sed "s/$COMPOSE_PROJECT_NAME-//"
