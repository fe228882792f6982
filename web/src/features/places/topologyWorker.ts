// Runs inside the map's worker: fetches outlines and unpacks them there, so that the page stays free to answer.
import { featuresOf, type Topology } from "./topology";

interface MapWorker {
  addProtocol(name: string, load: (request: { url: string }, control: AbortController) => Promise<{ data: unknown }>): void;
}

(self as unknown as MapWorker).addProtocol("outlines", async (request, control) => {
  const response = await fetch(request.url.replace(/^outlines:\/\//, ""), { signal: control.signal });
  if (!response.ok) throw new Error(`outlines: ${response.status}`);
  const topology = (await response.json()) as Topology;
  // The map's worker sends what it loaded back to the page, which has no use for it: a hidden member stays here, and saves seconds with the whole of England.
  const features = featuresOf(topology).filter((feature) => feature.geometry);
  return { data: Object.defineProperty({ type: "FeatureCollection" }, "features", { value: features, enumerable: false }) };
});
