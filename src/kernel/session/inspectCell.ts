import ts = require("typescript");

import type { CellService } from "./languageService.js";

/** What a front end shows of a name: signature and documentation. */
export type Inspection = { "text/plain": string; "text/markdown"?: string };

/**
 * Signature and documentation of the name at `offset` (UTF-16), or of the call whose arguments stand there.
 *
 * @param detail 1 adds where it is declared, with the text
 */
export function inspectCell(service: CellService, code: string, offset: number, detail: 0 | 1): Inspection | undefined {
  const { path, shift } = service.draft(code, "In[*]", false);
  const at = offset + shift;
  const languageService = service.service;
  for (const place of [at, at - 1]) {
    const info = place < shift ? undefined : languageService.getQuickInfoAtPosition(path, place);
    if (!info) continue;
    const signature = ts
      .displayPartsToString(info.displayParts)
      .replace(/^\(alias\) /, "")
      .replace(/\nimport [^\n]*$/, "");
    if (signature === "any") continue; // a name that the compiler does not know
    const definition = detail === 1 ? definitionText(service, path, place) : undefined;
    return inspection(signature, ts.displayPartsToString(info.documentation), info.tags ?? [], definition);
  }
  const help = languageService.getSignatureHelpItems(path, at, undefined);
  const item = help?.items[help.selectedItemIndex];
  if (!item) return undefined;
  const parameters = item.parameters.map((p) => ts.displayPartsToString(p.displayParts));
  const separator = ts.displayPartsToString(item.separatorDisplayParts);
  const signature = `${ts.displayPartsToString(item.prefixDisplayParts)}${parameters.join(separator)}${ts.displayPartsToString(item.suffixDisplayParts)}`;
  return inspection(signature, ts.displayPartsToString(item.documentation), item.tags, undefined);
}

function inspection(signature: string, documentation: string, tags: readonly ts.JSDocTagInfo[], definition?: string): Inspection {
  const tagTexts = tags.map(({ name, text }) => [name, ts.displayPartsToString(text)] as const);
  const plainTags = tagTexts.map(([name, text]) => `@${name}${text ? ` ${text}` : ""}`).join("\n");
  const markdownTags = tagTexts.map(([name, text]) => `*@${name}*${text ? ` ${text}` : ""}`).join("\n\n");
  const code = (text: string): string => `\`\`\`typescript\n${text}\n\`\`\``;
  const join = (parts: (string | undefined)[]): string => parts.filter(Boolean).join("\n\n");
  return {
    "text/plain": join([signature, documentation, plainTags, definition]),
    "text/markdown": join([code(signature), documentation, markdownTags, definition && code(definition)]),
  };
}

/** The declaration's own text, with the place it comes from. */
function definitionText(service: CellService, path: string, place: number): string | undefined {
  const [first] = service.service.getDefinitionAtPosition(path, place) ?? [];
  const file = first && service.service.getProgram()?.getSourceFile(first.fileName);
  if (!first || !file) return undefined;
  const span = first.contextSpan ?? first.textSpan;
  const lines = file.text.slice(span.start, span.start + span.length).split("\n");
  const shown = lines.length > 60 ? [...lines.slice(0, 60), `// … ${lines.length - 60} more lines`] : lines;
  return `// ${service.cellOf(first.fileName) ?? first.fileName}\n${shown.join("\n")}`;
}
