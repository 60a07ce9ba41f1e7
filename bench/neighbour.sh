#!/bin/sh
# Ten users who send steadily, alone and then beside one who does all that costs much: bench/neighbour.sh [--seconds 60].
# See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh" src/Allmine.Api bench/Allmine.Bench.Load
built=$bench/../artifacts/bench
exec dotnet "$built/Allmine.Bench.Load/Allmine.Bench.Load.dll" neighbour \
  --service "$built/Allmine.Api/Allmine.Api.dll" "$@"
