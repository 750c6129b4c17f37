/**
 * How the names of earlier cells were declared. The engine's REPL mode lets `let` and `class` redeclare each other, and `var` and `function`
 * each other, but no name may change sides, and a `const` may only be redeclared by `const`. So the transpiler writes `const` as `let`, guards
 * assignments to it itself, and a name stays for ever on the side where it was first declared.
 */
export class CellNames {
  readonly #side = new Map<string, "let" | "var">();
  readonly #constant = new Set<string>();

  side(name: string): "let" | "var" | undefined {
    return this.#side.get(name);
  }

  /** True if the last declaration of the name was `const` or an import. */
  isConstant(name: string): boolean {
    return this.#constant.has(name);
  }

  declare(name: string, side: "let" | "var", constant: boolean): void {
    if (!this.#side.has(name)) this.#side.set(name, side);
    if (constant) this.#constant.add(name);
    else this.#constant.delete(name);
  }

  /** Every name, in the order of first declaration. */
  all(): string[] {
    return [...this.#side.keys()];
  }
}
