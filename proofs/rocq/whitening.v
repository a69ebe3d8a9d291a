(* A shared covariance in R^d: whitening, and C1 and B4 for it.

   The common covariance is given by an upper triangular matrix U with positive diagonal,
   Sigma^(-1) = U^T U; every positive definite Sigma has one (Cholesky; not proved here).
   [normal_shared d U c] is the density of N(c, Sigma). Proved: the affine change of variables
   x -> U x + b in the iterated integral over R^d, for every integrand; KL between two mixtures with
   this covariance is the one of the whitened mixtures, with means U m; hence the zero sets of C1
   and B4, in the means themselves. Not here: covariances that differ between components. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line euclid reduction space optimum product.
Open Scope R_scope.

Definition upper (d : nat) (U : nat -> nat -> R) : Prop :=
  (forall i j, (j < i)%nat -> (i < d)%nat -> U i j = 0) /\ (forall i, (i < d)%nat -> 0 < U i i).

Definition apply_matrix (d : nat) (U : nat -> nat -> R) (x : nat -> R) (i : nat) : R :=
  dot d (U i) x.

(* the determinant of a triangular matrix *)
Fixpoint diagonal_product (d : nat) (U : nat -> nat -> R) : R :=
  match d with O => 1 | S k => diagonal_product k U * U k k end.

Definition normal_shared (d : nat) (U : nat -> nat -> R) (c x : nat -> R) : R :=
  diagonal_product d U * normal_d d (apply_matrix d U c) (apply_matrix d U x).

Definition mix_shared (d : nat) (U : nat -> nat -> R) (w : R) (a b x : nat -> R) : R :=
  w * normal_shared d U a x + (1 - w) * normal_shared d U b x.

Lemma upper_less : forall k U, upper (S k) U -> upper k U.
Proof. intros k U [H1 H2]. split; intros; [apply H1|apply H2]; lia. Qed.

Lemma diagonal_product_pos : forall d U, upper d U -> 0 < diagonal_product d U.
Proof.
  induction d as [|k IH]; intros U H; simpl; [lra|].
  apply Rmult_lt_0_compat; [apply IH, upper_less, H|apply H; lia].
Qed.

Lemma dot_zero : forall d x y, (forall i, (i < d)%nat -> x i = 0) -> dot d x y = 0.
Proof.
  induction d as [|k IH]; intros x y H; simpl; [reflexivity|].
  rewrite IH, H by (intros; try apply H; lia). ring.
Qed.

(* the affine change of variables, one coordinate after the other *)
Theorem kernel_whitening : forall d U b f l, upper d U -> reads d f -> is_space d f l ->
  is_space d (fun x => f (fun i => apply_matrix d U x i + b i)) (l / diagonal_product d U).
Proof.
  induction d as [|k IH]; intros U b f l HU Hf.
  - simpl. intros <-. unfold Rdiv. rewrite Rinv_1, Rmult_1_r. apply Hf. intros i Hi. lia.
  - intros (g & Hg & Hl). pose proof (upper_less k U HU) as HU'.
    pose proof (diagonal_product_pos k U HU') as Hp. destruct HU as [Hz Hd].
    specialize (Hd k ltac:(lia)).
    exists (fun t => g (U k k * t + b k) / diagonal_product k U). split.
    + intro t. pose proof (IH U (fun i => U i k * t + b i) (fun x => f (put k (U k k * t + b k) x))
        (g (U k k * t + b k)) HU' (reads_put k f _ Hf) (Hg _)) as H.
      revert H. apply space_ext. intro x. apply Hf.
      intros i Hi. unfold apply_matrix. rewrite dot_put. destruct (Nat.eq_dec i k) as [->|Hn].
      * rewrite put_same, (dot_zero k (U k) x); [ring|]. intros j Hj. apply Hz; lia.
      * rewrite put_other by lia. ring.
    + simpl. apply (line_val _ (/ diagonal_product k U * (l / U k k))); [field; lra|].
      apply (line_ext (fun t => / diagonal_product k U * g (U k k * t + b k)));
        [intro; unfold Rdiv; ring|]. apply line_scal, line_comp; assumption.
Qed.

(** * Whitening a divergence *)

Lemma apply_matrix_injective : forall d U x y, upper d U ->
  same d (apply_matrix d U x) (apply_matrix d U y) -> same d x y.
Proof.
  induction d as [|k IH]; intros U x y HU H i Hi; [lia|].
  pose proof (upper_less k U HU) as HU'. destruct HU as [Hz Hd]. specialize (Hd k ltac:(lia)).
  assert (Hk : x k = y k).
  { pose proof (H k ltac:(lia)) as E. unfold apply_matrix in E. simpl in E.
    rewrite !(dot_zero k (U k)) in E by (intros; apply Hz; lia).
    apply (Rmult_eq_reg_l (U k k)); lra. }
  destruct (Nat.eq_dec i k) as [->|Hn]; [exact Hk|]. apply (IH U x y HU'); [|lia].
  intros j Hj. pose proof (H j ltac:(lia)) as E. unfold apply_matrix in *. simpl in E.
  rewrite Hk in E. lra.
Qed.

Lemma apply_matrix_same : forall d U x y, same d x y ->
  same d (apply_matrix d U x) (apply_matrix d U y).
Proof. intros d U x y H i Hi. apply dot_ext; intros; trivial. apply H. assumption. Qed.

Lemma same_matrix : forall d U x y, upper d U ->
  (same d (apply_matrix d U x) (apply_matrix d U y) <-> same d x y).
Proof.
  intros. split; [apply apply_matrix_injective; assumption|apply apply_matrix_same].
Qed.

Lemma dist_pos : forall d x y, ~ same d x y -> 0 < dist d x y.
Proof.
  intros d x y H. destruct (Rle_lt_or_eq_dec 0 (dist d x y) (norm2_nonneg _ _)) as [|E]; trivial.
  exfalso. apply H. intros i Hi.
  pose proof (coordinate_le_norm d (fun j => y j - x j) i Hi) as C. cbv beta in C.
  rewrite <- norm2_sq in C. unfold dist in E. rewrite <- E in C.
  pose proof (pow2_ge_0 (y i - x i)).
  assert (y i - x i = 0) by (apply Rsqr_0_uniq; unfold Rsqr; lra). lra.
Qed.

(* KL of two functions of U x is KL of the two functions *)
Lemma kl_whitened : forall d U p q l, upper d U -> reads d p -> reads d q ->
  is_kl_space d q p l ->
  is_kl_space d (fun x => diagonal_product d U * q (apply_matrix d U x))
    (fun x => diagonal_product d U * p (apply_matrix d U x)) l.
Proof.
  intros d U p q l HU Rp Rq H. pose proof (diagonal_product_pos d U HU) as HD.
  assert (Hr : reads d (fun x => q x * ln (q x / p x)))
    by (intros x y E; rewrite (Rp x y E), (Rq x y E); reflexivity).
  pose proof (kernel_whitening d U (fun _ => 0) _ l HU Hr H) as W.
  apply (space_scal d (diagonal_product d U)) in W.
  replace (diagonal_product d U * (l / diagonal_product d U)) with l in W by (field; lra).
  revert W. apply space_ext. intro x. cbv beta.
  assert (E : forall i, (i < d)%nat -> apply_matrix d U x i + 0 = apply_matrix d U x i)
    by (intros; ring).
  rewrite (Rp _ _ E), (Rq _ _ E). set (P := p (apply_matrix d U x)).
  set (Q := q (apply_matrix d U x)). set (D := diagonal_product d U) in *.
  replace (D * Q / (D * P)) with (Q / P); [ring|].
  unfold Rdiv. rewrite Rinv_mult. transitivity (Q * / P * (D * / D)); [|ring].
  rewrite Rinv_r by lra. ring.
Qed.

Lemma mix_shared_whitened : forall d U w a b x, mix_shared d U w a b x
  = diagonal_product d U * mix_d d w (apply_matrix d U a) (apply_matrix d U b) (apply_matrix d U x).
Proof. intros. unfold mix_shared, normal_shared, mix_d. ring. Qed.

(** * C1 and B4 with a shared covariance *)

Theorem c1_global_optimum_covariance : forall d U alpha beta muo mun mo mn, upper d U ->
  0 < alpha < 1 -> ~ same d muo mun -> 0 <= beta <= 1 ->
  exists l, is_kl_space d (mix_shared d U beta mo mn) (mix_shared d U alpha muo mun) l /\
    0 <= l /\
    (l = 0 <-> (beta = alpha /\ same d mo muo /\ same d mn mun) \/
               (beta = 1 - alpha /\ same d mo mun /\ same d mn muo)).
Proof.
  intros d U alpha beta muo mun mo mn HU Ha Hmu Hb. set (A := apply_matrix d U).
  destruct (c1_divergence_exists d alpha beta (A muo) (A mun) (A mo) (A mn) Ha Hb) as [l Hl].
  exists l. split.
  - pose proof (kl_whitened d U _ _ l HU (mix_d_reads d _ _ _) (mix_d_reads d _ _ _) Hl) as H.
    revert H. apply space_ext. intro x. fold A. unfold A. rewrite !mix_shared_whitened. reflexivity.
  - assert (Hd : 0 < dist d (A muo) (A mun)).
    { apply dist_pos. intro E. apply Hmu, (apply_matrix_injective d U); assumption. }
    pose proof (c1_global_optimum_space d alpha beta _ _ _ _ l Ha Hd Hb Hl) as C. unfold A in C.
    rewrite !(same_matrix d U) in C by exact HU. exact C.
Qed.

Theorem b4_zero_set_covariance : forall d U beta mo mn mun, upper d U -> 0 <= beta <= 1 ->
  exists l, is_kl_space d (normal_shared d U mun) (mix_shared d U beta mo mn) l /\
    0 <= l /\
    (l = 0 <-> (beta = 0 /\ same d mn mun) \/ (beta = 1 /\ same d mo mun) \/
               (same d mo mun /\ same d mn mun)).
Proof.
  intros d U beta mo mn mun HU Hb. set (A := apply_matrix d U).
  destruct (b4_divergence_exists d beta (A mo) (A mn) (A mun) Hb) as [l Hl]. exists l. split.
  - pose proof (kl_whitened d U _ _ l HU (mix_d_reads d _ _ _) (normal_d_reads d _) Hl) as H.
    revert H. apply space_ext. intro x. fold A. unfold A. rewrite !mix_shared_whitened. reflexivity.
  - pose proof (b4_zero_set_space d beta _ _ _ l Hb Hl) as C. unfold A in C.
    rewrite !(same_matrix d U) in C by exact HU. exact C.
Qed.
