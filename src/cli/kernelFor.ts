import { KERNEL_NAME, kernelSpec } from "../kernel/install.js";
import type { Notebook } from "../notebook/nbformat.js";
import { findKernelSpec, type KernelSpec } from "../wire/kernelSpecs.js";

export interface ChosenKernel {
  name: string;
  spec: KernelSpec;
  /** Folder of the kernelspec. */
  resources?: string;
}

/**
 * The kernel for a notebook: the one asked for, else the one that its metadata names, else our own. Ours is that of this build and need not be
 * installed.
 *
 * @throws {Error} no kernel of that name is installed; the message names those that are
 */
export function kernelFor(notebook: Notebook, wanted: string | undefined): ChosenKernel {
  const metadata = notebook.metadata.kernelspec as { name?: unknown; language?: unknown } | undefined;
  const name = wanted ?? (typeof metadata?.name === "string" ? metadata.name : KERNEL_NAME);
  if (name === KERNEL_NAME) return { name, spec: kernelSpec() };
  try {
    const { dir, spec } = findKernelSpec(name);
    return { name, spec, resources: dir };
  } catch (error) {
    const ours = /^(java|type)script$/i.test(String(metadata?.language)) ? " --kernel infoplane runs it with ours." : "";
    throw new Error(`${(error as Error).message}${ours}`, { cause: error });
  }
}
