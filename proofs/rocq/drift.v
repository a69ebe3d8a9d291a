(* Old-component drift under reverse KL: claims C4 and C8, in R^d for every dimension d.

   Coordinates are whitened (Sigma = I). [resp_new w a b c] is the expectation under N(c, I) of the
   responsibility of the mode at b in the mixture w N(a, I) + (1-w) N(b, I), written through the
   one-dimensional law of its log-odds (claim A1): a logistic-normal integral. [drift_flow] is
   gradient flow of the old mean with the gradient that claim C3 gives; that this vector is the
   gradient of KL (q || p_alpha) is C3 and is not proved here. The weight beta(t) in (0,1) and the
   new mean m_n(t) may move in any way whatever, so the bounds hold for the joint flow and for any
   other schedule. C8: the drift never exceeds the supremum of the forcing, for all time; and the
   closed form by first exit. Existence of the flow is not claimed: a differentiable trajectory is
   given. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel misassignment gaussian_modes euclid
  restoring_force.
Open Scope R_scope.

Definition resp_new (d : nat) (w : R) (a b c : nat -> R) : R :=
  L (- logit w + dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2)) (dist d a b).

(* the pull on the old mean besides the restoring term: e_q (m_n - m_o) - e_p (mu_n - mu_o) *)
Definition forcing (d : nat) (beta alpha : R) (muo mun mo mn : nat -> R) (i : nat) : R :=
  resp_new d beta mo mn mo * (mn i - mo i) - resp_new d alpha muo mun mo * (mun i - muo i).

(* the right-hand side of C3 *)
Definition c3_gradient (d : nat) (beta alpha : R) (muo mun mo mn : nat -> R) (i : nat) : R :=
  beta * ((mo i - muo i) + forcing d beta alpha muo mun mo mn i).

Definition drift_flow (d : nat) (beta : R -> R) (alpha : R) (muo mun : nat -> R) (mo mn : R ->
  nat -> R) : Prop :=
  forall t i, 0 <= t -> (i < d)%nat ->
    is_derive (fun s => mo s i) t (- c3_gradient d (beta t) alpha muo mun (mo t) (mn t) i).

Lemma resp_new_bounds : forall d w a b c, 0 < resp_new d w a b c < 1.
Proof. intros. apply L_bounds. Qed.

Lemma forcing_bound : forall d beta alpha muo mun mo mn,
  norm2 d (forcing d beta alpha muo mun mo mn) <=
    resp_new d beta mo mn mo * dist d mo mn + resp_new d alpha muo mun mo * dist d muo mun.
Proof.
  intros d beta alpha muo mun mo mn. unfold forcing.
  pose proof (resp_new_bounds d beta mo mn mo) as Hq.
  pose proof (resp_new_bounds d alpha muo mun mo) as Hp.
  set (eq := resp_new d beta mo mn mo) in *. set (ep := resp_new d alpha muo mun mo) in *.
  rewrite (norm2_ext d _ (fun i => eq * (mn i - mo i) + - ep * (mun i - muo i))) by (intros; ring).
  eapply Rle_trans; [apply norm2_triangle|].
  rewrite (norm2_scal d eq (fun i => mn i - mo i)), (norm2_scal d (- ep) (fun i => mun i - muo i)).
  rewrite Rabs_Ropp, !Rabs_pos_eq by lra. unfold dist. lra.
Qed.

(* at a correct old mean the log-odds have the mean of A1 *)
Lemma resp_new_at_old : forall d w a b,
  resp_new d w a b a = L (- logit w - dist d a b ^ 2 / 2) (dist d a b).
Proof.
  intros d w a b. unfold resp_new. f_equal.
  rewrite (dot_ext d _ (fun i => a i - (a i + b i) / 2) (fun i => b i - a i)
    (fun i => (- / 2) * (b i - a i)))
    by (intros; field).
  rewrite dot_scal_r, <- norm2_sq. unfold dist. field.
Qed.

Lemma resp_new_eps : forall d w a b, 0 < w < 1 ->
  resp_new d w a b a = eps_old w (normal 0) (normal (dist d a b)).
Proof.
  intros d w a b Hw. rewrite resp_new_at_old, a1_eps_old_logistic_normal by exact Hw.
  rewrite Rminus_0_r. reflexivity.
Qed.

(** * C4 *)

