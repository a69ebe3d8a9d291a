(* Forgetting splits into mass and drift: claim H2.

   po, pn are any two densities (the modes), q any density (the learner) with finite KL from both
   modes. kl (mix alpha) q = kl (mix alpha) (mix b) + kl (mix b) q for the weight 0 < b < 1 that
   minimises kl (mix b) q; and, for every 0 < b < 1, the same with the term (alpha - b) times the
   slope. The modes' finite divergences are premises; existence of the other integrals is proved.
   Not here: a minimiser at an end, where the sum is a lower bound. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

(* log (m_b/q) integrates against both modes *)
Definition finite_from (po pn q : R -> R) (b : R) : Prop :=
  (exists l, is_line (fun x => po x * ln (mix b po pn x / q x)) l) /\
  (exists l, is_line (fun x => pn x * ln (mix b po pn x / q x)) l).

(* int (po - pn) log (m_b/q): the slope of kl (mix b) q in b *)
Definition mass_slope (po pn q : R -> R) (b : R) : R :=
  line (fun x => (po x - pn x) * ln (mix b po pn x / q x)).

Lemma ln_ratio : forall a b, 0 < a -> 0 < b -> ln (a / b) = ln a - ln b.
Proof.
  intros a b Ha Hb. unfold Rdiv. rewrite ln_mult by (trivial; apply Rinv_0_lt_compat, Hb).
  rewrite ln_Rinv by exact Hb. ring.
Qed.

(* the split with its defect: any weight b *)
Lemma split_with_slope : forall alpha b po pn q, density po -> density pn -> density q ->
  0 <= alpha <= 1 -> 0 < b < 1 -> finite_from po pn q b ->
  is_line (fun x => mix alpha po pn x * ln (mix alpha po pn x / q x))
    (kl (mix alpha po pn) (mix b po pn) + kl (mix b po pn) q + (alpha - b) * mass_slope po pn q b).
Proof.
  intros alpha b po pn q Ho Hn Hq Ha Hb [[lo Hlo] [ln0 Hln]].
  assert (Hmb : density (mix b po pn)) by (apply mix_density; trivial; lra).
  assert (Hma : density (mix alpha po pn)) by (apply mix_density; trivial; lra).
  assert (Hb1 : is_line (fun x => mix b po pn x * ln (mix b po pn x / q x)) (b * lo
    + (1 - b) * ln0)).
  { apply (line_ext (fun x => b * (po x * ln (mix b po pn x / q x))
    + (1 - b) * (pn x * ln (mix b po pn x / q x)))).
    - intro x. unfold mix at 3. ring.
    - apply line_plus; apply line_scal; assumption. }
  assert (Hs : is_line (fun x => (po x - pn x) * ln (mix b po pn x / q x)) (lo - ln0)).
  { apply (line_ext (fun x => po x * ln (mix b po pn x / q x) - pn x * ln (mix b po pn x / q x))).
    - intro x. ring.
    - apply line_minus; assumption. }
  replace (kl (mix b po pn) q) with (b * lo + (1 - b) * ln0) by (symmetry; apply is_line_line, Hb1).
  replace (mass_slope po pn q b) with (lo - ln0) by (symmetry; apply is_line_line, Hs).
  pose proof (reverse_kl_correct alpha b po pn Ho Hn Ha Hb) as Hkl.
  apply (line_ext (fun x => mix alpha po pn x * ln (mix alpha po pn x / mix b po pn x)
           + mix b po pn x * ln (mix b po pn x / q x)
           + (alpha - b) * ((po x - pn x) * ln (mix b po pn x / q x)))).
  - intro x. rewrite !ln_ratio by (apply density_pos; assumption).
    set (A := ln (mix alpha po pn x)). set (B := ln (mix b po pn x)). unfold mix. ring.
  - apply line_plus; [apply line_plus; assumption|]. apply line_scal, Hs.
Qed.

(* kl (m_c) (m_b) is of second order in c - b *)
Lemma mixture_kl_quadratic : forall b c po pn, density po -> density pn -> 0 < b < 1 ->
  0 <= c <= 1 ->
  kl (mix c po pn) (mix b po pn) <= (c - b) ^ 2 * (/ (b * (1 - b)) * distinguishability b po pn).
Proof.
  intros b c po pn Ho Hn Hb Hc. assert (Hbb : 0 < b * (1 - b)) by (apply Rmult_lt_0_compat; lra).
  pose proof (distinguishability_integral b po pn Ho Hn ltac:(lra)) as HD.
  pose proof (reverse_kl_correct c b po pn Ho Hn Hc Hb) as Hk.
  assert (H1 : is_line (fun x => (mix c po pn x - mix b po pn x)
             + (c - b) ^ 2 * (/ (b * (1 - b)) * (b * (1
               - b) * ((po x - pn x) ^ 2 / mix b po pn x))))
             ((1 - 1) + (c - b) ^ 2 * (/ (b * (1 - b)) * distinguishability b po pn))).
  { apply line_plus; [apply line_minus; apply mix_mass; assumption|].
    apply line_scal, line_scal, HD. }
  replace ((c - b) ^ 2 * (/ (b * (1 - b)) * distinguishability b po pn))
    with ((1 - 1) + (c - b) ^ 2 * (/ (b * (1 - b)) * distinguishability b po pn)) by ring.
  apply (line_le _ _ _ _) with (2 := Hk) (3 := H1). intro x.
  pose proof (mix_pos b po pn Ho Hn ltac:(lra) x) as Pb.
  pose proof (mix_pos c po pn Ho Hn Hc x) as Pc.
  pose proof (ln_le_linear _ (Rdiv_lt_0_compat _ _ Pc Pb)) as Hl.
  apply Rle_trans with (mix c po pn x * (mix c po pn x / mix b po pn x - 1)).
  - apply Rmult_le_compat_l; lra.
  - right. assert (Hd : mix c po pn x - mix b po pn x = (c - b) * (po x - pn x))
    by (unfold mix; ring).
    transitivity ((mix c po pn x - mix b po pn x)
      + (mix c po pn x - mix b po pn x) ^ 2 / mix b po pn x);
      [field; lra|]. rewrite Hd at 2. field. lra.
Qed.

(* at an inner minimiser the slope is zero *)
Lemma inner_minimiser_slope : forall b po pn q, density po -> density pn ->
  density q -> 0 < b < 1 ->
  finite_from po pn q b ->
  (forall c, 0 <= c <= 1 -> kl (mix b po pn) q <= kl (mix c po pn) q) ->
  mass_slope po pn q b = 0.
Proof.
  intros b po pn q Ho Hn Hq Hb Hf Hmin. set (s := mass_slope po pn q b).
  set (C := / (b * (1 - b)) * distinguishability b po pn).
  assert (HC : 0 <= C).
  { unfold C. apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra|].
    eapply Rle_trans; [|apply distinguishability_ge_tv; trivial; lra].
    apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; lra. }
  assert (H : forall c, 0 <= c <= 1 -> 0 <= (c - b) ^ 2 * C + (c - b) * s).
  { intros c Hc. pose proof (split_with_slope c b po pn q Ho Hn Hq Hc Hb Hf) as Hsplit.
    pose proof (is_line_line _ _ Hsplit) as E.
    change (kl (mix c po pn) q = kl (mix c po pn) (mix b po pn)
      + kl (mix b po pn) q + (c - b) * s) in E.
    pose proof (mixture_kl_quadratic b c po pn Ho Hn Hb Hc) as Hk. fold C in Hk.
    specialize (Hmin c Hc). lra. }
  (* otherwise a small step against the slope goes below zero *)
  destruct (Req_dec s 0) as [|Hs]; trivial. exfalso.
  set (m := Rmin b (1 - b)). assert (Hm : 0 < m) by (apply Rmin_pos; lra).
  pose proof (Rmin_l b (1 - b)) as M1. pose proof (Rmin_r b (1 - b)) as M2. fold m in M1, M2.
  assert (Ha : 0 < Rabs s) by (apply Rabs_pos_lt, Hs).
  set (h := Rmin m (Rabs s / (2 * (C + 1)))).
  assert (Hh : 0 < h) by (apply Rmin_pos; [exact Hm|apply Rdiv_lt_0_compat; lra]).
  assert (Hh1 : h <= m) by apply Rmin_l.
  assert (Hh2 : h * C < Rabs s).
  { apply Rle_lt_trans with (Rabs s / (2 * (C + 1)) * C).
    - apply Rmult_le_compat_r; [exact HC|apply Rmin_r].
    - apply Rmult_lt_reg_r with (2 * (C + 1)); [lra|].
      replace (Rabs s / (2 * (C + 1)) * C * (2 * (C + 1))) with (Rabs s * C) by (field; lra). nra. }
  assert (Hneg : h ^ 2 * C - h * Rabs s < 0).
  { replace (h ^ 2 * C - h * Rabs s) with (h * (h * C - Rabs s)) by ring.
    assert (0 < h * (Rabs s - h * C)) by (apply Rmult_lt_0_compat; lra). lra. }
  destruct (Rlt_or_le 0 s) as [Hp|Hp].
  - rewrite Rabs_pos_eq in Hneg by lra. specialize (H (b - h) ltac:(lra)).
    replace ((b - h - b) ^ 2 * C + (b - h - b) * s) with (h ^ 2 * C - h * s) in H by ring. lra.
  - rewrite Rabs_left1 in Hneg by lra. specialize (H (b + h) ltac:(lra)).
    replace ((b + h - b) ^ 2 * C + (b + h - b) * s) with (h ^ 2 * C - h * - s) in H by ring. lra.
