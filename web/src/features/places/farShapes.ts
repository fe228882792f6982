// The arithmetic of the picture of all areas: where a place lies in it, which area holds a place.

/** The rings of an area, holes among them. */
export type Shape = readonly (readonly (readonly [number, number])[])[];

/** Pixels a degree of longitude: what the map shows where its shapes begin. */
const perDegree = (512 * 2 ** 7) / 360;
const mostPixels = 4096;

const northing = (lat: number) => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI;

/** Size of the picture in Web Mercator, its corners (from the north-west, clockwise), and the place of a longitude and of a latitude in it. */
export function farPicture(shapes: readonly Shape[]) {
  let [west, south, east, north] = [180, 85, -180, -85];
  for (const shape of shapes)
    for (const ring of shape)
      for (const [lng, lat] of ring) {
        west = Math.min(west, lng);
        east = Math.max(east, lng);
        south = Math.min(south, lat);
        north = Math.max(north, lat);
      }
  if (west > east) [west, south, east, north] = [-1, -1, 1, 1];
  const [top, bottom] = [northing(north), northing(south)];
  const scale = Math.min(perDegree, mostPixels / Math.max(east - west, top - bottom, 1e-9));
  const corners: [[number, number], [number, number], [number, number], [number, number]] = [[west, north], [east, north], [east, south], [west, south]];
  return { width: Math.max(1, Math.ceil((east - west) * scale)), height: Math.max(1, Math.ceil((top - bottom) * scale)), corners, x: (lng: number) => (lng - west) * scale, y: (lat: number) => (top - northing(lat)) * scale };
}

/** The number of the area in whose inside the middle of each pixel lies, from 1 on; 0 where there is none. Even-odd, so that holes are left out. */
export function areaOfPixels(shapes: readonly Shape[], picture: { width: number; height: number; x(lng: number): number; y(lat: number): number }): Uint16Array | Uint32Array {
  const { width, height } = picture;
  const areas = shapes.length < 65_535 ? new Uint16Array(width * height) : new Uint32Array(width * height);
  shapes.forEach((shape, index) => {
    const crossings = new Map<number, number[]>();
    for (const ring of shape)
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [x1, y1, x2, y2] = [picture.x(ring[j]![0]), picture.y(ring[j]![1]), picture.x(ring[i]![0]), picture.y(ring[i]![1])];
        if (y1 === y2) continue;
        const from = Math.max(0, Math.ceil(Math.min(y1, y2) - 0.5));
        const to = Math.min(height, Math.ceil(Math.max(y1, y2) - 0.5));
        for (let row = from; row < to; row++) {
          const at = x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1);
          const known = crossings.get(row);
          if (known) known.push(at);
          else crossings.set(row, [at]);
        }
      }
    for (const [row, places] of crossings) {
      places.sort((a, b) => a - b);
      for (let k = 0; k + 1 < places.length; k += 2) areas.fill(index + 1, row * width + Math.max(0, Math.ceil(places[k]! - 0.5)), row * width + Math.min(width, Math.max(0, Math.ceil(places[k + 1]! - 0.5))));
    }
  });
  return areas;
}

/** "#rrggbb" as a pixel of an image, opaque. */
export function pixelOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >>> 16)) >>> 0;
}

/** The mean of the points of the first ring; NaN without one. */
export function middleOf(shape: Shape): [number, number] {
  const ring = shape[0] ?? [];
  let [x, y] = [0, 0];
  for (const [lng, lat] of ring) {
    x += lng;
    y += lat;
  }
  return [x / ring.length, y / ring.length];
}
