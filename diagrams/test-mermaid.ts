/** For tests: mermaid's own parser, which is made for browsers, in Node. */
import type { Diagram } from ".";

/** What mermaid understands of a flowchart. */
export interface Flowchart {
  /** Node → lines of its label. */
  nodes: Map<string, string[]>;
  /** Group → its title. */
  groups: Map<string, string>;
  /** Node or group → the group it is in. */
  within: Map<string, string>;
  /** `web → elb2: HTTP(8080)`; `⇢` where it is dotted, `⇉` where thick, `↔` with two heads, `—` without, `⇏` with a cross. */
  arrows: string[];
}

interface Vertex {
  text: string;
}
interface Edge {
  start: string;
  end: string;
  text: string;
  type: string;
  stroke: string;
}
interface Database {
  getVertices: () => Map<string, Vertex>;
  getEdges: () => Edge[];
  getSubGraphs: () => { id: string; title: string; nodes: string[] }[];
}

/**
 * Parses a diagram as mermaid does before it draws it.
 *
 * @throws what mermaid says of a text that is none
 */
export async function parseMermaid(text: string): Promise<Flowchart> {
  await withoutSanitizer();
  const { default: mermaid } = await import("mermaid");
  // It registers the kinds of diagrams.
  await mermaid.parse(text);
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else hands out what it has understood
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (!type.startsWith("flowchart")) throw new Error(`a ${type}, no flowchart`);
  const { getVertices, getEdges, getSubGraphs } = bound(db as unknown as Database);
  const groups = getSubGraphs();
  const ids = new Set(groups.map(({ id }) => id));
  return {
    nodes: new Map([...getVertices()].flatMap(([id, node]) => (ids.has(id) ? [] : [[id, linesOf(node.text)]]))),
    groups: new Map(groups.map(({ id, title }) => [id, linesOf(title).join("\n")])),
    within: new Map(groups.flatMap(({ id, nodes }) => nodes.map((node): [string, string] => [node, id]))),
    arrows: getEdges().map(arrowText),
  };
}

/** The arrows of the diagram with an id, in the order of the alphabet. */
export async function arrowsIn(diagrams: readonly Diagram[], id: string): Promise<string[]> {
  const { arrows } = await parseMermaid(diagrams.find((one) => one.id === id)?.mermaid ?? "");
  return arrows.sort();
}

function bound(db: Database): Database {
  return { getVertices: () => db.getVertices(), getEdges: () => db.getEdges(), getSubGraphs: () => db.getSubGraphs() };
}

function arrowText({ start, end, text, type, stroke }: Edge): string {
  const line = { double_arrow_point: "↔", arrow_open: "—", arrow_cross: "⇏" }[type];
  const head = line ?? { dotted: "⇢", thick: "⇉" }[stroke] ?? "→";
  return `${start} ${head} ${end}${text === "" ? "" : `: ${linesOf(text).join(" / ")}`}`;
}

/** Mermaid keeps `#34;` as `ﬂ°°34¶ß` until it draws. */
function linesOf(text: string): string[] {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, number: string) => String.fromCodePoint(Number(number))).split("<br/>");
}

/** The parser hands labels to DOMPurify, which can do nothing without a DOM. */
async function withoutSanitizer(): Promise<void> {
  const { default: purifier } = await import("dompurify");
  Object.assign(purifier, { addHook: () => undefined, sanitize: (label: string) => label });
}
