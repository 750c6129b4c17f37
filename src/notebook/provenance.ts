import type { Notebook } from "./nbformat.js";

/** How a notebook was executed; the runner leaves it in the notebook's metadata under `infoplane`. */
export interface Provenance {
  /** Version of the package. */
  version: string;
  /** quick or full. */
  mode: string;
  status: "running" | "done" | "failed" | "interrupted";
  /** Name of the kernel. */
  kernel: string;
  node: string;
  machine: string;
  /** Commit of the notebook's repository, `+` when files had changed since. */
  commit?: string;
  parameters: Record<string, unknown>;
  /** ISO 8601, UTC. */
  started: string;
  seconds: number;
}

/** What {@link Provenance} a notebook carries: every field checked, for a notebook may come from anywhere. */
export function provenanceOf(notebook: Notebook): Partial<Provenance> {
  const found = notebook.metadata.infoplane;
  if (typeof found !== "object" || found === null) return {};
  const p = found as Record<string, unknown>;
  const text = (name: string) => (typeof p[name] === "string" ? (p[name] as string) : undefined);
  const parameters = typeof p.parameters === "object" && p.parameters !== null ? (p.parameters as Record<string, unknown>) : undefined;
  return {
    version: text("version"),
    mode: text("mode"),
    status: text("status") as Provenance["status"] | undefined,
    kernel: text("kernel"),
    node: text("node"),
    machine: text("machine"),
    commit: text("commit"),
    started: text("started"),
    parameters,
    seconds: typeof p.seconds === "number" && Number.isFinite(p.seconds) ? p.seconds : undefined,
  };
}
