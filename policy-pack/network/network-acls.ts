/** Network ACLs: numbered rules, the lowest number decides; kept at the border of a subnet, for each packet by itself. */
import { addressesOf } from "./addresses";
import { IntervalSet } from "./interval-set";
import { addTo } from "./lists";
import {
  booleanOf,
  containsUnknown,
  listOf,
  member,
  numberOf,
  read,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";
import type { Direction, Rule } from "./security-groups";
import type { StackIndex } from "./stack-index";
import { NO_TRAFFIC, ruleTraffic, type Traffic } from "./traffic";

interface AclRule {
  number: number;
  isAllowed: boolean;
  addresses: IntervalSet;
  traffic: Traffic;
}

export interface NetworkAcl {
  name: string;
  rules: Record<Direction, AclRule[]>;
  /** Why its rules are not certain. */
  doubt?: string;
}

/** Packets from or to some addresses. */
export interface Box {
  addresses: IntervalSet;
  traffic: Traffic;
  /** The rule that lets them in. */
  rule?: Rule;
}

const KINDS = ["ec2/networkAcl", "ec2/defaultNetworkAcl", "ec2/vpc"];

/** The ACLs that may guard a subnet; none where AWS's own lets everything through. */
export class NetworkAcls {
  private readonly acls = new Map<Resource, NetworkAcl>();
  private readonly bySubnet = new Map<string, NetworkAcl[]>();
  private readonly byVpc = new Map<string, NetworkAcl>();

  constructor(private readonly index: StackIndex) {
    for (const resource of index.of("ec2/networkAcl", "ec2/defaultNetworkAcl"))
      this.acls.set(resource, aclOf(resource));
    for (const rule of index.of("ec2/networkAclRule")) this.addRule(rule);
    for (const acl of this.acls.values()) {
      for (const rules of Object.values(acl.rules)) rules.sort((a, b) => a.number - b.number);
    }
    for (const [resource, acl] of this.acls) {
      const doubtful = this.place(resource, "subnetIds", acl);
      if (doubtful !== undefined) acl.doubt ??= doubtful;
      if (resource.type.endsWith("DefaultNetworkAcl")) {
        for (const vpc of index.refer(resource, "defaultNetworkAclId", "ec2/vpc").resources)
          this.byVpc.set(vpc.urn, acl);
      }
    }
    for (const association of index.of("ec2/networkAclAssociation")) {
      const { foreign } = index.refer(association, "networkAclId", ...KINDS);
      for (const acl of [...this.refer(association), ...foreign.map(foreignAcl)])
        this.place(association, "subnetId", acl);
    }
  }

  /** Several where it is not certain which; they are then taken for alternatives. */
  of(subnet: Resource, vpc: Resource | undefined): NetworkAcl[] {
    const own = this.bySubnet.get(subnet.urn);
    if (own) return own;
    const fallback = vpc && this.byVpc.get(vpc.urn);
    return fallback ? [fallback] : [];
  }

  private place(resource: Resource, property: string, acl: NetworkAcl): string | undefined {
    const { resources, doubt, open } = this.index.refer(resource, property, "ec2/subnet", "ec2/defaultSubnet");
    for (const subnet of open ? this.index.of("ec2/subnet") : resources) {
      addTo(this.bySubnet, subnet.urn, acl);
    }
    return doubt;
  }

  private refer(resource: Resource): NetworkAcl[] {
    const { resources, open } = this.index.refer(resource, "networkAclId", ...KINDS);
    return (open ? [...this.acls.keys()] : resources).flatMap((one) => this.acls.get(one) ?? []);
  }

  private addRule(resource: Resource): void {
    const egress = booleanOf(read(resource, "egress")) ?? false;
    const entry: Value = {
      protocol: read(resource, "protocol"),
      fromPort: read(resource, "fromPort"),
      toPort: read(resource, "toPort"),
      cidrBlock: read(resource, "cidrBlock"),
      ipv6CidrBlock: read(resource, "ipv6CidrBlock"),
      action: read(resource, "ruleAction"),
      ruleNo: read(resource, "ruleNumber"),
    };
    const rule = ruleOf(entry);
    for (const acl of this.refer(resource)) {
      if (rule === undefined || egress === UNKNOWN) acl.doubt ??= `"${resource.name}" is not known yet`;
      else acl.rules[egress ? "egress" : "ingress"].push(rule);
    }
  }
}

function foreignAcl(id: string): NetworkAcl {
  return { name: id, rules: { ingress: [], egress: [] }, doubt: `network ACL ${id} is not part of this stack` };
}

/** Parts `boxes` into the packets that pass `acl` in a direction, and those that do not. */
export function sift(acl: NetworkAcl, direction: Direction, boxes: Box[]): { allowed: Box[]; denied: Box[] } {
  const allowed: Box[] = [];
  const denied: Box[] = [];
  let rest = boxes;
  for (const rule of acl.rules[direction]) {
    const left: Box[] = [];
    for (const box of rest) {
      const addresses = box.addresses.intersect(rule.addresses);
      const traffic = box.traffic.intersect(rule.traffic);
      if (addresses.isEmpty || traffic.isEmpty) {
        left.push(box);
        continue;
      }
      (rule.isAllowed ? allowed : denied).push({ ...box, addresses, traffic });
      left.push({ ...box, addresses: box.addresses.subtract(rule.addresses) });
      left.push({ ...box, addresses, traffic: box.traffic.subtract(rule.traffic) });
    }
    rest = left.filter((box) => !box.addresses.isEmpty && !box.traffic.isEmpty);
  }
  return { allowed, denied: [...denied, ...rest] };
}

function aclOf(resource: Resource): NetworkAcl {
  const acl: NetworkAcl = { name: resource.name, rules: { ingress: [], egress: [] } };
  for (const direction of ["ingress", "egress"] as const) {
    const written = read(resource, direction);
    if (written === UNKNOWN) acl.doubt = `"${direction}" of ${resource.name} is not known yet`;
    for (const entry of listOf(written)) {
      const rule = ruleOf(entry);
      if (rule === undefined) acl.doubt = `"${direction}" of ${resource.name} is not known yet`;
      else acl.rules[direction].push(rule);
    }
  }
  return acl;
}

/** Undefined where a part of it is not known. */
function ruleOf(entry: Value): AclRule | undefined {
  if (containsUnknown(entry)) return undefined;
  const blocks = ["cidrBlock", "ipv6CidrBlock"].map((property) => textOf(member(entry, property)));
  const sets = blocks.filter((block) => block !== undefined).map((block) => addressesOf(block));
  const protocol = member(entry, "protocol");
  const traffic = ruleTraffic(
    typeof protocol === "number" ? String(protocol) : (textOf(protocol) ?? ""),
    numberOf(member(entry, "fromPort")),
    numberOf(member(entry, "toPort")),
  );
  const number = numberOf(member(entry, "ruleNo"));
  if (traffic === undefined || number === undefined || sets.some((set) => set === undefined)) return undefined;
  const isAllowed = textOf(member(entry, "action"))?.toLowerCase() === "allow";
  return { number, isAllowed, addresses: IntervalSet.union(sets.filter((set) => set !== undefined)), traffic };
}

export function trafficIn(boxes: Box[]): Traffic {
  return boxes.reduce((sum: Traffic, { traffic }) => sum.union(traffic), NO_TRAFFIC);
}
