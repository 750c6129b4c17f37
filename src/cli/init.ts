import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Command, UsageError, type Values } from "./command.js";
import { packageVersion } from "./packageVersion.js";

export const init: Command = {
  name: "init",
  positionals: "FOLDER",
  summary: "Writes a small project with one notebook, which its own npm test executes.",
  options: {},
  run: writeProject,
};

function writeProject(_: Values, [folder, ...more]: string[]): number {
  if (folder === undefined || more.length > 0) throw new UsageError("infoplane init: name one new folder, e.g. infoplane init my-study");
  const root = resolve(folder);
  if (existsSync(root) && readdirSync(root).length > 0) throw new UsageError(`infoplane init: ${folder} is not empty; name a new folder.`);
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "");
  for (const [path, content] of Object.entries(files(name || "study"))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  console.log(
    `${folder}: written. Next:\n  cd ${folder}\n  npm install\n  npm test        executes the notebook\n  npm start       and makes a site of it`,
  );
  return 0;
}

function files(name: string): Record<string, string> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "package.json": json({
      name,
      private: true,
      type: "module",
      engines: { node: ">=20" },
      scripts: {
        start: "infoplane run --mode quick --site site",
        test: "infoplane run --mode quick",
        full: "infoplane run --mode full --record --site site",
      },
      dependencies: { infoplane: packageVersion() },
      // danfojs, should you add it: its own pins do not install without a network and are a major version behind
      overrides: { "@tensorflow/tfjs-node": "npm:@tensorflow/tfjs@4.22.0", xlsx: "npm:@e965/xlsx@0.20.3" },
    }),
    ".npmrc": "ignore-scripts=true\n",
    ".gitignore": "node_modules/\nbuild/\nsite/\n",
    "tsconfig.json": json({
      compilerOptions: { target: "es2022", module: "nodenext", strict: true, noEmit: true, skipLibCheck: true, types: [] },
      include: ["notebooks/**/*.ts"],
    }),
    "README.md": readme(name),
    "notebooks/first.ipynb": notebook(),
  };
}

function readme(name: string): string {
  return `# ${name}

    npm install
    npm test            executes the notebooks in quick mode
    npm start           the same, and makes a site: open site/index.html
    npm run full        executes them in full mode and records their numbers in data/results/

Notebooks are in \`notebooks/\`, without outputs; executed ones are written to \`build/notebooks/\`. To edit them in Jupyter with the
TypeScript kernel: \`npx infoplane install\`, then \`jupyter lab\`.
`;
}

function notebook(): string {
  const cells: [string, string][] = [
    [
      "markdown",
      "# How many bits does a noisy channel carry?\n\nA bit is sent and arrives wrong with probability $p$: the capacity is $1 - h(p)$ bits. Takes a second.",
    ],
    ["markdown", "## Parameters"],
    [
      "code",
      'import { claim, lines, parameters, record } from "infoplane";\nconst P = parameters({ quick: { points: 41 }, full: { points: 401 } });',
    ],
    ["markdown", "## Estimate\n\n$I(X;Y) = \\ln 2 - h(p)$ nats, with $h(p) = -p \\ln p - (1-p) \\ln (1-p)$."],
    [
      "code",
      "const h = (p: number) => (p === 0 || p === 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p));\nconst ps = Array.from({ length: P.points }, (_, i) => i / (P.points - 1));\nconst capacity = ps.map((p) => Math.LN2 - h(p));",
    ],
    ["markdown", "## Figure"],
    [
      "code",
      'lines([{ name: "binary symmetric channel", x: ps, y: capacity }], { title: "Capacity", x: { label: "p" }, y: { label: "I(X;Y)" }, unit: "bits", mode: P.mode })',
    ],
    ["markdown", "## Check"],
    [
      "code",
      'if (Math.min(...capacity) < -1e-12) throw new Error("I(X;Y) must not be negative.");\nrecord("capacity-at-half", capacity[(P.points - 1) / 2], { tolerance: 1e-12, unit: "nats" });\nclaim({\n  id: "shannon1948/section15/noiseless", text: "A channel without noise carries one bit.", source: "Section 15",\n  paper: Math.LN2, ours: capacity[0], unit: "nats", verdict: Math.abs(capacity[0] - Math.LN2) < 1e-12 ? "holds" : "does not hold",\n});',
    ],
  ];
  const lines = (text: string) => text.split(/(?<=\n)/);
  return `${JSON.stringify(
    {
      cells: cells.map(([type, source], i) => ({
        cell_type: type,
        ...(type === "code" ? { execution_count: null } : {}),
        id: `cell-${i + 1}`,
        metadata: {},
        ...(type === "code" ? { outputs: [] } : {}),
        source: lines(source),
      })),
      metadata: {
        kernelspec: { display_name: "TypeScript (infoplane)", language: "typescript", name: "infoplane" },
        language_info: { file_extension: ".ts", name: "typescript" },
      },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}
