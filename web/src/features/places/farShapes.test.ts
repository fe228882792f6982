import { describe, expect, test } from "vitest";
import { areaOfPixels, farPicture, middleOf, pixelOf, type Shape } from "./farShapes";

const square: Shape = [[[0, 50], [2, 50], [2, 52], [0, 52], [0, 50]], [[0.5, 50.5], [1, 50.5], [1, 51], [0.5, 51], [0.5, 50.5]]];

describe("the picture of all areas", () => {
  test("covers them in Web Mercator, north up", () => {
    const picture = farPicture([square]);
    expect(picture.corners).toEqual([[0, 52], [2, 52], [2, 50], [0, 50]]);
    expect(picture.x(0)).toBe(0);
    expect(picture.x(2)).toBeCloseTo((2 * 512 * 128) / 360, 9);
    expect(picture.y(52)).toBe(0);
    // At 51 degrees a degree of latitude is 1 / cos(51) = 1.589 of one of longitude.
    expect((picture.y(50) - picture.y(52)) / picture.x(2)).toBeCloseTo(1 / Math.cos((51 * Math.PI) / 180), 3);
    expect(picture.height).toBe(Math.ceil(picture.y(50)));
  });
  test("is never larger than a browser can draw", () => {
    const whole = farPicture([[[[-170, -60], [170, -60], [170, 70], [-170, -60]]]]);
    expect(Math.max(whole.width, whole.height)).toBeLessThanOrEqual(4097);
    expect(farPicture([]).width).toBeGreaterThan(0);
  });
  test("knows the area of every pixel, holes left out", () => {
    const picture = farPicture([square, [[[2, 50], [3, 50], [3, 52]]]]);
    const areas = areaOfPixels([square, [[[2, 50], [3, 50], [3, 52]]]], picture);
    const at = (lng: number, lat: number) => areas[Math.floor(picture.y(lat)) * picture.width + Math.floor(picture.x(lng))];
    expect(at(1.5, 51.5)).toBe(1);
    expect(at(0.75, 50.75)).toBe(0);
    expect(at(2.9, 50.5)).toBe(2);
    expect(at(2.1, 51.5)).toBe(0);
    // Neighbours share no pixel and leave none out along a straight border.
    expect(at(1.999, 51)).toBe(1);
    expect(at(2.01, 50.01)).toBe(2);
  });
  test("writes colours as an image holds them", () => {
    expect([...new Uint8Array(new Uint32Array([pixelOf("#12436d")]).buffer)]).toEqual([0x12, 0x43, 0x6d, 0xff]);
  });
  test("gives the middle of an area", () => {
    expect(middleOf([[[0, 0], [2, 0], [2, 2], [0, 2]]])).toEqual([1, 1]);
    expect(middleOf([])[0]).toBeNaN();
  });
});
