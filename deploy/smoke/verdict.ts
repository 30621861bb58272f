/** What a check has come to. What was not checked is never called passed. */
export type Verdict =
  | { status: "passed"; seen: string }
  | { status: "failed"; seen: string; mend: string }
  | { status: "not checked"; seen: string };

export interface Check {
  name: string;
  run: () => Promise<Verdict>;
}

export const passed = (seen: string): Verdict => ({ status: "passed", seen });
export const failed = (seen: string, mend: string): Verdict => ({ status: "failed", seen, mend });
export const notChecked = (reason: string): Verdict => ({ status: "not checked", seen: reason });

/** Looks at every address alike: one that fails lets the whole fail, for users may be sent to any of them. */
export async function atEvery(addresses: string[], look: (address: string) => Promise<Verdict>): Promise<Verdict> {
  const looks = await Promise.all(addresses.map(async (address) => ({ address, verdict: await look(address) })));
  for (const status of ["failed", "not checked"] as const) {
    const worst = looks.filter(({ verdict }) => verdict.status === status);
    if (worst.length > 0) {
      const seen = worst.map(({ address, verdict }) => `${address}: ${verdict.seen}`).join("; ");
      return { ...worst[0].verdict, seen };
    }
  }
  const seen = [...new Set(looks.map(({ verdict }) => verdict.seen))].join("; ");
  return passed(addresses.length === 1 ? seen : `${seen}, at ${addresses.length} addresses`);
}
