/**
 * Whether a translated document says what the original says, as far as that shows in any language: the same sections,
 * each with the same code, links, rows of tables and items of lists.
 */

interface Section {
  heading: string;
  level: number;
  /** What has to be the same, in words for a message, with how often it is there. */
  marks: Map<string, number>;
}

/** What differs, section by section; nothing where both say the same. Generated parts are left to those who make them. */
export function translationFaults(original: string, translation: string): string[] {
  const [ours, theirs] = [sectionsOf(original), sectionsOf(translation)];
  const outline = (sections: Section[]) => sections.map(({ level }) => level).join(" ");
  if (outline(ours) !== outline(theirs)) {
    const index = ours.findIndex(({ level }, at) => theirs.at(at)?.level !== level);
    const [one, other] = [ours.at(index), theirs.at(index)].map((section) => section?.heading ?? "nothing");
    return [`has other sections: "${other}" where the original has "${one}"`];
  }
  return ours.flatMap(({ heading, marks }, index) => {
    const { heading: translated, marks: found } = theirs[index];
    const all = new Set([...marks.keys(), ...found.keys()]);
    return [...all].flatMap((mark) => {
      const [wanted, has] = [marks.get(mark) ?? 0, found.get(mark) ?? 0];
      return wanted === has ? [] : [`"${translated}" has ${has}, "${heading}" ${wanted} of ${mark}`];
    });
  });
}

function sectionsOf(markdown: string): Section[] {
  const text = markdown.replace(/<!-- begin (\w+)[^]*?<!-- end \1 -->/g, "<!-- $1 -->");
  const sections: Section[] = [];
  let block: { language: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const fence = /^```(\w*)$/.exec(line);
    const header = /^(#+) (.*)$/.exec(line);
    const section = sections.at(-1);
    if (block === undefined && header) {
      sections.push({ heading: header[2], level: header[1].length, marks: new Map() });
    } else if (block !== undefined && fence) {
      count(section, blockMark(block.language, block.lines));
      block = undefined;
    } else if (block !== undefined) {
      block.lines.push(line);
    } else if (fence) {
      block = { language: fence[1], lines: [] };
    } else {
      for (const mark of lineMarks(line)) count(section, mark);
    }
  }
  return sections;
}

function count(section: Section | undefined, mark: string): void {
  section?.marks.set(mark, (section.marks.get(mark) ?? 0) + 1);
}

/** Pictures and comments are in the reader's language; code is code. */
function blockMark(language: string, lines: string[]): string {
  if (language === "text") return "blocks of text";
  const code = lines.map((line) => line.replace(/ *(?:#|\/\/) .*$/, "")).join(" ");
  return `\`\`\`${language} ${code}\`\`\``;
}

function* lineMarks(line: string): Generator<string> {
  for (const [code] of line.matchAll(/`[^`]+`/g)) yield code;
  for (const [, target] of line.matchAll(/\]\(([^)]+)\)/g)) if (!isLanguageLink(target)) yield `links to ${target}`;
  if (line.startsWith("|")) yield "table rows";
  if (line.startsWith("- ")) yield "list items";
  if (/^<!-- \w+ -->$/.test(line)) yield line;
}

/** The way from one language to the other. */
function isLanguageLink(target: string): boolean {
  return /^README(\.\w+)?\.md$/.test(target);
}
