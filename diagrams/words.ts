/** Ports, zones and sizes in the words of the document. */
import { describeTraffic, type Traffic } from "../policy-pack/network";

const PORT_NAMES: Partial<Record<string, string>> = {
  "22": "SSH, SFTP (22)",
  "80": "HTTP(80)",
  "443": "HTTPS(443)",
  "2049": "NFS(2049)",
  "8080": "HTTP(8080)",
};

/** `HTTP(80), HTTPS(443)`; ports without a name are as the table of access has them, or a database engine's. */
export function portWords(traffic: Traffic, engine?: string): string {
  const named = (part: string) => (engine !== undefined && /^\d+$/.test(part) ? `${engine}(${part})` : part);
  return describeTraffic(traffic)
    .split(", ")
    .map((part) => PORT_NAMES[part] ?? named(part))
    .join(", ");
}

const ENGINES: Partial<Record<string, string>> = { mariadb: "MariaDB", mysql: "MySQL", postgres: "PostgreSQL" };

/** `MariaDB` of `mariadb`. */
export function engineWords(engine: string): string {
  return ENGINES[engine] ?? engine;
}

/** `ap-northeast-2a, 2c`: what zones have in common is said once. */
export function zoneWords(zones: readonly string[]): string {
  const [first, ...others] = [...new Set(zones)].sort();
  const region = /^(.+-)\d[a-z]$/.exec(first)?.[1];
  const rest = others.map((zone) =>
    region !== undefined && zone.startsWith(region) ? zone.slice(region.length) : zone,
  );
  return [first, ...rest].join(", ");
}
