/**
 * The script of every page, small and the same for all: light and dark, code shown or hidden, frames as high as what they hold, and live plots
 * in place of their images. A page is complete without it.
 */
export const pageScript = `
(() => {
  "use strict";
  const root = document.documentElement;
  root.dataset.live = "";
  const remember = (key, value) => { try { localStorage.setItem("infoplane-" + key, value); } catch {} };
  const recall = (key) => { try { return localStorage.getItem("infoplane-" + key); } catch { return null; } };
  const theme = recall("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const frames = () => document.querySelectorAll("iframe.foreign");
  const fit = (frame) => {
    const inside = frame.contentDocument;
    if (!inside || !inside.body) return;
    if (root.dataset.theme) inside.documentElement.dataset.theme = root.dataset.theme;
    frame.style.height = "0";
    const height = inside.documentElement.scrollHeight;
    frame.style.height = Math.min(height + 2, 4000) + "px";
  };

  const draw = (figure) => {
    const source = figure.querySelector("script[type='application/json']");
    if (!source || figure.querySelector(".live") || !window.Plotly) return;
    const { data, layout } = JSON.parse(source.textContent);
    const still = figure.querySelector("img");
    const live = document.createElement("div");
    live.className = "live drawing";
    const height = Number(layout.height) || 450;
    const width = Number(layout.width) || 700;
    live.style.width = "max(min(100%, " + width + "px), " + Math.min(width, 560) + "px)"; // narrower would be illegible: scroll
    live.style.height = height + "px";
    live.setAttribute("role", "group");
    live.setAttribute("aria-label", figure.dataset.label || "Figure");
    delete layout.width;
    delete layout.height;
    layout.autosize = true;
    figure.append(live);
    Promise.resolve()
      .then(() => window.Plotly.newPlot(live, data, layout, { responsive: true, displaylogo: false, displayModeBar: "hover", showSendToCloud: false, plotlyServerURL: "" }))
      .then(() => {
        live.classList.remove("drawing");
        if (still) still.classList.add("replaced");
        figure.dataset.drawn = "";
      })
      .catch(() => live.remove());
  };

  const start = () => {
    for (const frame of frames()) {
      if (frame.contentDocument && frame.contentDocument.readyState === "complete") fit(frame);
      frame.addEventListener("load", () => fit(frame));
    }
    addEventListener("resize", () => frames().forEach(fit));
    document.querySelector("[data-do=theme]")?.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      remember("theme", root.dataset.theme);
      frames().forEach(fit);
    });
    document.querySelector("[data-do=code]")?.addEventListener("click", (event) => {
      const hide = root.dataset.code !== "hidden";
      if (hide) root.dataset.code = "hidden"; else delete root.dataset.code;
      event.currentTarget.textContent = hide ? "Show code" : "Hide code";
      event.currentTarget.setAttribute("aria-pressed", String(hide));
    });
    const figures = document.querySelectorAll("figure.plot");
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) { near.unobserve(entry.target); draw(entry.target); }
    }, { rootMargin: "600px" });
    for (const figure of figures) near.observe(figure);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
`.trim();
