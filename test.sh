#!/usr/bin/env bash
# Runs every test. As root on Debian or Ubuntu it first installs what they need; elsewhere it says what is missing.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE REASON
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "installing $2"
    [ -n "${apt_updated:-}" ] || { apt-get update -q >/dev/null; apt_updated=1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >/dev/null
  else
    missing+=("$1 (Debian package $2): $3")
  fi
}

missing=()
command -v dotnet >/dev/null || missing+=("dotnet: the .NET 10 SDK, see https://dot.net")
need chromium chromium "the browser of the page's tests; CHROMIUM_PATH may name another"
need node nodejs "runs the page's tests, version 20 or newer"
need npm npm "installs the page's test driver"
# Debian and Ubuntu keep PostgreSQL's server out of PATH.
PATH="$PATH$(printf ':%s' /usr/lib/postgresql/*/bin)" need postgres postgresql "the database of the tests"
need redis-server redis-server "the cache of the tests"
need rclone rclone "copies backups to S3 in the tests"
need systemd-analyze systemd "checks the units of the backup's timer"
need curl curl "asks what the runbooks say, tells a Pushgateway of backups"
need prometheus prometheus "scrapes the metrics in the tests; brings promtool"
need nginx nginx "stands before the server in the tests of its configuration"
need openssl openssl "speaks old versions of TLS in these"
need amtool prometheus-alertmanager "checks the sample of Alertmanager's configuration"
if command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  missing+=("node 20 or newer: found $(node --version)")
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'The tests need, but cannot find:\n' >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi

work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

say "building"
dotnet build IxpServer.Services.slnf -c Release -v quiet --nologo

status=0
say "server tests"
dotnet test --project IxpServer.Tests -c Release --no-build | tee "$work/dotnet.log" || status=1

say "page tests"
(cd IxpServer.Tests/browser && npm ci --silent)
# A database and a spool of its own: not the developer's, wherever their variables say it is.
(cd IxpServer.Api && exec env -u DATABASE_URL -u DATABASE_URL_FILE -u ConnectionStrings__ixpdb -u REDIS_URL -u REDIS_URL_FILE \
  -u ConnectionStrings__cache DATABASE_FILE="$work/ixp.db" INTENT_LOG_SPOOL="$work/spool" \
  ASPNETCORE_ENVIRONMENT=Development HOST=127.0.0.1 PORT=0 \
  dotnet ../artifacts/bin/IxpServer.Api/release/IxpServer.Api.dll) >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 300); do
  url=$(sed -n 's/.*Now listening on: //p' "$work/server.log" | head -n 1)
  [ -z "$url" ] || break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
if [ -z "${url:-}" ]; then
  cat "$work/server.log" >&2
  status=1
else
  (cd IxpServer.Tests/browser && IXP_BASE_URL="$url" npm test --silent) | tee "$work/node.log" || status=1
fi

# The failures once more, at the end, where they are looked for.
[ "$status" = 0 ] || {
  say "what failed"
  sed -n '/^failed /,/^Test run summary/p' "$work/dotnet.log" | head -n 300
  [ ! -f "$work/node.log" ] || sed -n '/failing tests:/,$p' "$work/node.log" | head -n 200
}

# One sum over both runners; a run that never reported counts as a failure.
count() { sed -nE "s/^[^a-z0-9]*$2:? ([0-9]+).*/\1/p" "$work/$1.log" 2>/dev/null | tail -n 1; }
passed=$(($(count dotnet succeeded || true) + 0 + $(count node pass || true) + 0))
failed=$(($(count dotnet failed || true) + 0 + $(count node fail || true) + 0))
skipped=$(($(count dotnet skipped || true) + 0 + $(count node skipped || true) + 0))
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
