// Whether the page is being printed: pictures are then made for paper. Set before the pages are laid out, so that what is printed has it.
import { flushSync } from "svelte";

export const printing = $state({ on: false });

if (typeof window !== "undefined") {
  const set = (on: boolean) => flushSync(() => (printing.on = on));
  window.addEventListener("beforeprint", () => set(true));
  window.addEventListener("afterprint", () => set(false));
}
