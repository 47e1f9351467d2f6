// The UI as a person meets it: the list, the toolbar, menus. Words are those of
// src/text/en.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Rockxy {
  constructor(page) {
    this.page = page;
    this.grid = page.getByRole("grid", { name: "Captured traffic" });
    this.search = page.getByRole("combobox", { name: "Search and filter" });
    this.said = page.locator("footer [role=status]");
    this.toasts = page.getByRole("region", { name: "Messages" });
  }

  /** Waits until the list has so many rows. */
  async total(n) {
    await this.page.waitForFunction((want) => document.querySelector("[data-grid]")?.getAttribute("aria-rowcount") === String(want + 1), n);
  }

  async count() {
    return Number(await this.grid.getAttribute("aria-rowcount")) - 1;
  }

  row(id) {
    return this.grid.locator(`[role=row][data-id="${id}"]`);
  }

  /** The rows that can be seen, top to bottom: number and text of each. */
  async rows() {
    return this.grid.evaluate((grid) => {
      const box = grid.getBoundingClientRect();
      return [...grid.querySelectorAll("[data-index]")]
        .map((r) => ({ id: Number(r.dataset.id ?? 0), index: Number(r.dataset.index), top: r.getBoundingClientRect().top, text: r.innerText.replace(/\s+/g, " ").trim(), selected: r.ariaSelected === "true" }))
        .filter((r) => r.top > box.top + 20 && r.top < box.bottom - 4)
        .sort((a, b) => a.top - b.top);
    });
  }

  async selected() {
    return this.grid.evaluate((grid) => [...grid.querySelectorAll("[aria-selected=true]")].map((r) => Number(r.dataset.id)).sort((a, b) => a - b));
  }

  async filter(text) {
    await this.search.fill(text);
    await this.search.press("Enter");
  }

  /** Opens the menu of a row and chooses from it: labels from the outside in. */
  async choose(id, ...labels) {
    await this.row(id).click({ button: "right" });
    await this.pick(...labels);
  }

  async pick(...labels) {
    const last = labels.pop();
    for (const label of labels) {
      await this.page.getByRole("menuitem", { name: label }).hover();
      await this.page.getByRole("menuitem", { name: label }).press("ArrowRight");
    }
    await this.page.locator("[role^=menuitem]").filter({ hasText: last }).first().click();
  }

  async toast(text) {
    await this.toasts.getByText(text).first().waitFor();
  }

  /** What axe finds that is serious. */
  async faults(scope = "body") {
    await this.page.evaluate(axe);
    return this.page.evaluate(async (s) => {
      const { violations } = await globalThis.axe.run(s, { resultTypes: ["violations"] });
      return violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(" | ")}`);
    }, scope);
  }

  async shot(name) {
    await this.page.screenshot({ path: new URL(`../.screens/${name}.png`, import.meta.url).pathname });
  }
}

/** Asks until the answer is true. */
export async function eventually(what, ask, patience = 30_000) {
  const until = Date.now() + patience;
  for (;;) {
    const got = await ask();
    if (got) return got;
    if (Date.now() > until) assert.fail(`there was never ${what}`);
    await new Promise((ok) => setTimeout(ok, 40));
  }
}
