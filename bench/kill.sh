#!/bin/sh
# Kills the service (SIGKILL) amid 64 senders of texts and credits, again and again, and checks that nothing acknowledged is
# lost and every credit accounted for:
# bench/kill.sh [--store embedded|mongodb] [--kills 10] [--longest 2.5] [--chats 500] [--seed N] [--minutes N]. Exit code 0
# only if all is well. See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh" src/Allmine.Api bench/Allmine.Bench.Load
built=$bench/../artifacts/bench
exec dotnet "$built/Allmine.Bench.Load/Allmine.Bench.Load.dll" kill \
  --service "$built/Allmine.Api/Allmine.Api.dll" "$@"
