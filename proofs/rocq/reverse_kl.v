(* Reverse KL (RL) with correct means: claim C2 for any two densities whose chi-squared divergence
   chi2 = int (po-pn)^2 / pn is finite (so for Gaussians of common covariance; also part of G2), and
   the Gaussian closed form of the boundary slope K.

   f(beta) = KL (q_beta || p_alpha) on [0,1). Proved: K > 0; f(beta) - f(0) lies between -K beta and
   -K beta + chi2 beta^2/(1-beta), hence the right derivative of f at 0 is -K < 0: the boundary
   repels. Gaussian modes: chi2 = exp (delta^2) - 1 and K (alpha, delta) = P(-lambda + delta^2/2) -
   P(-lambda - delta^2/2), K (1/2, delta) = delta^2/2. Not here: the flow of the weights to alpha
   from every start, and the case of infinite chi2. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel misassignment gaussian_modes
  divergence forward_kl.
Open Scope R_scope.

Definition chi2_value (po pn : R -> R) (c : R) : Prop :=
  is_line (fun x => (po x - pn x) ^ 2 / pn x) c.

(* K = int (po - pn) ln (p_alpha / pn) *)
Definition boundary_slope (alpha : R) (po pn : R -> R) : R :=
  line (fun x => (po x - pn x) * ln (mix alpha po pn x / pn x)).

(* ratio of two mixtures of the same densities *)
Lemma mix_over_pn : forall beta po pn x, density pn ->
  mix beta po pn x / pn x = 1 + beta * ((po x - pn x) / pn x).
Proof. intros beta po pn x Hn. pose proof (density_pos pn Hn x). unfold mix. field. lra. Qed.

(* (po - pn) ln (q_beta/pn) lies between 0 and beta/(1-beta) (po-pn)^2/pn *)
Lemma slope_integrand : forall beta a b, 0 <= beta < 1 -> 0 < a -> 0 < b ->
  0 <= (a - b) * ln ((beta * a + (1 - beta) * b) / b) <= beta / (1 - beta) * ((a - b) ^ 2 / b) /\
  (0 < beta -> a <> b -> 0 < (a - b) * ln ((beta * a + (1 - beta) * b) / b)).
Proof.
  intros beta a b Hb Ha Hbb. set (u := (a - b) / b).
  assert (Hq : (beta * a + (1 - beta) * b) / b = 1 + beta * u) by (unfold u; field; lra).
  rewrite Hq. assert (Hab : a - b = b * u) by (unfold u; field; lra).
  replace ((a - b) ^ 2 / b) with (b * u ^ 2) by (unfold u; field; lra). rewrite Hab.
  assert (Hu1 : - 1 < u).
  { unfold u. apply Rmult_lt_reg_r with b; [exact Hbb|]. unfold Rdiv.
    rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hpos : 0 < 1 + beta * u) by nra.
  pose proof (ln_le_linear _ Hpos) as Hle. pose proof (ln_ge_linear _ Hpos) as Hge.
  assert (Hfrac : 1 - / (1 + beta * u) = beta * u / (1 + beta * u)) by (field; lra).
  rewrite Hfrac in Hge.
  assert (Hl : 1 - beta <= 1 + beta * u) by nra.
  assert (Hpu : 0 <= b * u ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
  set (l := ln (1 + beta * u)) in *.
  assert (Hinv : / (1 + beta * u) <= / (1 - beta)) by (apply Rinv_le_contravar; lra).
  pose proof (Rinv_0_lt_compat _ Hpos) as Hi.
  pose proof (Rinv_0_lt_compat (1 - beta) ltac:(lra)) as Hi1.
  assert (Hlow : b * u * (beta * u / (1 + beta * u)) = beta * (b * u ^ 2) * / (1 + beta * u))
    by (field; lra).
  destruct (Rle_lt_dec 0 u) as [Hu|Hu].
  - assert (Hbu : 0 <= b * u) by (apply Rmult_le_pos; lra).
    assert (Hm1 : b * u * (beta * u / (1 + beta * u)) <= b * u * l)
      by (apply Rmult_le_compat_l; lra).
    assert (Hm2 : b * u * l <= b * u * (beta * u)) by (apply Rmult_le_compat_l; lra).
    rewrite Hlow in Hm1. assert (0 <= beta * (b * u ^ 2)) by (apply Rmult_le_pos; lra).
    split; [split; [nra|]|].
    + eapply Rle_trans; [exact Hm2|].
      replace (b * u * (beta * u)) with (beta * (b * u ^ 2) * 1) by ring.
      replace (beta / (1 - beta) * (b * u ^ 2)) with (beta * (b * u ^ 2) * / (1 - beta))
        by (field; lra).
      apply Rmult_le_compat_l; trivial. rewrite <- Rinv_1 at 1. apply Rinv_le_contravar; lra.
    + intros Hb0 Hne. eapply Rlt_le_trans; [|exact Hm1].
      assert (Hu0 : 0 < u) by (destruct (Req_dec u 0) as [E|]; [rewrite E in Hab; lra|lra]).
      apply Rmult_lt_0_compat; [|exact Hi]. apply Rmult_lt_0_compat; [exact Hb0|].
      apply Rmult_lt_0_compat; [exact Hbb|apply pow_lt, Hu0].
  - assert (Hbu : 0 < - (b * u)) by nra.
    assert (Hm1 : b * u * l <= b * u * (beta * u / (1 + beta * u))).
    { assert (- (b * u) * (beta * u / (1 + beta * u)) <= - (b * u) * l)
      by (apply Rmult_le_compat_l; lra). lra. }
    assert (Hm2 : b * u * (beta * u) <= b * u * l).
    { assert (- (b * u) * l <= - (b * u) * (beta * u)) by (apply Rmult_le_compat_l; lra). lra. }
    rewrite Hlow in Hm1. assert (0 <= beta * (b * u ^ 2)) by (apply Rmult_le_pos; lra).
    split; [split; [nra|]|].
    + eapply Rle_trans; [exact Hm1|].
      replace (beta / (1 - beta) * (b * u ^ 2)) with (beta * (b * u ^ 2) * / (1 - beta))
        by (field; lra).
      apply Rmult_le_compat_l; lra.
    + intros Hb0 Hne. eapply Rlt_le_trans; [|exact Hm2].
      replace (b * u * (beta * u)) with (beta * (b * u ^ 2)) by ring.
      apply Rmult_lt_0_compat; [exact Hb0|]. apply Rmult_lt_0_compat; [exact Hbb|]. nra.
Qed.

Lemma slope_cont : forall beta po pn, density po -> density pn -> 0 <= beta < 1 ->
  continuity (fun x => (po x - pn x) * ln (mix beta po pn x / pn x)).
Proof.
  intros beta po pn Ho Hn Hb. pose proof (density_cont po Ho). pose proof (density_cont pn Hn).
  pose proof (mix_cont beta po pn Ho Hn). apply cont_mult; [cont|]. apply cont_ln.
  - intro x. apply Rdiv_lt_0_compat; [apply mix_pos; trivial; lra|apply density_pos, Hn].
  - cont. intro x. pose proof (density_pos pn Hn x). lra.
Qed.

Lemma boundary_slope_correct : forall alpha po pn c, density po -> density pn -> 0 <= alpha < 1 ->
  chi2_value po pn c ->
  is_line (fun x => (po x - pn x) * ln (mix alpha po pn x / pn x)) (boundary_slope alpha po pn).
Proof.
  intros alpha po pn c Ho Hn Ha Hc.
  destruct (line_ex_nonneg _ (fun x => alpha / (1 - alpha) * ((po x - pn x) ^ 2 / pn x))
              (alpha / (1 - alpha) * c) (slope_cont alpha po pn Ho Hn Ha)) as [l Hl].
  - intro x. unfold mix. apply slope_integrand; trivial; apply density_pos; assumption.
  - apply line_scal, Hc.
  - apply (line_correct _ l Hl).
Qed.

(* K > 0 *)
Theorem c2_slope_positive : forall alpha po pn c x0, density po -> density pn -> 0 < alpha < 1 ->
  chi2_value po pn c -> po x0 <> pn x0 -> 0 < boundary_slope alpha po pn.
Proof.
  intros alpha po pn c x0 Ho Hn Ha Hc Hx.
  apply (line_pos _ _ x0) with (3 := boundary_slope_correct alpha po pn c Ho Hn ltac:(lra) Hc).
  - intro x. unfold mix. apply slope_integrand; try (apply density_pos; assumption). lra.
  - unfold mix. apply slope_integrand; trivial; try (apply density_pos; assumption); lra.
Qed.

Lemma reverse_kl_correct : forall beta alpha po pn, density po -> density pn -> 0 <= beta <= 1 ->
  0 < alpha < 1 ->
  is_line (fun x => mix beta po pn x * ln (mix beta po pn x / mix alpha po pn x))
    (kl (mix beta po pn) (mix alpha po pn)).
Proof. intros. apply forward_kl_correct; assumption. Qed.

(* f(beta) - f(0) + K beta = KL (q_beta || pn), which is why f stays above its tangent at 0 *)
Lemma tangent_gap : forall beta alpha po pn c, density po -> density pn ->
  0 <= beta <= 1 -> 0 < alpha < 1 -> chi2_value po pn c ->
  is_line (fun x => mix beta po pn x * ln (mix beta po pn x / pn x))
    (kl (mix beta po pn) (mix alpha po pn) - kl (mix 0 po pn) (mix alpha po pn)
     + beta * boundary_slope alpha po pn).
Proof.
  intros beta alpha po pn c Ho Hn Hb Ha Hc.
  pose proof (reverse_kl_correct beta alpha po pn Ho Hn ltac:(lra) Ha) as Hf.
  pose proof (reverse_kl_correct 0 alpha po pn Ho Hn ltac:(lra) Ha) as Hf0.
  pose proof (boundary_slope_correct alpha po pn c Ho Hn ltac:(lra) Hc) as HK.
  pose proof (line_plus _ _ _ _ (line_minus _ _ _ _ Hf Hf0) (line_scal beta _ _ HK)) as Hsum.
  cbv beta in Hsum.
  revert Hsum. apply line_ext. intro x.
  pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as H1.
  pose proof (mix_pos alpha po pn Ho Hn ltac:(lra) x) as H2.
  pose proof (density_pos pn Hn x) as H3. rewrite (mix_0 po pn x).
  unfold Rdiv. rewrite !ln_mult; trivial; try (apply Rinv_0_lt_compat; assumption).
  rewrite !ln_Rinv by assumption. unfold mix at 1 5. ring_simplify. unfold mix. ring.
Qed.

Theorem c2_tangent : forall beta alpha po pn c, density po -> density pn ->
  0 <= beta <= 1 -> 0 < alpha < 1 -> chi2_value po pn c ->
  - boundary_slope alpha po pn * beta
    <= kl (mix beta po pn) (mix alpha po pn) - kl (mix 0 po pn) (mix alpha po pn).
Proof.
  intros beta alpha po pn c Ho Hn Hb Ha Hc.
  pose proof (gibbs (mix beta po pn) pn _ (mix_density beta po pn Ho Hn Hb) Hn
                (tangent_gap beta alpha po pn c Ho Hn Hb Ha Hc)). lra.
Qed.

(* f(beta) between its tangent at 0 and the tangent plus chi2 beta^2/(1-beta) *)
Theorem c2_boundary_sandwich : forall beta alpha po pn c, density po -> density pn ->
  0 <= beta < 1 -> 0 < alpha < 1 -> chi2_value po pn c ->
  let f := fun b => kl (mix b po pn) (mix alpha po pn) in
  - boundary_slope alpha po pn * beta <= f beta - f 0
    <= - boundary_slope alpha po pn * beta + beta ^ 2 / (1 - beta) * c.
Proof.
  intros beta alpha po pn c Ho Hn Hb Ha Hc f.
  pose proof (tangent_gap beta alpha po pn c Ho Hn ltac:(lra) Ha Hc) as Hkl.
  fold (f beta) (f 0) in Hkl.
  split; [exact (c2_tangent beta alpha po pn c Ho Hn ltac:(lra) Ha Hc)|].
  set (K := boundary_slope alpha po pn) in *.
  (* KL (q || pn) <= int q (q/pn - 1) = beta^2 chi2 *)
  assert (Hup : is_line (fun x => beta ^ 2 * ((po x - pn x) ^ 2 / pn x) + beta * (po x - pn x))
                  (beta ^ 2 * c + beta * (1 - 1))).
  { apply line_plus; apply line_scal; [exact Hc|].
    apply line_minus; apply density_mass; assumption. }
  assert (H : f beta - f 0 + beta * K <= beta ^ 2 * c + beta * (1 - 1)).
  { apply (line_le _ _ _ _) with (2 := Hkl) (3 := Hup). intro x.
    pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as H1.
    pose proof (density_pos pn Hn x) as H3.
    pose proof (ln_le_linear _ (Rdiv_lt_0_compat _ _ H1 H3)) as Hl.
    apply Rle_trans with (mix beta po pn x * (mix beta po pn x / pn x - 1)).
    - apply Rmult_le_compat_l; lra.
    - right. unfold mix. field. lra. }
  assert (Hc0 : 0 <= c).
  { apply (line_nonneg _ c) with (2 := Hc). intro x. pose proof (density_pos pn Hn x).
    apply Rdiv_le_0_compat; [apply pow2_ge_0|assumption]. }
  assert (beta ^ 2 * c <= beta ^ 2 / (1 - beta) * c).
  { apply Rmult_le_compat_r; trivial. unfold Rdiv. rewrite <- (Rmult_1_r (beta ^ 2)) at 1.
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- Rinv_1 at 1.
    apply Rinv_le_contravar; lra. }
  lra.
Qed.

(* the right derivative at beta = 0 is -K < 0 *)
Theorem c2_boundary_repels : forall alpha po pn c x0, density po -> density pn ->
  0 < alpha < 1 -> chi2_value po pn c -> po x0 <> pn x0 ->
  let f := fun b => kl (mix b po pn) (mix alpha po pn) in
  filterlim (fun b => (f b - f 0) / b) (at_right 0) (locally (- boundary_slope alpha po pn)) /\
  - boundary_slope alpha po pn < 0.
Proof.
  intros alpha po pn c x0 Ho Hn Ha Hc Hx f.
  pose proof (c2_slope_positive alpha po pn c x0 Ho Hn Ha Hc Hx) as HK. split; [|lra].
  set (K := boundary_slope alpha po pn) in *.
  assert (Hc0 : 0 <= c).
  { apply (line_nonneg _ c) with (2 := Hc). intro x. pose proof (density_pos pn Hn x).
    apply Rdiv_le_0_compat; [apply pow2_ge_0|assumption]. }
  intros Q [e He]. unfold filtermap.
  assert (Hd : 0 < Rmin (/ 2) (e / (2 * c + 1))).
  { apply Rmin_pos; [lra|]. apply Rdiv_lt_0_compat; [apply cond_pos|lra]. }
  exists (mkposreal _ Hd). intros b Hball Hb0.
  change (Rabs (b - 0) < Rmin (/ 2) (e / (2 * c + 1))) in Hball.
  rewrite Rminus_0_r, Rabs_pos_eq in Hball by lra.
  assert (Hb1 : b < / 2) by (eapply Rlt_le_trans; [exact Hball|apply Rmin_l]).
  assert (Hb2 : b < e / (2 * c + 1)) by (eapply Rlt_le_trans; [exact Hball|apply Rmin_r]).
  destruct (c2_boundary_sandwich b alpha po pn c Ho Hn ltac:(lra) Ha Hc) as [H1 H2].
  fold (f b) in H1, H2. fold (f 0) in H1, H2. fold K in H1, H2.
  apply He. change (Rabs ((f b - f 0) / b - - K) < e).
  replace ((f b - f 0) / b - - K) with ((f b - f 0 + K * b) / b) by (field; lra).
  rewrite Rabs_pos_eq by (apply Rdiv_le_0_compat; lra).
  apply Rmult_lt_reg_r with b; [exact Hb0|]. unfold Rdiv at 1.
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (Hbe : b * (2 * c + 1) < e).
  { apply Rmult_lt_reg_r with (/ (2 * c + 1)); [apply Rinv_0_lt_compat; lra|].
    rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hb2. }
  assert (Hq : b ^ 2 / (1 - b) * c <= 2 * b ^ 2 * c).
  { apply Rmult_le_compat_r; trivial. unfold Rdiv. rewrite (Rmult_comm 2).
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- (Rinv_inv 2).
    apply Rinv_le_contravar; lra. }
  nra.
Qed.

(** * Gaussian modes *)

(* chi2 = exp (delta^2) - 1 *)
Theorem c2_chi2_normal : forall a b, chi2_value (normal a) (normal b) (exp ((b - a) ^ 2) - 1).
Proof.
  intros a b. unfold chi2_value.
  apply (line_val _ (exp ((b - a) ^ 2) * 1 - 2 * 1 + 1)); [ring|].
  apply (line_ext (fun x => exp ((b - a) ^ 2) * phi (x - (2 * a - b)) - 2 * phi (x - a)
    + phi (x - b))).
  - intro x. unfold normal. pose proof (phi_pos (x - b)) as Hb.
    assert (H1 : phi (x - a) = phi (x - b) * exp ((a - b) * (x - b) - (a - b) ^ 2 / 2)).
    { rewrite <- phi_ratio. f_equal. ring. }
    assert (H2 : phi (x - (2 * a - b)) = phi (x - b) * exp (2 * (a - b) * (x - b)
      - (2 * (a - b)) ^ 2 / 2)).
    { rewrite <- phi_ratio. f_equal. ring. }
    rewrite H1, H2. set (E := exp ((a - b) * (x - b) - (a - b) ^ 2 / 2)).
    assert (HE : exp ((b - a) ^ 2) * exp (2 * (a - b) * (x - b) - (2 * (a - b)) ^ 2 / 2) = E * E).
    { unfold E. rewrite <- !exp_plus. f_equal. field. }
    transitivity (phi (x - b) * (exp ((b - a) ^ 2) * exp (2 * (a - b) * (x - b)
      - (2 * (a - b)) ^ 2 / 2))
                  - 2 * (phi (x - b) * E) + phi (x - b)); [ring|]. rewrite HE. field. lra.
  - apply line_plus; [apply line_minus; apply line_scal|]; apply phi_shift_mass.
Qed.

(* the closed form; lambda_alpha = - logit alpha *)
Theorem c2_slope_closed_form : forall alpha a b, 0 < alpha < 1 ->
  let delta := b - a in
  boundary_slope alpha (normal a) (normal b) =
    P (logit alpha + delta ^ 2 / 2) delta - P (logit alpha - delta ^ 2 / 2) delta.
Proof.
  intros alpha a b Ha delta. apply is_line_line.
  (* ln (p_alpha/pn) = ln (1-alpha) + softplus (logit alpha + log po/pn) *)
  assert (Hln : forall x, ln (mix alpha (normal a) (normal b) x / normal b x) =
            ln (1 - alpha) + softplus (logit alpha + delta ^ 2 / 2 - delta * (x - a))).
  { intro x. unfold softplus. rewrite <- ln_mult; [|lra|apply sigma_den]. f_equal.
    unfold mix, normal. pose proof (phi_pos (x - a)) as Hpa.
    assert (Hb : phi (x - b) = phi (x - a) * exp (delta * (x - a) - delta ^ 2 / 2)).
    { rewrite <- phi_ratio. f_equal. unfold delta. ring. }
    replace (logit alpha + delta ^ 2 / 2 - delta * (x - a))
      with (logit alpha + - (delta * (x - a) - delta ^ 2 / 2)) by ring.
    rewrite exp_plus, exp_Ropp, Hb.
    replace (exp (logit alpha)) with (alpha / (1 - alpha))
      by (unfold logit; rewrite exp_ln; trivial; apply Rdiv_lt_0_compat; lra).
    pose proof (exp_pos (delta * (x - a) - delta ^ 2 / 2)). field. repeat split; lra. }
  apply (line_ext (fun x =>
    (phi (- (x + - a)) * softplus (logit alpha + delta ^ 2 / 2 + delta * - (x + - a))
      + ln (1 - alpha) * phi (x - a))
    - (phi (- (x + - b)) * softplus (logit alpha - delta ^ 2 / 2 + delta * - (x + - b))
      + ln (1 - alpha) * phi (x - b)))).
  - intro x. rewrite Hln. unfold normal. rewrite !phi_even.
    replace (logit alpha + delta ^ 2 / 2 + delta * - (x + - a))
      with (logit alpha + delta ^ 2 / 2 - delta * (x - a)) by ring.
    replace (logit alpha - delta ^ 2 / 2 + delta * - (x + - b))
      with (logit alpha + delta ^ 2 / 2 - delta * (x - a)) by (unfold delta; field).
    unfold Rminus. ring.
  - apply (line_val _ ((P (logit alpha + delta ^ 2 / 2) delta + ln (1 - alpha) * 1)
                       - (P (logit alpha - delta ^ 2 / 2) delta + ln (1 - alpha) * 1))); [ring|].
    assert (HP : forall m c, is_line (fun x => phi (- (x + - c)) * softplus (m
      + delta * - (x + - c))) (P m delta)).
    { intros m c. apply (line_shift (fun z => phi (- z) * softplus (m + delta * - z))).
      apply (line_reflect (fun z => phi z * softplus (m + delta * z))), P_correct. }
    apply line_minus; apply line_plus; try apply HP; apply line_scal, phi_shift_mass.
Qed.

Theorem c2_slope_half : forall a b, boundary_slope (/ 2) (normal a) (normal b) = (b - a) ^ 2 / 2.
Proof.
  intros a b. rewrite c2_slope_closed_form by lra. cbv zeta.
  replace (logit (/ 2)) with 0.
  - replace (0 - (b - a) ^ 2 / 2) with (- (0 + (b - a) ^ 2 / 2)) by ring.
    rewrite kernel_reflection_softplus. ring.
  - unfold logit. replace (/ 2 / (1 - / 2)) with 1 by field. symmetry. apply ln_1.
Qed.

(** * The slope inside (0, 1) *)

(* int (po - pn) ln (q_beta / p_alpha) *)
Definition interior_slope (alpha beta : R) (po pn : R -> R) : R :=
  line (fun x => (po x - pn x) * ln (mix beta po pn x / mix alpha po pn x)).

(* |po - pn| <= q / min (beta, 1-beta) *)
Lemma difference_ratio : forall beta m a b, 0 < m -> m <= beta -> m <= 1 - beta -> 0 < a -> 0 < b ->
  Rabs ((a - b) / (beta * a + (1 - beta) * b)) <= / m.
Proof.
  intros beta m a b Hm H1 H2 Ha Hb. assert (Hq : 0 < beta * a + (1 - beta) * b) by nra.
  unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ _)) by (apply Rlt_le, Rinv_0_lt_compat, Hq).
  apply Rmult_le_reg_r with (beta * a + (1 - beta) * b); trivial.
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rmult_le_reg_l with m; trivial. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
  apply Rle_trans with (m * (a + b)); [|nra].
  apply Rmult_le_compat_l; [lra|]. apply Rabs_le_between. lra.
