/** Edits of the real composition that a policy has to stop, with the path that its violation has to show. */
import { availability } from "./unsafe/availability";
import { bastion } from "./unsafe/bastion";
import { database } from "./unsafe/database";
import { https } from "./unsafe/https";
import { logs } from "./unsafe/logs";
import { outbound } from "./unsafe/outbound";
import { rules } from "./unsafe/rules";
import { secrecy } from "./unsafe/secrecy";
import { ssh } from "./unsafe/ssh";
import type { UnsafeEdit } from "./unsafe/unsafe-edit";
import { was } from "./unsafe/was";
import { web } from "./unsafe/web";

export const unsafeEdits: readonly UnsafeEdit[] = [
  ...ssh,
  ...bastion,
  ...was,
  ...web,
  ...database,
  ...logs,
  ...outbound,
  ...rules,
  ...https,
  ...secrecy,
  ...availability,
];
