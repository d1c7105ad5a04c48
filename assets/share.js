// Sharing: the link, a simplified page, a snippet for other pages, a code to scan.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;
  // Whether an address is of this computer alone.
  lab.isLocal = (host) => /^(localhost|127\.|\[::1\])/.test(host);

  const SIZE = [960, 600]; // of an embedded race, px

  // The link with other words of the page's own: {hide: [...], mode: ""}.
  function linkWith({ hide, mode }) {
    const words = lab.link().split("&").filter((word) => !/^(hide|mode)=/.test(word));
    if (hide.length) words.push(`hide=${hide.join(",")}`);
    if (mode) words.push(`mode=${mode}`);
    return `${window.location.origin}/?${words.join("&")}`;
  }

  // Copies a text and says so on the button; where the browser does not let us, `byHand` offers it to be copied by hand.
  lab.copy = async function (text, button, word, byHand) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      return byHand();
    }
    button.textContent = say("Copied");
    return setTimeout(() => (button.textContent = word), 1500);
  };

  // A field with a text and a button that copies it.
  function field(label, rows) {
    const text = make("textarea", { readOnly: true, rows, ariaLabel: label, spellcheck: false });
    const button = make("button", { className: "button", type: "button" }, say("Copy"));
    button.addEventListener("click", () => lab.copy(text.value, button, say("Copy"), () => text.select()));
    text.addEventListener("focus", () => text.select());
    return { text, node: make("div", { className: "copying" }, make("label", {}, make("strong", {}, label), text), button) };
  }

  function open() {
    const link = field(say("Link to this race, at this step"), 3);
    const snippet = field(say("For another page or a slide"), 4);
    const code = make("img", { className: "code", alt: say("Code to scan: the link of this race") });
    const fails = make("p", { className: "fact", role: "status" });
    const parts = JSON.parse(document.getElementById("lab").dataset.parts);
    const hidden = new Set(lab.race.hide);
    const boxes = Object.entries(parts).map(([name, means]) => {
      const box = make("input", { type: "checkbox", value: name, checked: hidden.has(name) });
      box.addEventListener("change", () => { box.checked ? hidden.add(name) : hidden.delete(name); show(); });
      return make("label", { className: "tick" }, box, make("span", {}, make("b", {}, name), ` ${say(means)}`));
    });
    const local = lab.isLocal(window.location.host);
    const warning = local ? say("This address works on this computer only. For a class, start the lab with: python app.py serve --class") : "";

    function show() {
      const hide = Object.keys(parts).filter((name) => hidden.has(name));
      link.text.value = linkWith({ hide, mode: "" });
      const framed = linkWith({ hide, mode: "embed" }).replaceAll("&", "&amp;");
      const size = `width="${SIZE[0]}" height="${SIZE[1]}" style="border:0"`;
      const title = `Fall Line: ${lab.race.landscape}`;
      snippet.text.value = `<iframe src="${framed}" ${size} title="${title}" loading="lazy" allowfullscreen></iframe>`;
      fails.textContent = "";
      code.hidden = false;
      code.src = `/code?link=${encodeURIComponent(link.text.value)}`;
    }
    code.addEventListener("error", async () => {
      code.hidden = true;
      const answer = await fetch(code.src).then((found) => found.json(), () => ({ problem: say("The server does not answer.") }));
      fails.textContent = answer.problem;
    });
    show();
    lab.dialog(
      "sharing",
      say("Share this race"),
      make("div", { className: "sharing" },
        make("div", {}, link.node, snippet.node, warning && make("p", { className: "fact warning" }, warning),
          make("details", {}, make("summary", {}, say("Leave out parts of the page, for a lesson")), make("div", { className: "ticks" }, ...boxes))),
        make("div", { className: "scan" }, code, fails)),
    );
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#share") && lab.race) open();
    const button = event.target.closest("#copy");
    if (!button || !lab.race) return;
    const whole = `${window.location.origin}/?${lab.link()}`;
    lab.copy(whole, button, say("Copy link"), () => window.prompt(say("The link of this race:"), whole));
  });
})(window.fallline);
