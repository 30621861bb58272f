/** Edits of the real composition that no mandatory policy may stop. */
import { groups, networks, rules } from "./safe/network";
import type { SafeEdit } from "./safe/safe-edit";
import { changes, services } from "./safe/services";

export const safeEdits: readonly SafeEdit[] = [...rules, ...groups, ...networks, ...services, ...changes];
