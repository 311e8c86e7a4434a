#!/usr/bin/env bash
# Backs the database up: one file in PostgreSQL's custom format, which is compressed already, with its checksum beside it.
# It has its name only when it is complete and was read back. docs/backup.md describes it.
#
#   BACKUP_DIR          where to (default /backups)
#   RETENTION_DAYS      older ones are deleted (default 7) …
#   RETENTION_LEAST     … but never the newest so many (default 3)
#   AWS_S3_BUCKET       copied there as well: a name, or name/prefix (s3.sh has its other variables)
#   BACKUP_METRICS, BACKUP_PUSHGATEWAY   whom to tell how it went (report.sh)
#
# Exit codes: 0 done; 69 a program is missing; 75 another run is under way; 78 wrong settings; else what failed.
set -euo pipefail
umask 077
here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=connection.sh
. "$here/connection.sh"
# shellcheck source=run.sh
. "$here/run.sh"
# shellcheck source=report.sh
. "$here/report.sh"
# shellcheck source=s3.sh
. "$here/s3.sh"

directory=${BACKUP_DIR:-/backups}
days=${RETENTION_DAYS:-7}
least=${RETENTION_LEAST:-3}
bucket=${AWS_S3_BUCKET:-}
bucket=${bucket%/}
started=$(date +%s)
part=

# Whatever ended it.
finish() {
  local code=$?
  stop_child
  [ ! -e "$part" ] || rm -f "$part" "$file.sha256"
  report ixp_backup "$code" "$started" "$([ "$code" != 0 ] || stat -c %s "$file")"
  exit "$code"
}
trap finish EXIT

check_number RETENTION_DAYS "$days" 0
check_number RETENTION_LEAST "$least" 1
[[ $bucket =~ ^([A-Za-z0-9][A-Za-z0-9._-]*(/.*)?)?$ ]] ||
  die "AWS_S3_BUCKET: found '$bucket'; allowed: name or name/prefix" 78
check_programs pg_dump pg_restore sha256sum flock ${BACKUP_PUSHGATEWAY:+curl}
[ -z "$bucket" ] || s3_prepare
lock "$directory"

# This database's files, and not those of one whose name only begins like its own. Names sort by time.
shopt -s nullglob
digit='[0-9]'
stamp="$digit$digit$digit$digit$digit$digit$digit${digit}T$digit$digit$digit$digit$digit${digit}Z"
files() { # files ENDING: sets all
  # shellcheck disable=SC2206 # the stamp is a pattern
  all=("$directory/${PGDATABASE}_"$stamp$1)
}

# What a run that was killed has left: nobody else is at it.
files .dump.part
for one in "${all[@]}"; do
  rm -f "$one" "${one%.part}.sha256"
  echo "deleted $one, which an earlier run did not finish"
done

file="$directory/${PGDATABASE}_$(date -u +%Y%m%dT%H%M%SZ).dump"
part="$file.part"
echo "backing up $PGDATABASE on $PGHOST:$PGPORT to $file"
run pg_dump --no-password --format=custom --compress=6 --lock-wait-timeout=60s --file="$part"

# A file that cannot be read back is no backup: the contents, then all of the data.
# Counted to the end: a reader that leaves early would make the writer fail, and a good backup look bad.
[ "$(pg_restore --list "$part" | grep -c ' TABLE DATA ')" -gt 0 ] || die "the backup has no tables: is $PGDATABASE the right database?"
run pg_restore --file=/dev/null "$part"

# First the checksum: a backup under its own name is never without.
sha256sum <"$part" | sed "s|-\$|$(basename "$file")|" >"$file.sha256"
sync "$part"
mv "$part" "$file"
part=

# The newest are the last. Before the copy, which may fail for weeks while the disk fills.
files .dump
for ((n = 0; n < ${#all[@]} - least; n++)); do
  if [ -n "$(find "${all[n]}" -mmin "+$((days * 1440))")" ]; then
    rm -f "${all[n]}" "${all[n]}.sha256"
    echo "deleted ${all[n]}, older than $days days"
  fi
done

# The checksum last: a copy that has one is complete.
if [ -n "$bucket" ]; then
  for one in "$file" "$file.sha256"; do
    s3_upload "$one" "$bucket/$(basename "$one")" ||
      die "$one is not in s3://$bucket: the backup is on this machine only"
  done
  echo "copied to s3://$bucket/$(basename "$file")"
fi
echo "done: $(stat -c %s "$file") bytes in $(($(date +%s) - started)) s"
