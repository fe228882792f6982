// Something fetched for a page: what came last stays on the screen while the next is on its way.
import { untrack } from "svelte";
import { ApiError } from "../api/client";

export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  /** Fetches again. */
  again(): void;
}

/**
 * Fetches whenever what `fetcher` reads changes. `fetcher` returns undefined when there is nothing to fetch yet.
 * An answer that comes after a newer request is dropped, and the older request is called off.
 */
export function resource<T>(fetcher: (signal: AbortSignal) => Promise<T> | undefined): Resource<T> {
  let data = $state.raw<T | undefined>();
  let error = $state.raw<ApiError | undefined>();
  let loading = $state(true);
  let turn = $state(0);

  $effect(() => {
    void turn;
    const control = new AbortController();
    const promise = fetcher(control.signal);
    if (!promise) return;
    untrack(() => (loading = true));
    promise.then(
      (answer) => {
        if (control.signal.aborted) return;
        data = answer;
        error = undefined;
        loading = false;
      },
      (problem: unknown) => {
        if (control.signal.aborted) return;
        error = problem instanceof ApiError ? problem : new ApiError(0, "Something went wrong on this page", String(problem));
        data = undefined;
        loading = false;
      },
    );
    return () => control.abort();
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    again() {
      turn++;
    },
  };
}
