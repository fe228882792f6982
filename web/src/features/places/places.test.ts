import { describe, expect, it } from "vitest";
import { classOf, overlapClass, quantileLimits } from "./classes";
import { featuresOf, type Topology } from "./topology";

describe("classes", () => {
  it("hold about equally many places", () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const limits = quantileLimits(values);
    expect(limits).toEqual([20, 40, 60, 80]);
    expect([0, 19, 20, 99].map((v) => classOf(v, limits))).toEqual([0, 0, 1, 4]);
  });
  it("are fewer where many places have the same figure", () => expect(quantileLimits([0, 0, 0, 0, 0, 0, 0, 0, 1, 9])).toEqual([1]));
  it("are none without figures", () => expect(quantileLimits([Number.NaN])).toEqual([]));
  it("of an overlap stand in a square", () => expect([overlapClass(0, 0, [1, 2], [1, 2]), overlapClass(5, 0, [1, 2], [1, 2]), overlapClass(0, 5, [1, 2], [1, 2]), overlapClass(5, 5, [1, 2], [1, 2])]).toEqual([0, 2, 6, 8]));
});

describe("outlines", () => {
  // Two squares side by side that share the arc in the middle: the right one runs it backwards.
  const topology: Topology = {
    type: "Topology",
    transform: { scale: [0.5, 0.5], translate: [10, 50] },
    objects: { areas: { geometries: [
      { type: "Polygon", id: "A", properties: { name: "Left" }, arcs: [[0, 1]] },
      { type: "Polygon", id: "B", arcs: [[~0, 2]] },
      { type: null, id: "C" },
    ] } },
    arcs: [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
  };
  it("are put together from shared borders, closed, in the order of the topology", () => {
    const [left, right, none] = featuresOf(topology);
    expect(left?.geometry?.coordinates).toEqual([[[11, 50], [11, 51], [10, 51], [10, 50], [11, 50]]]);
    expect(right?.geometry?.coordinates).toEqual([[[11, 51], [11, 50], [12, 50], [12, 51], [11, 51]]]);
    expect(none?.geometry).toBeNull();
    expect([left?.id, right?.properties.name]).toEqual([0, "B"]);
  });
});
