(* Numbers by interval arithmetic (the Interval library's verified quadrature): the sech moment S0
   (0, delta) of claim A4 over the whole line. The segment [-8, 8] is integrated with verified
   enclosures; the two tails together are at most exp (-32)/2, because phi (z) <= exp (-4 |z|)
   there. Proved: S0 (0, 3) to 1e-9, and S0 (0, d) <= 1.0001 - d/10 for every d in [2, 4), by paving
   into 40 boxes. The two numeric theorems compute with the kernel's machine integers and floats,
   whose specifications Coq lists as axioms; so they are named numeric_..., and no claim is linked
   to them. Interval arithmetic cannot decide a bound that is attained, so nothing here touches its
   bound. *)
Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
From Forgetting Require Import line logistic gaussian kernel.
Open Scope R_scope.

(* the integrand in a form the tactic reads *)
Definition sech_core (d : R) : R :=
  RInt (fun z => exp (- z ^ 2 / 2) / sqrt (2 * PI)
    / ((exp (d * z / 2) + exp (- (d * z / 2))) / 2)) (-8) 8.

Lemma sech_integrand : forall d z,
  phi z * / Rtrigo_def.cosh ((0 + d * z) / 2) =
  exp (- z ^ 2 / 2) / sqrt (2 * PI) / ((exp (d * z / 2) + exp (- (d * z / 2))) / 2).
Proof. intros d z. unfold phi, Rtrigo_def.cosh. rewrite Rplus_0_l. reflexivity. Qed.

Lemma integrand_tail : forall d z, 0 <= phi z * / Rtrigo_def.cosh ((0 + d * z) / 2) <= phi z.
Proof.
  intros d z. pose proof (phi_pos z). pose proof (sech_bounds ((0 + d * z) / 2)). split; nra.
Qed.

(* a tail of phi: int_8^b phi <= exp (-32) / 4 *)
Lemma phi_tail : forall b, 8 <= b -> RInt phi 8 b <= exp (- 32) / 4.
Proof.
  intros b Hb.
  assert (HF : is_RInt (fun z => exp (- 4 * z)) 8 b (- exp (- 4 * b) / 4 - - exp (- 4 * 8) / 4)).
  { apply (is_RInt_derive (V := R_CompleteNormedModule) (fun z => - exp (- 4 * z) / 4)).
    - intros z _. auto_derive; trivial. field.
    - intros z _. apply continuity_pt_filterlim. apply (cont_exp (fun z => - 4 * z)). cont. }
  apply Rle_trans with (RInt (fun z => exp (- 4 * z)) 8 b).
  - apply RInt_le; trivial; [apply cont_ex, phi_cont|eexists; exact HF|].
    intros z Hz. unfold phi. apply Rle_trans with (exp (- 4 * z) * 1); [|lra].
    unfold Rdiv. apply Rmult_le_compat.
    + apply Rlt_le, exp_pos.
    + apply Rlt_le, Rinv_0_lt_compat, sqrt2PI_pos.
    + apply exp_le. nra.
    + rewrite <- Rinv_1. apply Rinv_le_contravar; [lra|]. rewrite <- sqrt_1. apply sqrt_le_1_alt.
      pose proof PI2_3_2. unfold PI2 in *. lra.
  - rewrite (is_RInt_unique _ _ _ _ HF). replace (- 4 * 8) with (- 32) by ring.
    pose proof (exp_pos (- 4 * b)). lra.
Qed.

Lemma phi_tail_left : forall a, a <= -8 -> RInt phi a (-8) <= exp (- 32) / 4.
Proof.
  intros a Ha.
  assert (HF : is_RInt (fun z => exp (4 * z)) a (-8) (exp (4 * -8) / 4 - exp (4 * a) / 4)).
  { apply (is_RInt_derive (V := R_CompleteNormedModule) (fun z => exp (4 * z) / 4)).
    - intros z _. auto_derive; trivial. field.
    - intros z _. apply continuity_pt_filterlim. apply (cont_exp (fun z => 4 * z)). cont. }
  apply Rle_trans with (RInt (fun z => exp (4 * z)) a (-8)).
  - apply RInt_le; trivial; [apply cont_ex, phi_cont|eexists; exact HF|].
    intros z Hz. unfold phi. apply Rle_trans with (exp (4 * z) * 1); [|lra].
    unfold Rdiv. apply Rmult_le_compat.
    + apply Rlt_le, exp_pos.
    + apply Rlt_le, Rinv_0_lt_compat, sqrt2PI_pos.
    + apply exp_le. nra.
    + rewrite <- Rinv_1. apply Rinv_le_contravar; [lra|]. rewrite <- sqrt_1. apply sqrt_le_1_alt.
      pose proof PI2_3_2. unfold PI2 in *. lra.
  - rewrite (is_RInt_unique _ _ _ _ HF). replace (4 * -8) with (- 32) by ring.
    pose proof (exp_pos (4 * a)). lra.
Qed.

Theorem a4_sech_moment_enclosure : forall d, sech_core d <= S0 0 d <= sech_core d + exp (- 32) / 2.
Proof.
  intro d. pose proof (S0_correct 0 d) as HS.
  set (f := fun z => phi z * / Rtrigo_def.cosh ((0 + d * z) / 2)) in HS.
  assert (Hc : continuity f) by exact (line_cont _ _ HS).
  assert (Hcore : sech_core d = RInt f (-8) 8).
  { unfold sech_core. apply RInt_ext. intros z _. symmetry. apply sech_integrand. }
  assert (Hf : forall z, 0 <= f z <= phi z) by (intro z; apply integrand_tail).
  rewrite Hcore. split; [apply line_seg_le; trivial; [intro z; apply Hf|lra]|].
  apply Rnot_lt_le. intro Hlt.
  set (eps := S0 0 d - (RInt f (-8) 8 + exp (- 32) / 2)).
  destruct (line_elim f _ HS eps) as [M HM]; [unfold eps; lra|].
  set (b := Rmax (Rabs M + 1) 8).
  assert (Hb1 : Rabs M + 1 <= b) by apply Rmax_l. assert (Hb2 : 8 <= b) by apply Rmax_r.
  pose proof (Rle_abs M) as HMa.
  specialize (HM (- b) b ltac:(lra) ltac:(lra)). apply Rabs_lt_between in HM.
  rewrite (cont_Chasles f (- b) (-8) b Hc), (cont_Chasles f (-8) 8 b Hc) in HM.
  assert (H1 : RInt f (- b) (-8) <= exp (- 32) / 4).
  { apply Rle_trans with (RInt phi (- b) (-8)); [|apply phi_tail_left; lra].
    apply RInt_le; [lra|apply cont_ex, Hc|apply cont_ex, phi_cont|intros; apply Hf]. }
  assert (H2 : RInt f 8 b <= exp (- 32) / 4).
  { apply Rle_trans with (RInt phi 8 b); [|apply phi_tail; lra].
    apply RInt_le; [lra|apply cont_ex, Hc|apply cont_ex, phi_cont|intros; apply Hf]. }
  unfold eps in HM. lra.
Qed.

Theorem numeric_sech_moment_at_3 : Rabs (S0 0 3 - 0.6075496785) <= 1e-9.
Proof.
  assert (H : Rabs (sech_core 3 - 0.6075496785) <= 9e-10)
    by (unfold sech_core; integral with (i_relwidth 32, i_fuel 2000)).
  assert (He : exp (- 32) / 2 <= 1e-10) by interval.
  pose proof (a4_sech_moment_enclosure 3) as Hs.
  apply Rabs_le_between in H. apply Rabs_le_between. lra.
Qed.

(* cut [lo, lo + n w) into n boxes *)
Lemma split_box : forall (Q : R -> Prop) (lo w : R) (n : nat), 0 < w ->
  (forall i, (i < n)%nat -> forall d, lo + INR i * w <= d <= lo + (INR i + 1) * w -> Q d) ->
  forall d, lo <= d < lo + INR n * w -> Q d.
Proof.
  intros Q lo w n Hw. induction n as [|n IH]; intros H d Hd; [simpl in Hd; lra|].
  rewrite S_INR in Hd.
  destruct (Rlt_le_dec d (lo + INR n * w)) as [Hl|Hl].
  - apply IH; [|lra]. intros i Hi. apply H. lia.
  - apply (H n); [lia|lra].
Qed.

(* on each box the bound at the box's right end is proved by verified quadrature *)
Lemma sech_core_linear : forall d, 2 <= d < 4 -> sech_core d <= 1 - 0.1 * d.
Proof.
  intros d Hd. apply (split_box (fun d => sech_core d <= 1 - 0.1 * d) 2 0.05 40);
    [lra| |simpl; lra].
  clear d Hd. intros i Hi.
  do 40 (destruct i as [|i]; [
    intros d Hd; simpl in Hd;
    match type of Hd with ?a <= d <= ?b =>
      let H := fresh in
      assert (H : sech_core d <= 1 - 0.1 * b); [ | lra ] end;
    unfold sech_core; integral | ]).
  lia.
Qed.

Theorem numeric_sech_moment_linear : forall d, 2 <= d < 4 -> S0 0 d <= 1.0001 - 0.1 * d.
Proof.
  intros d Hd. pose proof (sech_core_linear d Hd). pose proof (a4_sech_moment_enclosure d).
  assert (exp (- 32) / 2 <= 1e-10) by interval. lra.
Qed.
