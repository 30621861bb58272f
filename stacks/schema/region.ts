import { Region } from "@pulumi/aws/types/enums";
import { nearest } from "../problems";
import { text } from "./leaf";

/** The European sovereign cloud and the isolated regions name their resources in partitions the components do not know. */
const REGIONS: string[] = Object.values(Region).filter((region) => !/^eusc-|-iso/.test(region));

export const regionSchema = text('write the region to deploy to such as "ap-northeast-2"', (value) => {
  if (REGIONS.includes(value)) return undefined;
  const meant = nearest(value, REGIONS);
  return `is not a region this program can deploy to; ${meant === undefined ? 'write one such as "ap-northeast-2"' : `did you mean "${meant}"?`}`;
});
