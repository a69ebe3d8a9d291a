(* Convergence of the weight under reverse KL: claim C2.3, and C7 for the weight with an explicit
   constant.

   ph is a trajectory of logit gradient flow of KL (q_beta || p_alpha), po and pn any two densities.
   From every start the logit approaches the target's monotonically in distance, and exponentially,
   at a rate that is explicit in the start, the target and the total variation; so the weight
   converges to alpha. Existence of the flow is not claimed: a differentiable trajectory is given.
   *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

(* beta (1 - beta) falls by at most the exponential of the logit *)
Lemma sigma_variance_lower : forall u r, Rabs u <= r -> exp (- r) / 4 <= sigma u * (1 - sigma u).
Proof.
  intros u r Hu. apply Rabs_le_between in Hu.
  rewrite <- sigma_neg. unfold sigma. rewrite Ropp_involutive.
  pose proof (exp_pos u) as P1. pose proof (exp_pos (- u)) as P2.
  assert (E1 : exp u * exp (- u) = 1) by (rewrite <- exp_plus, Rplus_opp_r; apply exp_0).
  assert (E2 : exp (- r) * exp r = 1) by (rewrite <- exp_plus, Rplus_opp_l; apply exp_0).
  pose proof (exp_pos r) as P3. pose proof (exp_pos (- r)) as P4.
  assert (L1 : exp u <= exp r) by (apply exp_le; lra).
  assert (L2 : exp (- u) <= exp r) by (apply exp_le; lra).
  assert (L3 : 1 <= exp r) by (rewrite <- exp_0; apply exp_le; lra).
  replace (/ (1 + exp (- u)) * / (1 + exp u)) with (/ (2 + exp u + exp (- u))).
  2: { rewrite <- Rinv_mult. f_equal. nra. }
  replace (exp (- r) / 4) with (/ (4 * exp r)).
  2: { apply (Rmult_eq_reg_r (4 * exp r)); [|lra]. rewrite Rinv_l by lra. unfold Rdiv. nra. }
  apply Rinv_le_contravar; lra.
Qed.

(* the slope has the sign of the distance to the target, and grows at least linearly in it *)
Lemma slope_restores : forall alpha u r po pn, density po -> density pn -> 0 < alpha < 1 ->
  Rabs u <= r -> Rabs (logit alpha) <= r ->
  exp (- r) * total_variation po pn ^ 2 * (u - logit alpha) ^ 2
    <= (u - logit alpha) * interior_slope alpha (sigma u) po pn.
Proof.
  intros alpha u r po pn Ho Hn Ha Hu Hr. set (a := logit alpha) in *.
  set (k := exp (- r) * total_variation po pn ^ 2).
  assert (S0 : interior_slope alpha (sigma a) po pn = 0).
  { unfold a. rewrite sigma_logit by exact Ha. apply is_line_line.
    apply (line_ext (fun _ => 0)); [|apply line_zero]. intro x.
    pose proof (mix_pos alpha po pn Ho Hn ltac:(lra) x). unfold Rdiv.
    rewrite Rinv_r, ln_1 by lra. ring. }
  assert (HD : forall s, Rabs s <= r -> k <= distinguishability (sigma s) po pn).
  { intros s Hs. pose proof (sigma_bounds s) as Hb.
    eapply Rle_trans; [|apply (distinguishability_ge_tv (sigma s) po pn Ho Hn); lra].
    pose proof (sigma_variance_lower s r Hs). pose proof (pow2_ge_0 (total_variation po pn)).
    unfold k. nra. }
  set (g := fun s => interior_slope alpha (sigma s) po pn - k * (s - a)).
  assert (Hg : forall s, is_derive g s (distinguishability (sigma s) po pn - k)).
  { intro s. unfold g. apply (is_derive_minus (V := R_NormedModule)).
    - apply c2_slope_derive; assumption.
    - auto_derive; trivial. ring. }
  assert (Ga : g a = 0) by (unfold g; rewrite S0; ring).
  apply Rabs_le_between in Hu. apply Rabs_le_between in Hr.
  destruct (Rle_or_lt a u) as [Hau|Hau].
  - assert (H : g a <= g u).
    { apply (nondecreasing g (fun s => distinguishability (sigma s) po pn - k) a u Hau).
      - intros s Hs. apply Hg.
      - intros s Hs. assert (Rabs s <= r) by (apply Rabs_le_between; lra).
        specialize (HD s H). lra. }
    rewrite Ga in H. unfold g in H.
    replace (k * (u - a) ^ 2) with ((u - a) * (k * (u - a))) by ring. apply Rmult_le_compat_l; lra.
  - assert (H : g u <= g a).
    { apply (nondecreasing g (fun s => distinguishability (sigma s) po pn - k) u a ltac:(lra)).
      - intros s Hs. apply Hg.
      - intros s Hs. assert (Rabs s <= r) by (apply Rabs_le_between; lra).
        specialize (HD s H). lra. }
    rewrite Ga in H. unfold g in H.
    replace (k * (u - a) ^ 2) with ((a - u) * (k * (a - u))) by ring.
    replace ((u - a) * interior_slope alpha (sigma u) po pn)
      with ((a - u) * - interior_slope alpha (sigma u) po pn) by ring.
    apply Rmult_le_compat_l; lra.
Qed.

(* the logit flow of reverse KL *)
Definition weight_flow (alpha : R) (po pn : R -> R) (ph : R -> R) : Prop :=
  forall t, 0 <= t ->
    is_derive ph t (- Derive (fun u => kl (mix (sigma u) po pn) (mix alpha po pn)) (ph t)).

Lemma weight_flow_slope : forall alpha po pn ph t, density po -> density pn -> 0 < alpha < 1 ->
  weight_flow alpha po pn ph -> 0 <= t ->
  let beta := sigma (ph t) in
  is_derive ph t (- (beta * (1 - beta) * interior_slope alpha beta po pn)).
Proof.
  intros alpha po pn ph t Ho Hn Ha H Ht beta. specialize (H t Ht).
  assert (E : is_derive (fun u => kl (mix (sigma u) po pn) (mix alpha po pn)) (ph t)
                (beta * (1 - beta) * interior_slope alpha beta po pn)).
  { evar_last.
    - apply (is_derive_comp (fun b => kl (mix b po pn) (mix alpha po pn)) sigma (ph t)).
      + apply c2_interior_derive; trivial. apply sigma_bounds.
      + apply sigma_derive.
    - unfold scal; simpl; unfold mult; simpl. fold beta. ring. }
  assert (D : Derive (fun u : R => kl (mix (sigma u) po pn) (mix alpha po pn)) (ph t)
              = beta * (1 - beta) * interior_slope alpha beta po pn) by (apply is_derive_unique, E).
  rewrite D in H. exact H.
Qed.

(* exponential convergence from every start *)
Theorem c2_weight_converges : forall alpha po pn ph, density po -> density pn -> 0 < alpha < 1 ->
  weight_flow alpha po pn ph ->
  let a := logit alpha in let r := Rabs a + Rabs (ph 0 - a) in
  let rate := exp (- r) ^ 2 * total_variation po pn ^ 2 / 4 in
  forall t, 0 <= t -> Rabs (ph t - a) <= Rabs (ph 0 - a) * exp (- rate * t).
Proof.
  intros alpha po pn ph Ho Hn Ha Hflow a r rate.
  set (V := fun t => (ph t - a) ^ 2).
  set (V' := fun t => - (2 * (sigma (ph t) * (1 - sigma (ph t))) *
                        ((ph t - a) * interior_slope alpha (sigma (ph t)) po pn))).
  assert (HV : forall t, 0 <= t -> is_derive V t (V' t)).
  { intros t Ht. unfold V, V'. pose proof (weight_flow_slope alpha po pn ph t Ho Hn Ha Hflow Ht)
    as Hd.
    cbv zeta in Hd.
    set (d := - (sigma (ph t) * (1 - sigma (ph t)) * interior_slope alpha (sigma (ph t)) po pn))
      in *.
    evar_last.
    - apply (is_derive_pow (fun s => ph s - a) 2 t d).
      evar_last; [apply (is_derive_minus (V := R_NormedModule) ph (fun _ => a));
        [exact Hd|apply (is_derive_const (V := R_NormedModule))]|].
      unfold minus, plus, opp, zero; simpl. ring.
    - unfold d. simpl. ring. }
  pose proof (Rabs_pos a) as Pa. pose proof (Rabs_pos (ph 0 - a)) as P0.
  (* the distance never grows *)
  assert (Hsign : forall t, 0 <= (ph t - a) * interior_slope alpha (sigma (ph t)) po pn).
  { intro t. eapply Rle_trans; [|apply (slope_restores alpha (ph t) (Rabs (ph t) + Rabs a) po pn Ho
    Hn Ha); fold a;
      pose proof (Rabs_pos (ph t)); lra].
    apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos;
      [apply Rlt_le, exp_pos|apply pow2_ge_0]. }
  assert (Hmono : forall t, 0 <= t -> Rabs (ph t - a) <= Rabs (ph 0 - a)).
  { intros t Ht. assert (H : - V 0 <= - V t).
    { apply (nondecreasing (fun s => - V s) (fun s => - V' s) 0 t Ht).
      - intros s Hs. apply (is_derive_opp (V := R_NormedModule) V s (V' s)), HV. lra.
      - intros s Hs. unfold V'. rewrite Ropp_involutive. pose proof (sigma_bounds (ph s)) as Hb.
        apply Rmult_le_pos; [|apply Hsign]. apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; lra. }
    unfold V in H. apply Rsqr_le_abs_0. unfold Rsqr. simpl in H. lra. }
  assert (Hin : forall t, 0 <= t -> Rabs (ph t) <= r).
  { intros t Ht. replace (ph t) with ((ph t - a) + a) by ring.
    eapply Rle_trans; [apply Rabs_triang|].
    specialize (Hmono t Ht). unfold r. lra. }
  assert (Hra : Rabs a <= r) by (unfold r; lra).
  (* V exp (2 rate t) never grows *)
  set (W := fun t => V t * exp (2 * rate * t)).
  assert (HW : forall t, 0 <= t -> W t <= W 0).
  { intros t Ht. assert (H : - W 0 <= - W t); [|lra].
    apply (nondecreasing (fun s => - W s) (fun s =>
      - (V' s * exp (2 * rate * s) + V s * (2 * rate * exp (2 * rate * s)))) 0 t Ht).
    - intros s Hs. apply (is_derive_opp (V := R_NormedModule) W s). unfold W. evar_last.
      + apply (is_derive_mult V (fun u => exp (2 * rate * u)) s);
        [apply HV; lra| |intros; apply Rmult_comm].
        auto_derive; [trivial|reflexivity].
      + unfold plus, mult; simpl. ring.
    - intros s Hs. pose proof (exp_pos (2 * rate * s)) as Pe.
      pose proof (sigma_variance_lower (ph s) r (Hin s ltac:(lra))) as Hvar.
      pose proof (slope_restores alpha (ph s) r po pn Ho Hn Ha (Hin s ltac:(lra)) Hra) as Hsl.
      fold a in Hsl.
      set (T := exp (- r) * total_variation po pn ^ 2 * (ph s - a) ^ 2) in *.
      assert (HT0 : 0 <= T).
      { unfold T. apply Rmult_le_pos; [|apply pow2_ge_0].
        apply Rmult_le_pos; [apply Rlt_le, exp_pos|apply pow2_ge_0]. }
      assert (Hprod : exp (- r) / 4 * T <= sigma (ph s) * (1 - sigma (ph s)) *
                ((ph s - a) * interior_slope alpha (sigma (ph s)) po pn)).
      { apply Rmult_le_compat; trivial. pose proof (exp_pos (- r)). lra. }
      assert (HVT : V s * rate = exp (- r) / 4 * T).
      { unfold V, rate, T. simpl. field. }
      replace (- (V' s * exp (2 * rate * s) + V s * (2 * rate * exp (2 * rate * s))))
        with (exp (2 * rate * s) * (- V' s - 2 * (V s * rate))) by ring.
      apply Rmult_le_pos; [lra|]. rewrite HVT. unfold V'. lra. }
  intros t Ht. specialize (HW t Ht). unfold W in HW. rewrite Rmult_0_r, exp_0, Rmult_1_r in HW.
  pose proof (exp_pos (- rate * t)) as Pe.
  rewrite <- (Rabs_pos_eq (exp (- rate * t))) by lra. rewrite <- Rabs_mult. apply Rsqr_le_abs_0.
  unfold V in HW. unfold Rsqr.
  assert (Ee : exp (2 * rate * t) * (exp (- rate * t) * exp (- rate * t)) = 1).
  { rewrite <- !exp_plus. replace (2 * rate * t + (- rate * t + - rate * t)) with 0 by ring.
    apply exp_0. }
  assert (Pp : 0 < exp (- rate * t) * exp (- rate * t)) by (apply Rmult_lt_0_compat; exact Pe).
  apply (Rmult_le_compat_r (exp (- rate * t) * exp (- rate * t))) in HW; [|lra].
  replace ((ph t - a) ^ 2 * exp (2 * rate * t) * (exp (- rate * t) * exp (- rate * t)))
    with ((ph t - a) ^ 2 * (exp (2 * rate * t) * (exp (- rate * t) * exp (- rate * t))))
      in HW by ring.
  rewrite Ee in HW. lra.
Qed.

(* the weight converges to the target's *)
Theorem c2_flow_to_target : forall alpha po pn ph x0, density po -> density pn -> po x0 <> pn x0 ->
  0 < alpha < 1 ->
  weight_flow alpha po pn ph -> is_lim (fun t => sigma (ph t)) p_infty alpha.
Proof.
  intros alpha po pn ph x0 Ho Hn Hx Ha Hflow.
  pose proof (c2_weight_converges alpha po pn ph Ho Hn Ha Hflow) as H. cbv zeta in H.
  set (a := logit alpha) in *.
  set (rate := exp (- (Rabs a + Rabs (ph 0 - a))) ^ 2 * total_variation po pn ^ 2 / 4) in *.
  assert (Hrate : 0 < rate).
  { unfold rate. pose proof (exp_pos (- (Rabs a + Rabs (ph 0 - a)))) as P.
    pose proof (total_variation_pos po pn x0 Ho Hn Hx) as T.
    pose proof (pow_lt _ 2 P). pose proof (pow_lt _ 2 T).
    assert (0 < exp (- (Rabs a + Rabs (ph 0 - a))) ^ 2 * total_variation po pn ^ 2)
      by (apply Rmult_lt_0_compat; assumption).
    lra. }
  assert (Hph : is_lim ph p_infty a).
  { apply is_lim_spec. intros [eps He]. simpl. set (d := Rabs (ph 0 - a)) in *.
    assert (Hd : 0 <= d) by apply Rabs_pos.
    exists (Rmax 0 (d / (rate * eps))). intros t Ht.
    pose proof (Rmax_l 0 (d / (rate * eps))). pose proof (Rmax_r 0 (d / (rate * eps))).
    eapply Rle_lt_trans; [apply H; lra|].
    (* exp (- x) < 1/x *)
    assert (Hx1 : d / (rate * eps) < t) by lra.
    assert (Hre : 0 < rate * eps) by (apply Rmult_lt_0_compat; lra).
    assert (Hdt : d < eps * (rate * t)).
    { apply (Rmult_lt_compat_r (rate * eps)) in Hx1; [|exact Hre].
      unfold Rdiv in Hx1. rewrite Rmult_assoc, Rinv_l in Hx1 by lra. lra. }
    pose proof (exp_pos (- rate * t)) as P1. pose proof (exp_ineq1_le (rate * t)) as P2.
    assert (E : exp (rate * t) * exp (- rate * t) = 1).
    { rewrite <- exp_plus. replace (rate * t + - rate * t) with 0 by ring. apply exp_0. }
    assert (P3 : 0 <= rate * t) by (apply Rmult_le_pos; lra).
    assert (rate * t * exp (- rate * t) < 1) by nra. nra. }
  replace (Finite alpha) with (Finite (sigma a)) by (unfold a; rewrite sigma_logit by exact Ha;
    reflexivity).
  apply (is_lim_comp_continuous ph sigma p_infty a Hph).
  apply continuity_pt_filterlim, sigma_cont.
Qed.
