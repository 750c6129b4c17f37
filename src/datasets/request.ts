import type { IncomingMessage } from "node:http";
import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";
import { DataError } from "./dataError.js";

const MOST_REDIRECTS = 5;

/** A GET that follows up to five redirects, never from https to http, and gives up when nothing comes for `stallMs`. The bytes are those on the wire. */
export async function request(url: URL, headers: Record<string, string>, stallMs: number, signal?: AbortSignal): Promise<IncomingMessage> {
  let at = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await once(at, headers, stallMs, signal);
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    if (![301, 302, 303, 307, 308].includes(statusCode)) return response;
    response.destroy();
    if (!location) throw new DataError(`answered ${statusCode} without saying where to go`);
    const next = new URL(location, at);
    if (at.protocol === "https:" && next.protocol !== "https:")
      throw new DataError(`redirects from https to ${next.protocol}//${next.host}`);
    at = next;
  }
  throw new DataError(`redirects more than ${MOST_REDIRECTS} times`);
}

function once(url: URL, headers: Record<string, string>, stallMs: number, signal?: AbortSignal): Promise<IncomingMessage> {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new DataError(`${url.protocol} addresses are not fetched; http and https are`);
  return new Promise((resolve, reject) => {
    const call = (url.protocol === "https:" ? getHttps : getHttp)(url, { headers, signal, agent: false }, (response) => {
      response.setTimeout(stallMs, () => response.destroy(new DataError(`sent nothing for ${stallMs / 1000} s`)));
      resolve(response);
    });
    call.setTimeout(stallMs, () => call.destroy(new DataError(`did not answer for ${stallMs / 1000} s`)));
    call.on("error", reject);
  });
}