Qed.

Lemma interior_slope_correct : forall alpha beta po pn, density po -> density pn ->
  0 < alpha < 1 -> 0 < beta < 1 ->
  is_line (fun x => (po x - pn x) * ln (mix beta po pn x / mix alpha po pn x))
    (interior_slope alpha beta po pn).
Proof.
  intros alpha beta po pn Ho Hn Ha Hb.
  assert (Hqb : density (mix beta po pn)) by (apply mix_density; trivial; lra).
  assert (Hqa : density (mix alpha po pn)) by (apply mix_density; trivial; lra).
  set (C := Rmax (/ beta + / (1 - beta)) (/ alpha + / (1 - alpha))).
  destruct (line_ex (fun x => (po x - pn x) * ln (mix beta po pn x / mix alpha po pn x))
              (fun x => Rabs (ln C) * (po x + pn x)) (Rabs (ln C) * (1 + 1))) as [l Hl].
  - apply cont_mult; [apply cont_minus; apply density_cont; assumption|]. apply cont_ln.
    + intro x. apply Rdiv_lt_0_compat; apply density_pos; assumption.
    + apply cont_div; [|apply density_cont, Hqb|apply density_cont, Hqa].
      intro x. pose proof (density_pos _ Hqa x). lra.
  - intro x. pose proof (density_pos _ Hqa x) as Pa. pose proof (density_pos _ Hqb x) as Pb.
    pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
    pose proof (mix_ratio beta alpha po pn x Ho Hn ltac:(lra) Ha) as R1.
    pose proof (mix_ratio alpha beta po pn x Ho Hn ltac:(lra) Hb) as R2.
    pose proof (Rmax_l (/ beta + / (1 - beta)) (/ alpha + / (1 - alpha))) as M1.
    pose proof (Rmax_r (/ beta + / (1 - beta)) (/ alpha + / (1 - alpha))) as M2. fold C in M1, M2.
    assert (HC : 0 < C).
    { eapply Rlt_le_trans; [|exact M1]. apply Rplus_lt_0_compat; apply Rinv_0_lt_compat; lra. }
    pose proof (Rdiv_lt_0_compat _ _ Pb Pa) as Hr.
    assert (U1 : mix beta po pn x / mix alpha po pn x <= C).
    { apply Rmult_le_reg_r with (mix alpha po pn x); [exact Pa|]. unfold Rdiv.
      rewrite Rmult_assoc, Rinv_l by lra. nra. }
    assert (U2 : / C <= mix beta po pn x / mix alpha po pn x).
    { apply Rmult_le_reg_r with (C * mix alpha po pn x); [apply Rmult_lt_0_compat; lra|].
      replace (/ C * (C * mix alpha po pn x)) with (mix alpha po pn x) by (field; lra).
      replace (mix beta po pn x / mix alpha po pn x * (C * mix alpha po pn x))
        with (C * mix beta po pn x)
        by (field; lra). nra. }
    assert (L1 : ln (mix beta po pn x / mix alpha po pn x) <= ln C) by (apply ln_le; assumption).
    assert (L2 : - ln C <= ln (mix beta po pn x / mix alpha po pn x)).
    { rewrite <- ln_Rinv by exact HC. apply ln_le; [apply Rinv_0_lt_compat, HC|exact U2]. }
    rewrite Rabs_mult, Rmult_comm. pose proof (Rle_abs (ln C)).
    apply Rmult_le_compat; try apply Rabs_pos; apply Rabs_le_between; lra.
  - apply line_scal, line_plus; apply density_mass; assumption.
  - apply (line_correct _ l Hl).
