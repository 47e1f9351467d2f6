// Rules made in the page, and seen to work on traffic.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { open, quit } from "./browser.mjs";
import { asker, eventually, startEcho } from "./echo.mjs";
import { startInstance } from "./instance.mjs";
import { Rockxy } from "./page.mjs";
import { Rules } from "./rules.page.mjs";

let instance, origin, client, page, rules, faults;

before(async () => {
  instance = await startInstance({ command: "serve", env: { ADA_PASSWORD: "lovelace" } });
  origin = await startEcho();
  ({ page, faults } = await open(instance.ui, { size: { width: 1440, height: 1600 } }));
  await page.locator("main").waitFor();
  const status = await page.evaluate(() => fetch("/v1/status").then((r) => r.json()));
  client = asker(status.proxy);
  rules = new Rules(page);
});

after(async () => {
  await quit();
  await origin?.close();
  await instance?.close();
});

afterEach(() => {
  assert.deepEqual(faults.splice(0), []);
});

const file = () => readFileSync(join(instance.data, "rules/rules.yaml"), "utf8");
const asked = async (path, options) => JSON.parse((await client.ask(origin.base + path, options)).text);

/** One of each kind of action: what is put into its form, and what the client or the origin sees of it. */
const made = {
  async "Map local"(path, s) {
    await rules.write(s, '{"name": "Ada"}');
    await s.getByLabel("Status").fill("201");
    await rules.table(s, "Headers", [["X-Local", "yes"], ["X-Two", "a"], ["X-Two", "b"]]);
    return async () => {
      const got = await client.ask(origin.base + path);
      assert.deepEqual([got.status, got.text, got.headers["content-type"], got.headers["x-local"], got.headers["x-two"]], [201, '{"name": "Ada"}', "application/json", "yes", "a, b"]);
    };
  },
  async "Map remote"(path, s) {
    await s.getByLabel("Path").fill("/elsewhere");
    await s.getByLabel("Query", { exact: true }).fill("a=b");
    return async () => assert.equal((await asked(path)).url, "/elsewhere?a=b");
  },
  async Block(path, s) {
    await s.getByLabel("Status").fill("451");
    await rules.write(s, "not here");
    await s.getByLabel("Content-Type").fill("text/plain");
    return async () => {
      const got = await client.ask(origin.base + path);
      assert.deepEqual([got.status, got.text], [451, "not here"]);
    };
  },
  async "Redirect DNS"(path, s) {
    await s.getByLabel("Address").fill("127.0.0.1");
    return async () => {
      const got = await client.ask(`http://nowhere.example:${origin.port}${path}`);
      assert.equal(JSON.parse(got.text).headers.host, `nowhere.example:${origin.port}`);
    };
  },
  async Mark(path, s) {
    await s.getByLabel("Colour").selectOption("green");
    await s.getByLabel("Comment").fill("look at this");
    await s.getByLabel("Pin it").check();
    return async () => {
      await client.ask(origin.base + path);
      const f = await eventually("a marked entry", () => instance.run("flows", `path:${path}`, "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l)).find((x) => x.colour));
      assert.deepEqual([f.colour, f.comment, f.pinned], ["green", "look at this", true]);
    };
  },
  async "Request headers"(path, s) {
    await rules.table(s, "Set", [["X-Env", "staging"]]);
    await s.getByRole("button", { name: "Remove", exact: true }).click();
    await s.getByRole("group", { name: "Remove" }).getByLabel("Name").fill("X-Debug-*");
    await s.getByRole("button", { name: "Replace", exact: true }).click();
    const replace = s.getByRole("group", { name: "Replace" });
    await replace.getByLabel("Name").fill("User-Agent");
    await replace.getByLabel("Text").fill("ui-test");
    await replace.getByLabel("With").fill("changed");
    return async () => {
      const { headers } = await asked(path, { headers: { "X-Debug-One": "1" } });
      assert.deepEqual([headers["x-env"], headers["x-debug-one"], headers["user-agent"]], ["staging", undefined, "changed/1.0"]);
    };
  },
  async "Response headers"(path, s) {
    await s.getByRole("button", { name: "Remove Set" }).click();
    await s.getByRole("button", { name: "Add", exact: true }).click();
    await rules.table(s, "Add", [["X-Seen", "1"]]);
    return async () => assert.equal((await client.ask(origin.base + path)).headers["x-seen"], "1");
  },
  async "Request trailers"(path, s) {
    await rules.table(s, "Set", [["X-Checksum", "none"]]);
    return async () => assert.deepEqual((await asked(path, { method: "POST", body: "hello" })).trailers, { "x-checksum": "none" });
  },
  async "Response trailers"(path, s) {
    await rules.table(s, "Set", [["X-Checksum", "all"]]);
    return async () => assert.deepEqual((await client.ask(origin.base + path)).trailers, { "x-checksum": "all" });
  },
  async Query(path, s) {
    await rules.table(s, "Set", [["page", "2"], ["tag", "new & shiny"]]);
    return async () => assert.equal((await asked(`${path}?page=1`)).url, `${path}?page=2&tag=new+%26+shiny`.replace("+%26+", (await asked(`${path}?page=1`)).url.includes("%20") ? "%20%26%20" : "+%26+"));
  },
  async "Form fields"(path, s) {
    await rules.table(s, "Set", [["user", "ada"]]);
    return async () => assert.equal((await asked(path, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "user=bob&x=1" })).body, "user=ada&x=1");
  },
  async "Request cookies"(path, s) {
    await rules.table(s, "Set", [["sid", "abc"]]);
    return async () => assert.equal((await asked(path, { headers: { Cookie: "sid=1; a=b" } })).headers.cookie, "sid=abc; a=b");
  },
  async "Response cookies"(path, s) {
    const set = s.getByRole("group", { name: "Set" });
    await set.getByLabel("Name 1 of Set").fill("sid");
    await set.getByLabel("Value", { exact: true }).fill("mine");
    await set.getByRole("button", { name: /More options/ }).click();
    await set.getByLabel("Secure").selectOption("false");
    await set.getByLabel("SameSite").fill("Lax");
    return async () => assert.match((await client.ask(`${origin.base}/html?${path}`)).headers["set-cookie"][0], /^sid=mine; SameSite=Lax$/i);
  },
  async Method(path, s) {
    await s.getByLabel("Method", { exact: true }).fill("PUT");
    return async () => assert.equal((await asked(path)).method, "PUT");
  },
  async URL(path, s) {
    await s.getByRole("combobox", { name: "Find" }).selectOption("regex");
    await s.getByLabel("Regular expression").fill("/echo/(\\w+)");
    await s.getByLabel("With").fill("/found/$1");
    return async () => assert.equal((await asked(path)).url, path.replace("/echo/", "/found/"));
  },
  async Status(path, s) {
    await s.getByRole("textbox", { name: "Status" }).fill("503");
    await s.getByRole("button", { name: /More options/ }).click();
    await s.getByLabel("Reason").fill("Not now");
    return async () => {
      const got = await client.ask(origin.base + path);
      assert.deepEqual([got.status, got.reason], [503, "Not now"]);
    };
  },
  async Authorization(path, s) {
    await s.getByLabel("User").fill("ada");
    await s.getByRole("combobox", { name: "Password" }).selectOption("password-env");
    await s.getByLabel("Password from the environment").fill("ADA_PASSWORD");
    return async () => assert.equal((await asked(path)).headers.authorization, `Basic ${Buffer.from("ada:lovelace").toString("base64")}`);
  },
  async Preset(path, s) {
    await s.getByRole("combobox", { name: "Preset" }).selectOption("no-cache");
    return async () => assert.equal((await client.ask(`${origin.base}/html?${path}`)).headers["cache-control"], "no-store");
  },
  async "Request body"(path, s) {
    await s.getByRole("button", { name: "Remove Replace" }).click();
    await s.getByRole("button", { name: "Set in the JSON" }).click();
    await rules.table(s, "Set in the JSON", [["$.user.name", "Ada"], ["$.n", "7"], ["$.list", '[1, "2"]']]);
    return async () => assert.deepEqual(JSON.parse((await asked(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"n": 1}' })).body), { n: 7, user: { name: "Ada" }, list: [1, "2"] });
  },
  async "Response body"(path, s) {
    const replace = s.getByRole("group", { name: "Replace" });
    await replace.getByLabel("Text").fill("prod");
    await replace.getByLabel("With").fill("staging");
    await replace.getByRole("button", { name: /More options/ }).click();
    await replace.getByLabel("Only the first").check();
    return async () => assert.equal((await client.ask(`${origin.base}/html?${path}`)).text, "<p>staging and prod</p>\n");
  },
  async Messages(path, s) {
    await s.getByLabel("Text", { exact: true }).fill("EUR");
    await s.getByLabel("With").fill("USD");
    return async () => {
      const stream = await client.listen(`${origin.base}/events?${path}`);
      origin.event("10 EUR");
      await eventually("a changed event", () => stream.heard.text.includes("10 USD"));
      stream.close();
    };
  },
  async Throttle(path, s) {
    await s.getByLabel("Network").selectOption("wifi");
    await s.getByLabel("Latency").fill("400ms");
    return async () => {
      const got = await client.ask(origin.base + path);
      assert.equal(got.status, 200);
      assert.ok(got.ms >= 390, `${got.ms} ms`);
    };
  },
  async Delay(path, s) {
    await s.getByLabel("Before the response").fill("300ms");
    return async () => assert.ok((await client.ask(origin.base + path)).ms >= 295);
  },
  async Fault(path, s) {
    await s.getByLabel("What").selectOption("close-after");
    await s.getByLabel("Close after").fill("10");
    return async () => {
      const got = await client.ask(origin.base + path);
      assert.deepEqual([got.text.length, Boolean(got.error)], [10, true]);
    };
  },
  async Script(path, s) {
    await rules.write(s, "function onResponse(context, request, response) {\n  response.headers.set('X-Path', request.path + context.env.MARK);\n}\n");
    await rules.table(s, "context.env", [["MARK", "!"]]);
    return async () => assert.equal((await client.ask(origin.base + path)).headers["x-path"], `${path}!`);
  },
};

describe("every action made in its form works", () => {
  for (const [n, [kind, make]] of Object.entries(made).entries()) {
    test(kind, async () => {
      const path = `/echo/${n}`;
      const name = `the ${kind}`;
      await rules.open();
      await rules.begin(kind);
      const match = ["Response cookies", "Preset", "Response body", "Messages"].includes(kind) ? `url:"?${path}"` : `path:${path}`;
      await rules.call(name, match);
      const check = await make(path, rules.section(kind));
      await rules.save();
      await check();

      // The same rule as text and back is the same rule.
      const before = file();
      await rules.text();
      await rules.view("Form");
      assert.equal(await rules.root.getByRole("button", { name: "Save", exact: true }).isDisabled(), true);
      assert.equal(file(), before);

      await rules.switchOf(name).click();
      await eventually("the rule switched off", () => file().includes(`${name}\n    enabled: false`));
    });
  }
});

const write = (group, text) =>
  page.evaluate(([g, t]) => fetch("/v1/rules/edit", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ group: g, do: "write", text: t }) }).then((r) => r.ok), [group, text]);

const commented = `# Of the group.
rules:
  # The first.
  - name: first # of three
    match: path:/echo/first
    actions:
      # What it does.
      - response-headers: {set: {X-A: "1"}} # seen
  - name: second
    match: path:/echo/second
    actions: [block]
  - name: third
    enabled: false
    actions: [block]
`;
const other = () => readFileSync(join(instance.data, "rules/other.yaml"), "utf8");

describe("a file that people keep", () => {
  before(async () => {
    assert.equal(await write("other", commented), true);
    await rules.open("/other/first");
    await rules.match().waitFor();
  });

  test("keeps its comments when the form changes a rule", async () => {
    await rules.table(rules.section("Response headers"), "Set", [["X-A", "2"], ["X-B", "3"]]);
    await rules.match().fill("path:/echo/1st");
    await rules.save();
    for (const comment of commented.match(/#.*/g)) assert.ok(other().includes(comment), comment);
    assert.match(other(), /path:\/echo\/1st/);
    assert.equal((await client.ask(`${origin.base}/echo/1st`)).headers["x-b"], "3");
  });

  test("says what is wrong, with its place, and is not changed", async () => {
    const was = other();
    await rules.view("YAML");
    await rules.write(rules.root, "- name: first\n  match: hsot:a.example\n  actions:\n    - block: 99\n");
    await rules.root.getByRole("button", { name: "2:10" }).waitFor();
    await rules.root.getByRole("button", { name: /^4:/ }).waitFor();
    await rules.view("Form");
    assert.equal(await rules.match().getAttribute("aria-invalid"), "true");
    await rules.root.getByRole("button", { name: "Did you mean host:a.example?" }).click();
    assert.equal(await rules.match().inputValue(), "host:a.example");
    await rules.root.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("region", { name: "Messages" }).getByRole("alert").first().waitFor();
    assert.equal(other(), was);
    await rules.root.getByRole("button", { name: "Discard changes" }).click();
  });

  test("what is half written goes from form to text and back", async () => {
    await rules.name().fill("");
    await rules.addAction("Map remote");
    const text = await rules.text();
    assert.match(text, /- map-remote: \{\}/);
    await rules.view("Form");
    assert.equal(await rules.name().inputValue(), "");
    await rules.section("Map remote").waitFor();
    await rules.root.getByRole("button", { name: "Discard changes" }).click();
  });

  test("its rules are put in another order with the keyboard", async () => {
    await rules.row("third").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await eventually("another order", () => other().indexOf("name: third") < other().indexOf("name: second"));
    await page.keyboard.press("Alt+ArrowDown");
    await eventually("the order as it was", () => other().indexOf("name: third") > other().indexOf("name: second"));
  });

  test("a rule is deleted, and is there again as it was", async () => {
    const was = other();
    await rules.row("second").focus();
    await page.keyboard.press("Delete");
    await eventually("the rule gone", () => !other().includes("name: second"));
    await page.getByRole("button", { name: "Undo" }).click();
    await eventually("the rule again", () => other() === was);
  });

  test("its group is switched", async () => {
    await rules.list.getByRole("switch", { name: "Group other is on" }).click();
    await eventually("the group off", () => /^enabled: false/m.test(other()));
    await rules.list.getByRole("switch", { name: "Group other is on" }).click();
    await eventually("the group on", () => !/^enabled: false/m.test(other()));
  });

  test("it is edited as a whole", async () => {
    await rules.open("/other");
    await rules.root.locator(".cm-content").getByText("# Of the group.").waitFor();
    await rules.write(rules.root, `${commented}# The end.\n`);
    await rules.save();
    assert.equal(other(), `${commented}# The end.\n`);
  });
});

test("how often a rule matched is counted while one looks", async () => {
  await rules.open("/other/first");
  await client.ask(`${origin.base}/echo/first`);
  await rules.row("first").getByText("Matched 1 exchange").waitFor({ state: "attached" });
});

test("a rule is tried on what was captured", async () => {
  await client.ask(`${origin.base}/echo/first?try`);
  await rules.open("/other/first");
  await rules.table(rules.section("Response headers"), "Set", [["X-A", "9"]]); // as it is written, not as it is saved
  await rules.root.getByRole("button", { name: "Try it" }).click();
  await rules.root.getByRole("textbox", { name: "Try on" }).fill('url:"first?try"');
  await rules.root.getByRole("button", { name: "Try", exact: true }).first().click();
  await rules.root.getByText("Matches 1 of 1 exchange, changes 1").waitFor();
  await rules.root.getByRole("list", { name: "What it would do" }).getByText("X-A: 9").waitFor();
  await rules.root.getByRole("button", { name: "Try it" }).click();
  await rules.root.getByRole("button", { name: "Discard changes" }).click();
});

test("a rule is made from an entry, its match and answer filled in", async () => {
  await client.ask(`${origin.base}/html?x=1`);
  const id = await eventually("the entry", () => instance.run("flows", "path:/html", "--json").split("\n").filter(Boolean).map((l) => JSON.parse(l).id).at(-1));
  await rules.open(`?new=map-local&from=${id}`);
  await eventually("the match", async () => (await rules.match().inputValue()) === `method:GET host:127.0.0.1 port:${origin.port} path:/html`);
  await rules.section("Map local").locator(".cm-content").getByText("prod and prod").waitFor();
  await rules.write(rules.section("Map local"), "<p>local</p>");
  await rules.save();
  const got = await client.ask(`${origin.base}/html?x=2`);
  assert.deepEqual([got.text, got.headers["content-type"]], ["<p>local</p>", "text/html"]);
});

test("axe finds nothing serious, in both themes", async () => {
  const rockxy = new Rockxy(page);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/other/first", "/rules/the%20Script", "/rules/the%20Response%20cookies", "/rules/the%20Throttle"]) {
      await rules.open(path);
      await rules.match().waitFor();
      assert.deepEqual(await rockxy.faults("main"), [], `${path} ${colorScheme}`);
    }
  }
});
