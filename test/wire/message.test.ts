import fc from "fast-check";
import { decodeMessage } from "src/wire/decodeMessage.js";
import { encodeMessage } from "src/wire/encodeMessage.js";
import { type Message, WireError } from "src/wire/message.js";
import { newHeader } from "src/wire/newHeader.js";
import { signature } from "src/wire/signature.js";
import { describe, expect, test } from "vitest";
import { missingPython, peerTest, runPython } from "../peers.js";

const secret = { key: "a0436f6c-1916-498b-8eb9-e81ab9368e84", scheme: "hmac-sha256" };

function message(content: Record<string, unknown> = { code: "1 + 1" }): Message {
  const header = newHeader("execute_request", "s");
  return {
    identities: [Buffer.from([0, 1, 2])],
    header,
    parentHeader: {},
    metadata: { k: "ä" },
    content,
    buffers: [Buffer.from([255, 0])],
  };
}

describe("a message on the wire", () => {
  test("survives encoding and decoding, whatever JSON and buffers it carries", () => {
    const objects = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ noUnicodeString: false } as object)) as fc.Arbitrary<
      Record<string, unknown>
    >;
    fc.assert(
      fc.property(objects, objects, fc.array(fc.uint8Array()), (content, metadata, buffers) => {
        const sent = JSON.parse(JSON.stringify({ content, metadata }));
        const got = decodeMessage(encodeMessage({ ...message(), ...sent, buffers }, secret), secret);
        expect(got.content).toEqual(sent.content);
        expect(got.metadata).toEqual(sent.metadata);
        expect(got.buffers.map((b) => [...b])).toEqual(buffers.map((b) => [...b]));
        expect([...got.identities[0]]).toEqual([0, 1, 2]);
      }),
    );
  });

  test("is signed with HMAC-SHA256 over its four JSON frames (RFC 4231, test case 2)", () => {
    const frames = ["what do ", "ya want ", "for ", "nothing?"].map((s) => Buffer.from(s));
    expect(signature({ key: "Jefe" }, frames)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  });

  test("is refused when any byte of it was changed", () => {
    const frames = encodeMessage(message(), secret);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, at, flip) => {
        const changed = frames.map((f) => Buffer.from(f));
        changed[frame][at % changed[frame].length] ^= flip;
        expect(() => decodeMessage(changed, secret)).toThrow(WireError);
      }),
    );
  });

  test.each([
    ["no signature", (f: Uint8Array[]) => f.with(2, new Uint8Array())],
    ["another key's", (f: Uint8Array[]) => f.with(2, Buffer.from(signature({ key: "b" }, f.slice(3, 7))))],
    ["upper case", (f: Uint8Array[]) => f.with(2, Buffer.from(Buffer.from(f[2]).toString().toUpperCase()))],
    ["one byte less", (f: Uint8Array[]) => f.with(2, f[2].subarray(1))],
  ])("is refused with a wrong signature: %s", (_, change) => {
    expect(() => decodeMessage(change(encodeMessage(message(), secret)), secret)).toThrow("the signature is wrong or missing");
  });

  test("that is not signed is taken only when the key is empty", () => {
    const frames = encodeMessage(message(), { key: "" });
    expect(decodeMessage(frames, { key: "" }).content).toEqual({ code: "1 + 1" });
    expect(() => decodeMessage(frames, secret)).toThrow(WireError);
  });

  test("an unknown signature scheme is an error that names the known one", () => {
    expect(() => signature({ key: "k", scheme: "md5" }, [])).toThrow(/hmac-sha256/);
  });
});

describe("the decoder", () => {
  const parts = (...json: (string | Uint8Array)[]): Uint8Array[] => [
    Buffer.from("<IDS|MSG>"),
    Buffer.from(""),
    ...json.map((j) => Buffer.from(j)),
  ];
  const header = JSON.stringify(newHeader("x", "s"));

  test("takes any frames and throws WireError or gives a message, nothing else", () => {
    const frame = fc.oneof(
      fc.uint8Array(),
      fc.constant(Buffer.from("<IDS|MSG>")),
      fc.json().map((j) => Buffer.from(j)),
      fc.constant(Buffer.from(header)),
    );
    for (const key of ["", "k"])
      fc.assert(
        fc.property(fc.array(frame, { maxLength: 9 }), (frames) => {
          try {
            expect(typeof decodeMessage(frames, { key }).header.msg_id).toBe("string");
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        }),
        { numRuns: 2000 },
      );
  });

  test.each([
    ["invalid UTF-8", parts(header, "{}", "{}", Buffer.from([0x7b, 0xff, 0x7d])), /content must be JSON in UTF-8/],
    ["half a character", parts(header, "{}", "{}", Buffer.from('{"a":"ä"}').subarray(0, 7)), /content must be JSON/],
    ["broken JSON", parts(header, "{", "{}", "{}"), /parent header must be JSON/],
    ["an array for an object", parts(header, "{}", "[]", "{}"), /metadata must be a JSON object; got an array/],
    ["null", parts(header, "{}", "{}", "null"), /content must be a JSON object; got null/],
    ["a number as id", parts('{"msg_id":1,"msg_type":"x","session":"s"}', "{}", "{}", "{}"), /msg_id must be a string; got number/],
    ["a missing frame", parts(header, "{}", "{}"), /5 frames must follow/],
    ["no delimiter", parts(header, "{}", "{}", "{}").slice(1), /<IDS\|MSG>/],
    ["no frames", [], /got 0 frames/],
  ])("refuses %s and says why", (_, frames, why) => {
    expect(() => decodeMessage(frames, { key: "" })).toThrow(why);
  });

  test("reads deeply nested JSON", () => {
    const deep = `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    expect(Array.isArray(decodeMessage(parts(header, "{}", "{}", deep), { key: "" }).content.a)).toBe(true);
  });
});

peerTest(missingPython("jupyter_client"), "jupyter_client reads what we sign, and we read what it signs", () => {
  const ours = encodeMessage({ ...message({ code: "π = '𝒳'", n: 1.5 }), identities: [] }, secret).map((f) =>
    Buffer.from(f).toString("base64"),
  );
  const answer = runPython(
    `
import json, sys, base64
from jupyter_client.session import Session
given = json.load(sys.stdin)
s = Session(key=given["key"].encode(), signature_scheme="hmac-sha256")
ids, frames = s.feed_identities([base64.b64decode(f) for f in given["frames"]])
msg = s.deserialize(frames)
out = s.serialize(s.msg("kernel_info_request", {"x": "ü𝒳"}), ident=[b"id"])
print(json.dumps({"content": msg["content"], "type": msg["msg_type"], "buffers": [bytes(b).hex() for b in msg["buffers"]],
  "frames": [base64.b64encode(f).decode() for f in out]}))`,
    { key: secret.key, frames: ours },
  ) as { content: unknown; type: string; buffers: string[]; frames: string[] };
  expect(answer.content).toEqual({ code: "π = '𝒳'", n: 1.5 });
  expect(answer.type).toBe("execute_request");
  expect(answer.buffers).toEqual(["ff00"]);
  const theirs = decodeMessage(
    answer.frames.map((f) => Buffer.from(f, "base64")),
    secret,
  );
  expect(theirs.header.msg_type).toBe("kernel_info_request");
  expect(theirs.content).toEqual({ x: "ü𝒳" });
});
