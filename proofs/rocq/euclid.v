(* Vectors of R^d as functions of an index below d: dot product, norm, Cauchy-Schwarz, triangle
   inequality, derivative of a dot product. Just what the drift bounds need, for every dimension d.
   *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Fixpoint dot (d : nat) (x y : nat -> R) : R :=
  match d with O => 0 | S k => dot k x y + x k * y k end.

Definition norm2 (d : nat) (x : nat -> R) : R := sqrt (dot d x x).

(* distance of two points *)
Definition dist (d : nat) (x y : nat -> R) : R := norm2 d (fun i => y i - x i).

Lemma dot_ext : forall d x y x' y', (forall i, (i < d)%nat -> x i = x' i) ->
  (forall i, (i < d)%nat -> y i = y' i) -> dot d x y = dot d x' y'.
Proof.
  induction d as [|d IH]; intros x y x' y' Hx Hy; simpl; [reflexivity|].
  rewrite (IH x y x' y'), Hx, Hy; auto.
Qed.

Lemma dot_sym : forall d x y, dot d x y = dot d y x.
Proof. induction d as [|d IH]; intros; simpl; [|rewrite IH]; ring. Qed.

Lemma dot_plus_r : forall d x y z, dot d x (fun i => y i + z i) = dot d x y + dot d x z.
Proof. induction d as [|d IH]; intros; simpl; [|rewrite IH]; ring. Qed.

Lemma dot_minus_r : forall d x y z, dot d x (fun i => y i - z i) = dot d x y - dot d x z.
Proof. induction d as [|d IH]; intros; simpl; [|rewrite IH]; ring. Qed.

Lemma dot_scal_r : forall d c x y, dot d x (fun i => c * y i) = c * dot d x y.
Proof. induction d as [|d IH]; intros; simpl; [|rewrite IH]; ring. Qed.

Lemma dot_self_nonneg : forall d x, 0 <= dot d x x.
Proof. induction d as [|d IH]; intro x; simpl; [lra|]. specialize (IH x). nra. Qed.

Lemma norm2_sq : forall d x, norm2 d x * norm2 d x = dot d x x.
Proof. intros. apply sqrt_sqrt, dot_self_nonneg. Qed.

Lemma norm2_nonneg : forall d x, 0 <= norm2 d x.
Proof. intros. apply sqrt_pos. Qed.

Lemma cauchy_schwarz_sq : forall d x y, dot d x y * dot d x y <= dot d x x * dot d y y.
Proof.
  induction d as [|d IH]; intros x y; simpl; [lra|].
  specialize (IH x y). pose proof (dot_self_nonneg d x) as Hx.
  pose proof (dot_self_nonneg d y) as Hy.
  set (a := dot d x y) in *. set (b := dot d x x) in *. set (c := dot d y y) in *.
  set (u := x d). set (v := y d).
  (* (a + uv)^2 <= (b + u^2)(c + v^2) needs 2 a u v <= b v^2 + c u^2 *)
  assert (H : 2 * a * (u * v) <= b * (v * v) + c * (u * u)).
  { assert (H4 : (2 * a * (u * v)) * (2 * a * (u * v))
    <= (b * (v * v) + c * (u * u)) * (b * (v * v) + c * (u * u))).
    { pose proof (Rle_0_sqr (u * v)) as Huv. unfold Rsqr in Huv.
      assert ((a * a) * ((u * v) * (u * v)) <= (b * c) * ((u * v) * (u * v)))
        by (apply Rmult_le_compat_r; lra).
      pose proof (Rle_0_sqr (b * (v * v) - c * (u * u))) as Hq. unfold Rsqr in Hq. lra. }
    apply Rsqr_incr_0_var; [exact H4|]. assert (0 <= v * v) by nra.
    assert (0 <= u * u) by nra. nra. }
  nra.
Qed.

Lemma cauchy_schwarz : forall d x y, Rabs (dot d x y) <= norm2 d x * norm2 d y.
Proof.
  intros d x y. apply Rsqr_incr_0_var.
  - rewrite <- Rsqr_abs. unfold Rsqr.
    replace (norm2 d x * norm2 d y * (norm2 d x * norm2 d y))
      with ((norm2 d x * norm2 d x) * (norm2 d y * norm2 d y)) by ring.
    rewrite !norm2_sq. apply cauchy_schwarz_sq.
  - apply Rmult_le_pos; apply norm2_nonneg.
Qed.

Lemma norm2_triangle : forall d x y, norm2 d (fun i => x i + y i) <= norm2 d x + norm2 d y.
Proof.
  intros d x y. apply Rsqr_incr_0_var; [|pose proof (norm2_nonneg d x);
    pose proof (norm2_nonneg d y); lra].
  unfold Rsqr. rewrite norm2_sq, dot_plus_r, (dot_sym d _ x), (dot_sym d _ y), !dot_plus_r.
  pose proof (cauchy_schwarz d x y) as H. apply Rabs_le_between in H.
  pose proof (norm2_sq d x). pose proof (norm2_sq d y). rewrite (dot_sym d y x). nra.
Qed.

Lemma norm2_scal : forall d c x, norm2 d (fun i => c * x i) = Rabs c * norm2 d x.
Proof.
  intros d c x. unfold norm2. rewrite dot_scal_r, dot_sym, dot_scal_r.
  replace (c * (c * dot d x x)) with (c * c * dot d x x) by ring.
  rewrite sqrt_mult; [|nra|apply dot_self_nonneg]. f_equal. apply sqrt_Rsqr_abs.
Qed.

Lemma norm2_ext : forall d x y, (forall i, (i < d)%nat -> x i = y i) -> norm2 d x = norm2 d y.
Proof. intros d x y H. unfold norm2. f_equal. apply dot_ext; assumption. Qed.

Lemma norm2_zero : forall d x, (forall i, (i < d)%nat -> x i = 0) -> norm2 d x = 0.
Proof.
  intros d x H. rewrite (norm2_ext d x (fun _ => 0 * 0)); [|intros i Hi; rewrite H; trivial; ring].
  rewrite (norm2_scal d 0 (fun _ => 0)), Rabs_R0. ring.
Qed.

(* derivative of a dot product with a fixed vector, and of the squared norm *)
Lemma dot_derive : forall d v (x : R -> nat -> R) dx t,
  (forall i, (i < d)%nat -> is_derive (fun s => x s i) t (dx i)) ->
  is_derive (fun s => dot d v (x s)) t (dot d v dx).
Proof.
  induction d as [|d IH]; intros v x dx t H; simpl.
  - apply (is_derive_const (V := R_NormedModule)).
  - apply (is_derive_plus (V := R_NormedModule) (fun s => dot d v (x s)) (fun s => v d * x s d)).
    + apply IH. intros i Hi. apply H. lia.
    + apply (is_derive_scal (fun s => x s d) t (v d)), H. lia.
Qed.

Lemma dot_self_derive : forall d (x : R -> nat -> R) dx t,
  (forall i, (i < d)%nat -> is_derive (fun s => x s i) t (dx i)) ->
  is_derive (fun s => dot d (x s) (x s)) t (2 * dot d (x t) dx).
Proof.
  induction d as [|d IH]; intros x dx t H; simpl.
  - rewrite Rmult_0_r. apply (is_derive_const (V := R_NormedModule)).
  - rewrite Rmult_plus_distr_l.
    apply (is_derive_plus (V := R_NormedModule) (fun s => dot d (x s) (x s))
      (fun s => x s d * x s d)).
    + apply IH. intros i Hi. apply H. lia.
    + evar_last.
      * apply (is_derive_mult (fun s => x s d) (fun s => x s d) t); [apply H; lia|apply H; lia|].
        intros; apply Rmult_comm.
      * unfold plus, mult; simpl. ring.
Qed.
