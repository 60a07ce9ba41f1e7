#!/usr/bin/env bash
# Builds the service of the last release into artifacts/last-release/<commit>, once, for the tests that run it beside the
# present one. tests/last-release has the commit; ALLMINE_LAST_RELEASE names another one, by its full id. It prints nothing unless
# something is wrong. Without the commit (no git, a shallow clone) it builds nothing, says why, and ends with 0: the tests that need the
# build are skipped then, and say so. If the build fails, it ends with 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

commit="${ALLMINE_LAST_RELEASE:-$(tr -d '[:space:]' < tests/last-release)}"
if [[ ! "$commit" =~ ^[0-9a-f]{40}$ ]]; then
  echo "The last release must be named by a full commit id (40 hexadecimal digits), not by \"$commit\"." >&2
  exit 1
fi

folder="$PWD/artifacts/last-release/$commit"
[[ ! -e "$folder" ]] || exit 0

if ! command -v git >/dev/null || ! git cat-file -e "$commit^{commit}" 2>/dev/null; then
  echo "The last release is not built: this checkout does not have the commit $commit. In a shallow one, git fetch --unshallow brings it."
  exit 0
fi

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
mkdir -p artifacts/last-release
# It gets its name once it is whole: a build that was broken off is never taken for one.
work="$(mktemp -d "$PWD/artifacts/last-release/building.XXXXXX")"
trap 'rm -rf "$work"' EXIT

git archive "$commit" | tar -x -C "$work"
# MSBuild looks for these in the folders above, and would find the present ones where the release had none.
for name in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
  [[ -e "$work/$name" ]] || echo '<Project />' > "$work/$name"
done

# A newer SDK may warn of more than the one that the release was made with; analyzers take half of the time and add nothing. The native
# libraries of all other systems are half a gigabyte.
if ! (cd "$work" && dotnet build src/Allmine.Api -c Release -v quiet --use-current-runtime --no-self-contained -p:UseAppHost=false \
    -p:SourceRevisionId="$commit" -p:AppendRuntimeIdentifierToOutputPath=false -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false) \
    > "$work/build.log" 2>&1; then
  cat "$work/build.log"
  echo "The last release ($commit) could not be built."
  exit 1
fi

[[ -e "$folder" ]] || mv "$work" "$folder"
