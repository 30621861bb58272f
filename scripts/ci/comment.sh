#!/usr/bin/env bash
# Posts what a run of "Pull request" has written as the one comment of its pull request, or brings that up to date.
# Runs with a token that may write, so it trusts nothing that the run has made: that was the code of a stranger. It
# runs none of it, unpacks none of it to files, and asks GitHub which pull request the run belongs to.
#   from the environment: GH_TOKEN, GITHUB_REPOSITORY, and of the run RUN_ID, RUN_URL, HEAD_SHA, HEAD_REPOSITORY_ID
set -euo pipefail
export LC_ALL=C.UTF-8
: "${GH_TOKEN:?}" "${GITHUB_REPOSITORY:?}" "${RUN_ID:?}" "${RUN_URL:?}" "${HEAD_SHA:?}" "${HEAD_REPOSITORY_ID:?}"

marker='<!-- three-tier: what this pull request changes -->'
author='github-actions[bot]'
max_zip_bytes=1000000
max_bytes=250000
max_characters=62000

leave() {
  echo "::notice title=No comment::$1"
  exit 0
}
refuse() {
  echo "::error title=Comment refused::$1"
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

artifact=$(gh api --method GET "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts" -f name=comment \
  --jq '.artifacts | map(select(.expired | not)) | .[0] // empty | "\(.id) \(.size_in_bytes)"')
[[ -n $artifact ]] || leave "The run has left nothing to say."
read -r id size <<<"$artifact"
[[ $size -le $max_zip_bytes ]] || refuse "The artefact has $size bytes, more than $max_zip_bytes."
gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$id/zip" >"$work/comment.zip"

# One named member, to stdout, and no more of it than it may have: paths and sizes in the archive mean nothing.
member() {
  { unzip -p "$work/comment.zip" "$1" 2>/dev/null || true; } | head -c "$2" | tr -d '\000'
}
number=$(member number 20)
[[ $number =~ ^[1-9][0-9]{0,9}$ ]] || refuse "The artefact names no pull request."

# A run may only speak on the pull request of its own repository and commit.
pull=$(gh api "repos/$GITHUB_REPOSITORY/pulls/$number" --jq '"\(.state) \(.head.sha) \(.head.repo.id)"')
read -r state sha repository <<<"$pull"
[[ $repository == "$HEAD_REPOSITORY_ID" ]] || refuse "Pull request $number is not of the repository that the run is of."
[[ $state == open ]] || leave "Pull request $number is $state."
[[ $sha == "$HEAD_SHA" ]] || leave "Pull request $number has newer commits; their run will comment."

member comment.md "$((max_bytes + 1))" >"$work/text"
[[ -s $work/text ]] || refuse "The artefact has no comment.md."
if [[ $(wc -c <"$work/text") -gt $max_bytes || $(wc -m <"$work/text") -gt $max_characters ]]; then
  echo "It is too long for a comment; the summary of the run has it." >"$work/text"
fi
{
  echo "$marker"
  echo '## What this pull request changes'
  echo
  # Nobody is called by a text that anybody can write.
  sed 's/@/@\xe2\x80\x8b/g' "$work/text"
  echo
  echo "<sub>By the pull request's own code, at $HEAD_SHA: [the run, with all previews]($RUN_URL). Not a review.</sub>"
} >"$work/body"

# Only a comment of our own is changed, whoever else may use the marker.
comments=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments?per_page=100" \
  --jq ".[] | select(.user.login == \"$author\" and (.body | startswith(\"$marker\"))) | .id")
comment=$(sed -n 1p <<<"$comments")
if [[ -n $comment ]]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$comment" -F "body=@$work/body"
else
  gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$number/comments" -F "body=@$work/body"
fi
echo "Commented on pull request $number."
