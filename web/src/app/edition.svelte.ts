// What the whole dashboard is about: fetched once when it opens.
import { ApiError, get } from "../api/client";
import type { Edition } from "../api/types";

import { editionShown } from "./router.svelte";

let data = $state.raw<Edition | undefined>();
let error = $state.raw<ApiError | undefined>();

function fetchEdition(): void {
  const wanted = editionShown();
  get<Edition>("/api/edition").then(
    (answer) => {
      if (editionShown() !== wanted) return;
      data = answer;
      error = undefined;
    },
    (problem: unknown) => (error = problem instanceof ApiError ? problem : new ApiError(0, String(problem))),
  );
}
// Again when another edition is chosen.
$effect.root(() => {
  $effect(() => {
    void editionShown();
    fetchEdition();
  });
});

export const edition = {
  get data() {
    return data;
  },
  get error() {
    return error;
  },
  again: fetchEdition,
  /** The full name of a domain's code. */
  domainName(code: string | undefined): string {
    return data?.domains.find((domain) => domain.domain === code)?.name ?? code ?? "";
  },
};
