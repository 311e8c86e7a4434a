#!/usr/bin/env bash
# Drill: kills each container in turn (SIGKILL) while requests are made, as a crash would, and starts it again if nobody else
# does. Counts the requests that failed, and how long until none did any more.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare
seconds=${SECONDS_EACH:-15}
compose up -d --wait >/dev/null
say "kill: all is up; $seconds s for each"
start_load "$work/load"
sleep 3

earlier() { # earlier TIME: a second before, for the requests that were under way
  awk -v t="$1" 'BEGIN { printf "%.3f", t - 1 }'
}

status=0
for service in api cache postgres nginx; do
  id=$(compose ps -q --status running "$service" | head -n 1)
  process=$(docker inspect -f '{{.State.Pid}}' "$id")
  begun=$(now)
  # From outside, as the kernel does: Docker starts again what was not stopped by its own command.
  kill -9 "$process"
  sleep "$seconds"
  read -r requests failed last longest < <(count "$work/load" "$(earlier "$begun")" "$(now)")
  state=$(docker inspect -f '{{.State.Status}}, started again {{.RestartCount}} times' "$id")
  [ "$requests" -gt 0 ] || { say 'kill: no requests were made'; exit 1; }
  if [ "$failed" = 0 ]; then
    say "kill: $service: no request of $requests failed, the longest took $longest s; it is $state"
  else
    last=$(awk -v l="$last" 'BEGIN { printf "%.1f", l - 1 }')
    say "kill: $service: $failed of $requests requests failed, the last $last s after; it is $state"
    # Only nginx is alone: while it is away there is nobody to ask.
    [ "$service" = nginx ] || status=1
  fi
  [ "$(docker inspect -f '{{.State.Status}}' "$id")" = running ] || status=1
done
stop_load
[ "$(render)" = 200 ] || status=1
exit "$status"
