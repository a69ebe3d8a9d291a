(* Elementary facts about differentiable functions of time: sign of the derivative and monotonicity.
   *)
Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Lemma nondecreasing : forall (f f' : R -> R) a b, a <= b ->
  (forall s, a <= s <= b -> is_derive f s (f' s)) -> (forall s, a <= s <= b -> 0 <= f' s) ->
  f a <= f b.
Proof.
  intros f f' a b Hab Hd Hp.
  destruct (Req_dec a b) as [->|Hn]; [lra|].
  destruct (MVT_gen f a b f') as [c [Hc Heq]].
  - intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra. apply Hd. lra.
  - intros t Ht. rewrite Rmin_left, Rmax_right in Ht by lra. apply continuity_pt_filterlim.
    apply (ex_derive_continuous f t). eexists. apply Hd. lra.
  - rewrite Rmin_left, Rmax_right in Hc by lra.
    assert (0 <= f' c * (b - a)) by (apply Rmult_le_pos; [apply Hp|]; lra). lra.
Qed.
