/** Stands in for what a server asks of its surroundings: the metadata of its instance, and systemd. */
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";

export interface Instance {
  /** Id of the instance, in its metadata. */
  id: string;
  /** What the Auto Scaling group wants of it. */
  lifecycleState: "InService" | "Terminated";
  /** Called with the arguments of each `systemctl`. */
  systemctl: (args: string[]) => Promise<void>;
  close(): void;
}

/** Metadata by tokens alone, as `httpTokens: required` demands (EC2 User Guide, "Use IMDSv2"). */
export async function startInstance(address: string, port: number): Promise<Instance> {
  const token = "token of the rehearsal";
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://instance");
    const answer = (status: number, text = "") => {
      response.writeHead(status).end(text);
    };
    const metadata: Record<string, string> = {
      "/latest/meta-data/instance-id": instance.id,
      "/latest/meta-data/autoscaling/target-lifecycle-state": instance.lifecycleState,
    };
    if (pathname === "/systemctl") {
      instance.systemctl(searchParams.getAll("argument")).then(
        () => {
          answer(200);
        },
        () => {
          answer(500);
        },
      );
    } else if (pathname === "/latest/api/token") {
      const seconds = request.headers["x-aws-ec2-metadata-token-ttl-seconds"];
      if (request.method === "PUT" && seconds !== undefined) answer(200, token);
      else answer(400);
    } else if (request.headers["x-aws-ec2-metadata-token"] !== token) {
      answer(401);
    } else {
      answer(pathname in metadata ? 200 : 404, metadata[pathname]);
    }
  });
  const instance: Instance = {
    id: "i-0123456789abcdef0",
    lifecycleState: "InService",
    systemctl: () => Promise.reject(new Error("nobody has asked for that")),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  server.listen(port, address);
  await once(server, "listening");
  return instance;
}

/** Writes a `systemctl` that asks the instance; returns its directory, for the PATH. */
export function writeSystemctl(directory: string, address: string, port: number): string {
  const file = join(directory, "systemctl");
  mkdirSync(dirname(file), { recursive: true });
  const text = readFileSync(join(__dirname, "stand-ins/systemctl"), "utf8");
  writeFileSync(file, text.replace("@systemctl@", `http://${address}:${port}/systemctl`));
  chmodSync(file, 0o755);
  return directory;
}
