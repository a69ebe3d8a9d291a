(* Any mixture of forward and reverse KL with some reverse KL in it retains: claim G1, for any two
   densities with finite chi2 (part of G2). J_s (beta) = (1-s) KL (pn || q_beta) + s KL (q_beta ||
   p_alpha), s in (0,1]: some weight beta in (0,1) is strictly better than beta = 0, so no minimiser
   has lost the old mode. Not here: how small the minimising weight is (numbers in the claim). *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

Definition hybrid (s alpha : R) (po pn : R -> R) (beta : R) : R :=
  (1 - s) * kl pn (mix beta po pn) + s * kl (mix beta po pn) (mix alpha po pn).

(* the forward part is flat at 0: KL (pn || q_beta) <= beta^2/(1-beta) chi2 *)
Lemma forward_kl_flat : forall beta po pn c, density po -> density pn -> 0 <= beta < 1 ->
  chi2_value po pn c -> kl pn (mix beta po pn) <= beta ^ 2 / (1 - beta) * c.
Proof.
  intros beta po pn c Ho Hn Hb Hc.
  pose proof (sft_kl_correct beta po pn Ho Hn Hb) as Hk.
  (* pn ln (pn/q) <= pn (pn/q - 1) = (pn - q) + (pn - q)^2/q and q >= (1-beta) pn *)
  assert (Hup : is_line (fun x => (pn x - mix beta po pn x)
    + beta ^ 2 / (1 - beta) * ((po x - pn x) ^ 2 / pn x))
                  ((1 - 1) + beta ^ 2 / (1 - beta) * c)).
  { apply line_plus; [|apply line_scal, Hc].
    apply line_minus; [apply density_mass, Hn|apply mix_mass; assumption]. }
  replace (beta ^ 2 / (1 - beta) * c) with ((1 - 1) + beta ^ 2 / (1 - beta) * c) by ring.
  apply (line_le _ _ _ _) with (2 := Hk) (3 := Hup). intro x.
  pose proof (density_pos pn Hn x) as P1. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Pq.
  pose proof (ln_le_linear _ (Rdiv_lt_0_compat _ _ P1 Pq)) as Hl.
  destruct (mix_lower beta po pn x Ho Hn ltac:(lra)) as [_ Hlow].
  apply Rle_trans with (pn x * (pn x / mix beta po pn x - 1)); [apply Rmult_le_compat_l; lra|].
  replace (pn x * (pn x / mix beta po pn x - 1))
    with ((pn x - mix beta po pn x) + (pn x - mix beta po pn x) ^ 2 * / mix beta po pn x)
      by (field; lra).
  apply Rplus_le_compat_l.
  replace (pn x - mix beta po pn x) with (- (beta * (po x - pn x))) by (unfold mix; ring).
  replace ((- (beta * (po x - pn x))) ^ 2) with (beta ^ 2 * (po x - pn x) ^ 2) by ring.
  replace (beta ^ 2 / (1 - beta) * ((po x - pn x) ^ 2 / pn x))
    with (beta ^ 2 * (po x - pn x) ^ 2 * / ((1 - beta) * pn x)) by (field; lra).
  apply Rmult_le_compat_l; [apply Rmult_le_pos; apply pow2_ge_0|].
  apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|exact Hlow].
Qed.

Theorem g1_hybrid_retains : forall s alpha po pn c x0, density po -> density pn ->
  0 < s <= 1 -> 0 < alpha < 1 -> chi2_value po pn c -> po x0 <> pn x0 ->
  exists beta, 0 < beta < 1 /\ hybrid s alpha po pn beta < hybrid s alpha po pn 0.
Proof.
  intros s alpha po pn c x0 Ho Hn Hs Ha Hc Hx.
  pose proof (c2_slope_positive alpha po pn c x0 Ho Hn Ha Hc Hx) as HK.
  set (K := boundary_slope alpha po pn) in *.
  assert (Hc0 : 0 <= c).
  { apply (line_nonneg _ c) with (2 := Hc). intro x. pose proof (density_pos pn Hn x).
    apply Rdiv_le_0_compat; [apply pow2_ge_0|assumption]. }
  (* J(beta) - J(0) <= beta^2/(1-beta) chi2 - s K beta, negative for small beta *)
  assert (HsK : 0 < s * K) by (apply Rmult_lt_0_compat; lra).
  set (beta := Rmin (/ 2) (s * K / (4 * c + 4))).
  assert (Hb2 : beta <= / 2) by apply Rmin_l.
  assert (Hb3 : beta <= s * K / (4 * c + 4)) by apply Rmin_r.
  assert (Hb0 : 0 < beta) by (apply Rmin_pos; [lra|apply Rdiv_lt_0_compat; lra]).
  exists beta. split; [lra|].
  destruct (c2_boundary_sandwich beta alpha po pn c Ho Hn ltac:(lra) Ha Hc) as [_ Hup].
  fold K in Hup.
  pose proof (forward_kl_flat beta po pn c Ho Hn ltac:(lra) Hc) as Hf.
  unfold hybrid. rewrite (sft_kl_0 po pn Ho Hn).
  set (Q := beta ^ 2 / (1 - beta) * c) in *.
  set (k := kl (mix beta po pn) (mix alpha po pn)) in *.
  set (k0 := kl (mix 0 po pn) (mix alpha po pn)) in *.
  set (f := kl pn (mix beta po pn)) in *.
  assert (H1 : (1 - s) * f <= (1 - s) * Q) by (apply Rmult_le_compat_l; lra).
  assert (H2 : s * (k - k0) <= s * (- K * beta + Q)) by (apply Rmult_le_compat_l; lra).
  assert (HQ : Q <= 2 * beta ^ 2 * c).
  { unfold Q. apply Rmult_le_compat_r; trivial. unfold Rdiv. rewrite (Rmult_comm 2).
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite <- (Rinv_inv 2).
    apply Rinv_le_contravar; lra. }
  assert (Hb4 : beta * (4 * c + 4) <= s * K).
  { apply Rmult_le_reg_r with (/ (4 * c + 4)); [apply Rinv_0_lt_compat; lra|].
    rewrite Rmult_assoc, Rinv_r by lra. rewrite Rmult_1_r. exact Hb3. }
  assert (2 * beta ^ 2 * c < beta * (s * K)) by nra. lra.
Qed.
