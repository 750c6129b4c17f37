import blankSpace from "ts-blank-space";

export type Prepared =
  | { kind: "code"; javascript: string; map?: object }
  | { kind: "error"; ename: string; evalue: string; line: number; column: number };
export class LanguageSession {
  constructor(readonly options: { cwd: string }) {}
  prepare(source: string, _cell: string): Prepared {
    return { kind: "code", javascript: blankSpace(source) };
  }
  executed(_source: string, _cell: string): void {}
  complete(_code: string, offset: number): { matches: string[]; start: number; end: number; metadata: object } {
    return { matches: [], start: offset, end: offset, metadata: {} };
  }
  inspect(_code: string, _offset: number, _detail: 0 | 1): Record<string, string> | undefined {
    return undefined;
  }
  isComplete(_code: string): { status: "complete" | "incomplete" | "invalid" | "unknown"; indent?: string } {
    return { status: "complete" };
  }
  check(_source: string, _cell: string): { line: number; column: number; message: string; code: number }[] {
    return [];
  }
}
