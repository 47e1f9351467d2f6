import { expect, it } from "vitest";
import { grouped, nameParts, shortName, validity } from "./dn";

it("nameParts undoes escapes and takes apart what is joined", () => {
  expect(nameParts("CN=a\\,b\\+c,OU=x+O=Acme\\\\Co,C=DE")).toEqual([
    { type: "CN", value: "a,b+c" },
    { type: "OU", value: "x" },
    { type: "O", value: "Acme\\Co" },
    { type: "C", value: "DE" },
  ]);
  expect(nameParts("")).toEqual([]);
});

it.each([
  ["CN=api.test,O=Acme", "api.test"],
  ["O=Acme,C=DE", "Acme"],
  ["C=DE", "C=DE"],
  ["", ""],
])("shortName of %s", (name, want) => expect(shortName(name)).toBe(want));

it("validity", () => {
  const ask = (day: string) => validity("2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z", Date.parse(day));
  expect([ask("2026-01-01"), ask("2026-01-03"), ask("2026-01-05")]).toEqual(["early", "valid", "expired"]);
});

it("grouped", () => {
  expect(grouped("00ff1a")).toBe("00:FF:1A");
  expect(grouped("")).toBe("");
});
