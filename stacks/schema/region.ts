import { Region } from "@pulumi/aws/types/enums";
import { RDS_ROOT_MEND, RDS_ROOTS } from "../../components/boot/rds-root";
import { nearest } from "../problems";
import { text } from "./leaf";

/** The European sovereign cloud and the isolated regions name their resources in partitions the components do not know. */
const REGIONS: string[] = Object.values(Region).filter((region) => !/^eusc-|-iso/.test(region));

export const regionSchema = text('write the region to deploy to such as "ap-northeast-2"', (value) => {
  if (value in RDS_ROOTS) return undefined;
  if (REGIONS.includes(value)) return `is a region whose RDS root certificate is not known; ${RDS_ROOT_MEND}`;
  const meant = nearest(value, REGIONS);
  return `is not a region this program can deploy to; ${meant === undefined ? 'write one such as "ap-northeast-2"' : `did you mean "${meant}"?`}`;
});
