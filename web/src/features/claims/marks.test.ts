import { describe, expect, it } from "vitest";
import { pieces } from "./marks";

describe("a marked text", () => {
  it("keeps every character and marks the claims", () => {
    const cut = pieces("It is 5% of 20.", [{ start: 6, end: 8 }, { start: 12, end: 14 }]);
    expect(cut.map((p) => p.text).join("")).toBe("It is 5% of 20.");
    expect(cut.filter((p) => p.claim !== null).map((p) => p.text)).toEqual(["5%", "20"]);
  });
  it("counts characters, not UTF-16 units", () => expect(pieces("😀 7", [{ start: 2, end: 3 }])[1]).toEqual({ text: "7", claim: 0 }));
  it("passes over claims that overlap or lie outside", () => {
    expect(pieces("abc", [{ start: 0, end: 2 }, { start: 1, end: 3 }, { start: 2, end: 9 }])).toEqual([{ text: "ab", claim: 0 }, { text: "c", claim: null }]);
  });
});
