/**
 * The document's three diagrams, drawn from a plan: what stands where, and who gets to what.
 *
 *     for (const { title, mermaid } of diagramsOf(plan)) { … }
 *
 * Nothing in them is drawn by hand: arrows are the ways that the network model of the policy pack finds, and what
 * resources say of each other.
 */
import { networkOf } from "../offline/access";
import type { Plan } from "../offline/plan";
import { policyResources } from "../offline/policy-resource";
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

/** In mode `update` it is known in which subnets things stand; at a preview that is told by their addresses. */
export function diagramsOf(plan: Plan): Diagram[] {
  const model = buildModel(networkOf(policyResources(plan)));
  return VIEWS.map((view) => ({ id: view.id, title: view.title, mermaid: writeMermaid(drawView(view, model)) }));
}
