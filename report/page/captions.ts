/** The words of the page, in English and Korean. What the project itself says, such as policies' messages, is English in both. */
import type { DifferenceCount, HopData, Language, PolicyData, SettingData, ValueData } from "../report-data";

export interface Captions {
  title: (project: string, stack: string) => string;
  needsScript: string;
  skip: string;
  contents: string;
  theme: string;
  /** Names of the sections, as in the table of contents. */
  overview: string;
  differences: string;
  diagrams: string;
  access: string;
  policies: string;
  cost: string;
  timeline: string;
  capacity: string;
  settings: string;
  outputs: string;
  resources: string;

  intro: (mode: "preview" | "update") => string;
  /** Said only where it is not English. */
  untranslated?: string;
  region: string;
  policySummary: (passed: number, all: number) => string;
  violationSummary: (mandatory: number, advisory: number) => string;
  noPolicies: string;
  perMonth: (amount: string, isComplete: boolean) => string;

  diagramHelp: string;
  drawing: string;
  notDrawn: string;
  diagramSource: string;
  zoomIn: string;
  zoomOut: string;
  zoomReset: string;

  accessHelp: string;
  nothingReached: string;
  from: string;
  to: string;
  noPath: string;
  noPathFrom: (from: string, to: string) => string;
  /** Before the names of policies. */
  heldBy: (isThereAWay: boolean) => string;
  unsure: string;
  via: (balancer: string) => string;
  allPaths: string;
  hops: Record<HopData["kind"], string>;
  /** Before the subnets, tables or ports of a hop. */
  hopDetails: Record<HopData["kind"], string>;

  policy: string;
  level: string;
  status: string;
  statuses: Record<PolicyData["status"], string>;
  levels: Partial<Record<string, string>>;
  severity: (severity: string) => string;
  examined: string;
  violations: string;
  noViolations: string;
  mend: string;

  costHelp: (region: string, prices: string) => string;
  notPriced: (reason: string) => string;
  component: string;
  monthly: string;
  maximum: string;
  total: string;
  orMore: string;
  costLines: string;
  resource: string;
  charged: string;
  quantity: string;
  unitPrice: string;
  notInTotal: string;
  withoutPrice: string;
  byUse: string;
  excluded: string;

  timelineHelp: string;
  /** Of what lengthens a deployment more than it may. */
  lengthening: string;
  criticalPath: string;
  criticalPathHelp: string;
  startsAt: string;
  takes: string;
  waitsBy: string;
  slack: string;
  slackHelp: string;
  readyAt: string;
  timeSources: string;
  timeExcluded: string;

  capacityHelp: string;
  event: string;
  outOfService: string;
  forRequests: string;

  settingsHelp: string;
  key: string;
  value: string;
  source: string;
  meaning: string;
  sources: (stack: string) => Record<SettingData["source"], string>;

  search: string;
  searchHelp: string;
  found: (count: number, all: number) => string;
  expandAll: string;
  collapseAll: string;
  inputs: (count: number) => string;
  noInputs: string;
  isRead: string;
  isProtected: string;
  notes: Record<NonNullable<ValueData["note"]>, string>;
  comesFrom: string;

  differencesFrom: (name: string, kind: "stack" | "file") => string;
  differencesHelp: (name: string, stack: string, kind: "stack" | "file") => string;
  noDifferences: string;
  counts: Record<DifferenceCount, (count: number) => string>;
  aboutDifferences: Record<"outputs" | "policies" | "violations" | "access", string>;

  madeWith: string;
}

