import { dirname } from "node:path";

import ts = require("typescript");

/** What a cell is, whatever the folder's tsconfig.json says: a module that runs here and emits nothing. */
const FIXED: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  allowJs: true,
  checkJs: false,
  esModuleInterop: true,
  allowSyntheticDefaultImports: true,
  isolatedModules: false,
  verbatimModuleSyntax: false,
  isolatedDeclarations: false,
  erasableSyntaxOnly: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnusedLabels: true,
  allowUnreachableCode: true,
  skipLibCheck: true,
  noEmit: true,
  declaration: false,
  composite: false,
  incremental: false,
  rootDir: undefined,
  outDir: undefined,
  outFile: undefined,
  tsBuildInfoFile: undefined,
  maxNodeModuleJsDepth: 0,
};

const DEFAULT: ts.CompilerOptions = { strict: true, noImplicitAny: false, lib: ["lib.esnext.d.ts"], jsx: ts.JsxEmit.React };

/** Compiler options for the cells of a folder: those of the nearest tsconfig.json where there is one, except for what makes a cell a cell. */
export function languageOptions(cwd: string): ts.CompilerOptions {
  const path = ts.findConfigFile(cwd, ts.sys.fileExists);
  if (!path) return { ...DEFAULT, ...FIXED };
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const host: ts.ParseConfigHost = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(config ?? {}, host, dirname(path), undefined, path);
  return { ...(options.lib ? {} : { lib: DEFAULT.lib }), jsx: DEFAULT.jsx, ...options, ...FIXED };
}
