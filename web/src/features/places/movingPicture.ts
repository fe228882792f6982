// While a map of very many areas moves, nothing is drawn anew: the picture of all areas lies under the map's own, and the browser moves and scales both.
// The map draws again as soon as the movement rests. So the frames of a movement cost the same however many areas there are, with and without a graphics card.
import type { Map as LibreMap } from "maplibre-gl";

/** How long a movement must rest before the map is drawn again, in milliseconds. */
const rest = 140;

type Corners = readonly (readonly [number, number])[];
interface Painter {
  render(...all: unknown[]): void;
}

export class MovingPicture {
  private readonly painter: Painter;
  private readonly draw: Painter["render"];
  private corners: Corners | null = null;
  private drawn: { center: [number, number]; zoom: number } | null = null;
  private moving = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners: [string, () => void][];

  /** `under` is the picture of all areas. `covered` tells whether the map itself draws all that is to be seen, `bare` whether it draws nothing. */
  constructor(
    private readonly map: LibreMap,
    private readonly under: HTMLCanvasElement,
    private readonly see: { covered(): boolean; bare(): boolean },
  ) {
    this.painter = (map as unknown as { painter: Painter }).painter;
    this.draw = this.painter.render;
    this.painter.render = (...all) => {
      if (this.moving) return;
      this.draw.apply(this.painter, all);
      this.drawn = { center: map.getCenter().toArray(), zoom: map.getZoom() };
      map.getCanvas().style.transform = map.getCanvas().style.opacity = "";
    };
    Object.assign(under.style, { position: "absolute", left: "0", top: "0", transformOrigin: "0 0", willChange: "transform", pointerEvents: "none", visibility: "hidden" });
    map.getCanvas().style.willChange = "transform";
    map.getCanvasContainer().prepend(under);
    this.listeners = [
      ["move", () => this.moved()],
      ["moveend", () => this.stop()],
      ["resize", () => this.place()],
      ["idle", () => (under.style.visibility = this.corners && !see.covered() ? "visible" : "hidden")],
    ];
    for (const [kind, hear] of this.listeners) map.on(kind as "move", hear);
  }

  /** The picture is there, or there again: where it lies, from the north-west, clockwise. */
  show(corners: Corners): void {
    this.corners = corners;
    this.under.style.visibility = "visible";
    this.place();
  }

  end(): void {
    clearTimeout(this.timer);
    for (const [kind, hear] of this.listeners) this.map.off(kind as "move", hear);
    this.painter.render = this.draw;
    this.map.getCanvas().style.transform = this.map.getCanvas().style.opacity = "";
    this.under.remove();
  }

  private moved(): void {
    this.moving = true;
    if (this.corners) this.under.style.visibility = "visible";
    // One layer less to put together in each frame.
    this.map.getCanvas().style.opacity = this.corners && this.see.bare() ? "0" : "";
    this.place();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), rest);
  }

  private stop(): void {
    clearTimeout(this.timer);
    if (!this.moving) return;
    this.moving = false;
    this.map.triggerRepaint();
  }

  private place(): void {
    if (this.corners) {
      const [from, to] = [this.map.project(this.corners[0] as [number, number]), this.map.project(this.corners[2] as [number, number])];
      this.under.style.transform = `translate(${from.x}px,${from.y}px) scale(${(to.x - from.x) / this.under.width},${(to.y - from.y) / this.under.height})`;
    }
    if (!this.moving || !this.drawn) return;
    const canvas = this.map.getCanvas();
    const middle = this.map.project(this.drawn.center);
    canvas.style.transform = `translate(${middle.x - canvas.clientWidth / 2}px,${middle.y - canvas.clientHeight / 2}px) scale(${2 ** (this.map.getZoom() - this.drawn.zoom)})`;
  }
}
