/** The model against the oracle, on random networks. `SEED=$RANDOM npx mocha …` tries others, `RUNS=…` makes a run longer. */
import fc from "fast-check";
import { SEED } from "../../../command-line/test-seed";
import { buildNetwork, verdict } from "../index";
import { questions, specs } from "./generator";
import { type Answer, answer, dependsOnChosenAddresses, type Packet, whoDelivers } from "./oracle";
import type { Spec } from "./spec";
import { endpointUrn, type RenderOptions, toResources } from "./to-resources";

const RUNS = Number(process.env.RUNS ?? 2000);

type Verdict = ReturnType<typeof verdict>["answer"];

/** A first preview, one over a stack that exists in part, one inside awsx, what exists, and that after a refresh. */
const OPTIONS = fc.record<RenderOptions>({
  ids: fc.constantFrom("known", "known", "unknown", "unknown", "mixed"),
  existing: fc.nat(),
  subnetDependencies: fc.constantFrom("exact", "all"),
  computed: fc.constantFrom("absent", "unknown"),
  wholeLists: fc.boolean(),
  refreshed: fc.boolean(),
  balancerModule: fc.constantFrom("lb", "alb"),
});

describe("model", function () {
  this.timeout(120_000 + RUNS * 50);

  it(`answers as the oracle does on ${RUNS} networks (seed ${SEED})`, () => {
    const counts = new Map<string, number>();
    const property = fc.property(
      specs,
      OPTIONS,
      fc.boolean(),
      fc.array(fc.nat(), { minLength: 80, maxLength: 80 }),
      (spec, options, reversed, picks) => {
        const resources = toResources(spec, options);
        const network = buildNetwork(reversed ? resources.reverse() : resources);
        for (const { packet, truth } of telling(spec, picks)) {
          const said = verdict(network, { ...packet, ...urns(spec, packet) }).answer;
          const key = `${options.ids} ids: ${said}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
          const wrong = disagreement(spec, options, packet, truth, said);
          if (wrong !== undefined) {
            throw new Error(`${wrong}\n${JSON.stringify({ packet, truth, chains: chains(spec, packet) })}`);
          }
        }
      },
    );
    fc.assert(property, {
      seed: SEED,
      numRuns: RUNS,
      reporter: ({ failed, counterexample, errorInstance, counterexamplePath, numRuns }) => {
        if (failed) {
          const [spec, options, reversed] = counterexample ?? [];
          throw new Error(
            `${String(errorInstance)}\n${printed(spec)}\n${JSON.stringify({ options, reversed })}\n` +
              `network ${numRuns} of a run with SEED=${SEED}, path "${counterexamplePath ?? ""}"`,
          );
        }
      },
    });
    console.log(`      seed ${SEED}: ${JSON.stringify(Object.fromEntries([...counts].sort()))}`);
    refuseVacuous(counts);
  });
});

/** Of the questions picked, those with something delivered, and as many others as make 24. */
function telling(spec: Spec, picks: number[]): { packet: Packet; truth: Answer }[] {
  const all = questions(spec);
  const asked = all.length === 0 ? [] : [...new Set(picks.map((pick) => all[pick % all.length]))];
  const weight = ({ surely, ever }: Answer) => (ever ? (surely ? 1 : 0) : 2);
  return asked
    .map((packet) => ({ packet, truth: answer(spec, packet) }))
    .sort((one, other) => weight(one.truth) - weight(other.truth))
    .slice(0, 24);
}

/** What is wrong with an answer, if anything. */
function disagreement(
  spec: Spec,
  { ids }: RenderOptions,
  packet: Packet,
  truth: Answer,
  said: Verdict,
): string | undefined {
  if (said === "cannot be proven") {
    // A rule for a part of a subnet decides nothing about servers and nodes whose address AWS chooses.
    const proven = ids === "known" && (truth.surely || !truth.ever) && !dependsOnChosenAddresses(spec, packet);
    return proven ? `${truth.surely ? "Delivered" : "Not delivered"}, but not proven` : undefined;
  }
  if (said === "path") {
    return truth.really ? undefined : "A path where nothing is delivered";
  }
  return truth.really ? "No path, but delivered" : undefined;
}

/** A Spec, as literal as a test has it. */
function printed(spec: Spec | undefined): string {
  return Object.entries(spec ?? {})
    .map(([key, value]) => `${key}: [\n${(value as unknown[]).map((one) => `  ${JSON.stringify(one)},\n`).join("")}],`)
    .join("\n");
}

function urns(spec: Spec, { from, to }: Packet): { from: string; to: string } {
  const known = [...spec.servers, ...spec.fleets].some(({ name }) => name === from);
  return { from: known ? endpointUrn(spec, from) : from, to: endpointUrn(spec, to) };
}

function chains(spec: Spec, { from, to, protocol, port }: Packet): string[] {
  return whoDelivers(spec, to, protocol, port, [from]).flatMap((one) => one.chains);
}

/** A run in which hardly anything gets through, or everything, shows nothing. */
function refuseVacuous(counts: Map<string, number>): void {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const least = {
    "known ids: path": 0.05,
    "known ids: no path": 0.1,
    "known ids: cannot be proven": 0.0003,
    "unknown ids: path": 0.02,
    "unknown ids: no path": 0.05,
    "unknown ids: cannot be proven": 0.01,
    "mixed ids: path": 0.005,
    "mixed ids: no path": 0.02,
    "mixed ids: cannot be proven": 0.0005,
  };
  for (const [key, share] of Object.entries(least)) {
    if ((counts.get(key) ?? 0) < share * total) {
      throw new Error(`Only ${counts.get(key) ?? 0} of ${total} answers were "${key}"`);
    }
  }
}
