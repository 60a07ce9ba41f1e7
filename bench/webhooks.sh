#!/bin/sh
# Whether webhooks bring everything, in order, through bad receivers and kills of the service, and how long it takes:
# bench/webhooks.sh chaos [--store mongodb|embedded] [--events 100000] [--kills 6], bench/webhooks.sh latency [--rate 200] [--seconds 30].
# Exit code 0 only if nothing is missing or out of order. See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh" src/Allmine.Api
exec node "$bench/webhooks.mjs" "$@"
