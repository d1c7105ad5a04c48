// A film of the race: asked for, made on the server while this page goes on, watched and saved.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make } = lab;
  const SIZES = [
    ["1920x1080", "1920 × 1080, for a talk"],
    ["1280x720", "1280 × 720, smaller file"],
    ["1080x1080", "1080 × 1080, square"],
    ["1080x1920", "1080 × 1920, upright"],
    ["3840x2160", "3840 × 2160"],
    ["640x360", "640 × 360, for a chat"],
    ["", "another size"],
  ];
  const FORMATS = { ".mp4": "MP4, plays everywhere", ".webm": "WebM", ".gif": "GIF, loops by itself" };
  const WORDS = { fps: "Frames per second", seconds: "Seconds", layout: "Views", camera: "Camera", theme: "Theme", pace: "Pace" };
  const CHOICES = { both: "both", space: "surface only", plane: "map only", still: "at rest", orbit: "once round", eased: "slow at first", even: "even" };
  const GRACE = 2000; // ms in which the answer may come after its process has ended

  let film = { state: "none" }; // none, making, made or failed; number, done, all, waiting, href, bytes, problem
  let show = () => {}; // shows the film's state in the open dialog
  let form = null; // what was chosen last: {name: value}

  // The part of the dialog on films; `settings` and `suffixes` as the server declares them.
  lab.filmPart = function ({ settings, suffixes }, field) {
    form = form || { ...Object.fromEntries(settings.map((each) => [each.name, each.default])), suffix: suffixes[0], theme: document.documentElement.dataset.theme };
    const fields = settings.filter((each) => WORDS[each.name]).map((each) => field(each, WORDS[each.name], form, CHOICES));
    const suffix = field({ name: "suffix", kind: "choice", options: suffixes, means: "the kind of file" }, "Format", form, FORMATS);
    const [wide, tall] = ["wide", "tall"].map((name) => field(settings.find((each) => each.name === name), name === "wide" ? "Width" : "Height", form));
    const size = make("select", { ariaLabel: "Size" }, ...SIZES.map(([value, words]) => new Option(words, value)));
    const known = () => SIZES.some(([value]) => value === `${form.wide}x${form.tall}`);
    const own = make("div", { className: "fields pairs", hidden: known() }, wide, tall);
    size.value = known() ? `${form.wide}x${form.tall}` : "";
    size.addEventListener("change", () => {
      own.hidden = size.value !== "";
      if (size.value) [form.wide, form.tall] = size.value.split("x").map(Number);
      else for (const [node, name] of [[wide, "wide"], [tall, "tall"]]) node.querySelector("input").value = form[name];
    });
    const start = make("button", { className: "button strong", type: "button" }, "Make the film");
    start.addEventListener("click", ask);
    const result = make("div", { className: "result", role: "status" });
    show = () => render(result, start);
    show();
    return make("div", { className: "export-film" },
      make("div", { className: "fields" }, suffix, make("label", { className: "field" }, make("span", {}, "Size"), size), own, ...fields, start),
      result);
  };

  function ask() {
    film = { state: "making", number: Date.now() + Math.random(), waiting: 0 };
    const { suffix, ...how } = form;
    window.dash_clientside.set_props("film-asked", { data: { number: film.number, link: lab.link(), how, suffix } });
    tell();
  }

  function cancel() {
    window.dash_clientside.set_props("film-cancelled", { data: film.number });
    film = { state: "failed", problem: "Cancelled; nothing was kept." };
    tell();
  }

  function tell() {
    show();
    const button = document.getElementById("export");
    const share = film.all ? `${Math.floor((100 * film.done) / film.all)} %` : "…";
    if (button) button.textContent = { making: `Film ${share}`, made: "Film ready" }[film.state] || "Export";
  }

  // What the dialog shows of a film that is being made, was made, or could not be made.
  function render(result, start) {
    start.disabled = film.state === "making";
    if (film.state === "none") return result.replaceChildren(make("p", { className: "fact" },
      "The film shows what the page shows: both views, curves, numbers, every setting, and at the end who arrived when. It is drawn on the server; a film of 12 seconds takes about as long."));
    if (film.state === "failed") return result.replaceChildren(make("p", { className: "warning" }, film.problem));
    if (film.state === "made") return result.replaceChildren(...made());
    const bar = result.querySelector("progress") || make("progress", { max: 1, ariaLabel: "How much of the film is done" });
    if (film.all) bar.value = film.done / film.all;
    else bar.removeAttribute("value");
    const words = film.all ? `frame ${film.done} of ${film.all}` : film.waiting ? `waiting: ${film.waiting} before this one` : "starting";
    if (bar.isConnected) return (result.querySelector("span").textContent = words);
    const stop = make("button", { className: "button", type: "button" }, "Cancel");
    stop.addEventListener("click", cancel);
    return result.replaceChildren(bar, make("p", {}, make("span", {}, words), " ", stop));
  }

  function made() {
    const gif = film.href.endsWith(".gif");
    const picture = gif
      ? make("img", { src: film.href, alt: "The film" })
      : make("video", { src: film.href, controls: true, muted: true, loop: true, autoplay: !window.matchMedia("(prefers-reduced-motion: reduce)").matches, playsInline: true });
    const save = make("a", { className: "button strong", href: `${film.href}?download`, download: "" }, "Download");
    return [picture, make("p", {}, save, ` ${(film.bytes / 1e6).toFixed(1)} million bytes`)];
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.fallline = Object.assign({}, window.dash_clientside.fallline, {
    // The server's answer: where the film is, or what is wrong.
    filmed: function (answer) {
      if (!answer || film.state !== "making" || answer.number !== film.number) return;
      film = { ...film, ...answer, state: answer.problem ? "failed" : "made" };
      tell();
    },

    // How far it is.
    filming: function (progress) {
      if (!progress || film.state !== "making" || progress.number !== film.number) return;
      film = { ...film, ...progress };
      tell();
    },

    // Whether its process runs; an answer may come a little later than the end of that.
    unfilmed: function (running) {
      const { number } = film;
      if (running === false) setTimeout(() => {
        if (film.state !== "making" || film.number !== number) return;
        film = { state: "failed", problem: "The server stopped making this film; try again, or a smaller one." };
        tell();
      }, GRACE);
    },
  });
})(window.fallline);
