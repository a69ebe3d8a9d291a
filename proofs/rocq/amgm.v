(* The inequality under every overlap bound: a b / (a + b) <= sqrt (a b) / 2 for
   positive a and b, with equality exactly when a = b. Purely algebraic: what it gives
   after integration (claim A3) is in misassignment.v. *)
Require Import Reals Lra Psatz.
Open Scope R_scope.

Theorem amgm_pointwise : forall a b : R, 0 < a -> 0 < b ->
  a * b / (a + b) <= sqrt (a * b) / 2.
Proof.
  intros a b Ha Hb.
  pose proof (Rmult_lt_0_compat a b Ha Hb) as Hab.
  pose proof (sqrt_lt_R0 _ Hab) as Hs.
  pose proof (sqrt_sqrt (a * b) (Rlt_le _ _ Hab)) as Hss.
  set (s := sqrt (a * b)) in *.
  assert (H2 : 2 * s <= a + b).
  { apply Rsqr_incr_0; unfold Rsqr; [|lra|lra].
    pose proof (Rle_0_sqr (a - b)) as Hq. unfold Rsqr in Hq. nra. }
  apply Rmult_le_reg_r with (2 * (a + b)); [lra|].
  replace (a * b / (a + b) * (2 * (a + b))) with (2 * (a * b)) by (field; lra).
  replace (s / 2 * (2 * (a + b))) with (s * (a + b)) by field.
  rewrite <- Hss. nra.
Qed.

(* equality exactly when a = b *)
Theorem amgm_eq_iff : forall a b : R, 0 < a -> 0 < b ->
  (a * b / (a + b) = sqrt (a * b) / 2 <-> a = b).
Proof.
  intros a b Ha Hb.
  pose proof (Rmult_lt_0_compat a b Ha Hb) as Hab.
  pose proof (sqrt_lt_R0 _ Hab) as Hs.
  pose proof (sqrt_sqrt (a * b) (Rlt_le _ _ Hab)) as Hss.
  set (s := sqrt (a * b)) in *.
  split; intro H.
  - assert (H1 : 2 * (s * s) = s * (a + b)).
    { rewrite Hss.
      replace (2 * (a * b)) with (a * b / (a + b) * (2 * (a + b))) by (field; lra).
      rewrite H. field. }
    assert (H2 : 2 * s = a + b) by (apply Rmult_eq_reg_l with s; lra).
    apply Rminus_diag_uniq, Rsqr_0_uniq. unfold Rsqr. nra.
  - subst b. assert (Hsa : s = a) by (unfold s; apply sqrt_square; lra).
    rewrite Hsa. field. lra.
Qed.
