#!/usr/bin/env node
import { nearest } from "../notebook/nearest.js";
import { type Command, runCommand, UsageError } from "./command.js";
import { packageVersion } from "./packageVersion.js";

const COMMANDS: Record<string, { summary: string; load(): Promise<Command> }> = {
  run: { summary: "execute notebooks; write them, their results and a site", load: async () => (await import("./run.js")).run },
  publish: {
    summary: "make a site, a page, a PDF or a script of executed notebooks",
    load: async () => (await import("./publish.js")).publish,
  },
  install: { summary: "make the kernel known to Jupyter", load: async () => (await import("./install.js")).install },
  uninstall: { summary: "undo that", load: async () => (await import("./install.js")).uninstall },
};

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<number> {
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
    return await runCommand(await command.load(), args);
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
