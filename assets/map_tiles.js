// The pictures of basin maps: what is known of each tile, its colour, the marks above, and all of them as one PNG.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, tints } = lab;

  // What is known of one run's map: arrays over the tiles of the finest level that is begun, lines upwards.
  function blank(across, former) {
    const map = { across, done: 0, became: new Int8Array(across * across), steps: new Int32Array(across * across) };
    if (!former) return map;
    for (let v = 0; v < across; v++) {
      for (let u = 0; u < across; u++) {
        const from = Math.floor((v * former.across) / across) * former.across + Math.floor((u * former.across) / across);
        map.became[v * across + u] = former.became[from];
        map.steps[v * across + u] = former.steps[from];
      }
    }
    return map;
  }

  // From how many steps to how many the scale goes, of all maps together: all but 2 in 100 of the tiles at either end.
  function span(maps) {
    const counts = [];
    let many = 0;
    for (const { steps } of maps) {
      for (const each of steps) {
        if (each < 0) continue;
        counts[each] = (counts[each] || 0) + 1;
        many += 1;
      }
    }
    const ends = [0.02 * many, 0.98 * many];
    const found = [0, counts.length - 1];
    let sum = 0;
    counts.forEach((count, steps) => {
      ends.forEach((end, which) => { if (sum <= end && sum + count > end) found[which] = steps; });
      sum += count;
    });
    return many ? found : [0, 1];
  }

  // The colours of a map's tiles, index -> [r, g, b]; `steps` is the span of the scale.
  function colours(map, shows, steps) {
    const [least, most] = steps.map(Math.log1p);
    const paper = tints.paper();
    const share = (index) => Math.min(Math.max((Math.log1p(map.steps[index]) - least) / (most - least || 1), 0), 1);
    if (shows === "steps") return (index) => (map.became[index] < 0 ? tints.failed(map.became[index]) : tints.steps(share(index)));
    return (index) => (map.became[index] < 0 ? tints.failed(map.became[index]) : tints.mix(tints.minimum(map.became[index]), paper, 0.72 * share(index)));
  }
  // The colours of two maps held against each other.
  function differences(one, other) {
    const [first, second] = tints.versus();
    const paper = tints.paper();
    return (index) => {
      const [a, b] = [one.became[index] >= 0, other.became[index] >= 0];
      if (!a && !b) return tints.failed(-2);
      if (a !== b) return a ? first : second;
      const by = Math.log2((1 + other.steps[index]) / (1 + one.steps[index])) / 1.6; // three times as fast: full colour
      return tints.mix(paper, by > 0 ? first : second, 0.85 * Math.min(Math.abs(by), 1));
    };
  }

  // Paints a picture of `across` x `across` tiles, and the minima and the start above it.
  function paint({ tiles, marks }, across, colour, { box, minima }) {
    const picture = make("canvas", { width: across, height: across });
    const pen = picture.getContext("2d");
    const image = pen.createImageData(across, across);
    for (let v = 0; v < across; v++) {
      for (let u = 0; u < across; u++) {
        const to = 4 * ((across - 1 - v) * across + u);
        const [r, g, b] = colour(v * across + u);
        image.data.set([r, g, b, 255], to);
      }
    }
    pen.putImageData(image, 0, 0);
    const { width, height } = marks.getBoundingClientRect();
    const fine = window.devicePixelRatio || 1;
    for (const each of [tiles, marks]) Object.assign(each, { width: Math.round(width * fine), height: Math.round(height * fine) });
    const below = tiles.getContext("2d");
    below.imageSmoothingEnabled = false;
    below.drawImage(picture, 0, 0, tiles.width, tiles.height);
    const above = marks.getContext("2d");
    above.scale(fine, fine);
    const [[left, right], [low, high]] = box;
    const pixel = ([x, y]) => [((x - left) / (right - left)) * width, (1 - (y - low) / (high - low)) * height];
    for (const minimum of minima) cross(above, ...pixel(minimum));
    lab.ring(above, "#111827", "#ffffff", ...pixel(lab.race.start));
  }
  function cross(pen, x, y) {
    for (const [width, colour] of [[5, "#ffffff"], [2.2, "#111827"]]) {
      pen.beginPath();
      pen.moveTo(x - 7, y); pen.lineTo(x + 7, y);
      pen.moveTo(x, y - 7); pen.lineTo(x, y + 7);
      pen.lineWidth = width; pen.strokeStyle = colour; pen.stroke();
    }
  }

  // All pictures side by side with their titles, as one PNG.
  function saved(frames, legend) {
    if (!frames.length) return;
    const [side, room] = [640, 96];
    const sheet = make("canvas", { width: frames.length * (side + 24) + 24, height: side + room + 60 });
    const pen = sheet.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    pen.fillStyle = style.getPropertyValue("--paper");
    pen.fillRect(0, 0, sheet.width, sheet.height);
    frames.forEach(({ figure, tiles, marks, facts }, at) => {
      const tall = (side * tiles.height) / tiles.width;
      pen.fillStyle = style.getPropertyValue("--ink");
      pen.font = "600 22px Inter, system-ui, sans-serif";
      pen.fillText(figure.firstChild.textContent, 24 + at * (side + 24), 34);
      pen.imageSmoothingEnabled = false;
      pen.drawImage(tiles, 24 + at * (side + 24), 50, side, tall);
      pen.drawImage(marks, 24 + at * (side + 24), 50, side, tall);
      pen.font = "15px Inter, system-ui, sans-serif";
      pen.fillText(facts.textContent, 24 + at * (side + 24), 76 + Math.min(tall, side), side);
    });
    pen.font = "15px Inter, system-ui, sans-serif";
    pen.fillText(`${[...legend.querySelectorAll(".key")].map((key) => key.textContent).filter(Boolean).join(" · ")}`, 24, sheet.height - 48, sheet.width - 48);
    pen.fillText(`${window.location.origin}/?${lab.shown}`, 24, sheet.height - 20, sheet.width - 48);
    make("a", { href: sheet.toDataURL("image/png"), download: "fall-line-basins.png" }).click();
  }

  lab.tiles = { blank, span, colours, differences, paint, saved };
})(window.fallline);
