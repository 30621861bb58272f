/** An AWS account's answers to the questions of `account-checks`, on a local port, for tests. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";

export interface FakeAccount {
  /** Whether the credentials are accepted; otherwise AWS's error code. */
  credentials?: string;
  keyPairs?: string[];
  /** ARN → status. */
  certificates?: Record<string, string>;
  /** Error code for everything but the question who the caller is. */
  denied?: string;
}

export interface FakeAws {
  /** For `AWS_ENDPOINT_URL`. */
  url: string;
  /** What was asked: `GetCallerIdentity`, `DescribeKeyPairs`, `DescribeCertificate`. */
  asked: string[];
  stop: () => void;
}

export async function fakeAws(account: FakeAccount): Promise<FakeAws> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const target = request.headers["x-amz-target"];
      const action =
        typeof target === "string" ? (target.split(".")[1] ?? "") : (new URLSearchParams(body).get("Action") ?? "");
      asked.push(action);
      const { status, text } = answer(account, action, body);
      response.writeHead(status, { "content-type": text.startsWith("{") ? "application/x-amz-json-1.1" : "text/xml" });
      response.end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, stop: () => server.close() };
}

interface Answer {
  status: number;
  text: string;
}

function answer(account: FakeAccount, action: string, body: string): Answer {
  if (action === "GetCallerIdentity") {
    return account.credentials === undefined
      ? ok(
          "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/ana</Arn>" +
            "<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
        )
      : xmlError(account.credentials);
  }
  if (action === "DescribeKeyPairs") {
    if (account.denied !== undefined) return ec2Error(account.denied);
    const name = new URLSearchParams(body).get("KeyName.1") ?? "";
    return account.keyPairs?.includes(name)
      ? ok(
          `<DescribeKeyPairsResponse><keySet><item><keyName>${name}</keyName></item></keySet></DescribeKeyPairsResponse>`,
        )
      : ec2Error("InvalidKeyPair.NotFound");
  }
  const { CertificateArn = "" } = JSON.parse(body) as { CertificateArn?: string };
  if (account.denied !== undefined) return jsonError(account.denied);
  const Status = account.certificates?.[CertificateArn];
  return Status === undefined
    ? jsonError("ResourceNotFoundException")
    : ok(JSON.stringify({ Certificate: { CertificateArn, Status } }));
}

function ok(text: string): Answer {
  return { status: 200, text };
}

function xmlError(code: string): Answer {
  return {
    status: 403,
    text: `<ErrorResponse><Error><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  };
}

function ec2Error(code: string): Answer {
  return {
    status: 400,
    text: `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`,
  };
}

function jsonError(code: string): Answer {
  return { status: 400, text: JSON.stringify({ __type: code, message: "no" }) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