const EN: Captions = {
  title: (project, stack) => `${project} (${stack}): infrastructure`,
  needsScript: "This page needs JavaScript.",
  skip: "Skip to the content",
  contents: "Contents",
  theme: "Light or dark",
  overview: "Overview",
  differences: "Differences",
  diagrams: "Diagrams",
  access: "Who reaches what",
  policies: "Policies",
  cost: "Monthly cost",
  timeline: "Deployment time",
  capacity: "Capacity",
  settings: "Settings",
  outputs: "Outputs",
  resources: "Resources",

  intro: (mode) =>
    mode === "preview"
      ? "Planned without an AWS account, as at a first preview: what AWS decides is still unknown."
      : "Planned without an AWS account, as after a first update: ids and addresses that AWS would give are made up.",
  region: "Region",
  policySummary: (passed, all) => `${passed} of ${all} passed`,
  violationSummary: (mandatory, advisory) => `${mandatory} mandatory, ${advisory} advisory violations`,
  noPolicies: "No policy pack was asked.",
  perMonth: (amount, isComplete) => `${isComplete ? "about" : "at least"} ${amount} a month`,

  diagramHelp:
    "Drawn from the resources: an arrow is a connection that the network lets through, or what one resource says of another. Zoom with + and −, 0 fits it again; arrow keys move it.",
  drawing: "Drawing…",
  notDrawn: "This browser cannot draw it; below is its source.",
  diagramSource: "Source, in Mermaid",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomReset: "Fit",

  accessHelp:
    "Rows connect, columns accept; ports are TCP. Choose a cell, by click or with arrow keys and Enter, to see the path hop by hop; ⇢ is passed on by a load balancer.",
  nothingReached: "Nothing reaches anything in this stack.",
  from: "From",
  to: "To",
  noPath: "no path",
  noPathFrom: (from, to) => `There is no path from ${from} to ${to}.`,
  heldBy: (isThereAWay) => `Any ${isThereAWay ? "other " : ""}way there is refused by`,
  unsure: "to be seen once ids are known",
  via: (balancer) => `through ${balancer}`,
  allPaths: "All paths as a list",
  hops: {
    source: "From",
    route: "Gateway",
    "rule out": "Lets out",
    "rule in": "Lets in",
    group: "Security group",
    listener: "Listener",
    target: "To",
  },
  hopDetails: {
    source: "subnets",
    route: "route tables",
    "rule out": "ports",
    "rule in": "ports",
    group: "",
    listener: "takes",
    target: "subnets",
  },

  policy: "Policy",
  level: "Level",
  status: "Status",
  statuses: {
    passed: "passed",
    violated: "violated",
    advisory: "advice",
    "not applicable": "not applicable",
    disabled: "disabled",
  },
  levels: { mandatory: "mandatory", advisory: "advisory", remediate: "remediate", disabled: "disabled" },
  severity: (severity) => `severity: ${severity}`,
  examined: "Examined",
  violations: "Violations",
  noViolations: "No policy is violated.",
  mend: "Mend",

  costHelp: (region, prices) =>
    `On-demand list prices of ${region}, by ${prices}. Transfer and use are in no total: see below what is left out.`,
  notPriced: (reason) => `Not priced: ${reason}.`,
  component: "Component",
  monthly: "USD a month",
  maximum: "with every group at its maximum",
  total: "in all",
  orMore: "or more",
  costLines: "What is paid for",
  resource: "Resource",
  charged: "what",
  quantity: "quantity",
  unitPrice: "unit price",
  notInTotal: "In no total",
  withoutPrice: "Without a price",
  byUse: "Paid for by use",
  excluded: "Left out",

  timelineHelp:
    "How long the first deployment takes, by what resources wait for and what each takes typically. What AWS and awsx impose: the network, which awsx gives out as a whole, then the primary of the database, then its replica.",
  lengthening: "What lengthens it",
  criticalPath: "Critical path",
  criticalPathHelp: "Each step starts when the one before it is there: only a faster step shortens the whole.",
  startsAt: "at",
  takes: "takes",
  waitsBy: "waits by",
  slack: "Slack",
  slackHelp:
    "What takes a minute or more beside the critical path, and how much longer it could take without lengthening the whole.",
  readyAt: "ready at",
  timeSources: "Where the times are from",
  timeExcluded:
    "Left out: the start of the engine and of the program, the policies, and the limit on how many resources are created at once.",

  capacityHelp:
    "What a tier loses of its servers, at the minimum of its group, computed from the settings of groups, target groups and health checks. Load balancers spread requests evenly; what a lost server was answering fails at once. What else goes with a zone is not counted: the NAT gateway, if it is there, and a database without a standby.",
  event: "Event",
  outOfService: "Servers out of service",
  forRequests: "Requests",

  settingsHelp: "Every setting in force, and where it comes from.",
  key: "Key",
  value: "Value",
  source: "From",
  meaning: "What it is",
  sources: (stack) => ({
    stack: `Pulumi.${stack}.yaml`,
    project: "Pulumi.yaml",
    default: "default",
    none: "not set",
  }),

  search: "Search resources",
  searchHelp: "By name, type or any input's text",
  found: (count, all) => `${count} of ${all} resources`,
  expandAll: "Expand all",
  collapseAll: "Collapse all",
  inputs: (count) => (count === 1 ? "1 input" : `${count} inputs`),
  noInputs: "No inputs.",
  isRead: "read only",
  isProtected: "protected",
  notes: {
    unknown: "known after the deployment",
    secret: "secret, not shown",
    decoded: "decoded from base64",
    json: "JSON, laid out",
  },
  comesFrom: "from",

  differencesFrom: (name, kind) => (kind === "stack" ? `From the stack ${name}` : `From ${name}`),
  differencesHelp: (name, stack, kind) =>
    kind === "stack"
      ? `− is only in ${name}, + only in ${stack}, ~ differs: ${name} → ${stack}. Names that AWS is given contain the stack's name and differ for that.`
      : `− is gone, + is new, ~ differs: ${name} → now.`,
  noDifferences: "Nothing differs.",
  counts: {
    added: (count) => `${count} added`,
    removed: (count) => `${count} removed`,
    changed: (count) => `${count} changed`,
    violations: (count) => `${count} violations differ`,
    verdicts: (count) => `${count} other verdicts`,
    access: (count) => `${count} other ways`,
    outputs: (count) => `${count} outputs differ`,
  },
  aboutDifferences: {
    outputs: "Outputs",
    policies: "Policies",
    violations: "Violations",
    access: "Who reaches what",
  },

  madeWith: "Drawn with Mermaid and Preact (MIT licence).",
};

