(* The Gaussian integral, by differentiating under the integral sign.

   erf_int x = int_0^x exp(-t^2) dt,
   comp_int x = int_0^1 exp(-x^2 (1+t^2)) / (1+t^2) dt.
   Then (erf_int^2 + comp_int)' = 0 and the sum is PI/4 at 0, while
   0 <= comp_int x <= exp(-x^2). Hence erf_int x tends to sqrt(PI)/2 ([gauss_half_line]).
   No hypothesis anywhere. The density itself is in gaussian.v. *)
Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition gexp (t : R) := exp (- t ^ 2).
Definition erf_int (x : R) := RInt gexp 0 x.
Definition kern (x t : R) := exp (- x ^ 2 * (1 + t ^ 2)) / (1 + t ^ 2).
Definition comp_int (x : R) := RInt (kern x) 0 1.

Lemma one_t2 : forall t, 0 < 1 + t ^ 2.
Proof. intro t. pose proof (pow2_ge_0 t). lra. Qed.

Lemma gexp_continuous : forall t, continuous gexp t.
Proof.
  intro t. apply (@ex_derive_continuous R_AbsRing R_NormedModule).
  unfold gexp. auto_derive. trivial.
Qed.

Lemma gexp_ex : forall u v, ex_RInt gexp u v.
Proof. intros. apply (@ex_RInt_continuous R_CompleteNormedModule).
intros; apply gexp_continuous. Qed.

Lemma erf_derive : forall x, is_derive erf_int x (gexp x).
Proof.
  intro x. apply (is_derive_RInt (V := R_NormedModule) gexp erf_int 0 x).
  - exists (mkposreal 1 Rlt_0_1). intros y _. unfold erf_int.
    apply (RInt_correct (V := R_CompleteNormedModule)), gexp_ex.
  - apply gexp_continuous.
Qed.

Lemma kern_ex : forall x u v, ex_RInt (kern x) u v.
Proof.
  intros. apply (@ex_RInt_continuous R_CompleteNormedModule). intros t _.
  apply (@ex_derive_continuous R_AbsRing R_NormedModule).
  unfold kern. auto_derive. pose proof (one_t2 t). lra.
Qed.

Definition kern_dx (x t : R) := - 2 * x * exp (- x ^ 2 * (1 + t ^ 2)).

Lemma kern_derive : forall x t, is_derive (fun x => kern x t) x (kern_dx x t).
Proof.
  intros x t. unfold kern, kern_dx. pose proof (one_t2 t).
  auto_derive; [lra|]. 
  replace (- (x * (x * 1)) * (1 + t * (t * 1))) with (- x ^ 2 * (1 + t ^ 2)) by ring.
  field. lra.
Qed.

Lemma kern_dx_continuous : forall x t, continuity_2d_pt kern_dx x t.
Proof.
  intros x t. unfold kern_dx.
  apply continuity_2d_pt_mult.
  - apply continuity_2d_pt_mult; [apply continuity_2d_pt_const|apply continuity_2d_pt_id1].
  - apply (continuity_1d_2d_pt_comp exp (fun x t => - x ^ 2 * (1 + t ^ 2))).
    + apply derivable_continuous_pt, derivable_pt_exp.
    + apply (continuity_2d_pt_ext (fun x t => - (x * x) * (1 + t * t))); [intros; ring|].
      apply continuity_2d_pt_mult.
      * apply continuity_2d_pt_opp, continuity_2d_pt_mult; apply continuity_2d_pt_id1.
      * apply continuity_2d_pt_plus; [apply continuity_2d_pt_const|].
        apply continuity_2d_pt_mult; apply continuity_2d_pt_id2.
Qed.

Lemma comp_derive0 : forall x, is_derive comp_int x (RInt (kern_dx x) 0 1).
Proof.
  intro x. unfold comp_int.
  replace (RInt (kern_dx x) 0 1) with (RInt (fun t => Derive (fun u => kern u t) x) 0 1).
  - apply is_derive_RInt_param.
    + exists (mkposreal 1 Rlt_0_1). intros y _ t _. eexists. apply kern_derive.
    + intros t _. apply (continuity_2d_pt_ext kern_dx).
      * intros u v. symmetry. apply is_derive_unique, kern_derive.
      * apply kern_dx_continuous.
    + exists (mkposreal 1 Rlt_0_1). intros y _. apply kern_ex.
  - apply RInt_ext. intros t _. apply is_derive_unique, kern_derive.
Qed.

