import { holderOf } from "../offline/access-holders";
import { accessTable, type Network } from "../policy-pack/network";

/** Markdown table of who reaches what, and the policy that holds it, of a plan made in mode `update`. */
export function accessPart(network: Network): string {
  const rows = accessTable(network).map(({ from, to, port, through }) => {
    const holder = holderOf({ to, port });
    const peer = /\d/.test(from) ? `\`${from}\`` : from;
    return `| ${peer} | ${to} | ${port} | ${through} | ${holder === undefined ? "" : `\`${holder}\``} |`;
  });
  return ["| from | to | port | through | held by |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}
