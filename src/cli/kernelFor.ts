import type { Notebook } from "../notebook/nbformat.js";
import { findKernelSpec, type KernelSpec } from "../wire/kernelSpecs.js";

/** Our own kernel, which runs without being installed; and, by name, any kernel that is. */
export function kernelFor(notebook: Notebook, wanted: string | undefined): { name: string; spec: KernelSpec; resources?: string } {
  const metadata = notebook.metadata.kernelspec as { name?: unknown; language?: unknown } | undefined;
  const name = wanted ?? (typeof metadata?.name === "string" ? metadata.name : "infoplane");
  const { dir, spec } = findKernelSpec(name);
  return { name, spec, resources: dir };
}