Qed.

(* dKL/dbeta *)
Theorem c2_interior_derive : forall alpha beta po pn, density po -> density pn ->
  0 < alpha < 1 -> 0 < beta < 1 ->
  is_derive (fun b => kl (mix b po pn) (mix alpha po pn)) beta (interior_slope alpha beta po pn).
Proof.
  intros alpha beta po pn Ho Hn Ha Hb. assert (Hbb : 0 < beta * (1 - beta))
    by (apply Rmult_lt_0_compat; lra).
  pose proof (distinguishability_integral beta po pn Ho Hn ltac:(lra)) as HD.
  set (D := distinguishability beta po pn) in *.
  assert (Hm : 0 < Rmin beta (1 - beta)) by (apply Rmin_pos; lra).
  apply (line_derive (fun b x => mix b po pn x * ln (mix b po pn x / mix alpha po pn x))
           (fun x => (po x - pn x) * ln (mix beta po pn x / mix alpha po pn x) + (po x - pn x))
           (fun x => / (beta * (1 - beta)) * (beta * (1
             - beta) * ((po x - pn x) ^ 2 / mix beta po pn x)))
           _ beta _ (/ (beta * (1 - beta)) * D) (Rmin beta (1 - beta))).
  - exact Hm.
  - intros y Hy. apply Rabs_lt_between in Hy.
    pose proof (Rmin_l beta (1 - beta)). pose proof (Rmin_r beta (1 - beta)).
    apply reverse_kl_correct; trivial. lra.
  - apply (line_val _ (interior_slope alpha beta po pn + (1 - 1))); [ring|].
    apply line_plus; [apply interior_slope_correct; assumption|].
    apply line_minus; apply density_mass; assumption.
  - apply line_scal, HD.
  - intros y x Hy. apply Rabs_lt_between in Hy.
    pose proof (Rmin_l beta (1 - beta)). pose proof (Rmin_r beta (1 - beta)).
    pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Pb.
    pose proof (mix_pos y po pn Ho Hn ltac:(lra) x) as Py.
    pose proof (mix_pos alpha po pn Ho Hn ltac:(lra) x) as Pa.
    (* the remainder is q_y ln (q_y/q) - (q_y - q), between 0 and (q_y - q)^2/q *)
    assert (Hdiff : mix y po pn x - mix beta po pn x = (y - beta) * (po x - pn x))
      by (unfold mix; ring).
    assert (Hln : forall b, 0 < mix b po pn x -> ln (mix b po pn x / mix alpha po pn x) =
              ln (mix b po pn x) - ln (mix alpha po pn x)).
    { intros b Pbx. unfold Rdiv. rewrite ln_mult, ln_Rinv; trivial. apply Rinv_0_lt_compat, Pa. }
    assert (Hrem : mix y po pn x * ln (mix y po pn x / mix alpha po pn x) -
                   mix beta po pn x * ln (mix beta po pn x / mix alpha po pn x) -
                   (y - beta) * ((po x - pn x) * ln (mix beta po pn x / mix alpha po pn x)
                     + (po x - pn x))
                 = mix y po pn x * ln (mix y po pn x / mix beta po pn x)
                   - (mix y po pn x - mix beta po pn x)).
    { rewrite !Hln by assumption.
      replace (ln (mix y po pn x / mix beta po pn x))
        with (ln (mix y po pn x) - ln (mix beta po pn x))
        by (unfold Rdiv; rewrite ln_mult, ln_Rinv; trivial; apply Rinv_0_lt_compat, Pb).
      set (B := ln (mix beta po pn x)). set (A := ln (mix alpha po pn x)).
      set (Y := ln (mix y po pn x)).
      unfold mix. ring. }
    rewrite Hrem. destruct (kl_integrand_ge _ _ Py Pb) as [Hlo _].
    pose proof (ln_le_linear _ (Rdiv_lt_0_compat _ _ Py Pb)) as Hl.
    rewrite Rabs_pos_eq by lra.
    apply Rle_trans with (mix y po pn x * (mix y po pn x / mix beta po pn x - 1)
      - (mix y po pn x - mix beta po pn x)).
    + apply Rplus_le_compat_r, Rmult_le_compat_l; lra.
    + right. transitivity ((mix y po pn x - mix beta po pn x) ^ 2 / mix beta po pn x);
      [field; lra|].
      rewrite Hdiff. field. lra.
