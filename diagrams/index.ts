/**
 * The document's three diagrams, drawn from the network model of a plan: what stands where, and who gets to what.
 *
 *     for (const { title, mermaid } of diagramsOf(network)) { … }
 *
 * Nothing in them is drawn by hand: arrows are the ways that the network model of the policy pack finds, and what
 * resources say of each other.
 */
import type { Network } from "../policy-pack/network";
import { buildModel } from "./build";
import { writeMermaid } from "./mermaid";
import { drawView, VIEWS } from "./views";

export interface Diagram {
  id: string;
  /** In English, and as the document has it. */
  title: { en: string; ko: string };
  /** A flowchart, for ```` ```mermaid ```` or `mermaid.render`. */
  mermaid: string;
}

/** Of a plan in mode `update` it is known in which subnets things stand; at a preview that is told by their addresses. */
export function diagramsOf(network: Network): Diagram[] {
  const model = buildModel(network);
  return VIEWS.map((view) => ({ id: view.id, title: view.title, mermaid: writeMermaid(drawView(view, model)) }));
}
