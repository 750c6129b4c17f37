/** Where the distances no longer count: each point alone. */
export function mixtureWarnings(meanLog: number, n: number, variance: number): string[] {
  if (n > 1 && -meanLog > Math.log(n) - 0.01)
    return [
      `at noise variance ${variance} no two of the ${n} points overlap: I(X;T) is at its ceiling ln n = ${Number(Math.log(n).toPrecision(5))} nats whatever the layer does.`,
    ];
  return [];
}
