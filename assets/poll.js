// What a class has predicted: bars below the question, or marks on the map.
window.fallline = window.fallline || {};
(function (lab) {
  "use strict";

  const { make, say } = lab;

  // What a class has predicted, below its question or on the map: {kind, values}.
  lab.histogram = function (form, { kind, values }) {
    const bars = { place: dots, number: bins }[kind] || tallies;
    const shown = form.querySelector(".poll") || form.insertBefore(make("div", { className: "poll", role: "img" }), form.querySelector(".acts"));
    shown.replaceChildren(...bars(form, values));
    shown.ariaLabel = say("{n} predictions", { n: values.length });
    shown.append(make("p", { className: "fact" }, say("{n} predictions", { n: values.length })));
  };

  const bar = (words, count, most) => make("div", { className: "poll-bar" }, make("span", { className: "poll-words" }, words),
    make("meter", { min: 0, max: Math.max(most, 1), value: count }), make("b", {}, String(count)));

  function tallies(form, values) {
    const options = [...form.querySelectorAll(".options label")];
    const counts = options.map(({ dataset }) => values.filter((value) => String(value) === dataset.key).length);
    return options.map((option, i) => bar(option.textContent, counts[i], Math.max(...counts)));
  }

  const BINS = 6;

  // A histogram of numbers, in bins that are even, or even in their logarithms where the numbers span a factor of 20.
  function bins(form, values) {
    if (!values.length) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const log = low > 0 && high / low > 20;
    const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
    const edge = (i) => { const at = from + ((to - from) * i) / BINS; return log ? Math.exp(at) : at; };
    const counts = new Array(BINS).fill(0);
    for (const value of values) counts[Math.min(BINS - 1, Math.floor((((log ? Math.log(value) : value) - from) / (to - from || 1)) * BINS))] += 1;
    if (from === to) return [bar(lab.short(low), values.length, values.length)];
    return counts.map((count, i) => bar(`${lab.short(edge(i))} – ${lab.short(edge(i + 1))}`, count, Math.max(...counts)));
  }

  function dots(form, values) {
    lab.clearMarks("theirs");
    for (const place of values) lab.mark("theirs", place);
    return [];
  }

  // A number in three digits.
  lab.short = (value) => String(Number(value.toPrecision(3))).replace("-", "−");
})(window.fallline);
