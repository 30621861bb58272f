/** Which part of the architecture a resource plays: that of the component it is a child of, whatever its name or tags. */
import type { Endpoint, Network, Resource } from "./network";

export type Role = "bastion" | "web" | "was" | "database" | "logs";

const ROLES: Partial<Record<string, Role>> = {
  "three-tier:index:Bastion": "bastion",
  "three-tier:index:WebTier": "web",
  "three-tier:index:WasTier": "was",
  "three-tier:index:ReplicatedDatabase": "database",
  "three-tier:index:LogPipeline": "logs",
};

/** What a component of a role is called in messages. */
export const ROLE_NAMES: Record<Role, string> = {
  bastion: "bastion",
  web: "WEB",
  was: "WAS",
  database: "database",
  logs: "log file system",
};

export function roleOf({ index }: Pick<Network, "index">, resource: Resource): Role | undefined {
  for (const { type, custom } of index.ancestors(resource)) {
    const role = custom ? undefined : ROLES[type];
    if (role !== undefined) return role;
  }
  return undefined;
}

/** The endpoints of a kind that play a role. */
export function endpointsOf(network: Network, role: Role, ...kinds: Endpoint["kind"][]): Endpoint[] {
  return network.endpoints.filter(({ kind, resource }) => kinds.includes(kind) && roleOf(network, resource) === role);
}

/** Servers of a role. */
export function serversOf(network: Network, role: Role): Endpoint[] {
  return endpointsOf(network, role, "server");
}

/** Whether the stack has a component of a role at all. */
export function hasComponent(network: Network, role: Role): boolean {
  const types = Object.keys(ROLES).filter((type) => ROLES[type] === role);
  return network.index.of(...types).some(({ custom }) => !custom);
}
