// The rules as a person meets them. Words are those of src/text/en.

export class Rules {
  constructor(page) {
    this.page = page;
    this.root = page.getByRole("region", { name: "Rules", exact: true });
    this.list = page.getByRole("navigation", { name: "Groups and rules" });
  }

  async open(path = "") {
    await this.page.evaluate((to) => (location.hash = to), `#/rules${path}`);
    await this.root.waitFor();
  }

  /** A new rule of a kind, as the menu calls it. */
  async begin(kind) {
    await this.root.getByRole("button", { name: "New rule" }).first().click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${kind} `) }).click();
    await this.section(kind).waitFor();
  }

  /** The form of an action. */
  section(kind, n) {
    return this.root.getByRole("region", { name: n ? `${n}. ${kind}` : new RegExp(`^\\d+\\. ${kind}$`) });
  }

  async addAction(kind) {
    await this.root.getByRole("button", { name: "Add an action" }).click();
    await this.page.getByRole("menuitem", { name: new RegExp(`^${kind} `) }).click();
  }

  name() {
    return this.root.getByLabel("Name", { exact: true }).first();
  }

  match() {
    return this.root.getByRole("combobox", { name: "Match" });
  }

  /** Names the rule and what it matches. */
  async call(name, match) {
    await this.name().fill(name);
    await this.match().fill(match);
    await this.page.keyboard.press("Escape");
  }

  /** Writes a table of names and values. */
  async table(where, label, rows) {
    const group = where.getByRole("group", { name: label, exact: true });
    for (const [at, [name, value]] of rows.entries()) {
      await group.locator(`[data-cell="${at} 0"]`).fill(name);
      await group.locator(`[data-cell="${at} 1"]`).fill(value);
    }
  }

  /** Puts a text into an editor. */
  async write(editor, text) {
    const content = editor.locator(".cm-content");
    await content.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.press("Delete"); // else Chromium keeps the colours of what it replaces, with styles that the policy refuses
    await this.page.keyboard.insertText(text);
  }

  async save(button = /^(Add the rule|Save)$/) {
    await this.root.getByRole("button", { name: button }).click();
    // Disabled because nothing is left to save, not because it is being saved.
    await this.root.getByRole("button", { name: "Save", exact: true, disabled: true }).and(this.page.locator(":not([aria-busy])")).waitFor();
  }

  async view(name) {
    await this.root.getByRole("tab", { name, exact: true }).click();
  }

  /** The text of the YAML view. */
  async text() {
    await this.view("YAML");
    const content = this.root.locator(".cm-content");
    await content.waitFor();
    return content.evaluate((el) => el.cmTile?.view?.state.doc.toString() ?? el.cmView?.view?.state.doc.toString() ?? [...el.querySelectorAll(".cm-line")].map((l) => l.textContent).join("\n"));
  }

  row(name) {
    return this.list.locator("a[data-rule]").filter({ hasText: name });
  }

  switchOf(name) {
    return this.list.getByRole("switch", { name: `${name} is on`, exact: true });
  }

  async names() {
    return this.list.locator("a[data-rule]").evaluateAll((all) => all.map((a) => a.querySelector(".font-medium")?.firstChild?.textContent ?? a.textContent));
  }
}
