import { expect, test } from "vitest";
import { evaluateCells } from "./evaluateCells.js";

/** Every way to declare a name, or to give it a new value: the name and a number to hold. */
const KINDS: Record<string, (name: string, value: number) => string> = {
  let: (n, v) => `let ${n} = ${v}`,
  const: (n, v) => `const ${n} = ${v}`,
  var: (n, v) => `var ${n} = ${v}`,
  function: (n, v) => `function ${n}() { return ${v} }`,
  "function, used above": (n, v) => `const early${v} = ${n}(); function ${n}() { return ${v} }`,
  generator: (n, v) => `function* ${n}() { yield ${v} }`,
  class: (n, v) => `class ${n} { static v = ${v} }`,
  "abstract class": (n, v) => `export abstract class ${n} { static v: number = ${v} }`,
  "decorated class": (n, v) => `@(c => c) class ${n} { static v = ${v} }`,
  enum: (n, v) => `enum ${n} { v = ${v} }`,
  namespace: (n, v) => `namespace ${n} { export const v = ${v} }`,
  import: (n, v) => `import { value${v} as ${n} } from './values'`,
  "import *": (n, v) => `import * as ${n} from './v${v}'`,
  "import = require": (n, v) => `import ${n} = require('./r${v}.cjs')`,
  destructuring: (n, v) => `const { ${n}, other${v} } = { ${n}: ${v}, other${v}: 1 }`,
  "loop variable": (n, v) => `for (var ${n} = 0; ${n} < ${v}; ${n}++) {}`,
  "var in a block": (n, v) => `if (true) { var ${n} = ${v} }`,
  assignment: (n, v) => `${n} = ${v}`,
};
const CONSTANT = new Set(["const", "import", "import *", "import = require", "destructuring"]);
const FILES = {
  "values.ts": "export const value1 = 1, value2 = 2",
  "v1.ts": "export const v = 1",
  "v2.ts": "export const v = 2",
  "r1.cjs": "module.exports = 1",
  "r2.cjs": "module.exports = 2",
};

/** The number that a name holds, however it was declared. */
const number = (name: string): string =>
  `(x => typeof x === 'number' ? x : 'v' in x ? x.v : (r => typeof r === 'number' ? r : r.next().value)(x()))(${name})`;

const pairs = Object.keys(KINDS).flatMap((first) => (first === "assignment" ? [] : Object.keys(KINDS).map((second) => [first, second])));
const outcomes = evaluateCells(
  pairs.map(([first, second], i) => {
    const name = `name${i}`;
    return [
      KINDS[first](name, 1),
      `const read${i} = () => ${number(name)}`,
      `read${i}()`,
      KINDS[second](name, 2),
      `read${i}()`,
      number(name),
    ];
  }),
  FILES,
);

test.each(pairs.map(([first, second], i) => [first, second, i] as const))(
  "%s, then %s: earlier closures and later cells see it",
  (first, second, i) => {
    const [, , before, change, closure, direct] = outcomes[i];
    expect(before.value).toBe("1");
    if (second === "assignment" && CONSTANT.has(first)) expect(change.error).toBe("TypeError: Assignment to constant variable.");
    else expect([change.error, closure.value, direct.value]).toEqual([undefined, "2", "2"]);
  },
);
