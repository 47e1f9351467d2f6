import { expect, it } from "vitest";
import { flip, foldedFrom, foldText, unfolded } from "./folding";

it("says which folds are closed", () => {
  expect(foldText(unfolded)).toBe("");
  expect(foldText(flip(flip(unfolded, 12), 3))).toBe("3,12");
  expect(foldText(flip(foldedFrom(1), 7))).toBe("d1,7");
});

it("is as it was after flipping twice", () => {
  const f = flip(foldedFrom(2), 5);
  expect(foldText(flip(flip(f, 9), 9))).toBe(foldText(f));
  expect(foldText(f)).toBe("d2,5");
});
