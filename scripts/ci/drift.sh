#!/usr/bin/env bash
# Asks AWS whether a deployed stack is still as the last deployment left it. Changes nothing, and takes no lock.
#   scripts/ci/drift.sh STACK REPORT
# REPORT is what pulumi says. Ends with 0 if nothing differs, 7 if something does, and anything else if it is not known.
set -euo pipefail
if [[ $# -ne 2 ]]; then
  echo "usage: drift.sh STACK REPORT" >&2
  exit 2
fi
# The documented exit code of pulumi for changes where --expect-no-changes was given.
drifted=7

status=0
npx --no-install pulumi refresh --stack "$1" --preview-only --expect-no-changes --non-interactive --color never \
  --suppress-progress --suppress-outputs >"$2" || status=$?
cat "$2"
case $status in
  0) echo "$1 is as it was deployed." ;;
  "$drifted") echo "$1 has drifted." ;;
  *) echo "drift.sh: whether $1 has drifted is not known: pulumi ended with $status" >&2 ;;
esac
exit "$status"