(* substitution u = x t *)
Lemma kern_dx_integral : forall x, RInt (kern_dx x) 0 1 = - 2 * gexp x * erf_int x.
Proof.
  intro x. unfold erf_int.
  assert (H : RInt (fun t => x * gexp (x * t + 0)) 0 1 = RInt gexp (x * 0 + 0) (x * 1 + 0)).
  { apply (RInt_comp_lin (V := R_CompleteNormedModule) gexp x 0 0 1). apply gexp_ex. }
  replace (x * 0 + 0) with 0 in H by ring. replace (x * 1 + 0) with x in H by ring.
  rewrite <- H.
  rewrite <- (RInt_scal (V := R_CompleteNormedModule) _ 0 1 (- 2 * gexp x)).
  - apply RInt_ext. intros t _. unfold kern_dx, gexp, scal; simpl; unfold mult; simpl.
    replace (- (x * (x * 1)) * (1 + t * (t * 1)))
      with (- (x * (x * 1)) + - ((x * t + 0) * ((x * t + 0) * 1))) by ring.
    rewrite exp_plus. match goal with |- ?l = ?r => change (@eq R l r) end. ring.
  - apply (@ex_RInt_continuous R_CompleteNormedModule). intros t _.
    apply (@ex_derive_continuous R_AbsRing R_NormedModule).
    unfold gexp. auto_derive. trivial.
Qed.

Lemma sum_derive : forall x, is_derive (fun x => erf_int x ^ 2 + comp_int x) x 0.
Proof.
  intro x. pose proof (erf_derive x) as HE. pose proof (comp_derive0 x) as HG.
  rewrite kern_dx_integral in HG.
  replace 0 with (INR 2 * gexp x * erf_int x ^ 1 + - 2 * gexp x * erf_int x) by (simpl; ring).
  apply (is_derive_plus (V := R_NormedModule) (fun x => erf_int x ^ 2) comp_int); trivial.
  apply (is_derive_pow erf_int 2 x (gexp x)). trivial.
Qed.

Lemma comp_0 : comp_int 0 = PI / 4.
Proof.
  unfold comp_int. apply is_RInt_unique.
  replace (PI / 4) with (atan 1 - atan 0) by (rewrite atan_1, atan_0; ring).
  apply (is_RInt_ext (fun t => / (1 + t ^ 2))).
  { intros t _. unfold kern. replace (- 0 ^ 2 * (1 + t ^ 2)) with 0 by ring.
    rewrite exp_0. match goal with |- ?l = ?r => change (@eq R l r) end. field.
    pose proof (one_t2 t). lra. }
  apply (is_RInt_derive (V := R_CompleteNormedModule) atan (fun t => / (1 + t ^ 2))).
  - intros t _. apply is_derive_Reals.
    apply derivable_pt_lim_atan.
  - intros t _. apply (@ex_derive_continuous R_AbsRing R_NormedModule).
    auto_derive. pose proof (one_t2 t). lra.
Qed.

Lemma sum_const : forall x, erf_int x ^ 2 + comp_int x = PI / 4.
Proof.
  intro x.
  assert (H0 : erf_int 0 ^ 2 + comp_int 0 = PI / 4).
  { unfold erf_int. rewrite RInt_point, comp_0. change zero with 0. ring. }
  rewrite <- H0.
  destruct (MVT_gen (fun x => erf_int x ^ 2 + comp_int x) 0 x (fun _ => 0)) as [c [_ Hc]].
  - intros t _. apply sum_derive.
  - intros t _. apply continuity_pt_filterlim.
    apply (ex_derive_continuous (fun x => erf_int x ^ 2 + comp_int x) t). exists 0.
    apply sum_derive.
  - lra.
Qed.

