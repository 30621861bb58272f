import type { LogSettings } from "../../components/log-pipeline";
import { flag, mapping, numberChoice, wholeNumber } from "./leaf";

export const logsSchema = mapping<LogSettings>(
  {},
  {
    infrequentAccessAfterDays: numberChoice<NonNullable<LogSettings["infrequentAccessAfterDays"]>>({
      1: true,
      7: true,
      14: true,
      30: true,
      60: true,
      90: true,
      180: true,
      270: true,
      365: true,
    }),
    backup: flag(),
    flushIntervalSeconds: wholeNumber(1, 300),
  },
);
