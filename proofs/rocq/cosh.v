(* cosh x <= exp (x^2 / 2) on the whole real line, the pointwise step of the lower side
   of claim A4. By calculus: x^2/2 - ln (cosh x) has derivative x - tanh x >= 0 for x >= 0.
   Also cosh x >= 1. *)
Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Lemma cosh_pos : forall x, 0 < cosh x.
Proof. intro x. unfold cosh. pose proof (exp_pos x). pose proof (exp_pos (- x)). lra. Qed.

Lemma cosh_ge_1 : forall x, 1 <= cosh x.
Proof.
  intro x. unfold cosh. rewrite exp_Ropp.
  pose proof (exp_pos x) as H. set (e := exp x) in *.
  apply Rmult_le_reg_r with (2 * e); [lra|].
  replace ((e + / e) / 2 * (2 * e)) with (e * e + 1) by (field; lra).
  pose proof (Rle_0_sqr (e - 1)) as Hq. unfold Rsqr in Hq. lra.
Qed.

(* a non-negative derivative on [0,x] gives f 0 <= f x *)
Lemma incr_from_0 : forall (f f' : R -> R) (x : R), 0 <= x ->
  (forall t, is_derive f t (f' t)) -> (forall t, 0 <= t -> 0 <= f' t) -> f 0 <= f x.
Proof.
  intros f f' x Hx Hd Hp.
  destruct (Req_dec x 0) as [->|Hn]; [lra|].
  destruct (MVT_gen f 0 x f') as [c [Hc Heq]].
  - intros t _. apply Hd.
  - intros t _. apply continuity_pt_filterlim.
    apply (ex_derive_continuous f t). eexists. apply Hd.
  - rewrite Rmin_left, Rmax_right in Hc by lra.
    assert (0 <= f' c * (x - 0)) by (apply Rmult_le_pos; [apply Hp|]; lra).
    lra.
Qed.

Lemma sinh_le_x_cosh : forall x, 0 <= x -> sinh x <= x * cosh x.
Proof.
  intros x Hx.
  assert (H : 0 * cosh 0 - sinh 0 <= x * cosh x - sinh x).
  { apply (incr_from_0 (fun t => t * cosh t - sinh t) (fun t => t * sinh t)); trivial.
    - intro t. unfold cosh, sinh. auto_derive; trivial. field.
    - intros t Ht. apply Rmult_le_pos; trivial.
      unfold sinh. assert (exp (- t) <= exp t); [|lra].
      destruct (Req_dec t 0) as [->|]; [right; f_equal; lra|].
      apply Rlt_le, exp_increasing; lra. }
  rewrite sinh_0 in H. lra.
Qed.

Theorem cosh_le_gauss_pos : forall x, 0 <= x -> cosh x <= exp (x ^ 2 / 2).
Proof.
  intros x Hx.
  assert (H : 0 ^ 2 / 2 - ln (cosh 0) <= x ^ 2 / 2 - ln (cosh x)).
  { apply (incr_from_0 (fun t => t ^ 2 / 2 - ln (cosh t))
                       (fun t => t - sinh t / cosh t)); trivial.
    - intro t. pose proof (cosh_pos t) as Hc. unfold cosh, sinh in *.
      auto_derive; [lra|]. field. lra.
    - intros t Ht. pose proof (cosh_pos t) as Hc.
      assert (sinh t / cosh t <= t); [|lra].
      apply Rmult_le_reg_r with (cosh t); trivial.
      replace (sinh t / cosh t * cosh t) with (sinh t) by (field; lra).
      apply sinh_le_x_cosh; trivial. }
  rewrite cosh_0, ln_1 in H.
  rewrite <- (exp_ln (cosh x)) by apply cosh_pos.
  destruct (Rle_lt_or_eq_dec (ln (cosh x)) (x ^ 2 / 2)) as [Hl|He]; [lra| |].
  - apply Rlt_le, exp_increasing, Hl.
  - rewrite He. lra.
Qed.

Theorem cosh_le_gauss : forall x, cosh x <= exp (x ^ 2 / 2).
Proof.
  intro x. destruct (Rle_lt_dec 0 x) as [H|H].
  - apply cosh_le_gauss_pos, H.
  - replace (cosh x) with (cosh (- x)).
    + replace (x ^ 2) with ((- x) ^ 2) by ring. apply cosh_le_gauss_pos. lra.
    + unfold cosh. rewrite Ropp_involutive. lra.
Qed.
