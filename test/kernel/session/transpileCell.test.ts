import { describe, expect, test } from "vitest";
import { evaluateCells, type Outcome } from "./evaluateCells.js";

type Sequence = readonly [title: string, wanted: string, ...cells: string[]];

/** Each title, what the last cell gives (a value as inspected, or an error), and the cells. */
const BINDINGS: readonly Sequence[] = [
  ["an assignment from a later cell is seen by an earlier closure", "1", "let lr = 0.1; const step = () => lr * 2", "lr = 0.5; step()"],
  ["+= to an earlier variable", "3", "let plus = 1", "plus += 2", "plus"],
  ["destructuring assignment to earlier variables", "7", "let d1 = 1, d2 = 2", "({ d1, d2 } = { d1: 3, d2: 4 }); d1 + d2"],
  ["swap of earlier variables", "'21'", "let s1 = '1', s2 = '2'", "[s1, s2] = [s2, s1]", "s1 + s2"],
  [
    "a redefined function is seen by its callers",
    "2",
    "function g() { return 1 }\nfunction h() { return g() }",
    "function g() { return 2 }",
    "h()",
  ],
  ["a shorthand property of an earlier variable", "{ short: 4 }", "const short = 4", "({ short })"],
  ["an earlier variable as an argument", "8", "let arg = 4; const twice = (x: number) => 2 * x", "twice(arg)"],
  ["await (x) calls no function named await", "5", "const promise = Promise.resolve(5)", "await (promise)"],
  ["for await at the top", "3", "let total = 0\nfor await (const x of [1, Promise.resolve(2)]) total += x", "total"],
  ["definitions before a throw survive", "4", "const kept = 4\nthrow new Error('stop')", "kept"],
  ["a BigInt result", "10n", "2n * 5n"],
  ["a null result", "null", "null"],
  ["export const", "9", "export const exported = 9", "exported"],
  ["class fields read earlier constants", "4", "const field = 4", "class Fields { x = field }\nnew Fields().x"],
  [
    "an async function sees a later assignment",
    "8",
    "let late = 1; async function read() { await null; return late }",
    "late = 8; await read()",
  ],
  ["update of an earlier variable by ++", "2", "let counter = 1; const current = () => counter", "counter++; current()"],
  ["an assignment inside a function reaches the variable", "6", "let outer = 1; function set() { outer = 6 }", "set(); outer"],
  [
    "const, let, class and function redeclare one another",
    "'fclv'",
    "const re = 1",
    "let re = 2",
    "class re {}",
    "function re() {}; re = 'f' as any",
    "const re2 = re + 'c'",
    "let re2 = re + 'cl'",
    "var re2 = re + 'clv'; re2",
  ],
  ["function, then const", "2", "function fc() { return 1 }\nconst callsFc = () => fc()", "const fc = () => 2", "callsFc()"],
  [
    "const, then a function used before its declaration",
    "1",
    "const cf = () => 2",
    "const early = cf(); function cf() { return 1 }\nearly",
  ],
  ["var, then let, then class", "'V'", "var V = 1", "let V = 2", "class V {}\nV.name"],
  ["let, then a loop's var", "3", "let i = 7", "for (var i = 0; i < 3; i++) {}\ni"],
  [
    "destructuring that redeclares names of different kinds",
    "[ 5, 6, 7 ]",
    "let m1 = 1; function m2() {}",
    "const { m1, m2, m3 } = { m1: 5, m2: 6, m3: 7 }",
    "[m1, m2, m3]",
  ],
  ["let without value starts anew", "undefined", "function anew() {}", "let anew", "anew"],
  ["a constant is constant", "TypeError: Assignment to constant variable.", "const one = 1", "one = 2"],
  [
    "a constant is constant inside a function and in patterns",
    "TypeError: Assignment to constant variable.",
    "const two = 1; function change() { [two] = [2] }",
    "change()",
  ],
  [
    "a parameter with the name of a constant is not constant",
    "6",
    "const three = 1",
    "((three: number) => { three += 5; return three })(1)",
  ],
  ["a constant that became a variable may be assigned", "3", "const four = 1", "let four = 2", "four = 3; four"],
  ["a class is redefined", "2", "class Net { layers() { return 1 } }", "class Net { layers() { return 2 } }\nnew Net().layers()"],
  [
    "a generator across cells",
    "2",
    "function* numbers() { yield 1; yield 2 }\nconst iterator = numbers(); iterator.next()",
    "iterator.next().value",
  ],
  [
    "labelled loops",
    "2",
    "let turns = 0\nouter: for (const a of [1, 2, 3]) { for (const b of [1, 2]) { if (a === 2) break outer; turns += b - b + 1 } }\nturns",
  ],
  ["an async arrow closure", "3", "let base = 1; const later = async () => { await null; return base + 1 }", "base = 2; await later()"],
  ["top-level await in a destructuring default", "3", "const { w = await Promise.resolve(3) } = {} as { w?: number }", "w"],
  [
    "a name thrown away in its initialiser can be declared again",
    "1",
    "const broken = (() => { throw new Error('x') })()",
    "function broken() { return 1 }\nbroken()",
  ],
  [
    "a function in a block, then let, and the other way round",
    "[ 1, 2, 3 ]",
    "if (true) { function b1() { return 1 } }\nlet b2 = 2",
    "const b3 = [b1()]; { function b2() { return 5 } b3.push(typeof b2 === 'function' ? 2 : 0) }",
    "const b1 = 3",
    "[...b3, b1]",
  ],
  ["a variable and a var of a function do not meet", "2", "function own() { var inner = 1; return inner }", "let inner = 2; own(); inner"],
];

