#!/usr/bin/env bash
# Keeps one finished file of PostgreSQL's write-ahead log: the server calls it as its archive_command,
#
#   archive_command = '/opt/ixp/deploy/postgres/archive-wal.sh "%p" "/archive/%f"'
#
# and until it exits with 0, the server keeps the file and calls it again. So it exits with 0 only when the file is on the
# disk, complete; it never writes over one that is there already and has other contents. docs/backup.md describes it.
set -euo pipefail
umask 077

die() {
  printf 'archive-wal.sh: %s\n' "$1" >&2
  exit 1
}

[ $# = 2 ] || die "usage: archive-wal.sh WAL-FILE ARCHIVE/NAME"
source=$1 target=$2.gz
directory=$(dirname "$target")
# An archive on another disk that is not mounted must not fill this one.
[ -d "$directory" ] || die "there is no directory $directory: is the archive mounted?"

# After a crash the server may call again for a file that was kept just before.
same() {
  gzip --decompress --stdout "$target" 2>/dev/null | cmp --silent - "$source"
}
if [ -e "$target" ]; then
  same || die "$target is there already, with other contents: do two servers use one archive?"
  exit 0
fi

part=$(mktemp "$directory/.part.XXXXXX")
trap 'rm -f "$part"' EXIT
gzip --fast --no-name --stdout "$source" >"$part"
sync "$part"
# A link, unlike a renaming, fails where there is a file of this name by now.
ln "$part" "$target" || same || die "$target cannot be made"
sync "$directory"
