import { stringWidth } from "src/figure/svg/fonts.js";
import { literalTags, parseRichText, plainText, richTextWidth, svgText } from "src/figure/svg/richText.js";
import { expect, test } from "vitest";

// Advance widths of DejaVu Sans 2.37 as its own hmtx table gives them, of 2048 units: M 1767, i 569, space 651, Σ 1294.
test.each([
  ["M", 1767],
  ["i", 569],
  [" ", 651],
  ["Σ", 1294],
  ["Mi Σ", 1767 + 569 + 651 + 1294],
])("the width of %s is that of the font", (text, units) => {
  expect(stringWidth(text, 2048)).toBeCloseTo(units, 9);
});

test("superscripts are narrower, tags have no width", () => {
  expect(richTextWidth("10<sup>3</sup>", 10)).toBeCloseTo(stringWidth("10", 10) + stringWidth("3", 7), 9);
});

test("lines, styles and entities are plotly's; every other tag is text", () => {
  expect(parseRichText("a<br>b")).toHaveLength(2);
  expect(plainText("T<sub>5</sub> &lt; &amp;&#8722; <u>x</u>")).toBe("T5 < &\u2212 <u>x</u>");
  expect(literalTags("<b>a</b> <u>x</u> 1 < 2")).toBe("<b>a</b> &lt;u>x&lt;/u> 1 &lt; 2");
});

test("the baseline returns after a subscript", () => {
  const at = { x: 0, y: 0, size: 10, color: "#000000", xanchor: "left", yanchor: "baseline" } as const;
  expect(svgText("T<sub>5</sub>)", at)).toBe(
    '<text x="0" y="0" font-size="10" fill="#000000">T<tspan dy="2.1" font-size="7">5</tspan><tspan dy="-2.1">)</tspan></text>',
  );
});

test("control characters, which XML cannot hold, are dropped", () => {
  const at = { x: 0, y: 0, size: 10, color: "#000000", xanchor: "left", yanchor: "baseline" } as const;
  expect(svgText("a\u0000\u0007b", at)).toContain(">ab<");
});
