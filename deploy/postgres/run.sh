# shellcheck shell=bash
# Read by the scripts beside it, after connection.sh: what a run of one needs, and how it is ended.

child=
trap 'exit 143' TERM
trap 'exit 130' INT

check_number() { # check_number VARIABLE VALUE LEAST
  [[ $2 =~ ^[0-9]{1,9}$ && $((10#$2)) -ge $3 ]] || die "$1: found '$2'; allowed: a whole number from $3" 78
}

check_programs() { # check_programs PROGRAM…
  local program
  for program; do
    command -v "$program" >/dev/null || die "$program is not installed" 69
  done
}

lock() { # lock DIRECTORY: makes it; nobody else runs into it until this script has ended
  mkdir -p "$1"
  exec 9>"$1/.lock"
  flock -n 9 || die "another run into $1 is under way" 75
}

# Bash hears a signal only when the program that it waits for has ended, unless that runs in the background.
run() { # run PROGRAM ARGUMENT…
  local code=0
  "$@" &
  child=$!
  wait "$child" || code=$?
  child=
  return "$code"
}

stop_child() {
  [ -z "$child" ] || { kill "$child" && wait "$child"; } 2>/dev/null || true
}