Theorem c4_gradient_bound : forall d beta alpha muo mun mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  let s := dist d muo mn in let delta := dist d muo mun in
  let eps_q := eps_old beta (normal 0) (normal s) in
  let eps_p := eps_old alpha (normal 0) (normal delta) in
  norm2 d (c3_gradient d beta alpha muo mun muo mn) <= beta * (eps_q * s + eps_p * delta) /\
  eps_q <= / 2 * sqrt ((1 - beta) / beta) * exp (- s ^ 2 / 8) /\
  eps_p <= / 2 * sqrt ((1 - alpha) / alpha) * exp (- delta ^ 2 / 8).
Proof.
  intros d beta alpha muo mun mn Hb Ha s delta eps_q eps_p. split; [|split].
  - unfold c3_gradient.
    rewrite (norm2_ext d _ (fun i => beta * forcing d beta alpha muo mun muo mn i))
      by (intros; ring).
    rewrite norm2_scal, Rabs_pos_eq by lra. apply Rmult_le_compat_l; [lra|].
    unfold eps_q, eps_p, s, delta. rewrite <- !resp_new_eps by assumption. apply forcing_bound.
  - destruct (a3_misassignment_bound_normal beta 0 s Hb) as [H _]. rewrite Rminus_0_r in H. exact H.
  - destruct (a3_misassignment_bound_normal alpha 0 delta Ha) as [H _].
    rewrite Rminus_0_r in H. exact H.
Qed.

(* both means correct: the exact size *)
Theorem c4_exact_value : forall d beta alpha muo mun, 0 < beta < 1 -> 0 < alpha < 1 ->
  let delta := dist d muo mun in
  norm2 d (c3_gradient d beta alpha muo mun muo mun) =
    beta * delta * Rabs (eps_old beta (normal 0) (normal delta)
      - eps_old alpha (normal 0) (normal delta)).
Proof.
  intros d beta alpha muo mun Hb Ha delta. unfold delta. rewrite <- !resp_new_eps by assumption.
  unfold c3_gradient, forcing.
  set (eq := resp_new d beta muo mun muo). set (ep := resp_new d alpha muo mun muo).
  rewrite (norm2_ext d _ (fun i => (beta * (eq - ep)) * (mun i - muo i))) by (intros; ring).
  rewrite (norm2_scal d _ (fun i => mun i - muo i)), Rabs_mult, (Rabs_pos_eq beta) by lra.
  unfold dist. ring.
Qed.

(** * C8 *)

Lemma drift_derive : forall d beta alpha muo mun mo mn, drift_flow d beta alpha muo mun mo mn ->
  forall t i, 0 <= t -> (i < d)%nat ->
  is_derive (fun s => mo s i - muo i) t
    (- beta t * ((mo t i - muo i) + forcing d (beta t) alpha muo mun (mo t) (mn t) i)).
Proof.
  intros d beta alpha muo mun mo mn H t i Ht Hi. evar_last.
  - apply (is_derive_minus (V := R_NormedModule) (fun s => mo s i) (fun _ => muo i));
    [apply H; trivial|].
    apply (is_derive_const (V := R_NormedModule)).
  - unfold c3_gradient, minus, plus, opp, zero; simpl. ring.
Qed.

(* The drift never exceeds the supremum of the forcing (F is any upper bound of it), for all time.
   *)
Theorem c8_uniform_drift_bound : forall d beta alpha muo mun mo mn F,
  drift_flow d beta alpha muo mun mo mn ->
  0 < alpha < 1 -> (forall t, 0 <= t -> 0 < beta t < 1) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) ->
  (forall t, 0 <= t ->
     resp_new d (beta t) (mo t) (mn t) (mo t) * dist d (mo t) (mn t)
     + resp_new d alpha muo mun (mo t) * dist d muo mun <= F) ->
  forall t, 0 <= t -> dist d muo (mo t) <= F.
