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
  [ -z "$part" ] || rm -f "$part"
  report ixp_backup "$code" "$started" "$([ "$code" != 0 ] || stat -c %s "$file")"
  exit "$code"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

[[ $days =~ ^[0-9]+$ ]] || die "RETENTION_DAYS: found '$days'; allowed: a whole number" 78
[[ $least =~ ^[1-9][0-9]*$ ]] || die "RETENTION_LEAST: found '$least'; allowed: a whole number from 1" 78
[[ $bucket =~ ^([A-Za-z0-9][A-Za-z0-9._-]*(/.*)?)?$ ]] ||
  die "AWS_S3_BUCKET: found '$bucket'; allowed: name or name/prefix" 78
for program in pg_dump pg_restore sha256sum flock ${BACKUP_PUSHGATEWAY:+curl}; do
  command -v "$program" >/dev/null || die "$program is not installed" 69
done
[ -z "$bucket" ] || s3_prepare
mkdir -p "$directory"
exec 9>"$directory/.lock"
flock -n 9 || die "another backup into $directory is under way" 75

file="$directory/${PGDATABASE}_$(date -u +%Y%m%dT%H%M%SZ).dump"
part="$file.part"
echo "backing up $PGDATABASE on $PGHOST:$PGPORT to $file"
pg_dump --no-password --format=custom --compress=6 --lock-wait-timeout=60s --file="$part"

# A file that cannot be read back is no backup: the contents, then all of the data.
# Counted to the end: a reader that leaves early would make the writer fail, and a good backup look bad.
[ "$(pg_restore --list "$part" | grep -c ' TABLE DATA ')" -gt 0 ] || die "the backup has no tables: is $PGDATABASE the right database?"
pg_restore --file=/dev/null "$part"

# First the checksum: a backup under its own name is never without.
(cd "$directory" && sha256sum <"$part" | sed "s|-\$|$(basename "$file")|" >"$file.sha256")
sync "$part"
mv "$part" "$file"
part=

# Names sort by time, so the newest are the last. Before the copy, which may fail for weeks while the disk fills.
mapfile -t all < <(find "$directory" -maxdepth 1 -name "${PGDATABASE}_*Z.dump" | sort)
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
