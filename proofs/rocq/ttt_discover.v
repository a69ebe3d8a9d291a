(* TTT-Discover: claims E1 and the upper side of E2, for any two densities with finite chi2 (E1) or
   none (E2).

   J(beta) = (1/eta) ln (beta e^(eta r_o) + (1-beta) e^(eta r_n)) - tau KL (q_beta || q_beta0),
   mode-constant rewards. E1: J is strictly concave on [0,1]; with K the boundary slope of C2, if
   tau K > (1 - e^(-eta Delta))/eta some positive weight beats weight 0, otherwise weight 0 beats
   every other one. E2: a maximiser beta* in (0,1) is at most sigma (phi_0 - (1 - e^(-eta
   Delta))/(eta tau)), for every delta. E3 is in oapl.v (same Stein step as F4). Not here: E2's
   lower side, which holds only as D -> 1. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

Definition utility (eta ro rn beta : R) : R :=
  / eta * ln (beta * exp (eta * ro) + (1 - beta) * exp (eta * rn)).

Definition objective (eta tau ro rn beta0 : R) (po pn : R -> R) (beta : R) : R :=
  utility eta ro rn beta - tau * kl (mix beta po pn) (mix beta0 po pn).

(* (1/eta) ln of the ratio to weight 0: utility beta - utility 0 = (1/eta) ln (1 - beta (1 - e^(-eta
   Delta))) *)
Lemma utility_gain : forall eta ro rn beta, 0 < eta -> 0 <= beta <= 1 ->
  let x := beta * (1 - exp (- (eta * (rn - ro)))) in
  0 < 1 - x /\ utility eta ro rn beta - utility eta ro rn 0 = / eta * ln (1 - x).
Proof.
  intros eta ro rn beta He Hb x. pose proof (exp_pos (- (eta * (rn - ro)))) as Hp.
  assert (Hx : 0 < 1 - x).
  { unfold x. destruct (Req_dec beta 1) as [->|]; [lra|]. nra. }
  split; [exact Hx|]. unfold utility. rewrite <- Rmult_minus_distr_l. f_equal.
  rewrite Rmult_0_l, Rminus_0_r, Rmult_1_l, Rplus_0_l.
  replace (beta * exp (eta * ro) + (1 - beta) * exp (eta * rn)) with (exp (eta * rn) * (1 - x)).
  - rewrite ln_mult by (trivial; apply exp_pos). ring.
  - unfold x. replace (eta * ro) with (eta * rn + - (eta * (rn - ro))) by ring.
    rewrite exp_plus. ring.
Qed.

(** * E1 *)

Lemma reverse_kl_convex : forall t b1 b2 beta0 po pn, density po -> density pn -> 0 < beta0 < 1 ->
  0 < t < 1 -> 0 <= b1 <= 1 -> 0 <= b2 <= 1 ->
  kl (mix (t * b1 + (1 - t) * b2) po pn) (mix beta0 po pn) <=
    t * kl (mix b1 po pn) (mix beta0 po pn) + (1 - t) * kl (mix b2 po pn) (mix beta0 po pn).
Proof.
  intros t b1 b2 beta0 po pn Ho Hn H0 Ht H1 H2.
  assert (Hc : 0 <= t * b1 + (1 - t) * b2 <= 1) by nra.
  pose proof (reverse_kl_correct b1 beta0 po pn Ho Hn H1 H0) as L1.
  pose proof (reverse_kl_correct b2 beta0 po pn Ho Hn H2 H0) as L2.
  pose proof (reverse_kl_correct _ beta0 po pn Ho Hn Hc H0) as L.
  apply (line_le _ _ _ _) with (2 := L) (3 := line_plus _ _ _ _ (line_scal t _ _ L1)
    (line_scal (1 - t) _ _ L2)).
  intro x. set (c := t * b1 + (1 - t) * b2) in *.
  pose proof (mix_pos b1 po pn Ho Hn H1 x) as P1. pose proof (mix_pos b2 po pn Ho Hn H2 x) as P2.
  pose proof (mix_pos c po pn Ho Hn Hc x) as P.
  pose proof (mix_pos beta0 po pn Ho Hn ltac:(lra) x) as P0.
  destruct (kl_integrand_ge _ _ P1 P) as [G1 _]. destruct (kl_integrand_ge _ _ P2 P) as [G2 _].
  assert (Hln : forall a b, 0 < a -> 0 < b -> ln (a / b) = ln a - ln b).
  { intros a b Pa Pb. unfold Rdiv. rewrite ln_mult, ln_Rinv; trivial. apply Rinv_0_lt_compat, Pb. }
  rewrite !Hln in G1, G2 by assumption. rewrite !Hln by assumption.
  assert (Hm : mix c po pn x = t * mix b1 po pn x + (1 - t) * mix b2 po pn x)
    by (unfold mix, c; ring).
  set (q := mix c po pn x) in *. set (q1 := mix b1 po pn x) in *. set (q2 := mix b2 po pn x) in *.
  set (l0 := ln (mix beta0 po pn x)). set (l := ln q) in *. set (l1 := ln q1) in *.
  set (l2 := ln q2) in *.
  assert (E1 : t * (q1 - q) <= t * (q1 * (l1 - l))) by (apply Rmult_le_compat_l; lra).
  assert (E2 : (1 - t) * (q2 - q) <= (1 - t) * (q2 * (l2 - l))) by (apply Rmult_le_compat_l; lra).
  assert (Hq : q * (l - l0) = t * (q1 * (l - l0)) + (1 - t) * (q2 * (l - l0)))
    by (rewrite Hm; ring).
  rewrite Hq. assert (Hz : t * (q1 - q) + (1 - t) * (q2 - q) = 0) by (rewrite Hm; ring). lra.
Qed.

Theorem e1_strictly_concave : forall eta tau ro rn beta0 po pn t b1 b2, density po -> density pn ->
  0 < eta -> 0 <= tau -> ro < rn -> 0 < beta0 < 1 ->
  0 < t < 1 -> 0 <= b1 <= 1 -> 0 <= b2 <= 1 -> b1 <> b2 ->
  let J := objective eta tau ro rn beta0 po pn in
  t * J b1 + (1 - t) * J b2 < J (t * b1 + (1 - t) * b2).
Proof.
  intros eta tau ro rn beta0 po pn t b1 b2 Ho Hn He Htau Hr H0 Ht H1 H2 Hne J. unfold J, objective.
  pose proof (reverse_kl_convex t b1 b2 beta0 po pn Ho Hn H0 Ht H1 H2) as Hk.
  assert (HAB : exp (eta * ro) < exp (eta * rn))
    by (apply exp_increasing, Rmult_lt_compat_l; assumption).
  pose proof (exp_pos (eta * ro)) as HA. pose proof (exp_pos (eta * rn)) as HB. unfold utility.
  set (A := exp (eta * ro)) in *. set (B := exp (eta * rn)) in *.
  assert (Hu : forall b, 0 <= b <= 1 -> 0 < b * A + (1 - b) * B).
  { intros b Hb. destruct (Req_dec b 0) as [->|]; [lra|].
    apply Rplus_lt_le_0_compat; [apply Rmult_lt_0_compat|apply Rmult_le_pos]; lra. }
  destruct (ln_concave_strict t (b1 * A + (1 - b1) * B) (b2 * A + (1 - b2) * B) Ht
    (Hu b1 H1) (Hu b2 H2))
    as [_ Hl].
  assert (Hd : b1 * A + (1 - b1) * B <> b2 * A + (1 - b2) * B).
  { intro E. assert (Hz : (b1 - b2) * (A - B) = 0) by lra. apply Rmult_integral in Hz. lra. }
  specialize (Hl Hd).
  replace (t * (b1 * A + (1 - b1) * B) + (1 - t) * (b2 * A + (1 - b2) * B))
    with ((t * b1 + (1 - t) * b2) * A + (1 - (t * b1 + (1 - t) * b2)) * B) in Hl by ring.
  pose proof (Rinv_0_lt_compat eta He) as Hi.
  set (l := ln ((t * b1 + (1 - t) * b2) * A + (1 - (t * b1 + (1 - t) * b2)) * B)) in *.
  set (l1 := ln (b1 * A + (1 - b1) * B)) in *. set (l2 := ln (b2 * A + (1 - b2) * B)) in *.
  assert (/ eta * (t * l1 + (1 - t) * l2) < / eta * l) by (apply Rmult_lt_compat_l; assumption).
  apply (Rmult_le_compat_l tau) in Hk; [|exact Htau]. lra.
Qed.

(* the anchor is above critical: some positive weight is strictly better than 0 *)
Theorem e1_survives : forall eta tau ro rn beta0 po pn c, density po -> density pn ->
  0 < eta -> 0 <= tau -> ro < rn -> 0 < beta0 < 1 -> chi2_value po pn c ->
  (1 - exp (- (eta * (rn - ro)))) / eta < tau * boundary_slope beta0 po pn ->
  let J := objective eta tau ro rn beta0 po pn in
  exists beta, 0 < beta < 1 /\ J 0 < J beta.
Proof.
  intros eta tau ro rn beta0 po pn c Ho Hn He Htau Hr H0 Hc Hcrit J.
  set (K := boundary_slope beta0 po pn) in *. set (w := 1 - exp (- (eta * (rn - ro)))) in *.
  assert (Hw : 0 < w < 1).
  { unfold w. pose proof (exp_pos (- (eta * (rn - ro)))).
    assert (exp (- (eta * (rn - ro))) < exp 0) by (apply exp_increasing; nra).
    rewrite exp_0 in *. lra. }
  assert (Hc0 : 0 <= c).
  { apply (line_nonneg _ c) with (2 := Hc). intro x. pose proof (density_pos pn Hn x).
    apply Rdiv_le_0_compat; [apply pow2_ge_0|assumption]. }
  (* gap g > 0; J(beta) - J(0) >= beta g - beta^2 (w/eta + tau c)/(1 - beta) *)
  set (g := tau * K - w / eta). assert (Hg : 0 < g) by (unfold g; lra).
  set (M := w / eta + tau * c).
  assert (Hwe : 0 < w / eta) by (apply Rdiv_lt_0_compat; lra).
  assert (HM : 0 < M) by (unfold M; assert (0 <= tau * c) by (apply Rmult_le_pos; lra); lra).
  set (beta := Rmin (/ 2) (g / (4 * M))).
  assert (Hb2 : beta <= / 2) by apply Rmin_l. assert (Hb3 : beta <= g / (4 * M)) by apply Rmin_r.
  assert (Hb0 : 0 < beta) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]).
  exists beta. split; [lra|].
  destruct (c2_boundary_sandwich beta beta0 po pn c Ho Hn ltac:(lra) H0 Hc) as [_ Hup].
  fold K in Hup.
  destruct (utility_gain eta ro rn beta He ltac:(lra)) as [Hx Hgain]. fold w in Hx, Hgain.
  pose proof (ln_ge_linear _ Hx) as Hl.
  assert (H2 : / (1 - beta) <= 2) by (rewrite <- (Rinv_inv 2); apply Rinv_le_contravar; lra).
  assert (Hbw : beta * w <= beta) by nra.
  assert (Hl' : - (beta * w) - 2 * beta ^ 2 * w <= 1 - / (1 - beta * w)).
  { apply Rmult_le_reg_r with (1 - beta * w); [exact Hx|].
    replace ((1 - / (1 - beta * w)) * (1 - beta * w)) with (- (beta * w)) by (field; lra).
    assert (0 <= beta * w) by nra. assert (0 <= beta * beta * w * (2 - w - 2 * (beta * w))) by
      (apply Rmult_le_pos; [apply Rmult_le_pos; nra|nra]). nra. }
  assert (Hgain' : - (beta * (w / eta)) - 2 * beta ^ 2 * (w / eta) <= / eta * ln (1 - beta * w)).
  { replace (- (beta * (w / eta)) - 2 * beta ^ 2 * (w / eta))
      with (/ eta * (- (beta * w) - 2 * beta ^ 2 * w)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, He|lra]. }
  assert (Hup' : beta ^ 2 / (1 - beta) * c <= 2 * beta ^ 2 * c).
  { apply Rmult_le_compat_r; trivial. unfold Rdiv. pose proof (pow2_ge_0 beta). nra. }
  unfold J, objective. set (k := kl (mix beta po pn) (mix beta0 po pn)) in *.
  set (k0 := kl (mix 0 po pn) (mix beta0 po pn)) in *.
  assert (Htk : tau * (k - k0) <= tau * (- K * beta + 2 * beta ^ 2 * c))
    by (apply Rmult_le_compat_l; lra).
  assert (HbM : 2 * beta ^ 2 * M < beta * g).
  { assert (beta * (4 * M) <= g).
    { apply Rmult_le_reg_r with (/ (4 * M)); [apply Rinv_0_lt_compat; lra|].
      rewrite Rmult_assoc, Rinv_r by lra. rewrite Rmult_1_r. exact Hb3. } nra. }
  unfold M, g in HbM. nra.
Qed.

(* at or below the critical anchor every positive weight is strictly worse than 0: the old mode is
   lost *)
Theorem e1_lost : forall eta tau ro rn beta0 po pn c, density po -> density pn ->
  0 < eta -> 0 <= tau -> ro < rn -> 0 < beta0 < 1 -> chi2_value po pn c ->
  tau * boundary_slope beta0 po pn <= (1 - exp (- (eta * (rn - ro)))) / eta ->
  let J := objective eta tau ro rn beta0 po pn in
  forall beta, 0 < beta <= 1 -> J beta < J 0.
Proof.
  intros eta tau ro rn beta0 po pn c Ho Hn He Htau Hr H0 Hc Hcrit J beta Hb.
  pose proof (c2_tangent beta beta0 po pn c Ho Hn ltac:(lra) H0 Hc) as Hlow.
  set (K := boundary_slope beta0 po pn) in *. set (w := 1 - exp (- (eta * (rn - ro)))) in *.
  assert (Hw : 0 < w < 1).
  { unfold w. pose proof (exp_pos (- (eta * (rn - ro)))).
    assert (exp (- (eta * (rn - ro))) < exp 0) by (apply exp_increasing; nra).
    rewrite exp_0 in *. lra. }
  destruct (utility_gain eta ro rn beta He ltac:(lra)) as [Hx Hgain]. fold w in Hx, Hgain.
  assert (Hbw : 0 < beta * w) by (apply Rmult_lt_0_compat; lra).
  pose proof (ln_lt_linear _ Hx ltac:(lra)) as Hl.
  assert (Hgain' : / eta * ln (1 - beta * w) < - (beta * (w / eta))).
  { replace (- (beta * (w / eta))) with (/ eta * (1 - beta * w - 1)) by (field; lra).
    apply Rmult_lt_compat_l; [apply Rinv_0_lt_compat, He|exact Hl]. }
  unfold J, objective. set (k := kl (mix beta po pn) (mix beta0 po pn)) in *.
  set (k0 := kl (mix 0 po pn) (mix beta0 po pn)) in *.
  assert (Htk : tau * (- K * beta) <= tau * (k - k0)) by (apply Rmult_le_compat_l; lra).
  assert (HbK : beta * (tau * K) <= beta * (w / eta)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(** * E2, the side that holds for every separation *)

Theorem e2_upper : forall eta tau ro rn beta0 beta po pn, density po -> density pn ->
  0 < eta -> 0 < tau -> ro < rn -> 0 < beta0 < 1 -> 0 < beta < 1 ->
  let J := objective eta tau ro rn beta0 po pn in
  (forall b, 0 < b < 1 -> J b <= J beta) ->
  beta <= sigma (logit beta0 - (1 - exp (- (eta * (rn - ro)))) / (eta * tau)).
Proof.
  intros eta tau ro rn beta0 beta po pn Ho Hn He Htau Hr H0 Hb J Hmax.
  assert (HAB : exp (eta * ro) < exp (eta * rn))
    by (apply exp_increasing, Rmult_lt_compat_l; assumption).
  pose proof (exp_pos (eta * ro)) as HA. pose proof (exp_pos (eta * rn)) as HB.
  set (A := exp (eta * ro)) in *. set (B := exp (eta * rn)) in *.
  set (s := interior_slope beta0 beta po pn).
  assert (Hden : 0 < beta * A + (1 - beta) * B) by nra.
  (* J' (beta) = (A - B)/(eta (beta A + (1-beta) B)) - tau s = 0 *)
  assert (HJ : is_derive J beta (/ eta * ((A - B) / (beta * A + (1 - beta) * B)) - tau * s)).
  { apply (is_derive_minus (V := R_NormedModule) (utility eta ro rn)
             (fun b => tau * kl (mix b po pn) (mix beta0 po pn))).
    - unfold utility. fold A B. auto_derive; [lra|]. field. lra.
    - apply (is_derive_scal (fun b => kl (mix b po pn) (mix beta0 po pn)) beta tau).
      apply c2_interior_derive; assumption. }
  assert (Hzero : / eta * ((A - B) / (beta * A + (1 - beta) * B)) - tau * s = 0).
  { apply is_derive_Reals in HJ.
    pose (pr := exist _ _ HJ : derivable_pt J beta).
    rewrite <- (derive_pt_eq_0 J beta _ pr HJ).
    apply (deriv_maximum J 0 1 beta pr); try apply Hb. intros x Hx0 Hx1. apply Hmax. lra. }
  (* s >= phi* - phi_0 when phi* <= phi_0, because ds/dphi = D < 1 *)
  set (W := (1 - exp (- (eta * (rn - ro)))) / eta).
  assert (HW : W <= - (tau * s)).
  { replace (- (tau * s)) with (/ eta * ((B - A) / (beta * A + (1 - beta) * B))).
    2: { replace ((B - A) / (beta * A + (1 - beta) * B))
      with (- ((A - B) / (beta * A + (1 - beta) * B)))
           by (field; lra). lra. }
    unfold W, Rdiv at 1. rewrite Rmult_comm.
    apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, He|].
    replace (exp (- (eta * (rn - ro)))) with (A / B).
    2: { unfold A, B, Rdiv. rewrite <- exp_Ropp, <- exp_plus. f_equal. ring. }
    replace (1 - A / B) with ((B - A) / B) by (field; lra).
    unfold Rdiv. apply Rmult_le_compat_l; [lra|]. apply Rinv_le_contravar; [exact Hden|nra]. }
  assert (HWpos : 0 < W).
  { unfold W. apply Rdiv_lt_0_compat; [|exact He].
    assert (exp (- (eta * (rn - ro))) < exp 0) by (apply exp_increasing; nra).
    rewrite exp_0 in *. lra. }
  assert (Hs0 : interior_slope beta0 beta0 po pn = 0).
  { apply is_line_line. apply (line_ext (fun _ => 0)); [|apply line_zero].
    intro x. pose proof (mix_pos beta0 po pn Ho Hn ltac:(lra) x).
    unfold Rdiv. rewrite Rinv_r, ln_1 by lra. ring. }
  set (S := fun t => interior_slope beta0 (sigma t) po pn).
  assert (HS : forall t, is_derive S t (distinguishability (sigma t) po pn))
    by (intro t; exact (c2_slope_derive beta0 t po pn Ho Hn H0)).
  assert (HSb : S (logit beta) = s) by (unfold S, s; rewrite sigma_logit by exact Hb; reflexivity).
  assert (HSb0 : S (logit beta0) = 0) by (unfold S; rewrite sigma_logit by exact H0; exact Hs0).
  assert (HD : forall t, 0 <= distinguishability (sigma t) po pn <= 1).
  { intro t. pose proof (sigma_bounds t).
    pose proof (distinguishability_le_1 (sigma t) po pn Ho Hn ltac:(lra)).
    pose proof (distinguishability_ge_tv (sigma t) po pn Ho Hn ltac:(lra)).
    assert (0 <= 4 * sigma t * (1 - sigma t) * total_variation po pn ^ 2).
    { apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]. } lra. }
  assert (Hneg : tau * s < 0) by lra.
  assert (Hs : s < 0) by nra.
  destruct (Rle_lt_dec (logit beta0) (logit beta)) as [Hge|Hlt].
  - (* S is nondecreasing, so s >= 0: impossible *)
    assert (S (logit beta0) <= S (logit beta)).
    { apply (nondecreasing S (fun t => distinguishability (sigma t) po pn));
        [exact Hge|intros u _; exact (HS u)|intros u _; apply HD]. }
    lra.
  - assert (Hgap : logit beta - S (logit beta) <= logit beta0 - S (logit beta0)).
    { apply (nondecreasing (fun t => t - S t) (fun t => 1 - distinguishability (sigma t) po pn));
        [lra| |].
      - intros t _. apply (is_derive_minus (V := R_NormedModule) (fun t => t) S).
        + apply (is_derive_id (K := R_AbsRing)).
        + exact (HS t).
      - intros t _. specialize (HD t). lra. }
    rewrite HSb, HSb0 in Hgap.
    assert (Hle : logit beta <= logit beta0 - (1 - exp (- (eta * (rn - ro)))) / (eta * tau)).
    { replace ((1 - exp (- (eta * (rn - ro)))) / (eta * tau)) with (W / tau)
      by (unfold W; field; lra).
      assert (W / tau <= - s); [|lra].
      apply Rmult_le_reg_r with tau; [exact Htau|]. unfold Rdiv.
      rewrite Rmult_assoc, Rinv_l by lra. lra. }
    rewrite <- (sigma_logit beta Hb) at 1.
    destruct Hle as [Hl|He']; [apply Rlt_le, sigma_incr, Hl|rewrite He'; lra].
Qed.

(** * E4 *)

(* The published code's objective: J = ln E[e^(eta r)] - lam KL, eta times E1's at tau = lam / eta.
   *)
Definition published_objective (eta lam ro rn beta0 : R) (po pn : R -> R) (beta : R) : R :=
  ln (beta * exp (eta * ro) + (1 - beta) * exp (eta * rn))
    - lam * kl (mix beta po pn) (mix beta0 po pn).

Lemma published_units : forall eta lam ro rn beta0 po pn beta, 0 < eta ->
  published_objective eta lam ro rn beta0 po pn beta
    = eta * objective eta (lam / eta) ro rn beta0 po pn beta.
Proof. intros. unfold published_objective, objective, utility. field. lra. Qed.

Theorem e4_fixed_eta : forall eta lam ro rn beta0 po pn c, density po -> density pn ->
  0 < eta -> 0 <= lam -> ro < rn -> 0 < beta0 < 1 -> chi2_value po pn c ->
  let J := published_objective eta lam ro rn beta0 po pn in
  let K := boundary_slope beta0 po pn in
  (1 - exp (- (eta * (rn - ro))) < lam * K -> exists beta, 0 < beta < 1 /\ J 0 < J beta) /\
  (lam * K <= 1 - exp (- (eta * (rn - ro))) -> forall beta, 0 < beta <= 1 -> J beta < J 0).
Proof.
  intros eta lam ro rn beta0 po pn c Ho Hn He Hl Hr Hb Hc J K.
  assert (Hl' : 0 <= lam / eta) by (apply Rmult_le_pos;
    [exact Hl|apply Rlt_le, Rinv_0_lt_compat, He]).
  assert (Eq : forall x, x / eta * eta = x) by (intro; field; lra).
  split; intro H.
  - destruct (e1_survives eta (lam / eta) ro rn beta0 po pn c Ho Hn He Hl' Hr Hb Hc)
    as [beta [Hbeta HJ]].
    + apply (Rmult_lt_reg_r eta); [exact He|]. rewrite Eq. fold K.
      replace (lam / eta * K * eta) with (lam * K) by (field; lra). exact H.
    + exists beta. split; [exact Hbeta|]. unfold J. rewrite !published_units by exact He.
      apply Rmult_lt_compat_l; assumption.
  - intros beta Hbeta. unfold J. rewrite !published_units by exact He.
    apply Rmult_lt_compat_l; [exact He|].
    apply (e1_lost eta (lam / eta) ro rn beta0 po pn c); trivial.
    apply (Rmult_le_reg_r eta); [exact He|]. rewrite Eq. fold K.
    replace (lam / eta * K * eta) with (lam * K) by (field; lra). exact H.
Qed.

(* hence lam >= 1 / K is enough for every reward and every eta *)
Theorem e4_always_survives : forall eta lam ro rn beta0 po pn c x0, density po -> density pn ->
  po x0 <> pn x0 ->
  0 < eta -> ro < rn -> 0 < beta0 < 1 -> chi2_value po pn c ->
  / boundary_slope beta0 po pn <= lam ->
  let J := published_objective eta lam ro rn beta0 po pn in
  exists beta, 0 < beta < 1 /\ J 0 < J beta.
Proof.
  intros eta lam ro rn beta0 po pn c x0 Ho Hn Hx He Hr Hb Hc Hl J.
  pose proof (c2_slope_positive beta0 po pn c x0 Ho Hn Hb Hc Hx) as HK.
  pose proof (Rinv_0_lt_compat _ HK) as HK'.
  destruct (e4_fixed_eta eta lam ro rn beta0 po pn c Ho Hn He ltac:(lra) Hr Hb Hc) as [H _].
  apply H.
  pose proof (exp_pos (- (eta * (rn - ro)))).
  apply (Rmult_le_compat_r (boundary_slope beta0 po pn)) in Hl; [|lra].
  rewrite Rinv_l in Hl by lra. lra.
Qed.
