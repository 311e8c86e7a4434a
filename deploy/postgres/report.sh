# shellcheck shell=bash
# Read by the scripts beside it, after connection.sh: tells Prometheus how a run went, since an alert watches for runs
# that failed and for those that never came.
#
#   BACKUP_METRICS       file for the textfile collector of Prometheus' node exporter, such as /var/lib/node_exporter/ixp.prom
#   BACKUP_PUSHGATEWAY   address of a Pushgateway, for where there is no node exporter: http://pushgateway:9091

known() { # known METRIC: its value as the file has it
  [ ! -f "${BACKUP_METRICS:-}" ] || awk -v name="$1" '$1 == name { print $2 }' "$BACKUP_METRICS"
}

report() { # report PREFIX EXIT-CODE STARTED BYTES
  local prefix=$1 code=$2 now succeeded size text
  now=$(date +%s)
  if [ "$code" = 0 ]; then
    succeeded=$now size=$4
  else
    succeeded=$(known "${prefix}_last_success_timestamp_seconds")
    size=$(known "${prefix}_size_bytes")
  fi
  text="# HELP ${prefix}_last_exit_code Exit code of the last run, 0 when it went well
# TYPE ${prefix}_last_exit_code gauge
${prefix}_last_exit_code $code
# HELP ${prefix}_duration_seconds How long the last run took
# TYPE ${prefix}_duration_seconds gauge
${prefix}_duration_seconds $((now - $3))
"
  # What is not known is left out: a Pushgateway then keeps what it had of the last good run.
  [ -z "$succeeded" ] || text+="# HELP ${prefix}_last_success_timestamp_seconds When the last good run was complete
# TYPE ${prefix}_last_success_timestamp_seconds gauge
${prefix}_last_success_timestamp_seconds $succeeded
"
  [ -z "$size" ] || text+="# HELP ${prefix}_size_bytes What the last good run has written
# TYPE ${prefix}_size_bytes gauge
${prefix}_size_bytes $size
"
  if [ -n "${BACKUP_METRICS:-}" ]; then
    printf '%s' "$text" >"$BACKUP_METRICS.$$"
    chmod 644 "$BACKUP_METRICS.$$"
    mv "$BACKUP_METRICS.$$" "$BACKUP_METRICS"
  fi
  [ -z "${BACKUP_PUSHGATEWAY:-}" ] || push "$text" ||
    echo "the Pushgateway of BACKUP_PUSHGATEWAY did not take the metrics" >&2
}

# The address may hold a password, so it does not stand on the command line. Base64 takes any name of a database.
push() { # push TEXT
  local group
  group="job/backup/database@base64/$(printf %s "$PGDATABASE" | base64 -w 0 | tr '+/' '-_')"
  printf '%s' "$1" | curl --silent --fail --output /dev/null --max-time 20 --retry 3 --data-binary @- \
    --config <(printf 'url = "%s/metrics/%s"\n' "${BACKUP_PUSHGATEWAY%/}" "$group")
}
