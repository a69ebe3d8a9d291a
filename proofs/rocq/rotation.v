(* Two independent standard Gaussians: a T + b Z is distributed as sqrt(a^2 + b^2) Z.

   Proved for the mean of every smooth function g (smooth_means.v): the integral of g(m + b t + a z)
   over z, then over t, is the single integral with the slope sqrt(a^2 + b^2) ([mean_of_means]).
   Along the circle a^2 + b^2 = r^2 the iterated integral moves by at most a constant times the
   square of the step, by Stein's identity in both variables; so it is constant. Not here: less
   regular functions. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line gaussian kernel heat smooth_means.
Open Scope R_scope.

(** * Means over two Gaussians *)

(* E[g(m + b T + a Z)] as an iterated integral *)
Definition mean_twice (g : R -> R) (m a b : R) : R :=
  line (fun t => phi t * gauss_mean g (m + b * t) a).

Lemma mean_twice_correct : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m a b,
  is_line (fun t => phi t * gauss_mean g (m + b * t) a) (mean_twice g m a b).
Proof.
  intros g g1 g2 g3 C H m a b.
  destruct (quadratic_mean (fun t => gauss_mean g (m + b * t) a)
    (Rabs (gauss_mean g m a) + Rabs (b * gauss_mean g1 m a) + C * b ^ 2)) as [l Hl].
  - apply (derivable_cont _ (fun t => b * gauss_mean g1 (m + b * t) a)).
    intro t. exact (proj1 (mean_derive _ _ _ _ _ H m b a t)).
  - intro t. pose proof (mean_expansion _ _ _ _ _ H m a (b * t) 0) as E.
    rewrite Rplus_0_r, Rmult_0_l, Rplus_0_r in E.
    replace (C * ((b * t) ^ 2 + 0 ^ 2)) with (C * b ^ 2 * t ^ 2) in E by ring.
    replace (b * t * gauss_mean g1 m a) with (t * (b * gauss_mean g1 m a)) in E by ring.
    set (X := gauss_mean g m a) in *. set (Y := b * gauss_mean g1 m a) in *.
    apply Rabs_le_between in E. pose proof (abs_le_square t) as Ht.
    assert (Hy : Rabs (t * Y) <= Rabs Y * (1 + t ^ 2)).
    { rewrite Rabs_mult, Rmult_comm. apply Rmult_le_compat_l; [apply Rabs_pos|exact Ht]. }
    apply Rabs_le_between in Hy. pose proof (Rle_abs X). pose proof (Rle_abs (- X)).
    rewrite Rabs_Ropp in *. pose proof (Rabs_pos X). pose proof (pow2_ge_0 t).
    assert (0 <= Rabs X * t ^ 2) by (apply Rmult_le_pos; lra).
    pose proof (mean_2_bound _ _ _ _ _ H m a). pose proof (Rabs_pos (gauss_mean g2 m a)).
    assert (0 <= C * b ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    apply Rabs_le_between. split; lra.
  - exact (line_correct _ l Hl).
Qed.

(* E[T g1(m + b T + a Z)] = b E[g2(m + b T + a Z)] *)
Lemma mean_twice_stein : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m a b,
  exists N, Rabs N <= C /\
    is_line (fun t => phi t * gauss_mean g2 (m + b * t) a) N /\
    is_line (fun t => phi t * (t * gauss_mean g1 (m + b * t) a)) (b * N).
Proof.
  intros g g1 g2 g3 C H m a b.
  assert (Hc : continuity (fun t => gauss_mean g2 (m + b * t) a)).
  { apply (affine_comp_cont (fun u => gauss_mean g2 u a)). intro u.
    revert u. apply (lipschitz_cont _ C). intros u h. apply (mean_2_lipschitz _ _ _ _ _ H). }
  destruct (line_ex (fun t => phi t * gauss_mean g2 (m + b * t) a) (fun t => C * phi t) (C * 1))
    as [N HN].
  { apply cont_mult; [apply phi_cont|exact Hc]. }
  { intro t. pose proof (phi_pos t). rewrite Rabs_mult, (Rabs_pos_eq (phi t)), Rmult_comm by lra.
    apply Rmult_le_compat_r; [lra|apply (mean_2_bound _ _ _ _ _ H)]. }
  { apply line_scal, phi_mass. }
  exists N. split; [|split; [exact HN|]].
  - replace C with (C * 1) by ring.
    apply (line_abs_le _ (fun t => C * phi t)) with (2 := HN); [|apply line_scal, phi_mass].
    intro t. pose proof (phi_pos t). rewrite Rabs_mult, (Rabs_pos_eq (phi t)), Rmult_comm by lra.
    apply Rmult_le_compat_r; [lra|apply (mean_2_bound _ _ _ _ _ H)].
  - assert (D : forall u, is_derive (fun u => gauss_mean g1 u a) u (gauss_mean g2 u a)).
    { intro u. apply (expansion_derive _ _ _ C). intro h.
      apply (mean_1_expansion _ _ _ _ _ H). }
    assert (HS : is_line (fun t => phi t * (b * gauss_mean g2 (m + b * t) a)
                                   - phi t * (t * gauss_mean g1 (m + b * t) a)) 0).
    { apply (phi_stein (fun t => gauss_mean g1 (m + b * t) a) _
        (8 * (Rabs (gauss_mean g1 m a) + C * Rabs b))).
      - intro t. exact (proj2 (mean_derive _ _ _ _ _ H m b a t)).
      - apply cont_mult; [apply cont_const|exact Hc].
      - intro t. pose proof (lipschitz_growth _ _ C m b D
          (fun u => mean_2_bound _ _ _ _ _ H u a) t) as G. cbv beta in G.
        pose proof (mean_2_bound _ _ _ _ _ H m a). pose proof (Rabs_pos (gauss_mean g2 m a)).
        pose proof (Rabs_pos (gauss_mean g1 m a)).
        assert (0 <= C * Rabs b) by (apply Rmult_le_pos; [lra|apply Rabs_pos]).
        set (K := Rabs (gauss_mean g1 m a) + C * Rabs b) in *. assert (0 <= K) by (unfold K; lra).
        pose proof (pow2_ge_0 t). assert (0 <= K * t ^ 2) by (apply Rmult_le_pos; lra). lra. }
    apply (line_val _ (b * N - 0)); [ring|].
    apply (line_ext (fun t => b * (phi t * gauss_mean g2 (m + b * t) a) -
      (phi t * (b * gauss_mean g2 (m + b * t) a) - phi t * (t * gauss_mean g1 (m + b * t) a))));
      [intro; ring|].
    apply line_minus; [apply line_scal, HN|exact HS].
Qed.

(* on a circle the mean moves by at most a multiple of the squared step *)
Lemma mean_twice_step : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m a b u v,
  2 * (a * u + b * v) + u ^ 2 + v ^ 2 = 0 ->
  Rabs (mean_twice g m (a + u) (b + v) - mean_twice g m a b) <= 2 * C * (u ^ 2 + v ^ 2).
Proof.
  intros g g1 g2 g3 C H m a b u v Hcircle.
  destruct (mean_twice_stein _ _ _ _ _ H m a b) as (N & HNC & HN & HtN).
  pose proof (mean_twice_correct _ _ _ _ _ H m a b) as L0.
  pose proof (mean_twice_correct _ _ _ _ _ H m (a + u) (b + v)) as L1.
  set (l0 := mean_twice g m a b) in *. set (l1 := mean_twice g m (a + u) (b + v)) in *.
  assert (T : Rabs (l1 - l0 - (v * (b * N) + u * a * N)) <= C * (v ^ 2 * 1 + u ^ 2 * 1)).
  { apply (line_abs_le (fun t => phi t * gauss_mean g (m + (b + v) * t) (a + u)
        - phi t * gauss_mean g (m + b * t) a
        - (v * (phi t * (t * gauss_mean g1 (m + b * t) a))
           + u * a * (phi t * gauss_mean g2 (m + b * t) a)))
      (fun t => C * (v ^ 2 * (phi t * t ^ 2) + u ^ 2 * phi t))).
    - intro t. pose proof (phi_pos t) as Pt.
      pose proof (mean_expansion _ _ _ _ _ H (m + b * t) a (v * t) u) as E.
      replace (m + b * t + v * t) with (m + (b + v) * t) in E by ring.
      set (X := gauss_mean g (m + (b + v) * t) (a + u)) in *.
      set (Y := gauss_mean g (m + b * t) a) in *. set (Y1 := gauss_mean g1 (m + b * t) a) in *.
      set (Y2 := gauss_mean g2 (m + b * t) a) in *.
      replace (phi t * X - phi t * Y - (v * (phi t * (t * Y1)) + u * a * (phi t * Y2)))
        with (phi t * (X - Y - (v * t * Y1 + u * (a * Y2)))) by ring.
      replace (C * (v ^ 2 * (phi t * t ^ 2) + u ^ 2 * phi t))
        with (phi t * (C * ((v * t) ^ 2 + u ^ 2))) by ring.
      rewrite Rabs_mult, (Rabs_pos_eq (phi t)) by lra. apply Rmult_le_compat_l; [lra|exact E].
    - apply line_minus; [apply line_minus; assumption|].
      apply line_plus; apply line_scal; assumption.
    - apply line_scal, line_plus; apply line_scal; [apply phi_moment_2|apply phi_mass]. }
  replace (v * (b * N) + u * a * N) with (- (u ^ 2 + v ^ 2) / 2 * N) in T
    by (replace (u ^ 2 + v ^ 2) with (- 2 * (a * u + b * v)) by lra; field).
  assert (Hs : 0 <= u ^ 2 + v ^ 2) by (pose proof (pow2_ge_0 u); pose proof (pow2_ge_0 v); lra).
  apply Rabs_le_between in T. apply Rabs_le_between in HNC. set (q := u ^ 2 + v ^ 2) in *.
  replace (C * (v ^ 2 * 1 + u ^ 2 * 1)) with (C * q) in T by (unfold q; ring).
  assert (q * - C <= q * N) by (apply Rmult_le_compat_l; lra).
  assert (q * N <= q * C) by (apply Rmult_le_compat_l; lra).
  apply Rabs_le_between. split; lra.
Qed.

Theorem mean_of_means : forall g m a b, smooth g -> 0 <= a ->
  is_line (fun t => phi t * gauss_mean g (m + b * t) a)
    (gauss_mean g m (sqrt (a * a + b * b))).
Proof.
  intros g m a b (g1 & g2 & g3 & C & H) Ha. set (r := sqrt (a * a + b * b)).
  assert (Hr : 0 <= r) by apply sqrt_pos.
  assert (Hr2 : r * r = a * a + b * b) by (apply sqrt_sqrt; nra).
  set (f := fun x => mean_twice g m (r * cos x) (r * sin x)).
  assert (Hf : forall x, is_derive f x 0).
  { intro x. apply (expansion_derive _ _ _ (2 * C * (r * r) * 2)). intro h.
    rewrite Rmult_0_r, Rminus_0_r. unfold f.
    destruct (derive_mvt cos (fun y => - sin y) x (x + h)) as [c1 [_ E1]].
    { intro y. apply is_derive_Reals, derivable_pt_lim_cos. }
    destruct (derive_mvt sin cos x (x + h)) as [c2 [_ E2]].
    { intro y. apply is_derive_Reals, derivable_pt_lim_sin. }
    replace (x + h - x) with h in E1, E2 by ring.
    set (u := cos (x + h) - cos x) in *. set (v := sin (x + h) - sin x) in *.
    replace (r * cos (x + h)) with (r * cos x + r * u) by (unfold u; ring).
    replace (r * sin (x + h)) with (r * sin x + r * v) by (unfold v; ring).
    pose proof (mean_twice_step _ _ _ _ _ H m (r * cos x) (r * sin x) (r * u) (r * v)) as S.
    assert (Hc : 2 * (r * cos x * (r * u) + r * sin x * (r * v)) + (r * u) ^ 2 + (r * v) ^ 2 = 0).
    { pose proof (sin2_cos2 x) as Q. pose proof (sin2_cos2 (x + h)) as Q'. unfold Rsqr in Q, Q'.
      transitivity (r * r * ((sin (x + h) * sin (x + h) + cos (x + h) * cos (x + h))
                             - (sin x * sin x + cos x * cos x)));
        [unfold u, v; ring|rewrite Q, Q'; ring]. }
    specialize (S Hc). apply Rle_trans with (1 := S).
    pose proof (mean_2_bound _ _ _ _ _ H m a). pose proof (Rabs_pos (gauss_mean g2 m a)).
    assert (Hu : u ^ 2 <= h ^ 2).
    { rewrite E1. pose proof (sin2_cos2 c1) as Q. pose proof (Rle_0_sqr (cos c1)).
      unfold Rsqr in *. replace ((- sin c1 * h) ^ 2) with (h ^ 2 * (sin c1 * sin c1)) by ring.
      rewrite <- (Rmult_1_r (h ^ 2)) at 2. apply Rmult_le_compat_l; [apply pow2_ge_0|lra]. }
    assert (Hv : v ^ 2 <= h ^ 2).
    { rewrite E2. pose proof (sin2_cos2 c2) as Q. pose proof (Rle_0_sqr (sin c2)).
      unfold Rsqr in *. replace ((cos c2 * h) ^ 2) with (h ^ 2 * (cos c2 * cos c2)) by ring.
      rewrite <- (Rmult_1_r (h ^ 2)) at 2. apply Rmult_le_compat_l; [apply pow2_ge_0|lra]. }
    replace (2 * C * ((r * u) ^ 2 + (r * v) ^ 2)) with (2 * C * (r * r) * (u ^ 2 + v ^ 2)) by ring.
    replace (2 * C * (r * r) * 2 * h ^ 2) with (2 * C * (r * r) * (h ^ 2 + h ^ 2)) by ring.
    apply Rmult_le_compat_l; [|lra]. apply Rmult_le_pos; [lra|nra]. }
  assert (Hconst : forall x, f x = f 0).
  { intro x. destruct (derive_mvt f (fun _ => 0) 0 x Hf) as [c [_ E]]. lra. }
  assert (H0 : f 0 = gauss_mean g m r).
  { unfold f. rewrite cos_0, sin_0, Rmult_1_r, Rmult_0_r. apply is_line_line.
    apply (line_ext (fun t => gauss_mean g m r * phi t)).
    - intro t. rewrite Rmult_0_l, Rplus_0_r. ring.
    - apply (line_val _ (gauss_mean g m r * 1)); [ring|]. apply line_scal, phi_mass. }
  assert (Hx : exists x, r * cos x = a /\ r * sin x = b).
  { destruct (Rle_lt_or_eq_dec 0 r Hr) as [Hp|Hz].
    - assert (Hq : -1 <= b / r <= 1).
      { assert (Hb : - r <= b <= r) by (split; nra).
        split; apply (Rmult_le_reg_r r); trivial; replace (b / r * r) with b by (field; lra); lra. }
      exists (asin (b / r)). rewrite cos_asin, sin_asin by exact Hq. split; [|field; lra].
      replace (1 - Rsqr (b / r)) with (Rsqr (a / r)).
      + rewrite sqrt_Rsqr; [field; lra|]. apply Rmult_le_pos; [exact Ha|].
        apply Rlt_le, Rinv_0_lt_compat, Hp.
      + unfold Rsqr. apply (Rmult_eq_reg_r (r * r)); [|nra].
        transitivity (a * a); [field; lra|]. transitivity (r * r - b * b); [lra|field; lra].
    - exists 0. rewrite <- Hz in Hr2 |- *. split; nra. }
  destruct Hx as (x & Ea & Eb). rewrite <- H0, <- (Hconst x). unfold f. rewrite Ea, Eb.
  apply (mean_twice_correct _ _ _ _ _ H).
Qed.
