import { nearest } from "../notebook/nearest.js";
import { type Command, runCommand, UsageError } from "./command.js";
import { packageVersion } from "./packageVersion.js";

interface Entry {
  summary: string;
  /** @returns the exit status */
  run(args: string[]): Promise<number>;
}

/** A command is loaded when it is called for: `--version` need not load a compiler. */
const COMMANDS: Record<string, Entry> = {
  run: { summary: "execute notebooks; write them, their results and a site", run: described(async () => (await import("./run.js")).run) },
  publish: {
    summary: "make a site, pages, PDFs, Markdown or scripts of executed notebooks",
    run: described(async () => (await import("./publish.js")).publish),
  },
  install: { summary: "make the kernel known to Jupyter", run: described(async () => (await import("./install.js")).install) },
  uninstall: { summary: "undo that", run: described(async () => (await import("./install.js")).uninstall) },
  data: { summary: "list, fetch, check and find data sets", run: async (args) => (await import("./data.js")).dataCommand(args) },
  init: { summary: "write a small project to start from", run: described(async () => (await import("./init.js")).init) },
};

function described(load: () => Promise<Command>): Entry["run"] {
  return async (args) => runCommand(await load(), args);
}

/**
 * The program `infoplane`: finds the command and calls it.
 *
 * @returns the exit status: 0 done, 1 something failed, 2 the arguments were not understood, 130 interrupted
 */
export async function callInfoplane([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    console.log(packageVersion());
    return 0;
  }
  const command = COMMANDS[name];
  if (!command) {
    const near = nearest(name, Object.keys(COMMANDS));
    console.error(`infoplane: there is no command ${JSON.stringify(name)}; ${near ? `did you mean ${near}?` : "see infoplane --help"}`);
    return 2;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(error.message);
      return 2;
    }
    console.error(process.env.INFOPLANE_DEBUG ? error : error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return `infoplane COMMAND [options]\n\nCommands:\n${lines.join("\n")}\n\ninfoplane COMMAND --help shows the options of a command; infoplane --version the version.`;
}
