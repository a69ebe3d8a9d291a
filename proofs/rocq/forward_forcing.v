(* The forcing in D4's drift bound is gated by overlap.

   The mean of a vector is no longer than the mean length ([norm_of_mean], for iterated integrals
   over R^d with any nonnegative density). Hence D4's bound on the numerator of the forcing, the
   mean of r_o |x - m_o^T| under the teacher's new mode as a given value. Coordinates are
   whitened. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line kernel heat euclid drift reduction space optimum product
  responsibilities forward_mean.
Open Scope R_scope.

Lemma mean_of_form : forall d rho m V n, (n <= d)%nat ->
  (forall i, (i < d)%nat -> is_space d (fun x => rho x * (x i - m i)) (V i)) ->
  is_space d (fun x => rho x * dot n V (fun i => x i - m i)) (dot n V V).
Proof.
  intros d rho m V n Hn H. induction n as [|n IH].
  - simpl. apply (space_val _ _ (0 * 0 + 0 * 0)); [ring|].
    destruct d as [|k].
    + simpl. ring.
    + apply (space_ext (S k) (fun x => 0 * (rho x * (x 0%nat - m 0%nat))));
        [intro; ring|]. apply (space_val _ _ (0 * V 0%nat)); [ring|].
      apply space_scal, H. lia.
  - simpl. apply (space_ext d (fun x => rho x * dot n V (fun i => x i - m i)
      + V n * (rho x * (x n - m n)))); [intro; ring|].
    apply space_plus; [apply IH; lia|apply space_scal, H; lia].
Qed.

Lemma norm_of_mean : forall d rho m V e, (forall x, 0 <= rho x) ->
  (forall i, (i < d)%nat -> is_space d (fun x => rho x * (x i - m i)) (V i)) ->
  is_space d (fun x => rho x * norm2 d (fun i => x i - m i)) e -> norm2 d V <= e.
Proof.
  intros d rho m V e Hr HV He. pose proof (norm2_nonneg d V) as H0.
  assert (H : norm2 d V * norm2 d V <= norm2 d V * e).
  { rewrite norm2_sq. apply (space_le d (fun x => rho x * dot d V (fun i => x i - m i))
      (fun x => norm2 d V * (rho x * norm2 d (fun i => x i - m i)))).
    - intro x. replace (norm2 d V * (rho x * norm2 d (fun i => x i - m i)))
        with (rho x * (norm2 d V * norm2 d (fun i => x i - m i))) by ring.
      apply Rmult_le_compat_l; [apply Hr|]. eapply Rle_trans; [apply Rle_abs|].
      apply cauchy_schwarz.
    - apply mean_of_form; trivial.
    - apply space_scal, He. }
  assert (He0 : 0 <= e).
  { apply (space_nonneg d _ e) with (2 := He). intro x.
    apply Rmult_le_pos; [apply Hr|apply norm2_nonneg]. }
  destruct (Rle_lt_or_eq_dec 0 (norm2 d V) H0) as [Hp|Hz]; [|lra].
  apply (Rmult_le_reg_l (norm2 d V)); assumption.
Qed.

Theorem d4_forcing_bound : forall d w beta mT mnT mo mn overlap reach, 0 < w < 1 -> 0 < beta < 1 ->
  is_space d (fun x => normal_d d mT x * (r_old_d d beta mo mn x * r_new_d d beta mo mn x))
    overlap ->
  is_space d (fun x => normal_d d mnT x * r_old_d d beta mo mn x
                       * norm2 d (fun i => x i - mT i)) reach ->
  teacher_share d w beta mT mnT mo mn * norm2 d (forward_forcing d w beta mT mnT mo mn)
    <= w * (dist d mo mn * overlap) + (1 - w) * reach.
Proof.
  intros d w beta mT mnT mo mn overlap reach Hw Hb Hov Hreach.
  rewrite (space_unique _ _ _ _ Hov (b4_mean_overlap d beta mo mn mT Hb)).
  set (k := teacher_share d w beta mT mnT mo mn).
  assert (Hk : 0 < k).
  { unfold k, teacher_share. pose proof (resp_new_bounds d beta mo mn mT).
    pose proof (resp_new_bounds d beta mo mn mnT).
    apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra. }
  set (K := overlap_at d beta mo mn mT).
  assert (HK : 0 < K) by apply K2_pos.
  set (V := fun i => mean_pull d beta mo mn mnT i
    + (1 - resp_new d beta mo mn mnT) * (mo i - mT i)).
  assert (HV : norm2 d V <= reach).
  { apply (norm_of_mean d (fun x => normal_d d mnT x * r_old_d d beta mo mn x) mT);
      [| |exact Hreach].
    - intro x. pose proof (normal_d_pos d mnT x). pose proof (normal_d_pos d mo x).
      pose proof (mix_d_pos d beta mo mn x Hb). apply Rmult_le_pos; [lra|].
      unfold r_old_d. apply Rdiv_le_0_compat; [apply Rmult_le_pos; lra|assumption].
    - intros i Hi. unfold V.
      pose proof (b4_mean_pull d beta mo mn mnT i Hi Hb) as H1.
      pose proof (space_minus _ _ _ _ _ (normal_d_mass d mnT)
        (c3_mean_responsibility d beta mo mn mnT Hb)) as H2.
      pose proof (space_plus _ _ _ _ _ H1 (space_scal _ (mo i - mT i) _ _ H2)) as H.
      rewrite (Rmult_comm (mo i - mT i)) in H. revert H. apply space_ext. intro x.
      rewrite (r_old_d_new d beta mo mn x Hb). ring. }
  assert (E : k * norm2 d (forward_forcing d w beta mT mnT mo mn)
    = norm2 d (fun i => w * (- K * (mn i - mo i)) + (1 - w) * V i)).
  { rewrite <- (Rabs_pos_eq k) at 1 by lra. rewrite <- norm2_scal. apply norm2_ext. intros i _.
    unfold forward_forcing. fold k. unfold V, mean_pull at 1. fold K. field. lra. }
  rewrite E. eapply Rle_trans; [apply norm2_triangle|]. apply Rplus_le_compat.
  - rewrite (norm2_scal d w (fun i => - K * (mn i - mo i))),
      (norm2_scal d (- K) (fun i => mn i - mo i)), Rabs_Ropp, !Rabs_pos_eq by lra.
    apply Rmult_le_compat_l; [lra|]. unfold dist. rewrite Rmult_comm. apply Rle_refl.
  - rewrite (norm2_scal d (1 - w) V), Rabs_pos_eq by lra. apply Rmult_le_compat_l; lra.
Qed.
