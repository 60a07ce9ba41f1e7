#!/bin/sh
# Builds the service, the limit program and the load generator, or only the projects named, all the same way, into
# artifacts/bench.
# PUBLISH is handed to every build, e.g. PUBLISH="-r linux-x64 -p:PublishReadyToRun=true".
set -eu
cd "$(dirname "$0")/.."
mkdir -p artifacts/bench
[ $# -gt 0 ] || set -- src/Allmine.Api bench/Allmine.Bench.Limit bench/Allmine.Bench.Load
for project; do
  name=$(basename "$project")
  echo "building $name" >&2
  rm -rf "artifacts/bench/$name"
  # shellcheck disable=SC2086
  dotnet publish "$project" -c Release --no-self-contained ${PUBLISH:-} -o "artifacts/bench/$name" \
    -nodeReuse:false -v q --nologo >"artifacts/bench/$name.log" 2>&1 || {
    cat "artifacts/bench/$name.log" >&2
    exit 1
  }
done