Proof.
  intros d beta alpha muo mun mo mn F Hflow _ Hb H0 HF t Ht.
  assert (HF' : forall s, 0 <= s -> norm2 d (forcing d (beta s) alpha muo mun (mo s) (mn s)) <= F).
  { intros s Hs. eapply Rle_trans; [apply forcing_bound|]. apply HF, Hs. }
  apply (restoring_force d (fun s i => mo s i - muo i)
           (fun s => forcing d (beta s) alpha muo mun (mo s) (mn s)) beta F t Ht).
  - intros s i Hs Hi. apply drift_derive; trivial. lra.
  - intros s Hs. specialize (Hb s ltac:(lra)). lra.
  - intros s Hs. apply HF'. lra.
  - rewrite norm2_zero.
    + pose proof (norm2_nonneg d (forcing d (beta 0) alpha muo mun (mo 0) (mn 0))).
      specialize (HF' 0 ltac:(lra)). lra.
    + intros i Hi. rewrite H0 by exact Hi. ring.
Qed.

(* r exp(-r^2/8) at any admissible separation is at most its value at R = max (2, inf r) *)
Lemma separation_profile : forall r R0, 0 <= r -> 2 <= R0 -> (R0 <= r \/ R0 = 2) ->
  r * exp (- r ^ 2 / 8) <= R0 * exp (- R0 ^ 2 / 8).
Proof.
  intros r R0 Hr HR Hcase.
  pose proof (exp_ineq1_le ((r ^ 2 - R0 ^ 2) / 8)) as He.
  assert (Hlin : r <= R0 * (1 + (r ^ 2 - R0 ^ 2) / 8)).
  { destruct Hcase as [Hge| ->].
    - assert (0 <= (r - R0) * (R0 * (r + R0) - 8)) by (apply Rmult_le_pos; nra). nra.
    - pose proof (pow2_ge_0 (r - 2)). nra. }
  assert (H : r <= R0 * exp ((r ^ 2 - R0 ^ 2) / 8)).
  { eapply Rle_trans; [exact Hlin|]. apply Rmult_le_compat_l; lra. }
  replace (- R0 ^ 2 / 8) with ((r ^ 2 - R0 ^ 2) / 8 + - r ^ 2 / 8) by field.
  rewrite exp_plus, <- Rmult_assoc. apply Rmult_le_compat_r; [apply Rlt_le, exp_pos|exact H].
Qed.

Lemma odds_decreasing : forall b beta, 0 < b -> b <= beta -> beta < 1 ->
  sqrt ((1 - beta) / beta) <= sqrt ((1 - b) / b).
Proof.
  intros b beta Hb Hle H1. apply sqrt_le_1_alt.
  apply Rmult_le_reg_r with (beta * b); [apply Rmult_lt_0_compat; lra|].
  replace ((1 - beta) / beta * (beta * b)) with ((1 - beta) * b) by (field; lra).
  replace ((1 - b) / b * (beta * b)) with ((1 - b) * beta) by (field; lra). nra.
Qed.

(* e_p while the drift is at most rho *)
Lemma resp_target_bound : forall d alpha muo mun c rho, 0 < alpha < 1 -> 0 < dist d muo mun ->
  dist d muo c <= rho ->
  resp_new d alpha muo mun c <
    / 2 * sqrt ((1 - alpha) / alpha) * exp (- dist d muo mun ^ 2 / 8 + dist d muo mun * rho / 2).
Proof.
  intros d alpha muo mun c rho Ha Hd Hc. set (delta := dist d muo mun) in *.
  unfold resp_new. fold delta. eapply Rlt_le_trans; [apply L_bound_strict, Hd|].
  rewrite <- exp_half_neg_logit, Rmult_assoc, <- exp_plus by exact Ha.
  apply Rmult_le_compat_l; [lra|]. apply exp_le.
  assert (Hdot : dot d (fun i => mun i - muo i) (fun i => c i - (muo i + mun i) / 2) <=
                 - delta ^ 2 / 2 + delta * rho).
  { rewrite (dot_ext d _ (fun i => c i - (muo i + mun i) / 2) (fun i => mun i - muo i)
       (fun i => (c i - muo i) + (- / 2) * (mun i - muo i))) by (intros; field).
    rewrite dot_plus_r, dot_scal_r, <- norm2_sq.
    pose proof (cauchy_schwarz d (fun i => mun i - muo i) (fun i => c i - muo i)) as Hcs.
    apply Rabs_le_between in Hcs. fold (dist d muo mun) in Hcs |- *. fold (dist d muo c) in Hcs.
    fold delta in Hcs |- *. nra. }
  lra.
Qed.

(* The closed form: b bounds beta(t) below, R0 = max (2, inf |m_n - m_o|) along the trajectory. *)
Theorem c8_closed_form : forall d beta alpha muo mun mo mn b R0 rho,
  drift_flow d beta alpha muo mun mo mn ->
  0 < alpha < 1 -> 0 < dist d muo mun -> 0 < b -> (forall t, 0 <= t -> b <= beta t < 1) ->
  2 <= R0 -> (R0 = 2 \/ forall t, 0 <= t -> R0 <= dist d (mo t) (mn t)) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) ->
  / 2 * sqrt ((1 - b) / b) * R0 * exp (- R0 ^ 2 / 8) +
  / 2 * sqrt ((1 - alpha) / alpha) * dist d muo mun *
    exp (- dist d muo mun ^ 2 / 8 + dist d muo mun * rho / 2) <= rho ->
  forall t, 0 <= t -> dist d muo (mo t) < rho.
Proof.
  intros d beta alpha muo mun mo mn b R0 rho Hflow Ha Hd Hb0 Hb HR Hsep H0 Hrho.
  set (delta := dist d muo mun) in *.
  assert (HA : 0 <= / 2 * sqrt ((1 - b) / b) * R0 * exp (- R0 ^ 2 / 8)).
  { apply Rmult_le_pos; [|apply Rlt_le, exp_pos]. apply Rmult_le_pos; [|lra].
    apply Rmult_le_pos; [lra|apply sqrt_pos]. }
  assert (Hsa : 0 < sqrt ((1 - alpha) / alpha)) by (apply sqrt_lt_R0, Rdiv_lt_0_compat; lra).
  assert (Hrho0 : 0 < rho).
  { eapply Rlt_le_trans; [|exact Hrho]. apply Rplus_le_lt_0_compat; [exact HA|].
    apply Rmult_lt_0_compat; [|apply exp_pos]. apply Rmult_lt_0_compat; [lra|exact Hd]. }
  apply (first_exit d (fun s i => mo s i - muo i)
           (fun s => forcing d (beta s) alpha muo mun (mo s) (mn s)) beta rho).
  - intros s i Hs Hi. apply drift_derive; trivial.
  - intros s Hs. specialize (Hb s Hs). lra.
  - (* while the drift is rho, the forcing is strictly below rho *)
    intros s Hs Hn. fold (dist d muo (mo s)) in Hn.
    eapply Rle_lt_trans; [apply forcing_bound|]. fold delta.
    specialize (Hb s Hs). eapply Rlt_le_trans; [|exact Hrho].
    set (r := dist d (mo s) (mn s)).
    assert (Hr : 0 <= r) by apply norm2_nonneg.
    apply Rplus_le_lt_compat.
    + rewrite resp_new_at_old. fold r.
      eapply Rle_trans; [apply Rmult_le_compat_r; [exact Hr|apply L_bound]|].
      replace ((- logit (beta s) - r ^ 2 / 2) / 2 + r ^ 2 / 8)
        with (- logit (beta s) / 2 + - r ^ 2 / 8) by field.
      rewrite exp_plus, exp_half_neg_logit by lra.
      replace (/ 2 * (sqrt ((1 - beta s) / beta s) * exp (- r ^ 2 / 8)) * r)
        with (/ 2 * sqrt ((1 - beta s) / beta s) * (r * exp (- r ^ 2 / 8))) by ring.
      replace (/ 2 * sqrt ((1 - b) / b) * R0 * exp (- R0 ^ 2 / 8))
        with (/ 2 * sqrt ((1 - b) / b) * (R0 * exp (- R0 ^ 2 / 8))) by ring.
      apply Rmult_le_compat.
      * apply Rmult_le_pos; [lra|apply sqrt_pos].
      * apply Rmult_le_pos; [exact Hr|apply Rlt_le, exp_pos].
      * apply Rmult_le_compat_l; [lra|apply odds_decreasing; lra].
      * apply separation_profile; trivial. destruct Hsep as [|Hsep];
        [right|left; apply Hsep]; trivial.
    + replace (/ 2 * sqrt ((1 - alpha) / alpha) * delta * exp (- delta ^ 2 / 8 + delta * rho / 2))
        with (/ 2 * sqrt ((1 - alpha) / alpha) * exp (- delta ^ 2 / 8 + delta * rho / 2) * delta)
          by ring.
      apply Rmult_lt_compat_r; [exact Hd|]. apply resp_target_bound; trivial. right. exact Hn.
  - rewrite norm2_zero; [exact Hrho0|]. intros i Hi. rewrite H0 by exact Hi. ring.
Qed.
