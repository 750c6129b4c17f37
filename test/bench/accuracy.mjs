/**
 * The 56 benchmark tasks: bias and standard deviation of our estimators against the exact values, and against the reference's estimates by the
 * same methods. A mean that is further from the reference's than 4 standard errors of both is marked.
 *
 * Usage: node test/bench/accuracy.mjs [seeds] [n] [part of an id]      (10 seeds of n = 5000 by default: that is where the reference is)
 */
import { readFileSync } from "node:fs";
import { bmiTasks } from "../../dist/index.js";
import { mapInPool } from "../../dist/numeric/threads.js";

const [seeds, n] = [Number(process.argv[2] ?? 10), Number(process.argv[3] ?? 5000)];
const reference = JSON.parse(readFileSync(new URL("../../data/reference/bmi_baselines.json", import.meta.url), "utf8")).tasks;
const methods = ["KSG1-5", "KSG1-10", "CCA", "copula"];
const tasks = bmiTasks().filter((t) => t.id.includes(process.argv[4] ?? ""));
const task = new URL("accuracyTask.mjs", import.meta.url);
console.log(`${tasks.length} tasks, n = ${n}, ${seeds} seeds; nats; mean error ± sd of one estimate, z against the reference's mean`);
console.log(`${"task".padEnd(56)} ${"truth".padStart(7)}  ${methods.map((m) => m.padStart(26)).join("  ")}`);
let off = 0;
let compared = 0;
for (const { id, nats } of tasks) {
  const rows = await mapInPool(
    task,
    Array.from({ length: seeds }, (_, seed) => ({ id, n, seed })),
  );
  const cells = methods.map((method) => {
    const values = rows.map((r) => r[method]).filter((v) => v !== null);
    if (values.length < 2) return "singular".padStart(26);
    const mean = values.reduce((s, v) => s + v / values.length, 0);
    const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1));
    const known = n === 5000 ? reference[id]?.[method] : undefined;
    let z = "";
    if (known) {
      const score = (mean - known.mean) / (Math.max(known.sd, sd) * Math.sqrt(1 / 10 + 1 / values.length));
      compared++;
      if (Math.abs(score) > 4) off++;
      z = `${score.toFixed(1)}${Math.abs(score) > 4 ? "!" : ""}`;
    }
    return `${(mean - nats).toFixed(4).padStart(8)} ± ${sd.toFixed(4)} ${z.padStart(7)}`.padStart(26);
  });
  console.log(`${id.padEnd(56)} ${nats.toFixed(4).padStart(7)}  ${cells.join("  ")}`);
}
console.log(`${compared} means compared with the reference, ${off} beyond 4 standard errors`);