const KO: Captions = {
  title: (project, stack) => `${project} (${stack}) 인프라 아키텍처`,
  needsScript: "이 페이지를 보려면 JavaScript가 필요합니다.",
  skip: "본문으로 건너뛰기",
  contents: "목차",
  theme: "밝게/어둡게",
  overview: "요약",
  differences: "차이점",
  diagrams: "아키텍처 흐름도",
  access: "접근 경로",
  policies: "정책",
  cost: "월 비용",
  timeline: "배포 시간",
  capacity: "처리 용량",
  settings: "설정",
  outputs: "출력값",
  resources: "리소스",

  intro: (mode) =>
    mode === "preview"
      ? "AWS 계정 없이 계획한 결과입니다. 첫 preview와 같은 상태이므로 AWS가 정하는 값은 아직 알 수 없습니다."
      : "AWS 계정 없이 계획한 결과입니다. 첫 배포 직후를 가정하며, AWS가 부여하는 ID와 주소는 임의로 만든 값입니다.",
  untranslated: "정책의 설명과 메시지, 설정 설명, 비용 항목, 배포 시간의 출처는 영어 원문 그대로 보여 줍니다.",
  region: "리전",
  policySummary: (passed, all) => `${all}개 중 ${passed}개 통과`,
  violationSummary: (mandatory, advisory) => `필수 위반 ${mandatory}건, 권고 ${advisory}건`,
  noPolicies: "적용된 정책 팩이 없습니다.",
  perMonth: (amount, isComplete) => `월 ${isComplete ? "약" : "최소"} ${amount}`,

  diagramHelp:
    "리소스에서 그린 그림입니다. 화살표는 네트워크가 허용하는 연결이나 리소스 사이의 관계입니다. +와 −로 확대·축소하고 0으로 화면에 맞추며, 방향키로 움직입니다.",
  drawing: "그리는 중…",
  notDrawn: "이 브라우저에서는 그릴 수 없습니다. 아래의 원본을 참고하십시오.",
  diagramSource: "Mermaid 원본",
  zoomIn: "확대",
  zoomOut: "축소",
  zoomReset: "화면에 맞춤",

  accessHelp:
    "행은 접속하는 쪽, 열은 접속을 받는 쪽이며 포트는 TCP입니다. 칸을 클릭하거나 방향키로 옮겨 Enter를 누르면 경로를 단계별로 볼 수 있습니다. ⇢ 는 로드밸런서를 거치는 경로입니다.",
  nothingReached: "이 스택에는 접근 경로가 없습니다.",
  from: "출발",
  to: "도착",
  noPath: "경로 없음",
  noPathFrom: (from, to) => `${from}에서 ${to}(으)로 가는 경로가 없습니다.`,
  heldBy: (isThereAWay) => `${isThereAWay ? "그 밖의 " : ""}경로를 막는 정책:`,
  unsure: "ID가 정해진 뒤에 알 수 있음",
  via: (balancer) => `${balancer} 경유`,
  allPaths: "모든 경로 목록",
  hops: {
    source: "출발",
    route: "게이트웨이",
    "rule out": "OUTBOUND 규칙",
    "rule in": "INBOUND 규칙",
    group: "보안 그룹",
    listener: "리스너",
    target: "도착",
  },
  hopDetails: {
    source: "서브넷",
    route: "라우팅 테이블",
    "rule out": "포트",
    "rule in": "포트",
    group: "",
    listener: "포트",
    target: "서브넷",
  },

  policy: "정책",
  level: "수준",
  status: "상태",
  statuses: {
    passed: "통과",
    violated: "위반",
    advisory: "권고",
    "not applicable": "해당 없음",
    disabled: "사용 안 함",
  },
  levels: { mandatory: "필수", advisory: "권고", remediate: "자동 수정", disabled: "사용 안 함" },
  severity: (severity) => `심각도: ${SEVERITIES_KO[severity] ?? severity}`,
  examined: "검사 대상",
  violations: "위반 사항",
  noViolations: "위반한 정책이 없습니다.",
  mend: "해결 방법",

  costHelp: (region, prices) =>
    `${region} 리전의 온디맨드 정가 기준입니다. 가격표: ${prices}. 데이터 전송과 사용량 요금은 합계에 들어가지 않으며, 아래에 따로 적습니다.`,
  notPriced: (reason) => `비용을 계산하지 못했습니다: ${reason}.`,
  component: "컴포넌트",
  monthly: "월 비용 (USD)",
  maximum: "오토스케일링 최대일 때",
  total: "합계",
  orMore: "이상",
  costLines: "비용 내역",
  resource: "리소스",
  charged: "항목",
  quantity: "수량",
  unitPrice: "단가",
  notInTotal: "합계에 없는 비용",
  withoutPrice: "가격을 모르는 항목",
  byUse: "사용량에 따라 내는 항목",
  excluded: "제외한 항목",

  timelineHelp:
    "리소스마다 무엇을 기다리고 보통 얼마나 걸리는지로 첫 배포 시간을 계산합니다. AWS와 awsx 때문에 어차피 걸리는 시간은, 전체가 다 만들어져야 쓸 수 있는 네트워크, 데이터베이스 주 서버, 복제본을 차례로 만드는 시간입니다.",
  lengthening: "배포 시간을 늘리는 것",
  criticalPath: "가장 오래 걸리는 경로",
  criticalPathHelp: "각 단계는 앞 단계가 끝나야 시작합니다. 이 단계들이 빨라져야만 전체가 빨라집니다.",
  startsAt: "시작",
  takes: "걸리는 시간",
  waitsBy: "기다리는 속성",
  slack: "여유 시간",
  slackHelp: "그 경로 밖에서 1분 이상 걸리는 리소스와, 전체를 늘리지 않고 더 걸려도 되는 시간입니다.",
  readyAt: "완료",
  timeSources: "시간의 출처",
  timeExcluded:
    "엔진과 프로그램이 시작하는 시간, 정책 검사 시간, 동시에 만드는 리소스 수의 제한은 계산하지 않았습니다.",

  capacityHelp:
    "그룹이 최소 크기일 때 각 계층이 잃는 서버를 그룹, 대상 그룹, 상태 확인 설정에서 계산했습니다. 로드 밸런서는 요청을 고르게 나누며, 멈춘 서버가 처리하던 요청은 바로 실패합니다. 가용 영역과 함께 잃는 다른 것, 즉 그 영역에 있는 NAT 게이트웨이와 대기 서버가 없는 데이터베이스는 계산하지 않았습니다.",
  event: "상황",
  outOfService: "중단되는 서버",
  forRequests: "요청",

  settingsHelp: "적용 중인 모든 설정과 그 출처입니다.",
  key: "키",
  value: "값",
  source: "출처",
  meaning: "설명",
  sources: (stack) => ({
    stack: `Pulumi.${stack}.yaml`,
    project: "Pulumi.yaml",
    default: "기본값",
    none: "설정 없음",
  }),

  search: "리소스 검색",
  searchHelp: "이름, 타입, 입력값의 내용으로 찾습니다",
  found: (count, all) => `리소스 ${all}개 중 ${count}개`,
  expandAll: "모두 펼치기",
  collapseAll: "모두 접기",
  inputs: (count) => `입력값 ${count}개`,
  noInputs: "입력값이 없습니다.",
  isRead: "읽기 전용",
  isProtected: "보호됨",
  notes: {
    unknown: "배포 후에 알 수 있음",
    secret: "비밀 값이므로 표시하지 않음",
    decoded: "base64를 풀어서 표시",
    json: "JSON을 풀어서 표시",
  },
  comesFrom: "값의 출처",

  differencesFrom: (name, kind) => (kind === "stack" ? `${name} 스택과 비교` : `${name} 파일과 비교`),
  differencesHelp: (name, stack, kind) =>
    kind === "stack"
      ? `− 는 ${name}에만, + 는 ${stack}에만 있고, ~ 는 서로 다릅니다(${name} → ${stack}). AWS에 주는 이름에는 스택 이름이 들어 있어 항상 다릅니다.`
      : `− 는 없어진 것, + 는 새로 생긴 것, ~ 는 바뀐 것입니다(${name} → 현재).`,
  noDifferences: "차이가 없습니다.",
  counts: {
    added: (count) => `추가 ${count}개`,
    removed: (count) => `삭제 ${count}개`,
    changed: (count) => `변경 ${count}개`,
    violations: (count) => `위반 사항 차이 ${count}건`,
    verdicts: (count) => `정책 결과 차이 ${count}건`,
    access: (count) => `접근 경로 차이 ${count}건`,
    outputs: (count) => `출력값 차이 ${count}개`,
  },
  aboutDifferences: {
    outputs: "출력값",
    policies: "정책",
    violations: "위반 사항",
    access: "접근 경로",
  },

  madeWith: "Mermaid와 Preact(MIT 라이선스)로 그렸습니다.",
};

const SEVERITIES_KO: Partial<Record<string, string>> = {
  critical: "심각",
  high: "높음",
  medium: "보통",
  low: "낮음",
};

const CAPTIONS: Record<Language, Captions> = { en: EN, ko: KO };

export function captionsOf(language: Language): Captions {
  return CAPTIONS[language];
}
