// Drawing on the canvas that lies over a panel's stage: sizes, balls, crosses, trails.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  // Fits the panel's canvas to its frame and returns {pen, width, height} in CSS pixels.
  lab.canvas = function (panel) {
    const canvas = panel.querySelector("canvas.overlay");
    const { width, height } = canvas.parentElement.getBoundingClientRect();
    const dense = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * dense);
    canvas.height = Math.round(height * dense);
    const pen = canvas.getContext("2d");
    pen.setTransform(dense, 0, 0, dense, 0, 0);
    return { pen, width, height };
  };

  const CORNERS = { square: [4, 0.785, 1.25], triangle: [3, -1.571, 1.3], diamond: [4, 0, 1.25], pentagon: [5, -1.571, 1.1] };
  CORNERS.wedge = [3, 1.571, 1.3];

  lab.bold = 1; // how much heavier everything is drawn, for the back row

  // Adds the outline of a ball of the given shape, centred at x, y.
  function outline(pen, shape, x, y, radius) {
    if (CORNERS[shape]) {
      const [count, first, wide] = CORNERS[shape];
      for (let i = 0; i < count; i++) {
        const turn = first + (2 * Math.PI * i) / count;
        pen[i ? "lineTo" : "moveTo"](x + wide * radius * Math.cos(turn), y + wide * radius * Math.sin(turn));
      }
      pen.closePath();
    } else if (shape === "star") {
      for (let i = 0; i < 10; i++) {
        const turn = -Math.PI / 2 + (Math.PI * i) / 5;
        const reach = (i % 2 ? 0.55 : 1.35) * radius;
        pen[i ? "lineTo" : "moveTo"](x + reach * Math.cos(turn), y + reach * Math.sin(turn));
      }
      pen.closePath();
    } else if (shape === "cross") {
      const arm = radius * 0.42;
      const far = radius * 1.15;
      let move = "moveTo";
      for (const [a, b] of [[-1, -3], [1, -3], [1, -1], [3, -1], [3, 1], [1, 1], [1, 3], [-1, 3], [-1, 1], [-3, 1], [-3, -1], [-1, -1]]) {
        pen[move](x + (Math.abs(a) === 3 ? Math.sign(a) * far : a * arm), y + (Math.abs(b) === 3 ? Math.sign(b) * far : b * arm));
        move = "lineTo";
      }
      pen.closePath();
    } else {
      pen.moveTo(x + radius, y);
      pen.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }

  // Balls at [[x, y], ...], with a casing in the paper's colour, so that they stand out on any ground.
  lab.balls = function (pen, shape, colour, casing, points, radius) {
    pen.beginPath();
    for (const [x, y] of points) outline(pen, shape, x, y, radius);
    pen.lineWidth = 3 * lab.bold;
    pen.strokeStyle = casing;
    pen.stroke(); // below the balls, so that many at one place do not cover each other with casings
    pen.fillStyle = colour;
    pen.fill();
  };

  lab.ball = (pen, shape, colour, casing, x, y, radius) => lab.balls(pen, shape, colour, casing, [[x, y]], radius);

  // An arrowhead at x, y, for what is out of sight in the direction `turn`.
  lab.pointer = function (pen, colour, casing, x, y, turn, size) {
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    pen.scale(size, size);
    pen.beginPath();
    pen.moveTo(2, 0);
    pen.lineTo(-13, -8);
    pen.lineTo(-13, 8);
    pen.closePath();
    pen.fillStyle = colour;
    pen.fill();
    pen.lineWidth = 1.8;
    pen.strokeStyle = casing;
    pen.stroke();
    pen.restore();
  };

  // Strokes a path once, see-through.
  lab.line = function (pen, path, colour, width, alpha, dashes) {
    pen.save();
    pen.lineJoin = "round";
    pen.setLineDash(dashes || []);
    pen.globalAlpha = alpha;
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke(path);
    pen.restore();
  };

  // A small open circle at `x, y`, tied to the ball that it belongs to.
  lab.pin = function (pen, colour, casing, ballX, ballY, x, y) {
    for (const [width, paint] of [[4, casing], [1.6, colour]]) {
      pen.beginPath();
      pen.moveTo(ballX, ballY);
      pen.lineTo(x, y);
      pen.lineWidth = width - 0.6;
      pen.strokeStyle = paint;
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 4, 0, 2 * Math.PI);
      pen.lineWidth = width;
      pen.stroke();
    }
  };

  // The size of run `which` of `many`: the first is largest, so that balls at one place can all be seen.
  lab.radius = (which, many) => lab.bold * (8.5 - (many > 1 ? (3 * which) / (many - 1) : 0));

  // A ring around the start.
  lab.ring = function (pen, ink, casing, x, y) {
    pen.beginPath();
    pen.arc(x, y, 11, 0, 2 * Math.PI);
    pen.lineWidth = 4;
    pen.strokeStyle = casing;
    pen.stroke();
    pen.lineWidth = 1.6;
    pen.strokeStyle = ink;
    pen.stroke();
  };

  // Strokes a path twice: a casing, then the colour.
  lab.trail = function (pen, path, colour, casing, width) {
    pen.lineJoin = "round";
    pen.lineWidth = width + 2;
    pen.strokeStyle = casing;
    pen.globalAlpha = 0.75;
    pen.stroke(path);
    pen.globalAlpha = 1;
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke(path);
  };

  // The trail's width of run `which` of `many`: the first is widest, so that trails on one road can all be seen.
  lab.width = function (which, many, starts) {
    if (starts > lab.MANY) return lab.bold * (starts > 40 ? 0.8 : 1.3);
    return lab.bold * (1.7 + (many > 1 ? (2.8 * (many - 1 - which)) / (many - 1) : 0.6));
  };
})(window.fallline);
