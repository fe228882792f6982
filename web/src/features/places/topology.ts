// TopoJSON of the server into features for the map: each place's number is its position, so that figures are found by it without a look-up.

export interface Topology {
  type: "Topology";
  transform: { scale: [number, number]; translate: [number, number] };
  objects: { areas: { geometries: TopologyGeometry[] } };
  arcs: [number, number][][];
}
interface TopologyGeometry {
  type: "Polygon" | "MultiPolygon" | null;
  id: string;
  properties?: { name?: string };
  arcs?: number[][] | number[][][];
}
export interface AreaFeature {
  type: "Feature";
  id: number;
  properties: { code: string; name: string };
  geometry: { type: "Polygon"; coordinates: [number, number][][] } | { type: "MultiPolygon"; coordinates: [number, number][][][] } | null;
}

/** Features in the order of the topology; `id` counts from 0. An area without outline has a null geometry. */
export function featuresOf(topology: Topology): AreaFeature[] {
  const [sx, sy] = topology.transform.scale;
  const [tx, ty] = topology.transform.translate;
  const arcs = topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]): [number, number] => {
      x += dx;
      y += dy;
      return [x * sx + tx, y * sy + ty];
    });
  });
  const ring = (numbers: number[]): [number, number][] => {
    const points: [number, number][] = [];
    for (const number of numbers) {
      const arc = arcs[number < 0 ? ~number : number];
      if (!arc) continue;
      // Neighbouring arcs share a point: it is taken once.
      const first = points.length > 0 ? 1 : 0;
      if (number < 0) for (let i = arc.length - 1 - first; i >= 0; i--) points.push(arc[i]!);
      else for (let i = first; i < arc.length; i++) points.push(arc[i]!);
    }
    return points;
  };
  return topology.objects.areas.geometries.map((geometry, id) => ({
    type: "Feature",
    id,
    properties: { code: geometry.id, name: geometry.properties?.name ?? geometry.id },
    geometry:
      geometry.type === "Polygon"
        ? { type: "Polygon", coordinates: (geometry.arcs as number[][]).map(ring) }
        : geometry.type === "MultiPolygon"
          ? { type: "MultiPolygon", coordinates: (geometry.arcs as number[][][]).map((polygon) => polygon.map(ring)) }
          : null,
  }));
}
