#!/usr/bin/env bash
# Keeps one issue about the drift of a stack: opens it, brings it up to date, and closes it when the drift is gone.
#   scripts/ci/drift-issue.sh STACK STATUS REPORT     (STATUS and REPORT of drift.sh)
#   from the environment: GH_TOKEN, GITHUB_REPOSITORY, RUN_URL
# Ends with 1 if it is not known whether the stack has drifted; the issue stays as it is then.
set -euo pipefail
if [[ $# -ne 3 ]]; then
  echo "usage: drift-issue.sh STACK STATUS REPORT" >&2
  exit 2
fi
: "${GH_TOKEN:?}" "${GITHUB_REPOSITORY:?}" "${RUN_URL:?}"
stack=$1 status=$2 report=$3
drifted=7
author='github-actions[bot]'
title="Drift: $stack is not as it was deployed"
max_bytes=50000

if [[ $status != 0 && $status != "$drifted" ]]; then
  echo "::error title=Drift of $stack is not known::pulumi ended with ${status:-nothing}; the log says why."
  exit 1
fi

issues=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues?state=open&per_page=100" \
  --jq ".[] | select(.user.login == \"$author\" and .title == \"$title\") | .number")
issue=$(sed -n 1p <<<"$issues")

if [[ $status == 0 ]]; then
  if [[ -n $issue ]]; then
    gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$issue/comments" \
      -f "body=The drift is gone: [run]($RUN_URL)."
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/$issue" -f state=closed
    echo "Closed issue $issue."
  fi
  exit 0
fi

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  echo "Something other than a deployment has changed \`$stack\`. Either take the change back, or write it into the program and deploy: the next \`npm run up -- $stack\` would undo what it can. This issue closes itself."
  echo
  # Indented: no line of the report can end the block.
  head -c "$max_bytes" "$report" | sed 's/^/    /'
  echo
  echo "Seen last in [this run]($RUN_URL)."
} >"$body"
if [[ -n $issue ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/$issue" -F "body=@$body"
  echo "Brought issue $issue up to date."
else
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues" -f "title=$title" -F "body=@$body"
  echo "Opened an issue."
fi
echo "::warning title=$stack has drifted::The issue says what differs."
