// The traffic list and the toolbar with real traffic.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { eventually, Rockxy } from "./page.mjs";

let instance, page, context, faults, ui, total;

before(async () => {
  instance = await startInstance();
  ({ page, context, faults } = await open(instance.ui));
  ui = new Rockxy(page);
  await ui.grid.waitFor();
  total = await eventually("a list", () => ui.count());
});

after(async () => {
  await quit();
  await instance?.close();
});

afterEach(async () => {
  assert.deepEqual(faults, []);
  await page.keyboard.press("Escape");
  if (await ui.search.inputValue()) await ui.filter("");
});

/** Sends one more request through the proxy, and waits for its row. */
async function more() {
  const before = await ui.count();
  await page.evaluate(() => fetch("/v1/compose", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ method: "GET", url: "http://plain.demo.test:1/", fields: [] }) }));
  await eventually("one more row", async () => (await ui.count()) > before);
}

describe("list", () => {
  test("shows what was captured, the oldest first", async () => {
    assert.ok(total >= 25, `${total} rows`);
    await page.keyboard.press("Home");
    await ui.row(1).waitFor();
    const rows = await ui.rows();
    assert.deepEqual(rows.slice(0, 3).map((r) => r.id), [1, 2, 3]);
    assert.match(rows[0].text, /200 GET shop\.demo\.test/);
    await ui.shot("list-light");
  });

  test("has states in words and colours", async () => {
    const texts = await eventually("rows that failed", async () => {
      await ui.filter("is:error");
      const rows = await ui.rows();
      return rows.length >= 4 && rows.map((r) => r.text);
    });
    assert.ok(texts.some((t) => /certificate of expired\.demo\.test expired/.test(t)), texts.join("\n"));
  });

  test("is filtered by what is typed, and says how many match", async () => {
    await ui.filter("status:404");
    await eventually("one match", async () => (await ui.said.innerText()) === "1 match");
    assert.match((await ui.rows())[0].text, /404/);
    await ui.filter("");
    await eventually("all entries", async () => (await ui.said.innerText()).endsWith("entries"));
  });

  test("is narrowed by pills", async () => {
    await page.getByRole("button", { name: "5xx" }).click();
    await eventually("only 5xx", async () => {
      const rows = await ui.rows();
      return rows.length > 0 && rows.length < 10 && rows.every((r) => / 5\d\d /.test(r.text));
    });
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    await eventually("only JSON with 5xx", async () => (await ui.rows()).length === 1);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await eventually("all", async () => (await ui.count()) >= total);
  });

  test("says what does not match, and shows everything again", async () => {
    await ui.filter("host:nobody.example");
    await page.getByText("Nothing matches").waitFor();
    await ui.shot("list-none");
    await page.getByRole("button", { name: "Show everything" }).click();
    await ui.total(await eventually("all", async () => (await ui.grid.isVisible()) && ui.count()));
  });

  test("is sorted by a click on a column", async () => {
    const header = page.getByRole("columnheader", { name: "Size" });
    await header.getByRole("button").click();
    await eventually("the largest first", async () => (await ui.rows())[0]?.text.includes("/files/holiday.mov"));
    assert.equal(await header.getAttribute("aria-sort"), "descending");
    await header.getByRole("button").click();
    assert.equal(await header.getAttribute("aria-sort"), "ascending");
    await header.getByRole("button").click();
    assert.equal(await header.getAttribute("aria-sort"), null);
  });

  test("follows new entries until one scrolls up", async () => {
    await page.setViewportSize({ width: 1440, height: 500 });
    await page.keyboard.press("End");
    const follow = page.getByRole("button", { name: "Follow" });
    if ((await follow.getAttribute("aria-pressed")) === "false") await page.keyboard.press("f");
    await more();
    const newest = await ui.count();
    await eventually("the newest row in view", async () => (await ui.rows()).at(-1)?.index === newest - 1);
    await ui.grid.hover();
    await page.mouse.wheel(0, -400);
    await eventually("following to end", async () => (await follow.getAttribute("aria-pressed")) === "false");
    const first = (await ui.rows())[0].id;
    await more();
    assert.equal((await ui.rows())[0].id, first);
    await page.keyboard.press("f");
    await eventually("the newest row in view", async () => (await ui.rows()).at(-1)?.index === (await ui.count()) - 1);
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});

describe("keys and mouse", () => {
  test("j, k and arrows move; Shift extends; the inspector shows it", async () => {
    await page.keyboard.press("Home");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await eventually("the third", async () => (await ui.selected()).join() === "3");
    await page.locator('[data-inspector] [data-entry="3"]').waitFor();
    await page.keyboard.press("k");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await eventually("three", async () => (await ui.selected()).join() === "2,3,4");
    await page.keyboard.press("Escape");
    await eventually("nothing", async () => (await ui.selected()).length === 0);
  });

  test("clicks with Ctrl and Shift", async () => {
    await page.keyboard.press("Home");
    await ui.row(2).click();
    await ui.row(4).click({ modifiers: ["Control"] });
    assert.deepEqual(await ui.selected(), [2, 4]);
    await ui.row(2).click();
    await ui.row(5).click({ modifiers: ["Shift"] });
    assert.deepEqual(await ui.selected(), [2, 3, 4, 5]);
    await page.getByText(/^4 selected$/).waitFor();
  });

  test("/ goes to the search, which completes, and points at what is wrong", async () => {
    await page.keyboard.press("/");
    await ui.search.pressSequentially("metho");
    await page.getByRole("option", { name: /^method:/ }).first().waitFor();
    await page.keyboard.press("Tab");
    await eventually("the field", async () => (await ui.search.inputValue()) === "method:");
    await ui.search.pressSequentially("pos");
    await page.getByRole("option", { name: /POST/ }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually("only POST", async () => (await ui.rows()).every((r) => / POST /.test(r.text)));
    await ui.search.fill("hots:shop");
    await page.getByRole("alert").getByText(/hots/).waitFor();
    assert.equal(await ui.search.getAttribute("aria-invalid"), "true");
    await ui.shot("search-wrong");
    await page.getByRole("option", { name: /host:shop/ }).click();
    await eventually("only the shop", async () => (await ui.rows()).every((r) => /shop\.demo/.test(r.text)));
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    assert.equal(await ui.search.inputValue(), "");
  });

  test("? is a map of all keys", async () => {
    await ui.grid.focus();
    await page.keyboard.press("?");
    const map = page.getByRole("dialog", { name: "Keys" });
    for (const what of ["Next entry", "Send again", "Breakpoint here", "Follow new entries", "Search and filter"]) await map.getByText(what).first().waitFor();
    await ui.shot("keys");
    assert.deepEqual(await ui.faults("dialog"), []);
    await page.keyboard.press("Escape");
    await map.waitFor({ state: "detached" });
  });

  test("a link opens an entry", async () => {
    await page.evaluate(() => (location.hash = "#/?id=7"));
    await eventually("the seventh", async () => (await ui.selected()).join() === "7");
    await page.locator('[data-inspector] [data-entry="7"]').waitFor();
  });
});

describe("actions", () => {
  test("the menu has every action, by mouse and by key", async () => {
    await page.keyboard.press("Home");
    await ui.row(2).click();
    await page.keyboard.press("Shift+F10");
    for (const item of ["Send again", "Edit and send…", "New rule from this", "Do not decrypt", "Show only", "Copy", "Save as", "Pin", "Comment…", "Colour", "Delete"]) await page.getByRole("menuitem", { name: item, exact: false }).first().waitFor();
    await ui.shot("list-menu");
    await page.keyboard.press("Escape");
    await ui.row(3).click({ button: "right" });
    assert.deepEqual(await ui.selected(), [3]);
    await page.keyboard.press("Escape");
  });

  test("pin, comment and colour are kept by the instance", async () => {
    await page.keyboard.press("Home");
    await ui.row(2).click();
    await page.keyboard.press("p");
    await ui.row(2).getByRole("img", { name: "Pinned" }).waitFor();
    await page.keyboard.press("c");
    await page.getByRole("dialog").getByRole("textbox").fill("looks odd");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await ui.row(2).getByRole("img", { name: "Commented" }).waitFor();
    await ui.choose(2, "Colour", "Green");
    await eventually("green", async () => {
      const [f] = JSON.parse(`[${instance.run("flows", "id:2", "--json").split("\n").join(",")}]`);
      return f.pinned && f.comment === "looks odd" && f.colour === "green";
    });
    await ui.filter("is:kept");
    await eventually("one", async () => (await ui.said.innerText()) === "1 match");
  });

  test("what a row has becomes a filter", async () => {
    await page.keyboard.press("Home");
    await ui.choose(2, "Show only", /^Host /);
    assert.equal(await ui.search.inputValue(), "host:shop.demo.test");
    await eventually("only the shop", async () => (await ui.rows()).every((r) => /shop\.demo/.test(r.text)));
  });

  test("the URL and a cURL command are copied", async () => {
    await page.keyboard.press("Home");
    await ui.row(6).click();
    await page.keyboard.press("Control+c");
    await ui.toast("Copied: URL");
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^https:\/\/.*\.demo\.test/);
    await ui.choose(6, "Copy", "cURL");
    await ui.toast("Copied: cURL");
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^curl /m);
  });

  test("r sends again; the new entry names the old one", async () => {
    await page.keyboard.press("Home");
    await ui.row(12).click();
    const was = await ui.count();
    await page.keyboard.press("r");
    await eventually("one more", async () => (await ui.count()) > was);
    await ui.filter("replay-of:12");
    await eventually("its copy", async () => (await ui.rows()).length === 1);
  });

  test("Delete can be undone, and deletes after a while", async () => {
    await page.keyboard.press("Home");
    await ui.row(4).click();
    await page.keyboard.press("Delete");
    await ui.toast("1 entry deleted");
    await page.getByRole("button", { name: "Undo" }).click();
    await ui.row(4).waitFor();
    const was = await ui.count();
    await ui.row(4).click();
    await page.keyboard.press("Delete");
    await ui.toasts.getByRole("button", { name: "Close" }).first().click(); // the person does not want to wait
    await eventually("one less", async () => (await ui.count()) === was - 1);
    assert.equal(instance.run("flows", "id:4", "--json"), "");
  });
});

describe("columns", () => {
  test("are chosen, and can be any header field", async () => {
    await page.getByRole("columnheader", { name: "Host" }).click({ button: "right" });
    await page.getByRole("menuitem", { name: "Columns…" }).click();
    const dialog = page.getByRole("dialog", { name: "Columns" });
    await dialog.getByText("Protocol", { exact: true }).click();
    await dialog.getByLabel("Name of the field").or(dialog.getByPlaceholder("x-request-id")).fill("Content-Type");
    await dialog.getByRole("button", { name: "Add" }).click();
    await ui.shot("columns");
    await dialog.getByRole("button", { name: "Done" }).click();
    await page.getByRole("columnheader", { name: "content-type (response)" }).waitFor();
    await page.keyboard.press("Home");
    await eventually("values", async () => (await ui.rows()).some((r) => r.text.includes("text/html; charset=utf-8")));
    await page.getByRole("columnheader", { name: "content-type (response)" }).click({ button: "right" });
    await page.getByRole("menuitem", { name: /^Hide/ }).click();
    await page.getByRole("columnheader", { name: "content-type (response)" }).waitFor({ state: "detached" });
  });

  test("are resized and moved, by mouse and by key, and remembered", async () => {
    const width = async (name) => (await page.getByRole("columnheader", { name }).boundingBox()).width;
    const host = page.getByRole("columnheader", { name: "Host" });
    const was = await width("Host");
    const box = await host.boundingBox();
    await page.mouse.move(box.x + box.width, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 40, box.y + 10, { steps: 4 });
    await page.mouse.up();
    assert.equal(Math.round((await width("Host")) - was), 40);
    await host.getByRole("button").focus();
    await page.keyboard.press("Shift+ArrowLeft");
    assert.equal(Math.round((await width("Host")) - was), 32);
    await page.keyboard.press("Alt+ArrowRight");
    const order = await ui.grid.getByRole("columnheader").allInnerTexts();
    assert.ok(order.indexOf("Host") > order.indexOf("Path"), order.join());
    const method = await page.getByRole("columnheader", { name: "Method" }).boundingBox();
    const status = await page.getByRole("columnheader", { name: "Status" }).boundingBox();
    await page.mouse.move(method.x + 20, method.y + 10);
    await page.mouse.down();
    await page.mouse.move(status.x + 10, status.y + 10, { steps: 6 });
    await page.mouse.up();
    const moved = await ui.grid.getByRole("columnheader").allInnerTexts();
    assert.ok(moved.indexOf("Method") < moved.indexOf("Status"), moved.join());
    await eventually("them to be kept", () => page.evaluate(() => fetch("/v1/preferences").then((r) => r.json()).then((p) => p["list.columns"]?.find((c) => c.id === "host")?.width === 212)));
    await page.reload();
    await ui.grid.waitFor();
    assert.deepEqual(await ui.grid.getByRole("columnheader").allInnerTexts(), moved);
    assert.equal(Math.round((await width("Host")) - was), 32);
  });
});

describe("toolbar", () => {
  test("recording stops and goes on", async () => {
    const button = page.getByRole("switch", { name: "Recording" });
    await button.click();
    await eventually("off", async () => (await button.getAttribute("aria-checked")) === "false");
    assert.deepEqual(await page.evaluate(() => fetch("/v1/recording").then((r) => r.json())), { on: false });
    await button.click();
    await eventually("on", async () => (await button.getAttribute("aria-checked")) === "true");
  });

  test("a throttle is chosen, and is a rule", async () => {
    await page.getByRole("button", { name: "Throttle" }).click();
    await page.getByRole("menuitemcheckbox", { name: /3G/ }).first().click();
    await page.getByRole("button", { name: /^Throttled:/ }).click();
    await ui.shot("throttle");
    await page.getByRole("menuitemcheckbox", { name: "Full speed" }).click();
    await page.getByRole("button", { name: "Throttle", exact: true }).waitFor();
  });

  test("the proxy's address is copied", async () => {
    await page.getByRole("button", { name: "Copy the proxy's address" }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^127\.0\.0\.1:\d+$/);
  });

  test("pages open, and Escape leads back to the list as it was left", async () => {
    await page.keyboard.press("Home");
    await ui.row(5).click();
    for (const name of ["Breakpoints", "Rules", "Compose", "Set up", "Settings"]) {
      await page.getByRole("navigation").getByRole("button", { name }).click();
      await page.locator("main section h1").first().waitFor();
      assert.equal(await ui.grid.isVisible(), false);
      await page.locator("main section h1").first().click();
      await page.keyboard.press("Escape");
      await ui.grid.waitFor();
      assert.deepEqual(await ui.selected(), [5], name);
    }
  });

  test("everything is cleared but what is pinned, and that can be undone", async () => {
    const was = await ui.count();
    await page.getByRole("button", { name: /^Delete everything/ }).click();
    await eventually("only what is pinned", async () => (await ui.count()) === 1);
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("everything", async () => (await ui.count()) === was);
    await page.getByRole("button", { name: /^Delete everything/ }).click();
    await ui.toasts.getByRole("button", { name: "Close" }).first().click();
    await eventually("it to be done", () => instance.run("flows", "--json").split("\n").filter(Boolean).length === 1);
    await eventually("one row", async () => (await ui.count()) === 1);
  });
});

describe("archives", () => {
  test("HAR goes out and comes in", async () => {
    const session = page.getByRole("button", { name: /^Session / });
    await session.click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "Save what is shown as HAR" }).click()]);
    const file = await download.path();
    const har = JSON.parse(await readFile(file, "utf8"));
    assert.equal(har.log.entries.length, await ui.count());
    await session.click();
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("menuitem", { name: "Import HAR…" }).click()]);
    const was = await ui.count();
    await chooser.setFiles({ name: "shop.har", mimeType: "application/json", buffer: await readFile(file) });
    await ui.toast(/imported from shop\.har/);
    await eventually("twice as many", async () => (await ui.count()) === 2 * was);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await eventually("only those", async () => (await ui.count()) === was);
  });

  test("a file that is none is refused with a reason", async () => {
    const dropped = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(["no archive"], "notes.har"));
      return data;
    });
    await page.dispatchEvent("main", "dragenter", { dataTransfer: dropped });
    await page.getByText("Drop HAR files").waitFor();
    await page.dispatchEvent("main", "drop", { dataTransfer: dropped });
    await page.getByRole("alert").first().waitFor();
    await page.getByText("Drop HAR files").waitFor({ state: "detached" });
    await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  });
});

