import type { Fields, Shape } from "../shape";
import { isList, Members } from "../value";

const time: Shape = { is: "amount", unit: "time" };
const rate: Shape = { is: "amount", unit: "rate" };
const share = (usually?: string): Shape => ({ is: "amount", unit: "share", usually });

export const networks = ["edge", "3g", "lte", "wifi", "satellite", "very-bad"] as const;

const stability: Fields = {
  is: "fields",
  fields: [
    { key: "stable", shape: share(), need: true },
    { key: "quality", shape: { is: "texts", example: "10%" } },
    { key: "period", shape: { is: "amount", unit: "time", usually: "1s" } },
  ],
};

export const throttle: Fields = {
  is: "fields",
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "preset"),
  fields: [
    { key: "preset", shape: { is: "choice", of: networks } },
    { key: "down", shape: rate },
    { key: "up", shape: rate },
    { key: "latency", shape: time },
    { key: "jitter", shape: time },
    { key: "loss", shape: share("0%") },
    { key: "utilisation", shape: share("100%"), more: true },
    { key: "mtu", shape: { is: "whole", least: 1, most: 65536, usually: 1500 }, more: true },
    { key: "reliability", shape: share("100%"), more: true },
    { key: "stability", shape: stability, more: true },
    { key: "seed", shape: { is: "whole", least: 0, most: Number.MAX_SAFE_INTEGER, usually: 0 }, more: true },
  ],
};

const pause: Fields = {
  is: "fields",
  fields: [
    { key: "bytes", shape: { is: "amount", unit: "size" }, need: true },
    { key: "wait", shape: time, need: true },
  ],
};

export const delay: Fields = {
  is: "fields",
  short: (v) => (isList(v) || v instanceof Members || v === null ? undefined : "before"),
  fields: [
    { key: "before", shape: time },
    { key: "request", shape: time },
    { key: "between-chunks", shape: time },
    { key: "chunk", shape: { is: "amount", unit: "size", usually: "16KiB" }, only: (m) => m.has("between-chunks") },
    { key: "after", shape: { is: "list", of: pause }, more: true },
  ],
};
