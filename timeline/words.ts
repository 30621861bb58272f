/** The words of timelines and capacities, in English for pages, in English or Korean for the report. */
import type { DurationPart } from "./duration";

export type Language = "en" | "ko";

export interface Words {
  minutes: (count: number) => string;
  seconds: (count: number) => string;
  parts: Record<DurationPart, string>;
  estimated: string;
  total: (duration: string) => string;
  imposed: (duration: string, ratio: string) => string;
  nothingImposed: string;
  unknownTypes: (types: string) => string;
  readNowhere: string;

  tier: (servers: number, bases: number, minSize: number, maxSize: number, zones: number) => string;
  events: Record<"refresh" | "baseReplacement" | "serverLoss" | "zoneLoss", string>;
  share: (lost: number, servers: number, percent: string) => string;
  shareAtMost: (lost: number, servers: number, percent: string) => string;
  newFirst: string;
  oldFirst: string;
  kept: (min: number, max: number, size: number) => string;
  more: (extra: number, withinMaximum: boolean) => string;
  drained: (duration: string) => string;
  noBase: string;
  untilBooted: string;
  mayFail: (percent: string, duration: string) => string;
  noServerLeft: string;
}

const EN: Words = {
  minutes: (count) => `${count} min`,
  seconds: (count) => `${count} s`,
  parts: { launch: "launch", "first boot": "first boot", "health checks": "health checks" },
  estimated: "estimated",
  total: (duration) => `about ${duration}`,
  imposed: (duration, ratio) => `AWS and awsx themselves impose ${duration} (${ratio} times)`,
  nothingImposed: "nothing is imposed",
  unknownTypes: (types) => `taken for quick, as nothing is known: ${types}`,
  readNowhere: "read nowhere",

  tier: (servers, bases, minSize, maxSize, zones) =>
    `${servers} servers: ${bases} base EC2 and ${minSize} in the group (${maxSize} at most), over ${zones} zones`,
  events: {
    refresh: "instance refresh",
    baseReplacement: "replacement of the base EC2",
    serverLoss: "a server dies",
    zoneLoss: "a zone is lost",
  },
  share: (lost, servers, percent) => `${lost} of ${servers} (${percent})`,
  shareAtMost: (lost, servers, percent) => `at most ${lost} of ${servers} (${percent})`,
  newFirst: "new ones are in service before old ones go",
  oldFirst: "old ones go first",
  kept: (min, max, size) => `${min} to ${max} percent of ${size} are kept`,
  more: (extra, withinMaximum) =>
    `${extra} more for the time being${withinMaximum ? "" : ", beyond the group's maximum"}`,
  drained: (duration) => `no request fails that ends within ${duration}`,
  noBase: "there is none",
  untilBooted: "until the new one has booted",
  mayFail: (percent, duration) => `up to ${percent} of requests may fail for up to ${duration}`,
  noServerLeft: "no server is left until the group has started one in another zone",
};

const KO: Words = {
  minutes: (count) => `${count}분`,
  seconds: (count) => `${count}초`,
  parts: { launch: "인스턴스 시작", "first boot": "첫 부팅", "health checks": "상태 확인" },
  estimated: "추정",
  total: (duration) => `약 ${duration}`,
  imposed: (duration, ratio) => `AWS와 awsx 때문에 어차피 걸리는 시간은 ${duration} (${ratio}배)`,
  nothingImposed: "AWS와 awsx가 정하는 하한은 없음",
  unknownTypes: (types) => `자료가 없어 금방 만들어진다고 본 타입: ${types}`,
  readNowhere: "자료 없음",

  tier: (servers, bases, minSize, maxSize, zones) =>
    `서버 ${servers}대: 기본 EC2 ${bases}대와 그룹의 ${minSize}대(최대 ${maxSize}대), 가용 영역 ${zones}개`,
  events: {
    refresh: "인스턴스 새로 고침",
    baseReplacement: "기본 EC2 교체",
    serverLoss: "서버 한 대 장애",
    zoneLoss: "가용 영역 하나 장애",
  },
  share: (lost, servers, percent) => `${servers}대 중 ${lost}대 (${percent})`,
  shareAtMost: (lost, servers, percent) => `${servers}대 중 최대 ${lost}대 (${percent})`,
  newFirst: "새 서버가 서비스를 시작한 뒤에 이전 서버를 내림",
  oldFirst: "이전 서버를 먼저 내림",
  kept: (min, max, size) => `${size}대의 ${min}~${max}%를 유지`,
  more: (extra, withinMaximum) => `그동안 ${extra}대 추가${withinMaximum ? "" : "(그룹의 최대 크기를 넘음)"}`,
  drained: (duration) => `${duration} 안에 끝나는 요청은 실패하지 않음`,
  noBase: "기본 EC2 없음",
  untilBooted: "새 서버가 부팅될 때까지",
  mayFail: (percent, duration) => `최대 ${duration} 동안 요청의 최대 ${percent}가 실패할 수 있음`,
  noServerLeft: "그룹이 다른 가용 영역에서 서버를 띄울 때까지 남은 서버 없음",
};

const WORDS: Record<Language, Words> = { en: EN, ko: KO };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
