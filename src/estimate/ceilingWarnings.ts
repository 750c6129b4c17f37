/**
 * What n samples cannot show: with as many classes as rows every estimate is ln n whatever the variable is; with less than two rows per
 * class the plug-in entropy is still mostly a count of the samples.
 */
export function ceilingWarnings(classes: number, n: number): string[] {
  const ceiling = `ln n = ${Number(Math.log(n).toPrecision(5))} nats`;
  if (n > 1 && classes === n)
    return [`every row is in a class of its own: the value is the ceiling ${ceiling} and would be for any finer binning.`];
  if (classes > n / 2)
    return [
      `${classes} classes for ${n} rows: close to the ceiling ${ceiling}; were the rows a sample of more, the value would grow with n.`,
    ];
  return [];
}
