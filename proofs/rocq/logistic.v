(* The logistic function sigma, softplus and their symmetries. Pointwise facts only. *)
Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import cosh line.
Open Scope R_scope.

Definition sigma (u : R) : R := / (1 + exp (- u)).
Definition softplus (u : R) : R := ln (1 + exp u).
Definition logit (p : R) : R := ln (p / (1 - p)).

Lemma exp_le : forall x y, x <= y -> exp x <= exp y.
Proof.
  intros x y H. destruct (Req_dec x y) as [->|]; [lra|]. apply Rlt_le, exp_increasing. lra.
Qed.

Lemma sigma_den : forall u, 0 < 1 + exp u.
Proof. intro u. pose proof (exp_pos u). lra. Qed.

Theorem sigma_bounds : forall u, 0 < sigma u < 1.
Proof.
  intro u. pose proof (exp_pos (- u)). unfold sigma. split.
  - apply Rinv_0_lt_compat. lra.
  - rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

Theorem sigma_neg : forall u, sigma (- u) = 1 - sigma u.
Proof.
  intro u. unfold sigma. rewrite Ropp_involutive, exp_Ropp.
  pose proof (exp_pos u). field. lra.
Qed.

Theorem sigma_derive : forall u, is_derive sigma u (sigma u * (1 - sigma u)).
Proof.
  intro u. unfold sigma. pose proof (exp_pos (- u)).
  auto_derive; [lra|]. field. lra.
Qed.

Lemma sigma_cont : continuity sigma.
Proof. apply cont_derive. intro u. eexists. apply sigma_derive. Qed.

Lemma sigma_exp : forall u, sigma u = exp u / (1 + exp u).
Proof. intro u. unfold sigma. rewrite exp_Ropp. pose proof (exp_pos u). field. lra. Qed.

Lemma sigma_tilt : forall u, sigma u = exp u * sigma (- u).
Proof. intro u. rewrite sigma_exp. unfold sigma. rewrite Ropp_involutive. reflexivity. Qed.

Lemma sigma_cosh : forall u, sigma u = exp (u / 2) * (/ 2 * / cosh (u / 2)).
Proof.
  intro u. rewrite sigma_exp. unfold cosh. rewrite exp_Ropp.
  replace (exp u) with (exp (u / 2) * exp (u / 2)) by (rewrite <- exp_plus; f_equal; field).
  pose proof (exp_pos (u / 2)) as H. set (e := exp (u / 2)) in *.
  assert (0 < e * e) by (apply Rmult_lt_0_compat; lra). field. split; lra.
Qed.

Lemma sigma_incr : forall u v, u < v -> sigma u < sigma v.
Proof.
  intros u v H. unfold sigma. pose proof (exp_pos (- u)). pose proof (exp_pos (- v)).
  assert (exp (- v) < exp (- u)) by (apply exp_increasing; lra).
  apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra.
Qed.

Lemma sigma_logit : forall p, 0 < p < 1 -> sigma (logit p) = p.
Proof.
  intros p Hp. unfold sigma, logit. rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; lra).
  rewrite exp_ln by (apply Rinv_0_lt_compat, Rdiv_lt_0_compat; lra). field. lra.
Qed.

Lemma logit_sigma : forall u, logit (sigma u) = u.
Proof.
  intro u. unfold logit. replace (sigma u / (1 - sigma u)) with (exp u); [apply ln_exp|].
  rewrite sigma_exp. pose proof (exp_pos u). field. lra.
Qed.

Lemma softplus_pos : forall u, 0 < softplus u.
Proof.
  intro u. unfold softplus. rewrite <- ln_1. apply ln_increasing; [lra|].
  pose proof (exp_pos u). lra.
Qed.

Lemma softplus_le_exp : forall u, softplus u <= exp u.
Proof.
  intro u. unfold softplus. rewrite <- (ln_exp (exp u)) at 2.
  apply ln_le; [apply sigma_den|]. apply exp_ineq1_le.
Qed.

Lemma softplus_reflect : forall u, softplus u - softplus (- u) = u.
Proof.
  intro u. unfold softplus.
  replace (1 + exp u) with (exp u * (1 + exp (- u))).
  - rewrite ln_mult; [|apply exp_pos|apply sigma_den]. rewrite ln_exp. ring.
  - rewrite Rmult_plus_distr_l, <- exp_plus, Rplus_opp_r, exp_0. ring.
Qed.

Lemma softplus_derive : forall u, is_derive softplus u (sigma u).
Proof.
  intro u. rewrite sigma_exp. unfold softplus. pose proof (sigma_den u).
  auto_derive; [lra|]. field. lra.
Qed.

Lemma softplus_cont : continuity softplus.
Proof. apply cont_derive. intro u. eexists. apply softplus_derive. Qed.

(* the logistic function tends to 1 at +oo and to 0 at -oo *)
Lemma sigma_lim_p : is_lim sigma p_infty 1.
Proof.
  apply is_lim_spec. intros [eps He]. simpl. exists (/ eps). intros x Hx.
  pose proof (Rinv_0_lt_compat eps He). pose proof (sigma_bounds x).
  apply Rabs_lt_between. split; [|lra].
  pose proof (sigma_neg x) as Hn. rewrite sigma_exp in Hn.
  pose proof (exp_ineq1_le x) as H1. rewrite exp_Ropp in Hn.
  assert (H2 : / exp x < eps).
  { rewrite <- (Rinv_inv eps). apply Rinv_lt_contravar; [|lra].
    apply Rmult_lt_0_compat; [lra|apply exp_pos]. }
  assert (/ exp x / (1 + / exp x) < eps); [|lra].
  assert (0 < / exp x) by (apply Rinv_0_lt_compat, exp_pos).
  apply Rle_lt_trans with (/ exp x); [|lra].
  apply Rmult_le_reg_r with (1 + / exp x); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  pose proof (Rle_0_sqr (/ exp x)). unfold Rsqr in *. lra.
Qed.

Lemma sigma_lim_m : is_lim sigma m_infty 0.
Proof.
  apply is_lim_spec. intros [eps He]. simpl.
  pose proof (proj2 (is_lim_spec _ _ _) sigma_lim_p (mkposreal eps He)) as [M HM]. simpl in HM.
  exists (- M). intros x Hx. specialize (HM (- x) ltac:(lra)). rewrite sigma_neg in HM.
  replace (1 - sigma x - 1) with (- (sigma x - 0)) in HM by ring.
  rewrite Rabs_Ropp in HM. exact HM.
Qed.
