import { display } from "infoplane";
import { afterEach, expect, test } from "vitest";

const HOST = Symbol.for("Jupyter.host");
const DISPLAY = Symbol.for("Jupyter.display");
const shown: unknown[] = [];
const attach = (): void => {
  shown.length = 0;
  (globalThis as Record<symbol, unknown>)[HOST] = { display: (bundle: unknown) => shown.push(bundle) };
};
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[HOST];
});

test("what is ready at once is out before display returns; a promise comes later", async () => {
  attach();
  const later = display({ [DISPLAY]: async () => ({ "text/plain": "later" }) });
  void display({ [DISPLAY]: () => ({ "text/plain": "now" }) });
  expect(shown).toEqual([{ "text/plain": "now" }]);
  await later;
  expect(shown).toEqual([{ "text/plain": "now" }, { "text/plain": "later" }]);
});

test("a value that fails to show itself rejects, it does not throw", async () => {
  attach();
  const broken = {
    [DISPLAY]: () => {
      throw new Error("no picture");
    },
  };
  await expect(display(broken)).rejects.toThrow("no picture");
});
