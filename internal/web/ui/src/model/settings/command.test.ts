import { expect, test } from "vitest";
import { command, directory, shellWord } from "./command";

test("a command names the data directory as its shell takes it", () => {
  expect(command("trust", "/home/ann/.local/share/rockxy/root.pem")).toBe("rockxy trust --data /home/ann/.local/share/rockxy");
  expect(command("untrust", "/Users/ann/Library/Application Support/rockxy/root.pem")).toBe("rockxy untrust --data '/Users/ann/Library/Application Support/rockxy'");
  expect(command("trust", "C:\\Users\\Ann Lee\\AppData\\rockxy\\root.pem")).toBe('rockxy trust --data "C:\\Users\\Ann Lee\\AppData\\rockxy"');
});

test("words are quoted when they have to be", () => {
  expect(shellWord("a'b")).toBe(`'a'\\''b'`);
  expect(shellWord("$(x)")).toBe("'$(x)'");
  expect(shellWord("C:\\data")).toBe("C:\\data");
  expect(shellWord("")).toBe("''");
  expect(directory("/root.pem")).toBe("");
});
