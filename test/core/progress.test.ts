import { progress } from "infoplane";
import { afterEach, expect, test, vi } from "vitest";

const HOST = Symbol.for("Jupyter.host");
const globals = globalThis as Record<symbol, unknown>;

interface Shown {
  bundle: Record<string, string>;
  options: { displayId?: string; update?: boolean };
}

/** A kernel that keeps what it is told to show. */
function kernel(): Shown[] {
  const shown: Shown[] = [];
  globals[HOST] = { display: (bundle: Shown["bundle"], options: Shown["options"]) => shown.push({ bundle, options }) };
  return shown;
}

afterEach(() => {
  delete globals[HOST];
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("yields every item in order, in one display that ends at all of them", () => {
  const shown = kernel();
  expect([...progress([3, 1, 2], "seeds")]).toEqual([3, 1, 2]);
  expect(new Set(shown.map(({ options }) => options.displayId)).size).toBe(1);
  expect(shown.map(({ options }) => options.update)).toEqual([false, ...Array(shown.length - 1).fill(true)]);
  expect(shown.at(-1)?.bundle["text/plain"]).toMatch(/^seeds: 3\/3 \(100 %\), 0 s/);
  expect(shown.at(-1)?.bundle["text/html"]).toContain('<progress value="3" max="3">');
});

test("shows at most 5 states a second, with rate and remaining time", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const shown = kernel();
  const step = progress(1000);
  for (let i = 0; i < 1000; i++) {
    vi.advanceTimersByTime(10);
    step();
  }
  expect(shown.length).toBeGreaterThan(40); // 10 s
  expect(shown.length).toBeLessThanOrEqual(52);
  expect(shown[25].bundle["text/plain"]).toMatch(/^progress: 500\/1000 \(50 %\), 5 s, 5 s left, 100\/s$/);
});

test("an iterable of unknown length is counted as it goes, and not read ahead", () => {
  const shown = kernel();
  let drawn = 0;
  const endless = (function* () {
    for (;;) yield drawn++;
  })();
  for (const i of progress(endless)) if (i === 4) break;
  expect(drawn).toBe(5);
  expect(shown[0].bundle["text/plain"]).toBe("progress: 0, 0 s");
  expect([...progress(new Set(["a", "b"]))]).toEqual(["a", "b"]);
  expect(shown.at(-1)?.bundle["text/plain"]).toMatch(/^progress: 2\/2/);
});

test("rewrites its line in a terminal, and is silent where there is none", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const isTTY = Object.getOwnPropertyDescriptor(process.stderr, "isTTY");
  Object.defineProperty(process.stderr, "isTTY", { value: true, configurable: true });
  for (const _ of progress([1, 2])) void _;
  expect(write.mock.calls.at(-1)?.[0]).toMatch(/^\r.*progress: 2\/2 \(100 %\).*\n$/);
  write.mockClear();
  Object.defineProperty(process.stderr, "isTTY", { value: false, configurable: true });
  for (const _ of progress([1, 2])) void _;
  expect(write).not.toHaveBeenCalled();
  if (isTTY) Object.defineProperty(process.stderr, "isTTY", isTTY);
  else delete (process.stderr as { isTTY?: boolean }).isTTY;
});

test("a label cannot be HTML", () => {
  const shown = kernel();
  progress(1, "<img src=x>")();
  expect(shown.at(-1)?.bundle["text/html"]).toContain("&lt;img src=x");
});
