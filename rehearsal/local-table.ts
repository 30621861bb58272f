/**
 * The one table between a server of the stack and this machine: what the boot files say, and what stands in for it here.
 *
 * Every server has a directory for its root and an address of its own on loopback, so that most ports stay what they
 * are. The files are used as they are rendered but for these texts.
 */
import { UserError } from "../command-line/user-error";
import type { BootFile } from "../components/boot/cloud-config";

/** Addresses that stand in for those of the VPC. */
export interface Addresses {
  nginx: string;
  was: string;
  primary: string;
  replica: string;
  /** The internal load balancer, before and after it moves. */
  loadBalancers: [string, string];
  resolver: string;
  metadata: string;
  /** EFS's mount target, and where stunnel takes what goes there. */
  mountTarget: string;
  tunnel: string;
  /** Where connections are never taken. */
  blackHole: string;
}

/** Nobody but root listens below 1024. */
export const PORTS = {
  nginx: 8000,
  resolver: 5300,
  metadata: 8001,
  was: 8080,
  database: 3306,
  nfs: 2049,
  tunnel: 20049,
};

/** A block of loopback for one process: `127.a.b.*`. */
export function addressesOf(processId: number): Addresses {
  const at = (host: number) => `127.${100 + ((processId >> 8) % 100)}.${processId % 256}.${host}`;
  return {
    ...{ nginx: at(1), was: at(2), primary: at(3), replica: at(4) },
    ...{ loadBalancers: [at(5), at(6)], resolver: at(7), metadata: at(8) },
    ...{ mountTarget: at(9), tunnel: at(10), blackHole: at(11) },
  };
}

/** Who runs what the servers run as a user of their own. */
export interface Account {
  user: string;
  group: string;
  /** Undefined where only the user of the rehearsal itself can be had. */
  ids?: { uid: number; gid: number };
}

/** Programs that are elsewhere here. */
export interface Programs {
  pm2: string;
  fluentd: string;
}

/** One line of the table: the text in the boot files, and the one here. */
export type Line = [rendered: string, local: string];

/** Directories that lie below the server's root. */
const DIRECTORIES = ["/etc/three-tier", "/usr/local/lib/three-tier", "/var/log/three-tier"];

/** The lines for WEB, whose root is `root`. EFS is one for all servers. */
export function webTable(
  root: string,
  efs: string,
  addresses: Addresses,
  account: Account,
  programs: Programs,
): Line[] {
  // nginx keeps bodies and answers that it cannot hold where only root may write.
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return [
    ...both(root, efs, addresses, account, programs),
    ["/run/nginx.pid", `${root}/run/nginx.pid`],
    ["http {\n", `http {\n${temporary.map((what) => `  ${what}_temp_path ${root}/tmp/${what};\n`).join("")}`],
    ["listen 80 ", `listen ${addresses.nginx}:${PORTS.nginx} `],
    ["resolver 169.254.169.253 ", `resolver ${addresses.resolver}:${PORTS.resolver} `],
  ];
}

/** The lines for WAS, whose root is `root`. */
export function wasTable(
  root: string,
  efs: string,
  addresses: Addresses,
  account: Account,
  programs: Programs,
): Line[] {
  return [
    ...both(root, efs, addresses, account, programs),
    ["/var/lib/app", `${root}/var/lib/app`],
    ["/run/app", `${root}/run/app`],
    ["/usr/bin/pm2", programs.pm2],
    ["/usr/local/share/ca-certificates/rds.crt", `${root}/etc/rds.crt`],
    ["User=app\nGroup=app\n", `User=${account.user}\nGroup=${account.group}\n`],
    ['"app", "app"', `"${account.user}", "${account.group}"`],
  ];
}

function both(root: string, efs: string, addresses: Addresses, account: Account, programs: Programs): Line[] {
  // fluentd's tags are paths with dots, counted from the left.
  const deeper = root.split(/[/.]/).length - 1;
  return [
    ...DIRECTORIES.map((directory): Line => [directory, `${root}${directory}`]),
    ["${tag[4]}-${tag[5]}", `\${tag[${4 + deeper}]}-\${tag[${5 + deeper}]}`],
    ["/mnt/efs-logs", efs],
    ["accept = 127.0.0.1:", `accept = ${addresses.tunnel}:`],
    ["connect = ", `connect = ${addresses.mountTarget}:${PORTS.nfs}\n; on a server: `],
    ["/etc/ssl/certs/ca-certificates.crt", `${root}/etc/ca-certificates.crt`],
    ["http://169.254.169.254/", `http://${addresses.metadata}:${PORTS.metadata}/`],
    ["/opt/fluent/bin/fluentd", programs.fluentd],
    ["-o _fluentd -g _fluentd", `-o ${account.user} -g ${account.group}`],
    account.ids === undefined
      ? ["setpriv --reuid=_fluentd --regid=_fluentd --init-groups ", ""]
      : ["--reuid=_fluentd --regid=_fluentd", `--reuid=${account.user} --regid=${account.group}`],
  ];
}

/** The script of the first boot installs packages for good: nothing of it is run here. */
const SETUP = "/usr/local/lib/three-tier/setup";

/** The files as they are to be here, all below `root`; throws where a line of the table is found in none of them. */
export function localFiles(files: BootFile[], root: string, lines: Line[]): BootFile[] {
  const used = files.filter(({ path }) => path !== SETUP);
  const unused = lines.filter(([text]) => !used.some(({ path, content }) => `${path}\n${content}`.includes(text)));
  if (unused.length > 0) {
    throw new UserError(
      `The boot files do not say ${unused.map(([text]) => JSON.stringify(text)).join(", ")} any more; ` +
        "mend rehearsal/local-table.ts",
    );
  }
  return used.map((file) => ({
    ...file,
    path: `${root}${file.path}`,
    content: lines.reduce((content, [rendered, local]) => content.replaceAll(rendered, local), file.content),
  }));
}
