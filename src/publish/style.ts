/** The look of every page: one column of text, light and dark by `color-scheme`, code that can be folded, black on white on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#ffffff, #16181c);
  --raised: light-dark(#f6f7f9, #1e2126);
  --text: light-dark(#1c1e21, #e3e5e8);
  --quiet: light-dark(#5b626b, #a4abb5);
  --line: light-dark(#dfe2e6, #343941);
  --accent: light-dark(#0b57a4, #8ab8f0);
  --good: light-dark(#12652b, #7fd396);
  --half: light-dark(#7a5200, #e8bd62);
  --bad: light-dark(#a01c1c, #f59a94);
  --wide: 60rem;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.6 var(--sans); overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; background: var(--page); padding: .3rem .6rem; z-index: 3; }
.bar { position: sticky; top: 0; z-index: 2; background: color-mix(in srgb, var(--page) 94%, transparent); border-bottom: 1px solid var(--line); }
.bar nav { max-width: var(--wide); margin: auto; padding: .45rem 1.25rem; display: flex; gap: .4rem 1.1rem; flex-wrap: wrap; align-items: center; font-size: .875rem; }
.bar .home { font-weight: 650; text-decoration: none; color: var(--text); }
.bar .here { color: var(--quiet); flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 4rem; }
button { font: inherit; color: var(--text); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .12rem .6rem; cursor: pointer; }
button:hover { border-color: var(--quiet); }
html:not([data-live]) button { display: none; }
main { max-width: var(--wide); margin: auto; padding: 1.5rem 1.25rem 4rem; }
h1, h2, h3, h4 { line-height: 1.25; font-weight: 650; margin: 2.2em 0 .6em; text-wrap: balance; }
h1 { font-size: 2rem; margin-top: .6em; letter-spacing: -.012em; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.12rem; }
h4 { font-size: 1rem; }
.markdown > :first-child { margin-top: .4em; }
.markdown h2:first-child { margin-top: 1.6em; }
.markdown p, .markdown li, .markdown blockquote, .lead { max-width: 46rem; }
.markdown img { max-width: 100%; height: auto; }
blockquote { margin: 1em 0; padding: 0 1em; border-left: 3px solid var(--line); color: var(--quiet); }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
.meta { color: var(--quiet); font-size: .9rem; margin: .2rem 0 1.6rem; display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; }
.badge { border: 1px solid var(--line); border-radius: 99px; padding: 0 .6rem; font-size: .8rem; color: var(--quiet); white-space: nowrap; }
.badge.quick { color: var(--half); border-color: currentColor; }
.badge.full { color: var(--good); border-color: currentColor; }
.badge.failed { color: var(--bad); border-color: currentColor; }
code, pre, kbd { font-family: var(--mono); font-size: .86rem; }
:not(pre) > code { background: var(--raised); border-radius: 4px; padding: .08em .3em; }
pre { margin: 0; overflow-x: auto; line-height: 1.5; tab-size: 2; }
.markdown pre { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; margin: 1em 0; }
.cell { margin: 1.1rem 0; }
.code { border: 1px solid var(--line); border-radius: 8px; background: var(--raised); }
.code > summary { display: flex; gap: .8rem; padding: .22rem .9rem; font: .78rem/1.6 var(--mono); color: var(--quiet); cursor: pointer; list-style: none; user-select: none; }
.code > summary::-webkit-details-marker { display: none; }
.code > summary::before { content: "▸"; width: .7em; }
.code[open] > summary::before { content: "▾"; }
.code > summary .took { margin-left: auto; }
.code > pre { padding: .15rem .9rem .75rem; }
.outputs { margin: .7rem 0 1.4rem; }
.outputs > * + * { margin-top: .6rem; }
.stream, .result, .traceback { padding: .1rem .9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.stream { color: var(--quiet); }
.stderr { border-left: 3px solid var(--half); }
.long { max-height: 32rem; overflow: auto; border: 1px solid var(--line); border-radius: 8px; padding: .6rem .9rem; }
.error { border: 1px solid var(--bad); border-left-width: 4px; border-radius: 8px; padding: .5rem 0; }
.cut, .absent { color: var(--quiet); font-size: .9rem; font-style: italic; }
figure { margin: 0; }
figure.plot, figure.picture { text-align: center; }
figure.plot img, figure.picture img { max-width: 100%; height: auto; border-radius: 6px; }
figure.plot { background: #ffffff; border-radius: 8px; overflow-x: auto; color-scheme: light; color: #1c1e21; }
figure.plot .live { margin: auto; text-align: left; }
figure.plot { position: relative; } figure.plot .drawing { position: absolute; visibility: hidden; inset: 0 auto auto 0; width: 100%; }
.foreign { width: 100%; height: 12rem; border: 0; display: block; background: transparent; }
.progress { color: var(--quiet); }
.formula { overflow-x: auto; overflow-y: hidden; padding: .2rem 0; }
.katex-display { margin: .6em 0; }
.bad-math { color: var(--bad); }
.table { overflow-x: auto; margin: 1em 0; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--line); font-weight: 600; font-size: .82rem; color: var(--quiet); }
table.claims { width: 100%; }
td.value { white-space: nowrap; } td.words { min-width: 16rem; } td.quoted { min-width: 8rem; overflow-wrap: anywhere; }
.records summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
.source { color: var(--quiet); white-space: nowrap; font-size: .85em; }
.verdict { white-space: nowrap; font-weight: 600; font-size: .88em; }
.verdict.holds { color: var(--good); } .verdict.part { color: var(--half); } .verdict.fails { color: var(--bad); } .verdict.unknown { color: var(--quiet); }
.papers h2 { border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1.25rem; padding: 0; list-style: none; }
.card { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; display: flex; flex-direction: column; background: var(--raised); position: relative; }
.card:hover, .card:focus-within { border-color: var(--accent); }
.card .thumb { aspect-ratio: 16 / 10; border-bottom: 1px solid var(--line); display: grid; place-items: center; overflow: hidden; position: relative; }
.card .thumb img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; background: #ffffff; padding: .4rem; }
.card .thumb span { font: 2.2rem/1 Georgia, serif; font-style: italic; color: var(--quiet); }
.card div.words { padding: .8rem 1rem 1rem; display: flex; flex-direction: column; gap: .35rem; flex: 1; }
.card h3 { margin: 0; font-size: 1.02rem; }
.card h3 a { color: var(--text); text-decoration: none; }
.card h3 a::after { content: ""; position: absolute; inset: 0; }
.card p { margin: 0; font-size: .88rem; color: var(--quiet); display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.card .foot { margin-top: auto; display: flex; flex-wrap: wrap; gap: .3rem .7rem; font-size: .82rem; padding-top: .3rem; align-items: center; }
.contents { font-size: .9rem; border-left: 3px solid var(--line); padding-left: 1rem; margin: 1.4rem 0; }
.contents summary { cursor: pointer; color: var(--quiet); }
.contents ul { margin: .3rem 0; padding: 0; list-style: none; }
.contents .deep { padding-left: 1.1rem; }
.about { margin-top: 3.5rem; border-top: 1px solid var(--line); font-size: .92rem; }
.about dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.4rem; }
.about dt { color: var(--quiet); } .about dd { margin: 0; min-width: 0; }
.about pre, pre.licence { background: var(--raised); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; white-space: pre-wrap; }
footer { max-width: var(--wide); margin: auto; padding: 0 1.25rem 2.5rem; color: var(--quiet); font-size: .85rem; }
.hljs-keyword, .hljs-built_in, .hljs-literal, .hljs-selector-tag { color: light-dark(#8a1c62, #f0a3d0); }
.hljs-string, .hljs-regexp, .hljs-subst .hljs-string { color: light-dark(#0a6b3d, #93d6a7); }
.hljs-number, .hljs-symbol { color: light-dark(#8b4000, #f0b37e); }
.hljs-comment, .hljs-quote, .hljs-meta { color: light-dark(#5f6670, #9aa2ad); font-style: italic; }
.hljs-title, .hljs-title.function_, .hljs-section { color: light-dark(#0b57a4, #8ab8f0); }
.hljs-title.class_, .hljs-type { color: light-dark(#5b3fb0, #c3b1fa); }
.hljs-attr, .hljs-property, .hljs-params, .hljs-variable { color: inherit; }
.ansi-red { color: light-dark(#a01c1c, #f59a94); } .ansi-green { color: light-dark(#12652b, #7fd396); }
.ansi-yellow { color: light-dark(#7a5200, #e8bd62); } .ansi-blue { color: light-dark(#0b57a4, #8ab8f0); }
.ansi-magenta { color: light-dark(#8a1c62, #f0a3d0); } .ansi-cyan { color: light-dark(#006067, #7fd0d8); }
.ansi-black { color: light-dark(#1c1e21, #b0b6bf); } .ansi-white { color: light-dark(#5b626b, #e3e5e8); }
.ansi-on-red { background: light-dark(#fbdcdc, #5a2323); } .ansi-on-green { background: light-dark(#d8f2df, #1f4a2c); }
.ansi-on-yellow { background: light-dark(#fbeecb, #4f3c0d); } .ansi-on-blue { background: light-dark(#dce9fa, #1f3c5f); }
.ansi-on-magenta { background: light-dark(#f8dcee, #552344); } .ansi-on-cyan { background: light-dark(#d6f1f3, #1a4a50); }
.ansi-on-black { background: light-dark(#e3e5e8, #2b2f36); } .ansi-on-white { background: light-dark(#eef0f2, #3a3e45); }
.ansi-bold { font-weight: 700; } .ansi-faint { opacity: .75; } .ansi-italic { font-style: italic; } .ansi-underline { text-decoration: underline; }
html[data-code="hidden"] .code { display: none; }
.plot img.replaced { display: none; }
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) :is(figure.plot, .thumb img) { filter: invert(.91) hue-rotate(180deg); } }
:root[data-theme="dark"] :is(figure.plot, .thumb img) { filter: invert(.91) hue-rotate(180deg); }
@media (max-width: 40rem) { h1 { font-size: 1.6rem; } .about dl { grid-template-columns: 1fr; } .about dd { margin-bottom: .4rem; } }
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  .bar, .skip, .contents, .code > summary { display: none; }
  body { font-size: 10pt; } main { padding: 0; max-width: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .long { max-height: none; overflow: visible; }
  .plot .live { display: none; } .plot img.replaced { display: inline; }
  figure, .code, tr, .formula { break-inside: avoid; } h1, h2, h3 { break-after: avoid; }
  :root figure.plot { filter: none !important; }
}
`.trim();
