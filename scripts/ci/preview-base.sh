#!/usr/bin/env bash
# Plans every stack as it is in another revision, with that revision's own program, policies and packages.
#   scripts/ci/preview-base.sh REVISION OUT
# What cannot be planned there is said and left out: a change is not to blame for what it found.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [[ $# -ne 2 ]]; then
  echo "usage: preview-base.sh REVISION OUT" >&2
  exit 2
fi
mkdir -p "$2"
out=$(cd "$2" && pwd)

base=$(mktemp -d)
trap 'rm -rf "$base"' EXIT
cd "$here/../.."
git rev-parse --quiet --verify "$1^{commit}" >/dev/null || {
  echo "preview-base.sh: there is no revision $1; is the clone deep enough (fetch-depth)?" >&2
  exit 1
}
git archive "$1" | tar -x -C "$base"
(cd "$base" && npm ci --no-audit --no-fund)
"$here/../preview-all.sh" --project "$base" "$out" || echo "Not everything could be planned in $1." >&2
