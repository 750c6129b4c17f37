import { terminalToHtml } from "src/publish/terminalToHtml.js";
import { expect, test } from "vitest";

const ESC = "\u001b";
test.each([
  ["plain", "a < b & c", "a &lt; b &amp; c"],
  ["colour", `${ESC}[31mred${ESC}[0m no`, '<span class="ansi-red">red</span> no'],
  ["bold and colour", `${ESC}[1;92mx${ESC}[22my`, '<span class="ansi-green ansi-bold">x</span><span class="ansi-green">y</span>'],
  ["256 colours", `${ESC}[38;5;196mx`, '<span class="ansi-red">x</span>'],
  ["true colour on a background", `${ESC}[38;2;0;0;255;43mx`, '<span class="ansi-blue ansi-on-yellow">x</span>'],
  ["grey is the text's own colour", `${ESC}[38;5;240mx`, "x"],
  ["carriage return overwrites", "10 %\r100 %\nnext", "100 %\nnext"],
  ["a shorter line leaves the rest", "abcdef\rxy", "xycdef"],
  ["Windows line ends", "a\r\nb", "a\nb"],
  ["backspace", "ab\bc", "ac"],
  ["other sequences and control characters vanish", `${ESC}[2Ka${ESC}]0;title\u0007b\u0000c`, "abc"],
  ["nothing in a sequence becomes HTML", `${ESC}[31"><script>m`, "[31&quot;&gt;&lt;script&gt;m"],
])("%s", (_, text, html) => {
  expect(terminalToHtml(text)).toBe(html);
});
