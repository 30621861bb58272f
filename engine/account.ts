/**
 * A pretended account: a directory with one file per resource that exists, so that a resource created twice, or left
 * behind, can be seen from outside. `refuse` makes the account fail the creation of a resource, as a full quota would.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageOf, typeOf } from "../offline/urn";
import type { WireMap } from "../offline/wire";

/** What the account keeps of a resource. */
export interface Existing {
  urn: string;
  type: string;
  id: string;
  /** 0 for the first of its URN, more for those that replace one. */
  generation: number;
  inputs: WireMap;
  outputs: WireMap;
}

const REFUSALS = "refusals.json";

export class Account {
  /** With the name of a package, the part of the account that its provider sees: others write to theirs meanwhile. */
  constructor(
    private readonly directory: string,
    private readonly packageName?: string,
  ) {
    mkdirSync(join(directory, packageName ?? ""), { recursive: true });
  }

  all(): Existing[] {
    const packages = readdirSync(this.directory).filter((name) => name !== REFUSALS);
    return packages
      .filter((name) => this.packageName === undefined || name === this.packageName)
      .flatMap((name) => recordsIn(join(this.directory, name)));
  }

  /** A resource by its id; where ids repeat, as those of Auto Scaling groups' parts, the oldest of this URN. */
  find(urn: string, id: string): Existing | undefined {
    const candidates = this.all()
      .filter((existing) => existing.type === typeOf(urn) && existing.id === id)
      .sort((one, other) => one.generation - other.generation);
    return candidates.find((existing) => existing.urn === urn) ?? candidates[0];
  }

  put(resource: Existing): void {
    mkdirSync(join(this.directory, packageOf(resource.type)), { recursive: true });
    writeFileSync(this.file(resource), JSON.stringify(resource, null, 2));
  }

  remove(resource: Existing): void {
    rmSync(this.file(resource));
  }

  /** The names of the resources, `<type> <name>`, whose creation fails from now on; none of them by an empty list. */
  refuse(resources: string[]): void {
    writeFileSync(join(this.directory, REFUSALS), JSON.stringify(resources));
  }

  refuses(type: string, name: string): boolean {
    const file = join(this.directory, REFUSALS);
    const refused = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as string[]) : [];
    return refused.includes(`${type} ${name}`);
  }

  private file({ type, id, generation, inputs }: Existing): string {
    const hash = createHash("sha256").update(JSON.stringify([type, id, generation, inputs.autoscalingGroupName]));
    return join(this.directory, packageOf(type), `${hash.digest("hex").slice(0, 32)}.json`);
  }
}

function recordsIn(directory: string): Existing[] {
  return readdirSync(directory).map((name) => JSON.parse(readFileSync(join(directory, name), "utf8")) as Existing);
}
