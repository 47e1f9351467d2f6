import { describe, expect, test } from "vitest";
import { corrections, type Framed } from "./framing";

const h1: Framed = {
  version: "HTTP/1.1",
  fields: [{ name: "content-length", value: "3" }],
  trailers: 0,
  size: 5,
  was: [{ name: "content-length", value: "3" }],
  changedBody: true,
};

describe("what is put right", () => {
  test.each<[string, Partial<Framed>, [string, string[], string[]][]]>([
    ["a length", {}, [["Content-Length", ["3"], ["5"]]]],
    ["nothing, when it is right", { size: 3 }, []],
    ["the length that was, for the body that was", { changedBody: false, fields: [] }, [["Content-Length", [], ["3"]]]],
    ["no length beside chunks", { fields: [...h1.fields, { name: "Transfer-Encoding", value: "chunked" }] }, [["Content-Length", ["3"], []]]],
    ["chunks for trailers", { trailers: 1 }, [["Content-Length", ["3"], []], ["Transfer-Encoding", [], ["chunked"]]]],
    ["none of them without a body", { status: 204 }, [["Content-Length", ["3"], []]]],
    ["nothing of a 304", { status: 304, changedBody: false }, []],
    ["nothing that is not known", { size: undefined }, []],
    ["what HTTP/2 does not know", { version: "HTTP/2", size: 3, fields: [...h1.fields, { name: "connection", value: "close" }, { name: "Transfer-Encoding", value: "chunked" }] }, [["Connection", ["close"], []], ["Transfer-Encoding", ["chunked"], []]]],
  ])("%s", (_, change, want) => {
    expect(corrections({ ...h1, ...change }).map((c) => [c.name, c.from, c.to])).toEqual(want);
  });
});
