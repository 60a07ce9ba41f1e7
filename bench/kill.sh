#!/bin/sh
# Kills the service (SIGKILL) amid 64 senders, again and again, and checks that nothing acknowledged is lost:
# bench/kill.sh [--store embedded|mongodb] [--kills 10] [--chats 500] [--seed N] [--minutes N]. Exit code 0 only if all is
# well. See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh"
built=$bench/../artifacts/bench
exec dotnet "$built/Allmine.Bench.Load/Allmine.Bench.Load.dll" kill \
  --service "$built/Allmine.Api/Allmine.Api.dll" --limit "$built/Allmine.Bench.Limit/Allmine.Bench.Limit.dll" "$@"
