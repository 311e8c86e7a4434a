#!/usr/bin/env bash
# Restores a backup into a new database beside the one in use, looks whether it is complete, and only then, and only when
# asked to, puts it in the other's place. The other is kept under a new name. docs/backup.md describes it.
#
#   restore.sh FILE                into a new database, which it names; FILE may be s3://bucket/prefix/NAME (s3.sh)
#   restore.sh FILE --swap         and then in place of the one in use: stop the servers first
#   restore.sh --swap-only NAME    puts a database that was restored before in place
#   restore.sh --list s3://bucket/prefix    what there is to restore
#
# It needs a role that may create databases and owns the one in use. Exit codes: 0 done; 64 wrong usage; else what failed.
set -euo pipefail
umask 077
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=connection.sh
. "$here/connection.sh"
# shellcheck source=run.sh
. "$here/run.sh"
# shellcheck source=s3.sh
. "$here/s3.sh"

usage="usage: $0 FILE [--swap] | --swap-only NAME | --list s3://BUCKET[/PREFIX]"
fetched=
trap 'stop_child; [ -z "$fetched" ] || rm -rf "$fetched"' EXIT
current=$PGDATABASE
stamp=$(date -u +%Y%m%dT%H%M%SZ)
new="${current}_restored_$stamp"
old="${current}_before_$stamp"

ask() { # ask DATABASE SQL [VARIABLE=VALUE…]: names go in as variables, quoted by psql
  local database=$1 sql=$2 variable
  local -a variables=()
  shift 2
  for variable in "$@"; do variables+=(--set "$variable"); done
  psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
    "${variables[@]}" --dbname "$database" <<<"$sql"
}

fetch() { # fetch s3://BUCKET/KEY: sets file
  local key=${1#s3://} suffix
  s3_prepare
  # As large as the backup: TMPDIR names another place.
  fetched=$(mktemp -d)
  file="$fetched/$(basename "$key")"
  for suffix in .sha256 ''; do
    s3_download "$key$suffix" "$file$suffix" || die "$1$suffix cannot be fetched" 66
  done
}

restore() { # restore FILE
  local file=$1
  [[ $file != s3://* ]] || fetch "$file"
  set -- "$file"
  [ -f "$1" ] || die "there is no file $1" 66
  [ -f "$1.sha256" ] || die "$1.sha256 is missing: without its checksum nobody knows whether the backup is whole" 66
  (cd "$(dirname "$1")" && sha256sum --quiet --check "$(basename "$1").sha256") ||
    die "$1 is damaged: it does not match its checksum"
  echo "restoring $1 into $new"
  ask postgres 'CREATE DATABASE :"new" TEMPLATE template0' "new=$new"
  if ! pg_restore --no-password --exit-on-error --no-owner --jobs="${RESTORE_JOBS:-2}" --dbname="$new" "$1"; then
    ask postgres 'DROP DATABASE :"new"' "new=$new"
    die "the backup cannot be restored; $new was removed again, $current is as it was"
  fi

  # As many tables as the backup lists, and a schema that the server knows.
  local listed found last
  listed=$(pg_restore --list "$1" | grep -c ' TABLE DATA ')
  found=$(ask "$new" "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')")
  [ "$found" -ge "$listed" ] || die "$new has $found tables, the backup lists $listed"
  [ "$(ask "$new" 'SELECT count(*) FROM "__EFMigrationsHistory"')" -gt 0 ] || die "$new has no migrations"
  ask "$new" 'ANALYZE'
  last=$(ask "$new" 'SELECT max(migration_id) FROM "__EFMigrationsHistory"')
  echo "restored: $found tables, last migration $last"
}

swap() { # swap NAME
  local others
  others=$(ask postgres "SELECT count(*) FROM pg_stat_activity WHERE datname IN (:'current', :'new')" \
    "current=$current" "new=$1")
  [ "$others" = 0 ] || die "$others connections to $current are open: stop the servers first, then: $0 --swap-only $1" 75
  # One transaction: there is a database of this name at every moment.
  ask postgres 'BEGIN;
    ALTER DATABASE :"current" RENAME TO :"old";
    ALTER DATABASE :"new" RENAME TO :"current";
    COMMIT;' "current=$current" "new=$1" "old=$old"
  echo "$current is the restored one now; the other is kept as $old: drop it when all is well"
}

case "$#:${2:-}:${1:-}" in
  2:*:--swap-only) swap "$2" ;;
  2:s3://?*:--list)
    s3_prepare
    s3_list "${2#s3://}"
    ;;
  1::--* | 2:*:--*) die "$usage" 64 ;;
  1::*)
    restore "$1"
    echo "to put it in place: stop the servers, then $0 --swap-only $new"
    ;;
  2:--swap:*)
    restore "$1"
    swap "$new"
    ;;
  *) die "$usage" 64 ;;
esac
