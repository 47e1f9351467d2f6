import { expect, test } from "vitest";
import { Checker } from "./checker";

/** Questions that are answered by hand. */
function asking() {
  const questions: { filter: string; answer(n: number): Promise<void>; refuse(e: unknown): Promise<void> }[] = [];
  const settle = () => new Promise<void>((ok) => setTimeout(ok, 0));
  const count = (filter: string) =>
    new Promise<number>((ok, no) => questions.push({ filter, answer: (n) => (ok(n), settle()), refuse: (e) => (no(e), settle()) }));
  return { questions, checker: new Checker(count) };
}

test("one question at a time; what happens meanwhile is one more round", async () => {
  const { questions, checker } = asking();
  checker.want([
    { filter: "app:curl", once: false },
    { filter: "app:wget", once: true },
  ]);
  checker.ask();
  checker.ask();
  expect(questions.map((q) => q.filter)).toEqual(["app:curl"]);
  await questions[0]!.answer(0);
  expect(questions[1]!.filter).toBe("app:wget");
  await questions[1]!.answer(3);
  expect(checker.came.get().counts.get("app:wget")).toBe(3);
  expect(questions[2]!.filter).toBe("app:curl"); // the round that was asked for meanwhile
  await questions[2]!.answer(1);
  expect(questions.length).toBe(3); // wget has arrived, and is not asked again
  expect(checker.came.get().counts.get("app:curl")).toBe(1);
});

test("what is wanted now comes before what was wanted", async () => {
  const { questions, checker } = asking();
  checker.want([
    { filter: "a:1", once: false },
    { filter: "a:2", once: false },
  ]);
  checker.want([{ filter: "b:1", once: false }]);
  await questions[0]!.answer(0);
  expect(questions.map((q) => q.filter)).toEqual(["a:1", "b:1"]);
});

test("a failure is told, and forgotten with the next answer", async () => {
  const { questions, checker } = asking();
  checker.want([{ filter: "a:1", once: false }]);
  await questions[0]!.refuse(new Error("gone"));
  expect(checker.came.get().error).toEqual(new Error("gone"));
  checker.ask();
  await questions[1]!.answer(2);
  expect(checker.came.get()).toEqual({ counts: new Map([["a:1", 2]]), error: undefined });
});

test("nothing is told after it was stopped", async () => {
  const { questions, checker } = asking();
  checker.want([{ filter: "a:1", once: false }]);
  checker.stop();
  await questions[0]!.answer(2);
  expect(checker.came.get().counts.size).toBe(0);
});
