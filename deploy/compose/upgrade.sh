#!/usr/bin/env bash
# Replaces the running version by another without a failed request: first the migrations, which the running version must be
# able to live with (docs/containers.md), then one replica after the other. What fails leaves the rest as it was.
#
#   upgrade.sh VERSION
#
# It reads .env and .env.production as "docker compose" does; further arguments for that stand in COMPOSE, such as
# "docker compose -f compose.prod.yaml -f mine.yaml".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
compose=${COMPOSE:-docker compose -f compose.prod.yaml}
[ $# = 1 ] || { echo "usage: $0 VERSION" >&2; exit 64; }
export IXP_VERSION=$1

say() { printf '%s upgrade: %s\n' "$(date -u +%T)" "$*"; }

compose() {
  # shellcheck disable=SC2086 # words, as they were given
  $compose "$@"
}

replicas() { # the ids of the server's containers, sorted, whatever their state: one that ended at once is one too
  compose ps -aq api | sort
}

give_up() { # give_up REASON
  say "$1: the new replica is removed, the others run on as they were"
  # shellcheck disable=SC2086 # ids
  [ -z "$new" ] || docker rm -f $new >/dev/null
  exit 1
}

wait_healthy() { # wait_healthy ID
  local state
  for _ in $(seq 120); do
    state=$(docker inspect -f '{{.State.Status}} {{with .State.Health}}{{.Status}}{{end}}' "$1")
    case "$state" in
      'running healthy') return ;;
      running*) sleep 0.5 ;;
      *) break ;;
    esac
  done
  docker logs --tail 20 "$1" >&2
  give_up "the new replica is not healthy ($state)"
}

[ -n "$(compose ps -q --status running api)" ] ||
  { say "nothing runs: start it with '$compose up -d --wait'"; exit 1; }

say "migrating to $IXP_VERSION"
compose run --rm --no-deps migrations

mapfile -t old < <(replicas)
for id in "${old[@]}"; do
  before=$(replicas)
  failed=
  output=$(compose up -d --no-deps --no-recreate --scale "api=$(($(wc -l <<<"$before") + 1))" api 2>&1) || failed=yes
  new=$(comm -13 <(printf '%s\n' "$before") <(replicas))
  if [ -n "$failed" ] || [ "$(wc -w <<<"$new")" != 1 ]; then
    printf '%s\n' "$output" >&2
    give_up "docker compose has not started one new replica"
  fi
  wait_healthy "$new"
  # nginx asks for the names every two seconds: from now on it knows the new one.
  sleep "${SETTLE:-3}"
  docker stop --time 45 "$id" >/dev/null
  docker rm "$id" >/dev/null
  say "replaced ${id:0:12} by ${new:0:12}"
done
say "all ${#old[@]} replicas are of version $IXP_VERSION; set it in .env too, for the next 'up'"
