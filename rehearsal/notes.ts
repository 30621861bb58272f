/** The two endpoints of the example application that matter, through nginx. */
import { UserError } from "../command-line/user-error";
import type { Answer } from "./ask";
import type { Site } from "./set-up";

/** A database server, as it says of itself. */
export interface ServerName {
  id: number;
  readOnly: boolean;
}

/** What the databases of a rehearsal say: 1 is the primary, 2 the replica. */
export const PRIMARY: ServerName = { id: 1, readOnly: false };
export const REPLICA: ServerName = { id: 2, readOnly: true };

interface Note {
  id: number;
  text: string;
}

export async function writeNote(site: Site, text: string): Promise<{ server: ServerName; id: number }> {
  const headers = { "Content-Type": "application/json" };
  const answer = await site.ask("/notes", { method: "POST", headers, body: JSON.stringify({ text }) });
  const { server, id } = json(answer, 201) as { server: ServerName; id: number };
  return { server: named(server), id };
}

export async function readNotes(site: Site): Promise<{ server: ServerName; notes: Note[] }> {
  const { server, notes } = json(await site.ask("/notes"), 200) as { server: ServerName; notes: Note[] };
  return { server: named(server), notes };
}

/** The body of an answer with that status; throws at any other. */
export function json(answer: Answer, status: number): unknown {
  const text = answer.body.toString();
  if (answer.status !== status) {
    throw new UserError(`the answer is ${answer.status}, not ${status}: ${text.slice(0, 200)}`);
  }
  return JSON.parse(text);
}

function named({ id, readOnly }: ServerName): ServerName {
  return { id, readOnly };
}

/** For messages. */
export function nameOf({ id, readOnly }: ServerName): string {
  return `${id === PRIMARY.id ? "the primary" : "the replica"} (server ${id}, ${readOnly ? "read-only" : "writable"})`;
}
