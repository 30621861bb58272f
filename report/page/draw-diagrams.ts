/** Unpacks mermaid, which is by far the largest part of the page, and has it draw. */
import type { DiagramData } from "../report-data";

interface Mermaid {
  initialize: (options: object) => void;
  render: (id: string, text: string) => Promise<{ svg: string }>;
}

/** SVG by the diagram's id; what cannot be drawn is left out. */
export async function drawDiagrams(diagrams: DiagramData[], packed: string): Promise<Map<string, string>> {
  const drawn = new Map<string, string>();
  if (diagrams.length === 0) return drawn;
  try {
    const mermaid = await loadMermaid(packed);
    for (const { id, mermaid: text } of diagrams) {
      const { svg } = await mermaid.render(`diagram-${id}`, text);
      drawn.set(id, svg);
    }
  } catch (error) {
    console.error(error);
  }
  return drawn;
}

async function loadMermaid(packed: string): Promise<Mermaid> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  // The page's policy knows this text by its hash.
  script.textContent = await new Response(stream).text();
  document.head.append(script);
  script.remove();
  const { mermaid } = globalThis as unknown as { mermaid: Mermaid };
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: "neutral",
    fontFamily: getComputedStyle(document.body).fontFamily,
  });
  return mermaid;
}
