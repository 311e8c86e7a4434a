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

# The server alone, which is what a restart costs: from its start until it is ready.
id=$(compose ps -q api | head -n 1)
docker stop "$id" >/dev/null
docker start "$id" >/dev/null
begun=$(now)
until docker exec "$id" /app/IxpServer.Api --health-check 2>/dev/null; do :; done
say "up: one replica ready $(since "$begun") s after its start (asked by a process of its own)"
docker stats --no-stream --format 'up: {{.Name}} {{.MemUsage}}' "$id" | sed "s/$COMPOSE_PROJECT_NAME-//"
