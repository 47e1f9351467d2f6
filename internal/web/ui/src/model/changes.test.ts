import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** An EventSource that a test drives. */
class Stream {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly heard = new Map<string, (e: { data: string }) => void>();

  constructor(readonly url: string) {
    Stream.all.push(this);
  }
  addEventListener(name: string, f: (e: { data: string }) => void) {
    this.heard.set(name, f);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(name: string, data: object) {
    this.heard.get(name)!({ data: JSON.stringify(data) });
  }
  /** The connection broke; the browser tries again by itself unless it gave up. */
  fail(givenUp: boolean) {
    if (givenUp) this.readyState = Stream.CLOSED;
    this.onerror?.();
  }
}

const all = { filter: "", sort: "id", desc: false, session: "" };
let changes: typeof import("./changes");
let door: number; // what GET /v1/door answers; 0: nothing

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  Stream.all = [];
  door = 204;
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("fetch", async () => {
    if (!door) throw new TypeError("Failed to fetch");
    return new Response(door === 204 ? null : '{"error":"no"}', { status: door });
  });
  changes = await import("./changes");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const last = () => Stream.all.at(-1)!;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("changes", () => {
  it("tells events to those who want them", () => {
    changes.watch(all);
    last().open();
    expect(changes.connection.get()).toBe("live");
    const heard: object[] = [];
    const off = changes.on("rules", (r) => heard.push(r));
    last().say("rules", { revision: 3 });
    last().say("policy", { revision: 4 });
    off();
    last().say("rules", { revision: 5 });
    expect(heard).toEqual([{ revision: 3 }]);
  });

  it("has one stream, which follows the latest list", () => {
    changes.watch(all);
    changes.watch({ ...all });
    changes.watch({ ...all, filter: "status:404", desc: true });
    expect(Stream.all.map((s) => s.url)).toEqual(["/v1/changes?sort=id", "/v1/changes?filter=status%3A404&sort=id&desc=true"]);
    expect(Stream.all[0]!.readyState).toBe(Stream.CLOSED);
  });

  it("leaves a connection that broke to the browser, which goes on after the last event", () => {
    const resets: object[] = [];
    changes.on("reset", (r) => resets.push(r));
    changes.watch(all);
    last().open();
    last().fail(false);
    expect(changes.connection.get()).toBe("lost");
    last().open();
    expect(changes.connection.get()).toBe("live");
    expect(resets).toHaveLength(0);
    expect(Stream.all).toHaveLength(1);
  });

  it("tries again where the browser gave up, and has everything read again", async () => {
    const resets: object[] = [];
    changes.on("reset", (r) => resets.push(r));
    changes.watch(all);
    last().open();
    door = 0;
    last().fail(true);
    await pass(20_000);
    expect(changes.connection.get()).toBe("lost");
    const before = Stream.all.length;
    expect(before).toBeGreaterThan(1);
    last().open();
    expect(changes.connection.get()).toBe("live");
    expect(resets).toHaveLength(1);
    await pass(60_000);
    expect(Stream.all).toHaveLength(before);
  });

  it("waits longer each time, but never long", async () => {
    changes.watch(all);
    door = 0;
    const at: number[] = [];
    for (let i = 0; i < 9; i++) {
      const n = Stream.all.length;
      last().fail(true);
      let waited = 0;
      while (Stream.all.length === n && waited < 10_000) {
        await pass(50);
        waited += 50;
      }
      at.push(waited);
    }
    expect(at[0]).toBeLessThanOrEqual(600);
    expect(Math.max(...at)).toBeLessThanOrEqual(5100);
    expect(at.at(-1)).toBeGreaterThan(at[0]!);
  });

  it("stops where it is not let in any more, until told to try", async () => {
    changes.watch(all);
    door = 401;
    last().fail(true);
    await pass(60_000);
    expect(changes.connection.get()).toBe("refused");
    expect(Stream.all).toHaveLength(1);
    changes.reconnect();
    last().open();
    expect(changes.connection.get()).toBe("live");
  });
});
