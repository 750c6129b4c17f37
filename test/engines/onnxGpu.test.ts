import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { missingProgram, peerTest } from "../peers.js";

/** A GPU that is computed in software: the driver for Vulkan, and its loader, that come with Chromium. A driver that is set in the environment goes first. */
const CHROMIUM = "/usr/lib/chromium";
const given = process.env.VK_DRIVER_FILES ?? process.env.VK_ICD_FILENAMES;
const software = { VK_ICD_FILENAMES: `${CHROMIUM}/vk_swiftshader_icd.json`, LD_LIBRARY_PATH: CHROMIUM };
const missing = given ? undefined : missingProgram(software.VK_ICD_FILENAMES);
const program = fileURLToPath(new URL("onnxGpu.mjs", import.meta.url));

interface Plain {
  engine: string;
  stopped: string;
  numbers: number[];
  history: { epoch: number; trainLoss: number }[];
  gradients: { layers: { sd: number }[] }[];
}

peerTest(missing, "WebGPU on a software driver trains a convolutional network to the numbers of the CPU, and resumes", () => {
  const env = { ...process.env, ...(!given && software) };
  const out = execFileSync(process.execPath, [program], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const { cpu, gpu, start, refused } = JSON.parse(out.trim().split("\n").at(-1)!) as {
    cpu: Plain;
    gpu: Plain;
    start: number[];
    refused: string;
  };
  expect([gpu.engine, gpu.stopped]).toEqual(["onnx", "done"]);
  expect(Math.max(...start.map((v, i) => Math.abs(v - cpu.numbers[i])))).toBeGreaterThan(1e-2);
  expect(Math.max(...gpu.numbers.map((v, i) => Math.abs(v - cpu.numbers[i])))).toBeLessThan(1e-5);
  gpu.history.forEach((h, i) => {
    expect(h.trainLoss).toBeCloseTo(cpu.history[i].trainLoss, 5);
  });
  expect(gpu.history.map((h) => h.epoch)).toEqual([0, 2, 4]);
  gpu.gradients[0].layers.forEach(({ sd }, i) => {
    expect(sd).toBeCloseTo(cpu.gradients[0].layers[i].sd, 5);
  });
  expect(refused).toMatch(/on "webgpu" needs max-pools whose stride is their size; that of layer 1 is not. Use provider "cpu"/);
});