Qed.

(* along the logit, the slope's own derivative is D: hence phi' = beta (1-beta) int_phi^{phi_alpha}
   D *)
Theorem c2_slope_derive : forall alpha t po pn, density po -> density pn -> 0 < alpha < 1 ->
  is_derive (fun u => interior_slope alpha (sigma u) po pn) t (distinguishability (sigma t) po pn).
Proof.
  intros alpha t po pn Ho Hn Ha. set (beta := sigma t).
  assert (Hb : 0 < beta < 1) by apply sigma_bounds.
  set (m := Rmin beta (1 - beta)). pose proof (Rmin_l beta (1 - beta)) as Hm1.
  pose proof (Rmin_r beta (1 - beta)) as Hm2. fold m in Hm1, Hm2.
  assert (Hm : 0 < m) by (apply Rmin_pos; lra).
  assert (Hbb : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  assert (H : is_derive (fun b => interior_slope alpha b po pn) beta
                (/ (beta * (1 - beta)) * distinguishability beta po pn)).
  { apply (line_derive (fun b x => (po x - pn x) * ln (mix b po pn x / mix alpha po pn x))
             (fun x => / (beta * (1 - beta)) * (beta * (1
               - beta) * ((po x - pn x) ^ 2 / mix beta po pn x)))
             (fun x => 2 / m ^ 2 * (po x + pn x)) _ beta _ (2 / m ^ 2 * (1 + 1)) (m / 2)).
    - lra.
    - intros y Hy. apply Rabs_lt_between in Hy. apply interior_slope_correct; trivial. lra.
    - apply line_scal, distinguishability_integral; trivial. lra.
    - apply line_scal, line_plus; apply density_mass; assumption.
    - intros y x Hy.
      pose proof (density_pos po Ho x) as P1. pose proof (density_pos pn Hn x) as P2.
      pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Pb.
      pose proof (mix_pos alpha po pn Ho Hn ltac:(lra) x) as Pa.
      set (v := (po x - pn x) / mix beta po pn x). set (u := (y - beta) * v).
      assert (Hv : Rabs v <= / m) by (unfold v, mix; apply difference_ratio; assumption).
      assert (Hu2 : Rabs u <= / 2).
      { unfold u. rewrite Rabs_mult. apply Rle_trans with (m / 2 * / m); [|right; field; lra].
        apply Rmult_le_compat; try apply Rabs_pos; lra. }
      assert (H1u : 0 < 1 + u) by (apply Rabs_le_between in Hu2; lra).
      assert (Hu : mix y po pn x = mix beta po pn x * (1 + u))
        by (unfold u, v, mix in *; field; lra).
      replace ((po x - pn x) * ln (mix y po pn x / mix alpha po pn x) -
               (po x - pn x) * ln (mix beta po pn x / mix alpha po pn x) -
               (y - beta) * (/ (beta * (1 - beta)) * (beta * (1
                 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x))))
        with ((po x - pn x) * (ln (1 + u) - u)).
      + rewrite Rabs_mult.
        replace ((y - beta) ^ 2 * (2 / m ^ 2 * (po x + pn x)))
          with ((po x + pn x) * (2 * ((y - beta) ^ 2 * (/ m) ^ 2))) by (field; lra).
        apply Rmult_le_compat; try apply Rabs_pos; [apply Rabs_le_between; lra|].
        eapply Rle_trans; [apply ln_quadratic, Hu2|]. apply Rmult_le_compat_l; [lra|].
        unfold u. rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0|].
        rewrite <- (pow2_abs v). apply pow_incr. split; [apply Rabs_pos|exact Hv].
      + rewrite Hu. unfold Rdiv at 1 2. rewrite !ln_mult, ln_Rinv; trivial.
        * unfold u, v. field. lra.
        * apply Rinv_0_lt_compat, Pa.
        * apply Rmult_lt_0_compat; assumption.
        * apply Rinv_0_lt_compat, Pa. }
  evar_last.
  - apply (is_derive_comp (fun b => interior_slope alpha b po pn) sigma t);
    [exact H|apply sigma_derive].
  - unfold scal; simpl; unfold mult; simpl. fold beta. field. lra.
Qed.
