// A film of the race: asked for, made on the server while this page goes on, watched and saved.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  const SIZES = [
    ["1920x1080", say("1920 × 1080, for a talk")],
    ["1280x720", say("1280 × 720, smaller file")],
    ["1080x1080", say("1080 × 1080, square")],
    ["1080x1920", say("1080 × 1920, upright")],
    ["3840x2160", "3840 × 2160"],
    ["640x360", say("640 × 360, for a chat")],
    ["", say("another size")],
  ];
  const FORMATS = { ".mp4": say("MP4, plays everywhere"), ".webm": "WebM", ".gif": say("GIF, loops by itself") };
  const WORDS = { fps: say("Frames per second"), seconds: say("Seconds"), layout: say("Views"), camera: say("Camera"), theme: say("Theme"), pace: say("Pace") };
  const CHOICES = { both: say("both"), space: say("surface only"), plane: say("map only"), still: say("at rest"), orbit: say("once round"), eased: say("slow at first"), even: say("even"), light: say("light"), dark: say("dark") };
  const films = lab.job("film", {
    idle: say("The film shows what the page shows: both views, curves, numbers, every setting, and at the end who arrived when. It is drawn on the server; a film of 12 seconds takes about as long."),
    lost: say("The server stopped making this film; try again, or a smaller one."),
    step: say("frame"),
    button: "export",
    title: say("Film"),
    made,
  });

  let form = null; // what was chosen last: {name: value}

  // The part of the dialog on films; `settings` and `suffixes` as the server declares them.
  lab.filmPart = function ({ settings, suffixes }, field) {
    form = form || { ...Object.fromEntries(settings.map((each) => [each.name, each.default])), suffix: suffixes[0], theme: document.documentElement.dataset.theme };
    const fields = settings.filter((each) => WORDS[each.name]).map((each) => field(each, WORDS[each.name], form, CHOICES));
    const suffix = field({ name: "suffix", kind: "choice", options: suffixes, means: say("the kind of file") }, say("Format"), form, FORMATS);
    const [wide, tall] = ["wide", "tall"].map((name) => field(settings.find((each) => each.name === name), name === "wide" ? say("Width") : say("Height"), form));
    const size = make("select", { ariaLabel: say("Size") }, ...SIZES.map(([value, words]) => new Option(words, value)));
    const known = () => SIZES.some(([value]) => value === `${form.wide}x${form.tall}`);
    const own = make("div", { className: "fields pairs", hidden: known() }, wide, tall);
    size.value = known() ? `${form.wide}x${form.tall}` : "";
    size.addEventListener("change", () => {
      own.hidden = size.value !== "";
      if (size.value) [form.wide, form.tall] = size.value.split("x").map(Number);
      else for (const [node, name] of [[wide, "wide"], [tall, "tall"]]) node.querySelector("input").value = form[name];
    });
    const start = make("button", { className: "button strong", type: "button" }, say("Make the film"));
    start.addEventListener("click", ask);
    return make("div", { className: "export-film" },
      make("div", { className: "fields" }, suffix, make("label", { className: "field" }, make("span", {}, say("Size")), size), own, ...fields, start),
      films.result(start));
  };

  function ask() {
    const { suffix, ...how } = form;
    films.ask({ how, suffix });
  }

  function made(film) {
    const gif = film.href.endsWith(".gif");
    const picture = gif
      ? make("img", { src: film.href, alt: say("The film") })
      : make("video", { src: film.href, controls: true, muted: true, loop: true, autoplay: !window.matchMedia("(prefers-reduced-motion: reduce)").matches, playsInline: true });
    const save = make("a", { className: "button strong", href: `${film.href}?download`, download: "" }, say("Download"));
    return [picture, make("p", {}, save, ` ${say("{n} million bytes", { n: (film.bytes / 1e6).toFixed(1) })}`)];
  }
})(window.fallline);
