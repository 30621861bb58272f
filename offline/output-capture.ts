/**
 * Keeps what a program writes while it runs: standard output belongs to the plan alone, and nothing may be shown before
 * the program's secrets are known.
 */
export interface Capture {
  /** Gives the streams and `process.exit` back. */
  end: () => void;
  /** Everything written so far. */
  text: () => string;
}

export function captureOutput(): Capture {
  const chunks: string[] = [];
  const exit = process.exit.bind(process);
  const streams = [process.stdout, process.stderr];
  const writers = streams.map((stream) => stream.write.bind(stream));
  for (const stream of streams) {
    stream.write = (chunk: Uint8Array | string, encoding?: unknown, callback?: unknown) => {
      chunks.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") {
        process.nextTick(done);
      }
      return true;
    };
  }
  process.exit = (code) => {
    throw new Error(`The program called process.exit(${code ?? ""}).`);
  };
  return {
    end: () => {
      streams.forEach((stream, index) => {
        stream.write = writers[index];
      });
      process.exit = exit;
    },
    text: () => chunks.join(""),
  };
}
