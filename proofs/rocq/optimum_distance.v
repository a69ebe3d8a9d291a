(* How far from its optimum a divergence can leave the weight: the last part of claim C1.

   With correct means, 2 (beta - alpha)^2 TV^2 <= KL (q || p_alpha), any two positive continuous
   densities on the line and any beta in [0,1]; the same for Gaussian modes in R^d with KL as an
   integral over R^d. Not by Pinsker's inequality but by the curvature in the weight: the second
   derivative is D / (beta (1-beta)) >= 4 TV^2. TV is the integral over the line (total_variation.v
   has its closed form). *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic gaussian kernel heat misassignment divergence
  gaussian_modes reverse_kl euclid reduction space optimum product.
Open Scope R_scope.

Lemma mix_same_weight : forall alpha po pn, density po -> density pn -> 0 < alpha < 1 ->
  kl (mix alpha po pn) (mix alpha po pn) = 0 /\ interior_slope alpha alpha po pn = 0.
Proof.
  intros alpha po pn Ho Hn Ha.
  assert (Hm : density (mix alpha po pn)) by (apply mix_density; trivial; lra).
  split; apply is_line_line; [apply kl_refl, Hm|].
  apply (line_ext (fun _ => 0)); [|apply line_zero]. intro x. pose proof (density_pos _ Hm x).
  unfold Rdiv. rewrite Rinv_r, ln_1 by lra. ring.
Qed.

Lemma distance_interior : forall alpha beta po pn, density po -> density pn -> 0 < alpha < 1 ->
  0 < beta < 1 ->
  2 * (beta - alpha) ^ 2 * total_variation po pn ^ 2 <= kl (mix beta po pn) (mix alpha po pn).
Proof.
  intros alpha beta po pn Ho Hn Ha Hb. set (V := total_variation po pn ^ 2).
  destruct (mix_same_weight alpha po pn Ho Hn Ha) as [K0 S0].
  set (u0 := logit alpha). assert (E0 : sigma u0 = alpha) by (apply sigma_logit, Ha).
  set (h := fun u => interior_slope alpha (sigma u) po pn - 4 * V * (sigma u - alpha)).
  assert (Dh : forall u, is_derive h u
    (distinguishability (sigma u) po pn - 4 * V * (sigma u * (1 - sigma u)))).
  { intro u. unfold h. apply (is_derive_minus (V := R_NormedModule)).
    - apply c2_slope_derive; assumption.
    - apply (is_derive_scal (fun u => sigma u - alpha)). evar_last.
      + apply (is_derive_minus (V := R_NormedModule) sigma (fun _ => alpha));
          [apply sigma_derive|apply (is_derive_const (V := R_NormedModule))].
      + unfold minus, plus, opp, zero; simpl. ring. }
  assert (Hh : forall u, 0 <= distinguishability (sigma u) po pn
    - 4 * V * (sigma u * (1 - sigma u))).
  { intro u. pose proof (sigma_bounds u).
    pose proof (distinguishability_ge_tv (sigma u) po pn Ho Hn ltac:(lra)) as H1. fold V in H1.
    lra. }
  assert (H0 : h u0 = 0) by (unfold h; rewrite E0, S0; ring).
  set (g := fun u => kl (mix (sigma u) po pn) (mix alpha po pn) - 2 * V * (sigma u - alpha) ^ 2).
  assert (Dg : forall u, is_derive g u (sigma u * (1 - sigma u) * h u)).
  { intro u. unfold g. evar_last.
    - apply (is_derive_minus (V := R_NormedModule)).
      + apply (is_derive_comp (fun b => kl (mix b po pn) (mix alpha po pn)) sigma);
          [apply c2_interior_derive; trivial; apply sigma_bounds|apply sigma_derive].
      + apply (is_derive_scal (fun u => (sigma u - alpha) ^ 2)).
        apply (is_derive_pow (fun u => sigma u - alpha) 2).
        apply (is_derive_minus (V := R_NormedModule) sigma (fun _ => alpha));
          [apply sigma_derive|apply (is_derive_const (V := R_NormedModule))].
    - unfold h. algebra. }
  assert (G0 : g u0 = 0) by (unfold g; rewrite E0, K0; ring).
  assert (Hsig : forall u, 0 <= sigma u * (1 - sigma u)).
  { intro u. pose proof (sigma_bounds u). apply Rmult_le_pos; lra. }
  set (u := logit beta). assert (Eu : sigma u = beta) by (apply sigma_logit, Hb).
  assert (Hg : 0 <= g u); [|unfold g in Hg; rewrite Eu in Hg; lra].
  destruct (Rle_lt_dec u0 u) as [Hle|Hlt].
  - rewrite <- G0. apply (nondecreasing g (fun u => sigma u * (1 - sigma u) * h u) u0 u Hle).
    + intros s _. apply Dg.
    + intros s Hs. apply Rmult_le_pos; [apply Hsig|]. rewrite <- H0.
      apply (nondecreasing h _ u0 s ltac:(lra) (fun v _ => Dh v) (fun v _ => Hh v)).
  - rewrite <- G0. assert (- g u <= - g u0); [|lra].
    apply (nondecreasing (fun u => - g u) (fun u => - (sigma u * (1 - sigma u) * h u)) u u0
      ltac:(lra)).
    + intros s _. apply (is_derive_opp (V := R_NormedModule) g), Dg.
    + intros s Hs. assert (h s <= 0).
      { rewrite <- H0. apply (nondecreasing h _ s u0 ltac:(lra) (fun v _ => Dh v)
          (fun v _ => Hh v)). }
      pose proof (Hsig s). nra.
Qed.

(* y ln (y/p) is convex in y *)
Lemma kl_integrand_convex : forall s y p, 0 < s < 1 -> 0 < y -> 0 < p ->
  let m := (1 - s) * y + s * p in m * ln (m / p) <= (1 - s) * (y * ln (y / p)).
Proof.
  intros s y p Hs Hy Hp m.
  assert (Hm : 0 < m) by (unfold m; apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra).
  destruct (kl_integrand_ge y m Hy Hm) as [H1 _]. destruct (kl_integrand_ge p m Hp Hm) as [H2 _].
  assert (L : forall a b, 0 < a -> 0 < b -> ln (a / b) = ln a - ln b).
  { intros a b Qa Qb. unfold Rdiv.
    rewrite ln_mult, ln_Rinv by (try apply Rinv_0_lt_compat; assumption). ring. }
  rewrite !L in * by assumption.
  assert (E : m * (ln m - ln p) = (1 - s) * (y * (ln m - ln p)) + s * (p * (ln m - ln p)))
    by (unfold m; ring).
  assert (Q : (1 - s) * (y - m) + s * (p - m) = 0) by (unfold m; ring).
  assert ((1 - s) * (y - m) <= (1 - s) * (y * (ln y - ln m)))
    by (apply Rmult_le_compat_l; lra).
  assert (s * (p - m) <= s * (p * (ln p - ln m))) by (apply Rmult_le_compat_l; lra).
  rewrite E. lra.
Qed.

Lemma limit_bound : forall W K, 0 <= W -> (forall s, 0 < s < 1 -> (1 - s) * W <= K) -> W <= K.
Proof.
  intros W K HW Hs. apply Rnot_lt_le. intro Hlt.
  assert (HK : 0 <= K).
  { specialize (Hs (/ 2) ltac:(lra)). lra. }
  assert (Hr : 0 < (W - K) / (2 * W) < 1).
  { split; [apply Rdiv_lt_0_compat; lra|]. apply (Rmult_lt_reg_r (2 * W)); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  specialize (Hs _ Hr).
  replace ((1 - (W - K) / (2 * W)) * W) with ((W + K) / 2) in Hs by (field; lra). lra.
Qed.

(* a weight on the way from beta to alpha is inside *)
Lemma inner_weight : forall alpha beta s, 0 < alpha < 1 -> 0 <= beta <= 1 -> 0 < s < 1 ->
  0 < (1 - s) * beta + s * alpha < 1.
Proof.
  intros alpha beta s Ha Hb Hs. assert (0 <= (1 - s) * beta) by (apply Rmult_le_pos; lra).
  assert ((1 - s) * beta <= (1 - s) * 1) by (apply Rmult_le_compat_l; lra).
  assert (0 < s * alpha) by (apply Rmult_lt_0_compat; lra).
  assert (s * alpha < s * 1) by (apply Rmult_lt_compat_l; lra). lra.
Qed.

Theorem c1_distance : forall alpha beta po pn, density po -> density pn -> 0 < alpha < 1 ->
  0 <= beta <= 1 ->
  2 * (beta - alpha) ^ 2 * total_variation po pn ^ 2 <= kl (mix beta po pn) (mix alpha po pn).
Proof.
  intros alpha beta po pn Ho Hn Ha Hb.
  assert (Hp : density (mix alpha po pn)) by (apply mix_density; trivial; lra).
  assert (Hq : density (mix beta po pn)) by (apply mix_density; assumption).
  assert (Hfin : forall b, 0 <= b <= 1 ->
    is_line (fun x => mix b po pn x * ln (mix b po pn x / mix alpha po pn x))
      (kl (mix b po pn) (mix alpha po pn))).
  { intros b Hb'. apply (kl_correct _ _ (/ Rmin alpha (1 - alpha))); trivial.
    - apply mix_density; assumption.
    - intro x. pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
      pose proof (Rmin_l alpha (1 - alpha)). pose proof (Rmin_r alpha (1 - alpha)).
      assert (Hc : 0 < Rmin alpha (1 - alpha)) by (apply Rmin_glb_lt; lra).
      set (c := Rmin alpha (1 - alpha)) in *. apply (Rmult_le_reg_l c); [exact Hc|].
      rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. unfold mix.
      assert (c * (b * po x) <= alpha * po x).
      { assert (c * b <= alpha * 1) by (apply Rmult_le_compat; lra).
        replace (c * (b * po x)) with (c * b * po x) by ring. apply Rmult_le_compat_r; lra. }
      assert (c * ((1 - b) * pn x) <= (1 - alpha) * pn x).
      { assert (c * (1 - b) <= (1 - alpha) * 1) by (apply Rmult_le_compat; lra).
        replace (c * ((1 - b) * pn x)) with (c * (1 - b) * pn x) by ring.
        apply Rmult_le_compat_r; lra. }
      lra. }
  set (K := kl (mix beta po pn) (mix alpha po pn)).
  set (W := 2 * (beta - alpha) ^ 2 * total_variation po pn ^ 2).
  assert (HW : 0 <= W).
  { unfold W. pose proof (pow2_ge_0 (beta - alpha)). pose proof (pow2_ge_0 (total_variation po pn)).
    apply Rmult_le_pos; [|assumption]. apply Rmult_le_pos; lra. }
  (* the point b = (1-s) beta + s alpha is inside for every s in (0,1) *)
  assert (Hs : forall s, 0 < s < 1 -> (1 - s) * W <= K).
  { intros s Hs. set (b := (1 - s) * beta + s * alpha).
    assert (Hb0 : 0 < b < 1) by (apply inner_weight; assumption).
    pose proof (distance_interior alpha b po pn Ho Hn Ha Hb0) as HI.
    replace (b - alpha) with ((1 - s) * (beta - alpha)) in HI by (unfold b; ring).
    assert (HC : kl (mix b po pn) (mix alpha po pn) <= (1 - s) * K).
    { apply (line_le _ _ _ _) with (2 := Hfin b ltac:(lra))
        (3 := line_scal (1 - s) _ _ (Hfin beta Hb)).
      intro x. pose proof (kl_integrand_convex s (mix beta po pn x) (mix alpha po pn x) Hs
        (density_pos _ Hq x) (density_pos _ Hp x)) as C. cbv zeta in C.
      replace (mix b po pn x) with ((1 - s) * mix beta po pn x + s * mix alpha po pn x)
        by (unfold mix, b; ring). exact C. }
    apply (Rmult_le_reg_l (1 - s)); [lra|].
    replace ((1 - s) * ((1 - s) * W))
      with (2 * ((1 - s) * (beta - alpha)) ^ 2 * total_variation po pn ^ 2) by (unfold W; ring).
    lra. }
  apply limit_bound; [exact HW|exact Hs].
Qed.

(** * In R^d *)

Lemma dot_zero_diff : forall d a, dot d (fun i => a i - a i) (fun i => a i - a i) = 0.
Proof. induction d as [|d IH]; intro a; simpl; [reflexivity|rewrite IH; ring]. Qed.

(* what KL reads of two correct means is their distance *)
Lemma mean_log_modes : forall d w a b,
  let base := ln w - INR d / 2 * ln (2 * PI) - INR d / 2 in
  let delta := dist d a b in
  mean_log d w a b a = base + P (- logit w - delta ^ 2 / 2) delta /\
  mean_log d w a b b = base - delta ^ 2 / 2 + P (- logit w + delta ^ 2 / 2) delta.
Proof.
  intros d w a b base delta. unfold mean_log. rewrite midpoint_old, midpoint_new, dot_zero_diff.
  fold base delta. split.
  - replace (- logit w + - delta ^ 2 / 2) with (- logit w - delta ^ 2 / 2) by field. field.
  - rewrite <- norm2_sq. change (norm2 d (fun i => b i - a i)) with delta. field.
Qed.

Lemma kl_d_modes : forall d beta alpha muo mun, 0 < beta < 1 -> 0 < alpha < 1 ->
  kl_d d beta alpha muo mun muo mun =
    kl (mix beta (normal 0) (normal (dist d muo mun)))
       (mix alpha (normal 0) (normal (dist d muo mun))).
Proof.
  intros d beta alpha muo mun Hb Ha. set (delta := dist d muo mun).
  rewrite (kernel_kl_line beta alpha (fun _ => 0) (fun _ => delta) (fun _ => 0) (fun _ => delta)
    Hb Ha).
  assert (E : dist 1 (fun _ => 0) (fun _ => delta) = delta).
  { unfold dist, norm2. rewrite dot_1. apply sqrt_lem_1; [nra|apply norm2_nonneg|ring]. }
  unfold kl_d.
  destruct (mean_log_modes d beta muo mun) as [E1 E2].
  destruct (mean_log_modes d alpha muo mun) as [E3 E4].
  destruct (mean_log_modes 1 beta (fun _ => 0) (fun _ => delta)) as [F1 F2].
  destruct (mean_log_modes 1 alpha (fun _ => 0) (fun _ => delta)) as [F3 F4].
  rewrite E1, E2, E3, E4, F1, F2, F3, F4, E. fold delta. ring.
Qed.

Theorem c1_distance_space : forall d alpha beta muo mun l, 0 < alpha < 1 -> 0 <= beta <= 1 ->
  is_kl_space d (mix_d d beta muo mun) (mix_d d alpha muo mun) l ->
  2 * (beta - alpha) ^ 2 * total_variation (normal 0) (normal (dist d muo mun)) ^ 2 <= l.
Proof.
  intros d alpha beta muo mun l Ha Hb Hl.
  set (V := total_variation (normal 0) (normal (dist d muo mun)) ^ 2).
  assert (HV : 0 <= V) by apply pow2_ge_0.
  apply limit_bound.
  { apply Rmult_le_pos; [|exact HV]. pose proof (pow2_ge_0 (beta - alpha)). lra. }
  intros s Hs. set (b := (1 - s) * beta + s * alpha).
  assert (Hb0 : 0 < b < 1) by (apply inner_weight; assumption).
  pose proof (kernel_kl_space d b alpha muo mun muo mun Hb0 Ha) as Hk.
  assert (HC : kl_d d b alpha muo mun muo mun <= (1 - s) * l).
  { apply (space_le d _ _ _ _) with (2 := Hk) (3 := space_scal d (1 - s) _ _ Hl). intro x.
    pose proof (kl_integrand_convex s (mix_d d beta muo mun x) (mix_d d alpha muo mun x) Hs
      (mix_d_positive d beta muo mun x Hb) (mix_d_pos d alpha muo mun x Ha)) as C. cbv zeta in C.
    replace (mix_d d b muo mun x)
      with ((1 - s) * mix_d d beta muo mun x + s * mix_d d alpha muo mun x)
      by (unfold mix_d, b; ring). exact C. }
  rewrite kl_d_modes in HC by assumption.
  pose proof (distance_interior alpha b (normal 0) (normal (dist d muo mun)) (normal_density _)
    (normal_density _) Ha Hb0) as HI. fold V in HI.
  replace (b - alpha) with ((1 - s) * (beta - alpha)) in HI by (unfold b; ring).
  apply (Rmult_le_reg_l (1 - s)); [lra|].
  replace ((1 - s) * ((1 - s) * (2 * (beta - alpha) ^ 2 * V)))
    with (2 * ((1 - s) * (beta - alpha)) ^ 2 * V) by ring. lra.
Qed.
