#!/usr/bin/env bash
# Builds what is deployed, framework-dependent, for linux-x64, compiled ahead (ReadyToRun): ./release.sh [--output FOLDER]. Needs the .NET SDK 10.
# Without --output it makes artifacts/release/allmine-<version>-linux-x64 and, of that folder, a .tar.gz with its SHA-256 beside it. The version
# is that of src/Allmine.Api/Allmine.Api.csproj; the commit is that of the checkout, or SOURCE_COMMIT where there is no git. It ends with
# 1 if the build is 120 MB or more, or does not tell that version and commit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

most=120000000
export HOME="${HOME:-$PWD/artifacts/home}"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

version="$(sed -n 's#.*<Version>\(.*\)</Version>.*#\1#p' src/Allmine.Api/Allmine.Api.csproj)"
commit="${SOURCE_COMMIT:-}"
if [[ -z "$commit" ]] && command -v git >/dev/null && commit="$(git rev-parse --verify --quiet HEAD)"; then
  # What is not committed can't be found again by the commit.
  [[ -z "$(git status --porcelain -- src clients/typescript/src Directory.* global.json)" ]] || commit+=".changed"
fi

name="allmine-$version-linux-x64"
output="artifacts/release/$name"
case "${1:-}" in
  "") ;;
  --output) output="${2:?--output needs a folder}" ;;
  *) echo "There is no option $1. Usage: ./release.sh [--output FOLDER]" >&2; exit 1 ;;
esac

# Apart from the builds that tests and developers use.
build="$PWD/artifacts/release/build"
rm -rf "$output"
mkdir -p "$output" "$build"
dotnet publish src/Allmine.Api -c Release -r linux-x64 --no-self-contained --artifacts-path "$build" --output "$output" -v quiet --nologo \
  -p:PublishReadyToRun=true -p:DebugType=none -p:RunAnalyzers=false -p:UseSharedCompilation=false \
  -p:SourceRevisionId="$commit" -p:IncludeSourceRevisionInInformationalVersion=true
# Those are settings of somebody's development.
rm -f "$output/appsettings.Development.json"

size="$(find "$output" -type f -printf '%s\n' | awk '{ all += $1 } END { print all }')"
if [[ "$size" -ge "$most" ]]; then
  echo "The release has $size bytes: it must be less than $most." >&2
  exit 1
fi

told="$("$output/Allmine.Api" --version)"
wanted="Allmine $version${commit:++$commit}"
if [[ "$told" != "$wanted" ]]; then
  echo "The release says \"$told\", and not \"$wanted\"." >&2
  exit 1
fi

echo "$told: $size bytes in $output"
if [[ "$output" == "artifacts/release/$name" ]]; then
  tar -C artifacts/release -czf "artifacts/release/$name.tar.gz" --owner=0 --group=0 "$name"
  (cd artifacts/release && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
fi
