/** Jupyter counts characters in code points, JavaScript in UTF-16 units. */
export function toUtf16(text: string, codePoints: number): number {
  let at = 0;
  for (let i = 0; i < codePoints && at < text.length; i++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}

export function toCodePoints(text: string, utf16: number): number {
  let count = 0;
  for (let at = 0; at < utf16 && at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
