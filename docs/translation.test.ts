import assert from "node:assert/strict";
import { translationFaults } from "./translation";

const ORIGINAL = `# Shop

Sells things ([한국어](README.ko.md)). See [the guide](docs/guide.md).

\`\`\`sh
npm run sell   # a thing
\`\`\`

## Settings

| key | what |
| --- | --- |
| \`size\` | how many |

- One.

<!-- begin parts: generated -->
\`anything\`
<!-- end parts -->
`;

const TRANSLATION = `# 가게

물건을 팝니다 ([English](README.md)). [안내서](docs/guide.md)를 보십시오.

\`\`\`sh
npm run sell   # 물건 하나
\`\`\`

## 설정

| 키 | 뜻 |
| --- | --- |
| \`size\` | 몇 개 |

- 하나.

<!-- begin parts: generated -->
<!-- end parts -->
`;

describe("a translation", () => {
  it("says what the original says, in other words", () => {
    assert.deepEqual(translationFaults(ORIGINAL, TRANSLATION), []);
  });

  for (const [what, before, after, fault] of [
    ["a section less", "## 설정", "", 'has other sections: "nothing" where the original has "Settings"'],
    ["another level", "## 설정", "### 설정", 'has other sections: "설정" where the original has "Settings"'],
    ["another key", "`size`", "`length`", '"설정" has 0, "Settings" 1 of `size`'],
    ["a row less", "| `size` | 몇 개 |\n", "", '"설정" has 2, "Settings" 3 of table rows'],
    ["an item less", "- 하나.", "", '"설정" has 0, "Settings" 1 of list items'],
    ["another link", "docs/guide.md", "docs/other.md", '"가게" has 0, "Shop" 1 of links to docs/guide.md'],
    ["another command", "npm run sell", "npm run buy", '"가게" has 0, "Shop" 1 of ```sh npm run sell```'],
    ["no generated part", "<!-- begin parts: generated -->", "", '"설정" has 0, "Settings" 1 of <!-- parts -->'],
  ] as const) {
    it(`is told from one with ${what}`, () => {
      const faults = translationFaults(ORIGINAL, TRANSLATION.replace(before, after));
      assert.ok(faults.includes(fault), faults.join("\n"));
    });
  }
});
