// A race in a file of its own: what takes the server's place there. The lab itself never calls it.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // What a script element holds, packed: base64 of gzip.
  async function unpacked(id) {
    const letters = atob(document.getElementById(id).textContent.trim());
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  // Shows the race in #stage with Plotly from #plotly.
  lab.travel = async function () {
    const said = document.getElementById("notice");
    if (!window.DecompressionStream) {
      said.textContent = "This browser is too old for this page; any of the last three years will do.";
      return;
    }
    const script = document.createElement("script");
    script.textContent = await unpacked("plotly");
    document.head.append(script);
    const stage = JSON.parse(await unpacked("stage"));
    lab.buildTransport();
    lab.shown = stage.link;
    lab.take(stage);
    lab.buildInside();
    if (/(^|&)camera=/.test(stage.link)) lab.keepCamera();
    lab.paint(stage.figures, false, lab.start);
  };
})(window.fallline);
