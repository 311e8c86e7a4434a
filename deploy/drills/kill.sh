#!/usr/bin/env bash
# Drill: kills each container in turn (SIGKILL) while requests are made, as a crash would, and starts it again if nobody else
# does. Counts the requests that failed, and how long until none did any more.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare
seconds=${SECONDS_EACH:-20}
compose up -d --wait >/dev/null
say "kill: all is up; $seconds s for each"
start_load "$work/load"
sleep 3

earlier() { # earlier TIME: a second before, for the requests that were under way
  awk -v t="$1" 'BEGIN { printf "%.3f", t - 1 }'
}

status=0
for service in api cache postgres nginx; do
  id=$(compose ps -q --status running "$service" | sed -n 1p)
  process=$(docker inspect -f '{{.State.Pid}}' "$id")
  starts=$(docker inspect -f '{{.RestartCount}}' "$id")
  begun=$(now)
  # From outside, as the kernel does: Docker starts again what was not stopped by its own command.
  kill -9 "$process"
  well=
  for _ in $(seq $((seconds * 5))); do
    sleep 0.2
    state=$(docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.Health.Status}}' "$id")
    if [ -z "$well" ] && [[ ${state%% *} -gt $starts && $state == *'running healthy' ]]; then well=$(since "$begun"); fi
  done
  read -r requests failed last longest < <(count "$work/load" "$(earlier "$begun")" "$(now)")
  [ "$requests" -gt 0 ] || { say 'kill: no requests were made'; exit 1; }
  [ -n "$well" ] || { say "kill: $service is not healthy again after $seconds s"; docker logs --tail 20 "$id"; status=1; }
  if [ "$failed" = 0 ]; then
    say "kill: $service: no request of $requests failed, the longest took $longest s; healthy again after ${well:-?} s"
  else
    last=$(awk -v l="$last" 'BEGIN { printf "%.1f", l - 1 }')
    say "kill: $service: $failed of $requests requests failed, the last $last s after; healthy again after ${well:-?} s"
    # Only nginx is alone: while it is away there is nobody to ask.
    [ "$service" = nginx ] || status=1
  fi
done
stop_load
[ "$(render)" = 200 ] || status=1
exit "$status"