Qed.

(* H2: the split with nothing left over *)
Theorem h2_split : forall alpha b po pn q, density po -> density pn -> density q ->
  0 <= alpha <= 1 -> 0 < b < 1 -> finite_from po pn q b ->
  (forall c, 0 <= c <= 1 -> kl (mix b po pn) q <= kl (mix c po pn) q) ->
  is_line (fun x => mix alpha po pn x * ln (mix alpha po pn x / q x))
    (kl (mix alpha po pn) (mix b po pn) + kl (mix b po pn) q) /\
  0 <= kl (mix alpha po pn) (mix b po pn) /\ 0 <= kl (mix b po pn) q.
Proof.
  intros alpha b po pn q Ho Hn Hq Ha Hb Hf Hmin.
  pose proof (split_with_slope alpha b po pn q Ho Hn Hq Ha Hb Hf) as H.
  rewrite (inner_minimiser_slope b po pn q Ho Hn Hq Hb Hf Hmin), Rmult_0_r, Rplus_0_r in H.
  assert (Hmb : density (mix b po pn)) by (apply mix_density; trivial; lra).
  split; [exact H|]. split.
  - apply (gibbs (mix alpha po pn) (mix b po pn) _); [apply mix_density; trivial|exact Hmb|].
    apply reverse_kl_correct; trivial.
  - destruct Hf as [[lo Hlo] [ln0 Hln]].
    assert (Hb1 : is_line (fun x => mix b po pn x * ln (mix b po pn x / q x)) (b * lo
      + (1 - b) * ln0)).
    { apply (line_ext (fun x => b * (po x * ln (mix b po pn x / q x))
      + (1 - b) * (pn x * ln (mix b po pn x / q x)))).
      - intro x. unfold mix at 3. ring.
      - apply line_plus; apply line_scal; assumption. }
    apply (gibbs (mix b po pn) q _ Hmb Hq). apply (line_correct _ _ Hb1).
Qed.
