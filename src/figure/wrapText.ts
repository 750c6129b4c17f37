import { richTextWidth } from "./svg/richText.js";

/** Breaks a text between words, so that each line is at most `width` pixels. */
export function wrapText(text: string, size: number, width: number): string {
  if (richTextWidth(text, size) <= width) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && richTextWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("<br>");
}
