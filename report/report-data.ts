/** Everything that the page shows, as plain data: what is made here in Node is drawn in the browser. Imports nothing. */

export type Language = "en" | "ko";

export interface Report {
  language: Language;
  project: string;
  stack: string;
  /** As at a first preview, or as after an update, with made-up ids. */
  mode: "preview" | "update";
  region?: string;
  diagrams: DiagramData[];
  access: AccessMatrix;
  packs: PackData[];
  /** Nothing where there is nothing to pay for. */
  cost?: CostData;
  timeline: TimelineData;
  /** Of every tier that a load balancer serves. */
  capacity: TierData[];
  settings: SettingData[];
  outputs: ValueData[];
  /** The roots: one, the stack itself, as a rule. */
  resources: ResourceData[];
  /** Of those that would be made or read. */
  resourceCount: number;
  differences?: DifferenceData;
}

export interface DiagramData {
  id: string;
  title: Record<Language, string>;
  mermaid: string;
}

/** Who reaches what. */
export interface AccessMatrix {
  froms: string[];
  tos: string[];
  /** For each of `froms`, one for each of `tos`; null where both are the same. */
  cells: (AccessCell | null)[][];
}

export interface AccessCell {
  paths: PathData[];
  /** The policies in force that refuse what is not listed. */
  heldBy: string[];
}

export interface PathData {
  /** `80, 443`, of TCP unless it says otherwise. */
  ports: string;
  /** Whether it can be told before the deployment. */
  isSure: boolean;
  /** The load balancer that passes it on. */
  via?: string;
  hops: HopData[];
}

export interface HopData {
  kind: "source" | "route" | "rule out" | "rule in" | "group" | "listener" | "target";
  text: string;
  detail?: string;
  /** The id of a resource in the tree. */
  resource?: string;
}

export interface PackData {
  name: string;
  version: string;
  policies: PolicyData[];
}

export interface PolicyData {
  name: string;
  description: string;
  level: string;
  severity?: string;
  status: "passed" | "violated" | "advisory" | "not applicable" | "disabled";
  /** `4 servers, 2 rules`, or why there was nothing to examine. */
  examined: string;
  violations: ViolationData[];
}

export interface ViolationData {
  level: "mandatory" | "advisory";
  /** `aws:ec2:Instance web-base`. */
  where: string;
  resource?: string;
  message: string;
  mend?: string;
}

/** What a month costs; why it is not known, where it is not. */
export type CostData = { reason: string } | PricedData;

export interface PricedData {
  region: string;
  /** The price table, and of which days it is. */
  prices: string;
  total: number;
  maximum: number;
  isComplete: boolean;
  components: ComponentCostData[];
  notPriced: string[];
  byUse: string[];
  excluded: string[];
  /** The same of the stack that is compared with. */
  other?: { stack: string; total: number };
}

export interface ComponentCostData {
  label: string;
  monthly: number;
  maximum: number;
  /** Something in it has no price: it costs at least as much. */
  isPartial: boolean;
  lines: CostLineData[];
  /** Of the stack that is compared with; nothing where it has no such component. */
  other?: number;
}

export interface CostLineData {
  name: string;
  what: string;
  quantity: number;
  unitPrice: number;
  per: string;
  monthly: number;
}

/** How long a first deployment takes. Texts are in the page's language. */
export interface TimelineData {
  /** `about 16 min 12 s`. */
  total: string;
  /** The total beside what AWS and awsx impose. */
  summary: string;
  /** What lengthens it more than it may, in English. */
  lengthening?: string;
  /** The critical path, step by step. */
  path: StepData[];
  /** What takes long beside it. */
  slack: SlackData[];
  timesFile: string;
  sources: string;
  /** The same of the stack that is compared with. */
  other?: { stack: string; total: string; summary: string };
}

export interface StepData {
  start: string;
  name: string;
  type: string;
  takes: string;
  /** The properties by which it waits for the step before. */
  waitsBy: string;
  /** What it takes in the stack that is compared with; nothing where it has no such resource. */
  other?: string;
}

export interface SlackData {
  name: string;
  type: string;
  takes: string;
  end: string;
  /** How much later it could end without lengthening the whole. */
  slack: string;
}

/** What a tier loses of its servers, event by event. Texts are in the page's language. */
export interface TierData {
  name: string;
  /** Of how many servers it is, where. */
  servers: string;
  events: LossData[];
  /** The same of the stack that is compared with; nothing where it has no such tier. */
  other?: { stack: string; servers: string };
}

export interface LossData {
  event: string;
  lost: string;
  /** For requests. */
  meaning: string;
  /** What is lost in the stack that is compared with. */
  other?: string;
}

export interface SettingData {
  key: string;
  description: string;
  /** The value in force; nothing where there is none. */
  value?: string;
  source: "stack" | "project" | "default" | "none";
  /** In the stack that is compared with. */
  other?: string;
}

/** A property or an output. */
export interface ValueData {
  name: string;
  text: string;
  note?: "unknown" | "secret" | "decoded" | "json";
  /** What an unknown value comes from. */
  from?: string[];
}

export interface ResourceData {
  /** Within the page. */
  id: string;
  type: string;
  name: string;
  isComponent: boolean;
  /** Only read, not managed. */
  isRead: boolean;
  isProtected: boolean;
  inputs: ValueData[];
  children: ResourceData[];
}

export interface DifferenceData {
  /** The stack, or the file, that is compared with. */
  name: string;
  kind: "stack" | "file";
  counts: Record<DifferenceCount, number>;
  sections: {
    about: "component" | "outputs" | "policies" | "violations" | "access";
    title: string;
    blocks: DifferenceLine[][];
  }[];
}

export type DifferenceCount = "added" | "removed" | "changed" | "violations" | "verdicts" | "access" | "outputs";

export interface DifferenceLine {
  sign: "+" | "-" | "~" | " ";
  text: string;
}
