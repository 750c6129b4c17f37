/**
 * Advance widths from the bytes of a TrueType font: tables head, hhea, hmtx and cmap (formats 4 and 12).
 *
 * @returns code point → width as a fraction of the font size; a code point that the font lacks has the width of its glyph 0
 */
export function advanceWidths(bytes: Uint8Array): (codePoint: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const table = (tag: string): number => {
    for (let i = 0, at = 12; i < view.getUint16(4); i++, at += 16)
      if (String.fromCharCode(...bytes.subarray(at, at + 4)) === tag) return view.getUint32(at + 8);
    throw new Error(`advanceWidths: the font has no table "${tag}"; give it a TrueType font.`);
  };
  const unitsPerEm = view.getUint16(table("head") + 18);
  const longMetrics = view.getUint16(table("hhea") + 34);
  const metrics = table("hmtx");
  const glyphOf = characterMap(view, table("cmap"));
  return (codePoint) => view.getUint16(metrics + 4 * Math.min(glyphOf(codePoint), longMetrics - 1)) / unitsPerEm;
}

function characterMap(view: DataView, cmap: number): (codePoint: number) => number {
  let basic = 0;
  let full = 0;
  for (let i = 0; i < view.getUint16(cmap + 2); i++) {
    const at = cmap + view.getUint32(cmap + 8 + 8 * i);
    if (view.getUint16(at) === 4) basic = at;
    if (view.getUint16(at) === 12) full = at;
  }
  if (full) return (codePoint) => format12(view, full, codePoint);
  return (codePoint) => format4(view, basic, codePoint);
}

function format12(view: DataView, at: number, codePoint: number): number {
  const groups = view.getUint32(at + 12);
  for (let i = 0, group = at + 16; i < groups; i++, group += 12)
    if (codePoint <= view.getUint32(group + 4)) {
      const first = view.getUint32(group);
      return codePoint < first ? 0 : view.getUint32(group + 8) + codePoint - first;
    }
  return 0;
}

function format4(view: DataView, at: number, codePoint: number): number {
  const segments = view.getUint16(at + 6); // twice the number
  for (let i = 0; i < segments; i += 2) {
    if (codePoint > view.getUint16(at + 14 + i)) continue;
    const first = view.getUint16(at + 16 + segments + i);
    if (codePoint < first) return 0;
    const delta = view.getUint16(at + 16 + 2 * segments + i);
    const offsetAt = at + 16 + 3 * segments + i;
    const offset = view.getUint16(offsetAt);
    if (offset === 0) return (codePoint + delta) & 0xffff;
    const glyph = view.getUint16(offsetAt + offset + 2 * (codePoint - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  }
  return 0;
}
