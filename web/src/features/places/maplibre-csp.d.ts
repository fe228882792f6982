// The build of MapLibre whose worker is a file of its own, as a strict content security policy wants it.
declare module "maplibre-gl/dist/maplibre-gl-csp" {
  import type * as maplibre from "maplibre-gl";
  const library: typeof maplibre;
  export default library;
}
