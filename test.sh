#!/usr/bin/env bash
# Everything that is checked before a change goes in: formatting, a build without warnings, every test. Needs the .NET SDK
# 10 and Node 20 or later. The last line is always "N passed, N failed, N skipped"; a step that fails counts as a failure.
# With CI=true, tests that were skipped for want of a MongoDB server, of an S3 server, of Redis, of nginx, of promtool, of sqlite3, of
# Chromium, of the linter, of the client's packages or of a build of the last release fail it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

results="$PWD/artifacts/test-results"
rm -rf "$results"
mkdir -p "$results"
# Some machines that run tests have no home folder; the SDK and its package cache need one.
export HOME="${HOME:-$PWD/artifacts/home}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
# Nothing here runs long enough to gain by code that is made anew after it was watched; watching it costs a tenth of each start.
# Nor by code that is made better because it was called 30 times: of the tests of the API, that would take a fifth (both by the
# processor's time). What is called 4096 times still is; the runtime reads the number as hexadecimal.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=1000
# One compiler for the build of all projects and of the last release: it loads and compiles the analyzers once. It is this run's own,
# and ends with the build. Whoever started the tests may have switched it off.
export UseSharedCompilation=true SharedCompilationId="allmine-tests-$$"

failures=()

step() {
  printf '\n== %s\n' "$1"
  shift
  "$@"
}

# By itself it would wait for ten minutes for more.
end_compiler() {
  local sdk
  sdk="$(dotnet --info | sed -n 's/^ *Base Path: *//p')" || true
  dotnet "${sdk%/}/Roslyn/bincore/VBCSCompiler.dll" "-pipename:$SharedCompilationId" -shutdown >/dev/null 2>&1 || true
}

# Prints what failed and the closing line, and ends the run.
finish() {
  if command -v node >/dev/null; then
    node tests/report.mjs "$results" ${failures[@]+"${failures[@]}"} && exit 0
    exit 1
  fi
  echo
  printf 'FAILED  %s\n' "${failures[@]}"
  printf '0 passed, %d failed, 0 skipped\n' "${#failures[@]}"
  exit 1
}

for tool in dotnet node; do
  command -v "$tool" >/dev/null || failures+=("prerequisites: $tool is not on the PATH")
done
[[ ${#failures[@]} -eq 0 ]] || finish

# The tests find a server by themselves; this only sees to it that a mongod which is there can start.
mongod="${MONGOD:-$(command -v mongod || true)}"
if [[ -z "${ALLMINE_TEST_MONGODB:-}" && -n "$mongod" ]] && ! "$mongod" --version >/dev/null 2>&1; then
  missing() { ldd "$mongod" 2>/dev/null | awk '/not found/ { print $1 }' | sort -u | tr '\n' ' '; }
  if [[ "$(missing)" == *libcurl* && "$(id -u)" -eq 0 ]] && command -v apt-get >/dev/null; then
    step "$mongod lacks libcurl4: installing it" apt-get install -y -qq libcurl4 ||
      { apt-get update -qq && apt-get install -y -qq libcurl4; } || true
  fi
  "$mongod" --version >/dev/null 2>&1 || echo "$mongod does not start. Missing libraries: $(missing)"
fi

# Debian's packages of the servers and tools that tests start by themselves, on the loopback address, and of the browser. Those that are missing
# are installed where that is possible; their tests are skipped without them, and say so.
tools=(redis-server:/usr/bin/redis-server nginx:/usr/sbin/nginx prometheus:/usr/bin/promtool sqlite3:/usr/bin/sqlite3 curl:/usr/bin/curl ffmpeg:/usr/bin/ffmpeg chromium:/usr/bin/chromium)
packages=()
for package in "${tools[@]}"; do
  [[ -x ${package#*:} ]] || packages+=("${package%%:*}")
done
if [[ ${#packages[@]} -gt 0 ]]; then
  if [[ "$(id -u)" -eq 0 ]] && command -v apt-get >/dev/null; then
    # Nothing of them is to run by itself.
    step "Installing ${packages[*]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null ||
      { apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null; } || true
  fi
  for package in "${tools[@]}"; do
    [[ -x ${package#*:} ]] || echo "${package#*:} is missing: install the package ${package%%:*}."
  done
fi

# The server that speaks S3, what drives the browser, and what compiles the client. Without them, the tests that need them
# are skipped, and say so.
for folder in tests/s3 tests/playground clients/typescript; do
  if [[ ! $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then
    step "Packages of $folder" npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error ||
      echo "The packages of $folder could not be installed."
  fi
done

step "Restore" dotnet restore Allmine.sln -v quiet || { failures+=("restore"); finish; }

# Ctrl-C ends what runs aside, too.
trap 'kill -- 0' INT

# Work beside other work: what it prints is shown when it is waited for. A step of it that fails leaves a file that says so.
aside() {
  "$@" >"$results/$1.log" 2>&1 &
  eval "$1_pid=$!"
}

wait_for() {
  local pid="$1_pid"
  wait "${!pid}" || true
  cat "$results/$1.log"
}

failed() {
  printf '%s\n' "$2" >"$results/$1.step"
}

# The last release, which tests run beside the present program.
last_release() {
  step "Build of the last release" tests/build-last-release.sh || failed last_release "last release: its build"
}

# A run in which no test has ended for eight minutes hangs, and is broken off.
dotnet_tests() {
  local project="tests/$1/$1.csproj"
  step "$1" dotnet test "$project" -c Release --no-build --results-directory "$results" \
    --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" \
    --blame-hang-timeout 8m --blame-hang-dump-type none || touch "$results/$1.failed"
  [[ -e "$results/$1.trx" ]] || failed "$1" "$1: no test ran"
}

# Of the built service from outside, by Node's runner.
node_tests() {
  local name="$1" folder="$2"
  step "$folder" node --test --test-concurrency=1 --test-reporter=dot --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$results/$name.xml" "$folder"/*.test.mjs || touch "$results/$name.failed"
  [[ -s "$results/$name.xml" ]] || failed "$name" "$name: no test ran"
}

# The tests of the API wait for processes half of their time: everything else runs meanwhile.
everything_else() {
  while read -r name; do
    [[ $name == Allmine.Api.Tests ]] || dotnet_tests "$name"
  done < <(dotnet sln Allmine.sln list | tr -d '\r' | tr '\\' / | sed -n 's#.*/\(.*\.Tests\)\.csproj$#\1#p')

  # The build has been warned of all else that dotnet format looks at; these two take a third of the whole's time.
  step "Formatting" dotnet format whitespace Allmine.sln --verify-no-changes --no-restore &&
    dotnet format style Allmine.sln --verify-no-changes --no-restore --diagnostics IMPORTS ||
    failed formatting "formatting: run dotnet format Allmine.sln"
}

from_outside() {
  if [[ -d clients/typescript/node_modules/typescript ]]; then
    step "Build of clients/typescript" npm run --silent build --prefix clients/typescript || failed client_build "client: its build"
  fi
  node_tests client clients/typescript/test
  node_tests playground tests/playground
}

aside last_release
step "Build" dotnet build Allmine.sln -c Release --no-restore -v quiet || failures+=("build")
wait_for last_release
end_compiler
[[ ${#failures[@]} -eq 0 ]] || finish

aside everything_else
aside from_outside
dotnet_tests Allmine.Api.Tests
wait_for everything_else
wait_for from_outside

for file in "$results"/*.step; do
  [[ ! -e $file ]] || failures+=("$(<"$file")")
done

finish
