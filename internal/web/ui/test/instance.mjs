// A real instance with the demo's traffic, in a directory of its own that goes when
// it ends. The binary is ROCKXY_BIN, or is built.
import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

export function binary() {
  if (process.env.ROCKXY_BIN) return process.env.ROCKXY_BIN;
  const bin = join(root, ".cache/rockxy-ui-test");
  execFileSync("go", ["build", "-o", bin, "./cmd/rockxy"], { cwd: root, stdio: "inherit", env: { ...process.env, CGO_ENABLED: "0" } });
  return bin;
}

/** command is "demo" (traffic, then kept) or "serve". close() ends it; ui signs in. */
export async function startInstance({ command = "demo", args = [], env = {} } = {}) {
  const dir = await mkdtemp(join(tmpdir(), "rockxy-ui-"));
  for (const d of ["data", "home"]) await mkdir(join(dir, d));
  const data = join(dir, "data");
  const own = { HOME: join(dir, "home"), XDG_DATA_HOME: join(dir, "home/data"), XDG_CONFIG_HOME: join(dir, "home/config"), XDG_RUNTIME_DIR: join(dir, "home") };
  const all = { ...process.env, ...own, ...env, NO_COLOR: "1" };
  const bin = binary();
  const start = command === "demo" ? ["demo", "--keep", "--fast"] : ["serve", "--custody", "memory", "--proxy", "127.0.0.1:0", "--ui", "127.0.0.1:0", "--quiet"];
  const child = spawn(bin, [...start, "--data", data, ...args], { env: all, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ready = new Promise((ok, no) => {
    const hear = (c) => {
      said += c;
      if (command === "demo" && /until Ctrl-C/.test(said)) ok();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => no(new Error(`rockxy ended with ${code}:\n${said}`)));
    if (command !== "demo") void answers(() => run("ui", "--print")).then(ok, no);
  });
  const run = (...a) => execFileSync(bin, [...a, "--data", data], { env: all, encoding: "utf8" }).trim();
  const close = async () => {
    child.removeAllListeners("exit");
    const gone = new Promise((ok) => child.once("exit", ok));
    child.kill("SIGTERM");
    await gone;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await ready;
    return { dir, data, env: all, bin, run, ui: run("ui", "--print").split("\n").at(-1).trim(), close, said: () => said };
  } catch (e) {
    await close();
    throw e;
  }
}

async function answers(ask) {
  const until = Date.now() + 20_000;
  for (;;) {
    try {
      return ask();
    } catch (e) {
      if (Date.now() > until) throw e;
      await new Promise((ok) => setTimeout(ok, 100));
    }
  }
}
