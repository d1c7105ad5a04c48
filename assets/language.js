// The language of the page: chosen here, kept in a cookie of this site, and the page is made anew in it.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const YEAR = 31536000; // s

  function open() {
    const list = lab.make("div", { className: "languages" });
    const dialog = lab.dialog("choose-language", lab.say("Language"), list);
    for (const [code, name] of Object.entries(lab.languages)) {
      const choice = lab.make("button", { className: "button", type: "button", lang: code, "aria-current": String(code === lab.language) }, name);
      choice.addEventListener("click", () => {
        document.cookie = `language=${code}; path=/; max-age=${YEAR}; samesite=lax`;
        dialog.close();
        window.location.reload();
      });
      list.append(choice);
    }
  }

  document.addEventListener("click", (event) => event.target.closest("#language") && open());
})(window.fallline);
