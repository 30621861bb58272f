/** How an endpoint looks in a diagram: its name in the document, and what there is to say of it. */
import {
  type Endpoint,
  isGiven,
  listOf,
  member,
  type Network,
  numberOf,
  read,
  type Resource,
  textOf,
  UNKNOWN,
} from "../policy-pack/network";
import type { Ids, Node } from "./model";

/** What the architecture calls a part; `other` is whatever it does not know. */
export type PartRole = "bastion" | "web" | "was" | "web balancer" | "was balancer" | "database" | "logs" | "other";

export type Look = Pick<Node, "id" | "kind" | "title" | "captions">;

/** The tiers in the document's words. */
export const TIERS = { web: "WEB", was: "WAS" };

export class Looks {
  constructor(
    private readonly network: Network,
    private readonly ids: Ids,
  ) {}

  of(endpoint: Endpoint, role: PartRole): Look {
    const { kind, name, resource } = endpoint;
    const type = textOf(read(resource, "instanceType"));
    switch (kind) {
      case "server":
        return this.ofServer(endpoint, role, type === undefined ? [] : [type]);
      case "load balancer": {
        const title = role === "web balancer" ? "ELB1" : role === "was balancer" ? "ELB2" : name;
        const id = title === name ? this.ids.make("elb", name) : this.ids.make(title.toLowerCase());
        return { id, kind, title, captions: ["Elastic Load Balancer"] };
      }
      case "database": {
        const isReplica = isGiven(read(resource, "replicateSourceDb"));
        const size = textOf(read(resource, "instanceClass"));
        const standby = read(resource, "multiAz") === true ? ["standby in another zone"] : [];
        return {
          id: this.ids.make(isReplica ? "slave" : "master", role === "other" ? name : ""),
          kind,
          title: isReplica ? "slave (Read only)" : "master (Read, Write)",
          captions: [...(size === undefined ? [] : [size]), ...standby],
        };
      }
      case "mount target":
        return {
          id: this.ids.make("efs", role === "other" ? name : ""),
          kind: "file system",
          title: "EFS",
          captions: [],
        };
      default:
        return { id: this.ids.make("other", name), kind: "other", title: name, captions: [resource.type] };
    }
  }

  private ofServer({ name, resource }: Endpoint, role: PartRole, type: string[]): Look {
    const kind = "server";
    if (role === "bastion")
      return { id: this.ids.make("bastion"), kind, title: "Bastion (EC2 Server)", captions: type };
    if (role !== "web" && role !== "was") {
      return { id: this.ids.make("server", name), kind, title: name, captions: ["EC2 Server", ...type] };
    }
    const tier = TIERS[role];
    const group = this.scalingGroupsOf(resource).at(0);
    if (group === undefined) {
      return {
        id: this.ids.make(role, resource.name === role ? "server" : resource.name),
        kind,
        title: `${tier} (EC2 Server)`,
        captions: type,
      };
    }
    const sizes = [numberOf(read(group, "minSize")), numberOf(read(group, "maxSize"))];
    const count = sizes[0] === sizes[1] ? `${sizes[0] ?? "?"}` : sizes.map((size) => size ?? "?").join(" to ");
    return {
      id: this.ids.make(role, "autoscaling"),
      kind,
      title: `${tier}-AutoScaling`,
      captions: [`${count} × ${type[0] ?? "EC2"}`],
    };
  }

  /** The Auto Scaling groups that start servers from a template. */
  private scalingGroupsOf(template: Resource): Resource[] {
    const { index } = this.network;
    return index.of("autoscaling/group").filter((group) => {
      const id = member(read(group, "launchTemplate"), "id") ?? UNKNOWN;
      const property = isGiven(read(group, "launchTemplate")) ? "launchTemplate" : "mixedInstancesPolicy";
      return index.references(group, property, id, ["ec2/launchTemplate"]).resources.includes(template);
    });
  }
}

/** Whether a server has a volume beside the one it starts from. */
export function hasLogVolume({ resource }: Endpoint): boolean {
  const own = listOf(read(resource, "ebsBlockDevices")).length;
  const ofTemplate = listOf(read(resource, "blockDeviceMappings")).length - 1;
  return own > 0 || ofTemplate > 0;
}
