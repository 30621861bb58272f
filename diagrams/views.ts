/** The document's three diagrams: which things and arrows of the model each of them shows. */
import type { Drawing } from "./mermaid";
import type { Arrow, Model } from "./model";

export interface View {
  id: "summary" | "developer-access" | "user-access";
  title: { en: string; ko: string };
  shows: (arrow: Arrow) => boolean;
  /** Also what no arrow leads to. */
  isWhole: boolean;
}

/** Those a developer's way is about: SSH, and whatever else there is of the bastion. */
const isOfDevelopers = ({ flow, labels }: Arrow) => flow === "ssh" || labels.some((label) => /\b22\b/.test(label));

/** From the servers on: what happens behind the doors is the same for developers and users. */
const isBehindDoors = ({ flow, from }: Arrow) =>
  flow === "data" || flow === "logs" || (flow === "site" && !["user", "internet", "elb1"].includes(from));

export const VIEWS: readonly View[] = [
  {
    id: "summary",
    title: { en: "Summary", ko: "청년인턴 아키텍처 흐름도 요약" },
    shows: () => true,
    isWhole: true,
  },
  {
    id: "developer-access",
    title: { en: "Developer access", ko: "개발자 접근 아키텍처 흐름도" },
    shows: (arrow) => isOfDevelopers(arrow) || (isBehindDoors(arrow) && !arrow.isUnexpected),
    isWhole: false,
  },
  {
    id: "user-access",
    title: { en: "User access", ko: "사용자 접근 아키텍처 흐름도" },
    shows: (arrow) => !isOfDevelopers(arrow) && arrow.flow !== "outbound",
    isWhole: false,
  },
];

export function drawView(view: View, model: Model): Drawing {
  const arrows = throughZones(
    model.arrows.filter((arrow) => view.shows(arrow)),
    model,
  );
  const ends = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const isDrawn = (id: string, group: string | undefined): boolean =>
    view.isWhole ||
    ends.has(id) ||
    (group !== undefined && isDrawn(group, model.groups.find((one) => one.id === group)?.group));
  const nodes = model.nodes.filter(({ id, group }) => isDrawn(id, group));
  const used = new Set<string>();
  for (const { group } of nodes) {
    for (let at = group; at !== undefined; at = model.groups.find(({ id }) => id === at)?.group) used.add(at);
  }
  return { groups: model.groups.filter(({ id }) => used.has(id)), nodes, arrows };
}

/**
 * One arrow from a zone in place of those from each of its servers to their volumes, as the document has it. Others stay
 * what they are: mermaid lets lines end short of a zone.
 */
function throughZones(arrows: readonly Arrow[], { nodes, serversOf }: Model): Arrow[] {
  const isVolume = (id: string) => nodes.some((node) => node.id === id && node.kind === "volume");
  return [...serversOf].reduce<Arrow[]>(
    (left, [zone, servers]) => {
      const own = left.filter(({ from, to }) => servers.includes(from) && isVolume(to));
      const [first, ...others] = own;
      const isWhole = servers.every((server) => own.some(({ from, to }) => from === server && to === first.to));
      if (others.length === 0 || !isWhole) return left;
      return left.flatMap((arrow) =>
        arrow === first ? [{ ...first, from: zone }] : others.includes(arrow) ? [] : [arrow],
      );
    },
    [...arrows],
  );
}
