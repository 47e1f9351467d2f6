import { ApiError, get, post } from "./api";

/** How the page got in: "open", or why it did not. */
export type Door = "open" | "refused" | "unreachable";

/** The token in a fragment such as #token=…, and the fragment without it. */
export function tokenIn(hash: string): string {
  return /^#\/?token=([A-Za-z0-9_-]+)$/.exec(hash)?.[1] ?? "";
}

/**
 * Exchanges the token in the address for a session cookie and takes it out of the
 * address and the history, or finds the cookie of an earlier time.
 */
export async function openDoor(): Promise<Door> {
  const token = tokenIn(location.hash);
  if (token) history.replaceState(null, "", `${location.pathname}#/`);
  try {
    if (token) await post("/v1/door", { token });
    else await get("/v1/door");
    return "open";
  } catch (e) {
    if (e instanceof ApiError && e.disconnected) return "unreachable";
    if (token && e instanceof ApiError && e.status === 403) return knock();
    return "refused";
  }
}

// An old token does not lock out somebody who has a good cookie.
async function knock(): Promise<Door> {
  try {
    await get("/v1/door");
    return "open";
  } catch {
    return "refused";
  }
}
