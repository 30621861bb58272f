import { HEALTH_CHECK_DEFAULTS, HEALTH_CHECK_PATHS } from "../../components/health-check";
import { loadConfig } from "../../offline/config";
import type { Expectations } from "./checks";
import { parseRanges } from "./ranges";
import type { HealthCheck } from "./site-checks";

interface Tier {
  selfSignedCertificate?: boolean;
  healthCheck?: { path?: string; successCodes?: string };
}

/** What the settings of a stack promise, with the components' own defaults; throws a UserError. */
export function expectationsOf(directory: string, stack: string): Expectations & { directory: string } {
  // A stack's full name is ORGANIZATION/PROJECT/STACK; its file goes by the last part.
  const settings = loadConfig(directory, stack.slice(stack.lastIndexOf("/") + 1));
  const tier = (name: string) => JSON.parse(settings.config[`${settings.project}:${name}`] ?? "{}") as Tier;
  const web = tier("web");
  return {
    directory: settings.directory,
    selfSigned: web.selfSignedCertificate ?? false,
    web: healthCheckOf(web, HEALTH_CHECK_PATHS.web),
    was: healthCheckOf(tier("was"), HEALTH_CHECK_PATHS.was),
  };
}

function healthCheckOf({ healthCheck }: Tier, path: string): HealthCheck {
  const successCodes = parseRanges(healthCheck?.successCodes ?? HEALTH_CHECK_DEFAULTS.successCodes, 200, 499) ?? [
    [200, 200],
  ];
  return { path: healthCheck?.path ?? path, successCodes };
}
