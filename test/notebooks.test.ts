import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const paths = readdirSync(`${root}notebooks`, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ipynb") && !path.includes(".ipynb_checkpoints"))
  .sort();

interface Cell {
  cell_type: string;
  source: string | string[];
  outputs?: unknown[];
  execution_count?: number | null;
}
const cellsOf = (path: string) => (JSON.parse(readFileSync(`${root}notebooks/${path}`, "utf8")) as { cells: Cell[] }).cells;
const textOf = ({ source }: Cell) => (typeof source === "string" ? source : source.join(""));

/** Paper, figure and what the title says, one row per notebook. */
function table(prefix: string): string {
  const rows = paths.map((path) => {
    const [paper, file] = path.replace(/\.ipynb$/, "").split("/");
    const title = /^# (.*?)(: [\w/-]+)?$/m.exec(textOf(cellsOf(path)[0]))?.[1];
    return `| ${paper} | [${file}](${prefix}${path}) | ${title} |`;
  });
  return ["| paper | notebook | what it shows |", "|---|---|---|", ...rows].join("\n");
}

test("notebooks/README.md is the index of the notebooks (npx vitest run test/notebooks.test.ts -u writes it)", async () => {
  const text = `# Notebooks\n\nCommitted without outputs; \`npm start\` executes them in quick mode and writes the pages to \`site/\`.\n\n${table("")}\n`;
  await expect(text).toMatchFileSnapshot("../notebooks/README.md");
});

test("README.md holds the same table", () => {
  expect(readFileSync(`${root}README.md`, "utf8")).toContain(table("notebooks/"));
});

test.each(paths)("%s is committed without outputs, imports the package by its public name only, and is titled by its key", (path) => {
  const cells = cellsOf(path);
  expect(textOf(cells[0])).toMatch(/^# /);
  for (const cell of cells) {
    expect(cell.outputs ?? []).toEqual([]);
    expect(cell.execution_count ?? null).toBeNull();
    for (const [, specifier] of cell.cell_type === "code" ? textOf(cell).matchAll(/from "([^"]+)"/g) : [])
      expect(specifier).toBe("infoplane");
  }
});

test("the notebooks on the CNN of Goldfeld et al. train it with the same cell and settings, so that they share its networks", () => {
  const trained = paths.flatMap((path) => {
    const code = cellsOf(path).filter((cell) => cell.cell_type === "code");
    const cell = code.map(textOf).find((text) => text.includes('checkpoint("mnist-cnn"'));
    const settings = code
      .map(textOf)
      .join("\n")
      .match(/images: .*? engine: "\w+"/g);
    return cell ? [{ path, cell, settings }] : [];
  });
  expect(trained.map(({ path }) => path)).toEqual(["figure3", "figure7", "figure8", "table1"].map((name) => `goldfeld2019/${name}.ipynb`));
  for (const { cell, settings } of trained) expect({ cell, settings }).toEqual({ cell: trained[0].cell, settings: trained[0].settings });
  expect(trained[0].settings).toHaveLength(2); // quick and full
});
