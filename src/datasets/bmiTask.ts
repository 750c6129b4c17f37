import { DomainError } from "../core/errors.js";
import { type BmiTask, bmiTasks } from "./bmiTasks.js";

/**
 * One task of the benchmark by its id, e.g. `bmiTask("student-identity-2-2-1")`. All of them: {@link bmiTasks}.
 *
 * @throws {DomainError} no such id; names the nearest ones
 */
export function bmiTask(id: string): BmiTask {
  const found = bmiTasks().find((task) => task.id === id);
  if (found) return found;
  const near = bmiTasks()
    .map((task) => task.id)
    .filter((known) =>
      String(id)
        .split("-")
        .some((part) => part.length > 2 && known.includes(part)),
    );
  throw new DomainError(
    `bmiTask: no task "${id}"; ${near.length ? `similar: ${near.slice(0, 6).join(", ")}` : "bmiTasks() lists all ids"}.`,
  );
}
