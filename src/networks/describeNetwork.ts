import type { Layer, Network } from "./network.js";
import { parameterCount } from "./weightCount.js";

/** One line per layer: shape, activation, parameters, initial weights. */
export function describeNetwork(net: Network): string {
  const rows = net.layers.map((l, i) => [
    `${i + 1}`,
    l.kind,
    shapes(l),
    windows(l),
    withoutParameters(l) ? "" : l.activation === "leakyRelu" ? `leakyRelu(${l.slope})` : l.activation,
    withoutParameters(l) ? "" : `${parameterCount(l)} parameters`,
    l.levels ? `${l.levels} levels` : "",
    l.noise ? `noise sd ${l.noise.sd} ${l.noise.where} the ${withoutParameters(l) ? "layer" : "activation"} (${l.noise.when})` : "",
    l.dropout ? `dropout ${l.dropout}` : "",
    withoutParameters(l)
      ? ""
      : l.init === undefined
        ? "given weights"
        : typeof l.init === "object"
          ? `normal, c = ${l.init.normal}`
          : l.init,
  ]);
  const all = rows[0].map((_, c) => Math.max(...rows.map((r) => r[c].length)));
  const columns = all.map((_, c) => c).filter((c) => all[c] > 0);
  const seed = net.seed === undefined ? "" : `, seed ${net.seed}`;
  const lines = rows.map((r) => `  ${columns.map((c) => r[c].padEnd(all[c])).join("  ")}`.trimEnd());
  return [`${net.name}: ${net.parameters} parameters${seed}`, ...lines, ...(net.source ? [net.source] : [])].join("\n");
}

function withoutParameters({ kind }: Layer): boolean {
  return kind === "maxPool" || kind === "averagePool" || kind === "flatten";
}

function shapes(l: Layer): string {
  const from = "inputShape" in l ? l.inputShape.join("×") : l.inputs;
  const to = "outputShape" in l ? l.outputShape.join("×") : l.outputs;
  return `${from} → ${to}`;
}

function windows(l: Layer): string {
  if (!("kernel" in l)) return "";
  const step = l.stride.every((s) => s === 1) ? "" : ` step ${l.stride.join("×")}`;
  return `${l.kernel.join("×")}${step}${l.kind === "conv2d" && l.padding === "same" ? " same" : ""}`;
}
