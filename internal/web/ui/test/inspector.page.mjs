// The inspector as a person meets it. Words are those of src/text/en.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export class Inspector {
  constructor(page) {
    this.page = page;
    this.root = page.locator("[data-inspector]");
  }

  /** Shows the entry with a number. */
  async show(id) {
    await this.page.evaluate((to) => (location.hash = `#/?id=${to}`), id);
    const there = this.root.locator(`[data-entry="${id}"]`);
    await there.waitFor({ timeout: 200 }).catch(() => this.page.locator(`[role=row][data-id="${id}"]`).click());
    await there.waitFor();
  }

  side(of) {
    return this.root.locator(`[data-side=${of}]`);
  }

  /** Chooses a part of the entry: "Timing", or of a side: "Body", "response". */
  async tab(name, of) {
    if (of) await this.tab("Exchange");
    const where = of ? this.side(of) : this.root.getByRole("tablist", { name: "Parts of the entry" });
    await where.getByRole("tab", { name: new RegExp(`^${name}`) }).first().click();
  }

  async tabs() {
    return this.root.getByRole("tablist", { name: "Parts of the entry" }).getByRole("tab").allInnerTexts();
  }

  /** The body of a side, shown as a kind when one is given. */
  async body(of, kind) {
    await this.tab("Body", of);
    if (kind) await this.side(of).getByLabel("Shown as").selectOption(kind);
    return new Body(this.page, this.side(of));
  }

  /** What axe finds that is serious. */
  async faults(scope = "[data-inspector]") {
    await this.page.evaluate(axe);
    return this.page.evaluate(async (s) => {
      const { violations } = await globalThis.axe.run(s, { resultTypes: ["violations"] });
      return violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`);
    }, scope);
  }
}

export class Body {
  constructor(page, pane) {
    this.page = page;
    this.pane = pane;
    this.rows = pane.locator("[data-view]");
  }

  async kind() {
    return this.pane.locator("[data-view]").getAttribute("data-view");
  }

  kinds() {
    return this.pane.getByLabel("Shown as").locator("option").evaluateAll((all) => all.map((o) => o.value));
  }

  /** The text of the rows that are there, without their numbers. */
  async text() {
    await this.rows.locator("[data-line]").first().waitFor();
    return this.rows.evaluate((el) => [...el.querySelectorAll("[data-line]")].map((l) => ({ n: Number(l.dataset.line), text: l.lastElementChild.textContent })).sort((a, b) => a.n - b.n).map((l) => l.text).join("\n"));
  }

  line(n) {
    return this.rows.locator(`[data-line="${n}"]`);
  }

  async find(q) {
    await this.rows.focus();
    await this.page.keyboard.press("Control+f");
    const bar = this.pane.getByRole("search");
    await bar.getByRole("textbox").fill(q);
    return { bar, said: bar.getByRole("status"), input: bar.getByRole("textbox") };
  }
}
