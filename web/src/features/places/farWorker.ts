// Paints all areas as one picture in the map's projection, and finds the area at a place, away from the page.
import type { Answer, Look, Question } from "./farView";
import { areaOfPixels, farPicture, middleOf, pixelOf, type Shape } from "./farShapes";
import { featuresOf, type Topology } from "./topology";

const scope = self as unknown as { onmessage: (event: MessageEvent<Question>) => void; postMessage(answer: Answer, transfer?: Transferable[]): void };
let shapes: Shape[] = [];
let frame: ReturnType<typeof farPicture> | null = null;
let areas: Uint16Array | Uint32Array = new Uint16Array();

async function begin(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`outlines: ${response.status}`);
  const features = featuresOf((await response.json()) as Topology);
  shapes = features.map((feature) => (feature.geometry?.type === "Polygon" ? feature.geometry.coordinates : (feature.geometry?.coordinates.flat() ?? [])));
  frame = farPicture(shapes);
  areas = areaOfPixels(shapes, frame);
  const middles = new Float64Array(shapes.length * 2);
  shapes.forEach((shape, i) => middles.set(middleOf(shape), 2 * i));
  scope.postMessage({ kind: "ready", codes: features.map((feature) => feature.properties.code), middles, corners: frame.corners }, [middles.buffer]);
}

/** Which area a pixel belongs to is worked out once: another look is a look-up a pixel. */
function paint(look: Look): ImageBitmap {
  const { width, height } = frame!;
  const [missing, withheld] = [pixelOf(look.missing), pixelOf(look.withheld)];
  const levels = look.colours.map(pixelOf);
  const pixels = new Uint32Array(shapes.length + 1);
  for (let i = 0; i < shapes.length; i++) {
    const level = look.classes[i] ?? -2;
    pixels[i + 1] = level >= 0 ? (levels[level] ?? missing) : level === -1 ? withheld : missing;
  }
  if (look.chosen !== null) pixels[look.chosen + 1] = pixelOf(look.chosenColour);
  const image = new ImageData(width, height);
  const into = new Uint32Array(image.data.buffer);
  for (let at = 0; at < into.length; at++) into[at] = pixels[areas[at]!]!;
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")!.putImageData(image, 0, 0);
  return canvas.transferToImageBitmap();
}

function areaAt(lng: number, lat: number): number {
  const { width, height, x, y } = frame!;
  const [column, row] = [Math.floor(x(lng)), Math.floor(y(lat))];
  return column < 0 || row < 0 || column >= width || row >= height ? -1 : areas[row * width + column]! - 1;
}

scope.onmessage = ({ data }) => {
  if (data.kind === "outlines") begin(data.url).catch((cause: unknown) => scope.postMessage({ kind: "failed", text: cause instanceof Error ? cause.message : String(cause) }));
  else if (data.kind === "paint") {
    const picture = paint(data.look);
    scope.postMessage({ kind: "painted", turn: data.turn, picture }, [picture]);
  } else if (data.kind === "outline") scope.postMessage({ kind: "outlined", turn: data.turn, rings: shapes[data.index] ?? [] });
  else scope.postMessage({ kind: "found", turn: data.turn, index: frame ? areaAt(data.lng, data.lat) : -1 });
};
