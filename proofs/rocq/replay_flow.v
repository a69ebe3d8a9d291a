(* Forward KL to a mixture of both modes: the flow of the weight converges. Claims B5 (SFT with
   replay in the data) and D4 (SDFT as it is trained, by forward KL to the teacher), any two
   positive continuous densities.

   The flow of the logit goes to the trained-on weight from every start, exponentially, at a rate
   explicit in the start, that weight and the total variation. D4: the same law with the teacher's
   weight in the place of the replayed share; a teacher at rest is reached. Means held at the modes;
   existence of the flow is not claimed. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic heat misassignment divergence
  forward_kl weight_flow.
Open Scope R_scope.

Lemma restoring_rate : forall (y v : R -> R) kappa,
  (forall t, 0 <= t -> is_derive y t (- v t)) -> (forall t, 0 <= t -> 0 <= y t * v t) ->
  (forall t, 0 <= t -> Rabs (y t) <= Rabs (y 0) -> kappa * y t ^ 2 <= y t * v t) ->
  forall t, 0 <= t -> Rabs (y t) <= Rabs (y 0) * exp (- kappa * t).
Proof.
  intros y v kappa Hd Hsign Hk.
  assert (HV : forall t, 0 <= t -> is_derive (fun s => y s ^ 2) t (- 2 * (y t * v t))).
  { intros t Ht. evar_last; [apply (is_derive_pow y 2), Hd, Ht|]. simpl. ring. }
  assert (Habs : forall a b, a ^ 2 <= b ^ 2 -> Rabs a <= Rabs b).
  { intros a b H. apply Rsqr_le_abs_0. unfold Rsqr. lra. }
  assert (Hin : forall t, 0 <= t -> Rabs (y t) <= Rabs (y 0)).
  { intros t Ht. apply Habs. assert (- y 0 ^ 2 <= - y t ^ 2); [|lra].
    apply (nondecreasing (fun s => - y s ^ 2) (fun s => - (- 2 * (y s * v s))) 0 t Ht).
    - intros s Hs. apply (is_derive_ext (fun s => opp (y s ^ 2)));
      [intro; unfold opp; simpl; ring|].
      apply (is_derive_opp (V := R_NormedModule) (fun s => y s ^ 2)), HV. lra.
    - intros s Hs. specialize (Hsign s ltac:(lra)). lra. }
  intros t Ht.
  assert (HW : - (y 0 ^ 2 * exp (2 * kappa * 0)) <= - (y t ^ 2 * exp (2 * kappa * t))).
  { apply (nondecreasing (fun s => - (y s ^ 2 * exp (2 * kappa * s)))
             (fun s => - (- 2 * (y s * v s) * exp (2 * kappa * s)
               + y s ^ 2 * (2 * kappa * exp (2 * kappa * s)))) 0 t Ht).
    - intros s Hs. apply (is_derive_opp (V := R_NormedModule)
      (fun s => y s ^ 2 * exp (2 * kappa * s))). evar_last.
      + apply (is_derive_mult (fun s => y s ^ 2) (fun s => exp (2 * kappa * s)) s);
        [apply HV; lra| |intros; apply Rmult_comm].
        auto_derive; [trivial|reflexivity].
      + algebra.
    - intros s Hs. pose proof (exp_pos (2 * kappa * s)) as Pe.
      specialize (Hk s ltac:(lra) (Hin s ltac:(lra))).
      replace (- (- 2 * (y s * v s) * exp (2 * kappa * s)
        + y s ^ 2 * (2 * kappa * exp (2 * kappa * s))))
        with (2 * (y s * v s - kappa * y s ^ 2) * exp (2 * kappa * s)) by ring.
      apply Rmult_le_pos; lra. }
  rewrite Rmult_0_r, exp_0, Rmult_1_r in HW. pose proof (exp_pos (- kappa * t)) as P1.
  rewrite <- (Rabs_pos_eq (exp (- kappa * t))) by lra. rewrite <- Rabs_mult. apply Habs.
  assert (E : exp (2 * kappa * t) * exp (- kappa * t) ^ 2 = 1).
  { simpl. rewrite Rmult_1_r, <- !exp_plus.
    replace (2 * kappa * t + (- kappa * t + - kappa * t)) with 0 by ring. apply exp_0. }
  replace ((y 0 * exp (- kappa * t)) ^ 2) with (y 0 ^ 2 * exp (- kappa * t) ^ 2) by ring.
  apply Rle_trans with (y t ^ 2 * exp (2 * kappa * t) * exp (- kappa * t) ^ 2).
  - rewrite Rmult_assoc, E. lra.
  - apply Rmult_le_compat_r; [apply pow2_ge_0|lra].
Qed.

Lemma replay_restores : forall rho u r po pn, density po -> density pn -> 0 < rho < 1 ->
  Rabs u <= r -> Rabs (logit rho) <= r ->
  exp (- r) ^ 2 * total_variation po pn ^ 2 / 4 * (u - logit rho) ^ 2
    <= (u - logit rho) * ((sigma u - rho) * distinguishability (sigma u) po pn).
Proof.
  intros rho u r po pn Ho Hn Hr Hu Ha. set (a := logit rho) in *.
  destruct (MVT_gen sigma a u sigma1) as [c [Hc E]].
  { intros t _. apply sigma_derive. }
  { intros t _. apply sigma_cont. }
  assert (Ea : sigma a = rho) by (apply sigma_logit, Hr). rewrite Ea in E. rewrite E.
  assert (Hcr : exp (- r) / 4 <= sigma1 c).
  { apply sigma_variance_lower. apply Rabs_le_between in Hu. apply Rabs_le_between in Ha.
    apply Rabs_le. unfold Rmin, Rmax in Hc. destruct (Rle_dec a u); lra. }
  pose proof (sigma_bounds u) as Hb.
  pose proof (distinguishability_ge_tv (sigma u) po pn Ho Hn ltac:(lra)) as HD.
  pose proof (sigma_variance_lower u r Hu) as Hs.
  pose proof (pow2_ge_0 (total_variation po pn)) as HT.
  set (T2 := total_variation po pn ^ 2) in *. pose proof (exp_pos (- r)) as Pe.
  assert (HD' : exp (- r) * T2 <= distinguishability (sigma u) po pn).
  { eapply Rle_trans; [|exact HD]. replace (4 * sigma u * (1 - sigma u) * T2)
    with (4 * (sigma u * (1 - sigma u)) * T2) by ring.
    apply Rmult_le_compat_r; lra. }
  assert (H0 : 0 <= exp (- r) * T2) by (apply Rmult_le_pos; lra).
  replace ((u - a) * (sigma1 c * (u - a) * distinguishability (sigma u) po pn))
    with (sigma1 c * distinguishability (sigma u) po pn * (u - a) ^ 2) by ring.
  apply Rmult_le_compat_r; [apply pow2_ge_0|].
  replace (exp (- r) ^ 2 * T2 / 4) with (exp (- r) / 4 * (exp (- r) * T2)) by field.
  apply Rmult_le_compat; lra.
Qed.

(* gradient flow of the logit under KL (p_rho || q) *)
Definition replay_flow (rho : R) (po pn : R -> R) (ph : R -> R) : Prop :=
  forall t, 0 <= t -> is_derive ph t (- Derive
    (fun u => kl (mix rho po pn) (mix (sigma u) po pn)) (ph t)).

Theorem b5_flow_converges : forall rho po pn ph, density po -> density pn -> 0 < rho < 1 ->
  replay_flow rho po pn ph ->
  let a := logit rho in let r := Rabs a + Rabs (ph 0 - a) in
  let rate := exp (- r) ^ 2 * total_variation po pn ^ 2 / 4 in
  forall t, 0 <= t -> Rabs (ph t - a) <= Rabs (ph 0 - a) * exp (- rate * t).
Proof.
  intros rho po pn ph Ho Hn Hr Hflow a r rate.
  set (v := fun t => (sigma (ph t) - rho) * distinguishability (sigma (ph t)) po pn).
  assert (Hra : forall y, Rabs (y - a) <= Rabs (ph 0 - a) -> Rabs y <= r).
  { intros y Hy. unfold r. replace y with (a + (y - a)) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. lra. }
  assert (Har : Rabs a <= r) by (unfold r; pose proof (Rabs_pos (ph 0 - a)); lra).
  apply (restoring_rate (fun t => ph t - a) v rate).
  - intros t Ht. evar_last.
    + apply (is_derive_minus (V := R_NormedModule) ph (fun _ => a));
      [apply Hflow, Ht|apply (is_derive_const (V := R_NormedModule))].
    + destruct (b5_replay_slope rho (ph t) po pn Ho Hn ltac:(lra)) as [Hd _].
      assert (E : Derive (fun u : R => kl (mix rho po pn) (mix (sigma u) po pn)) (ph t) = v t)
        by (apply is_derive_unique; exact Hd).
      rewrite E. unfold minus, plus, opp, zero; simpl. ring.
  - intros t Ht. pose proof (replay_restores rho (ph t) (Rmax (Rabs (ph t)) (Rabs a)) po pn Ho Hn Hr
    (Rmax_l _ _) (Rmax_r _ _)) as H.
    unfold v. fold a in H. eapply Rle_trans; [|exact H].
    apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [|lra].
    apply Rmult_le_pos; [apply pow2_ge_0|apply pow2_ge_0].
  - intros t Ht Hle. apply replay_restores; trivial. apply Hra, Hle.
Qed.

(* D4: the student's pull under forward KL to a teacher of weight beta_t, and where a teacher at
   rest leads it *)
Theorem d4_mass_law : forall beta_t t po pn, density po -> density pn -> 0 <= beta_t <= 1 ->
  let beta := sigma t in
  is_derive (fun u => kl (mix beta_t po pn) (mix (sigma u) po pn)) t
    ((beta - beta_t) * distinguishability beta po pn).
Proof. intros. apply b5_replay_slope; assumption. Qed.

Theorem d4_student_reaches_teacher : forall beta_t po pn ph x0, density po -> density pn ->
  po x0 <> pn x0 ->
  0 < beta_t < 1 -> replay_flow beta_t po pn ph -> is_lim (fun t => sigma (ph t)) p_infty beta_t.
Proof.
  intros rho po pn ph x0 Ho Hn Hx Hr Hflow.
  pose proof (b5_flow_converges rho po pn ph Ho Hn Hr Hflow) as H. cbv zeta in H.
  set (a := logit rho) in *. set (r := Rabs a + Rabs (ph 0 - a)) in *.
  set (rate := exp (- r) ^ 2 * total_variation po pn ^ 2 / 4) in *.
  assert (Hrate : 0 < rate).
  { unfold rate. pose proof (exp_pos (- r)) as P.
    pose proof (total_variation_pos po pn x0 Ho Hn Hx) as T.
    pose proof (Rmult_lt_0_compat _ _ (pow_lt _ 2 P) (pow_lt _ 2 T)). lra. }
  assert (Hph : is_lim ph p_infty a).
  { apply is_lim_spec. intros [eps He]. simpl. set (d := Rabs (ph 0 - a)) in *.
    assert (Hd : 0 <= d) by apply Rabs_pos. assert (Hre : 0 < rate * eps)
      by (apply Rmult_lt_0_compat; lra).
    exists (Rmax 0 (d / (rate * eps))). intros t Ht.
    pose proof (Rmax_l 0 (d / (rate * eps))). pose proof (Rmax_r 0 (d / (rate * eps))).
    eapply Rle_lt_trans; [apply H; lra|].
    assert (Hdt : d < eps * (rate * t)).
    { assert (d / (rate * eps) < t) as Hq by lra. apply (Rmult_lt_compat_r (rate * eps)) in Hq;
      [|exact Hre].
      replace (d / (rate * eps) * (rate * eps)) with d in Hq by (field; lra). lra. }
    pose proof (exp_pos (- rate * t)) as P1. pose proof (exp_ineq1_le (rate * t)) as P2.
    assert (E : exp (rate * t) * exp (- rate * t) = 1).
    { rewrite <- exp_plus. replace (rate * t + - rate * t) with 0 by ring. apply exp_0. }
    assert (P3 : 0 <= rate * t) by (apply Rmult_le_pos; lra).
    assert (P4 : rate * t * exp (- rate * t) < 1) by nra. nra. }
  replace (Finite rho) with (Finite (sigma a)) by (unfold a; rewrite sigma_logit by exact Hr;
    reflexivity).
  apply (is_lim_comp_continuous ph sigma p_infty a Hph). apply continuity_pt_filterlim, sigma_cont.
Qed.