const SYNTAX: readonly Sequence[] = [
  ["an empty cell", "undefined", ""],
  ["a cell that ends with a comment", "5", "5 // five"],
  ["an object literal as the whole cell", "{ a: 1, b: 2 }", "{ a: 1, b: 2 }"],
  ["an object literal as the last line", "{ q: 1, r: 2 }", "const q = 1, r = 2\n{ q, r }"],
  ["an object literal as the last line that no grammar takes for a block", "{ q: 1, r: 2, s: 3 }", "const s = 3\n{ ...{ q, r }, s: 3 }"],
  [
    "an object literal as the last line, over several lines",
    "{ q: 1, r: { s: 3 } }",
    "const t = 1;\n{\n  q: 1,\n  r: {\n    s: 3,\n  },\n};",
  ],
  ["a block is a block", "3", "{ let z = 3; z }"],
  ["export default of a value", "7", "export default 7"],
  ["export default of an object", "{ a: 1 }", "export default { a: 1 }"],
  ["export default of a function", "[Function: named]", "export default function named() {}", "named"],
  ["export default of an anonymous class", "[class (anonymous)]", "export default class {}"],
  ["export lists", "undefined", "const listed = 1; void 0; export { listed }"],
  ["declare", "undefined", "declare const nowhere: number\ndeclare global { interface Window { x: 1 } }"],
  ["abstract classes", "2", "abstract class A { abstract f(): number }\nclass B extends A { f() { return 2 } }", "new B().f()"],
  [
    "overloads",
    "'x1'",
    "function over(a: string): string;\nfunction over(a: number): string;\nfunction over(a: unknown) { return 'x' + a }\nover(1)",
  ],
  ["a generic arrow", "4", "const id = <T,>(x: T): T => x; id<number>(4)"],
  ["satisfies and non-null", "1", "const sat = { a: 1 } satisfies Record<string, number>; sat.a!"],
  ["the old type assertion", "5", "<number>5"],
  ["an enum, redeclared with other members", "{ '0': 'B', B: 0 }", "enum Colour { A = 1 }", "enum Colour { B }\nColour"],
  [
    "an enum over a let and over a function",
    "[ { '0': 'X', X: 0 }, { '0': 'Y', Y: 0 } ]",
    "let E1 = 1; function E2() {}",
    "enum E1 { X }\nenum E2 { Y }",
    "[E1, E2]",
  ],
  ["a const enum is there in the next cell", "2", "const enum Level { High = 2 }", "Level.High"],
  ["a namespace", "3", "namespace Space { export const x = 3 }", "Space.x"],
  [
    "parameter properties",
    "6",
    "class P { constructor(public a: number, private b = 2) {} sum() { return this.a + this.b } }",
    "new P(4).sum()",
  ],
  [
    "using disposes at the end of the cell",
    "[ 'body', 'closed' ]",
    "const log: string[] = []",
    "using r = { [Symbol.dispose]() { log.push('closed') } }\nlog.push('body')",
    "log",
  ],
  [
    "decorators, twice",
    "'X'",
    "let seen = ''; const mark = (_: unknown, c: ClassDecoratorContext) => { seen = String(c.name) }",
    "@mark class X {}",
    "seen = ''",
    "@mark class X {}\nseen",
  ],
  ["JSX", "'<div>1'", "const React = { createElement: (t: string, _: unknown, c: number) => '<' + t + '>' + c }", "<div>{1}</div>"],
  ["a template literal that holds an import", "\"import x from 'y'\"", "`import x from 'y'`"],
  ["a regular expression that holds import(", "true", "/import\\(/.test('import(')"],
  ["a comment that holds an import", "1", "// import x from 'y'\n/* import('z') */ 1"],
  ["a function body stays as typed", "'(d) => d.v   + 1'", "const body = (d) => d.v   + 1", "String(body)"],
  ["types inside a function body become spaces", "'(d     ) => d'", "String((d: any) => d)"],
  [
    "a type between two lines without semicolons",
    "'1'",
    "const before = 1\nexport interface Between { x: number }\n(before as any).toString()",
  ],
  ["a type alias between two lines without semicolons", "'1'", "const first = 1\ntype Second = number\n[first].join()"],
  ["an assignment in a block is no object", "5", "let inBlock = 1\n{ inBlock = 5 }"],
  ["a syntax error says what and where", "SyntaxError: Variable declaration expected. 2:7", "1\nconst = 3"],
];

