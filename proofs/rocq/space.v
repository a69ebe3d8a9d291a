(* Integrals over R^d, d of any size, as iterated integrals over the line.

   [is_space d f l]: with the first d - 1 coordinates integrated for every value t of the last one,
   the result g(t) is continuous in t and its integral over the whole line ([is_line]) is l. For
   d = 0 it is the value of f. A vector is a function of an index; f is read at vectors whose
   coordinates from d on are 0. For a nonnegative continuous f this is the Lebesgue integral, by
   Tonelli's theorem (which is not proved here); nothing here rests on that.
   Proved: one value, linearity, monotonicity, strictness (a nonnegative function of integral 0 is 0
   everywhere), the mass of N(c, I), and Gibbs' inequality in R^d with its case of equality. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line gaussian misassignment gaussian_modes divergence euclid
  reduction.
Open Scope R_scope.

(* x with its coordinate k replaced by t *)
Definition put (k : nat) (t : R) (x : nat -> R) (i : nat) : R := if Nat.eqb i k then t else x i.

Fixpoint is_space (d : nat) (f : (nat -> R) -> R) (l : R) : Prop :=
  match d with
  | O => f (fun _ => 0) = l
  | S k => exists g : R -> R, (forall t, is_space k (fun x => f (put k t x)) (g t)) /\ is_line g l
  end.

(* f reads the first d coordinates only *)
Definition reads (d : nat) (f : (nat -> R) -> R) : Prop :=
  forall x y, (forall i, (i < d)%nat -> x i = y i) -> f x = f y.

Lemma put_same : forall k t x, put k t x k = t.
Proof. intros. unfold put. rewrite Nat.eqb_refl. reflexivity. Qed.

Lemma put_other : forall k t x i, (i < k)%nat -> put k t x i = x i.
Proof. intros k t x i H. unfold put. destruct (Nat.eqb_spec i k); [lia|reflexivity]. Qed.

Lemma reads_put : forall k f t, reads (S k) f -> reads k (fun x => f (put k t x)).
Proof.
  intros k f t H x y Hxy. apply H. intros i Hi. unfold put.
  destruct (Nat.eqb_spec i k); [reflexivity|apply Hxy; lia].
Qed.

(* in dimension one it is the integral over the line *)
Lemma space_line : forall f l, is_space 1 f l <-> is_line (fun t => f (put 0 t (fun _ => 0))) l.
Proof.
  intros f l. simpl. split.
  - intros (g & Hg & Hl). revert Hl. apply line_ext. intro t. symmetry. apply Hg.
  - intro Hl. exists (fun t => f (put 0 t (fun _ => 0))). split; [reflexivity|exact Hl].
Qed.

(** * Laws of the integral *)

Lemma space_ext : forall d f g l, (forall x, f x = g x) -> is_space d f l -> is_space d g l.
Proof.
  induction d as [|k IH]; intros f g l H; simpl; [rewrite H; trivial|].
  intros (h & Hh & Hl). exists h. split; [|exact Hl]. intro t.
  apply (IH (fun x => f (put k t x))); [intro; apply H|apply Hh].
Qed.

Lemma space_val : forall d f l l', l = l' -> is_space d f l -> is_space d f l'.
Proof. intros d f l l' <- H. exact H. Qed.

Lemma space_unique : forall d f l l', is_space d f l -> is_space d f l' -> l = l'.
Proof.
  induction d as [|k IH]; intros f l l'; simpl; [congruence|].
  intros (g & Hg & Hl) (h & Hh & Hl'). apply (line_unique h); [|exact Hl'].
  revert Hl. apply line_ext. intro t. exact (IH _ _ _ (Hg t) (Hh t)).
Qed.

Lemma space_scal : forall d k f l, is_space d f l -> is_space d (fun x => k * f x) (k * l).
Proof.
  induction d as [|n IH]; intros k f l; simpl; [intros ->; reflexivity|].
  intros (g & Hg & Hl). exists (fun t => k * g t). split; [|apply line_scal, Hl].
  intro t. apply (IH k (fun x => f (put n t x))), Hg.
Qed.

Lemma space_plus : forall d f g l m, is_space d f l -> is_space d g m ->
  is_space d (fun x => f x + g x) (l + m).
Proof.
  induction d as [|n IH]; intros f g l m; simpl; [intros -> ->; reflexivity|].
  intros (f' & Hf & Hl) (g' & Hg & Hm). exists (fun t => f' t + g' t).
  split; [|apply line_plus; assumption].
  intro t. apply (IH (fun x => f (put n t x)) (fun x => g (put n t x))); [apply Hf|apply Hg].
Qed.

Lemma space_minus : forall d f g l m, is_space d f l -> is_space d g m ->
  is_space d (fun x => f x - g x) (l - m).
Proof.
  intros d f g l m Hf Hg. apply (space_val _ _ (l + -1 * m)); [ring|].
  apply (space_ext d (fun x => f x + -1 * g x)); [intro; ring|].
  apply space_plus; [exact Hf|apply space_scal, Hg].
Qed.

Lemma space_nonneg : forall d f l, (forall x, 0 <= f x) -> is_space d f l -> 0 <= l.
Proof.
  induction d as [|n IH]; intros f l H; simpl; [intros <-; apply H|].
  intros (g & Hg & Hl). apply (line_nonneg g); [|exact Hl]. intro t.
  apply (IH (fun x => f (put n t x))); [intro; apply H|apply Hg].
Qed.

Lemma space_le : forall d f g l m, (forall x, f x <= g x) -> is_space d f l -> is_space d g m ->
  l <= m.
Proof.
  intros d f g l m H Hf Hg. pose proof (space_minus _ _ _ _ _ Hg Hf) as Hd.
  apply space_nonneg in Hd; [lra|]. intro x. specialize (H x). lra.
Qed.

(* a nonnegative function of integral 0 vanishes *)
Theorem space_strict : forall d f, reads d f -> (forall x, 0 <= f x) -> is_space d f 0 ->
  forall x, f x = 0.
Proof.
  induction d as [|n IH]; intros f Hr H; simpl.
  - intros Hf x. rewrite <- Hf. apply Hr. intros i Hi. lia.
  - intros (g & Hg & Hl) x.
    assert (Hpos : forall t, 0 <= g t).
    { intro t. apply (space_nonneg n (fun x => f (put n t x))); [intro; apply H|apply Hg]. }
    assert (Hzero : forall t, g t = 0).
    { intro t. destruct (Rle_lt_or_eq_dec 0 (g t) (Hpos t)) as [Hlt|Heq]; [|congruence].
      pose proof (line_pos g 0 t Hpos Hlt Hl). lra. }
    rewrite (Hr x (put n (x n) x)).
    + apply (IH (fun y => f (put n (x n) y))); [apply reads_put, Hr|intro; apply H|].
      rewrite <- (Hzero (x n)). apply Hg.
    + intros i _. unfold put. destruct (Nat.eqb_spec i n) as [->|]; reflexivity.
Qed.

(** * The Gaussian density *)

Lemma normal_d_put : forall k c t x,
  normal_d (S k) c (put k t x) = phi (t - c k) * normal_d k c x.
Proof.
  intros k c t x. unfold normal_d, phi. simpl dot. rewrite put_same.
  rewrite (dot_ext k (fun i => put k t x i - c i) (fun i => put k t x i - c i)
    (fun i => x i - c i) (fun i => x i - c i))
    by (intros; rewrite put_other by assumption; reflexivity).
  replace (- (dot k (fun i => x i - c i) (fun i => x i - c i) + (t - c k) * (t - c k)) / 2)
    with (- (t - c k) ^ 2 / 2 + - dot k (fun i => x i - c i) (fun i => x i - c i) / 2) by field.
  rewrite exp_plus. pose proof sqrt2PI_pos as Hs.
  change (sqrt (2 * PI) ^ S k) with (sqrt (2 * PI) * sqrt (2 * PI) ^ k).
  pose proof (pow_lt (sqrt (2 * PI)) k Hs) as Hk. set (s := sqrt (2 * PI)) in *.
  set (sk := s ^ k) in *. field. lra.
Qed.

Lemma normal_d_reads : forall d c, reads d (normal_d d c).
Proof.
  intros d c x y H. unfold normal_d. do 4 f_equal. apply dot_ext; intros; rewrite H; trivial.
Qed.

Lemma mix_d_reads : forall d w a b, reads d (mix_d d w a b).
Proof.
  intros d w a b x y H. unfold mix_d.
  rewrite (normal_d_reads d a x y H), (normal_d_reads d b x y H). reflexivity.
Qed.

Lemma normal_d_mass : forall d c, is_space d (normal_d d c) 1.
Proof.
  induction d as [|k IH]; intro c; simpl.
  - unfold normal_d. simpl. replace (- 0 / 2) with 0 by field. rewrite exp_0. field.
  - exists (fun t => phi (t - c k)). split; [|apply phi_shift_mass]. intro t.
    apply (space_ext k (fun x => phi (t - c k) * normal_d k c x)).
    + intro x. symmetry. apply normal_d_put.
    + apply (space_val _ _ (phi (t - c k) * 1)); [ring|]. apply space_scal, IH.
Qed.

Lemma mix_d_mass : forall d w a b, is_space d (mix_d d w a b) 1.
Proof.
  intros d w a b. apply (space_val _ _ (w * 1 + (1 - w) * 1)); [ring|].
  apply space_plus; apply space_scal, normal_d_mass.
Qed.

Lemma mix_d_positive : forall d w a b x, 0 <= w <= 1 -> 0 < mix_d d w a b x.
Proof.
  intros d w a b x H. pose proof (normal_d_pos d a x). pose proof (normal_d_pos d b x).
  unfold mix_d. destruct (Rle_lt_or_eq_dec 0 w) as [Hw|<-]; [lra| |lra].
  assert (0 <= (1 - w) * normal_d d b x) by (apply Rmult_le_pos; lra). nra.
Qed.

(** * Gibbs' inequality *)

Theorem space_gibbs : forall d p q l, reads d p -> reads d q ->
  (forall x, 0 < p x) -> (forall x, 0 < q x) -> is_space d p 1 -> is_space d q 1 ->
  is_space d (fun x => p x * ln (p x / q x)) l ->
  0 <= l /\ (l = 0 <-> forall x, p x = q x).
Proof.
  intros d p q l Rp Rq Pp Pq Mp Mq Hl.
  assert (H : is_space d (fun x => p x * ln (p x / q x) - (p x - q x)) (l - (1 - 1)))
    by (apply space_minus; [exact Hl|apply space_minus; assumption]).
  assert (H0 : forall x, 0 <= p x * ln (p x / q x) - (p x - q x)).
  { intro x. destruct (kl_integrand_ge (p x) (q x) (Pp x) (Pq x)). lra. }
  split; [|split].
  - pose proof (space_nonneg _ _ _ H0 H). lra.
  - intros -> x. replace (0 - (1 - 1)) with 0 in H by ring.
    assert (Hr : reads d (fun x => p x * ln (p x / q x) - (p x - q x)))
      by (intros y z E; rewrite (Rp y z E), (Rq y z E); reflexivity).
    pose proof (space_strict d _ Hr H0 H x) as Z. cbv beta in Z.
    destruct (Req_dec (p x) (q x)) as [|Hne]; trivial.
    destruct (kl_integrand_ge (p x) (q x) (Pp x) (Pq x)) as [_ Hs]. specialize (Hs Hne). lra.
  - intro E. apply (space_unique d _ _ _ Hl). apply (space_ext d (fun x => 0 * p x)).
    + intro x. rewrite <- E. unfold Rdiv. rewrite Rinv_r, ln_1; [ring|]. specialize (Pp x). lra.
    + apply (space_val _ _ (0 * 1)); [ring|]. apply space_scal, Mp.
Qed.
