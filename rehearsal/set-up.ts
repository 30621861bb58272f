/** Puts the site up: what the stack renders, on this machine. */
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../command-line/user-error";
import type { BootFile } from "../components/boot/cloud-config";
import { type Answer, ask, type Question } from "./ask";
import { buildJar, fillAws, installPm2, JAR } from "./application";
import { render, type Rendered } from "./boot-files";
import { type Credentials, type Databases, randomPassword, startDatabases } from "./databases";
import { Authority } from "./certificates";
import { type Instance, startInstance, writeSystemctl } from "./instance";
import { type LoadBalancer, NEVER_ANSWERED, startLoadBalancer } from "./load-balancer";
import { type Account, type Addresses, addressesOf, localFiles, PORTS, wasTable, webTable } from "./local-table";
import { type Resolver, startResolver } from "./resolver";
import type { Stage } from "./stage";
import { find, findFluentd, nginxUnit, PATH } from "./tools";
import { Service, startAll, UnitFile } from "./units";

/** A server's files, and the services on it. */
export interface RunningServer {
  root: string;
  /** The content of a file, by its path on a real server. */
  file(path: string): string;
  /** What serves requests: nginx or app. */
  service: Service;
  /** fluentd, where there is one. */
  agent: Service | undefined;
  /** stunnel, which nothing here goes through but its own check: the directory for EFS is at hand. */
  tunnel: Service;
  services: Service[];
}

/** Everything that the checks act on. */
export interface Site {
  stage: Stage;
  rendered: Rendered;
  addresses: Addresses;
  account: Account;
  credentials: Credentials;
  databases: Databases;
  loadBalancer: LoadBalancer;
  resolver: Resolver;
  web: RunningServer;
  was: RunningServer;
  /** The directory that stands in for EFS. */
  efs: string;
  /** Why there is no fluentd. */
  withoutFluentd: string | undefined;
  /** What the stand-in for AWS keeps. */
  aws: string;
  instance: Instance;
  /** The environment of what runs on the servers. */
  environment: NodeJS.ProcessEnv;
  /** A question that the WAS never answers, asked as soon as nginx was there. */
  unanswered: Promise<Answer>;
  /** Through nginx, as the public load balancer asks. */
  ask(path: string, question?: Question): Promise<Answer>;
}

export async function setUp(stage: Stage, directory: string, say: (text: string) => Promise<void>): Promise<Site> {
  const addresses = addressesOf(process.pid);
  const account = await serviceAccount();
  process.env.PATH = PATH;

  await say("planning dev as after a first `pulumi up`, with was.jar and was.environment for the rehearsal");
  const hosts = stage.path("hosts");
  const rendered = await render(directory, "dev", {
    was: {
      jar: JAR,
      environment: {
        SPRING_PROFILES_ACTIVE: "rehearsal",
        SERVER_ADDRESS: addresses.was,
        // Names of the stack, and a start that takes seconds less.
        JAVA_TOOL_OPTIONS: `-Djdk.net.hosts.file=${hosts} -XX:TieredStopAtLevel=1`,
      },
    },
  });
  const { names, database } = rendered;
  const known = [`127.0.0.1 localhost ${hostname()}`, `${addresses.primary} ${names.primary}`];
  writeFileSync(hosts, `${known.join("\n")}\n${addresses.replica} ${names.replica}\n`);

  await say("building examples/was-app with Maven");
  const jar = await buildJar(stage, directory);
  await say("installing PM2 by the lines of the first boot");
  const pm2 = await installPm2(stage, rendered.was);

  await say(`starting two MariaDB servers for ${database.engineVersion} with the stack's parameter group`);
  const credentials = { username: database.username, password: randomPassword(database) };
  const at = [addresses.primary, addresses.replica];
  const authority = await Authority.create(stage, "rds");
  const subjects = [...[names.primary, names.replica].map((name) => `DNS:${name}`), ...at.map((ip) => `IP:${ip}`)];
  const certificate = await authority.issue("database", subjects);
  const args = { stage, database, addresses, authority: authority.certificate, certificate, credentials };
  const databases = await startDatabases(args, userInfo().uid === 0 ? await lookUp("mysql") : undefined);

  await say("writing the boot files of WEB and WAS");
  const efs = stage.path("efs");
  mkdirSync(efs);
  const fluentd = findFluentd();
  const programs = { pm2, fluentd: "path" in fluentd ? fluentd.path : "/opt/fluent/bin/fluentd" };
  const [web, was] = [stage.path("web"), stage.path("was")];
  const webFiles = localFiles(rendered.web.files, web, webTable(web, efs, addresses, account, programs));
  const wasFiles = localFiles(rendered.was.files, was, wasTable(was, efs, addresses, account, programs));
  const secretArn = (settingsOf(rendered.was.files).environment as Record<string, string>).DATABASE_SECRET_ARN;
  const aws = fillAws(stage, jar, secretArn, credentials);
  const instance = await startInstance(addresses.metadata, PORTS.metadata);
  stage.atEnd(() => {
    instance.close();
  });
  const systemctl = writeSystemctl(stage.path("bin"), addresses.metadata, PORTS.metadata);
  const environment = {
    PATH: [systemctl, dirname(process.execPath), PATH].join(":"),
    PYTHONPATH: join(__dirname, "stand-ins"),
    PYTHONDONTWRITEBYTECODE: "1",
    AWS_STAND_IN: aws,
  };
  const settings = { stage, account, environment, withFluentd: "path" in fluentd };
  const webServer = server("nginx", web, webFiles, settings);
  const wasServer = server("app", was, wasFiles, settings);
  copyFileSync(authority.certificate, join(was, "etc/rds.crt"));

  const resolver = await startResolver(
    names.wasLoadBalancer,
    [addresses.loadBalancers[0]],
    addresses.resolver,
    PORTS.resolver,
  );
  stage.atEnd(() => {
    resolver.close();
  });
  const loadBalancer = await startLoadBalancer(addresses.loadBalancers[0], PORTS.was, addresses.was);
  stage.atEnd(() => loadBalancer.close());

  await say(
    webServer.agent ? "starting fluentd on both servers, then nginx, by their units" : "starting nginx by its unit",
  );
  await wasServer.agent?.start();
  await startAll(webServer.services);
  const unanswered = ask(addresses.nginx, PORTS.nginx, NEVER_ANSWERED, { timeout: 120 });
  // Whoever waits for it will hear of it.
  unanswered.catch(() => undefined);
  return {
    ...{
      stage,
      rendered,
      addresses,
      account,
      credentials,
      databases,
      loadBalancer,
      resolver,
      efs,
      aws,
      instance,
      environment,
      unanswered,
    },
    ...{ web: webServer, was: wasServer },
    withoutFluentd: "path" in fluentd ? undefined : fluentd.reason,
    ask: (path, question) => ask(addresses.nginx, PORTS.nginx, path, question),
  };
}

