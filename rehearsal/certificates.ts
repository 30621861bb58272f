/** Certificates of an authority of the rehearsal's own, in the place of those that AWS's servers show. */
import { writeFileSync } from "node:fs";
import type { Stage } from "./stage";

export interface Certificate {
  certificate: string;
  key: string;
}

const NEW_KEY = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export class Authority {
  private constructor(
    private readonly stage: Stage,
    private readonly name: string,
  ) {}

  static async create(stage: Stage, name: string): Promise<Authority> {
    const authority = new Authority(stage, name);
    const { certificate, key } = authority.files("authority");
    const itself = [
      "-x509",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      certificate,
      "-subj",
      `/CN=${name} of the rehearsal`,
    ];
    await stage.run("openssl", [...NEW_KEY, ...itself]);
    return authority;
  }

  /** The file of its own certificate, which its clients trust. */
  get certificate(): string {
    return this.files("authority").certificate;
  }

  /** A certificate for `subjects`, such as `DNS:name` and `IP:address`. */
  async issue(server: string, subjects: string[]): Promise<Certificate> {
    const { certificate, key } = this.files(server);
    const [request, extensions] = [`${certificate}.csr`, `${certificate}.ext`];
    await this.stage.run("openssl", [...NEW_KEY, "-keyout", key, "-out", request, "-subj", `/CN=${server}`]);
    writeFileSync(extensions, `subjectAltName=${subjects.join(",")}\n`);
    const signer = ["-CA", this.certificate, "-CAkey", this.files("authority").key, "-CAcreateserial", "-days", "2"];
    await this.stage.run("openssl", [
      ...["x509", "-req", ...signer, "-in", request, "-extfile", extensions, "-out", certificate],
    ]);
    return { certificate, key };
  }

  private files(name: string): Certificate {
    const at = (ending: string) => this.stage.path("certificates", this.name, `${name}.${ending}`);
    return { certificate: at("pem"), key: at("key") };
  }
}
