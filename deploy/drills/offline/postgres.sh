#!/bin/bash
# Like the official image's: makes the cluster at the first start, runs /docker-entrypoint-initdb.d while only its own
# machine can connect, then serves. Root becomes the user postgres, to whom the data then belong; else it runs as whoever
# the container is.
set -euo pipefail
if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
export PGUSER=${POSTGRES_USER:-postgres}

if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then POSTGRES_PASSWORD=$(<"$POSTGRES_PASSWORD_FILE"); fi
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  export PGPASSWORD=$POSTGRES_PASSWORD
  # shellcheck disable=SC2086 # words
  initdb --username="$PGUSER" --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_ARGS:-} -D "$PGDATA"
  echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  # The words after the server's name are its options, which the first start needs as well.
  options=$([ $# = 1 ] || printf '%q ' "${@:2}")
  pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' $options" start
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sql) psql -v ON_ERROR_STOP=1 --no-psqlrc -d postgres -f "$file" ;;
    esac
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
[ "$1" != postgres ] || set -- "$@" -c "listen_addresses=*"
exec "$@"
