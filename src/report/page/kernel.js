// The kernel of the theory in the browser: one trapezoidal rule, as in the library, and what follows from it.
// Relative accuracy 1e-9 against the command line over all that the sliders reach; measured, it is far better.
const Forgetting = (() => {
  "use strict";
  const STEP = 0.375, REACH = 10.2, SCALE = 3, CUT = 42;
  const NORM = 1 / Math.sqrt(2 * Math.PI);

  // Sums mass(u) * term(u) over the measure sigma(u) phi(z) dz, u = m + s z, for m <= 0; the largest exponential is taken out first.
  function expectation(m, s, term) {
    const shifted = m + s * s;
    const tilted = shifted < 0 || s === 0;
    const centre = tilted ? shifted : 0;
    let sum = 0;
    if (s === 0) return Math.exp(m) / (1 + Math.exp(m)) * term(m);
    if (s < 1 || Math.abs(centre) > 9 * s) {
      // The trapezoidal rule in z. Tilted: about the tilted normal law, sigma(u) e^-u is what is left.
      for (let k = -Math.floor(REACH / STEP); k * STEP < REACH; k++) {
        const t = k * STEP, u = (tilted ? centre : m) + s * t;
        const e = Math.exp(-Math.abs(u));
        const factor = (u >= 0) === tilted ? e / (1 + e) : 1 / (1 + e);
        sum += STEP * NORM * Math.exp(-0.5 * t * t) * factor * term(u);
      }
      return tilted ? Math.exp(m + 0.5 * s * s) * sum : sum;
    }
    // Wide: after u = 3 sinh v the poles keep their distance, whatever s is.
    const half = 0.5 / (s * s), right = -m / (s * s), left = shifted / (s * s);
    const reach = (fall) => 2 * CUT / (fall + Math.sqrt(fall * fall + 4 * half * CUT));
    const spread = Math.sqrt(2 * CUT) * s;
    const [low, high] = tilted ? [centre - spread, centre + spread] : [-reach(left), reach(right)];
    const h = tilted ? 0.0625 : 0.125;
    for (let k = Math.floor(Math.asinh(low / SCALE) / h); k * h <= Math.asinh(high / SCALE) + h; k++) {
      const u = SCALE * Math.sinh(k * h), width = SCALE * Math.cosh(k * h) * h;
      const e = Math.exp(-Math.abs(u));
      let mass;
      if (tilted) {
        const t = (u - centre) / s;
        mass = Math.exp(-0.5 * t * t) * (u >= 0 ? e : 1) / (1 + e);
      } else {
        mass = Math.exp(-half * u * u - Math.abs(u) * (u >= 0 ? right : left)) / (1 + e);
      }
      sum += width * NORM / s * mass * term(u);
    }
    return Math.exp(tilted ? m + 0.5 * s * s : -0.5 * (m / s) * (m / s)) * sum;
  }

  // log(1 + e^u) / sigma(u).
  function softplusRatio(u) {
    const e = Math.exp(-Math.abs(u)), log = Math.log1p(e);
    if (u >= 0) return (u + log) * (1 + e);
    return e < 1e-300 ? 1 : log / e * (1 + e);
  }

  const logisticNormal = (m, s) => m > 0 ? 1 - logisticNormal(-m, s) : expectation(m, s, () => 1);
  const softplusNormal = (m, s) => (m > 0 ? m : 0) + expectation(-Math.abs(m), s, softplusRatio);
  const logit = (p) => Math.log(p) - Math.log1p(-p);
  const sigmoid = (u) => u >= 0 ? 1 / (1 + Math.exp(-u)) : Math.exp(u) / (1 + Math.exp(u));

  const bc = (delta) => Math.exp(-delta * delta / 8);
  const epsOldAt = (phi, delta) => logisticNormal(-phi - delta * delta / 2, delta);
  const epsOld = (beta, delta) => epsOldAt(logit(beta), delta);
  const epsNew = (beta, delta) => epsOldAt(-logit(beta), delta);
  const bhattacharyya = (beta, delta) => 0.5 * Math.sqrt((1 - beta) / beta) * bc(delta);
  function refined(beta, delta) {
    const bound = bhattacharyya(beta, delta), spread = 4 + delta * delta, lambda = -logit(beta);
    return [
      bound * 2 / Math.sqrt(spread) * Math.exp(-lambda * lambda / (2 * spread)),
      bound * Math.min(1, Math.sqrt(2 * Math.PI) / delta),
    ];
  }

  // 1 - eps_o - eps_n at the logit phi; for modes close together in the form without a subtraction.
  function distinguishabilityAt(phi, delta) {
    const minor = -Math.abs(phi);
    if (delta >= 1) return logisticNormal(delta * delta / 2 + minor, delta) - epsOldAt(-minor, delta);
    const odds = Math.exp(minor);
    let sum = 0;
    for (let k = -Math.floor(REACH / STEP); k * STEP < REACH; k++) {
      const z = k * STEP, x = 0.5 * delta * z, e = Math.exp(-x), sinh = Math.sinh(x);
      sum += STEP * NORM * Math.exp(-0.5 * z * z) * sinh * sinh * e / (1 + odds * e * e);
    }
    return 4 * sigmoid(minor) * bc(delta) * sum;
  }
  const distinguishability = (beta, delta) => distinguishabilityAt(logit(beta), delta);

  const LEGENDRE = [
    [0.1834346424956498, 0.362683783378362], [0.525532409916329, 0.3137066458778873],
    [0.7966664774136267, 0.2223810344533745], [0.9602898564975362, 0.1012285362903763],
  ];
  // K(alpha, delta) of C2 at the logit of alpha.
  function boundarySlopeAt(phi, delta) {
    if (phi > 0) return delta * delta - boundarySlopeAt(-phi, delta);
    const half = 0.5 * delta * delta;
    if (delta >= 1) return softplusNormal(phi + half, delta) - softplusNormal(phi - half, delta);
    let sum = 0;
    for (const [x, w] of LEGENDRE) sum += w * (logisticNormal(phi + half * x, delta) + logisticNormal(phi - half * x, delta));
    return half * sum;
  }
  const boundarySlope = (alpha, delta) => boundarySlopeAt(logit(alpha), delta);
  const criticalAnchor = (eta, gap, beta0, delta) => -Math.expm1(-eta * gap) / (eta * boundarySlope(beta0, delta));

  // The logit where an increasing function of it crosses zero.
  function root(slope) {
    let low = -700, high = 700;
    for (let k = 0; k < 200 && high - low > 1e-13 * Math.max(1, Math.abs(low)); k++) {
      const middle = 0.5 * (low + high);
      if (slope(middle) < 0) low = middle; else high = middle;
    }
    return 0.5 * (low + high);
  }

  // E1, E2: the equilibrium of TTT-Discover; 0 below the critical anchor.
  function tttMass(tau, eta, gap, beta0, delta) {
    if (tau <= criticalAnchor(eta, gap, beta0, delta)) return 0;
    const saturation = -Math.expm1(-eta * gap), least = saturation / eta;
    // The pull above that at weight 0, without a subtraction.
    const extra = (phi) => least / (sigmoid(-phi) + sigmoid(phi) * Math.exp(-eta * gap)) * sigmoid(phi) * saturation;
    const margin = tau * boundarySlope(beta0, delta) - least;
    return sigmoid(root((phi) => tau * boundarySlopeAt(phi, delta) + extra(phi) - margin));
  }

  // F1: the realisable optimum of OAPL.
  const oaplMass = (beta, gap, tau) => sigmoid(logit(beta) - gap / tau);

  // G1: the minimiser of (1 - share) KL(p_n || q) + share KL(q || p_alpha).
  function hybridMass(share, alpha, delta) {
    if (share === 0) return 0;
    const target = boundarySlope(alpha, delta);
    const forward = (phi) => distinguishabilityAt(phi, delta) / sigmoid(-phi);
    return sigmoid(root((phi) => (1 - share) * forward(phi) - share * (target - boundarySlopeAt(phi, delta))));
  }

  // D1: the teacher's mass after k rounds.
  const sdftMass = (k, rate, anchor, mass0, demo) => demo + Math.exp(k * Math.log1p(-rate * anchor)) * (mass0 - demo);

  return {
    bc, bhattacharyya, boundarySlope, criticalAnchor, distinguishability, epsNew, epsOld, hybridMass, logisticNormal,
    oaplMass, refined, sdftMass, softplusNormal, tttMass,
  };
})();
