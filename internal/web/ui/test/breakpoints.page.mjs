// The breakpoint window as a person meets it. Words are those of src/text/en.

export class Breakpoints {
  constructor(page) {
    this.page = page;
    this.root = page.getByRole("region", { name: "Breakpoints", exact: true });
    this.queue = page.getByRole("listbox", { name: "Paused" });
    this.items = this.queue.getByRole("option");
  }

  async open() {
    await this.page.evaluate(() => (location.hash = "#/breakpoints"));
    await this.root.waitFor();
  }

  /** Chooses the message whose row has a text. */
  async choose(text) {
    await this.items.filter({ hasText: text }).first().click();
    await this.items.filter({ hasText: text, has: this.page.locator(":scope[aria-selected=true]") }).first().waitFor();
  }

  async tab(name) {
    await this.root.getByRole("tab", { name: new RegExp(`^${name}`) }).first().click();
  }

  /** Puts a text into the editor that is seen. */
  async write(text) {
    const content = this.root.locator(".cm-content");
    await content.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  async do(name) {
    await this.root.getByRole("button", { name, exact: true }).click();
  }

  async end(how) {
    await this.do("End it");
    await this.page.getByRole("menuitem", { name: how }).click();
  }
}
