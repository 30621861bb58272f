#!/usr/bin/env bash
# Says whether the named settings, given as environment variables, are there, and which are not.
#   scripts/ci/settings.sh NAME…            sets the step's output `configured` and leaves a notice: never fails
#   scripts/ci/settings.sh --must NAME…     fails if one is missing
set -euo pipefail
must=false
if [[ ${1:-} == --must ]]; then
  must=true
  shift
fi

missing=()
for name in "$@"; do
  [[ -n ${!name:-} ]] || missing+=("$name")
done

configured=true
[[ ${#missing[@]} -eq 0 ]] || configured=false
$must || echo "configured=$configured" >>"${GITHUB_OUTPUT:-/dev/stdout}"
$configured && exit 0
if $must; then
  echo "::error title=A setting is missing::Set ${missing[*]} (docs/ci.md says what it holds)."
  exit 1
fi
echo "::notice title=AWS is left out::Set ${missing[*]} to have the stacks of the account looked at (docs/ci.md)."
