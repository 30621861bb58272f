import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled, Shell } from "../test-shell";
import { GitHub } from "./test-github";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const RUN = {
  RUN_ID: "7",
  RUN_URL: "https://github.com/team/three-tier/actions/runs/7",
  HEAD_SHA: SHA,
  HEAD_REPOSITORY_ID: "99",
};
const MARKER = "<!-- three-tier: what this pull request changes -->";
const PULL = { state: "open", head: { sha: SHA, repo: { id: 99 } } };

describe("scripts/ci/comment.sh", function () {
  this.slow(5000);
  let shell: Shell;
  let github: GitHub;

  before(function () {
    if (!["jq", "unzip", "python3"].every(isInstalled)) this.skip();
  });
  beforeEach(() => {
    shell = new Shell();
    github = new GitHub(shell);
    github.answer("pulls/5", PULL);
    github.answer("issues/5/comments", []);
  });
  afterEach(() => {
    shell.remove();
  });

  /** The run's artefact, made of the members given. */
  const leave = (members: Record<string, string>, different: object = {}) => {
    const pack =
      "import json, sys, zipfile\n" +
      "with zipfile.ZipFile('comment.zip', 'w', zipfile.ZIP_DEFLATED) as z:\n" +
      "  for name, text in json.load(open('members.json')).items(): z.writestr(name, text)";
    shell.write("members.json", JSON.stringify(members));
    const { status, stderr } = shell.run("python3", ["-c", pack]);
    assert.equal(status, 0, stderr);
    const zip = readFileSync(join(shell.directory, "comment.zip"));
    const artifact = { id: 3, expired: false, size_in_bytes: zip.length, ...different };
    github.answer("actions/runs/7/artifacts", { artifacts: [artifact] });
    github.answer("actions/artifacts/3/zip", zip);
  };
  const comment = (env: NodeJS.ProcessEnv = {}) =>
    shell.run(join(__dirname, "comment.sh"), [], { ...github.env, ...RUN, ...env });

  it("comments on the pull request of the run", () => {
    leave({ number: "5\n", "comment.md": "### dev: none\n" });
    const { status, stdout, stderr } = comment();
    assert.equal(stderr, "");
    assert.equal(stdout, "Commented on pull request 5.\n");
    assert.equal(status, 0);
    const [{ fields, ...written }, ...more] = github.written();
    assert.deepEqual([written, more], [{ method: "POST", path: "issues/5/comments" }, []]);
    assert.ok(fields.body.startsWith(`${MARKER}\n## What this pull request changes\n\n### dev: none\n`), fields.body);
    assert.ok(fields.body.includes(SHA) && fields.body.includes(RUN.RUN_URL));
  });

  it("brings its own comment up to date, and no one else's", () => {
    const by = (login: string, id: number, body = `${MARKER}\nold`) => ({ id, body, user: { login } });
    const own = "github-actions[bot]";
    github.answer("issues/5/comments", [by("mallory", 1), by(own, 2, `see ${MARKER}`), by(own, 3), by(own, 4)]);
    leave({ number: "5", "comment.md": "new" });
    assert.equal(comment().status, 0);
    assert.deepEqual(
      github.written().map(({ method, path }) => [method, path]),
      [["PATCH", "issues/comments/3"]],
    );
  });

  it("calls nobody", () => {
    leave({ number: "5", "comment.md": "@team, @someone" });
    assert.equal(comment().status, 0);
    assert.match(github.written()[0].fields.body, /@\u200bteam, @\u200bsomeone/);
  });

  for (const [name, text] of [
    ["by its characters", "x".repeat(62_001)],
    ["by its bytes", "é".repeat(200_000)],
  ]) {
    it(`says so if the text is too long ${name}`, () => {
      leave({ number: "5", "comment.md": text });
      assert.equal(comment().status, 0);
      const { body } = github.written()[0].fields;
      assert.match(body, /It is too long for a comment; the summary of the run has it\./);
      assert.ok(body.length < 1000);
    });
  }

  it("takes a text of many bytes that is not too long", () => {
    leave({ number: "5", "comment.md": "→".repeat(60_000) });
    assert.equal(comment().status, 0);
    assert.ok(github.written()[0].fields.body.includes("→→→"));
  });

  it("unpacks nothing, wherever the archive would have it", () => {
    leave({ "../../escaped": "x", "bin/gh": "x", number: "5", "comment.md": "text" });
    assert.equal(comment().status, 0);
    assert.ok(!existsSync(join(shell.directory, "../escaped")) && !existsSync(join(shell.directory, "../../escaped")));
    assert.match(readFileSync(join(shell.directory, "bin/gh"), "utf8"), /^#!/);
  });

  const refusals: [string, () => void, RegExp][] = [
    [
      "no number",
      () => {
        leave({ "comment.md": "x" });
      },
      /names no pull request/,
    ],
    [
      "a number that is a path",
      () => {
        leave({ number: "5/../6", "comment.md": "x" });
      },
      /names no pull request/,
    ],
    [
      "a number with more behind it",
      () => {
        leave({ number: "5\n$(touch x)", "comment.md": "x" });
      },
      /names no pull/,
    ],
    [
      "a number of another size",
      () => {
        leave({ number: "5".repeat(30), "comment.md": "x" });
      },
      /names no pull request/,
    ],
    [
      "no text",
      () => {
        leave({ number: "5" });
      },
      /has no comment\.md/,
    ],
    [
      "no archive",
      () => {
        leave({ number: "5" });
        github.answer("actions/artifacts/3/zip", Buffer.from("no zip"));
      },
      /names no pull request/,
    ],
    [
      "an archive that is too large",
      () => {
        leave({ number: "5", "comment.md": "x" }, { size_in_bytes: 1_000_001 });
      },
      /has 1000001 bytes, more than 1000000/,
    ],
    [
      "the pull request of another repository",
      () => {
        leave({ number: "5", "comment.md": "x" });
        github.answer("pulls/5", { ...PULL, head: { sha: SHA, repo: { id: 98 } } });
      },
      /is not of the repository that the run is of/,
    ],
    [
      "a pull request whose repository is gone",
      () => {
        leave({ number: "5", "comment.md": "x" });
        github.answer("pulls/5", { ...PULL, head: { sha: SHA, repo: null } });
      },
      /is not of the repository that the run is of/,
    ],
  ];
  for (const [name, prepare, message] of refusals) {
    it(`refuses ${name}`, () => {
      prepare();
      const { status, stdout } = comment();
      assert.match(stdout, /^::error title=Comment refused::/);
      assert.match(stdout, message);
      assert.equal(status, 1);
      assert.deepEqual(github.written(), []);
    });
  }

  it("fails where there is no such pull request", () => {
    leave({ number: "6", "comment.md": "x" });
    assert.equal(comment().status, 1);
    assert.deepEqual(github.written(), []);
  });

  const silences: [string, () => void, RegExp][] = [
    [
      "a run without artefact",
      () => {
        github.answer("actions/runs/7/artifacts", { artifacts: [] });
      },
      /nothing to say/,
    ],
    [
      "an artefact that has expired",
      () => {
        leave({ number: "5", "comment.md": "x" }, { expired: true });
      },
      /nothing to/,
    ],
    [
      "newer commits",
      () => {
        leave({ number: "5", "comment.md": "x" });
        github.answer("pulls/5", { ...PULL, head: { sha: "f".repeat(40), repo: { id: 99 } } });
      },
      /has newer commits/,
    ],
    [
      "a closed pull request",
      () => {
        leave({ number: "5", "comment.md": "x" });
        github.answer("pulls/5", { ...PULL, state: "closed" });
      },
      /Pull request 5 is closed/,
    ],
  ];
  for (const [name, prepare, message] of silences) {
    it(`says nothing to ${name}`, () => {
      prepare();
      const { status, stdout } = comment();
      assert.match(stdout, /^::notice title=No comment::/);
      assert.match(stdout, message);
      assert.equal(status, 0);
      assert.deepEqual(github.written(), []);
    });
  }

  it("fails without what it needs to know", () => {
    leave({ number: "5", "comment.md": "x" });
    const { status, stderr } = comment({ HEAD_REPOSITORY_ID: "" });
    assert.match(stderr, /HEAD_REPOSITORY_ID/);
    assert.equal(status, 1);
    assert.deepEqual(github.written(), []);
  });
});
