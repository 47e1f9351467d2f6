// A picture of a screen: node test/shot.mjs ROUTE FILE [options]
//
//   --theme light|dark   (both: FILE gets -light and -dark)
//   --size 1440x900
//   --do SCRIPT.mjs      default export (page) => … runs before the picture
//   --fake ROWS          the stand-in with so many rows instead of a real instance
//   --ui URL             an instance that is running, by its link with the token
//   --zoom 2
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { open, quit } from "./browser.mjs";
import { startFake } from "./fake.mjs";
import { startInstance } from "./instance.mjs";

const { values: o, positionals } = parseArgs({
  allowPositionals: true,
  options: { theme: { type: "string", default: "both" }, size: { type: "string", default: "1440x900" }, do: { type: "string" }, fake: { type: "string" }, ui: { type: "string" }, zoom: { type: "string", default: "1" }, help: { type: "boolean" } },
});
const [route = "#/", file = ".screens/shot.png"] = positionals;
if (o.help) {
  console.log("node test/shot.mjs ROUTE FILE [--theme light|dark|both] [--size WxH] [--do script.mjs] [--fake ROWS] [--ui URL] [--zoom N]");
  process.exit(0);
}
const instance = o.ui ? { ui: o.ui, close() {} } : o.fake ? await startFake({ rows: Number(o.fake) }) : await startInstance();
const [width, height] = o.size.split("x").map(Number);
const script = o.do ? (await import(pathToFileURL(resolve(o.do)))).default : undefined;
await mkdir(dirname(resolve(file)), { recursive: true });
try {
  for (const theme of o.theme === "both" ? ["light", "dark"] : [o.theme]) {
    const zoom = Number(o.zoom);
    const { page, context, faults } = await open(instance.ui, { theme, size: { width: width / zoom, height: height / zoom }, scale: zoom });
    await page.locator("main, [role=grid]").first().waitFor();
    await page.evaluate((to) => (location.hash = to), route);
    if (script) await script(page);
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => {}); // the stream of changes stays open
    await page.waitForTimeout(400);
    const name = o.theme === "both" ? file.replace(/(\.png)?$/, `-${theme}.png`) : file.replace(/(\.png)?$/, ".png");
    await page.screenshot({ path: name });
    console.log(name, faults.length ? `\n  ${faults.join("\n  ")}` : "");
    await context.close();
  }
} finally {
  await quit();
  await instance.close();
}
