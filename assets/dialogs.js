// Dialogs: the browser's own, which keep the focus and close with Escape; and the two that choose from cards.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make } = lab;

  // A dialog with a heading and a button that closes it; it is taken away when it closes.
  lab.dialog = function (name, title, ...content) {
    const close = make("button", { className: "quiet", ariaLabel: lab.say("Close"), title: lab.say("Close (Escape)") }, "×");
    const heading = make("h2", { id: `${name}-title` }, title);
    const facts = { id: name, className: "dialog", "aria-labelledby": heading.id };
    const dialog = make("dialog", facts, make("div", { className: "heading" }, heading, close), ...content);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  };

  // Tabs in `bar` of which one is shown in `place`: parts [[title, make()], ...], the one called `first` to begin with;
  // `heard` is told which is chosen.
  lab.tabs = function (bar, place, parts, first, heard) {
    const tabs = parts.map(([title, part]) => {
      const tab = make("button", { className: "chip", type: "button", role: "tab" }, title);
      tab.addEventListener("click", () => {
        heard(title);
        for (const each of tabs) each.setAttribute("aria-selected", String(each === tab));
        place.setAttribute("aria-label", title);
        place.replaceChildren(part());
      });
      return tab;
    });
    bar.append(...tabs);
    bar.addEventListener("keydown", ({ key }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
      const next = by && tabs[(tabs.indexOf(document.activeElement) + by + tabs.length) % tabs.length];
      if (next) { next.focus(); next.click(); }
    });
    tabs[Math.max(parts.findIndex(([title]) => title === first), 0)].click();
  };

  const theme = () => document.documentElement.dataset.theme;
  const fetched = {}; // address -> promise of what is there

  // What the server lists at an address, asked for once.
  function listed(address) {
    fetched[address] = fetched[address] || fetch(address).then((answer) => answer.json());
    fetched[address].catch(() => delete fetched[address]);
    return fetched[address];
  }

  const families = (cards) => [...new Set(cards.map((card) => card.group))];
  const says = (card) => [card.title, card.group, lab.say(card.group), card.says, ...(card.traits || [])].join(" ").toLowerCase();

  // A dialog of cards: a search, a button per family, and what `show(card)` makes of each; `aside` tells more.
  async function gallery(name, title, address, show, aside) {
    const search = make("input", { type: "search", placeholder: lab.say("Search"), ariaLabel: lab.say("Search"), className: "search" });
    const chips = make("div", { className: "chips", role: "group", ariaLabel: lab.say("Families") });
    const list = make("div", { className: "cards" });
    const count = make("p", { className: "fact", role: "status" });
    const side = aside && make("div", { className: "more", role: "status" });
    const found = make("div", { className: "found" }, list, side);
    const dialog = lab.dialog(name, title, make("div", { className: "finding" }, search, chips), count, found);
    let cards = [];
    try {
      cards = await listed(address);
    } catch {
      return list.append(make("p", {}, lab.say("The server does not answer; close this and try again.")));
    }
    let family = "";
    const made = cards.map((card) => ({ card, node: show(card, dialog), words: says(card) }));
    for (const each of ["", ...families(cards)]) {
      const chip = make("button", { className: "chip" }, lab.say(each || "all"));
      chip.addEventListener("click", () => { family = each; filter(); });
      chip.dataset.family = each;
      chips.append(chip);
    }
    for (const { card, node } of made) {
      if (aside) for (const event of ["focusin", "mouseenter"]) node.addEventListener(event, () => side.replaceChildren(...aside(card)));
    }
    function filter() {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const left = made.filter((each) => (!family || each.card.group === family) && words.every((word) => each.words.includes(word)));
      list.replaceChildren(...grouped(left));
      count.textContent = left.length ? lab.say("{n} of {all}", { n: left.length, all: made.length }) : lab.say("Nothing matches; take fewer words.");
      for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.family === family));
    }
    search.addEventListener("input", filter);
    search.addEventListener("keydown", (event) => {
      const first = list.querySelector(".card-choice");
      if (event.key === "Enter" && first) first.click();
    });
    filter();
    fetchPictures(dialog, list);
    const now = list.querySelector("[aria-current=true]");
    if (now) now.scrollIntoView({ block: "center" });
    search.focus();
    return dialog;
  }

  // Cards below the names of their families.
  function grouped(made) {
    return families(made.map(({ card }) => card)).flatMap((group) => [
      make("h3", {}, lab.say(group)),
      make("div", { className: "shelf" }, ...made.filter(({ card }) => card.group === group).map(({ node }) => node)),
    ]);
  }

  const picture = (kind, id) => make("img", { "data-src": `/picture/${kind}/${id}?theme=${theme()}`, alt: "", width: 168, height: 112 });

  // Fetches a dialog's pictures one after the other, those in sight first, so that no other question has to wait.
  async function fetchPictures(dialog, list) {
    const inSight = (image) => {
      const { top, bottom } = image.getBoundingClientRect();
      return bottom > 0 && top < window.innerHeight && image.offsetParent !== null;
    };
    const left = [...list.querySelectorAll("img")];
    while (left.length && dialog.isConnected) {
      const next = left.findIndex(inSight);
      const [image] = left.splice(Math.max(next, 0), 1);
      image.src = image.dataset.src;
      await image.decode().catch(() => {});
    }
  }

  function openLandscapes() {
    const on = (lab.shown.match(/(?:^|&)on=([a-z0-9_]+)/) || [])[1];
    const show = (card, dialog) => {
      const facts = { className: "card-choice", "data-id": card.id, "aria-current": String(card.id === on) };
      const choice = make("button", facts, picture("landscape", card.id), make("strong", {}, card.title));
      choice.addEventListener("click", () => { dialog.close(); lab.turn("landscape", card.id); });
      return choice;
    };
    const aside = (card) => {
      const formula = make("div", { className: "formula" });
      formula.innerHTML = card.formula; // made by the server from the catalogue, never from what is typed
      const fact = (text) => make("p", { className: "fact" }, text);
      const traits = card.traits.filter(Boolean).join(", ");
      return [make("h3", {}, card.title), make("p", {}, card.says), formula, fact(card.minima), fact(traits)];
    };
    return gallery("landscapes", lab.say("Choose a landscape"), "/landscapes", show, aside);
  }

  function openExamples() {
    const show = (card, dialog) => {
      const facts = { className: "card-choice wide", href: `/?${card.link}`, "data-id": card.id };
      const words = make("span", {}, make("strong", {}, card.title), make("span", { className: "says" }, card.says));
      const choice = make("a", facts, picture("example", card.id), words);
      choice.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // into a tab of its own
        event.preventDefault();
        dialog.close();
        lab.turn("example", card.id);
      });
      return choice;
    };
    return gallery("gallery", lab.say("Races worth seeing"), "/examples", show);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("#landscape")) openLandscapes();
    if (event.target.closest("#examples")) openExamples();
  });
})(window.fallline);
