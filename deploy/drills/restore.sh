#!/usr/bin/env bash
# Drill: backs the database up, destroys it with its volume, restores it into a new one, and compares every row.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
prepare
renders=${RENDERS:-500}
compose up -d --wait >/dev/null

# The scripts and what they write, in the database's own image and network: there are PostgreSQL's programs.
tool() { # tool COMMAND…: as the superuser
  # shellcheck disable=SC2016 # the shell inside
  compose run --rm -T --no-deps --user postgres -v "$drills/../postgres:/scripts:ro" -v "$work/backups:/backups" \
    -e PGHOST=postgres -e PGUSER=postgres -e PGDATABASE=ixpdb --entrypoint bash postgres \
    -c 'PGPASSWORD=$(cat /run/secrets/postgres_password); export PGPASSWORD; exec "$@"' bash "$@"
}

# Each table's number of rows and a checksum over all of them, whatever their order.
fingerprint() {
  # shellcheck disable=SC2016 # psql's
  tool psql -qAt -v ON_ERROR_STOP=1 -c "SELECT format('SELECT %L, count(*), coalesce(md5(string_agg(md5(t::text), '''' ORDER BY md5(t::text))), ''none'') FROM %I.%I t;', relname, nspname, relname)
      FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND nspname = 'public' ORDER BY relname" |
    tool psql -qAt -v ON_ERROR_STOP=1 -f -
}

mkdir -p "$work/backups"
chmod 777 "$work/backups"
for _ in $(seq "$renders"); do render >/dev/null; done
# Stopped servers write nothing more; what they had to write is written.
compose stop api nginx >/dev/null
fingerprint >"$work/before"
say "restore: $(wc -l <"$work/before") tables, $(awk -F'|' '{ rows += $2 } END { print rows }' "$work/before") rows"

begun=$(now)
tool /scripts/backup.sh | tail -n 1
say "restore: backed up in $(since "$begun") s"
compose down -v >/dev/null
say "restore: all containers and volumes are gone"

begun=$(now)
compose up -d --wait postgres >/dev/null
file=$(cd "$work/backups" && echo *.dump)
tool /scripts/restore.sh "/backups/$file" --swap | grep -E '^(restored|ixpdb)'
# Once more, as after every restore: owners and rights.
compose exec -T postgres psql -q -v ON_ERROR_STOP=1 -U postgres -d postgres -f /docker-entrypoint-initdb.d/init.sql >/dev/null
fingerprint >"$work/after"
say "restore: restored in $(since "$begun") s, with the database's start"
if ! diff "$work/before" "$work/after"; then
  say 'restore: rows differ'
  exit 1
fi
say 'restore: every row of every table is the same'
compose up -d --wait >/dev/null
[ "$(render)" = 200 ] || { say 'restore: the server does not render'; exit 1; }
say "restore: rendering again $(since "$begun") s after the restore began"
