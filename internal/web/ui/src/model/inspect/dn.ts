// Distinguished names as Go prints them (RFC 2253), and what people look for in
// certificates.

export interface NamePart {
  readonly type: string;
  readonly value: string;
}

/** The parts of a name in the order in which it is written. */
export function nameParts(name: string): NamePart[] {
  const all: NamePart[] = [];
  let part = "";
  const end = () => {
    const at = part.indexOf("=");
    if (part !== "") all.push(at < 0 ? { type: "", value: part } : { type: part.slice(0, at), value: part.slice(at + 1) });
    part = "";
  };
  for (let i = 0; i < name.length; i++) {
    const c = name[i]!;
    if (c === "\\" && i + 1 < name.length) part += name[++i];
    else if (c === "," || c === "+") end();
    else part += c;
  }
  end();
  return all;
}

/** How a certificate is called: its common name, or else its organisation, or all of its name. */
export function shortName(name: string): string {
  const parts = nameParts(name);
  const of = (type: string) => parts.find((p) => p.type === type)?.value;
  return of("CN") || of("O") || name;
}

export type Validity = "valid" | "expired" | "early";

/** Whether a time is within a certificate's. Times are RFC 3339, at in ms since 1970. */
export function validity(notBefore: string, notAfter: string, at: number): Validity {
  if (at < Date.parse(notBefore)) return "early";
  return at > Date.parse(notAfter) ? "expired" : "valid";
}

/** A fingerprint in pairs, as certificates are compared by eye. */
export function grouped(hex: string): string {
  return hex.toUpperCase().replace(/..(?=.)/g, "$&:");
}
