import { gzipSync } from "node:zlib";
import { type Details, type TestResource, UNKNOWN } from "../test-support";
import { noSecretInUserData } from "./no-secret-in-user-data";
import { aws, describePolicy, refreshed } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const SECRET = "k7Qw-zR2_pLm9vXt";
const SECOND_SECRET = "another-secret-0123456789";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const zipped = (text: string) => gzipSync(text).toString("base64");
/** Base64 as MIME parts have it (RFC 2045): lines of 76 characters. */
const wrapped = (text: string) => text.replace(/.{76}/g, "$&\n");
const cloudConfig = (content: string) =>
  `#cloud-config\nwrite_files:\n- path: /etc/app.env\n  encoding: b64\n  content: ${base64(content)}\n`;
const script = (line: string) => `#!/bin/bash\nset -eu\n${line}\nsystemctl start app\n`;

const server = (userData: unknown, details: Details = {}) =>
  aws("ec2/instance:Instance", "was-base", { userData }, details);
const other = (type: string, inputs: Inputs, details: Details = {}) => aws(type, "was", inputs, details);
const password = (details: Details = {}) => aws("random:index/randomPassword:RandomPassword", "database", {}, details);
/** What `resource` tells as a secret, in a script. */
const leaked = (resource: TestResource, secret = SECRET) =>
  refreshed([resource, server(script(`connect --secret ${secret}`))]);
/** User data that is not known yet, and comes from `source`. */
const madeFrom = (source: TestResource) => [source, server(UNKNOWN, { dependencies: { userData: [source] } })];
const keyPair = (outputs: Inputs = {}) => aws("tls:index/privateKey:PrivateKey", "host", {}, { outputs });

