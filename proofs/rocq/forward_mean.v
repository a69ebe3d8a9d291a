(* The gradient of forward KL in a mean, in R^d: point 2 of B4 and points 1 and 3 of D4.

   KL (q_T || q) is the iterated integral over R^d ([is_kl_space]), and so is every expectation;
   both distributions are mixtures of two modes of unit covariance, anywhere. Proved: its partial
   derivatives in the learner's old mean, as mean pulls under the components of q_T; at correct
   means the pull of B4 (q_T is the new mode) and of D4 (q_T has both modes) by the mean of r_o r_n;
   the drift bound of D4 for all time, for a given trajectory. Coordinates are whitened. Not here:
   that the trajectory exists; B4's form by kappa_0 and kappa_1; D4's second derivatives. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat misassignment gaussian_modes
  euclid restoring_force drift sdft reduction space optimum product responsibilities.
Open Scope R_scope.

Lemma mean_log_move : forall d w a b c i, (i < d)%nat ->
  exists s ds, s 0 = dist d a b /\ is_derive s 0 ds /\ dist d a b * ds = - (b i - a i) /\
    forall h, mean_log d w (move a i h) b c =
      ln w - INR d / 2 * ln (2 * PI) - INR d / 2
      - (dot d (fun j => c j - a j) (fun j => c j - a j) - 2 * h * (c i - a i) + h ^ 2) / 2
      + P (- logit w + ((dot d (fun j => c j - a j) (fun j => c j - a j)
             - 2 * h * (c i - a i) + h ^ 2)
           - dot d (fun j => c j - b j) (fun j => c j - b j)) / 2) (s h).
Proof.
  intros d w a b c i Hi.
  destruct (moving_distance d (fun j => b j - a j) i Hi) as (s & ds & Hs0 & Hds & Hprod & Hs).
  exists s, ds. split; [exact Hs0|]. split; [exact Hds|]. split; [exact Hprod|]. intro h.
  assert (Hy : forall x, dot d (fun j => x j - move a i h j) (fun j => x j - move a i h j)
    = dot d (fun j => x j - a j) (fun j => x j - a j) - 2 * h * (x i - a i) + h ^ 2).
  { intro x. rewrite (dot_ext d _ _ (move (fun j => x j - a j) i (- h))
      (move (fun j => x j - a j) i (- h))) by (intros; unfold move; ring).
    rewrite square_move by exact Hi. ring. }
  unfold mean_log. rewrite (Hy c).
  assert (Hd : dist d (move a i h) b = Rabs (s h)).
  { rewrite <- Hs. unfold dist. apply norm2_ext. intros j _. unfold move. ring. }
  rewrite Hd, P_abs. do 2 f_equal. rewrite (square_from_midpoint d (move a i h) b c), (Hy c). lra.
Qed.

(* E_c [log q] has the gradient E_c [r_o (x - a)] in the old mean a *)
Lemma mean_log_mean_derive : forall d w a b c i, (i < d)%nat ->
  is_derive (fun h => mean_log d w (move a i h) b c) 0 (mean_pull d w a b c i).
Proof.
  intros d w a b c i Hi.
  destruct (mean_log_move d w a b c i Hi) as (s & ds & Hs0 & Hds & Hprod & E).
  set (r2 := dot d (fun j => c j - a j) (fun j => c j - a j)) in *.
  set (q2 := dot d (fun j => c j - b j) (fun j => c j - b j)) in *.
  set (k := ln w - INR d / 2 * ln (2 * PI) - INR d / 2) in *.
  apply (is_derive_ext (fun h => k - (r2 - 2 * h * (c i - a i) + h ^ 2) / 2
    + P (- logit w + ((r2 - 2 * h * (c i - a i) + h ^ 2) - q2) / 2) (s h)));
    [intro h; symmetry; apply E|].
  assert (D : is_derive (fun h => k - (r2 - 2 * h * (c i - a i) + h ^ 2) / 2) 0 (c i - a i))
    by (auto_derive; [trivial|field]).
  assert (Dm : is_derive (fun h => - logit w + ((r2 - 2 * h * (c i - a i) + h ^ 2) - q2) / 2) 0
    (- (c i - a i))) by (auto_derive; [trivial|field]).
  evar_last.
  - apply (is_derive_plus (V := R_NormedModule)); [exact D|]. apply (P_curve _ _ _ _ _ Dm Hds).
  - cbv beta. rewrite Hs0. unfold mean_pull, resp_new, overlap_at.
    replace (- logit w + (r2 - 2 * 0 * (c i - a i) + 0 ^ 2 - q2) / 2)
      with (- logit w + dot d (fun j => b j - a j) (fun j => c j - (a j + b j) / 2))
      by (unfold q2; rewrite (square_from_midpoint d a b c); fold r2; field).
    set (m := - logit w + dot d (fun j => b j - a j) (fun j => c j - (a j + b j) / 2)).
    replace (ds * (dist d a b * K2 m (dist d a b))) with (dist d a b * ds * K2 m (dist d a b))
      by ring.
    rewrite Hprod. unfold plus; simpl. ring.
Qed.

Definition forward_gradient (d : nat) (w beta : R) (mT mnT mo mn : nat -> R) (i : nat) : R :=
  - (w * mean_pull d beta mo mn mT i + (1 - w) * mean_pull d beta mo mn mnT i).

Lemma forward_gradient_of_kl : forall d w beta mT mnT mo mn i (kl : R -> R), (i < d)%nat ->
  0 < w < 1 -> 0 < beta < 1 ->
  (forall h, is_kl_space d (mix_d d w mT mnT) (mix_d d beta (move mo i h) mn) (kl h)) ->
  is_derive kl 0 (forward_gradient d w beta mT mnT mo mn i).
Proof.
  intros d w beta mT mnT mo mn i kl Hi Hw Hb Hkl.
  apply (is_derive_ext (fun h => kl_d d w beta (move mo i h) mn mT mnT)).
  { intro h. exact (space_unique _ _ _ _
      (kernel_kl_space d w beta (move mo i h) mn mT mnT Hw Hb) (Hkl h)). }
  set (f := fun h => mean_log d beta (move mo i h) mn mT).
  set (g := fun h => mean_log d beta (move mo i h) mn mnT).
  assert (Df : is_derive (fun h => - w * f h) 0 (- w * mean_pull d beta mo mn mT i))
    by (apply (is_derive_scal f), mean_log_mean_derive, Hi).
  assert (Dg : is_derive (fun h => - (1 - w) * g h) 0 (- (1 - w) * mean_pull d beta mo mn mnT i))
    by (apply (is_derive_scal g), mean_log_mean_derive, Hi).
  set (k := w * mean_log d w mT mnT mT + (1 - w) * mean_log d w mT mnT mnT).
  apply (is_derive_ext (fun h => k + (- w * f h + - (1 - w) * g h))).
  { intro h. match goal with |- ?l = ?r => change (@eq R l r) end.
    unfold kl_d, k, f, g. ring. }
  replace (forward_gradient d w beta mT mnT mo mn i)
    with (0 + (- w * mean_pull d beta mo mn mT i + - (1 - w) * mean_pull d beta mo mn mnT i))
    by (unfold forward_gradient; ring).
  apply (is_derive_plus (V := R_NormedModule) (fun _ => k));
    [apply (is_derive_const (V := R_NormedModule))|].
  exact (is_derive_plus (V := R_NormedModule) _ _ _ _ _ Df Dg).
Qed.

(* the gradient of KL (q_T || q) in the learner's old mean: - E_{q_T} [r_o (x - m_o)] *)
Theorem d4_mean_gradient : forall d w beta mT mnT mo mn i (kl : R -> R) pull_o pull_n,
  (i < d)%nat -> 0 < w < 1 -> 0 < beta < 1 ->
  (forall h, is_kl_space d (mix_d d w mT mnT) (mix_d d beta (move mo i h) mn) (kl h)) ->
  is_space d (fun x => normal_d d mT x * (r_old_d d beta mo mn x * (x i - mo i))) pull_o ->
  is_space d (fun x => normal_d d mnT x * (r_old_d d beta mo mn x * (x i - mo i))) pull_n ->
  is_derive kl 0 (- (w * pull_o + (1 - w) * pull_n)).
Proof.
  intros d w beta mT mnT mo mn i kl pull_o pull_n Hi Hw Hb Hkl Ho Hn.
  rewrite (space_unique _ _ _ _ Ho (b4_mean_pull d beta mo mn mT i Hi Hb)).
  rewrite (space_unique _ _ _ _ Hn (b4_mean_pull d beta mo mn mnT i Hi Hb)).
  apply (forward_gradient_of_kl d w beta mT mnT mo mn i kl); assumption.
Qed.

(* the same for samples of the new mode alone: - E_{p_n} [r_o (x - m_o)] *)
Theorem b4_mean_gradient : forall d beta mun mo mn i (kl : R -> R) pull,
  (i < d)%nat -> 0 < beta < 1 ->
  (forall h, is_kl_space d (normal_d d mun) (mix_d d beta (move mo i h) mn) (kl h)) ->
  is_space d (fun x => normal_d d mun x * (r_old_d d beta mo mn x * (x i - mo i))) pull ->
  is_derive kl 0 (- pull).
Proof.
  intros d beta mun mo mn i kl pull Hi Hb Hkl Hp. evar_last.
  - apply (d4_mean_gradient d (/ 2) beta mun mun mo mn i kl pull pull Hi); trivial; [lra|].
    intro h. specialize (Hkl h). revert Hkl. apply space_ext. intro x.
    replace (mix_d d (/ 2) mun mun x) with (normal_d d mun x) by (unfold mix_d; field).
    reflexivity.
  - field.
Qed.

(** * Correct means *)

(* the pull of each mode's samples at a correct old mean *)
Lemma mean_pull_old : forall d beta muo mun i,
  mean_pull d beta muo mun muo i
  = - K2 (- logit beta - dist d muo mun ^ 2 / 2) (dist d muo mun) * (mun i - muo i).
Proof.
  intros d beta muo mun i. unfold mean_pull, overlap_at. rewrite midpoint_old.
  replace (- logit beta + - dist d muo mun ^ 2 / 2) with (- logit beta - dist d muo mun ^ 2 / 2)
    by field. ring.
Qed.

Lemma mean_pull_new : forall d beta muo mun i, 0 < beta < 1 ->
  mean_pull d beta muo mun mun i
  = beta / (1 - beta) * K2 (- logit beta - dist d muo mun ^ 2 / 2) (dist d muo mun)
    * (mun i - muo i).
Proof.
  intros d beta muo mun i Hb. unfold mean_pull, overlap_at, resp_new. rewrite !midpoint_new.
  set (s := dist d muo mun). pose proof (expect_new_old beta s Hb) as B1.
  pose proof (K2_balance beta s Hb) as B2.
  set (L1 := L (- logit beta - s ^ 2 / 2) s) in *. set (L2 := L (- logit beta + s ^ 2 / 2) s) in *.
  set (Ka := K2 (- logit beta - s ^ 2 / 2) s) in *.
  set (Kb := K2 (- logit beta + s ^ 2 / 2) s) in *.
  assert (E : 1 - L2 - Kb = beta / (1 - beta) * Ka).
  { apply (Rmult_eq_reg_l (1 - beta)); [|lra].
    transitivity (beta * Ka); [lra|field; lra]. }
  transitivity ((1 - L2 - Kb) * (mun i - muo i)); [ring|rewrite E; ring].
Qed.

(* B4: SFT on the new mode moves a correct old mean towards the new one: along mu_n - mu_o, by
   beta/(1 - beta) E_{p_o} [r_o r_n], which is less than eps_new *)
Theorem b4_pull : forall d beta muo mun i (kl : R -> R) overlap eps, (i < d)%nat ->
  0 < beta < 1 ->
  (forall h, is_kl_space d (normal_d d mun) (mix_d d beta (move muo i h) mun) (kl h)) ->
  is_space d (fun x => normal_d d muo x * (r_old_d d beta muo mun x * r_new_d d beta muo mun x))
    overlap ->
  is_space d (fun x => normal_d d mun x * r_old_d d beta muo mun x) eps ->
  is_derive kl 0 (- (beta / (1 - beta) * overlap * (mun i - muo i))) /\
  0 < beta / (1 - beta) * overlap < eps.
Proof.
  intros d beta muo mun i kl overlap eps Hi Hb Hkl Hov Heps.
  rewrite (space_unique _ _ _ _ Heps (a1_eps_new_space d beta muo mun Hb)).
  rewrite (space_unique _ _ _ _ Hov (b4_mean_overlap d beta muo mun muo Hb)).
  pose proof (b4_mean_pull d beta muo mun mun i Hi Hb) as Hp.
  rewrite mean_pull_new in Hp by exact Hb. unfold overlap_at. rewrite midpoint_old.
  set (delta := dist d muo mun) in *.
  replace (- logit beta + - delta ^ 2 / 2) with (- logit beta - delta ^ 2 / 2) by field.
  split; [exact (b4_mean_gradient d beta mun muo mun i kl _ Hi Hb Hkl Hp)|].
  assert (Hr : 0 < beta / (1 - beta)) by (apply Rdiv_lt_0_compat; lra).
  split; [apply Rmult_lt_0_compat; [exact Hr|apply K2_pos]|].
  pose proof (expect_new_old beta delta Hb) as B1. pose proof (K2_balance beta delta Hb) as B2.
  pose proof (K2_pos (- logit beta + delta ^ 2 / 2) delta) as Kp.
  replace (logit beta - delta ^ 2 / 2) with (- (- logit beta + delta ^ 2 / 2)) by ring.
  rewrite kernel_reflection_logistic.
  set (Ka := K2 (- logit beta - delta ^ 2 / 2) delta) in *.
  set (Kb := K2 (- logit beta + delta ^ 2 / 2) delta) in *.
  apply (Rmult_lt_reg_l (1 - beta)); [lra|]. rewrite B1, <- B2.
  replace ((1 - beta) * (beta / (1 - beta) * Ka)) with (beta * Ka) by (field; lra).
  assert (0 < (1 - beta) * Kb) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(* D4: the same for a teacher with both modes and weight w; it vanishes where the weights agree *)
Theorem d4_pull : forall d w beta muo mun i (kl : R -> R) overlap, (i < d)%nat -> 0 < w < 1 ->
  0 < beta < 1 ->
  (forall h, is_kl_space d (mix_d d w muo mun) (mix_d d beta (move muo i h) mun) (kl h)) ->
  is_space d (fun x => normal_d d muo x * (r_old_d d beta muo mun x * r_new_d d beta muo mun x))
    overlap ->
  is_derive kl 0 (- ((beta - w) / (1 - beta) * overlap * (mun i - muo i))).
Proof.
  intros d w beta muo mun i kl overlap Hi Hw Hb Hkl Hov.
  rewrite (space_unique _ _ _ _ Hov (b4_mean_overlap d beta muo mun muo Hb)). evar_last.
  - apply (forward_gradient_of_kl d w beta muo mun muo mun i kl); trivial.
  - unfold forward_gradient. rewrite mean_pull_old, mean_pull_new by exact Hb.
    unfold overlap_at. rewrite midpoint_old.
    replace (- logit beta + - dist d muo mun ^ 2 / 2) with (- logit beta - dist d muo mun ^ 2 / 2)
      by field.
    field. lra.
Qed.

(** * The drift bound *)

(* E_{q_T} [r_o], the student's spring constant *)
Definition teacher_share (d : nat) (w beta : R) (mT mnT mo mn : nat -> R) : R :=
  w * (1 - resp_new d beta mo mn mT) + (1 - w) * (1 - resp_new d beta mo mn mnT).

(* E_{q_T} [r_o (x - m_o^T)] / E_{q_T} [r_o] *)
Definition forward_forcing (d : nat) (w beta : R) (mT mnT mo mn : nat -> R) (i : nat) : R :=
  (w * (mean_pull d beta mo mn mT i + (1 - resp_new d beta mo mn mT) * (mo i - mT i))
   + (1 - w) * (mean_pull d beta mo mn mnT i + (1 - resp_new d beta mo mn mnT) * (mo i - mT i)))
  / teacher_share d w beta mT mnT mo mn.

(* The student's old mean follows the gradient of KL (q_T || q); the weights and both new means may
   move in any way. *)
Definition forward_flow (d : nat) (w beta : R -> R) (mT mnT mo mn : R -> nat -> R) : Prop :=
  forall t i, 0 <= t -> (i < d)%nat ->
    exists kl : R -> R,
      (forall h, is_kl_space d (mix_d d (w t) (mT t) (mnT t))
         (mix_d d (beta t) (move (mo t) i h) (mn t)) (kl h)) /\
      is_derive (fun s => mo s i) t (- Derive kl 0).

Theorem d4_drift_bound : forall d w beta muo (mo mn mT mnT : R -> nat -> R) r a F,
  0 <= r -> 0 < a ->
  (forall t, 0 <= t -> 0 < beta t < 1) -> (forall t, 0 <= t -> 0 < w t < 1) ->
  forward_flow d w beta mT mnT mo mn ->
  (forall t i, 0 <= t -> (i < d)%nat ->
     is_derive (fun s => mT s i) t (r * (mo t i - mT t i) + a * (muo i - mT t i))) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) -> (forall i, (i < d)%nat -> mT 0 i = muo i) ->
  (forall t, 0 <= t ->
     norm2 d (forward_forcing d (w t) (beta t) (mT t) (mnT t) (mo t) (mn t)) <= F) ->
  forall t, 0 <= t ->
    dist d muo (mo t) <= (1 + r / a) * F /\
    (forall Y, (forall s, 0 <= s <= t -> dist d muo (mo s) <= Y) ->
      dist d muo (mT t) <= r / (r + a) * Y).
Proof.
  intros d w beta muo mo mn mT mnT r a F Hr Ha Hb Hw Hflow HmT H0 HT0 HF.
  set (k := fun s => teacher_share d (w s) (beta s) (mT s) (mnT s) (mo s) (mn s)).
  assert (Hk : forall t, 0 <= t -> 0 < k t).
  { intros t Ht. specialize (Hw t Ht). unfold k, teacher_share.
    pose proof (resp_new_bounds d (beta t) (mo t) (mn t) (mT t)).
    pose proof (resp_new_bounds d (beta t) (mo t) (mn t) (mnT t)).
    apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra. }
  set (f := fun s i => -1 * forward_forcing d (w s) (beta s) (mT s) (mnT s) (mo s) (mn s) i).
  apply (averaged_teacher_drift d k f); trivial.
  - intros t Ht. specialize (Hk t Ht). lra.
  - intros t i Ht Hi. destruct (Hflow t i Ht Hi) as (kl & Hkl & Hd).
    assert (E : Derive kl 0 = forward_gradient d (w t) (beta t) (mT t) (mnT t) (mo t) (mn t) i)
      by (apply is_derive_unique, forward_gradient_of_kl; trivial; auto).
    rewrite E in Hd. evar_last; [exact Hd|]. specialize (Hk t Ht).
    unfold f, forward_forcing. change (teacher_share d (w t) (beta t) (mT t) (mnT t) (mo t) (mn t))
      with (k t).
    match goal with |- _ = - k t * (?x + -1 * (?n / k t)) =>
      replace (- k t * (x + -1 * (n / k t))) with (- k t * x + n) by (field; lra) end.
    unfold k, teacher_share, forward_gradient. ring.
  - intros t Ht. unfold f. rewrite norm2_scal.
    replace (Rabs (-1)) with 1 by (rewrite Rabs_left; lra). rewrite Rmult_1_l. apply HF, Ht.
Qed.
