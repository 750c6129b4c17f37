import { checkKnownOptions } from "../core/checks.js";
import { DomainError } from "../core/errors.js";
import { bmiLaw } from "./bmiLaw.js";
import { BMI_TASKS, type BmiTask } from "./bmiTasks.js";
import { drawPairs } from "./paired/drawPairs.js";

const made = new Map<string, BmiTask>();

/**
 * One task of the benchmark by its id, e.g. `bmiTask("student-identity-2-2-1")`. All of them: {@link bmiTasks}. The numbers in an id are parameters,
 * and others than the benchmark's may be put there: `bmiTask("student-identity-4-2-7")`, `bmiTask("half_cube-1v1-normal-0.3")`.
 *
 * @throws {DomainError} the id names no law; names similar ones
 */
export function bmiTask(id: string): BmiTask {
  const before = made.get(id);
  if (before) return before;
  const law = bmiLaw(id);
  if (!law) throw new DomainError(`bmiTask: no task "${id}"; ${similar(id)}.`);
  const [, name, sets] = BMI_TASKS.find(([known]) => known === id) ?? [id, id, ""];
  let nats: number | undefined;
  const task = Object.freeze({
    id,
    name,
    dimX: law.dimX,
    dimY: law.dimY,
    sets: sets.split(" ").filter(Boolean),
    get nats() {
      nats ??= law.nats();
      return nats;
    },
    how: law.how,
    sample(options: { n: number; seed?: number }) {
      const me = `bmiTask("${id}").sample`;
      checkKnownOptions(me, options, ["n", "seed"]);
      return drawPairs(me, name, law, options.n, options.seed ?? 0);
    },
  });
  made.set(id, task);
  return task;
}

function similar(id: string): string {
  const parts = String(id)
    .split("-")
    .filter((part) => part.length > 3);
  const near = BMI_TASKS.map(([known]) => known).filter((known) => parts.some((part) => known.includes(part)));
  return near.length > 0 ? `similar: ${near.slice(0, 6).join(", ")}` : "bmiTasks() lists all ids";
}
