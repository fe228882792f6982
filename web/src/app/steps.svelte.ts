// A long list comes in steps; printed, it is whole.
import { printing } from "../charts/printing.svelte";

export interface Steps {
  /** How many of the list are shown. */
  readonly shown: number;
  readonly step: number;
  more(): void;
}

/**
 * Begins with `step` of a list, and again whenever what `choices` reads changes. Where `whole` says so, all of it is shown at once, as where the
 * address names one of the list. Call it while the page is being made.
 */
export function steps(step: number, choices: () => unknown, whole: () => boolean = () => false): Steps {
  let many = $state(step);
  $effect(() => {
    void choices();
    many = whole() ? Infinity : step;
  });
  return {
    get shown() {
      return printing.on ? Infinity : many;
    },
    step,
    more() {
      many += step;
    },
  };
}
