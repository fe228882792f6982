import { editionShown } from "../app/router.svelte";

// Requests to `dmp serve`. Answers are kept by the browser under their ETag; errors come as problem+json and say how to mend.

/** What the server said was wrong. `status` is 0 when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail = "",
    readonly nearest = "",
  ) {
    super(title);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** What is not of an edition: the list of them, what moved between two, the server itself, the plan as it stands. */
const ofNoEdition = /^\/api\/(editions|diff|health|session|openapi\.yaml|plan(?!\/progress))/;

/** The address of a resource with its query, of the edition that is shown; empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const parts = new URLSearchParams();
  const edition = editionShown();
  if (edition && path.startsWith("/api/") && !ofNoEdition.test(path) && !/[?&]edition=/.test(path)) parts.set("edition", edition);
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== "") parts.set(name, String(value));
  const text = parts.toString();
  return path + (text ? (path.includes("?") ? "&" : "?") + text : "");
}

async function problem(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { title?: string; detail?: string; nearest?: string };
    return new ApiError(response.status, body.title ?? response.statusText, body.detail ?? "", body.nearest ?? "");
  } catch {
    return new ApiError(response.status, `The server answered ${response.status}`, response.statusText);
  }
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError(0, "The server does not answer", "It may have been stopped. Start it again with “dmp serve” and reload this page.");
  }
  if (!response.ok) throw await problem(response);
  return response;
}

/** Reads a resource as JSON. */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const response = await ask(address(path, query), { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

let token: Promise<string> | undefined;

/** The token that edits must carry: no other site can read it. Fetched once, and again when the server was started anew. */
function editToken(): Promise<string> {
  token ??= get<{ token: string }>("/api/session").then(
    (session) => session.token,
    (problem: unknown) => {
      token = undefined;
      throw problem;
    },
  );
  return token;
}

/** Sends a calculation: it changes nothing and needs no token. */
export async function calculate<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = { method: "POST", headers: { accept: "application/json", "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await ask(address(path), signal ? { ...init, signal } : init);
  return (await response.json()) as T;
}

/** Sends an edit. `version` is the version that was read and changed; the server refuses it (412) when somebody else was faster. */
export async function edit<T>(method: "POST" | "PATCH", path: string, body: unknown, version?: number): Promise<T> {
  const attempt = async () => {
    const headers: Record<string, string> = { accept: "application/json", "content-type": "application/json", "X-DMP-Token": await editToken() };
    if (version !== undefined) headers["If-Match"] = `"${version}"`;
    return ask(path, { method, headers, body: JSON.stringify(body) });
  };
  let response: Response;
  try {
    response = await attempt();
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.status !== 403) throw problem;
    token = undefined;
    response = await attempt();
  }
  return (await response.json()) as T;
}
