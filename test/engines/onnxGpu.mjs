/** Trains a small network with the CPU and with WebGPU, and prints both runs: a program of its own, for the driver is chosen when a process begins. */
import { adam, averagePool, conv2d, dense, flatten, maxPool, sequential, train } from "../../dist/index.js";

const rows = 24;
const inputs = { rows, cols: 81, data: Float32Array.from({ length: rows * 81 }, (_, i) => Math.sin(1.3 * i)) };
const data = { inputs, labels: Uint8Array.from({ length: rows }, (_, i) => i % 3) };
const layers = [
  conv2d({ channels: 3, kernel: 3, activation: "tanh" }),
  maxPool({ size: 2, noise: { sd: 0.1, when: "both" } }),
  conv2d({ channels: 4, kernel: 2, activation: "relu" }),
  averagePool({ size: 2 }),
  flatten(),
  dense({ units: 5, activation: "hardtanh", dropout: 0.2 }),
  dense({ units: 3, activation: "softmax" }),
];
const options = { network: sequential([1, 9, 9], layers, { seed: 1 }), data, optimizer: adam({ learningRate: 0.01 }), batchSize: 10 };
const asked = { ...options, epochs: 4, recordAt: [0, 2, 4], gradientsAt: [3], progress: () => {} };
const run = (provider, rest) => train({ ...asked, engine: { onnx: { provider } }, ...rest });
const cpu = await run("cpu");
const half = await run("webgpu", { epochs: 3, recordAt: [0, 2] });
const gpu = await run("webgpu", { resume: half });
const { network, ...rest } = asked;
const overlapping = sequential([1, 9, 9], [maxPool({ size: 3, stride: 2 }), flatten(), dense({ units: 3, activation: "softmax" })]);
const refused = await train({ ...rest, network: overlapping, engine: { onnx: { provider: "webgpu" } } }).catch((error) => error.message);
const plain = ({ engine, stopped, state, history, gradients }) => ({
  ...{ engine, stopped, history, gradients },
  numbers: [...state.parameters, ...state.first, ...state.second],
});
console.log(JSON.stringify({ cpu: plain(cpu), gpu: plain(gpu), start: [...cpu.snapshots[0].network.layers[0].weights.data], refused }));
