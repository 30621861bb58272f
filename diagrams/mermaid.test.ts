import assert from "node:assert/strict";
import { type Drawing, labelText, writeMermaid } from "./mermaid";
import type { Arrow, Group, Node } from "./model";
import { parseMermaid } from "./test-mermaid";

const server = (id: string, title: string, difference: Partial<Node> = {}): Node => ({
  ...{ id, kind: "server", title, captions: [], isUnexpected: false },
  ...difference,
});
const zone = (id: string, difference: Partial<Group> = {}): Group => ({
  ...{ id, kind: "zone", title: id, captions: [] },
  ...difference,
});
const arrow = (from: string, to: string, difference: Partial<Arrow> = {}): Arrow => ({
  ...{ from, to, flow: "site", labels: [], kind: "way", isMutual: false, isUnexpected: false, why: ['rule "r"'] },
  ...difference,
});
const drawing = (difference: Partial<Drawing>): Drawing => ({ groups: [], nodes: [], arrows: [], ...difference });

describe("writeMermaid", () => {
  it("writes groups, nodes, arrows and their looks", () => {
    const text = writeMermaid({
      groups: [zone("publicZone", { title: "Public Zone", captions: ["2a", "2c"] })],
      nodes: [
        server("developer", "Developer", { kind: "person" }),
        server("bastion", "Bastion (EC2 Server)", { captions: ["t3.micro"], group: "publicZone" }),
        server("server_debug", "debug", { group: "publicZone", isUnexpected: true }),
      ],
      arrows: [
        arrow("developer", "bastion", { flow: "ssh", labels: ["SSH, SFTP (22)"] }),
        arrow("developer", "server_debug", { labels: ["HTTP(80)"], isUnexpected: true }),
        arrow("bastion", "developer", { flow: "outbound", labels: ["HTTPS(443)"] }),
      ],
    });
    assert.equal(
      text,
      `---
config:
  layout: dagre
  flowchart:
    wrappingWidth: 400
    rankSpacing: 40
    subGraphTitleMargin:
      top: 4
      bottom: 16
---
flowchart TB
  developer(["Developer"])
  subgraph publicZone["Public Zone (2a, 2c)"]
    bastion["Bastion (EC2 Server)<br/>t3.micro"]
    server_debug["⚠ debug"]
  end
  %% rule "r"
  developer ==>|"SSH, SFTP (22)"| bastion
  %% rule "r"
  developer -->|"⚠ HTTP(80)"| server_debug
  %% rule "r"
  developer ---|"↑ HTTPS(443)"| bastion
  classDef publicZoneLook fill:#2da44e1a,stroke:#2da44e,stroke-width:2px
  class publicZone publicZoneLook
  classDef personLook fill:#f6f8fa,stroke:#57606a,color:#1f2328
  class developer personLook
  classDef serverLook fill:#FF8000,stroke:#F5D0A9,stroke-width:2px,color:#1f2328
  class bastion,server_debug serverLook
  classDef unexpectedLook stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 3
  class server_debug unexpectedLook
  linkStyle 1 stroke:#cf222e,color:#cf222e`,
    );
  });

  const titles = [
    'a "quoted" name',
    "a [box], a (round) one, a {brace} and a |pipe|",
    "end",
    "subgraph",
    "a #35; that is none, & <b>markup</b>",
    "`**markdown**`",
    "_under_ ~tilde~ \\back",
    "1. a list",
    "- a list",
    '%%{init: {"theme": "dark"}}%%',
    "style a:fill#f00;",
    "click href https://example.com",
    "a --> b",
    "2001:db8::/32",
    "청년인턴 아키텍처",
    "🚀 rocket",
  ];
  for (const title of titles) {
    it(`keeps ${title}`, async () => {
      const { nodes, groups, arrows } = await parseMermaid(
        writeMermaid({
          groups: [zone("publicZone", { title })],
          nodes: [
            server("a", title, { captions: [title], group: "publicZone" }),
            server("b", title, { group: "publicZone" }),
          ],
          arrows: [arrow("a", "b", { labels: [title, title], why: [title, `${title}\n%%{init: {}}%%`] })],
        }),
      );
      assert.deepEqual(nodes.get("a"), [title, title]);
      assert.deepEqual([...groups], [["publicZone", title]]);
      assert.deepEqual(arrows, [`a → b: ${title} / ${title}`]);
    });
  }

  it("leaves no line break in a label", () => {
    assert.equal(labelText(["one\ntwo"]), "one#10;two");
  });

  it("writes what leads up from its end, so that mermaid leaves the zones in their order", async () => {
    const { arrows } = await parseMermaid(
      writeMermaid(
        drawing({
          groups: [zone("publicZone"), zone("privateZone")],
          nodes: [server("nat", "NAT", { group: "publicZone" }), server("web", "WEB", { group: "privateZone" })],
          arrows: [
            arrow("web", "nat", { labels: ["HTTP(80)"] }),
            arrow("web", "nat", { labels: ["5432"], flow: "data", isMutual: true }),
            arrow("nat", "web"),
          ],
        }),
      ),
    );
    assert.deepEqual(arrows, ["nat — web: ↑ HTTP(80)", "nat ↔ web: 5432", "nat → web"]);
  });

  it("tells an opened port from a way", async () => {
    const { arrows } = await parseMermaid(
      writeMermaid(
        drawing({
          nodes: [server("a", "a"), server("b", "b")],
          arrows: [arrow("a", "b", { labels: ["22"], kind: "opened", isUnexpected: true })],
        }),
      ),
    );
    assert.deepEqual(arrows, ["a ⇏ b: ⚠ 22"]);
  });
});
