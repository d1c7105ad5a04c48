// Says once, where nothing can be compiled, why everything is a little slower.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { say } = lab;
  const KEY = "fallline.slow";
  const seen = () => { try { return window.localStorage.getItem(KEY); } catch { return "seen"; } };

  window.addEventListener("load", async () => {
    if (seen()) return;
    const told = await fetch("/speed").then((found) => found.json(), () => ({ says: "" }));
    if (!told.says) return;
    const close = document.createElement("button");
    Object.assign(close, { className: "button small", textContent: say("Close") });
    const bar = document.createElement("p");
    Object.assign(bar, { id: "slow", textContent: `${say(told.says)} ` });
    bar.setAttribute("role", "status");
    bar.append(close);
    close.addEventListener("click", () => {
      bar.remove();
      try { window.localStorage.setItem(KEY, "seen"); } catch { /* no store: said again next time */ }
    });
    document.body.append(bar);
  });
})(window.fallline);
