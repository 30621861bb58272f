/**
 * Keeps what is made of the project's files and packages, for the next process that would make it again. It is found
 * for the same text alone; whatever else is there, or cannot be written, does no harm. As Node's own module compile
 * cache, it keeps nothing where `NODE_DISABLE_COMPILE_CACHE` is set.
 */
"use strict";
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const { dirname, join, sep } = require("node:path");
const process = require("node:process");
const { deserialize, serialize } = require("node:v8");
const { threadId } = require("node:worker_threads");
const { crc32 } = require("node:zlib");

const PACKAGES = require.resolve.paths("esbuild").find((path) => existsSync(join(path, "esbuild")));
const PROJECT = dirname(PACKAGES);
/** Whoever can write there can change the packages too; an installation takes it away. The number is the format's. */
const CACHE = join(PACKAGES, ".cache", "three-tier-1");
/** The directory of the package that a file is of. */
const PACKAGE = /^.*[\\/]node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;
/** Bytes of a file before what it keeps: the checksum of that. */
const HEADER = 4;

/** What is made of a kind of files: in a file for each package, and for each other directory. */
class KeptFiles {
  /** @param {string} name a directory in the cache: of what makes it, with all that it depends on but the text */
  constructor(name) {
    this.directory = join(CACHE, name);
    this.folders = new Map();
    all.push(this);
  }

  /**
   * Looks for what was made of a text that was found in a file. What `keep` is given makes it at the end of the process.
   *
   * @param {string} file
   * @param {string} text
   * @returns {{ found?: any, keep: (make: () => any) => void }}
   */
  of(file, text) {
    if (process.env.NODE_DISABLE_COMPILE_CACHE || !file.startsWith(PROJECT + sep)) {
      return { keep: () => undefined };
    }
    const { kept, unkept } = this.folderOf(file);
    const hash = hashOf(text);
    const entry = kept.get(file);
    const found = entry?.hash === hash ? entry.made : undefined;
    return { found, keep: (make) => unkept.set(file, { hash, make }) };
  }

  folderOf(file) {
    const folder = PACKAGE.exec(file)?.[0] ?? dirname(file);
    if (!this.folders.has(folder)) {
      const path = join(this.directory, hashOf(folder));
      this.folders.set(folder, { path, kept: read(path), unkept: new Map() });
    }
    return this.folders.get(folder);
  }

  flush() {
    for (const { path, unkept } of this.folders.values()) {
      if (unkept.size === 0) continue;
      // Another process may have kept something meanwhile.
      const kept = read(path);
      for (const [file, { hash, make }] of unkept) {
        kept.set(file, { hash, made: make() });
      }
      unkept.clear();
      try {
        write(path, kept);
      } catch {
        // There is no room for it, or no right to write: the next start makes it again.
      }
    }
  }
}

const all = [];

/** Writes what has been made since it was last called. */
function flushKeptFiles() {
  for (const files of all) files.flush();
}
process.on("exit", flushKeptFiles);

function hashOf(text) {
  return createHash("sha256").update(text).digest("hex");
}

/** @returns {Map<string, { hash: string, made: any }>} by file */
function read(path) {
  try {
    const content = readFileSync(path);
    const kept = content.subarray(HEADER);
    const found = content.readUInt32LE() === crc32(kept) ? deserialize(kept) : undefined;
    return found instanceof Map ? found : new Map();
  } catch {
    return new Map();
  }
}

function write(path, kept) {
  const content = serialize(kept);
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(crc32(content));
  mkdirSync(dirname(path), { recursive: true });
  // Nobody reads half a file.
  const written = `${path}.${process.pid}.${threadId}`;
  try {
    writeFileSync(written, Buffer.concat([header, content]));
    renameSync(written, path);
  } catch (error) {
    rmSync(written, { force: true });
    throw error;
  }
}

module.exports = { flushKeptFiles, hashOf, KeptFiles, PACKAGES };
