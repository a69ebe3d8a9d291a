(* The softplus-normal kernel and the sech moment (section 2 of the theory), and claim A4.

   P m s = E[softplus (m + s Z)], L m s = E[sigma (m + s Z)], S0 lam s = E[1 / cosh ((lam + s
   Z)/2)], Z standard normal, as convergent improper integrals for all real m, lam, s. Proved:
   reflection of P and L, the tilt identity, the sech form, 0 < S0 <= 1 (strict for s > 0), and the
   two sides of A4's bound on S0. Not here: derivatives of P and L (the heat equation), the other
   S_j, the asymptotic remark in A4. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line cosh logistic gaussian.
Open Scope R_scope.

Definition P (m s : R) : R := line (fun z => phi z * softplus (m + s * z)).
Definition L (m s : R) : R := line (fun z => phi z * sigma (m + s * z)).
Definition S0 (lam s : R) : R := line (fun z => phi z * / cosh ((lam + s * z) / 2)).

Lemma affine_cont : forall m s, continuity (fun z => m + s * z).
Proof. intros. cont. Qed.

Lemma softplus_affine_cont : forall m s, continuity (fun z => softplus (m + s * z)).
Proof. intros m s. apply (cont_comp (fun z => m + s * z) softplus); [cont|apply softplus_cont]. Qed.

Lemma sigma_affine_cont : forall m s, continuity (fun z => sigma (m + s * z)).
Proof. intros m s. apply (cont_comp (fun z => m + s * z) sigma); [cont|apply sigma_cont]. Qed.

Lemma cosh_cont : continuity cosh.
Proof. apply cont_derive. intro x. unfold cosh. auto_derive. trivial. Qed.

Lemma sech_cont : forall m s, continuity (fun z => / cosh ((m + s * z) / 2)).
Proof.
  intros m s. apply cont_inv.
  - intro z. pose proof (cosh_pos ((m + s * z) / 2)). lra.
  - apply (cont_comp (fun z => (m + s * z) / 2) cosh); [cont; intro; lra|apply cosh_cont].
Qed.

Lemma sech_bounds : forall x, 0 < / cosh x <= 1.
Proof.
  intro x. pose proof (cosh_ge_1 x). split; [apply Rinv_0_lt_compat; lra|].
  rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.

Lemma P_correct : forall m s, is_line (fun z => phi z * softplus (m + s * z)) (P m s).
Proof.
  intros m s.
  destruct (line_ex_nonneg (fun z => phi z * softplus (m + s * z))
              (fun z => exp m * (phi z * exp (s * z))) (exp m * exp (s ^ 2 / 2))) as [l Hl].
  - apply cont_mult; [apply phi_cont|apply softplus_affine_cont].
  - intro z. pose proof (phi_pos z). pose proof (softplus_pos (m + s * z)).
    pose proof (softplus_le_exp (m + s * z)) as H1. rewrite exp_plus in H1. split; nra.
  - apply line_scal, phi_mgf.
  - apply (line_correct _ l Hl).
Qed.

Lemma L_correct : forall m s, is_line (fun z => phi z * sigma (m + s * z)) (L m s).
Proof.
  intros m s.
  destruct (line_ex_nonneg (fun z => phi z * sigma (m + s * z)) phi 1) as [l Hl].
  - apply cont_mult; [apply phi_cont|apply sigma_affine_cont].
  - intro z. pose proof (phi_pos z). pose proof (sigma_bounds (m + s * z)). split; nra.
  - apply phi_mass.
  - apply (line_correct _ l Hl).
Qed.

Lemma S0_correct : forall lam s, is_line (fun z => phi z * / cosh ((lam + s * z) / 2)) (S0 lam s).
Proof.
  intros m s.
  destruct (line_ex_nonneg (fun z => phi z * / cosh ((m + s * z) / 2)) phi 1) as [l Hl].
  - apply cont_mult; [apply phi_cont|apply sech_cont].
  - intro z. pose proof (phi_pos z). pose proof (sech_bounds ((m + s * z) / 2)). split; nra.
  - apply phi_mass.
  - apply (line_correct _ l Hl).
Qed.

Lemma L_bounds : forall m s, 0 < L m s < 1.
Proof.
  intros m s. split.
  - apply (line_pos _ _ 0) with (3 := L_correct m s).
    + intro z. pose proof (phi_pos z). pose proof (sigma_bounds (m + s * z)). nra.
    + apply Rmult_lt_0_compat; [apply phi_pos|apply sigma_bounds].
  - apply (line_lt (fun z => phi z * sigma (m + s * z)) phi (L m s) 1 0).
    + intro z. pose proof (phi_pos z). pose proof (sigma_bounds (m + s * z)). nra.
    + pose proof (phi_pos 0). pose proof (sigma_bounds (m + s * 0)). nra.
    + apply L_correct.
    + apply phi_mass.
Qed.

(** * Identities *)

Theorem kernel_reflection_softplus : forall m s, P m s - P (- m) s = m.
Proof.
  intros m s.
  assert (H : is_line (fun z => phi z * softplus (m + s * z) - phi (- z) * softplus (- m + s * - z))
                (P m s - P (- m) s)).
  { apply line_minus; [apply P_correct|].
    apply (line_reflect (fun z => phi z * softplus (- m + s * z))), P_correct. }
  apply (line_unique _ _ _ H).
  apply (line_val _ (m * 1 + s * 0)); [ring|].
  apply (line_ext (fun z => m * phi z + s * (phi z * z))).
  - intro z. rewrite phi_even. replace (- m + s * - z) with (- (m + s * z)) by ring.
    rewrite <- Rmult_minus_distr_l, softplus_reflect. ring.
  - apply line_plus; apply line_scal; [apply phi_mass|apply phi_moment_1].
Qed.

Theorem kernel_reflection_logistic : forall m s, L (- m) s = 1 - L m s.
Proof.
  intros m s. apply is_line_line.
  apply (line_ext (fun z => phi (- z) - phi (- z) * sigma (m + s * - z))).
  - intro z. rewrite phi_even. replace (- m + s * z) with (- (m + s * - z)) by ring.
    rewrite sigma_neg. ring.
  - apply (line_reflect (fun z => phi z - phi z * sigma (m + s * z))).
    apply line_minus; [apply phi_mass|apply L_correct].
Qed.

Theorem kernel_tilt : forall m s, L m s = exp (m + s ^ 2 / 2) * L (- m - s ^ 2) s.
Proof.
  intros m s. apply is_line_line.
  apply (line_ext (fun z => exp (m + s ^ 2 / 2) *
                    (phi (- (z + - s)) * sigma (- m - s ^ 2 + s * - (z + - s))))).
  - intro z. rewrite phi_even, (sigma_tilt (m + s * z)).
    replace (- m - s ^ 2 + s * - (z + - s)) with (- (m + s * z)) by ring.
    rewrite !exp_plus. pose proof (phi_exp s z) as H. fold (Rminus z s).
    transitivity (exp m * (phi z * exp (s * z)) * sigma (- (m + s * z))); [|ring].
    rewrite H. ring.
  - apply line_scal.
    apply (line_shift (fun z => phi (- z) * sigma (- m - s ^ 2 + s * - z))).
    apply (line_reflect (fun z => phi z * sigma (- m - s ^ 2 + s * z))), L_correct.
Qed.

Theorem kernel_sech_form : forall m s,
  L m s = / 2 * exp (m / 2 + s ^ 2 / 8) * S0 (m + s ^ 2 / 2) s.
Proof.
  intros m s. apply is_line_line.
  apply (line_ext (fun z => / 2 * exp (m / 2 + s ^ 2 / 8) *
           (phi (z + - (s / 2)) * / cosh ((m + s ^ 2 / 2 + s * (z + - (s / 2))) / 2)))).
  - intro z. rewrite sigma_cosh.
    replace (m + s ^ 2 / 2 + s * (z + - (s / 2))) with (m + s * z) by field.
    pose proof (phi_exp (s / 2) z) as H. replace ((s / 2) ^ 2 / 2) with (s ^ 2 / 8) in H by field.
    replace ((m + s * z) / 2) with (m / 2 + s / 2 * z) by field. rewrite !exp_plus.
    fold (Rminus z (s / 2)).
    transitivity (/ 2 * exp (m / 2) * (phi z * exp (s / 2 * z)) * / cosh (m / 2 + s / 2 * z));
      [|ring].
    rewrite H. ring.
  - apply line_scal.
    apply (line_shift (fun z => phi z * / cosh ((m + s ^ 2 / 2 + s * z) / 2))), S0_correct.
Qed.

(** * S0 and claim A4 *)

Lemma S0_pos : forall lam s, 0 < S0 lam s.
Proof.
  intros lam s. apply (line_pos _ _ 0) with (3 := S0_correct lam s).
  - intro z. pose proof (phi_pos z). pose proof (sech_bounds ((lam + s * z) / 2)). nra.
  - apply Rmult_lt_0_compat; [apply phi_pos|apply sech_bounds].
Qed.

Lemma S0_le_1 : forall lam s, S0 lam s <= 1.
Proof.
  intros lam s. apply (line_le _ _ _ _) with (2 := S0_correct lam s) (3 := phi_mass).
  intro z. pose proof (phi_pos z). pose proof (sech_bounds ((lam + s * z) / 2)). nra.
Qed.

Lemma sech_lt_1 : forall x, 0 < x -> / cosh x < 1.
Proof.
  intros x Hx. rewrite <- Rinv_1. apply Rinv_lt_contravar; [pose proof (cosh_pos x); lra|].
  unfold cosh. rewrite exp_Ropp. assert (1 < exp x) by (rewrite <- exp_0; apply exp_increasing, Hx).
  apply Rmult_lt_reg_r with (2 * exp x); [lra|].
  replace ((exp x + / exp x) / 2 * (2 * exp x)) with (exp x * exp x + 1) by (field; lra). nra.
Qed.

Lemma S0_lt_1 : forall lam s, 0 < s -> S0 lam s < 1.
Proof.
  intros lam s Hs.
  apply (line_lt (fun z => phi z * / cosh ((lam + s * z) / 2)) phi _ _ ((1 - lam) / s)).
  - intro z. pose proof (phi_pos z). pose proof (sech_bounds ((lam + s * z) / 2)). nra.
  - replace ((lam + s * ((1 - lam) / s)) / 2) with (/ 2) by (field; lra).
    pose proof (phi_pos ((1 - lam) / s)). pose proof (sech_lt_1 (/ 2) ltac:(lra)). nra.
  - apply S0_correct.
  - apply phi_mass.
Qed.

(* an upper bound on L used for every drift bound; strict for s > 0 *)
Theorem L_bound : forall m s, L m s <= / 2 * exp (m / 2 + s ^ 2 / 8).
Proof.
  intros m s. rewrite kernel_sech_form. pose proof (exp_pos (m / 2 + s ^ 2 / 8)).
  pose proof (S0_le_1 (m + s ^ 2 / 2) s). nra.
Qed.

Theorem L_bound_strict : forall m s, 0 < s -> L m s < / 2 * exp (m / 2 + s ^ 2 / 8).
Proof.
  intros m s Hs. rewrite kernel_sech_form. pose proof (exp_pos (m / 2 + s ^ 2 / 8)).
  pose proof (S0_lt_1 (m + s ^ 2 / 2) s Hs). nra.
Qed.

Theorem a4_sech_moment_lower : forall lam delta,
  2 / sqrt (4 + delta ^ 2) * exp (- (lam ^ 2 / (2 * (4 + delta ^ 2)))) <= S0 lam delta.
Proof.
  intros lam delta.
  apply (line_le _ _ _ _) with (2 := phi_times_gaussian lam delta) (3 := S0_correct lam delta).
  intro z. apply Rmult_le_compat_l; [apply Rlt_le, phi_pos|].
  pose proof (cosh_le_gauss ((lam + delta * z) / 2)) as H.
  replace (- (lam + delta * z) ^ 2 / 8) with (- (((lam + delta * z) / 2) ^ 2 / 2)) by field.
  rewrite exp_Ropp. apply Rinv_le_contravar; [apply cosh_pos|exact H].
Qed.

(* int 1/cosh = PI: the antiderivative is 2 atan (2 sigma - 1) ... *)
Lemma sech_mass : is_line (fun x => / cosh x) PI.
Proof.
  assert (Hlim : forall (y : R) (l : Rbar), is_lim sigma l y ->
            is_lim (fun x => 2 * atan (2 * sigma x - 1)) l (2 * atan (2 * y - 1))).
  { intros y l H.
    apply (is_lim_comp_continuous sigma (fun v => 2 * atan (2 * v - 1)) l y H).
    apply continuity_pt_filterlim. apply (cont_mult (fun _ => 2)); [apply cont_const|].
    apply (cont_comp (fun v => 2 * v - 1) atan); [cont|].
    apply cont_derive. intro v. eexists. apply is_derive_Reals, derivable_pt_lim_atan. }
  apply (line_val _ (2 * atan (2 * 1 - 1) - 2 * atan (2 * 0 - 1))).
  { replace (2 * 1 - 1) with 1 by ring. replace (2 * 0 - 1) with (- (1)) by ring.
    rewrite atan_opp, atan_1. field. }
  apply (line_ftc (fun x => 2 * atan (2 * sigma x - 1))).
  - apply cont_inv; [intro x; pose proof (cosh_pos x); lra|apply cosh_cont].
  - intro x. pose proof (sigma_derive x) as Hs.
    evar_last.
    + apply (is_derive_scal (fun x => atan (2 * sigma x - 1)) x 2).
      apply (is_derive_comp atan (fun x => 2 * sigma x - 1) x).
      * apply is_derive_Reals, derivable_pt_lim_atan.
      * auto_derive; [eexists; exact Hs|reflexivity].
    + unfold scal; simpl; unfold mult; simpl.
      replace (Derive (fun x0 : R => sigma x0) x) with (sigma x * (1 - sigma x))
        by (symmetry; apply is_derive_unique, Hs).
      rewrite sigma_exp. unfold cosh. rewrite exp_Ropp. pose proof (exp_pos x) as He.
      set (e := exp x) in *. 
      assert (0 < e * e) by (apply Rmult_lt_0_compat; lra).
      match goal with |- ?l = ?r => change (@eq R l r) end.
      field. repeat split; nra.
  - apply Hlim, sigma_lim_m.
  - apply Hlim, sigma_lim_p.
Qed.

Theorem a4_sech_moment_upper : forall lam delta, 0 < delta ->
  S0 lam delta <= Rmin 1 (sqrt (2 * PI) / delta).
Proof.
  intros lam delta Hd. apply Rmin_glb; [apply S0_le_1|].
  pose proof sqrt2PI_pos as Hs. pose proof PI_RGT_0 as Hpi.
  pose proof (sqrt_sqrt (2 * PI) ltac:(lra)) as Hss.
  assert (H : is_line (fun z => / sqrt (2 * PI) * / cosh (delta / 2 * z + lam / 2))
                (/ sqrt (2 * PI) * (PI / (delta / 2)))).
  { apply line_scal. apply (line_comp (fun x => / cosh x) PI (delta / 2) (lam / 2));
    [lra|apply sech_mass]. }
  replace (sqrt (2 * PI) / delta) with (/ sqrt (2 * PI) * (PI / (delta / 2))).
  - apply (line_le _ _ _ _) with (2 := S0_correct lam delta) (3 := H).
    intro z. replace ((lam + delta * z) / 2) with (delta / 2 * z + lam / 2) by field.
    apply Rmult_le_compat_r; [apply Rlt_le, sech_bounds|apply phi_le_peak].
  - set (w := sqrt (2 * PI)) in *. replace PI with (w * w / 2) by lra. field. lra.
Qed.
