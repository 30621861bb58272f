/** What a rehearsal tries, in this order. */
import type { Check } from "./checks/check";
import { faults, lastFaults } from "./checks/faults";
import { logVolume } from "./checks/logs";
import { rights } from "./checks/rights";
import { neverAnswered, serving } from "./checks/serving";
import { shipping } from "./checks/shipping";
import { logFileSystem } from "./checks/tunnel";

export const checks: Check[] = [
  ...serving,
  ...rights,
  ...logVolume,
  ...logFileSystem,
  ...shipping,
  ...faults,
  neverAnswered,
  ...lastFaults,
];
