#!/usr/bin/env bash
# Drill: restarts two replicas one after the other (SIGTERM) behind nginx while clients with kept-alive connections make
# RATE requests a second, and counts those that failed. Without containers: it needs dotnet, nginx, node, curl and openssl.
# PROGRAM names a server that is built already.
set -euo pipefail
drills=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$drills/../.." && pwd)
work=$(mktemp -d /tmp/ixp-drill.XXXXXX)
port=${HTTP_PORT:-18090}
replicas=(1 2)
declare -A pids=()

say() { printf '%s restart: %s\n' "$(date -u +%T)" "$*"; }

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
  local code=$?
  # nginx ends its workers itself; the second signal ends a server that drains.
  { kill "${pids[@]}" && kill "${pids[@]}" && wait; } 2>/dev/null || true
  [ "$code" = 0 ] || tail -n 5 "$work"/*.log >&2 || true
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT

program=${PROGRAM:-$root/artifacts/bin/IxpServer.Api/release/IxpServer.Api.dll}
[ -n "${PROGRAM:-}" ] || dotnet build "$root/IxpServer.Api" -c Release -v quiet --nologo
jwt=$(openssl rand -hex 32)
key=$(openssl rand -base64 32)

start() { # start NUMBER: a replica, as production runs it but for limits and a database of its own
  cd "$root/IxpServer.Api"
  env -u DATABASE_URL -u DATABASE_URL_FILE -u REDIS_URL -u REDIS_URL_FILE -u ASPNETCORE_ENVIRONMENT NODE_ENV=production \
    HOST=127.0.0.1 PORT=$((port + $1)) DATABASE_FILE="$work/$1/ixp.db" INTENT_LOG_SPOOL="$work/$1/spool" \
    CORS_ORIGIN=http://localhost JWT_SECRET="$jwt" ENCRYPTION_KEY="$key" RATE_LIMIT_ENABLED=false \
    TRUSTED_PROXIES=127.0.0.1 dotnet "$program" >>"$work/replica-$1.log" 2>&1 &
  pids[$1]=$!
  cd "$OLDPWD"
}

wait_for() { # wait_for URL PID
  for _ in $(seq 1200); do
    ! curl -sf -o /dev/null --max-time 5 "$1" || return 0
    kill -0 "$2" || break
    sleep 0.1
  done
  say "$1 does not answer"
  exit 1
}

# The files of production on loopback; limits are not what is drilled.
mkdir -p "$work/nginx/local" "$work/nginx/tmp"
servers=$(printf 'server 127.0.0.1:%s max_fails=2 fail_timeout=5s; ' $((port + 1)) $((port + 2)))
for file in "$root"/deploy/nginx/*; do
  sed -e "s| /tmp/| $work/nginx/tmp/|; s|/etc/nginx/ixp/|$work/nginx/|; s|/etc/nginx/local/|$work/nginx/local/|" \
    -e "s|/etc/nginx/site.conf|$work/nginx/plain.conf|; s|listen \[::\]:|# |; s|listen 8080|listen 127.0.0.1:$port|" \
    -e "s|server api:8080 resolve .*|$servers|; s|access_log /dev/stdout json|access_log off|" \
    "$file" >"$work/nginx/${file##*/}"
done
echo '0.0.0.0/0 1;' >"$work/nginx/unlimited.geo"
[ "$(id -u)" != 0 ] || user='user root;'

for replica in "${replicas[@]}"; do start "$replica"; done
nginx -e stderr -c "$work/nginx/nginx.conf" -g "${user:-} daemon off;" >"$work/nginx.log" 2>&1 &
pids[nginx]=$!
for replica in "${replicas[@]}"; do wait_for "http://127.0.0.1:$((port + replica))/ready" "${pids[$replica]}"; done
wait_for "http://127.0.0.1:$port/ixp/intents" "${pids[nginx]}"

node "$drills/load.mjs" "http://127.0.0.1:$port" "${RATE:-300}" >"$work/load.log" 2>&1 &
pids[load]=$!
sleep 5
for replica in "${replicas[@]}"; do
  begun=$EPOCHSECONDS
  kill -TERM "${pids[$replica]}"
  code=0
  wait "${pids[$replica]}" || code=$?
  [ "$code" = 0 ] || { say "replica $replica ended with $code"; exit 1; }
  say "replica $replica ended $((EPOCHSECONDS - begun)) s after SIGTERM"
  start "$replica"
  wait_for "http://127.0.0.1:$((port + replica))/ready" "${pids[$replica]}"
  say "replica $replica is ready again $((EPOCHSECONDS - begun)) s after SIGTERM"
  # nginx asks it again when the 5 s are over for which it leaves out who has failed.
  sleep 6
done
status=0
kill -TERM "${pids[load]}"
wait "${pids[load]}" || status=$?
unset 'pids[load]'
while read -r line; do say "$line"; done <"$work/load.log"
exit "$status"
