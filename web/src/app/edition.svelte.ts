// What the whole dashboard is about: fetched once when it opens.
import { ApiError, get } from "../api/client";
import type { Edition } from "../api/types";

import { editionShown } from "./router.svelte";
import { nameOf } from "./words";

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
  /** Sources in words, from their ids (a list, or text with semicolons as estimates have it): "Recorded crimes (police) and Population". */
  sourceNames(ids: readonly string[] | string | null | undefined): string {
    const list = typeof ids === "string" ? ids.split(";") : (ids ?? []);
    const names = [...new Set(list.map((id) => id.trim()).filter(Boolean).map((id) => data?.sources.find((source) => source.source === id)?.name ?? nameOf(id)))];
    return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  },
  /** A citation that names a table of the profile ("price_purity of the profile, 2024/25"), with the source's name in its place. */
  cited(text: string): string {
    return text.replace(/\b([a-z]+(?:_[a-z]+)*) of the profile\b/g, (said, table: string) => data?.sources.find((source) => source.table === table)?.name ?? said);
  },
  /** The sources that some figures rest on, in words. */
  sourcesOf(estimates: readonly { sources?: string | null }[]): string {
    return this.sourceNames([...new Set(estimates.flatMap((estimate) => (estimate.sources ?? "").split(";")))]);
  },
  /** The full name of a domain's code. */
  domainName(code: string | undefined): string {
    return data?.domains.find((domain) => domain.domain === code)?.name ?? code ?? "";
  },
};