describePolicy(noSecretInUserData, {
  denies: {
    "a password of the program": [
      leaked(password({ outputs: { result: SECRET } })),
      'userData of was-base holds the secret of "database"\n' +
        "Mend: let the server read it at boot, by the role of its instance profile.",
    ],
    "a password that is not known yet": [
      madeFrom(password()),
      'userData of was-base is made from the secret "database"\n' +
        "Mend: let the server read it at boot, by the role of its instance profile.",
    ],
    "a private key that is not known yet": [madeFrom(keyPair()), /is made from the secret "host"/],
    "an access key that is not known yet": [
      madeFrom(aws("iam/accessKey:AccessKey", "mail", { user: "mail" })),
      /is made from the secret "mail"/,
    ],
    "user data that is not known yet and comes from nowhere in the stack": [
      [server(UNKNOWN)],
      /^userData of was-base cannot be proven to hold no secret/,
    ],
    "the password of a database": [
      leaked(aws("rds/instance:Instance", "orders", { password: SECRET })),
      /holds the secret of "orders"/,
    ],
    "the password of a cluster": [
      leaked(aws("rds/cluster:Cluster", "orders", { masterPassword: SECRET })),
      /holds the secret of "orders"/,
    ],
    "the text of a secret": [
      leaked(aws("secretsmanager/secretVersion:SecretVersion", "orders", { secretString: SECRET })),
      /holds the secret of "orders"/,
    ],
    "the bytes of a secret": [
      leaked(aws("secretsmanager/secretVersion:SecretVersion", "orders", { secretBinary: SECRET })),
      /holds the secret of "orders"/,
    ],
    ...Object.fromEntries(
      ["password", "secret", "token", "key"].map((key) => [
        `the ${key} in a secret that is JSON`,
        [
          leaked(
            aws("secretsmanager/secretVersion:SecretVersion", "orders", {
              secretString: JSON.stringify({ username: "app", [key]: SECRET }),
            }),
          ),
          /holds the secret of "orders"/,
        ] as [ReturnType<typeof leaked>, RegExp],
      ]),
    ),
    "a secure parameter": [
      leaked(aws("ssm/parameter:Parameter", "orders", { type: "SecureString", value: SECRET })),
      /holds the secret of "orders"/,
    ],
    "the secret of an access key": [
      leaked(aws("iam/accessKey:AccessKey", "mail", {}, { outputs: { secret: SECRET } })),
      /holds the secret of "mail"/,
    ],
    "the SMTP password of an access key": [
      leaked(aws("iam/accessKey:AccessKey", "mail", {}, { outputs: { sesSmtpPasswordV4: SECRET } })),
      /holds the secret of "mail"/,
    ],
    "a private key of the program": [leaked(keyPair({ privateKeyOpenssh: SECRET })), /holds the secret of "host"/],
    "each secret by itself": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        aws("rds/instance:Instance", "orders", { password: SECOND_SECRET }),
        server(script(`connect ${SECRET} ${SECOND_SECRET}`)),
      ]),
      /holds the secret of "database"/,
      /holds the secret of "orders"/,
    ],
    "a secret in Base64": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        other("ec2/launchTemplate:LaunchTemplate", { userData: base64(script(`connect ${SECRET}`)) }),
      ]),
      /^userData of was holds the secret of "database"/,
    ],
    "a secret in a file of cloud-init, in Base64 once more": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        other("ec2/launchTemplate:LaunchTemplate", {
          userData: base64(cloudConfig(`URL=jdbc:mysql://db?x=${SECRET}`)),
        }),
      ]),
      /holds the secret of "database"/,
    ],
    "a secret that is all of a file of cloud-init": [
      refreshed([password({ outputs: { result: SECRET } }), server(cloudConfig(SECRET))]),
      /holds the secret of "database"/,
    ],
    "a secret that is compressed": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        other("ec2/instance:Instance", { userDataBase64: zipped(script(`connect ${SECRET}`)) }),
      ]),
      /^userDataBase64 of was holds the secret of "database"/,
    ],
    "a secret in a compressed MIME part": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        server(
          "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Transfer-Encoding: base64\n\n" +
            `${wrapped(zipped(script(`connect ${SECRET} # ${"filler, so that it takes more than one line ".repeat(9)}`)))}\n--x--\n`,
        ),
      ]),
      /holds the secret of "database"/,
    ],
    "a secret in the user data of a launch configuration": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        other("ec2/launchConfiguration:LaunchConfiguration", {
          userData: SECRET,
          userDataBase64: base64(`x ${SECRET}`),
        }),
      ]),
      /^userData of was holds/,
      /^userDataBase64 of was holds/,
    ],
    "a secret in the user data of a spot fleet": [
      refreshed([
        password({ outputs: { result: SECRET } }),
        other("ec2/spotFleetRequest:SpotFleetRequest", {
          launchSpecifications: [{ userData: base64(`x=${SECRET} y`) }],
        }),
      ]),
      /of was holds the secret of "database"/,
    ],
    "a private key by its look": [
      [server("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n")],
      /^userData of was-base holds what looks like a private key\n/,
    ],
    "a private key of no kind": [[server("-----BEGIN PRIVATE KEY-----\n")], /looks like a private key/],
    "an access key by its look": [
      [server(script("export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE"))],
      /looks like an AWS access key/,
    ],
    "a GitHub token by its look": [
      [server(script(`git clone https://ghp_${"a1B2".repeat(9)}@github.com/shop/app`))],
      /looks like a GitHub token/,
    ],
    "a GitLab token by its look": [[server(script("clone glpat-0123456789abcdefghij"))], /looks like a GitLab token/],
    "a JSON web token by its look": [
      [server(script("call eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"))],
      /looks like a JSON web token/,
    ],
    "a password in an address": [
      [server(script("connect mysql://app:hunter2hunter2@db:3306/orders"))],
      /looks like a password in an address/,
    ],
    "a password that is set for a user": [
      [server(script("echo 'ubuntu:hunter2hunter2' | sudo chpasswd"))],
      /looks like a password/,
    ],
    "a password on a command line": [[server(script("mysql --password=hunter2hunter2"))], /looks like a password/],
    "a password in the middle of a line": [
      [server(script("docker run -e DB_PASSWORD=hunter2hunter2 app"))],
      /looks like a password/,
    ],
    "a password in one line of JSON": [
      [server('{"user": "app", "password": "hunter2hunter2"}')],
      /looks like a password/,
    ],
    "a Slack token by its look": [[server(script("notify xoxb-1234567890-abcdef"))], /looks like a Slack token/],
    "a password by its look": [[server(script("DB_PASSWORD=hunter2hunter2"))], /looks like a password/],
    "a password that is exported, in quotes": [
      [server(script('export db_password="hunter2!"'))],
      /looks like a password/,
    ],
    "a password of a properties file": [
      [server(script("spring.datasource.password = hunter2!"))],
      /looks like a password/,
    ],
    "a password of a YAML file": [[server("#cloud-config\n  api_key: 0123456789abcdef\n")], /looks like a password/],
    "a password of a JSON file": [[server('{\n  "authToken": "0123456789abcdef"\n}\n')], /looks like a password/],
    "a look inside Base64": [
      [other("ec2/launchTemplate:LaunchTemplate", { userData: base64(script("SECRET_ACCESS_KEY=abcdefghij")) })],
      /looks like a password/,
    ],
    "each look by itself": [
      [server(script("DB_PASSWORD=hunter2hunter2\n-----BEGIN RSA PRIVATE KEY-----"))],
      /looks like a private key/,
      /looks like a password/,
    ],
    "user data of a spot instance": [
      [other("ec2/spotInstanceRequest:SpotInstanceRequest", { userData: "API_KEY=0123456789" })],
      /^userData of was holds what looks like a password/,
    ],
  },
  allows: {
    "a server without user data": [server(undefined), server(null), server("")],
    "a script that reads the secret at boot": [
      server(script("DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id orders --output text)")),
    ],
    "a password that a template fills in": [
      server("password: <%= secret %>\ndb_password: {{ secret }}\napi_key: %key%\n"),
    ],
    "an address without a password": [server(script("connect mysql://app@db:3306/orders https://shop.io:8443/a"))],
    "a password on a command line that is read at boot": [server(script('mysql --password="$DB_PASSWORD"'))],
    "a password by the name of its file": [server("DB_PASSWORD=/run/secrets/db\npassword: file:/run/secrets/db\n")],
    "a password that there is none of": [server("password: none\npassword: null\npassword: ''\napi_key: short\n")],
    "a name that speaks of passwords": [
      server("PasswordAuthentication: no\nlock_passwd: true\npasswordFile: /run/x\n"),
    ],
    "a secret that stands elsewhere": [
      password({ outputs: { result: SECRET } }),
      aws("secretsmanager/secretVersion:SecretVersion", "orders", { secretString: SECRET }),
      server(script("start")),
    ],
    "user data that is not known yet and comes from a load balancer": madeFrom(
      aws("lb/loadBalancer:LoadBalancer", "was"),
    ),
    "user data that is not known yet and comes from a secret's ARN": madeFrom(
      aws("secretsmanager/secret:Secret", "orders"),
    ),
    "what is made from a secret and does not hold it, once it is known": refreshed(
      (() => {
        const secret = password({ outputs: { result: SECRET, bcryptHash: "$2y$10$abcdefgh" } });
        const pair = keyPair({ privateKeyOpenssh: SECRET, publicKeyOpenssh: "ssh-ed25519 AAAAC3Nza" });
        const sources = [secret, pair];
        const text = "echo 'admin:$2y$10$abcdefgh' > /etc/htpasswd; echo 'ssh-ed25519 AAAAC3Nza' > known_hosts";
        return [...sources, server(script(text), { dependencies: { userData: sources } })];
      })(),
    ),
    "a text of a plain parameter": refreshed([
      aws("ssm/parameter:Parameter", "orders", { type: "String", value: "eu-west-1.example" }),
      server(script("REGION=eu-west-1.example")),
    ]),
    "texts too short to be a secret": refreshed([
      aws("rds/instance:Instance", "orders", { password: "bash" }),
      server(script("bash start")),
    ]),
    "a hash that looks like Base64 and is none": [server(script(`sha256=${"0123456789abcdef".repeat(4)}`))],
    "what is compressed and broken": [server(script(`H4sIAAAAAAAA${"A".repeat(40)}`))],
    "a stack without servers": [],
  },
});
