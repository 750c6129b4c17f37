import { escapeHtml } from "../core/escapeHtml.js";
import { duration } from "../notebook/duration.js";
import { parametersText } from "../notebook/parametersText.js";
import { claimTable } from "./claims.js";
import type { Recorded } from "./recorded.js";
import { recordTable } from "./records.js";
import type { Summary } from "./summary.js";

/** The end of a page: version, commit, parameters, machine and durations; numbers recorded in full mode; how to cite it. */
export function aboutHtml(key: string, summary: Summary, recorded: readonly Recorded[]): string {
  const { provenance, claims } = summary;
  const seeds = [...new Set([seedOf(provenance.parameters), ...claims.map((c) => c.seed)].filter(Boolean))];
  const facts: [string, string | undefined][] = [
    ["Executed", provenance.started?.replace("T", " ").replace(/\.\d+Z$/, " UTC")],
    ["Took", provenance.seconds === undefined ? undefined : duration(provenance.seconds)],
    ["Mode", summary.mode],
    ["Parameters", Object.keys(provenance.parameters ?? {}).length > 0 ? parametersText(provenance.parameters) : undefined],
    ["Seed", seeds.join(", ")],
    ["Version", provenance.version && `infoplane ${provenance.version}`],
    ["Commit", provenance.commit],
    ["Kernel", provenance.kernel],
    ["Node", provenance.node],
    ["Machine", provenance.machine],
  ];
  const list = facts
    .filter(([, value]) => value)
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value!)}</dd>`)
    .join("\n");
  return `<section class="about" id="about" aria-labelledby="about-title"><h2 id="about-title">How this page was made</h2>
${list ? `<dl>${list}</dl>` : "<p>The notebook does not say how it was executed.</p>"}
${recorded.map(recordedHtml).join("\n")}
<h3>Cite</h3>
<pre tabindex="0">${escapeHtml(bibtex(key, summary))}</pre>
</section>`;
}

function recordedHtml({ mode, recorded, given, claims, records, seconds, version }: Recorded): string {
  const how = [
    given && `with ${parametersText(given)}`,
    `recorded on ${recorded.slice(0, 10)}`,
    version && `infoplane ${version}`,
    seconds && duration(seconds),
  ]
    .filter(Boolean)
    .join(", ");
  const table = records.length > 0 ? recordTable(records) : "";
  return `<h3>In ${escapeHtml(mode)} mode</h3><p>${escapeHtml(how)}; not executed for this page.</p>${claims.length ? claimTable(claims) : ""}${table}`;
}

function bibtex(key: string, { title, provenance, mode }: Summary): string {
  const plain = (text: string) => text.replace(/[{}\\]/g, "").replace(/([&%$#_])/g, "\\$1");
  const notes = [
    provenance.version && `infoplane ${provenance.version}`,
    provenance.commit && `commit ${provenance.commit}`,
    mode && `${mode} mode`,
  ];
  const fields = [
    `  title        = {{${plain(title)}}}`,
    "  howpublished = {Executed notebook}",
    `  note         = {${plain([key, ...notes.filter(Boolean)].join(", "))}}`,
    ...(provenance.started ? [`  year         = {${provenance.started.slice(0, 4)}}`] : []),
  ];
  return `@misc{${key.replace(/[^A-Za-z0-9]+/g, "-")},\n${fields.join(",\n")}\n}`;
}

function seedOf(parameters: Record<string, unknown> | undefined): string {
  const seed = parameters?.seed;
  return typeof seed === "number" || typeof seed === "string" ? String(seed) : "";
}
