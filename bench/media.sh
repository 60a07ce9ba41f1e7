#!/bin/bash
# Measures uploads of almost 100 MiB: how much memory one and eight at once take, and how fast one is beside the disk.
# bench/media.sh [--no-build]. Needs Linux and curl. See bench/README.md.
set -euo pipefail
export LC_ALL=C

readonly at_once=8
readonly rounds=3
# With the rest of the form it stays below the limit of 100 MiB.
readonly bytes=$((100 * 1024 * 1024 - 4096))

bench=$(cd "$(dirname "$0")" && pwd)
built=$bench/../artifacts/bench/Allmine.Api
[ "${1:-}" = --no-build ] || "$bench/build.sh" src/Allmine.Api

# TMPDIR says on which disk.
folder=$(mktemp -d "${TMPDIR:-/tmp}/allmine-media-XXXXXX")
service=
clean_up() {
  stop
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

fail() {
  echo "$*" >&2
  [ ! -s "$folder/log" ] || tail -n 20 "$folder/log" >&2
  exit 1
}

stop() {
  [ -n "$service" ] || return 0
  kill "$service" 2>/dev/null || true
  wait "$service" 2>/dev/null || true
  service=
}

# Random, so that two of these seldom meet; whoever has the port already makes the start fail.
start() {
  local data=$1 port=$((20000 + RANDOM % 10000)) deadline=$((SECONDS + 30))
  url=http://127.0.0.1:$port
  ASPNETCORE_URLS=$url ASPNETCORE_ENVIRONMENT=Development Store=embedded Embedded__Path=$data Media__Backend=disk \
    Logging__LogLevel__Default=Warning RateLimits__SendsPerMinute=0 RateLimits__UploadsPerMinute=0 \
    RateLimits__RequestsPerMinute=0 dotnet "$built/Allmine.Api.dll" >"$folder/log" 2>&1 &
  service=$!
  until curl -sf -m 2 -o "$folder/ready" "$url/health/ready"; do
    kill -0 "$service" 2>/dev/null || fail "The service did not start."
    [ "$SECONDS" -lt "$deadline" ] || fail "The service is not ready after 30 s."
    sleep 0.1
  done
  token=$(curl -sf -m 5 -X POST "$url/api/dev/token" -H "Content-Type: application/json" \
    -d '{ "userId": "64d15f9e2e6c8f4d5a111111" }' | sed 's/.*"accessToken":"\([^"]*\)".*/\1/')
  # The first calls load code, which is no cost of an upload.
  for _ in 1 2 3; do
    upload "$folder/small" >"$folder/warm"
  done
  sleep 2
}

# Prints the seconds.
upload() {
  local answer
  answer=$(curl -s -m 120 -o /dev/null -w '%{http_code} %{time_total}' -H "Authorization: Bearer $token" \
    -F "file=@$1;filename=random.bin;type=application/octet-stream" "$url/api/v2/files") || fail "An upload failed: $answer"
  [ "${answer% *}" = 201 ] || fail "An upload was answered with ${answer% *}."
  echo "${answer#* }"
}

kib() { sed -n "s/^$1:[[:space:]]*\([0-9]*\) kB$/\1/p" "/proc/$service/status"; }

# From now on the highest memory is counted anew.
reset_peak() { echo 5 >"/proc/$service/clear_refs"; }

mib() { printf '%d.%d' $(($1 / 1024)) $(($1 % 1024 * 10 / 1024)); }

# Of seconds with six digits behind the point.
micros() {
  local text=${1/./}
  echo $((10#$text))
}

median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

# Prints the microseconds of a command.
duration() {
  local from=$EPOCHREALTIME
  "$@" >>"$folder/out" 2>&1
  echo $(($(micros "$EPOCHREALTIME") - $(micros "$from")))
}

cat_and_sync() {
  cat "$folder/large" >"$folder/copy"
  sync "$folder/copy"
}

dd_fsync() { dd if="$folder/large" of="$folder/copy" bs=1M conv=fsync; }

row_of_speed() {
  local tenths=$((bytes * 10 / 1024 * 1000000 / 1024 / $2))
  printf '| %s | %d | %d.%d |\n' "$1" $(($2 / 1000)) $((tenths / 10)) $((tenths % 10))
}

head -c "$bytes" /dev/urandom >"$folder/large"
head -c 65536 /dev/urandom >"$folder/small"

echo "measuring one upload" >&2
start "$folder/one"
reset_peak
idle_one=$(kib VmHWM)
upload "$folder/large" >"$folder/out"
peak_one=$(kib VmHWM)

echo "measuring the time of an upload, and of the disk alone" >&2
# In turn, so that a disk that is slow for a while is slow for all.
for _ in $(seq "$rounds"); do
  taken=$(upload "$folder/large")
  micros "$taken" >>"$folder/times.upload"
  for way in cat_and_sync dd_fsync; do
    duration "$way" >>"$folder/times.$way"
    rm "$folder/copy"
  done
done
stop
rm -rf "$folder/one"

echo "measuring $at_once uploads at once" >&2
start "$folder/many"
reset_peak
idle_many=$(kib VmHWM)
uploads=()
from=$EPOCHREALTIME
for _ in $(seq "$at_once"); do
  upload "$folder/large" >"$folder/out" &
  uploads+=($!)
done
for id in "${uploads[@]}"; do
  wait "$id" || fail "One of $at_once uploads at once failed."
done
many=$(($(micros "$EPOCHREALTIME") - $(micros "$from")))
peak_many=$(kib VmHWM)
stop

cat <<TABLE

| uploads of $((bytes / 1024)) KiB | idle, MiB | peak, MiB | growth, MiB |
|---|---|---|---|
| 1 | $(mib "$idle_one") | $(mib "$peak_one") | $(mib $((peak_one - idle_one))) |
| $at_once at once | $(mib "$idle_many") | $(mib "$peak_many") | $(mib $((peak_many - idle_many))) |

| the same bytes, median of $rounds | ms | MiB/s |
|---|---|---|
$(row_of_speed "upload" "$(median <"$folder/times.upload")")
$(row_of_speed "\`cat\` and \`sync\`" "$(median <"$folder/times.cat_and_sync")")
$(row_of_speed "\`dd conv=fsync\`" "$(median <"$folder/times.dd_fsync")")

$at_once at once took $((many / 1000)) ms together. Disk: $(df --output=fstype "$folder" | tail -n 1).
TABLE
