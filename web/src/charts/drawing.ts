// When pictures are drawn: at once where they are on the screen or near it, the others one after another while the page has nothing else to do, and all of them
// before the page is printed. A page of twenty charts answers as soon as its text and tables are there.
import { flushSync } from "svelte";

/** How far beyond the screen a picture counts as near, in pixels. */
const near = 300;
/** How long the page is left alone before pictures that nobody sees yet are drawn, in milliseconds. */
const rest = 250;

const waiting = new Map<Element, () => void>();
let watcher: IntersectionObserver | undefined;
let idling = false;

function drawNow(element: Element): void {
  const draw = waiting.get(element);
  waiting.delete(element);
  watcher?.unobserve(element);
  draw?.();
}

/** Draws whatever still waits. */
export function drawAll(): void {
  for (const element of [...waiting.keys()]) drawNow(element);
}

function drawIdly(): void {
  const later: (work: (deadline?: { timeRemaining(): number }) => void) => void = window.requestIdleCallback?.bind(window) ?? ((work) => setTimeout(work, 50));
  later(() => {
    const [next] = waiting.keys();
    if (next) drawNow(next);
    idling = waiting.size > 0;
    if (idling) drawIdly();
  });
}

/** Calls `draw` once when `element` is on the screen or near it, when the page rests, or before it is printed. Returns what takes the wish back. */
export function whenNear(element: Element, draw: () => void): () => void {
  const place = element.getBoundingClientRect();
  if (place.top < window.innerHeight + near && place.bottom > -near) {
    draw();
    return () => undefined;
  }
  watcher ??= new IntersectionObserver((entries) => entries.forEach((entry) => entry.isIntersecting && drawNow(entry.target)), { rootMargin: `${near}px 0px` });
  waiting.set(element, draw);
  watcher.observe(element);
  if (!idling) {
    idling = true;
    setTimeout(drawIdly, rest);
  }
  return () => {
    waiting.delete(element);
    watcher?.unobserve(element);
  };
}

if (typeof window !== "undefined") {
  const before = () => flushSync(drawAll);
  window.addEventListener("beforeprint", before);
  window.matchMedia("print").addEventListener("change", (event) => event.matches && before());
}
