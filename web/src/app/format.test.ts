import { describe, expect, it } from "vitest";
import { date, interval, inWords, number, plural, short, ticks, withUnit } from "./format";

describe("figures", () => {
  it("have as many decimals as a reader can use", () => {
    expect([1234.56, 123.4, 45.678, 4.5678, 0.045678, 0, 12, 3].map(number)).toEqual(["1,235", "123", "45.7", "4.57", "0.0457", "0", "12", "3"]);
  });
  it("are never 0 when they are missing", () => {
    expect(number(null)).toBe("no figure");
    expect(short(undefined)).toBe("no figure");
    expect(withUnit(Number.NaN, "%")).toBe("no figure");
  });
  it("carry a real minus sign", () => expect(number(-4.5)).toBe("−4.5"));
  it("are short on cards", () => expect([107605211, 1250000000, 99999].map(short)).toEqual(["108 million", "1.3 billion", "99,999"]));
  it("carry their unit", () => {
    expect(withUnit(12.345, "%")).toBe("12.3%");
    expect(withUnit(107605211, "GBP a year")).toBe("£108 million a year");
    expect(withUnit(4.2, "per 1,000 residents")).toBe("4.2 per 1,000 residents");
    expect(withUnit(4.2, "per 1,000 residents", false)).toBe("4.2");
    expect(withUnit(-20, "GBP")).toBe("−£20");
  });
  it("tell their interval only when there is one", () => {
    expect(interval(1, 2.5, "%")).toBe("95% interval 1% to 2.5%");
    expect(interval(null, 2)).toBe("");
  });
});

describe("ticks and dates", () => {
  it("are round", () => expect(ticks(0, 23)).toEqual([0, 5, 10, 15, 20]));
  it("are one where there is no range", () => expect(ticks(4, 4)).toEqual([4]));
  it("are written in full", () => expect([date("2026-03-14T10:00:00Z"), date("2026-03"), date("2024/25")]).toEqual(["14 March 2026", "March 2026", "2024/25"]));
  it("count in words", () => expect([plural(1, "finding"), plural(2000, "finding"), plural(2, "authority", "authorities")]).toEqual(["1 finding", "2,000 findings", "2 authorities"]));
});

describe("texts of the program", () => {
  it("say money as people do", () => {
    expect(inWords("GBP 40.0m a year is 1.3 times (GBP 1.25bn); each GBP 17,837, a price in GBP per g.")).toBe("£40 million a year is 1.3 times (£1.25 billion); each £17,837, a price in pounds per g.");
  });
});
