#!/bin/sh
# Measures the service beside its limits and prints the tables: bench/run.sh [embedded|start|ready|memory|mongodb|stored|credits|updates|batches|depth|events|verify|all] [--quick]
# [--rounds 3] [--seconds N] [--verify all] [--minutes N]. See bench/README.md.
set -eu
part=all
case "${1:-}" in
  embedded | start | ready | memory | mongodb | stored | credits | updates | batches | depth | events | verify | all) part=$1; shift ;;
esac
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh"
built=$bench/../artifacts/bench
# The load shares the machine with what it measures: it runs its replies where they arrive, without a thread switch.
export DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1
exec dotnet "$built/Allmine.Bench.Load/Allmine.Bench.Load.dll" "$part" \
  --service "$built/Allmine.Api/Allmine.Api.dll" --limit "$built/Allmine.Bench.Limit/Allmine.Bench.Limit.dll" "$@"
