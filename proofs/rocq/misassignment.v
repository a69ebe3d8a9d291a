(* Misassignment probabilities and distinguishability of any two densities (claims A2, A3, the
   distinguishability facts of B2, and the part of G2 about A2 and A3).

   A [density] is a continuous, everywhere positive function on R with improper integral 1.
   For any two densities po (old mode) and pn (new mode) and a weight 0 < beta < 1:
   the misassignment probabilities, the Bhattacharyya coefficient and the total variation
   exist as convergent improper integrals; beta eps_old = (1-beta) eps_new (A2); both are
   bounded by the Bhattacharyya coefficient (A3; many_modes.v has it for any number of modes);
   D = 1 - eps_old - eps_new = beta (1-beta) int (po-pn)^2/q, 0 < D <= 1 when po <> pn,
   and D >= 4 beta (1-beta) TV^2.
   Not here: dimension above one; densities with zeros or jumps. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line amgm.
Open Scope R_scope.

Definition density (p : R -> R) : Prop := (forall x, 0 < p x) /\ is_line p 1.

(* the learner's density, weight beta on the old mode *)
Definition mix (beta : R) (po pn : R -> R) (x : R) : R := beta * po x + (1 - beta) * pn x.
(* responsibilities *)
Definition r_old beta po pn (x : R) : R := beta * po x / mix beta po pn x.
Definition r_new beta po pn (x : R) : R := (1 - beta) * pn x / mix beta po pn x.
(* misassignment probabilities *)
Definition eps_old beta po pn : R := line (fun x => po x * r_new beta po pn x).
Definition eps_new beta po pn : R := line (fun x => pn x * r_old beta po pn x).
Definition bhattacharyya (po pn : R -> R) : R := line (fun x => sqrt (po x * pn x)).
Definition distinguishability beta po pn : R := 1 - eps_old beta po pn - eps_new beta po pn.
Definition total_variation (po pn : R -> R) : R := / 2 * line (fun x => Rabs (po x - pn x)).
(* int po pn / q, of which both misassignment probabilities are multiples *)
Definition overlap beta po pn : R := line (fun x => po x * pn x / mix beta po pn x).

Lemma density_pos : forall p, density p -> forall x, 0 < p x.
Proof. intros p [H _]. exact H. Qed.

Lemma density_mass : forall p, density p -> is_line p 1.
Proof. intros p [_ H]. exact H. Qed.

Lemma density_cont : forall p, density p -> continuity p.
Proof. intros p [_ H]. apply (line_cont p 1 H). Qed.

Lemma mix_pos : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  forall x, 0 < mix beta po pn x.
Proof.
  intros beta po pn Ho Hn Hb x. unfold mix.
  pose proof (density_pos po Ho x) as H1. pose proof (density_pos pn Hn x) as H2.
  destruct (Req_dec beta 0) as [->|]; [lra|].
  apply Rplus_lt_le_0_compat; [apply Rmult_lt_0_compat|apply Rmult_le_pos]; lra.
Qed.

Lemma mix_cont : forall beta po pn, density po -> density pn -> continuity (mix beta po pn).
Proof.
  intros beta po pn Ho Hn. pose proof (density_cont po Ho). pose proof (density_cont pn Hn).
  unfold mix. cont.
Qed.

Lemma mix_mass : forall beta po pn, density po -> density pn -> is_line (mix beta po pn) 1.
Proof.
  intros beta po pn Ho Hn. apply (line_val _ (beta * 1 + (1 - beta) * 1)); [ring|].
  apply line_plus; apply line_scal, density_mass; assumption.
Qed.

Lemma mix_density : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  density (mix beta po pn).
Proof. intros beta po pn Ho Hn Hb. split;
  [apply mix_pos; assumption|apply mix_mass; assumption]. Qed.

(* q is nowhere below the smaller of the two densities *)
Lemma overlap_pointwise : forall beta a b, 0 <= beta <= 1 -> 0 < a -> 0 < b ->
  0 < beta * a + (1 - beta) * b /\ 0 < a * b / (beta * a + (1 - beta) * b) <= a + b.
Proof.
  intros beta a b Hb Ha Hbb.
  assert (Hq : 0 < beta * a + (1 - beta) * b).
  { destruct (Req_dec beta 0) as [->|]; [lra|].
    apply Rplus_lt_le_0_compat; [apply Rmult_lt_0_compat|apply Rmult_le_pos]; lra. }
  split; [exact Hq|]. assert (Hab : 0 < a * b) by (apply Rmult_lt_0_compat; assumption).
  split; [apply Rdiv_lt_0_compat; assumption|].
  apply Rmult_le_reg_r with (beta * a + (1 - beta) * b); [exact Hq|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  assert (0 <= beta * (a * a)) by (apply Rmult_le_pos; nra).
  assert (0 <= (1 - beta) * (b * b)) by (apply Rmult_le_pos; nra). nra.
Qed.

Lemma overlap_correct : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  is_line (fun x => po x * pn x / mix beta po pn x) (overlap beta po pn).
Proof.
  intros beta po pn Ho Hn Hb. pose proof (density_cont po Ho) as Co.
  pose proof (density_cont pn Hn) as Cn.
  pose proof (mix_cont beta po pn Ho Hn) as Cq. pose proof (mix_pos beta po pn Ho Hn Hb) as Hq.
  destruct (line_ex_nonneg (fun x => po x * pn x / mix beta po pn x) (fun x => po x + pn x) (1 + 1))
    as [l Hl].
  - cont. intro x. specialize (Hq x). lra.
  - intro x. unfold mix.
    destruct (overlap_pointwise beta (po x) (pn x) Hb (density_pos _ Ho x) (density_pos _ Hn x))
      as [_ H].
    lra.
  - apply line_plus; apply density_mass; assumption.
  - apply (line_correct _ l Hl).
Qed.

Lemma overlap_pos : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  0 < overlap beta po pn.
Proof.
  intros beta po pn Ho Hn Hb.
  assert (H : forall x, 0 < po x * pn x / mix beta po pn x).
  { intro x. apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; apply density_pos; assumption|].
    apply mix_pos; assumption. }
  apply (line_pos _ _ 0) with (3 := overlap_correct beta po pn Ho Hn Hb); [|apply H].
  intro x. apply Rlt_le, H.
Qed.

Lemma eps_old_correct : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  is_line (fun x => po x * r_new beta po pn x) ((1 - beta) * overlap beta po pn).
Proof.
  intros beta po pn Ho Hn Hb.
  apply (line_ext (fun x => (1 - beta) * (po x * pn x / mix beta po pn x))).
  - intro x. unfold r_new. unfold Rdiv. ring.
  - apply line_scal, overlap_correct; assumption.
Qed.

Lemma eps_new_correct : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  is_line (fun x => pn x * r_old beta po pn x) (beta * overlap beta po pn).
Proof.
  intros beta po pn Ho Hn Hb.
  apply (line_ext (fun x => beta * (po x * pn x / mix beta po pn x))).
  - intro x. unfold r_old. unfold Rdiv. ring.
  - apply line_scal, overlap_correct; assumption.
Qed.

Lemma eps_old_overlap : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  eps_old beta po pn = (1 - beta) * overlap beta po pn.
Proof. intros. apply is_line_line, eps_old_correct; assumption. Qed.

Lemma eps_new_overlap : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  eps_new beta po pn = beta * overlap beta po pn.
Proof. intros. apply is_line_line, eps_new_correct; assumption. Qed.

(** * A2: balance *)

Theorem a2_balance : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  beta * eps_old beta po pn = (1 - beta) * eps_new beta po pn.
Proof.
  intros beta po pn Ho Hn Hb.
  rewrite eps_old_overlap, eps_new_overlap by assumption. ring.
Qed.

(** * A3: the Bhattacharyya bound *)

Lemma bhattacharyya_correct : forall po pn, density po -> density pn ->
  is_line (fun x => sqrt (po x * pn x)) (bhattacharyya po pn).
Proof.
  intros po pn Ho Hn. pose proof (density_cont po Ho) as Co. pose proof (density_cont pn Hn) as Cn.
  assert (Hp : forall x, 0 < po x * pn x).
  { intro x. apply Rmult_lt_0_compat; apply density_pos; assumption. }
  destruct (line_ex_nonneg (fun x => sqrt (po x * pn x)) (fun x => po x + pn x) (1 + 1)) as [l Hl].
  - cont. intro x. apply Rlt_le, Hp.
  - intro x. pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
    split; [apply sqrt_pos|].
    rewrite <- (sqrt_square (po x + pn x)) by lra. apply sqrt_le_1_alt. nra.
  - apply line_plus; apply density_mass; assumption.
  - apply (line_correct _ l Hl).
Qed.

(* po pn / q <= sqrt (po pn) / (2 sqrt (beta (1-beta))) *)
Lemma overlap_amgm : forall beta a b, 0 < beta < 1 -> 0 < a -> 0 < b ->
  a * b / (beta * a + (1 - beta) * b) <= / (2 * sqrt (beta * (1 - beta))) * sqrt (a * b).
Proof.
  intros beta a b Hb Ha Hbb.
  assert (Hbb' : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  assert (HA : 0 < beta * a) by (apply Rmult_lt_0_compat; lra).
  assert (HB : 0 < (1 - beta) * b) by (apply Rmult_lt_0_compat; lra).
  pose proof (sqrt_lt_R0 _ Hbb') as Hs. pose proof (sqrt_sqrt _ (Rlt_le _ _ Hbb')) as Hss.
  pose proof (amgm_pointwise _ _ HA HB) as H.
  replace (beta * a * ((1 - beta) * b)) with (beta * (1 - beta) * (a * b)) in H by ring.
  rewrite sqrt_mult in H; [|lra|apply Rlt_le, Rmult_lt_0_compat; assumption].
  set (s := sqrt (beta * (1 - beta))) in *. rewrite <- Hss in H.
  apply Rmult_le_reg_l with (s * s); [apply Rmult_lt_0_compat; assumption|].
  replace (s * s * (a * b / (beta * a + (1 - beta) * b)))
    with (s * s * (a * b) / (beta * a + (1 - beta) * b)) by (field; lra).
  replace (s * s * (/ (2 * s) * sqrt (a * b))) with (s * sqrt (a * b) / 2) by (field; lra).
  exact H.
Qed.

Lemma overlap_bound : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  overlap beta po pn <= / (2 * sqrt (beta * (1 - beta))) * bhattacharyya po pn.
Proof.
  intros beta po pn Ho Hn Hb.
  apply (line_le (fun x => po x * pn x / mix beta po pn x)
                 (fun x => / (2 * sqrt (beta * (1 - beta))) * sqrt (po x * pn x))).
  - intro x. unfold mix. apply overlap_amgm; trivial; apply density_pos; assumption.
  - apply overlap_correct; trivial. lra.
  - apply line_scal, bhattacharyya_correct; assumption.
Qed.

(* (1-beta) / (2 sqrt (beta (1-beta))) = (1/2) sqrt ((1-beta)/beta) *)
Lemma weight_ratio : forall beta, 0 < beta < 1 ->
  (1 - beta) * / (2 * sqrt (beta * (1 - beta))) = / 2 * sqrt ((1 - beta) / beta) /\
  beta * / (2 * sqrt (beta * (1 - beta))) = / 2 * sqrt (beta / (1 - beta)).
Proof.
  intros beta Hb. rewrite sqrt_mult, !sqrt_div_alt by lra.
  pose proof (sqrt_lt_R0 beta ltac:(lra)) as H1.
  pose proof (sqrt_lt_R0 (1 - beta) ltac:(lra)) as H2.
  pose proof (sqrt_sqrt beta ltac:(lra)) as E1. pose proof (sqrt_sqrt (1 - beta) ltac:(lra)) as E2.
  set (s := sqrt beta) in *. set (t := sqrt (1 - beta)) in *.
  split; [rewrite <- E2|rewrite <- E1]; field; lra.
Qed.

Theorem a3_misassignment_bound : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  is_line (fun x => po x * r_new beta po pn x) (eps_old beta po pn) /\
  is_line (fun x => pn x * r_old beta po pn x) (eps_new beta po pn) /\
  is_line (fun x => sqrt (po x * pn x)) (bhattacharyya po pn) /\
  0 < eps_old beta po pn <= / 2 * sqrt ((1 - beta) / beta) * bhattacharyya po pn /\
  0 < eps_new beta po pn <= / 2 * sqrt (beta / (1 - beta)) * bhattacharyya po pn.
Proof.
  intros beta po pn Ho Hn Hb. assert (Hb' : 0 <= beta <= 1) by lra.
  destruct (weight_ratio beta Hb) as [W1 W2].
  pose proof (overlap_bound beta po pn Ho Hn Hb) as HX.
  pose proof (overlap_pos beta po pn Ho Hn Hb') as HX0.
  split; [apply (line_correct _ _ (eps_old_correct beta po pn Ho Hn Hb'))|].
  split; [apply (line_correct _ _ (eps_new_correct beta po pn Ho Hn Hb'))|].
  split; [apply bhattacharyya_correct; assumption|].
  rewrite eps_old_overlap, eps_new_overlap, <- W1, <- W2 by assumption.
  repeat split; try (apply Rmult_lt_0_compat; lra);
    rewrite Rmult_assoc; apply Rmult_le_compat_l; lra.
Qed.

(** * Distinguishability *)

Lemma distinguishability_overlap : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  distinguishability beta po pn = 1 - overlap beta po pn.
Proof.
  intros beta po pn Ho Hn Hb. unfold distinguishability.
  rewrite eps_old_overlap, eps_new_overlap by assumption. ring.
Qed.

(* D = beta (1-beta) int (po-pn)^2 / q *)
Theorem distinguishability_integral : forall beta po pn, density po -> density pn ->
  0 <= beta <= 1 ->
  is_line (fun x => beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x))
    (distinguishability beta po pn).
Proof.
  intros beta po pn Ho Hn Hb. rewrite distinguishability_overlap by assumption.
  apply (line_val _ (1 + 1 - 1 - overlap beta po pn)); [ring|].
  apply (line_ext (fun x => po x + pn x - mix beta po pn x - po x * pn x / mix beta po pn x)).
  - intro x. pose proof (mix_pos beta po pn Ho Hn Hb x) as Hq. unfold mix in *. field. lra.
  - apply line_minus; [|apply overlap_correct; assumption].
    apply line_minus; [|apply mix_mass; assumption].
    apply line_plus; apply density_mass; assumption.
Qed.

Theorem distinguishability_le_1 : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  distinguishability beta po pn < 1.
Proof.
  intros beta po pn Ho Hn Hb. rewrite distinguishability_overlap by assumption.
  pose proof (overlap_pos beta po pn Ho Hn Hb). lra.
Qed.

Theorem distinguishability_pos : forall beta po pn x0, density po -> density pn -> 0 < beta < 1 ->
  po x0 <> pn x0 -> 0 < distinguishability beta po pn.
Proof.
  intros beta po pn x0 Ho Hn Hb Hx. assert (Hb' : 0 <= beta <= 1) by lra.
  assert (Hbb : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  apply (line_pos _ _ x0) with (3 := distinguishability_integral beta po pn Ho Hn Hb').
  - intro x. pose proof (mix_pos beta po pn Ho Hn Hb' x).
    apply Rmult_le_pos; [lra|]. apply Rdiv_le_0_compat; [apply pow2_ge_0|assumption].
  - pose proof (mix_pos beta po pn Ho Hn Hb' x0).
    apply Rmult_lt_0_compat; trivial. apply Rdiv_lt_0_compat; trivial.
    apply pow2_gt_0. lra.
Qed.

Lemma total_variation_correct : forall po pn, density po -> density pn ->
  is_line (fun x => Rabs (po x - pn x)) (2 * total_variation po pn).
Proof.
  intros po pn Ho Hn. pose proof (density_cont po Ho) as Co. pose proof (density_cont pn Hn) as Cn.
  destruct (line_ex_nonneg (fun x => Rabs (po x - pn x)) (fun x => po x + pn x) (1 + 1)) as [l Hl].
  - cont.
  - intro x. pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
    split; [apply Rabs_pos|]. apply Rabs_le_between. lra.
  - apply line_plus; apply density_mass; assumption.
  - apply (line_val _ l); [|exact Hl]. unfold total_variation. rewrite (is_line_line _ _ Hl). field.
Qed.

Lemma total_variation_pos : forall po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 < total_variation po pn.
Proof.
  intros po pn x0 Ho Hn Hx.
  assert (0 < 2 * total_variation po pn); [|lra].
  apply (line_pos _ _ x0) with (3 := total_variation_correct po pn Ho Hn).
  - intro x. apply Rabs_pos.
  - apply Rabs_pos_lt. lra.
Qed.

(* Cauchy-Schwarz: int (|po-pn| - t q)^2 / q >= 0 at t = 2 TV *)
Theorem distinguishability_ge_tv : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  4 * beta * (1 - beta) * total_variation po pn ^ 2 <= distinguishability beta po pn.
Proof.
  intros beta po pn Ho Hn Hb. set (t := 2 * total_variation po pn).
  pose proof (distinguishability_integral beta po pn Ho Hn Hb) as HD.
  pose proof (total_variation_correct po pn Ho Hn) as HT. fold t in HT.
  assert (Hbb : 0 <= beta * (1 - beta)) by (apply Rmult_le_pos; lra).
  assert (H : is_line (fun x => beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x) -
                beta * (1 - beta) * (2 * t) * Rabs (po x - pn x) +
                beta * (1 - beta) * t ^ 2 * mix beta po pn x)
             (distinguishability beta po pn - beta * (1 - beta) * (2 * t) * t
               + beta * (1 - beta) * t ^ 2 * 1)).
  { apply line_plus; [apply line_minus; [exact HD|apply line_scal, HT]|].
    apply line_scal, mix_mass; assumption. }
  apply line_nonneg in H; [unfold t in *; nra|].
  intro x. pose proof (mix_pos beta po pn Ho Hn Hb x) as Hq.
  replace (beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x) -
           beta * (1 - beta) * (2 * t) * Rabs (po x - pn x)
             + beta * (1 - beta) * t ^ 2 * mix beta po pn x)
    with (beta * (1 - beta) * ((Rabs (po x - pn x) - t * mix beta po pn x) ^ 2 / mix beta po pn x)).
  - apply Rmult_le_pos; [exact Hbb|]. apply Rdiv_le_0_compat; [apply pow2_ge_0|exact Hq].
  - rewrite <- (pow2_abs (po x - pn x)). field. lra.
Qed.

(* S2, point 6 *)
Theorem kernel_distinguishability : forall beta po pn, density po -> density pn -> 0 <= beta <= 1 ->
  is_line (fun x => beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x))
    (distinguishability beta po pn) /\
  4 * beta * (1 - beta) * total_variation po pn ^ 2 <= distinguishability beta po pn <= 1.
Proof.
  intros beta po pn Ho Hn Hb. split; [apply distinguishability_integral; assumption|]. split.
  - apply distinguishability_ge_tv; assumption.
  - apply Rlt_le, distinguishability_le_1; assumption.
Qed.