describe("everybody", () => {
  for (const theme of ["light", "dark"])
    test(`axe finds nothing serious, ${theme}`, async () => {
      const other = await open(instance.run("ui", "--print").split("\n").at(-1).trim(), { theme });
      const there = new Rockxy(other.page);
      await there.grid.waitFor();
      await there.row(2).click();
      await other.page.locator("[data-inspector]").waitFor();
      await there.shot(`traffic-${theme}`);
      assert.deepEqual(await there.faults(), []);
      assert.deepEqual(other.faults, []);
      await other.context.close();
    });

  test("at 200 % zoom nothing is out of reach", async () => {
    const other = await open(instance.run("ui", "--print").split("\n").at(-1).trim(), { size: { width: 720, height: 450 }, scale: 2 });
    const there = new Rockxy(other.page);
    await there.grid.waitFor();
    await there.shot("zoom-200");
    const out = await other.page.evaluate(() => [...document.querySelectorAll("header button, header input, header a")].filter((e) => {
      const r = e.getBoundingClientRect();
      return r.width > 0 && (r.left < 0 || r.right > innerWidth + 1 || r.top < 0 || r.bottom > innerHeight);
    }).map((e) => e.ariaLabel ?? e.textContent));
    assert.deepEqual(out, []);
    await other.context.close();
  });
});
