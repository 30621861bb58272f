import type { OperatingSystem } from "../../components/boot/types";
import type { StackSettings } from "../settings";
import { bastionRules, bastionSchema } from "./bastion";
import { databaseRules, databaseSchema } from "./database";
import { choice, flag, mapping } from "./leaf";
import { logsSchema } from "./logs";
import { networkRules, networkSchema } from "./network";
import { productionRules } from "./production";
import { regionSchema } from "./region";
import type { Rule } from "./rule";
import { serverRules } from "./servers";
import { type DefaultTags, defaultTagsSchema } from "./tags";
import { wasRules, wasSchema } from "./was";
import { webRules, webSchema } from "./web";

/** The settings as the file spells them: the region is the provider's setting, and sections may be left out. */
export interface StackFile extends Omit<StackSettings, "region" | "production" | "operatingSystem"> {
  "aws:region": string;
  "aws:defaultTags"?: DefaultTags;
  production?: boolean;
  operatingSystem?: OperatingSystem;
}

export const stackSchema = mapping<StackFile>(
  {
    "aws:region": regionSchema,
    network: networkSchema,
    bastion: bastionSchema,
    web: webSchema,
    was: wasSchema,
    database: databaseSchema,
    logs: logsSchema,
  },
  {
    "aws:defaultTags": defaultTagsSchema,
    production: flag(),
    operatingSystem: choice<OperatingSystem>({ "ubuntu-20.04": true, "ubuntu-24.04": true }),
  },
);

/** What is checked once every value has been looked at by itself. */
export const RULES: Rule[] = [
  networkRules,
  bastionRules,
  webRules,
  wasRules,
  serverRules,
  databaseRules,
  productionRules,
];

/** Order in which problems are told: the file's. */
export const KEY_ORDER = [
  "aws:region",
  "aws:defaultTags",
  "production",
  "operatingSystem",
  "network",
  "bastion",
  "web",
  "was",
  "database",
  "logs",
];

/** Sections a file may leave out altogether: what they lack is then told key by key. */
export const SECTIONS_LEFT_OUT = { network: {}, bastion: {}, web: {}, was: {}, database: {}, logs: {} };