const FILES = {
  "local.ts": "export interface Shape { a: number }\nexport const value: number = 1;\nexport default function fallback() { return 'd' }\n",
  "nested.ts": "import { Shape, value } from './local';\nexport const sum = (s: Shape): number => s.a + value;\n",
  "fails.ts": "interface Padding {\n  a: number;\n}\nexport function boom(): never {\n  throw new Error('boom');\n}\n",
  "failsPrinted.ts": "export enum Kind {\n  A,\n\n\n  B,\n}\nexport function boom(): never {\n  throw new Error('boom');\n}\n",
  "numbers.json": '{ "k": 1 }\n',
  "old.cjs": "module.exports = Object.create(null, { hidden: { value: 3, enumerable: true } });\n",
};

const IMPORTS: readonly Sequence[] = [
  ["a named import is there in later cells", "1", "import { value } from './local'", "value"],
  ["an import cell runs twice", "1", "import { value } from './local'", "import { value } from './local'", "value"],
  ["an imported name is redefined", "5", "import { value } from './local'", "const value = 5", "value"],
  ["a name becomes an import", "1", "function renamed() {}", "import { value as renamed } from './local'", "renamed"],
  ["default and namespace together", "'d1'", "import f, * as ns from './local.ts'", "f() + ns.value"],
  ["an import is constant", "TypeError: Assignment to constant variable.", "import { value as fixed } from './local'", "fixed = 3"],
  ["a type among the names", "1", "import { Shape, value as v2 } from './local'\nconst s: Shape = { a: 1 }", "v2"],
  ["a type-only import is dropped", "undefined", "import type { Shape } from './nowhere'\nimport { type Shape as S } from './local'"],
  [
    "a name that is missing and used",
    "SyntaxError: The requested module './local' does not provide an export named 'nope'",
    "import { nope } from './local'\nnope",
  ],
  ["a local module imports another, types and all", "3", "import { sum } from './nested.js'\nsum({ a: 2 })"],
  ["import() inside a function", "1", "const dynamic = async () => (await import('./local')).value", "await dynamic()"],
  [
    "an import over several lines keeps the lines after it",
    "'5'",
    "import {\n  value as\n  v3,\n} from './local'\nconst where = new Error().stack!.match(/In\\[\\d+\\]:(\\d+)/)!\nwhere[1]",
  ],
  [
    "a module of Node, all forms",
    "'function function function'",
    "import path, { join } from 'node:path'\nimport * as all from 'path'\nimport fs = require('node:fs')\n[typeof join, typeof all.join, typeof fs.readFileSync].join(' ')",
  ],
  ["a JSON file", "{ k: 1 }", "import data from './numbers.json'\ndata", "import again from './numbers.json' with { type: 'json' }\nagain"],
  ["a CommonJS name that the engine does not detect", "3", "import { hidden } from './old.cjs'\nhidden"],
  ["side effects only, and re-exports", "undefined", "import './local'", "export * from './local'\nexport { value as v4 } from './local'"],
  ["import.meta", "true", "import.meta.dirname === process.cwd() || import.meta.url.startsWith('file:')"],
  ["require, as notebooks for tslab use it", "'function'", "const t = require('tslab')\ntypeof t.display.html"],
  ["our own package, absent in the folder", "'function'", "import { matrix } from 'infoplane'\ntypeof matrix"],
  [
    "a package that is installed after a failed import",
    "1",
    "import fs from 'node:fs'\nimport 'latepackage'",
    "fs.mkdirSync(import.meta.dirname + '/node_modules/latepackage', { recursive: true })\nfs.writeFileSync(import.meta.dirname + '/node_modules/latepackage/package.json', '{ \"type\": \"module\", \"exports\": \"./late.js\" }')\nfs.writeFileSync(import.meta.dirname + '/node_modules/latepackage/late.js', 'export const late = 1')",
    "import { late } from 'latepackage'\nlate",
  ],
  ["a missing package names itself", "/^Error: Cannot find package 'nopackage'/", "import 'nopackage'"],
  [
    "a changed file loads again, also behind another",
    "[ 100, 102 ]",
    "import fs from 'node:fs'\nfs.writeFileSync(new URL('./local.ts', import.meta.url), 'export const value = 100')",
    "import { value } from './local'\nimport { sum } from './nested'\n[value, sum({ a: 2 })]",
  ],
];

