// Chromium for the tests: every page fails on what a page of Rockxy never does:
// ask another host, break the page's policy, or complain in the console.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const places = [process.env.ROCKXY_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

export const executable = places.find((p) => p && existsSync(p));

let browser;

export async function launch() {
  browser ??= await chromium.launch({
    executablePath: executable,
    // Chromium ends when a bus that it found does, and others' tests start and end some.
    env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/nonexistent", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent" },
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-proxy-server", "--enable-precise-memory-info", "--js-flags=--expose-gc"],
  });
  return browser;
}

export async function quit() {
  await browser?.close();
  browser = undefined;
}

/** A page of its own context at ui, signed in. faults collects what must not happen. */
export async function open(ui, { theme = "light", size = { width: 1440, height: 900 }, reducedMotion = "reduce", scale = 1 } = {}) {
  const b = await launch();
  const context = await b.newContext({ viewport: size, colorScheme: theme, reducedMotion, deviceScaleFactor: scale, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults = [];
  const origin = new URL(ui).origin;
  context.on("request", (r) => {
    const u = r.url();
    if (!u.startsWith(origin + "/") && !/^(data|blob|about):/.test(u)) faults.push(`asked another host: ${u}`);
  });
  page.on("console", (m) => {
    const text = m.text();
    // The browser's own line for an answer of 4xx; the page shows what it says.
    if (m.type() === "error" && !/^Failed to load resource: the server responded with a status of 4\d\d/.test(text)) faults.push(`console: ${text} (${m.location().url})`);
    if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(text) && m.type() !== "error") faults.push(`policy: ${text}`);
  });
  page.on("pageerror", (e) => faults.push(`uncaught: ${e.stack ?? e.message}`));
  await page.goto(ui);
  return { page, context, faults };
}
