#!/bin/sh
# Restarts two nodes behind nginx in turn, on MongoDB, under sends with keys, and counts the answers by their status:
# bench/rolling.sh [--restarts 10] [--rate 20] [--drain 00:00:05] [--minutes N]. Exit code 0 only if all of them are 201.
# See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh" src/Allmine.Api bench/Allmine.Bench.Load
built=$bench/../artifacts/bench
exec dotnet "$built/Allmine.Bench.Load/Allmine.Bench.Load.dll" rolling \
  --service "$built/Allmine.Api/Allmine.Api.dll" "$@"
