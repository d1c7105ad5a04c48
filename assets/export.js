// Taking a race away: film, figure, numbers, a page of its own, code.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const SETTLE = 350; // ms after the last change before a preview is drawn
  const PREVIEW = 620; // its width in pixels
  const PARTS = { all: say("all together"), plane: say("map"), space: say("surface"), curves: say("both curves"), loss: say("gap"), step_size: say("step sizes"), numbers: say("numbers") };
  const STYLES = { light: say("light"), dark: say("dark"), print: say("print: grey on white, no title") };
  const KINDS = { ".png": "PNG", ".svg": say("SVG, vectors"), ".pdf": say("PDF, vectors") };
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
    return make("label", { className: "field", title: say(means) }, make("span", {}, label), input);
  }

  // Saves what the server answers, or says why there is nothing.
  async function save(address, button, says) {
    says.textContent = "";
    button.disabled = true;
    const answer = await fetch(address).catch(() => null);
    button.disabled = false;
    if (!answer || !answer.ok) {
      const told = answer && (await answer.json().catch(() => null));
      says.textContent = told ? told.problem : say("The server does not answer.");
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
    const labels = { part: say("What"), wide: say("Width, mm"), tall: say("Height, mm"), dpi: say("Pixels per inch"), style: say("Style") };
    const words = { part: PARTS, style: STYLES };
    const fields = settings.map((each) => field(each, labels[each.name], drawing, words[each.name]));
    const suffix = field({ name: "suffix", kind: "choice", options: suffixes, means: say("the kind of file") }, say("Format"), drawing, KINDS);
    const address = (kind, more) => {
      const { suffix: _, ...asked } = { ...drawing, ...more };
      return `/figure${kind}?${new URLSearchParams({ link: linkNow(), ...asked })}`;
    };
    const picture = make("img", { className: "preview", alt: say("The figure as it will be") });
    const fails = make("p", { className: "warning", role: "status", hidden: true });
    const preview = () => (picture.src = address(".png", { dpi: Math.max(30, Math.round((PREVIEW * 25.4) / drawing.wide)) }));
    picture.addEventListener("load", () => (fails.hidden = true));
    picture.addEventListener("error", async () => {
      const told = await fetch(picture.src).then((found) => found.json(), () => ({ problem: say("The server does not answer.") }));
      fails.textContent = told.problem;
      fails.hidden = false;
    });
    let due = null;
    const form = make("div", { className: "fields" }, suffix, ...fields, saver(say("Download"), () => address(drawing.suffix, {})), plain());
    form.addEventListener("change", () => { clearTimeout(due); due = setTimeout(preview, SETTLE); });
    preview();
    return make("div", { className: "export-figure" }, form, make("div", { className: "result" }, picture, fails,
      make("p", { className: "fact" }, say("Step {t}; the link and every setting are in the file's own notes.", { t: lab.t }))));
  }

  // The panels that are plain Plotly figures, as they are on the page: the whole run.
  function plain() {
    const list = make("div", { className: "plain" }, make("strong", {}, say("Panels as they are on the page, the whole run")));
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
    const kinds = [["csv", say("CSV, for a spreadsheet")], ["json", say("JSON, for a program")], ["npz", say("NPZ, for numpy")]];
    const links = kinds.map(([kind, words]) => saver(words, () => `/race.${kind}?${new URLSearchParams({ link: lab.shown })}`));
    return make("div", {}, make("p", {}, say("Every number of every step, run and start, with the scene, the settings, the units and by what it was made.")), ...links,
      make("p", { className: "fact" }, say("The file comes back; this runs its race again and compares every number, bit for bit:"), " ", make("code", {}, "python app.py trace --from FILE")));
  }

  function pagePart() {
    const theme = document.documentElement.dataset.theme;
    return make("div", {},
      make("p", {}, say("One HTML file with this race in it, for a course's site or an e-mail: it plays, and its surface turns, without a server and without the network.")),
      saver(say("Download the page"), () => `/page?${new URLSearchParams({ link: lab.link(), theme })}`),
      make("p", { className: "fact" }, say("At most 6 million bytes. Where there are more trails than fit in, fewer are drawn, and the page says how many.")));
  }

  function codePart() {
    const part = make("div", {}, make("p", { className: "fact" }, say("Fetching the scripts …")));
    fetch(`/scripts?${new URLSearchParams({ link: lab.shown })}`)
      .then((found) => found.json())
      .then((told) => part.replaceChildren(script(say("With Fall Line's own rules"), told.lab || told), script(say("With plain torch.optim"), told.torch || told)))
      .catch(() => part.replaceChildren(make("p", { className: "warning" }, say("The server does not answer."))));
    return part;
  }

  function script(title, { code, problem }) {
    if (problem) return make("section", {}, make("h3", {}, title), make("p", { className: "fact" }, problem));
    const copy = make("button", { className: "button small", type: "button" }, say("Copy"));
    const text = make("pre", { tabIndex: 0, ariaLabel: title }, code);
    copy.addEventListener("click", () => lab.copy(code, copy, say("Copy"), () => window.getSelection().selectAllChildren(text)));
    return make("section", {}, make("h3", {}, title, " ", copy), text);
  }

  const TABS = [[say("Film"), (facts) => lab.filmPart(facts.film, field)], [say("Figure"), (facts) => figurePart(facts.figure)], [say("Numbers"), numbersPart], [say("Web page"), pagePart], [say("Code"), codePart]];
  let last = TABS[0][0]; // the tab that was open last

  async function open() {
    lab.pause();
    const bar = make("div", { className: "takes", role: "tablist", ariaLabel: say("What to take away") });
    const place = make("div", { className: "taking", role: "tabpanel", tabIndex: 0 });
    lab.dialog("exporting", say("Take this race with you"), bar, place);
    const facts = await fetch("/exports").then((found) => found.json(), () => null);
    if (!facts) return place.replaceChildren(make("p", { className: "warning" }, say("The server does not answer; close this and try again.")));
    return lab.tabs(bar, place, TABS.map(([title, part]) => [title, () => part(facts)]), last, (title) => (last = title));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#export") && lab.race) open();
  });
})(window.fallline);
