// The inspector as a person meets it. Words are those of src/text/en.
import { eventually, Rockxy } from "./page.mjs";

export class Inspector extends Rockxy {
  constructor(page) {
    super(page);
    this.root = page.locator("[data-inspector]");
  }

  /** Shows the entry with a number. */
  async show(id) {
    const there = this.root.locator(`[data-entry="${id}"]`);
    // The page writes what was selected before into its address a moment later, and may do so now.
    await eventually(`entry ${id} in the inspector`, async () => {
      await this.page.evaluate((to) => (location.hash = `#/?id=${to}`), id);
      return there.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      );
    });
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

  faults() {
    return super.faults("[data-inspector]");
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
