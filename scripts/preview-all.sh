#!/usr/bin/env bash
# Plans every stack without an account, as at a first preview and as after an update, and has the policies judge it.
#   scripts/preview-all.sh [--project DIRECTORY] OUT
# OUT/<stack>/<mode>.txt and .json hold what was planned, also where a policy forbids it; .log what went to stderr.
# OUT/<stack>/report.html shows it to people, where the project has a report to write.
# Ends with 0 if every stack could be planned and breaks no mandatory policy, with 1 if not, with 2 if misused.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$here/..
if [[ ${1:-} == --project ]]; then
  project=${2:?preview-all.sh: --project needs a directory}
  shift 2
fi
if [[ $# -ne 1 || $1 == -* ]]; then
  echo "usage: preview-all.sh [--project DIRECTORY] OUT" >&2
  exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
list=$("$here/stacks.sh" "$project")
mapfile -t stacks <<<"$list"
cd "$project"

# Leaves no file behind that is empty or half-written.
preview() {
  local file=$1 status=0
  shift
  npm run --silent preview -- "$@" >"$file.part" || status=$?
  if [[ -s $file.part ]]; then mv "$file.part" "$file"; else rm -f "$file.part"; fi
  return "$status"
}

# Policies are judged above: here it only matters whether there is a report, or a reason why not.
report() {
  local base=$1/report
  rm -f "$base".{html,log}
  npm run --silent --if-present report -- --stack "${1##*/}" --out "$base.html" >/dev/null 2>"$base.log" || true
  [[ ! -s $base.html && -s $base.log ]] || rm -f "$base.log"
}

failed=()
for stack in "${stacks[@]}"; do
  mkdir -p "$out/$stack"
  for mode in preview update; do
    base=$out/$stack/$mode
    rm -f "$base".{txt,json,log}
    # Both at once: they need no more than a core each.
    preview "$base.json" --stack "$stack" --mode "$mode" --json 2>/dev/null &
    json=$!
    if preview "$base.txt" --stack "$stack" --mode "$mode" 2>"$base.log"; then
      echo "ok      $stack, mode $mode"
    else
      failed+=("$stack, mode $mode")
      echo "FAILED  $stack, mode $mode"
    fi
    wait "$json" || true
    # What the policies found is at the end; an error is in the log.
    if [[ -s $base.log ]]; then sed 's/^/        /' "$base.log"; else rm -f "$base.log"; fi
  done
  # While the next stack is planned.
  report "$out/$stack" &
done
wait
for stack in "${stacks[@]}"; do
  # What could not be planned has been told already.
  if [[ -s $out/$stack/report.log && ! " ${failed[*]} " == *" $stack, "* ]]; then
    failed+=("$stack, report")
    echo "FAILED  $stack, report"
    sed 's/^/        /' "$out/$stack/report.log"
  fi
done

if [[ ${#failed[@]} -gt 0 ]]; then
  for name in "${failed[@]}"; do
    base=$out/${name%%,*}/${name##* }
    [[ ! -s $base.txt ]] || sed -n '/^Policy Violations:/,/^$/p' "$base.txt"
  done
  echo "preview-all.sh: ${#failed[@]} of $((3 * ${#stacks[@]})) previews and reports failed; see $1" >&2
  exit 1
fi
