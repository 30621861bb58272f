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

/** Renders a complete `#cloud-config` document. */
export function cloudConfig({ files, commands }: CloudConfig): string {
  const document = {
    timezone: "Etc/UTC",
    ssh_pwauth: false,
    disable_root: true,
    write_files: files.map((file) => ({ ...file, content: faithful(file.content) })),
    runcmd: commands,
  };
  return `#cloud-config\n${stringify(document, { lineWidth: 0, blockQuote: "literal", indentSeq: false })}`;
}

/** A block of text, as it is easiest to read, unless blank lines of spaces would be lost in it. */
function faithful(content: string): string | Scalar<string> {
  if (!/^[ \t]+$/m.test(content)) return content;
  const quoted = new Scalar(content);
  quoted.type = Scalar.QUOTE_DOUBLE;
  return quoted;
}

/** A file that is the same on every server. It stands in `files/`, where editors and linters know its language. */
export function staticFile(name: string): string {
  return readFileSync(join(__dirname, "files", name), "utf8");
}
