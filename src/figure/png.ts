import { Resvg } from "@resvg/resvg-js";
import { FONT_FILES } from "./svg/fonts.js";

/**
 * The pixels of an SVG picture as a PNG file. System fonts are off and DejaVu comes from its package, so the bytes are the same on every machine.
 *
 * @param zoom pixels of the PNG per pixel of the SVG
 */
export function png(svg: string, zoom = 2): Uint8Array {
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { loadSystemFonts: false, fontFiles: [...FONT_FILES], defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
  });
  return image.render().asPng();
}
