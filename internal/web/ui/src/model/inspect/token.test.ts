import { describe, expect, it } from "vitest";
import { tokenIn } from "./token";

const encode = (v: unknown) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(v)))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const token = `${encode({ alg: "HS256" })}.${encode({ sub: "zoë", exp: 1700000000, iat: "no" })}.c2ln`;

describe("tokenIn", () => {
  it("takes a bearer token apart", () => {
    expect(tokenIn(`Bearer ${token}`)).toEqual({
      header: '{\n  "alg": "HS256"\n}',
      payload: '{\n  "sub": "zoë",\n  "exp": 1700000000,\n  "iat": "no"\n}',
      issued: undefined,
      notBefore: undefined,
      expires: 1700000000000,
    });
  });
  it("finds one among other things, also without a signature", () => {
    expect(tokenIn(`session=x; jwt=${token.replace(/\.c2ln$/, ".")}; y=1`)?.expires).toBe(1700000000000);
  });
  it.each(["", "Bearer abc", "eyJ.a.b", "eyJhbGciOiJub25lIn0.W10.", `eyJhbGciOiJub25lIn0.${btoa("\xff")}.`])("leaves %s alone", (value) => {
    expect(tokenIn(value)).toBeUndefined();
  });
});
