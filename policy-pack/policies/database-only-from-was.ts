import { ALL_TRAFFIC, booleanOf, breaches, read } from "../network";
import { fsbp } from "../frameworks";
import { EXEMPT_SCHEMA, type Exemptions, MEND, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportUndescribed } from "../reachability";
import { serversOf } from "../roles";

interface Config extends Exemptions {
  allowBastion: boolean;
}

/** Stores of data that are not modelled further than the groups they wear. */
const DATA_STORES =
  /^aws:(docdb|neptune|redshift|redshiftserverless|elasticache|memorydb|opensearch|elasticsearch|dax|timestreaminfluxdb|mq|msk)\//;

/** Databases answer to the WAS, and to the bastion where the configuration allows its tunnels. */
export const databaseOnlyFromWas = stackPolicy<Config>(
  {
    name: "database-only-from-was",
    displayName: "Database only from the WAS",
    description: "Databases accept connections from the WAS and from nothing else; from the bastion by configuration.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp("RDS.2", "RDS DB instances should prohibit public access"),
    remediationSteps:
      "Name the WAS's security group as the only source of the database's port, and keep it not publicly accessible.",
    configSchema: {
      properties: {
        allowBastion: {
          type: "boolean",
          description: "Let the bastion reach the database, for tunnels of operators",
          default: false,
        },
        exempt: EXEMPT_SCHEMA,
      },
    },
  },
  { ...NO_EXEMPTIONS, allowBastion: false },
  ({ network, report, config, notApplicable }) => {
    const databases = network.endpoints.filter(
      ({ kind, resource }) => kind === "database" || DATA_STORES.test(resource.type),
    );
    if (databases.length === 0) notApplicable("the stack has no database");
    const allowed = new Set([
      ...serversOf(network, "was"),
      ...(config.allowBastion ? serversOf(network, "bastion") : []),
    ]);
    const { breaches: found, examined } = breaches(network, databases, ALL_TRAFFIC, (from) => allowed.has(from));
    reportBreaches(report, found, "name the WAS's security group as the only source.");
    for (const { kind, name, resource, interfaces } of databases) {
      if (kind !== "database") {
        const access = booleanOf(read(resource, "publiclyAccessible")) ?? false;
        if (access !== false) {
          const certainty = access === true ? "" : "cannot be proven: ";
          report(`${certainty}${name} is publicly accessible\n${MEND}set publiclyAccessible to false.`, resource.urn);
        }
        continue;
      }
      const isOpen = interfaces.find(({ ipv4 }) => ipv4.state !== "shut");
      if (isOpen === undefined) continue;
      const certainty = isOpen.ipv4.state === "open" ? "" : "cannot be proven: ";
      report(`${certainty}${name} is publicly accessible\n${MEND}set publiclyAccessible to false.`, resource.urn);
    }
    reportUndescribed(report, network);
    return { databases: databases.length, ...examined };
  },
);