const POSITIONS: readonly (readonly [title: string, wanted: string, ...cells: string[]])[] = [
  ["types before the position", "In[*]:2:33", "let untyped: number = 1\nconst fails: () => void = null!.x.y"],
  ["after an import on the same line", "In[*]:1:49", "import { value } from './local'; (null! as any).x"],
  ["an enum above", "In[*]:4:16", "enum Shade {\n  A, B\n}\n(null! as any).x"],
  ["inside a hoisted function", "In[*]:3:11", "const moved = 1", "let before = 1\nfunction moved(): void {\n  (null!).x\n}\nmoved()"],
  ["a local file, by its own lines", "fails.ts:5:9", "import { boom } from './fails'\nboom()"],
  ["a local file that the compiler printed", "failsPrinted.ts:8:9", "import { boom } from './failsPrinted'\nboom()"],
  ["a package that is missing, where it is asked for", "In[*]:2:1", "let reason = 1\nimport 'nopackage2'"],
  ["import() of a missing file, through a function", "asks (In[", "const asks = async () => await import('./nofile')", "await asks()"],
  ["an error of the engine's parser", "In[*]:2:5", "let twice = 1\nlet twice = 2"],
];

const GROUPS = { "bindings live across cells": BINDINGS, "every syntax of a cell": SYNTAX, imports: IMPORTS, positions: POSITIONS };
// One process for all: the sequences meet each other's names as the cells of a long session do.
const outcomes = evaluateCells(
  Object.values(GROUPS).flatMap((group) => group.map(([, , ...cells]) => cells)),
  FILES,
);

let count = 0;
for (const [group, sequences] of Object.entries(GROUPS)) {
  const cases = sequences.map(([title, wanted]) => [title, wanted, outcomes[count++].at(-1)!] as const);
  describe(group, () => {
    if (sequences === POSITIONS)
      test.each(cases)("the traceback names the place: %s", (_title, wanted, { traceback }) => {
        expect(traceback!.find((line) => /^\s+at /.test(line))).toContain(wanted);
        expect(traceback!.join("\n")).not.toMatch(/node:internal|dist\/kernel/);
      });
    else
      test.each(cases)("%s", (_title, wanted, outcome) => {
        if (wanted.startsWith("/")) expect(shown(outcome)).toMatch(new RegExp(wanted.slice(1, -1)));
        else expect(shown(outcome)).toBe(wanted);
      });
  });
}

function shown(outcome: Outcome): string {
  if (outcome.error === undefined) return outcome.value!;
  return outcome.at ? `${outcome.error} ${outcome.at}` : outcome.error;
}
