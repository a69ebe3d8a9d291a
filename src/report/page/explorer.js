// The explorer: sliders in, numbers and curves out.
(() => {
  "use strict";
  const F = Forgetting;
  const form = document.getElementById("explorer-form");
  const names = ["delta", "alpha", "beta", "rho", "tau", "eta", "gap"];
  const input = (name) => form.elements[name];
  const places = (name) => (input(name).step.split(".")[1] || "").length;

  // Every quantity by the id of its cell: the expression that the page evaluates and `forgetting eval` too.
  const bound = (v) => `1/2*sqrt((1 - ${v.beta})/${v.beta})*bc(${v.delta})`;
  const quantities = {
    "eps-old": (v) => `eps_old(${v.beta}, ${v.delta})`,
    "a3": bound,
    "a4-lower": (v) => `${bound(v)}*2/sqrt(4 + ${v.delta}^2)*exp(-logit(${v.beta})^2/(2*(4 + ${v.delta}^2)))`,
    "a4-upper": (v) => `${bound(v)}*min(1, sqrt(2*pi)/${v.delta})`,
    "eps-new": (v) => `eps_new(${v.beta}, ${v.delta})`,
    "distinguishability": (v) => `distinguishability(${v.beta}, ${v.delta})`,
    "boundary-slope": (v) => `boundary_slope(${v.alpha}, ${v.delta})`,
    "critical-anchor": (v) => `ttt_critical_anchor(${v.eta}, ${v.gap}, ${v.beta}, ${v.delta})`,
  };
  // The mass that a method keeps; its command evaluates the same, or solves where the minimiser is plain. The objective's name stands in the table's row.
  const masses = {
    "sft": () => "0",
    "replay-data": (v) => `${v.rho}`,
    "replay-model": () => "0",
    "reverse-kl": (v) => `${v.alpha}`,
    "hybrid": (v) => `hybrid_old_weight(1/2, ${v.alpha}, ${v.delta})`,
    "sdft": (v) => `sdft_mass(200, 0.1, 0.1, ${v.beta}, ${v.alpha})`,
    "ttt": (v) => `ttt_old_weight(${v.eta}, ${v.tau}, ${v.gap}, ${v.beta}, ${v.delta})`,
    "oapl": (v) => `oapl_mass(${v.beta}, ${v.gap}, ${v.tau})`,
  };
  function command(id, expression, v) {
    if (expression.includes("(")) return `eval '${expression}'`;
    const { objective } = document.getElementById(`recipe-${id}`).dataset;
    const replay = /replay/.test(objective) ? ` --rho ${v.rho}` : "";
    return `solve ${objective} --weights-only --delta ${v.delta} --alpha ${v.alpha} --beta0 ${v.beta}${replay}`;
  }

  function readable(x) {
    if (x === 0) return "0";
    if (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e7) return x.toPrecision(10);
    const [digits, exponent] = x.toExponential(9).split("e");
    return `${digits}×10<sup>${exponent.replace("-", "−").replace("+", "")}</sup>`;
  }

  // A plot: sizes as in the figures of the report.
  function plot(id, { x, y, lines, labels, marks, note }) {
    const svg = document.getElementById(id);
    const left = 46, right = 408, top = 34, bottom = 230;
    const log = (a) => a.log ? Math.log : (t) => t;
    const place = (axis, low, high) => {
      const f = log(axis), from = f(axis.from), to = f(axis.to);
      return (t) => low + (high - low) * (f(t) - from) / (to - from);
    };
    const px = place(x, left, right), py = place(y, bottom, top);
    const round = (t) => Math.round(t * 100) / 100;
    let out = "";
    for (const t of y.ticks) {
      out += `<path d="M${left} ${round(py(t))}H${right}" class="s-grid" fill="none"/>`;
      const label = !y.log || t >= 0.01 ? `${t}` : `10<tspan dy="-4.3" font-size="8.9">−${Math.round(-Math.log10(t))}</tspan>`;
      out += `<text x="${left - 7}" y="${round(py(t) + 4.2)}" text-anchor="end" font-size="12" class="f-text">${label}</text>`;
    }
    for (const t of x.ticks) {
      out += `<path d="M${round(px(t))} ${bottom}v5" class="s-muted" fill="none"/>`;
      out += `<text x="${round(px(t))}" y="${bottom + 18}" text-anchor="middle" font-size="12" class="f-text">${t}</text>`;
    }
    out += `<path d="M${left} ${bottom}H${right}" class="s-text" fill="none"/>`;
    out += `<text x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle" font-size="13" class="f-text">${x.label}</text>`;
    out += `<text x="4" y="17" font-size="13" class="f-text">${y.label}</text>`;
    for (const line of lines) {
      let d = "";
      for (const [a, b] of line.points) {
        const [u, v] = [px(a), py(b)];
        if (v < top - 0.5 || v > bottom + 0.5 || !Number.isFinite(v)) continue;
        d += `${d ? "L" : "M"}${round(u)} ${round(v)}`;
      }
      out += `<path d="${d}" class="s-${line.ink}" fill="none" stroke-width="2" stroke-linejoin="round" stroke-linecap="round" stroke-dasharray="${line.dash || "none"}"/>`;
    }
    for (const { ink, text, at: [a, b], shift: [dx, dy], anchor } of labels) {
      const v = py(b);
      if (v < top || v > bottom - 4 || !Number.isFinite(v)) continue;
      out += `<text x="${round(px(a) + dx)}" y="${round(v + dy)}" text-anchor="${anchor}" font-size="13" class="f-${ink}">${text}</text>`;
    }
    for (const mark of marks) {
      const v = Math.min(bottom, Math.max(top, py(mark.y)));
      const u = Math.min(right, Math.max(left, px(mark.x)));
      out += `<circle cx="${round(u)}" cy="${round(v)}" r="4.5" class="f-${mark.ink} s-paper" stroke-width="1.4"/>`;
    }
    svg.querySelector("g").innerHTML = out;
    svg.querySelector("desc").textContent = note;
  }

  const samples = (from, to, count, log) => Array.from({ length: count + 1 }, (_, k) =>
    log ? from * Math.pow(to / from, k / count) : from + (to - from) * k / count);

  function update() {
    const v = Object.fromEntries(names.map((name) => [name, Number(input(name).value)]));
    for (const name of names) {
      document.getElementById(`out-${name}`).textContent = v[name].toFixed(places(name));
    }
    const show = (cell, expression) => {
      const value = F.value(expression);
      cell.dataset.value = value;
      cell.innerHTML = readable(value);
      return value;
    };
    for (const [id, expression] of Object.entries(quantities)) {
      show(document.getElementById(`value-${id}`), expression(v));
      document.getElementById(`command-${id}`).textContent = `forgetting eval '${expression(v)}'`;
    }
    for (const [id, expression] of Object.entries(masses)) {
      document.getElementById(`recipe-${id}`).textContent = `forgetting ${command(id, expression(v), v)}`;
      const value = show(document.getElementById(`mass-${id}`), expression(v));
      document.getElementById(`bar-${id}`).style.width = `${100 * value}%`;
    }
    const deltas = samples(0.05, 12, 120, false);
    const at = (id, change) => F.value(quantities[id]({ ...v, ...change }));
    const curve = (id) => deltas.map((delta) => [delta, at(id, { delta })]);
    const exact = at("eps-old", {});
    plot("plot-misassignment", {
      x: { label: "separation δ", from: 0, to: 12, ticks: [0, 2, 4, 6, 8, 10, 12] },
      y: { label: `misassignment probability ε<tspan dy="3" font-size="9.6">o</tspan><tspan dy="-3"> at β = ${v.beta}</tspan>`, log: true, from: 1e-9, to: 1, ticks: [1, 1e-3, 1e-6, 1e-9] },
      lines: [
        { ink: "bound", dash: "7 4", points: curve("a3") },
        { ink: "refined", dash: "0.1 4.4", points: curve("a4-upper") },
        { ink: "refined", dash: "0.1 4.4", points: curve("a4-lower") },
        { ink: "exact", points: curve("eps-old") },
      ],
      labels: [
        { ink: "bound", text: "Bhattacharyya (A3)", at: [6.5, at("a3", { delta: 6.5 })], shift: [6, -8], anchor: "start" },
        { ink: "exact", text: "exact, within A4", at: [6.5, at("eps-old", { delta: 6.5 })], shift: [-10, 14], anchor: "end" },
      ],
      marks: [{ x: v.delta, y: exact, ink: "exact" }],
      note: `At separation ${v.delta} and old weight ${v.beta} the misassignment probability is ${exact.toPrecision(4)}.`,
    });
    const taus = samples(0.05, 5, 100, true);
    const mass = (id, tau) => F.value(masses[id]({ ...v, tau }));
    const kept = mass("ttt", v.tau);
    plot("plot-ttt", {
      x: { label: "anchor strength τ", log: true, from: 0.05, to: 5, ticks: [0.05, 0.1, 0.2, 0.5, 1, 2, 5] },
      y: { label: "old mass kept", from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
      lines: [
        { ink: "contrast", dash: "7 4", points: taus.map((tau) => [tau, mass("oapl", tau)]) },
        { ink: "exact", points: taus.map((tau) => [tau, mass("ttt", tau)]) },
      ],
      labels: [
        { ink: "contrast", text: "- - OAPL", at: [0.055, 0.92], shift: [0, 0], anchor: "start" },
        { ink: "exact", text: "— TTT-Discover", at: [0.055, 0.82], shift: [0, 0], anchor: "start" },
      ],
      marks: [
        { x: v.tau, y: mass("oapl", v.tau), ink: "contrast" },
        { x: v.tau, y: kept, ink: "exact" },
      ],
      note: `At anchor strength ${v.tau} TTT-Discover keeps old mass ${kept.toPrecision(4)}.`,
    });
  }

  // What a reader asks: a claim where there is a relation, else an expression.
  const asked = document.getElementById("ask-form");
  function answer(event) {
    event.preventDefault();
    const { text, reply } = asked.elements;
    // A relation outside of definitions makes a claim.
    const stated = text.value.replace(/\blet\s+\w+\s*=[^;]*;/g, "");
    reply.textContent = /[<>=]/.test(stated) ? F.claim(text.value) : F.eval(text.value);
  }

  function start() {
    form.addEventListener("input", update);
    form.addEventListener("reset", () => setTimeout(update));
    asked.addEventListener("submit", answer);
    update();
  }
  F.load(document.getElementById("library").textContent).then(start, (error) => {
    document.getElementById("explorer-failure").textContent = `The explorer needs WebAssembly: ${error.message}`;
  });
})();
