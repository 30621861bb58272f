import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Scalar, stringify } from "yaml";

/** A file that cloud-init writes at the first boot. */
export interface BootFile {
  path: string;
  /** @default 0644 */
  permissions?: "0755";
  content: string;
}

/** What cloud-init is told. */
export interface CloudConfig {
  files: BootFile[];
  /** Commands of the first boot, in order, as argument lists: no shell, no quoting. */
  commands: string[][];
}

/** Amazon EC2 User Guide, "Run commands when you launch an EC2 instance": raw user data is limited to 16 KB. */
export const MAX_USER_DATA_BYTES = 16_384;

/** Renders a complete `#cloud-config` document. */
export function cloudConfig({ files, commands }: CloudConfig): string {
  const document = {
    timezone: "Etc/UTC",
    ssh_pwauth: false,
    disable_root: true,
    write_files: files.map((file) => ({ ...file, content: faithful(file.content) })),
    runcmd: commands,
  };
  const yaml = stringify(document, { lineWidth: 0, blockQuote: "literal", indentSeq: false });
  const userData = `#cloud-config\n${oneColumnLess(yaml)}`;
  const bytes = Buffer.byteLength(userData);
  if (bytes > MAX_USER_DATA_BYTES) {
    throw new Error(`The boot files take ${bytes} bytes, EC2 allows ${MAX_USER_DATA_BYTES}: shorten "environment".`);
  }
  return userData;
}

/**
 * Files one column further left: deeper than their key is deep enough for YAML, and a column of all their lines is a
 * quarter of what the stack's settings may add. Nothing else in the document begins with four spaces.
 */
function oneColumnLess(yaml: string): string {
  return yaml.replace(/^ {2}content: \|2/gm, "  content: |1").replace(/^ {4}/gm, "   ");
}

/** A block of text, as it is easiest to read, unless blank lines of spaces would be lost in it. */
function faithful(content: string): string | Scalar<string> {
  if (!/^[ \t]+$/m.test(content)) return content;
  const quoted = new Scalar(content);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}

/**
 * A file that is the same on every server. It stands in `files/`, where editors and linters know its language. User data
 * is short of room, so lines that are only a comment stay there, and indentation travels as tabs.
 */
export function staticFile(name: string): string {
  const step = name.endsWith(".py") ? 4 : 2;
  return readFileSync(join(__dirname, "files", name), "utf8")
    .replace(/^[ \t]*(#(?!!)|\/\/).*\n/gm, "")
    .replace(/\n{2,}/g, "\n")
    .replace(/^ +/gm, (indentation) => "\t".repeat(indentation.length / step));
}
