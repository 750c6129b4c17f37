import { OutputCollector } from "src/notebook/outputCollector.js";
import { expect, test } from "vitest";
import { code } from "./fixtures.js";

const stream = (text: string, name = "stdout") => ({ type: "stream", content: { name, text } });
const display = (plain: string, id?: string) => ({
  type: "display_data",
  content: { data: { "text/plain": plain }, metadata: {}, transient: id ? { display_id: id } : {} },
});
const update = (plain: string, id: string) => ({ ...display(plain, id), type: "update_display_data" });

function collect(...messages: { type: string; content: Record<string, unknown> }[]): unknown[] {
  const cell = code("");
  const collector = new OutputCollector();
  for (const message of messages) collector.add(cell, message);
  return cell.outputs.map((o) => (o.output_type === "stream" ? `${o.name}:${o.text}` : "data" in o ? o.data["text/plain"] : o.output_type));
}

test("neighbouring texts of one stream become one output", () => {
  expect(collect(stream("a"), stream("b"), stream("c", "stderr"), stream("d"))).toEqual(["stdout:ab", "stderr:c", "stdout:d"]);
});

test("clear_output clears at once, or with wait when the next output comes", () => {
  const clear = (wait: boolean) => ({ type: "clear_output", content: { wait } });
  expect(collect(stream("a"), clear(false))).toEqual([]);
  expect(collect(stream("a"), clear(true))).toEqual(["stdout:a"]);
  expect(collect(stream("a"), clear(true), stream("b"))).toEqual(["stdout:b"]);
  expect(collect(stream("a"), clear(true), display("b"), display("c"))).toEqual(["b", "c"]);
});

test("an update changes every display of its id, in earlier cells too, and never text/plain of another", () => {
  const [first, second] = [code(""), code("")];
  const collector = new OutputCollector();
  collector.add(first, display("old", "x"));
  collector.add(first, display("other", "y"));
  collector.add(second, display("old", "x"));
  collector.add(second, update("new", "x"));
  collector.add(second, update("nobody", "z"));
  expect([first, second].map((c) => c.outputs.map((o) => "data" in o && o.data["text/plain"]))).toEqual([["new", "other"], ["new"]]);
});

test("status and input messages are not outputs", () => {
  expect(new OutputCollector().add(code(""), { type: "status", content: {} })).toBe(false);
});
