// Very many areas from far away: a few pixels each, they are one picture, painted in a worker. Shapes are drawn from `farZoom` on.
import type { Shape } from "./farShapes";
import FarWorker from "./farWorker?worker";

export const farZoom = 7;
/** From how many areas on a picture is cheaper than their shapes. */
export const manyAreas = 4000;

export interface Look {
  classes: Int8Array;
  colours: string[];
  missing: string;
  withheld: string;
  chosen: number | null;
  chosenColour: string;
}
export type Corners = [[number, number], [number, number], [number, number], [number, number]];
export type Question = { kind: "outlines"; url: string } | { kind: "paint"; turn: number; look: Look } | { kind: "at"; turn: number; lng: number; lat: number } | { kind: "outline"; turn: number; index: number };
export type Answer =
  | { kind: "ready"; codes: string[]; middles: Float64Array; corners: Corners }
  | { kind: "painted"; turn: number; picture: ImageBitmap }
  | { kind: "found"; turn: number; index: number }
  | { kind: "outlined"; turn: number; rings: Shape }
  | { kind: "failed"; text: string };

export class FarView {
  private readonly worker = new FarWorker();
  readonly canvas = document.createElement("canvas");
  private readonly ready: Promise<{ codes: string[]; middles: Float64Array; corners: Corners }>;
  private readonly waiting = new Map<number, (answer: Answer | null) => void>();
  private known: { codes: string[]; middles: Float64Array } | null = null;
  private turn = 0;
  private painting = 0;

  constructor(outlines: string) {
    this.ready = new Promise((done, fail) => {
      this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.kind === "ready") done((this.known = data) as { codes: string[]; middles: Float64Array; corners: Corners });
        else if (data.kind === "failed") fail(new Error(data.text));
        else {
          this.waiting.get(data.turn)?.(data);
          this.waiting.delete(data.turn);
        }
      };
      this.worker.onerror = (event) => fail(new Error(event.message));
    });
    this.ready.catch(() => undefined);
    this.ask({ kind: "outlines", url: new URL(outlines, window.location.href).href });
  }

  private ask(question: Question): void {
    this.worker.postMessage(question);
  }

  private answer(turn: number): Promise<Answer | null> {
    return new Promise((done) => this.waiting.set(turn, done));
  }

  /** Paints a look on `canvas` and tells where that lies; null where a newer look has been asked for since. */
  async paint(look: Look): Promise<Corners | null> {
    const turn = (this.painting = ++this.turn);
    const { corners } = await this.ready;
    if (turn !== this.painting) return null;
    const answered = this.answer(turn);
    this.ask({ kind: "paint", turn, look });
    const painted = await answered;
    if (painted?.kind !== "painted") return null;
    if (turn !== this.painting) {
      painted.picture.close();
      return null;
    }
    this.canvas.width = painted.picture.width;
    this.canvas.height = painted.picture.height;
    this.canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(painted.picture);
    return corners;
  }

  /** The area at a place. */
  async at(place: { lng: number; lat: number }): Promise<{ index: number; code: string } | null> {
    const turn = ++this.turn;
    const answered = this.answer(turn);
    this.ask({ kind: "at", turn, lng: place.lng, lat: place.lat });
    const found = await answered;
    return found?.kind === "found" && found.index >= 0 ? { index: found.index, code: this.known?.codes[found.index] ?? "" } : null;
  }

  /** The rings of an area. */
  async outline(index: number): Promise<Shape> {
    await this.ready;
    const turn = ++this.turn;
    const answered = this.answer(turn);
    this.ask({ kind: "outline", turn, index });
    const found = await answered;
    return found?.kind === "outlined" ? found.rings : [];
  }

  /** Middles of the areas within bounds. */
  within(bounds: { contains(place: [number, number]): boolean }): { index: number; code: string; lng: number; lat: number }[] {
    const found: { index: number; code: string; lng: number; lat: number }[] = [];
    const { codes, middles } = this.known ?? { codes: [], middles: new Float64Array() };
    codes.forEach((code, index) => {
      const place: [number, number] = [middles[2 * index]!, middles[2 * index + 1]!];
      if (Number.isFinite(place[0]) && bounds.contains(place)) found.push({ index, code, lng: place[0], lat: place[1] });
    });
    return found;
  }

  end(): void {
    this.worker.terminate();
    for (const done of this.waiting.values()) done(null);
    this.waiting.clear();
  }
}
