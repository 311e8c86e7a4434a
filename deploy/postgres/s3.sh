# shellcheck shell=bash
# Read by the scripts beside it, after connection.sh and run.sh: copies files to and from Amazon S3, or whatever else speaks its
# protocol, with rclone, which compares size and MD5 with the stored object's after each copy and repeats what failed.
#
#   AWS_S3_ENDPOINT   the service, when it is not Amazon's: https://minio.example.com:9000
#   AWS_REGION        default us-east-1
#   AWS_CA_BUNDLE     certificates that the service is trusted by, instead of the machine's
#
# Credentials are found as Amazon's own tools find them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a file
# (AWS_SHARED_CREDENTIALS_FILE), a role of the pod, container or machine. They stand on no command line. rclone's own
# variables work too, such as RCLONE_S3_SERVER_SIDE_ENCRYPTION or RCLONE_BWLIMIT.

s3_prepare() {
  local endpoint=${AWS_S3_ENDPOINT:-}
  command -v rclone >/dev/null || die "rclone is not installed, which copies to and from S3" 69
  # Not shown: what is wrong with it may be that there is a password in it.
  [[ $endpoint =~ ^(https?://[^/@?#]+/?)?$ ]] ||
    die "AWS_S3_ENDPOINT: allowed: https://host[:port], without user and password" 78
  export RCLONE_CONFIG="${RCLONE_CONFIG:-/dev/null}"
  export RCLONE_S3_PROVIDER="${RCLONE_S3_PROVIDER:-${endpoint:+Other}}"
  export RCLONE_S3_PROVIDER="${RCLONE_S3_PROVIDER:-AWS}" RCLONE_S3_ENDPOINT="$endpoint"
  export RCLONE_S3_REGION="${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}" RCLONE_S3_ENV_AUTH=true
  # To look for the bucket, or make it, would need rights that a backup should not have.
  export RCLONE_S3_NO_CHECK_BUCKET=true
  export RCLONE_LOW_LEVEL_RETRIES="${RCLONE_LOW_LEVEL_RETRIES:-5}" RCLONE_RETRIES="${RCLONE_RETRIES:-3}"
  export RCLONE_RETRIES_SLEEP="${RCLONE_RETRIES_SLEEP:-10s}" RCLONE_CONTIMEOUT="${RCLONE_CONTIMEOUT:-10s}"
  # rclone cannot have it under Amazon's name.
  [ -z "${AWS_CA_BUNDLE:-}" ] || export RCLONE_CA_CERT="${RCLONE_CA_CERT:-$AWS_CA_BUNDLE}"
  unset AWS_CA_BUNDLE
}

s3_upload() { # s3_upload FILE BUCKET/KEY
  run rclone --quiet copyto "$1" ":s3:$2"
}

s3_download() { # s3_download BUCKET/KEY FILE
  run rclone --quiet copyto ":s3:$1" "$2"
}

s3_list() { # s3_list BUCKET[/PREFIX]
  rclone --quiet lsl --max-depth 1 ":s3:$1"
}
