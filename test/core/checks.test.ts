import { column, mutualInformationKsg, train } from "infoplane";
import { expect, test } from "vitest";

test("a bare value in the place of options is refused, not ignored; none at all where some are needed is named", async () => {
  const x = column([1, 2, 3, 4, 5, 7, 9]);
  expect(() => mutualInformationKsg(x, x, 5 as never)).toThrow(
    "mutualInformationKsg: options must be an object with the fields k, variant, norm, kinds; got 5.",
  );
  expect(() => mutualInformationKsg(x, x, x as never)).toThrow(
    "mutualInformationKsg: options must be an object with the fields k, variant, norm, kinds; got a 7×1 matrix, one too many.",
  );
  await expect((train as () => Promise<unknown>)()).rejects.toThrow("train: options must be an object with the fields network, data");
});
