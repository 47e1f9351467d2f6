import { describe, expect, it } from "vitest";
import { allowable, bypassedBy, bypassOf, until } from "./verdict";

const failure = { kind: "handshake-failure", verdict: "pinned", host: "api.test" };

describe("bypassOf", () => {
  it.each([
    ["pinned", "remedy"],
    ["protocol", "remedy"],
    ["client-certificate", "remedy"],
    ["unsure", "remedy"],
    ["untrusted-ca", "possible"],
    ["network", "none"],
  ])("%s: %s", (verdict, want) => expect(bypassOf({ ...failure, verdict })).toBe(want));
  it("needs a host and a handshake", () => {
    expect(bypassOf({ ...failure, host: "" })).toBe("none");
    expect(bypassOf({ ...failure, kind: "tunnel" })).toBe("none");
  });
});

describe("allowable", () => {
  const refused = { kind: "exchange", verdict: "upstream-invalid", host: "old.test", fault: { code: "upstream.expired" }, server_tls: { chain: [{ sha256: "ab" }, { sha256: "cd" }] } };
  it("is the leaf of a certificate that does not verify", () => expect(allowable(refused)).toBe("ab"));
  it.each([["upstream.own-root"], ["upstream.tls-version"], ["upstream.client-certificate"], ["upstream.reset"]])("is nothing of %s", (code) =>
    expect(allowable({ ...refused, fault: { code } })).toBeUndefined(),
  );
  it("is nothing without a chain or a fault", () => {
    expect(allowable({ ...refused, server_tls: undefined })).toBeUndefined();
    expect(allowable({ ...refused, server_tls: { chain: null } })).toBeUndefined();
    expect(allowable({ ...refused, fault: undefined })).toBeUndefined();
  });
});

it("until", () => {
  expect(until("hour", 0)?.toISOString()).toBe("1970-01-01T01:00:00.000Z");
  expect(until("day", 0)?.toISOString()).toBe("1970-01-02T00:00:00.000Z");
  expect(until("always", 0)).toBeUndefined();
});

describe("bypassedBy", () => {
  const list = [{ pattern: "a.test", expired: false }, { pattern: "*.a.test", expired: false }, { pattern: "old.test", expired: true }];
  it.each([
    ['bypass list, line 3: "*.a.test" until 2026-01-02T00:00:00Z (SNI x.a.test)', "*.a.test"],
    ['bypass list, line 2: "a.test" (a.test)', "a.test"],
    ['group apple: "a.test" (a.test)', undefined],
    ['bypass list, line 4: "old.test" (old.test)', undefined],
    ["no entry matches: bypass by default (a.test)", undefined],
  ])("of %s", (reason, want) => expect(bypassedBy([reason], list)?.pattern).toBe(want));
});