Lemma comp_bounds : forall x, 0 <= comp_int x <= exp (- x ^ 2).
Proof.
  intro x. unfold comp_int. split.
  - apply RInt_ge_0; [lra|apply kern_ex|]. intros t _. unfold kern.
    apply Rlt_le, Rdiv_lt_0_compat; [apply exp_pos|apply one_t2].
  - replace (exp (- x ^ 2)) with (RInt (fun _ => exp (- x ^ 2)) 0 1).
    + apply RInt_le; [lra|apply kern_ex|apply ex_RInt_const|].
      intros t _. unfold kern. pose proof (one_t2 t).
      apply Rmult_le_reg_r with (1 + t ^ 2); trivial.
      replace (exp (- x ^ 2 * (1 + t ^ 2)) / (1 + t ^ 2) * (1 + t ^ 2))
        with (exp (- x ^ 2) * exp (- (x * t) ^ 2)).
      2: { rewrite <- exp_plus. 
           replace (- x ^ 2 + - (x * t) ^ 2) with (- x ^ 2 * (1 + t ^ 2)) by ring. field. lra. }
      pose proof (exp_pos (- x ^ 2)).
      apply Rmult_le_compat_l; [lra|].
      apply Rle_trans with 1.
      * rewrite <- exp_0. destruct (Req_dec ((x * t) ^ 2) 0) as [He|He].
        -- rewrite He. right. f_equal. ring.
        -- apply Rlt_le, exp_increasing. pose proof (pow2_ge_0 (x * t)). lra.
      * pose proof (pow2_ge_0 t). lra.
    + rewrite RInt_const. unfold scal; simpl; unfold mult; simpl. ring.
Qed.

Theorem erf_sq_le : forall x, erf_int x ^ 2 <= PI / 4.
Proof. intro x. pose proof (sum_const x). pose proof (comp_bounds x). lra. Qed.

Lemma exp_m_sq_lim : is_lim (fun x => exp (- x ^ 2)) p_infty 0.
Proof.
  apply (is_lim_le_le_loc (fun _ => 0) (fun x => exp (- x))).
  - exists 1. intros x Hx. split; [apply Rlt_le, exp_pos|].
    apply Rlt_le, exp_increasing. nra.
  - apply is_lim_const.
  - apply (is_lim_comp exp (fun x => - x) p_infty 0 m_infty).
    + apply is_lim_exp_m.
    + apply (is_lim_opp (fun x => x) p_infty p_infty), is_lim_id.
    + exists 0. discriminate.
Qed.

Lemma comp_lim : is_lim comp_int p_infty 0.
Proof.
  apply (is_lim_le_le_loc (fun _ => 0) (fun x => exp (- x ^ 2))).
  - exists 0. intros x _. apply comp_bounds.
  - apply is_lim_const.
  - apply exp_m_sq_lim.
Qed.

Lemma erf_nonneg : forall x, 0 <= x -> 0 <= erf_int x.
Proof.
  intros x Hx. apply RInt_ge_0; trivial; [apply gexp_ex|].
  intros t _. apply Rlt_le, exp_pos.
Qed.

Theorem gauss_half_line : is_lim erf_int p_infty (sqrt PI / 2).
Proof.
  pose proof PI_RGT_0 as Hpi.
  apply (is_lim_ext_loc (fun x => sqrt (PI / 4 - comp_int x))).
  - exists 0. intros x Hx.
    rewrite <- (sum_const x).
    replace (erf_int x ^ 2 + comp_int x - comp_int x) with (erf_int x * erf_int x) by ring.
    apply sqrt_square, erf_nonneg. lra.
  - replace (sqrt PI / 2) with (sqrt (PI / 4 - 0)).
    + apply (is_lim_comp_continuous (fun x => PI / 4 - comp_int x) sqrt p_infty (PI / 4 - 0)).
      * apply (is_lim_minus' (fun _ => PI / 4) comp_int p_infty (PI / 4) 0).
        -- apply is_lim_const.
        -- apply comp_lim.
      * apply continuity_pt_filterlim, continuity_pt_sqrt. lra.
    + rewrite Rminus_0_r, sqrt_div by lra.
      replace 4 with (2 * 2) by ring. rewrite sqrt_square by lra. reflexivity.
Qed.

Lemma erf_odd : forall x, erf_int (- x) = - erf_int x.
Proof.
  intro x. unfold erf_int.
  assert (H : RInt (fun t => -1 * gexp (-1 * t + 0)) 0 x = RInt gexp (-1 * 0 + 0) (-1 * x + 0)).
  { apply (RInt_comp_lin (V := R_CompleteNormedModule) gexp (-1) 0 0 x), gexp_ex. }
  replace (-1 * 0 + 0) with 0 in H by ring. replace (-1 * x + 0) with (- x) in H by ring.
  rewrite <- H.
  change (- RInt gexp 0 x) with (opp (RInt (V := R_CompleteNormedModule) gexp 0 x)).
  rewrite <- (RInt_opp (V := R_CompleteNormedModule)) by apply gexp_ex.
  apply RInt_ext. intros t _. unfold opp; simpl. unfold gexp.
  replace ((-1 * t + 0) ^ 2) with (t ^ 2) by ring. 
  match goal with |- ?l = ?r => change (@eq R l r) end. ring.
Qed.

