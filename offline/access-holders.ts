/** Which policies of the project's pack hold the table of who reaches what: each refuses every row that is not in it. */

const HOLDERS: Partial<Record<string, string>> = {
  bastion: "bastion-key-pair-only",
  "web load balancer": "https-only",
  web: "web-only-through-load-balancer",
  "was load balancer": "was-stays-private",
  was: "was-stays-private",
  database: "database-only-from-was",
  logs: "logs-only-from-tiers",
  internet: "one-outbound-address",
};

const SSH_HOLDER = "ssh-only-from-bastion";

/** The policy that refuses any other row with the same end and port. */
export function holderOf({ to, port }: { to: string; port: string }): string | undefined {
  return port === "22" && to !== "bastion" ? SSH_HOLDER : HOLDERS[to];
}

/** The policies that refuse ways to a place, whatever the port. */
export function holdersOf(to: string): string[] {
  return [HOLDERS[to] ?? [], ["web", "was"].includes(to) ? SSH_HOLDER : []].flat();
}
