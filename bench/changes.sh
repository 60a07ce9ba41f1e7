#!/bin/sh
# What the life of messages costs, and whether followers end in the state that the store has:
# bench/changes.sh depth|page [--store embedded,mongodb] [--messages 1000000], bench/changes.sh followers [--senders 64] [--seconds 60].
# Exit code 0 only if every follower has the store's state. See bench/README.md.
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
"$bench/build.sh" src/Allmine.Api
cd "$bench/../clients/typescript"
npm ci --ignore-scripts --silent
npm run build --silent
exec node "$bench/changes.mjs" "$@"
