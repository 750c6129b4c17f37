import { fourPointNeuron } from "infoplane";
import { expect, test } from "vitest";

test("four equally likely inputs, one of them with target +1", () => {
  const { inputs, targets, labels, exact } = fourPointNeuron();
  expect([...inputs.data]).toEqual([-3, -1, 1, 3]);
  expect([...targets!.data]).toEqual([-1, -1, -1, 1]);
  expect([...labels!]).toEqual([0, 0, 0, 1]);
  expect(exact["H(X)"].nats).toBeCloseTo(1.386294361, 9);
  expect(exact["I(X;Y)"].nats).toBeCloseTo(0.562335145, 9); // the value that the paper's curve ends at
});
