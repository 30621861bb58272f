#!/usr/bin/env bash
# Lists the stacks of a project: every Pulumi.<stack>.yaml is one.
#   scripts/stacks.sh [--json] [DIRECTORY]     one a line, or as a JSON list
set -euo pipefail

json=false
if [[ ${1:-} == --json ]]; then
  json=true
  shift
fi
directory=${1:-$(dirname "$0")/..}

stacks=()
for file in "$directory"/Pulumi.*.yaml; do
  stack=${file##*/Pulumi.}
  stack=${stack%.yaml}
  # What Pulumi allows; names go into paths and headings.
  if [[ ! $stack =~ ^[A-Za-z0-9_.-]{1,100}$ || ! -f $file ]]; then
    echo "stacks.sh: $directory has no stack: there is no Pulumi.<stack>.yaml, or its name is none" >&2
    exit 1
  fi
  stacks+=("$stack")
done

if $json; then
  (
    IFS=,
    echo "[${stacks[*]@Q}]" | tr "'" '"'
  )
else
  printf '%s\n' "${stacks[@]}"
fi
