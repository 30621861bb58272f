/** What a node of a load balancer hands on to a target. */
import {
  both,
  doubted,
  either,
  type Flow,
  type FlowOptions,
  FULL_FLOW,
  groupFlow,
  insideFlow,
  NO_FLOW,
  partiesOf,
  type Party,
  throughAcl,
  vpcFlow,
} from "./flow";
import type { IntervalSet } from "./interval-set";
import type { Interface } from "./interfaces";
import type { Forward } from "./load-balancers";
import { trafficIn } from "./network-acls";
import type { SecurityGroups } from "./security-groups";

/**
 * A connection of the node's own to the target, or, where the load balancer keeps addresses, one that has the client's.
 * Clients of the other family than the target's are seen by the node's own address all the same (Network Load Balancer
 * user guide, "Edit target group attributes").
 */
export function handedOn(
  securityGroups: SecurityGroups,
  { to, family, keepsClientAddress }: Forward,
  node: Interface,
  clients: readonly Party[],
  { egress }: Pick<FlowOptions, "egress">,
): Flow {
  const own = () => insideFlow(securityGroups, node, to, { egress, families: [family] });
  if (!keepsClientAddress) return own();
  const kept = clients.filter(({ addresses }) => addresses.meets(family));
  const others = clients.some(({ addresses }) => !addresses.isWithin(family));
  const flows = kept.map((client) => keptFlow(securityGroups, client, node, to, family, egress));
  return either(others ? [...flows, own()] : flows);
}

/** The target sees the client's address and the balancer's groups, and answers through the balancer. */
function keptFlow(
  securityGroups: SecurityGroups,
  client: Party,
  node: Interface,
  to: Interface,
  family: IntervalSet,
  egress: FlowOptions["egress"],
): Flow {
  const routed = vpcFlow(node, to);
  if (routed.maybe.isEmpty || !to.addresses.meets(family)) return NO_FLOW;
  const party = { ...client, groups: node.groups, mayWearAny: node.undescribedGroups !== undefined };
  const inward = groupFlow(securityGroups, to, "ingress", party, family);
  const outward = either(partiesOf(to).map((receiver) => groupFlow(securityGroups, node, "egress", receiver, family)));
  const flow = egress === "ignored" ? inward : both(inward, outward);
  return both(both(flow, clientBorder(client, to, family)), routed);
}

/** The ACL of the target's subnet sees the client's address. */
function clientBorder({ addresses, known }: Party, to: Interface, family: IntervalSet): Flow {
  if (to.subnets.every(({ acls }) => acls.length === 0)) return FULL_FLOW;
  // Inside a subnet no ACL sees anything; whether all of it stays inside depends on the node.
  if (to.subnets.some(({ ipv4, ipv6 }) => addresses.meets(ipv4.union(ipv6)))) return doubted(FULL_FLOW);
  const boxes = [{ addresses: addresses.intersect(family), traffic: FULL_FLOW.maybe }];
  return either(
    to.subnets.map((subnet) => ({
      sure: addresses.isWithin(known) ? trafficIn(throughAcl(subnet, boxes, "sure")) : NO_FLOW.sure,
      maybe: trafficIn(throughAcl(subnet, boxes, "maybe")),
    })),
  );
}
