import { Bastion } from "./components/bastion";
import { LogPipeline } from "./components/log-pipeline";
import { ReplicatedDatabase } from "./components/replicated-database";
import { VpcWithNat } from "./components/vpc-with-nat";
import { WasTier } from "./components/was-tier";
import { WebTier } from "./components/web-tier";
import { loadSettings } from "./stacks/settings";

const settings = loadSettings();
const { region, operatingSystem, production: protect } = settings;

// Three kinds of subnets in every zone, and one fixed address for everything that leaves.
const network = new VpcWithNat("main", { ...settings.network, region, protect });

// Developer → internet → SSH 22 → bastion, the only way to the servers.
const bastion = new Bastion("bastion", { ...settings.bastion, network });

// EBS → fluentd → EFS, for WEB and WAS.
const logs = new LogPipeline("logs", { ...settings.logs, network, protect });

// One primary to write to, replicas to read from.
const database = new ReplicatedDatabase("database", { ...settings.database, network, bastion, protect });

// WEB → internal load balancer 8080 → Spring Boot under PM2 → database.
const was = new WasTier("was", {
  ...settings.was,
  region,
  operatingSystem,
  network,
  bastion,
  logs,
  database,
  protect,
});

// User → internet → public load balancer 443 → nginx → WAS.
const web = new WebTier("web", { ...settings.web, region, operatingSystem, network, bastion, logs, was, protect });

export const siteUrl = web.url;
export const bastionAddress = bastion.publicIp;
export const sshConfig = bastion.sshConfig([
  { name: "web", address: web.basePrivateIp },
  { name: "was", address: was.basePrivateIp },
]);
export const sftpCommand = bastion.sftpCommand;
export const outboundAddresses = network.outboundAddresses;
export const databaseWriter = database.writerEndpoint;
export const databaseReaders = database.readerEndpoints;
export const logFileSystemId = logs.fileSystemId;
