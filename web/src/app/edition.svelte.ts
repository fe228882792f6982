// What the whole dashboard is about: fetched once when it opens.
import { ApiError, get } from "../api/client";
import type { Edition } from "../api/types";

let data = $state.raw<Edition | undefined>();
let error = $state.raw<ApiError | undefined>();

function fetchEdition(): void {
  get<Edition>("/api/edition").then(
    (answer) => {
      data = answer;
      error = undefined;
    },
    (problem: unknown) => (error = problem instanceof ApiError ? problem : new ApiError(0, String(problem))),
  );
}
fetchEdition();

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
