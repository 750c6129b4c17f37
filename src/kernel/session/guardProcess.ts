/** Taken now: a cell may declare variables of these names, which would hide them here too. */
const { process } = globalThis;
/**
 * Keeps the kernel alive: process.exit and its like become an error of the cell, and errors that nobody caught go to `show`.
 *
 * @returns the real exit, for the kernel's own use
 */
export function guardProcess(show: (error: unknown, origin: string) => void): (code: number) => never {
  const exit = process.exit.bind(process);
  let leaving = false;
  process.exit = ((code?: number) => {
    throw new ExitError(`process.exit(${code ?? ""}) would end the kernel and lose its variables; to do so, use Kernel > Shutdown.`);
  }) as typeof process.exit;
  process.abort = () => {
    throw new ExitError("process.abort() would end the kernel and lose its variables; to do so, use Kernel > Shutdown.");
  };
  const reallyExit = process.reallyExit.bind(process);
  process.reallyExit = (code) => {
    if (!leaving) throw new ExitError("process.reallyExit() would end the kernel and lose its variables; to do so, use Kernel > Shutdown.");
    return reallyExit(code);
  };
  process.on("uncaughtException", (error) => show(error, "Uncaught error after its cell had ended"));
  process.on("unhandledRejection", (reason) => show(reason, "Promise rejected and nobody awaited it"));
  return (code) => {
    leaving = true;
    return exit(code);
  };
}

declare global {
  namespace NodeJS {
    interface Process {
      /** What process.exit calls last; not in Node's own types. */
      reallyExit(code: number): never;
    }
  }
}

class ExitError extends Error {
  override name = "ExitError";
}
