(* Log-likelihood ratios and the KL estimators made of them: claims H1, I1, I2, I3 and the case of
   equality in A3.

   Densities on the line, continuous and positive. H1: change of measure between the two modes by
   exp (-l), l = ln (p_o / p_n), its two unit means, and the balance of A2 written in l. I1: k1 and
   k3 have mean KL (q || p), k3 >= 0. I2, for the weight of a mixture and the target p_alpha,
   samples held fixed: the loss k1 has gradient of mean 0, k2 the gradient of KL (q || p_alpha), k3
   that of KL (p_alpha || q). I3: both as pulls on the logit. Not proved: the variances, the
   estimators as rewards, free means. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic amgm misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

Definition log_ratio (po pn : R -> R) (x : R) : R := ln (po x / pn x).

Lemma exp_log_ratio : forall po pn x, density po -> density pn ->
  exp (log_ratio po pn x) = po x / pn x /\ exp (- log_ratio po pn x) = pn x / po x.
Proof.
  intros po pn x Ho Hn. pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
  assert (E : exp (log_ratio po pn x) = po x / pn x) by (apply exp_ln, Rdiv_lt_0_compat; lra).
  split; [exact E|]. rewrite exp_Ropp, E. field. lra.
Qed.

Theorem h1_change_of_measure : forall po pn f v, density po -> density pn ->
  let l := log_ratio po pn in
  is_line (fun x => pn x * f (l x)) v <-> is_line (fun x => po x * (f (l x) * exp (- l x))) v.
Proof.
  intros po pn f v Ho Hn l.
  assert (E : forall x, pn x * f (l x) = po x * (f (l x) * exp (- l x))).
  { intro x. unfold l. destruct (exp_log_ratio po pn x Ho Hn) as [_ ->].
    pose proof (density_pos po Ho x). field. lra. }
  split; apply line_ext; intro x; rewrite E; reflexivity.
Qed.

Theorem h1_unit_means : forall po pn, density po -> density pn ->
  let l := log_ratio po pn in
  is_line (fun x => po x * exp (- l x)) 1 /\ is_line (fun x => pn x * exp (l x)) 1.
Proof.
  intros po pn Ho Hn l. split.
  - apply (line_ext pn); [|apply density_mass, Hn]. intro x. unfold l.
    destruct (exp_log_ratio po pn x Ho Hn) as [_ ->]. pose proof (density_pos po Ho x). field. lra.
  - apply (line_ext po); [|apply density_mass, Ho]. intro x. unfold l.
    destruct (exp_log_ratio po pn x Ho Hn) as [-> _]. pose proof (density_pos pn Hn x). field. lra.
Qed.

(* both misassignment probabilities are means of bounded functions of l, and they balance *)
Theorem h1_balance : forall t po pn, density po -> density pn ->
  let l := log_ratio po pn in let beta := sigma t in
  exists a b, is_line (fun x => po x * sigma (- (l x + t))) a /\
    is_line (fun x => pn x * sigma (l x + t)) b /\
    a = eps_old beta po pn /\ b = eps_new beta po pn /\ beta * a = (1 - beta) * b.
Proof.
  intros t po pn Ho Hn l beta. pose proof (sigma_bounds t) as Hb. fold beta in Hb.
  exists (eps_old beta po pn), (eps_new beta po pn).
  assert (Et : exp t = beta / (1 - beta)).
  { unfold beta. rewrite sigma_exp. pose proof (exp_pos t). field. split; lra. }
  assert (Er : forall x, sigma (l x + t) = r_old beta po pn x).
  { intro x. rewrite sigma_exp, exp_plus, Et. unfold l.
    destruct (exp_log_ratio po pn x Ho Hn) as [-> _].
    pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
    pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hm. unfold r_old. unfold mix in *.
    assert (0 < beta * po x) by (apply Rmult_lt_0_compat; lra).
    field. repeat split; try lra. }
  assert (En : forall x, sigma (- (l x + t)) = r_new beta po pn x).
  { intro x. rewrite sigma_neg, Er. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hm.
    unfold r_old, r_new. apply (Rmult_eq_reg_r (mix beta po pn x)); [|lra].
    replace ((1 - beta) * pn x / mix beta po pn x * mix beta po pn x) with ((1 - beta) * pn x)
      by (field; lra).
    replace ((1 - beta * po x / mix beta po pn x) * mix beta po pn x)
      with (mix beta po pn x - beta * po x) by (field; lra).
    unfold mix. ring. }
  destruct (a3_misassignment_bound beta po pn Ho Hn Hb) as (H1 & H2 & _).
  split; [|split; [|split; [reflexivity|split; [reflexivity|]]]].
  - eapply line_ext; [|exact H1]. intro x. cbv beta. rewrite En. reflexivity.
  - eapply line_ext; [|exact H2]. intro x. cbv beta. rewrite Er. reflexivity.
  - apply a2_balance; trivial. lra.
Qed.

(** * A3: equality *)

Lemma overlap_amgm_strict : forall beta a b, 0 < beta < 1 -> 0 < a -> 0 < b ->
  beta * a <> (1 - beta) * b ->
  a * b / (beta * a + (1 - beta) * b) < / (2 * sqrt (beta * (1 - beta))) * sqrt (a * b).
Proof.
  intros beta a b Hb Ha Hbb Hne.
  assert (Hw : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  assert (HA : 0 < beta * a) by (apply Rmult_lt_0_compat; lra).
  assert (HB : 0 < (1 - beta) * b) by (apply Rmult_lt_0_compat; lra).
  assert (Hab : 0 < a * b) by (apply Rmult_lt_0_compat; assumption).
  pose proof (sqrt_lt_R0 _ Hw) as Hs. pose proof (sqrt_sqrt _ (Rlt_le _ _ Hw)) as Hss.
  pose proof (sqrt_lt_R0 _ Hab) as Ht. pose proof (sqrt_sqrt _ (Rlt_le _ _ Hab)) as Htt.
  set (s := sqrt (beta * (1 - beta))) in *. set (t := sqrt (a * b)) in *.
  assert (Hlt : 2 * (s * t) < beta * a + (1 - beta) * b).
  { apply Rsqr_incrst_0; [|apply Rlt_le; apply Rmult_lt_0_compat;
    [lra|apply Rmult_lt_0_compat; lra]|lra].
    unfold Rsqr. replace (2 * (s * t) * (2 * (s * t))) with (4 * ((s * s) * (t * t))) by ring.
    rewrite Hss, Htt.
    assert (0 < (beta * a - (1 - beta) * b) * (beta * a - (1 - beta) * b))
      by (apply Rsqr_pos_lt; lra). nra. }
  rewrite <- Htt. apply (Rmult_lt_reg_r (2 * s * (beta * a + (1 - beta) * b))).
  { apply Rmult_lt_0_compat; lra. }
  replace (t * t / (beta * a + (1 - beta) * b) * (2 * s * (beta * a + (1 - beta) * b)))
    with (t * (2 * (s * t))) by (field; lra).
  replace (/ (2 * s) * t * (2 * s * (beta * a + (1 - beta) * b)))
    with (t * (beta * a + (1 - beta) * b)) by (field; lra).
  apply Rmult_lt_compat_l; assumption.
Qed.

(* A3's bound is attained at equal weights of equal modes only *)
Theorem a3_equality_case : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  (eps_old beta po pn = / 2 * sqrt ((1 - beta) / beta) * bhattacharyya po pn <->
   beta = / 2 /\ forall x, po x = pn x).
Proof.
  intros beta po pn Ho Hn Hb. split.
  - intro Heq. assert (Hall : forall x, beta * po x = (1 - beta) * pn x).
    { intro x0. apply Classical_Prop.NNPP. intro Hne.
      assert (Hlt : overlap beta po pn < / (2 * sqrt (beta * (1 - beta))) * bhattacharyya po pn).
      { apply (line_lt (fun x => po x * pn x / mix beta po pn x)
                 (fun x => / (2 * sqrt (beta * (1 - beta))) * sqrt (po x * pn x)) _ _ x0).
        - intro x. apply overlap_amgm; trivial; apply density_pos; assumption.
        - apply overlap_amgm_strict; trivial; apply density_pos; assumption.
        - apply overlap_correct; trivial. lra.
        - apply line_scal, bhattacharyya_correct; assumption. }
      rewrite eps_old_overlap in Heq by (trivial; lra). destruct (weight_ratio beta Hb) as [W _].
      rewrite <- W in Heq.
      apply (Rmult_lt_compat_l (1 - beta)) in Hlt; [|lra]. rewrite <- Rmult_assoc in Hlt. lra. }
    assert (Hw : beta = 1 - beta).
    { apply (line_unique (fun x => beta * po x)).
      - apply (line_val _ (beta * 1)); [ring|]. apply line_scal, density_mass, Ho.
      - apply (line_ext (fun x => (1 - beta) * pn x)); [intro; symmetry; apply Hall|].
        apply (line_val _ ((1 - beta) * 1)); [ring|]. apply line_scal, density_mass, Hn. }
    split; [lra|]. intro x. specialize (Hall x). rewrite <- Hw in Hall.
    apply (Rmult_eq_reg_l beta); lra.
  - intros [-> Hx]. rewrite eps_old_overlap by (trivial; lra).
    replace ((1 - / 2) / / 2) with 1 by field. rewrite sqrt_1.
    assert (E1 : overlap (/ 2) po pn = 1).
    { apply (line_unique (fun x => po x * pn x / mix (/ 2) po pn x));
      [apply overlap_correct; trivial; lra|].
      apply (line_ext po); [|apply density_mass, Ho]. intro x. unfold mix. rewrite <- Hx.
      pose proof (density_pos po Ho x). field. lra. }
    assert (E2 : bhattacharyya po pn = 1).
    { apply (line_unique (fun x => sqrt (po x * pn x))); [apply bhattacharyya_correct; assumption|].
      apply (line_ext po); [|apply density_mass, Ho]. intro x. rewrite <- Hx. symmetry.
      apply sqrt_square.
      apply Rlt_le, density_pos, Ho. }
    rewrite E1, E2. field.
Qed.

(** * I1, I2, I3 *)

(* the estimators at one sample, of the log-ratio w = ln (p / q) *)
Definition k1 (w : R) : R := - w.
Definition k2 (w : R) : R := w ^ 2 / 2.
Definition k3 (w : R) : R := exp w - 1 - w.

Theorem i1_values : forall p q l, density p -> density q ->
  is_line (fun x => q x * k1 (ln (p x / q x))) l ->
  is_line (fun x => q x * ln (q x / p x)) l /\ is_line (fun x => q x * k3 (ln (p x / q x))) l /\
  forall w, 0 <= k3 w.
Proof.
  intros p q l Hp Hq H. split; [|split].
  - eapply line_ext; [|exact H]. intro x. cbv beta. unfold k1.
    pose proof (density_pos p Hp x). pose proof (density_pos q Hq x). f_equal.
    rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; lra). f_equal. field. lra.
  - apply (line_val _ (1 - 1 + l)); [ring|].
    eapply line_ext;
      [|exact (line_plus _ _ _ _ (line_minus _ _ _ _ (density_mass p Hp) (density_mass q Hq)) H)].
    intro x. cbv beta. unfold k1, k3. pose proof (density_pos p Hp x).
    pose proof (density_pos q Hq x).
    rewrite exp_ln by (apply Rdiv_lt_0_compat; lra). field. lra.
  - intro w. unfold k3. pose proof (exp_ineq1_le w). lra.
Qed.

(* the log-ratio at a sample x, as a function of the learner's weight *)
Definition sample_ratio (alpha : R) (po pn : R ->
  R) (x b : R) : R := ln (mix alpha po pn x / mix b po pn x).

Lemma sample_ratio_derive : forall alpha beta po pn x, density po -> density pn -> 0 < alpha < 1 ->
  0 < beta < 1 ->
  is_derive (sample_ratio alpha po pn x) beta (- ((po x - pn x) / mix beta po pn x)).
Proof.
  intros alpha beta po pn x Ho Hn Ha Hb.
  pose proof (mix_pos alpha po pn Ho Hn ltac:(lra) x) as Hp.
  pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hq.
  unfold sample_ratio. evar_last.
  - apply (is_derive_comp ln (fun b => mix alpha po pn x / mix b po pn x)).
    + apply is_derive_Reals, derivable_pt_lim_ln, Rdiv_lt_0_compat; assumption.
    + unfold mix at 2. auto_derive; [unfold mix in Hq; lra|reflexivity].
  - unfold scal; simpl; unfold mult; simpl. unfold mix in Hq, Hp |- *. field. split; lra.
Qed.

(* For each estimator: its derivative at a sample x, and that derivative's mean under the learner.
   *)
Theorem i2_gradients : forall alpha beta po pn, density po -> density pn -> 0 < alpha < 1 ->
  0 < beta < 1 ->
  let q := mix beta po pn in let w := sample_ratio alpha po pn in
  let score := fun x => (po x - pn x) / q x in
  (forall x, is_derive (fun b => k1 (w x b)) beta (score x)) /\
  is_line (fun x => q x * score x) 0 /\
  (forall x, is_derive (fun b => k2 (w x b)) beta (- (w x beta * score x))) /\
  is_line (fun x => q x * - (w x beta * score x))
    (Derive (fun b => kl (mix b po pn) (mix alpha po pn)) beta) /\
  (forall x, is_derive (fun b => k3 (w x b)) beta ((1 - exp (w x beta)) * score x)) /\
  is_line (fun x => q x * ((1 - exp (w x beta)) * score x))
    (Derive (fun b => kl (mix alpha po pn) (mix b po pn)) beta).
Proof.
  intros alpha beta po pn Ho Hn Ha Hb q w score.
  assert (Hq : forall x, 0 < q x) by (apply mix_pos; trivial; lra).
  assert (Hp : forall x, 0 < mix alpha po pn x) by (apply mix_pos; trivial; lra).
  assert (Hw : forall x, is_derive (w x) beta (- score x)).
  { intro x. apply sample_ratio_derive; assumption. }
  split; [|split; [|split; [|split; [|split]]]].
  - intro x. unfold k1. evar_last; [apply (is_derive_opp (V := R_NormedModule) (w x)), Hw|].
    unfold opp; simpl. ring.
  - apply (line_val _ (1 - 1)); [ring|].
    eapply line_ext; [|exact (line_minus _ _ _ _ (density_mass po Ho) (density_mass pn Hn))].
    intro x. cbv beta. unfold score. specialize (Hq x). field. lra.
  - intro x. unfold k2. evar_last.
    + apply (is_derive_ext (fun b => / 2 * (w x b) ^ 2)); [intro; simpl; field|].
      apply (is_derive_scal (fun b => (w x b) ^ 2)), (is_derive_pow (w x) 2), Hw.
    + simpl. field.
  - assert (E : Derive (fun b : R => kl (mix b po pn) (mix alpha po pn)) beta
    = interior_slope alpha beta po pn).
    { apply is_derive_unique. apply c2_interior_derive; assumption. }
    rewrite E.
    eapply line_ext; [|exact (interior_slope_correct alpha beta po pn Ho Hn Ha Hb)].
    intro x. cbv beta. unfold score, w, sample_ratio, q. specialize (Hq x). specialize (Hp x).
    fold (q x) in *.
    replace (ln (q x / mix alpha po pn x)) with (- ln (mix alpha po pn x / q x)).
    2: { rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; lra). f_equal. field. lra. }
    unfold q. fold (q x). field. lra.
  - intro x. unfold k3. evar_last.
    + apply (is_derive_minus (V := R_NormedModule) (fun b => exp (w x b) - 1) (w x)); [|apply Hw].
      apply (is_derive_minus (V := R_NormedModule) (fun b => exp (w x b)) (fun _ => 1)).
      * apply (is_derive_comp exp (w x)); [apply is_derive_Reals, derivable_pt_lim_exp|apply Hw].
      * apply (is_derive_const (V := R_NormedModule)).
    + unfold minus, plus, opp, zero, scal; simpl. unfold mult; simpl. ring.
  - assert (E : Derive (fun b : R => kl (mix alpha po pn) (mix b po pn)) beta
                = (beta - alpha) * distinguishability beta po pn / (beta * (1 - beta))).
    { apply is_derive_unique. apply forward_kl_derive; trivial. lra. }
    rewrite E.
    pose proof (slope_integral alpha beta po pn Ho Hn Hb) as HS.
    apply (line_val _ (1 - 1 + (beta - alpha) * distinguishability beta po pn
      / (beta * (1 - beta)))); [ring|].
    eapply line_ext;
      [|exact (line_plus _ _ _ _ (line_minus _ _ _ _ (density_mass po Ho)
      (density_mass pn Hn)) HS)].
    intro x. cbv beta. unfold score, w, sample_ratio. specialize (Hq x). specialize (Hp x).
    rewrite exp_ln by (apply Rdiv_lt_0_compat; trivial; apply Hq). fold q. field. lra.
Qed.

(* As pulls on the logit: k3 in the loss is B5's slope with replay share alpha, k2 is C2's slope
   inside (0,1). *)
Theorem i3_logit_pulls : forall alpha t po pn, density po -> density pn -> 0 < alpha < 1 ->
  let beta := sigma t in
  is_derive (fun u => kl (mix alpha po pn) (mix (sigma u) po pn)) t
    ((beta - alpha) * distinguishability beta po pn) /\
  is_derive (fun u => kl (mix (sigma u) po pn) (mix alpha po pn)) t
    (beta * (1 - beta) * interior_slope alpha beta po pn).
Proof.
  intros alpha t po pn Ho Hn Ha beta. split; [apply b5_replay_slope; trivial; lra|].
  evar_last.
  - apply (is_derive_comp (fun b => kl (mix b po pn) (mix alpha po pn)) sigma);
      [apply c2_interior_derive; trivial; apply sigma_bounds|apply sigma_derive].
  - unfold scal; simpl; unfold mult; simpl. reflexivity.
Qed.
