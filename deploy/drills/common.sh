# shellcheck shell=bash
# Read by the drills. Each runs compose.prod.yaml as a project of its own, with secrets, volumes and ports of its own, and
# removes all of it at the end; KEEP=1 leaves it. IXP_VERSION names the images: build.sh makes them.
drills=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
compose_directory=$drills/../compose
work=$(mktemp -d /tmp/ixp-drill.XXXXXX)
export COMPOSE_PROJECT_NAME="ixp-drill-$$"
export HTTP_PORT="${HTTP_PORT:-18080}" HTTPS_PORT="${HTTPS_PORT:-18443}" FRONT_SUBNET="${FRONT_SUBNET:-172.30.251.0/24}"
export IXP_VERSION="${IXP_VERSION:-drill}"
export SECRETS_DIRECTORY="$work/secrets" TLS_DIRECTORY="$work/secrets/tls" NGINX_LOCAL="$work/nginx"
export NGINX_UNLIMITED="$work/unlimited.geo"
base=https://localhost:$HTTPS_PORT
# Read where a name is not followed by another file: what the drill changes of the settings.
COMPOSE="docker compose -f $compose_directory/compose.prod.yaml -f $work/drill.yaml"
export COMPOSE

say() { printf '%s %s\n' "$(date -u +%T)" "$*"; }

now() { # seconds since the epoch, with three decimals
  local time=${EPOCHREALTIME/,/.}
  printf '%s' "${time%???}"
}

since() { # since TIME: seconds
  awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'
}

compose() { # the containers' warnings about this machine are not the drill's
  # shellcheck disable=SC2086 # words
  $COMPOSE "$@" 2>"$work/compose.log" || { cat "$work/compose.log" >&2; return 1; }
}

clean_up() {
  local code=$?
  [ -z "${load:-}" ] || stop_load || true
  if [ -n "${KEEP:-}" ]; then
    echo "left as it is: COMPOSE_PROJECT_NAME=$COMPOSE_PROJECT_NAME, $work" >&2
  else
    compose down -v --remove-orphans >/dev/null || true
    rm -rf "$work"
  fi
  exit "$code"
}

prepare() { # what a new installation has; limits are not what is drilled
  trap clean_up EXIT
  NAME=localhost "$compose_directory/prepare.sh" "$work" >/dev/null
  printf '%s\n' '0.0.0.0/0 1;' '::/0 1;' >"$work/unlimited.geo"
  cat >>"$work/.env.production" <<'SETTINGS'
RATE_LIMIT_ENABLED=false
SETTINGS
  cat >"$work/drill.yaml" <<YAML
services:
  migrations: { env_file: !override ["$work/.env.production"] }
  api: { env_file: !override ["$work/.env.production"] }
YAML
}

render() { # prints the status, 000 for none
  curl -sk -o /dev/null -w '%{http_code}' --max-time 5 -H 'content-type: application/json' \
    -d '{"intent":{"name":"show_weather","parameters":{"city":"Oslo"}}}' "$base/ixp/render" || true
}

# Four callers, one after the other's answer: three renders, then a read of the registry. Each line of the file is when a
# request was begun, what it was answered, and how long that took.
start_load() { # start_load FILE
  : >"$1"
  rm -f "$work/stop"
  (
    for _ in 1 2 3 4; do
      while [ ! -e "$work/stop" ]; do
        for kind in render render render read; do
          started=$(now)
          if [ "$kind" = render ]; then
            status=$(render)
          else
            status=$(curl -sk -o /dev/null -w '%{http_code}' --max-time 5 "$base/ixp/intents" || true)
          fi
          printf '%s %s %s\n' "$started" "$status" "$(now)" >>"$1"
        done
      done &
    done
    wait
  ) &
  load=$!
}

stop_load() { # the requests under way are waited for
  touch "$work/stop"
  wait "$load"
}

count() { # count FILE FROM TO: "REQUESTS FAILED LAST_FAILURE LONGEST" of what was begun in that time; the last since FROM
  awk -v from="$2" -v to="$3" '
    $1 >= from && $1 < to {
      requests++
      if ($3 - $1 > longest) longest = $3 - $1
      if ($2 != 200) { failed++; last = $3 - from }
    }
    END { printf "%d %d %.1f %.1f\n", requests, failed, last, longest }' "$1"
}
