// The link of what is on the screen: the server's part is the race; t, speed, camera and inside are the browser's.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const OURS = /^(t|speed|camera|inside)=/;

  lab.shown = ""; // the link of the race on show, as the server wrote it

  // The whole link of what is on the screen, without '?'.
  lab.link = function () {
    const words = lab.shown.split("&").filter((word) => !OURS.test(word));
    if (!lab.playing && lab.t > 0 && lab.t < lab.race.steps) words.push(`t=${lab.t}`);
    if (lab.speed !== lab.race.usualSpeed) words.push(`speed=${lab.speed}`);
    if (lab.inside.length) words.push(`inside=${lab.inside.join(",")}`);
    const camera = lab.camera();
    if (camera) words.push(`camera=${["x", "y", "z"].map((axis) => Number(camera.eye[axis].toFixed(3))).join(",")}`);
    return words.join("&");
  };
})(window.fallline);
