// What can be done about a connection that was not read, or an origin that was
// refused.

export interface Judged {
  readonly kind: string;
  readonly verdict: string;
  readonly host: string;
  readonly fault?: { readonly code: string } | undefined;
  readonly server_tls?: { readonly chain?: readonly { readonly sha256: string }[] | null | undefined } | undefined;
}

/** Leaving the connection alone is what helps, or at least an answer. */
export type Bypass = "remedy" | "possible" | "none";

const remedied: ReadonlySet<string> = new Set(["pinned", "protocol", "client-certificate", "unsure"]);

export function bypassOf(e: Judged): Bypass {
  if (e.kind !== "handshake-failure" || e.host === "") return "none";
  if (remedied.has(e.verdict)) return "remedy";
  return e.verdict === "untrusted-ca" ? "possible" : "none";
}

// The faults of a certificate for which there are exceptions; there are none for
// how an origin speaks TLS, nor for Rockxy's own root.
const certificateFaults: ReadonlySet<string> = new Set(
  ["expired", "not-yet-valid", "wrong-name", "unknown-issuer", "incomplete-chain", "self-signed", "weak", "wrong-usage", "name-constraint", "bad-signature", "revoked", "invalid"].map(
    (c) => `upstream.${c}`,
  ),
);

/** The fingerprint of the certificate that an exception would allow, undefined when there is none. */
export function allowable(e: Judged): string | undefined {
  if (!e.fault || !certificateFaults.has(e.fault.code)) return undefined;
  return e.server_tls?.chain?.[0]?.sha256 || undefined;
}

export type Ending = "hour" | "day" | "always";

/** When something ends that is allowed from now on; undefined for never. */
export function until(ending: Ending, now: number): Date | undefined {
  switch (ending) {
    case "hour":
      return new Date(now + 3_600_000);
    case "day":
      return new Date(now + 86_400_000);
    case "always":
      return undefined;
  }
}

export interface Listed {
  readonly pattern: string;
  readonly expired: boolean;
}

/** The entry of the bypass list that a tunnel was passed through for; its reason quotes the pattern. */
export function bypassedBy<E extends Listed>(reasons: readonly string[], list: readonly E[]): E | undefined {
  return list.find((e) => !e.expired && reasons.some((r) => r.startsWith("bypass list") && r.includes(`"${e.pattern}"`)));
}
