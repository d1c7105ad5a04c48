// Trails that follow the hand: while the start is dragged or a slider is turned, the server is asked for paths again and
// again, never two questions at once, and always the newest wish next.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  let waiting = null; // {words, start}: what is wished for and not asked yet
  let busy = false;
  let holding = false;
  let times = []; // when each picture of the last drag was drawn, ms

  // The paths of the race on show with other words, or what is wrong with these.
  function paths(words) {
    const body = JSON.stringify({ link: lab.shown, ...words });
    const question = { method: "POST", headers: { "Content-Type": "application/json" }, body };
    return fetch("/paths", question).then((found) => found.json(), () => null);
  }

  async function ask() {
    if (busy || !waiting) return;
    const { words, start } = waiting;
    waiting = null;
    busy = true;
    const answer = await paths(words);
    busy = false;
    ask(); // the server works while the answer is drawn
    if (!answer || !answer.paths || !holding) return; // what is refused is said when it is let go
    lab.preview(answer, start || lab.race.start);
    times.push(performance.now());
  }

  lab.live = {
    // A drag begins, or goes on.
    hold() {
      if (!holding) times = [];
      holding = true;
    },
    held: () => holding,
    // The paths with other words are wished for: {start: place} or {turned: {id, value}}.
    want(words, start) {
      waiting = { words, start };
      ask();
    },
    letGo() {
      holding = false;
      waiting = null;
    },
    // The paths from a start that was picked are shown until the race from there has come.
    async glance(start) {
      const link = lab.shown;
      const answer = await paths({ start });
      if (!answer || !answer.paths || holding || lab.shown !== link) return;
      lab.preview(answer, start);
      lab.endPreview(true);
    },
  };

  // When each picture of the last drag was drawn, ms; to be measured.
  lab.drawnWhileDragged = () => times;

  // A slider of a run's setting is held: its thumb says where it stands. Dash hears of it when it is let go.
  let slider = null; // {id, thumb, first, last}

  document.addEventListener("pointerdown", (event) => {
    const root = event.target.closest('.rail [id*=\'"type":"slider"\']');
    const thumb = root && root.querySelector("[role=slider]");
    if (!thumb || !lab.race || !lab.shown) return;
    const id = JSON.parse(root.id);
    if (!id.of.startsWith("run-")) return; // what changes the map is drawn when it is let go
    slider = { id, thumb, first: thumb.getAttribute("aria-valuenow"), last: null };
    requestAnimationFrame(follow);
  }, true);

  function follow() {
    if (!slider) return;
    const now = slider.thumb.getAttribute("aria-valuenow");
    if (now !== (slider.last === null ? slider.first : slider.last)) {
      slider.last = now;
      lab.live.hold();
      lab.live.want({ turned: { id: slider.id, value: Number(now) } });
    }
    requestAnimationFrame(follow);
  }

  function dropped() {
    if (!slider) return;
    const { last, first } = slider;
    slider = null;
    if (last === null) return;
    lab.live.letGo();
    lab.endPreview(last !== first);
  }
  window.addEventListener("pointerup", dropped, true);
  window.addEventListener("pointercancel", dropped, true);
})(window.fallline);
