#!/usr/bin/env bash
# Writes, as Markdown for a comment, what differs between the previews of two revisions.
#   scripts/ci/differences.sh BEFORE AFTER      (directories that preview-all.sh has filled)
# It compares the stacks as after an update, where every value is known. All stacks together stay within a comment.
set -euo pipefail
if [[ $# -ne 2 || ! -d $2 ]]; then
  echo "usage: differences.sh BEFORE AFTER" >&2
  exit 2
fi
before=$(realpath -m "$1")
after=$(realpath -m "$2")
cd "$(dirname "$0")/../.."
mode=update
room=60000

stacks=()
for directory in "$before"/*/ "$after"/*/; do
  [[ ! -d $directory ]] || stacks+=("$(basename "$directory")")
done
if [[ ${#stacks[@]} -eq 0 ]]; then
  echo "No stack has been planned."
  exit 0
fi
mapfile -t stacks < <(printf '%s\n' "${stacks[@]}" | sort -u)
# Without any, it is the previews that are missing, not the stacks.
known=$(compgen -G "$before/*/" || true)
share=$((room / ${#stacks[@]}))

for stack in "${stacks[@]}"; do
  old=$before/$stack/$mode.json
  new=$after/$stack/$mode.json
  if [[ ! -d $after/$stack ]]; then
    printf '### <code>%s</code>: there is no such stack any more\n\n' "$stack"
  elif [[ ! -s $new ]]; then
    printf '### <code>%s</code>: cannot be planned; the log of the run says why\n\n' "$stack"
  elif [[ ! -d $before/$stack && -n $known ]]; then
    printf '### <code>%s</code>: a new stack; its previews are among the artefacts of the run\n\n' "$stack"
  elif [[ ! -s $old ]]; then
    printf '### <code>%s</code>: could not be planned before, so there is nothing to compare with\n\n' "$stack"
  elif text=$(npm run --silent compare -- --markdown --max-length "$share" "$old" "$new"); then
    printf '%s\n\n' "$text"
  else
    printf '### <code>%s</code>: cannot be compared; the log of the run says why\n\n' "$stack"
  fi
done
