/**
 * Loaded before all tests: those that are random try the same in every run, so that a change is what makes one fail.
 * `SEED=$RANDOM npx mocha …` tries others.
 */
import fc from "fast-check";

export const SEED = Number(process.env.SEED ?? 20261126);

fc.configureGlobal({ seed: SEED });