/** Starts what a check has left lying, so that the next one is judged by itself. */
export async function putUpAgain(site: Site): Promise<void> {
  const { primary, replica } = site.databases;
  for (const server of [primary, replica]) if (!server.isRunning) await server.start();
  for (const service of [...site.web.services, ...site.was.services]) {
    if (service.mainPid === undefined) await service.start();
  }
  await site.stage.eventually("the site answers again", 60, async () =>
    (await site.ask("/notes")).status === 200 ? true : undefined,
  );
}

/** Someone without rights for the services, where this is root; else this user. */
async function serviceAccount(): Promise<Account> {
  if (userInfo().uid === 0) return lookUp("nobody");
  const group = spawnSync("id", ["-gn"], { encoding: "utf8" }).stdout.trim();
  return { user: userInfo().username, group };
}

function lookUp(user: string): Promise<Account> {
  const ask = (option: string) => spawnSync("id", [option, user], { encoding: "utf8" }).stdout.trim();
  const [uid, gid, group] = ["-u", "-g", "-gn"].map(ask);
  if (!uid || !gid || !group) throw new UserError(`There is no user ${user} on this machine`);
  return Promise.resolve({ user, group, ids: { uid: Number(uid), gid: Number(gid) } });
}

interface ServerSettings {
  stage: Stage;
  account: Account;
  environment: NodeJS.ProcessEnv;
  withFluentd: boolean;
}

/** Writes a server's files, makes the directories of its first boot, and reads its units. */
function server(
  name: "nginx" | "app",
  root: string,
  files: BootFile[],
  { withFluentd, ...settings }: ServerSettings,
): RunningServer {
  for (const { path, permissions, content } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, permissions === "0755" ? 0o755 : 0o644);
  }
  const file = (path: string) => {
    const found = files.find((candidate) => candidate.path === `${root}${path}`);
    if (found === undefined) throw new UserError(`There is no ${path} among the boot files of ${name}`);
    return found.content;
  };
  for (const directory of ["run", "tmp", "var/log/three-tier/nginx"]) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  for (const directory of ["var/log/three-tier/fluentd", "var/log/three-tier/pm2", "var/lib/app"]) {
    mkdirSync(join(root, directory), { recursive: true });
    chmodSync(join(root, directory), 0o750);
    const { ids } = settings.account;
    if (ids) chownSync(join(root, directory), ids.uid, ids.gid);
  }
  writeFileSync(join(root, "etc/three-tier/ready"), "");

  const units = "/etc/systemd/system";
  const dropIn = (unit: string) => file(`${units}/${unit}.service.d/three-tier.conf`);
  const unitSettings = { ...settings, runDirectory: join(root, "run"), journal: join(root, "journal.log") };
  const service = new Service(
    name === "nginx"
      ? new UnitFile("nginx.service", [nginxOfTheSystem(root), dropIn("nginx")])
      : new UnitFile("app.service", [file(`${units}/app.service`)]),
    unitSettings,
  );
  const agent = withFluentd
    ? new Service(new UnitFile("fluentd.service", [dropIn("fluentd")]), unitSettings)
    : undefined;
  const tunnel = new Service(new UnitFile("efs-tunnel.service", [file(`${units}/efs-tunnel.service`)]), unitSettings);
  const services = agent ? [agent, service] : [service];
  for (const each of [...services, tunnel]) settings.stage.atEnd(() => each.stop());
  return { root, file, service, agent, tunnel, services };
}

/** The distribution's unit, with the configuration below `root`. */
function nginxOfTheSystem(root: string): string {
  return readFileSync(nginxUnit() ?? "", "utf8")
    .replaceAll("/run/nginx.pid", join(root, "run/nginx.pid"))
    .replaceAll("/usr/sbin/nginx ", `${find("nginx") ?? ""} -c ${join(root, "etc/nginx/nginx.conf")} `);
}

function settingsOf(files: BootFile[]): Record<string, unknown> {
  const content = files.find(({ path }) => path === "/etc/three-tier/settings.json")?.content ?? "{}";
  return JSON.parse(content) as Record<string, unknown>;
}
