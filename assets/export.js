// Taking a race away: film, figure, numbers, a page of its own, code.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make } = lab;
  const SETTLE = 350; // ms after the last change before a preview is drawn
  const PREVIEW = 620; // its width in pixels
  const PARTS = { all: "all together", plane: "map", space: "surface", curves: "both curves", loss: "gap", step_size: "step sizes", numbers: "numbers" };
  const STYLES = { light: "light", dark: "dark", print: "print: grey on white, no title" };
  const KINDS = { ".png": "PNG", ".svg": "SVG, vectors", ".pdf": "PDF, vectors" };
  let drawing = null; // what was chosen for a figure last

  // The link with the step on the screen in it.
  const linkNow = () => [...lab.link().split("&").filter((word) => !word.startsWith("t=")), `t=${lab.t}`].join("&");

  // A field for a setting as the server declares it; what is chosen goes into `form`.
  function field({ name, kind, options, means, low, high }, label, form, words = {}) {
    const input = kind === "choice"
      ? make("select", {}, ...options.map((value) => new Option(words[value] || value, value)))
      : make("input", { type: "number", min: low, max: high, step: kind === "whole" ? 1 : "any" });
    input.value = form[name];
    input.name = name;
    input.addEventListener("change", () => (form[name] = kind === "choice" ? input.value : Number(input.value)));
    return make("label", { className: "field", title: means }, make("span", {}, label), input);
  }

  // Saves what the server answers, or says why there is nothing.
  async function save(address, button, says) {
    says.textContent = "";
    button.disabled = true;
    const answer = await fetch(address).catch(() => null);
    button.disabled = false;
    if (!answer || !answer.ok) {
      const told = answer && (await answer.json().catch(() => null));
      says.textContent = told ? told.problem : "The server does not answer.";
      return;
    }
    const name = /filename=(.+)$/.exec(answer.headers.get("Content-Disposition"))[1];
    const href = URL.createObjectURL(await answer.blob());
    make("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  // A button that saves what is at address().
  function saver(words, address) {
    const says = make("span", { className: "fact", role: "status" });
    const button = make("button", { className: "button strong", type: "button" }, words);
    button.addEventListener("click", () => save(address(), button, says));
    return make("p", {}, button, " ", says);
  }

  function figurePart({ settings, suffixes }) {
    drawing = drawing || { ...Object.fromEntries(settings.map((each) => [each.name, each.default])), suffix: suffixes[0], style: document.documentElement.dataset.theme };
    const labels = { part: "What", wide: "Width, mm", tall: "Height, mm", dpi: "Pixels per inch", style: "Style" };
    const words = { part: PARTS, style: STYLES };
    const fields = settings.map((each) => field(each, labels[each.name], drawing, words[each.name]));
    const suffix = field({ name: "suffix", kind: "choice", options: suffixes, means: "the kind of file" }, "Format", drawing, KINDS);
    const address = (kind, more) => {
      const { suffix: _, ...asked } = { ...drawing, ...more };
      return `/figure${kind}?${new URLSearchParams({ link: linkNow(), ...asked })}`;
    };
    const picture = make("img", { className: "preview", alt: "The figure as it will be" });
    const fails = make("p", { className: "warning", role: "status", hidden: true });
    const preview = () => (picture.src = address(".png", { dpi: Math.max(30, Math.round((PREVIEW * 25.4) / drawing.wide)) }));
    picture.addEventListener("load", () => (fails.hidden = true));
    picture.addEventListener("error", async () => {
      const told = await fetch(picture.src).then((found) => found.json(), () => ({ problem: "The server does not answer." }));
      fails.textContent = told.problem;
      fails.hidden = false;
    });
    let due = null;
    const form = make("div", { className: "fields" }, suffix, ...fields, saver("Download", () => address(drawing.suffix, {})), plain());
    form.addEventListener("change", () => { clearTimeout(due); due = setTimeout(preview, SETTLE); });
    preview();
    return make("div", { className: "export-figure" }, form, make("div", { className: "result" }, picture, fails,
      make("p", { className: "fact" }, `Step ${lab.t}; the link and every setting are in the file's own notes.`)));
  }

  // The panels that are plain Plotly figures, as they are on the page: the whole run.
  function plain() {
    const list = make("div", { className: "plain" }, make("strong", {}, "Panels as they are on the page, the whole run"));
    for (const plot of document.querySelectorAll(".panel.curves .plot")) {
      const panel = plot.closest(".panel");
      const row = make("div", {}, make("span", {}, panel.getAttribute("aria-label")));
      for (const format of ["png", "svg"]) {
        const button = make("button", { className: "button small", type: "button" }, format.toUpperCase());
        button.addEventListener("click", () => lab.savePlot(plot, format, panel.dataset.panel));
        row.append(button);
      }
      list.append(row);
    }
    return list.children.length > 1 ? list : "";
  }

  // Saves a plot as Plotly draws it, on paper of the page's colour.
  lab.savePlot = function (plot, format, name) {
    const layout = { ...plot.layout, paper_bgcolor: lab.race.paper };
    const { width, height } = plot.getBoundingClientRect();
    return window.Plotly.downloadImage({ data: plot.data, layout }, { format, width: Math.max(width, 480), height: Math.max(height, 300), scale: 3, filename: `fall-line-${name}` });
  };

  function numbersPart() {
    const kinds = [["csv", "CSV, for a spreadsheet"], ["json", "JSON, for a program"], ["npz", "NPZ, for numpy"]];
    const links = kinds.map(([kind, words]) => saver(words, () => `/race.${kind}?${new URLSearchParams({ link: lab.shown })}`));
    return make("div", {}, make("p", {}, "Every number of every step, run and start, with the scene, the settings, the units and by what it was made."), ...links,
      make("p", { className: "fact" }, "The file comes back: ", make("code", {}, "python app.py trace --from FILE"), " runs its race again and compares every number, bit for bit."));
  }

  function pagePart() {
    const theme = document.documentElement.dataset.theme;
    return make("div", {},
      make("p", {}, "One HTML file with this race in it, for a course's site or an e-mail: it plays, and its surface turns, without a server and without the network."),
      saver("Download the page", () => `/page?${new URLSearchParams({ link: lab.link(), theme })}`),
      make("p", { className: "fact" }, "At most 6 million bytes. Where there are more trails than fit in, fewer are drawn, and the page says how many."));
  }

  function codePart() {
    const part = make("div", {}, make("p", { className: "fact" }, "Fetching the scripts …"));
    fetch(`/scripts?${new URLSearchParams({ link: lab.shown })}`)
      .then((found) => found.json())
      .then((told) => part.replaceChildren(script("With Fall Line's own rules", told.lab || told), script("With plain torch.optim", told.torch || told)))
      .catch(() => part.replaceChildren(make("p", { className: "warning" }, "The server does not answer.")));
    return part;
  }

  function script(title, { code, problem }) {
    if (problem) return make("section", {}, make("h3", {}, title), make("p", { className: "fact" }, problem));
    const copy = make("button", { className: "button small", type: "button" }, "Copy");
    const text = make("pre", { tabIndex: 0, ariaLabel: title }, code);
    copy.addEventListener("click", () => lab.copy(code, copy, "Copy", () => window.getSelection().selectAllChildren(text)));
    return make("section", {}, make("h3", {}, title, " ", copy), text);
  }

  const TABS = [["Film", (facts) => lab.filmPart(facts.film, field)], ["Figure", (facts) => figurePart(facts.figure)], ["Numbers", numbersPart], ["Web page", pagePart], ["Code", codePart]];
  let last = TABS[0][0]; // the tab that was open last

  async function open() {
    lab.pause();
    const bar = make("div", { className: "takes", role: "tablist", ariaLabel: "What to take away" });
    const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
    lab.dialog("exporting", "Take this race with you", bar, place);
    const facts = await fetch("/exports").then((found) => found.json(), () => null);
    if (!facts) return place.replaceChildren(make("p", { className: "warning" }, "The server does not answer; close this and try again."));
    return lab.tabs(bar, place, TABS.map(([title, part]) => [title, () => part(facts)]), last, (title) => (last = title));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#export") && lab.race) open();
  });
})(window.fallline);
