// Proves that ../dist is what the source gives: builds into a directory of its own
// and compares.
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ui = fileURLToPath(new URL("../", import.meta.url));
const committed = fileURLToPath(new URL("../../dist/", import.meta.url));
const built = await mkdtemp(join(tmpdir(), "rockxy-ui-"));
try {
  execFileSync(process.execPath, [join(ui, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "error"], {
    cwd: ui,
    stdio: "inherit",
    env: { ...process.env, ROCKXY_UI_OUT: built },
  });
  const wrong = await differences(await files(committed), await files(built));
  if (wrong.length) {
    console.error(`internal/web/dist is not what internal/web/ui gives (make ui):\n${wrong.join("\n")}`);
    process.exitCode = 1;
  }
} finally {
  await rm(built, { recursive: true });
}

async function files(root) {
  const found = new Map();
  for (const e of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!e.isFile()) continue;
    const path = join(e.parentPath ?? e.path, e.name);
    found.set(path.slice(root.length).replace(/^[\\/]/, ""), await readFile(path));
  }
  return found;
}

async function differences(is, should) {
  const names = new Set([...is.keys(), ...should.keys()]);
  return [...names].filter((n) => !is.get(n) || !should.get(n) || !is.get(n).equals(should.get(n))).sort();
}
