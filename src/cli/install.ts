import { type InstallTarget, installKernelSpec, uninstallKernelSpec } from "../kernel/install.js";
import { type Command, type Option, text, UsageError, type Values } from "./command.js";

const WHERE: Record<string, Option> = {
  user: { type: "boolean", help: "for this user (default)" },
  prefix: { type: "string", value: "DIR", help: "under DIR/share/jupyter" },
  "sys-prefix": { type: "boolean", help: "in the active Python environment" },
};

export const install: Command = {
  name: "install",
  positionals: "",
  summary: 'Writes the kernelspec "TypeScript (infoplane)" where Jupyter finds it.',
  options: WHERE,
  run(values, positionals) {
    console.log(`installed in ${installKernelSpec(target("install", values, positionals))}`);
    return 0;
  },
};

export const uninstall: Command = {
  name: "uninstall",
  positionals: "",
  summary: "Removes the kernelspec that infoplane install wrote.",
  options: WHERE,
  run(values, positionals) {
    const removed = uninstallKernelSpec(target("uninstall", values, positionals));
    console.log(removed ? `removed ${removed}` : "there was no kernelspec to remove");
    return 0;
  },
};

function target(command: string, values: Values, positionals: readonly string[]): InstallTarget {
  if (positionals.length > 0) throw new UsageError(`infoplane ${command}: takes no arguments; got ${positionals.join(" ")}.`);
  const prefix = text(values, "prefix");
  return { user: values.user === true, sysPrefix: values["sys-prefix"] === true, ...(prefix === undefined ? {} : { prefix }) };
}
