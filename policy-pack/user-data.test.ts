import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { layersOf, type Unpacked } from "./user-data";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const unpacked = (text: string) => [...layersOf(text)].slice(1);

describe("user data", () => {
  it("is itself, where nothing is packed in it", () => {
    assert.deepEqual([...layersOf("#!/bin/sh\necho 'a short text'\n")], ["#!/bin/sh\necho 'a short text'\n"]);
    assert.deepEqual([...layersOf("")], [""]);
  });

  const inner = "what is packed";
  for (const [where, before, after] of [
    ["alone", "", ""],
    ["at the end of a line", "content: ", "\n"],
    ["in quotes", 'content: "', '"'],
    ["behind what is too short to hold anything", "abc defghijklm ", ""],
    ["behind another", `${base64("what else is packed")} `, ""],
    ["right behind the padding of another", base64("0123456789abc"), ""],
    ["behind letters that are none of Base64", "é:é", "é"],
  ] as const) {
    it(`is unpacked ${where}`, () => {
      assert.equal(unpacked(`${before}${base64(inner)}${after}`).at(-1), inner);
    });
  }

  it("is unpacked where it is broken into lines, as in mail", () => {
    const text = "a text that takes several lines as soon as it is in Base64; ".repeat(4);
    for (const [length, end] of [
      [76, "\n"],
      [64, "\r\n    "],
    ] as const) {
      const lines = base64(text).match(new RegExp(`.{1,${length}}`, "g")) ?? [];
      assert.deepEqual(unpacked(`content: |\n    ${lines.join(end)}\n`), [text]);
    }
  });

  it("is unpacked at any depth up to four, by gzip too", () => {
    let text = inner;
    const layers = [inner];
    for (let depth = 0; depth < 4; depth++) layers.unshift((text = gzipSync(text).toString("base64")));
    assert.deepEqual([...layersOf(text)], layers);
    assert.equal([...layersOf(gzipSync(text).toString("base64"))].includes(inner), false);
  });

  it("is unpacked the same when it has been before", () => {
    const known: Unpacked = new Map();
    const text = `content: ${gzipSync(`again: ${base64(inner)}`).toString("base64")}`;
    const first = [...layersOf(text, known)];
    assert.equal(first.at(-1), inner);
    assert.deepEqual([...layersOf(text, known)], first);
  });
});
