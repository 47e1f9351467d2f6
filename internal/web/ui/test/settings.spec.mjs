// The settings: lists of the policy, throttling, sessions, making room, and what is
// only shown.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { eventually, Rockxy } from "./page.mjs";

const parts = ["general", "interception", "throttle", "ca", "issued", "sessions", "capture", "doctor"];
let instance, page, faults, ui;

before(async () => {
  instance = await startInstance();
  ({ page, faults } = await open(instance.ui));
  ui = new Rockxy(page);
  await page.locator("[role=grid]").waitFor();
});
after(async () => {
  await quit();
  await instance?.close();
});

const to = (part) => page.evaluate((h) => (location.hash = h), `#/settings/${part}`);
const answer = (path) => page.evaluate((p) => fetch(p).then((r) => r.json()), path);
const policyFile = () => readFile(`${instance.data}/policy.conf`, "utf8");

test("an entry is added to the policy's file, and removed unless that is undone", async () => {
  await to("interception");
  const bypass = page.getByRole("form", { name: "Bypass list" });
  await bypass.getByLabel("Host or pattern").fill("*.bank.example");
  await bypass.getByLabel("Note").fill("pins its key");
  await bypass.getByLabel("For how long").selectOption("day");
  await bypass.getByRole("button", { name: "Add" }).click();
  const list = page.getByRole("list", { name: "Bypass list" });
  await list.getByText("*.bank.example").waitFor();
  await list.getByText(/until .*\((24 hours|1 day)\)/).waitFor();
  assert.match(await policyFile(), /\*\.bank\.example/);

  await page.getByRole("button", { name: "Remove *.bank.example" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await list.getByText("*.bank.example").waitFor();
  await page.getByRole("button", { name: "Remove *.bank.example" }).click();
  await page.getByText("Nothing is left alone by name.").waitFor();
  assert.match(await policyFile(), /\*\.bank\.example/); // not yet
  await ui.toasts.getByRole("button", { name: "Close" }).last().click();
  await eventually("a policy without the entry", async () => !/\*\.bank\.example/.test(await policyFile()));
});

test("a pattern that cannot be read is refused where it was typed", async () => {
  const form = page.getByRole("form", { name: "Intercept list" });
  await form.getByLabel("Host or pattern").fill("a b c");
  await form.getByLabel("Host or pattern").press("Enter");
  await eventually("a field that is at fault", async () => (await form.getByLabel("Host or pattern").getAttribute("aria-invalid")) === "true");
  await ui.shot("settings-refused");
  await form.getByLabel("Host or pattern").fill("");
});

test("default and groups are switched", async () => {
  await page.getByRole("switch", { name: "Windows update" }).click();
  await eventually("the group", async () => (await answer("/v1/policy")).groups.find((g) => g.name === "windows-update").on);
  await page.getByRole("radio", { name: /^Leave alone/ }).click();
  await eventually("the default", async () => (await answer("/v1/policy")).default === "bypass");
  await page.getByRole("radio", { name: /^Intercept/ }).click();
  await eventually("the default", async () => (await answer("/v1/policy")).default === "intercept");
});

test("a file that is damaged by hand is told with line and column", async () => {
  const { writeFile } = await import("node:fs/promises");
  const good = await policyFile();
  await writeFile(`${instance.data}/policy.conf`, `${good}\nnonsense here\n`);
  await page.getByText(/line \d+, column \d+: /).waitFor();
  await ui.shot("settings-problem");
  await writeFile(`${instance.data}/policy.conf`, good);
  await page.getByText(/line \d+, column \d+: /).waitFor({ state: "detached" });
});

test("lists of another program are looked at, then taken over", async () => {
  const charles = `<?xml version='1.0' encoding='UTF-8' ?>
<?charles serialisation-version='2.0' ?>
<ssl><sslProxying>true</sslProxying><sslLocations><locationPatterns><locationMatch><location><host>only.example.com</host></location><enabled>true</enabled></locationMatch></locationPatterns></sslLocations></ssl>`;
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("or paste it").fill("what is this");
  await dialog.getByRole("button", { name: "See what it comes to" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("or paste it").fill(charles);
  await dialog.getByRole("button", { name: "See what it comes to" }).click();
  await dialog.getByText(/This is an export of Charles/).waitFor();
  await ui.shot("settings-import");
  assert.doesNotMatch(await policyFile(), /only\.example\.com/);
  await dialog.getByRole("button", { name: "Take it over" }).click();
  await page.getByRole("list", { name: "Intercept list" }).getByText("only.example.com").waitFor();
});

test("a network is chosen", async () => {
  await to("throttle");
  await page.getByRole("radio", { name: "3G" }).click();
  await eventually("the network", async () => (await answer("/v1/throttle")).preset === "3g");
  await page.getByRole("link", { name: "Open its rule" }).waitFor();
  await page.getByRole("radio", { name: "Full speed" }).click();
  await eventually("full speed", async () => (await answer("/v1/throttle")).preset === "");
});

test("a session is copied, renamed, shown and deleted", async () => {
  await to("sessions");
  const choose = async (name, what) => {
    await page.getByRole("button", { name: `What can be done with ${name}` }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  const names = async () => (await answer("/v1/sessions")).sessions.map((s) => s.name);
  await choose("default", "Copy…");
  await page.getByRole("dialog").getByLabel("Name of the copy").fill("before");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /before/ }).waitFor();
  await choose("before", "Rename…");
  await page.getByRole("dialog").getByLabel("New name").fill("earlier");
  await page.keyboard.press("Enter");
  await page.getByRole("row", { name: /earlier/ }).waitFor();
  assert.deepEqual(await names(), ["default", "earlier"]);
  await ui.shot("settings-sessions");
  await choose("earlier", "Delete…");
  await page.getByRole("dialog").getByText(/cannot be undone/).waitFor();
  await page.getByRole("button", { name: "Delete it" }).click();
  await eventually("one session", async () => (await names()).length === 1);
});

test("what was captured is deleted only after a question, and space is given back", async () => {
  await to("capture");
  await page.getByRole("button", { name: "Compact" }).click();
  await ui.toast(/given back|nothing to give back/);
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.notEqual((await answer("/v1/count")).count, 0);
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete them" }).click();
  await ui.toast("What was over is deleted");
  await eventually("nothing to be left", async () => (await answer("/v1/count")).count === 0);
});

test("the authority is shown with commands, and nothing there asks for a change", async () => {
  const asked = [];
  const note = (r) => r.method() !== "GET" && asked.push(`${r.method()} ${r.url()}`);
  await to("ca");
  await page.getByText(`rockxy trust --data ${instance.data}`).waitFor();
  const { fingerprint } = await answer("/v1/ca");
  await page.getByText(fingerprint).waitFor();
  page.on("request", note);
  const buttons = page.getByRole("region", { name: "Settings" }).getByRole("button");
  const n = await buttons.count();
  assert.ok(n > 5, `${n} buttons`);
  for (let i = 1; i < n; i++) await buttons.nth(i).click(); // the first leads back
  page.off("request", note);
  assert.deepEqual(asked, []);
});

test("the theme is chosen, and kept", async () => {
  await to("general");
  await page.getByRole("radio", { name: "Dark" }).click();
  await eventually("the dark", () => page.evaluate(() => document.documentElement.dataset.theme === "dark"));
  await eventually("what is kept", async () => (await answer("/v1/preferences")).theme === "dark");
  await page.getByRole("radio", { name: "As the system" }).click();
  await eventually("the system's", () => page.evaluate(() => document.documentElement.dataset.theme === "light"));
});

test("nothing is wrong with any part for screen readers, in either theme, narrow, or at twice the size", async () => {
  for (const [theme, size] of [["light", undefined], ["dark", { width: 640, height: 450 }]]) {
    const { page: p, context } = await open(instance.ui, { theme, size });
    const it = new Rockxy(p);
    for (const part of parts) {
      await p.evaluate((h) => (location.hash = h), `#/settings/${part}`);
      await p.locator("h3, li p, tbody").first().waitFor();
      assert.deepEqual(await it.faults(), [], `${theme} ${part}`);
      assert.ok(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${part} is wider than the window`);
      await it.shot(`settings-${part}-${theme}`);
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
});
