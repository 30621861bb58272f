/**
 * Makes another database instance the stack's primary, in the state that `pulumi stack export` writes: a replica that was
 * promoted, or one that was restored from a backup. Pulumi has no command for that: an import does not take the place
 * of what is in the state already.
 */
import { UserError } from "../command-line/user-error";
import { nameOf, typeOf } from "../offline/urn";

const INSTANCE = "aws:rds/instance:Instance";

/** The part of an exported resource that is read or changed. */
interface State {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
  deletedWith?: string;
}

export interface Export {
  deployment: { resources?: State[] };
}

/** The instance that becomes the primary. */
export interface AdoptedInstance {
  /** Its name, `DBInstanceIdentifier`. */
  identifier: string;
  /** What Pulumi knows it by, `DbiResourceId`. */
  resourceId: string;
}

export interface Adoption {
  state: Export;
  /** Names of the replicas that are no longer in the state: the next `up` creates new ones. */
  dropped: string[];
}

/**
 * The state with another primary and without the replicas, which follow the old one. What the new primary is like, a
 * refresh finds out.
 *
 * @throws UserError if the state is of another project, or holds no database
 */
export function adoptDatabase(exported: Export, { identifier, resourceId }: AdoptedInstance): Adoption {
  const resources = exported.deployment.resources ?? [];
  const instances = resources.filter(({ type, urn }) => type === INSTANCE && isOfDatabase(urn));
  const isReplica = ({ inputs }: State) => inputs?.replicateSourceDb !== undefined;
  const primaries = instances.filter((instance) => !isReplica(instance));
  const primary = primaries.at(0);
  if (primary === undefined || primaries.length > 1) {
    throw new UserError(
      `The state holds ${primary === undefined ? "no" : "more than one"} primary of a ReplicatedDatabase: is it the export of this project's stack?`,
    );
  }
  const dropped = new Set(instances.filter(isReplica).map(({ urn }) => urn));
  const changed = resources
    .filter(({ urn }) => !dropped.has(urn))
    .map((resource) =>
      withoutDependencies(resource === primary ? adopted(primary, identifier, resourceId) : resource, dropped),
    );
  return {
    state: { ...exported, deployment: { ...exported.deployment, resources: changed } },
    dropped: [...dropped].map(nameOf),
  };
}

function isOfDatabase(urn: string): boolean {
  return urn.includes("three-tier:index:ReplicatedDatabase$") && typeOf(urn) === INSTANCE;
}

function adopted(primary: State, identifier: string, resourceId: string): State {
  return {
    ...primary,
    id: resourceId,
    inputs: { ...primary.inputs, identifier },
    outputs: { ...primary.outputs, id: resourceId, resourceId, identifier },
  };
}

function withoutDependencies(resource: State, dropped: Set<string>): State {
  const kept = (urns: string[]) => urns.filter((urn) => !dropped.has(urn));
  const byProperty = Object.entries(resource.propertyDependencies ?? {});
  return {
    ...resource,
    ...(resource.dependencies && { dependencies: kept(resource.dependencies) }),
    ...(resource.propertyDependencies && {
      propertyDependencies: Object.fromEntries(byProperty.map(([property, urns]) => [property, urns && kept(urns)])),
    }),
  };
}
