/**
 * Loaded into the processes of what is measured: each leaves a file with its phases and what it has used. A policy pack
 * is killed when it is done: it leaves its file when it is asked whether it has sent all.
 */
"use strict";
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { performance } = require("node:perf_hooks");
const process = require("node:process");
const { isMainThread } = require("node:worker_threads");

const directory = process.env.BENCH_RECORDS;

function record() {
  const entries = [...performance.getEntriesByType("mark"), ...performance.getEntriesByType("measure")];
  const used = {
    ended: performance.now(),
    peakMiB: process.resourceUsage().maxRSS / 1024,
    entries: entries.map(({ name, startTime, duration }) => ({ name, startTime, duration })),
  };
  writeFileSync(join(directory, `${process.pid}.json`), JSON.stringify(used));
}

if (isMainThread && directory !== undefined) {
  process.on("exit", record);
  if (process.channel) {
    process.prependListener("message", record);
    process.channel.unref();
  }
}
