// MapLibre and its workers, fetched once, when a map is wanted.
import type * as maplibre from "maplibre-gl";

let fetched: Promise<typeof maplibre> | undefined;

/** The library with its worker set; the worker is a file of this server, as the content security policy wants it. */
export function library(): Promise<typeof maplibre> {
  fetched ??= (async () => {
    const [{ default: libre }, { default: worker }, { default: topologyWorker }] = await Promise.all([
      import("maplibre-gl/dist/maplibre-gl-csp"),
      import("maplibre-gl/dist/maplibre-gl-csp-worker?url"),
      import("./topologyWorker?worker&url"),
      import("maplibre-gl/dist/maplibre-gl.css"),
    ]);
    libre.setWorkerUrl(worker);
    libre.setWorkerCount(1);
    await libre.importScriptInWorkers(topologyWorker);
    return libre;
  })();
  return fetched;
}
