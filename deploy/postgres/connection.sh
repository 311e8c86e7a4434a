# shellcheck shell=bash
# Read by the scripts beside it. Sets the variables that PostgreSQL's own programs read, from DATABASE_URL and
# DATABASE_SSL, DATABASE_SSL_CA as the server knows them, or from DB_HOST, DB_PORT, DB_NAME, DB_USER; what is set as PG…
# wins. So no password ever stands on a command line, where every user of the machine can read it.

die() { # die MESSAGE [EXIT CODE]
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit "${2:-1}"
}

url_decode() {
  local text=${1//\\/\\\\}
  printf '%b' "${text//%/\\x}"
}

use_url() {
  local user='([^:@/?]*)' password='([^@/?]*)' host='(\[[^]]+\]|[^:/?,]*)'
  local pattern="^postgres(ql)?://(${user}(:${password})?@)?${host}(:([0-9]+))?/([^?]*)(\?(.*))?\$"
  [[ $1 =~ $pattern ]] ||
    die 'DATABASE_URL must be postgresql://user:password@host[:port]/database, with special characters as %XX' 78
  local found=("${BASH_REMATCH[@]}")
  DB_USER=$(url_decode "${found[3]}")
  DB_HOST=${found[6]//[\[\]]/}
  DB_PORT=${found[8]:-5432}
  DB_NAME=$(url_decode "${found[9]}")
  [ -z "${found[5]}" ] || export PGPASSWORD="${PGPASSWORD:-$(url_decode "${found[5]}")}"
  [[ ! ${found[11]} =~ (^|&)sslmode=([a-z-]+) ]] || export PGSSLMODE="${PGSSLMODE:-${BASH_REMATCH[2]}}"
}

[ -z "${DATABASE_URL_FILE:-}" ] || DATABASE_URL=$(<"$DATABASE_URL_FILE")
[ -z "${DATABASE_URL:-}" ] || use_url "$DATABASE_URL"
export PGHOST="${PGHOST:-${DB_HOST:-localhost}}"
export PGPORT="${PGPORT:-${DB_PORT:-5432}}"
export PGUSER="${PGUSER:-${DB_USER:-ixpuser}}"
export PGDATABASE="${PGDATABASE:-${DB_NAME:-ixpdb}}"
if [ "${DATABASE_SSL:-}" = true ]; then
  export PGSSLMODE="${PGSSLMODE:-verify-full}" PGSSLROOTCERT="${PGSSLROOTCERT:-${DATABASE_SSL_CA:-system}}"
fi
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}" PGAPPNAME="${PGAPPNAME:-$(basename "$0")}"
