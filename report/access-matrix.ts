/** Who reaches what, as a matrix whose cells know the path hop by hop. */
import { holdersOf } from "../offline/access-holders";
import { accessWays, type Hop, hopsOf, leadsOn, type Network, type Way } from "../policy-pack/network";
import type { AccessCell, AccessMatrix, HopData, PathData } from "./report-data";
import type { ResourceIds } from "./resources";

/**
 * Rows and columns are the places of the access table, in its order.
 *
 * @param inForce names of the policies that judge the stack
 */
export function accessMatrix(network: Network, ids: ResourceIds, inForce: ReadonlySet<string>): AccessMatrix {
  const rows = rowsOf(accessWays(network));
  const froms = [...new Set(rows.map(([{ row }]) => row.from))];
  const tos = [...new Set(rows.map(([{ row }]) => row.to))];
  const pathsBetween = (from: string, to: string) => [
    ...rows
      .filter(([{ row }]) => row.from === from && row.to === to)
      .map((ways) => pathOf(ways, hopsOf(network, ways), ids)),
    ...passedOn(network, rows, from, to, ids),
  ];
  const cellOf = (from: string, to: string): AccessCell => ({
    paths: pathsBetween(from, to),
    heldBy: holdersOf(to).filter((policy) => inForce.has(policy)),
  });
  return { froms, tos, cells: froms.map((from) => tos.map((to) => (from === to ? null : cellOf(from, to)))) };
}

/** The ways that make up a row of the table. */
type Row = [Way, ...Way[]];

function rowsOf(ways: readonly Way[]): Row[] {
  const rows = new Map<string, Row>();
  for (const way of ways) {
    const { from, to, port, through } = way.row;
    const key = JSON.stringify([from, to, port, through]);
    const known = rows.get(key);
    if (known) known.push(way);
    else rows.set(key, [way]);
  }
  return [...rows.values()];
}

/** Through a load balancer: the way to it, and on from its listener. */
function passedOn(network: Network, rows: readonly Row[], from: string, to: string, ids: ResourceIds): PathData[] {
  const further = rows.filter(([{ row, forward }]) => row.to === to && row.from !== from && forward !== undefined);
  return further.flatMap((second) =>
    rows
      .filter(([{ row }]) => row.from === from && row.to === second[0].row.from)
      .filter((first) => first.some((one) => second.some((other) => leadsOn(one, other))))
      .map((first) => {
        const hops = [...hopsOf(network, first), ...hopsOf(network, second).slice(1)];
        const isSure = first.every((way) => way.isSure) && second.every((way) => way.isSure);
        return { ...pathOf(second, hops, ids), isSure, via: second[0].row.from };
      }),
  );
}

function pathOf(ways: Row, hops: readonly Hop[], ids: ResourceIds): PathData {
  const isSure = ways.every((way) => way.isSure);
  return { ports: ways[0].row.port.replace(/ \?$/, ""), isSure, hops: hops.map((hop) => hopData(hop, ids)) };
}

function hopData({ kind, text, detail, resource }: Hop, ids: ResourceIds): HopData {
  const id = resource && ids.get(resource.urn);
  return { kind, text, ...(detail !== undefined && { detail }), ...(id !== undefined && { resource: id }) };
}
