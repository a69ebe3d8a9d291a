(* Any number of modes: the A3 part of claim G2. Densities p_0, ..., p_(n-1), positive weights b_i,
   q = sum_j b_j p_j, r_i = b_i p_i / q. Then E_{p_i}[1 - r_i] exists and is at most (1/2) sum_{j <>
   i} sqrt (b_j/b_i) BC_ij. The weights need not sum to one. Not here: B1, B5, B6, C2 with a fixed
   mixture of old modes are the two-density theorems applied to it (a mixture of densities is a
   density: [mixture_density]). *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line amgm misassignment.
Open Scope R_scope.

Fixpoint sumn (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S k => sumn k f + f k end.

Definition mixture (n : nat) (b : nat -> R) (p : nat -> R ->
  R) (x : R) : R := sumn n (fun j => b j * p j x).
Definition responsibility n b p i x : R := b i * p i x / mixture n b p x.

(* the sum without its i-th term *)
Definition others (i : nat) (f : nat -> R) (j : nat) : R := if Nat.eqb j i then 0 else f j.

Lemma sumn_ext : forall n f g, (forall j, (j < n)%nat -> f j = g j) -> sumn n f = sumn n g.
Proof. induction n as [|n IH]; intros f g H; simpl; [reflexivity|]. rewrite (IH f g), H; auto. Qed.

Lemma sumn_scal : forall n c f, c * sumn n f = sumn n (fun j => c * f j).
Proof. induction n as [|n IH]; intros c f; simpl; [ring|]. rewrite <- IH. ring. Qed.

Lemma sumn_le : forall n f g, (forall j, (j < n)%nat -> f j <= g j) -> sumn n f <= sumn n g.
Proof. induction n as [|n IH]; intros f g H; simpl; [lra|].
apply Rplus_le_compat; [apply IH|apply H]; auto. Qed.

Lemma sumn_nonneg : forall n f, (forall j, (j < n)%nat -> 0 <= f j) -> 0 <= sumn n f.
Proof. induction n as [|n IH]; intros f H; simpl; [lra|].
apply Rplus_le_le_0_compat; [apply IH|apply H]; auto. Qed.

Lemma sumn_others : forall n i f, (i < n)%nat -> sumn n f = f i + sumn n (others i f).
Proof.
  induction n as [|n IH]; intros i f Hi; [lia|]. simpl.
  destruct (Nat.eq_dec i n) as [->|Hne].
  - unfold others at 2. rewrite Nat.eqb_refl. rewrite (sumn_ext n (others n f) f); [ring|].
    intros j Hj. unfold others. destruct (Nat.eqb_spec j n); [lia|reflexivity].
  - rewrite (IH i f) by lia. unfold others at 3. destruct (Nat.eqb_spec n i); [lia|]. ring.
Qed.

Lemma sumn_line : forall n (f : nat -> R -> R) (l : nat -> R), (forall j, (j < n)%nat ->
  is_line (f j) (l j)) ->
  is_line (fun x => sumn n (fun j => f j x)) (sumn n l).
Proof.
  induction n as [|n IH]; intros f l H; simpl; [apply line_zero|].
  apply (line_plus (fun x => sumn n (fun j => f j x)) (f n)); [apply IH; auto|apply H; lia].
Qed.

Lemma mixture_pos : forall n b p x, (0 < n)%nat -> (forall j, (j < n)%nat -> 0 < b j) ->
  (forall j, (j < n)%nat -> density (p j)) -> 0 < mixture n b p x.
Proof.
  intros n b p x Hn Hb Hp. unfold mixture. destruct n as [|n]; [lia|]. simpl.
  apply Rplus_le_lt_0_compat.
  - apply sumn_nonneg. intros j Hj. apply Rlt_le, Rmult_lt_0_compat; [apply Hb; lia|].
    apply density_pos, Hp. lia.
  - apply Rmult_lt_0_compat; [apply Hb; lia|]. apply density_pos, Hp. lia.
Qed.

Lemma mixture_mass : forall n b p, (forall j, (j < n)%nat -> density (p j)) ->
  is_line (mixture n b p) (sumn n b).
Proof.
  intros n b p Hp. apply (line_val _ (sumn n (fun j => b j * 1))).
  - apply sumn_ext. intros. ring.
  - apply (sumn_line n (fun j x => b j * p j x)). intros j Hj.
    apply line_scal, density_mass, Hp, Hj.
Qed.

Theorem mixture_density : forall n b p, (0 < n)%nat -> (forall j, (j < n)%nat -> 0 < b j) ->
  sumn n b = 1 ->
  (forall j, (j < n)%nat -> density (p j)) -> density (mixture n b p).
Proof.
  intros n b p Hn Hb H1 Hp. split; [intro x; apply mixture_pos; assumption|].
  rewrite <- H1. apply mixture_mass, Hp.
Qed.

Theorem g2_pairwise_bound : forall n b p i, (i < n)%nat -> (forall j, (j < n)%nat -> 0 < b j) ->
  (forall j, (j < n)%nat -> density (p j)) ->
  exists e, is_line (fun x => p i x * (1 - responsibility n b p i x)) e /\
    0 <= e <= / 2 * sumn n (others i (fun j => sqrt (b j / b i) * bhattacharyya (p i) (p j))).
Proof.
  intros n b p i Hi Hb Hp.
  assert (Hq : forall x, 0 < mixture n b p x) by (intro x; apply mixture_pos; trivial; lia).
  pose proof (Hb i Hi) as Hbi. pose proof (Hp i Hi) as Hpi.
  set (g := fun j x => / 2 * (others i (fun j => sqrt (b j / b i)) j * sqrt (p i x * p j x))).
  assert (Hg : is_line (fun x => sumn n (fun j => g j x))
                 (sumn n (fun j => / 2 * (others i (fun j => sqrt (b j / b i)) j * bhattacharyya
                   (p i) (p j))))).
  { apply sumn_line. intros j Hj. apply line_scal, line_scal, bhattacharyya_correct; auto. }
  (* p_i (1 - r_i) = sum over the others of p_i b_j p_j / q, each bounded by the two-mode inequality
     *)
  assert (Hpt : forall x, 0 <= p i x * (1 - responsibility n b p i x) <= sumn n (fun j => g j x)).
  { intro x. specialize (Hq x). pose proof (density_pos _ Hpi x) as Pi.
    assert (Hsplit : mixture n b p x = b i * p i x + sumn n (others i (fun j => b j * p j x)))
      by exact (sumn_others n i (fun j => b j * p j x) Hi).
    assert (Hrest : p i x * (1 - responsibility n b p i x) =
              sumn n (fun j => p i x / mixture n b p x * others i (fun j => b j * p j x) j)).
    { rewrite <- sumn_scal. unfold responsibility. rewrite Hsplit in Hq |- *. field. lra. }
    rewrite Hrest. split.
    - apply sumn_nonneg. intros j Hj. unfold others. destruct (Nat.eqb j i); [lra|].
      pose proof (Hb j Hj). pose proof (density_pos _ (Hp j Hj) x).
      apply Rmult_le_pos; [apply Rdiv_le_0_compat; lra|]. apply Rmult_le_pos; lra.
    - apply sumn_le. intros j Hj. unfold g, others. destruct (Nat.eqb_spec j i) as [|Hne]; [lra|].
      pose proof (Hb j Hj) as Hbj. pose proof (density_pos _ (Hp j Hj) x) as Pj.
      assert (HA : 0 < b i * p i x) by (apply Rmult_lt_0_compat; lra).
      assert (HB : 0 < b j * p j x) by (apply Rmult_lt_0_compat; lra).
      assert (Hle : b i * p i x + b j * p j x <= mixture n b p x).
      { rewrite Hsplit. apply Rplus_le_compat_l.
        rewrite (sumn_others n j (others i (fun j => b j * p j x)) Hj).
        unfold others at 1. destruct (Nat.eqb_spec j i); [contradiction|].
        assert (0 <= sumn n (others j (others i (fun j => b j * p j x)))); [|lra].
        apply sumn_nonneg. intros k Hk. unfold others. destruct (Nat.eqb k j); [lra|].
        destruct (Nat.eqb k i); [lra|].
        pose proof (Hb k Hk). pose proof (density_pos _ (Hp k Hk) x). apply Rmult_le_pos; lra. }
      pose proof (amgm_pointwise _ _ HA HB) as H.
      assert (Hs : sqrt (b i * p i x * (b j * p j x))
        = b i * (sqrt (b j / b i) * sqrt (p i x * p j x))).
      { rewrite <- sqrt_mult by (apply Rlt_le; try apply Rdiv_lt_0_compat;
        try apply Rmult_lt_0_compat; lra).
        rewrite <- (sqrt_square (b i)) at 2 by lra.
        rewrite <- sqrt_mult; [f_equal; field; lra|nra|].
        apply Rmult_le_pos; [apply Rlt_le, Rdiv_lt_0_compat;
          lra|apply Rlt_le, Rmult_lt_0_compat; lra]. }
      rewrite Hs in H.
      apply Rmult_le_reg_l with (b i); [exact Hbi|].
      apply Rle_trans with (b i * p i x * (b j * p j x) / (b i * p i x + b j * p j x)); [|lra].
      replace (b i * (p i x / mixture n b p x * (b j * p j x)))
        with (b i * p i x * (b j * p j x) * / mixture n b p x) by (field; lra).
      apply Rmult_le_compat_l; [apply Rlt_le, Rmult_lt_0_compat; lra|].
      apply Rinv_le_contravar; lra. }
  assert (Hc : continuity (fun x => p i x * (1 - responsibility n b p i x))).
  { pose proof (density_cont _ Hpi). pose proof (line_cont _ _ (mixture_mass n b p Hp)).
    unfold responsibility. cont. intro x. specialize (Hq x). lra. }
  destruct (line_ex_nonneg _ _ _ Hc Hpt Hg) as [e He]. exists e. split; [exact He|]. split.
  - apply (line_nonneg _ e) with (2 := He). intro x. apply Hpt.
  - rewrite sumn_scal. eapply Rle_trans; [apply (line_le _ _ _ _) with (2 := He) (3 := Hg);
    intro x; apply Hpt|].
    right. apply sumn_ext. intros j Hj. unfold others. destruct (Nat.eqb j i); ring.
Qed.
