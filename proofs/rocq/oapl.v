(* OAPL: claims F1, F2, F3, F4, and the same Stein step for E3 of TTT-Discover.

   F1: mode-constant rewards: the squared loss vanishes exactly at the tilt, whose logit mass is
   lower by (r_n - r_o)/tau. F2: any continuous reward in [0, Delta]: retained mass of the tilt,
   over two densities. F3: K refreshes. F4 and E3: frozen soft reward Delta r_n at weight w,
   Gaussian modes at 0 and delta in the discriminant coordinate; the mean of the tilted old
   component, as a ratio of convergent integrals. Across that coordinate the reward is constant and
   the mean does not move (not proved here). Not here: what a mixture family can reach (the last
   remark under F). *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel misassignment gaussian_modes.
Open Scope R_scope.

(** * F1 and F3: mode-constant rewards *)

Definition tilt_mass (beta ro rn tau : R) : R :=
  beta * exp (ro / tau) / (beta * exp (ro / tau) + (1 - beta) * exp (rn / tau)).
(* V = tau log E[exp (r/tau)] *)
Definition soft_value (beta ro rn tau : R) : R :=
  tau * ln (beta * exp (ro / tau) + (1 - beta) * exp (rn / tau)).
(* the squared loss at the policy with old mass m, lagged policy with old mass beta *)
Definition oapl_loss (beta ro rn tau m : R) : R :=
  beta * (tau * ln (m / beta) - (ro - soft_value beta ro rn tau)) ^ 2 +
  (1 - beta) * (tau * ln ((1 - m) / (1 - beta)) - (rn - soft_value beta ro rn tau)) ^ 2.

Lemma tilt_mass_bounds : forall beta ro rn tau, 0 < beta < 1 -> 0 < tilt_mass beta ro rn tau < 1.
Proof.
  intros beta ro rn tau Hb. pose proof (exp_pos (ro / tau)) as H1.
  pose proof (exp_pos (rn / tau)) as H2.
  unfold tilt_mass. assert (0 < beta * exp (ro / tau)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 - beta) * exp (rn / tau)) by (apply Rmult_lt_0_compat; lra).
  split; [apply Rdiv_lt_0_compat; lra|].
  apply Rmult_lt_reg_r with (beta * exp (ro / tau) + (1 - beta) * exp (rn / tau)); [lra|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem f1_tilt : forall beta ro rn tau, 0 < beta < 1 -> tau <> 0 ->
  logit (tilt_mass beta ro rn tau) = logit beta - (rn - ro) / tau.
Proof.
  intros beta ro rn tau Hb Ht. pose proof (exp_pos (ro / tau)) as H1.
  pose proof (exp_pos (rn / tau)) as H2.
  unfold logit, tilt_mass. assert (0 < beta * exp (ro / tau)) by (apply Rmult_lt_0_compat; lra).
  assert (0 < (1 - beta) * exp (rn / tau)) by (apply Rmult_lt_0_compat; lra).
  set (A := exp (ro / tau)) in *. set (B := exp (rn / tau)) in *.
  replace (beta * A / (beta * A + (1 - beta) * B) / (1 - beta * A / (beta * A + (1 - beta) * B)))
    with (beta / (1 - beta) * (A * / B)) by (field; repeat split; lra).
  rewrite ln_mult, ln_mult, ln_Rinv; trivial.
  - unfold A, B. rewrite !ln_exp. field. exact Ht.
  - apply Rinv_0_lt_compat, H2.
  - apply Rdiv_lt_0_compat; lra.
  - apply Rmult_lt_0_compat; [exact H1|apply Rinv_0_lt_compat, H2].
Qed.

(* the tilt is the one zero, so the one minimiser, of the squared loss *)
Theorem f1_optimum : forall beta ro rn tau m, 0 < beta < 1 -> 0 < m < 1 -> tau <> 0 ->
  0 <= oapl_loss beta ro rn tau m /\
  (oapl_loss beta ro rn tau m = 0 <-> m = tilt_mass beta ro rn tau).
Proof.
  intros beta ro rn tau m Hb Hm Ht. unfold oapl_loss.
  set (u := tau * ln (m / beta) - (ro - soft_value beta ro rn tau)).
  set (v := tau * ln ((1 - m) / (1 - beta)) - (rn - soft_value beta ro rn tau)).
  pose proof (pow2_ge_0 u) as Hu. pose proof (pow2_ge_0 v) as Hv.
  assert (Hu' : 0 <= beta * u ^ 2) by (apply Rmult_le_pos; lra).
  assert (Hv' : 0 <= (1 - beta) * v ^ 2) by (apply Rmult_le_pos; lra).
  split; [lra|].
  pose proof (exp_pos (ro / tau)) as H1. pose proof (exp_pos (rn / tau)) as H2.
  set (S := beta * exp (ro / tau) + (1 - beta) * exp (rn / tau)).
  assert (HS : 0 < S).
  { unfold S. assert (0 < beta * exp (ro / tau)) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - beta) * exp (rn / tau)) by (apply Rmult_lt_0_compat; lra). lra. }
  split.
  - (* u = 0 alone gives ln (m/beta) = ro/tau - ln S *)
    intro H. assert (Hu0 : beta * u ^ 2 = 0) by lra. apply Rmult_integral in Hu0.
    assert (Hu1 : u = 0) by (apply Rsqr_0_uniq; unfold Rsqr; destruct Hu0; [lra|nra]).
    unfold u, soft_value in Hu1. fold S in Hu1.
    assert (Hln : ln (m / beta) = ro / tau - ln S).
    { apply Rmult_eq_reg_l with tau; [|exact Ht]. field_simplify; [|exact Ht]. lra. }
    assert (Hmb : m / beta = exp (ro / tau) / S).
    { rewrite <- (exp_ln (m / beta)) by (apply Rdiv_lt_0_compat; lra).
      rewrite Hln. unfold Rminus. rewrite exp_plus, exp_Ropp, exp_ln by exact HS. reflexivity. }
    unfold tilt_mass. fold S. replace m with (beta * (m / beta)) by (field; lra).
    rewrite Hmb. field. lra.
  - intros ->. unfold tilt_mass in u, v. fold S in u, v.
    assert (Hu0 : u = 0).
    { unfold u, soft_value. fold S.
      replace (beta * exp (ro / tau) / S / beta) with (exp (ro / tau) * / S) by (field; lra).
      rewrite ln_mult, ln_exp, ln_Rinv; trivial; [field; exact Ht|apply Rinv_0_lt_compat, HS]. }
    assert (Hv0 : v = 0).
    { unfold v, soft_value. fold S.
      replace ((1 - beta * exp (ro / tau) / S) / (1 - beta)) with (exp (rn / tau) * / S)
        by (unfold S in *; field; lra).
      rewrite ln_mult, ln_exp, ln_Rinv; trivial; [field; exact Ht|apply Rinv_0_lt_compat, HS]. }
    rewrite Hu0, Hv0. ring.
Qed.

Theorem f3_refresh : forall (m : nat -> R) ro rn tau, 0 < m 0%nat < 1 -> tau <> 0 ->
  (forall k, m (S k) = tilt_mass (m k) ro rn tau) ->
  forall k, 0 < m k < 1 /\ logit (m k) = logit (m 0%nat) - INR k * (rn - ro) / tau /\
            m k <= m 0%nat / (1 - m 0%nat) * exp (- (INR k * (rn - ro) / tau)).
Proof.
  intros m ro rn tau H0 Ht Hstep k.
  assert (H : 0 < m k < 1 /\ logit (m k) = logit (m 0%nat) - INR k * (rn - ro) / tau).
  { induction k as [|k [IH1 IH2]]; [split; [exact H0|simpl; field; exact Ht]|].
    rewrite Hstep. split; [apply tilt_mass_bounds, IH1|].
    rewrite f1_tilt, IH2, S_INR by assumption. field. exact Ht. }
  destruct H as [Hm Hl]. split; [exact Hm|]. split; [exact Hl|].
  (* m <= m/(1-m) = exp (logit m) *)
  assert (He : m k / (1 - m k) = m 0%nat / (1 - m 0%nat) * exp (- (INR k * (rn - ro) / tau))).
  { rewrite <- (exp_ln (m k / (1 - m k))) by (apply Rdiv_lt_0_compat; lra).
    change (ln (m k / (1 - m k))) with (logit (m k)). rewrite Hl.
    unfold Rminus at 1. rewrite exp_plus. f_equal. unfold logit.
    apply exp_ln, Rdiv_lt_0_compat; lra. }
  rewrite <- He. apply Rmult_le_reg_r with (1 - m k); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.

(** * F2: retained mass of the tilt *)

Theorem f2_retention : forall beta po pn r Delta tau, density po -> density pn ->
  0 < beta < 1 -> 0 < tau -> continuity r -> (forall x, 0 <= r x <= Delta) ->
  exists A B,
    is_line (fun x => po x * exp (r x / tau)) A /\ is_line (fun x => pn x * exp (r x / tau)) B /\
    is_line (fun x => mix beta po pn x * exp (r x / tau)) (beta * A + (1 - beta) * B) /\
    beta / (beta + (1 - beta) * exp (Delta / tau)) <= beta * A / (beta * A + (1 - beta) * B).
Proof.
  intros beta po pn r Delta tau Ho Hn Hb Ht Hr HrD.
  assert (Hex : forall p, density p -> exists A, is_line (fun x => p x * exp (r x / tau)) A /\
                  1 <= A <= exp (Delta / tau)).
  { intros p Hp. pose proof (density_cont p Hp).
    assert (Hpt : forall x, 1 <= exp (r x / tau) <= exp (Delta / tau)).
    { intro x. specialize (HrD x). assert (0 < / tau) by (apply Rinv_0_lt_compat, Ht). split.
      - rewrite <- exp_0. apply exp_le. apply Rdiv_le_0_compat; lra.
      - apply exp_le. unfold Rdiv. apply Rmult_le_compat_r; lra. }
    destruct (line_ex_nonneg (fun x => p x * exp (r x / tau)) (fun x => exp (Delta / tau) * p x)
                (exp (Delta / tau) * 1)) as [A HA].
    - cont. intro; lra.
    - intro x. pose proof (density_pos p Hp x). specialize (Hpt x). split; nra.
    - apply line_scal, density_mass, Hp.
    - exists A. split; [exact HA|]. split.
      + apply (line_le p _ _ _) with (2 := density_mass p Hp) (3 := HA).
        intro x. pose proof (density_pos p Hp x). specialize (Hpt x). nra.
      + rewrite <- (Rmult_1_r (exp (Delta / tau))).
        apply (line_le _ (fun x => exp (Delta / tau) * p x) _ _) with (2 := HA);
          [|apply line_scal, density_mass, Hp].
        intro x. pose proof (density_pos p Hp x). specialize (Hpt x). nra. }
  destruct (Hex po Ho) as [A [HA HA1]]. destruct (Hex pn Hn) as [B [HB HB1]].
  exists A, B. split; [exact HA|]. split; [exact HB|]. split.
  - apply (line_ext (fun x => beta * (po x * exp (r x / tau))
    + (1 - beta) * (pn x * exp (r x / tau)))).
    + intro x. unfold mix. ring.
    + apply line_plus; apply line_scal; assumption.
  - pose proof (exp_pos (Delta / tau)) as HE. set (E := exp (Delta / tau)) in *.
    assert (0 < beta * A) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - beta) * B) by (apply Rmult_lt_0_compat; lra).
    assert (0 < (1 - beta) * E) by (apply Rmult_lt_0_compat; lra).
    apply Rmult_le_reg_r with ((beta + (1 - beta) * E) * (beta * A + (1 - beta) * B));
      [apply Rmult_lt_0_compat; lra|].
    replace (beta / (beta + (1 - beta) * E) * ((beta + (1 - beta) * E) * (beta * A
      + (1 - beta) * B)))
      with (beta * (beta * A + (1 - beta) * B)) by (field; lra).
    replace (beta * A / (beta * A + (1 - beta) * B) * ((beta + (1 - beta) * E) * (beta * A
      + (1 - beta) * B)))
      with (beta * (A * (beta + (1 - beta) * E))) by (field; lra).
    apply Rmult_le_compat_l; [lra|].
    assert (B <= A * E) by nra. nra.
Qed.

(** * F4 and E3: the pull of a frozen soft reward *)

(* E[exp (c r_n)] and E[Z exp (c r_n)] under the old mode at 0, r_n at weight w, new mode at delta
   *)
Theorem soft_tilt_moments : forall w delta c, 0 < w < 1 -> 0 <= delta -> 0 <= c ->
  let rn := r_new w (normal 0) (normal delta) in
  exists A M, is_line (fun z => normal 0 z * exp (c * rn z)) A /\
    is_line (fun z => normal 0 z * (z * exp (c * rn z))) M /\
    1 <= A <= exp c /\
    0 <= M <= c * delta * exp c * eps_old w (normal 0) (normal delta).
Proof.
  intros w delta c Hw Hd Hc rn.
  set (m := - logit w - delta ^ 2 / 2).
  assert (Hrn : forall z, rn z = sigma (m + delta * z)).
  { intro z. unfold rn. rewrite r_new_normal_at, !Rminus_0_r by exact Hw. reflexivity. }
  assert (Hn0 : forall z, normal 0 z = phi z) by (intro z; unfold normal; rewrite Rminus_0_r;
    reflexivity).
  assert (Hrb : forall z, 0 < rn z < 1) by (intro z; rewrite Hrn; apply sigma_bounds).
  assert (Hcr : continuity rn).
  { apply (cont_ext (fun z => sigma (m + delta * z)));
    [intro; symmetry; apply Hrn|apply sigma_affine_cont]. }
  pose proof phi_cont as Hpc.
  assert (Hg : forall z, 1 <= exp (c * rn z) <= exp c).
  { intro z. specialize (Hrb z). split; [rewrite <- exp_0|]; apply exp_le; nra. }
  (* the derivative of exp (c r_n): c delta r_n (1 - r_n) exp (c r_n) *)
  set (dg := fun z => c * delta * (rn z * (1 - rn z)) * exp (c * rn z)).
  assert (Hdg : forall z, is_derive (fun z => exp (c * rn z)) z (dg z)).
  { intro z. apply (is_derive_ext (fun z => exp (c * sigma (m + delta * z)))).
    - intro t. rewrite Hrn. reflexivity.
    - unfold dg. rewrite Hrn. pose proof (sigma_derive (m + delta * z)) as Hs.
      auto_derive; [eexists; exact Hs|].
      replace (Derive (fun x : R => sigma x) (m + delta * z))
        with (sigma (m + delta * z) * (1 - sigma (m + delta * z)))
        by (symmetry; apply is_derive_unique, Hs). ring. }
  assert (Hcdg : continuity dg) by (unfold dg; cont).
  assert (Hdgb : forall z, 0 <= dg z <= c * delta * exp c * rn z).
  { intro z. unfold dg. specialize (Hrb z). specialize (Hg z).
    assert (Hcd : 0 <= c * delta) by (apply Rmult_le_pos; lra).
    assert (H1 : 0 <= rn z * (1 - rn z) <= rn z) by nra.
    split; [apply Rmult_le_pos; [apply Rmult_le_pos|]; lra|].
    replace (c * delta * exp c * rn z) with (c * delta * rn z * exp c) by ring.
    apply Rmult_le_compat; [apply Rmult_le_pos; lra|lra| |lra]. apply Rmult_le_compat_l; lra. }
  pose proof (eps_old_correct w (normal 0) (normal delta) (normal_density 0)
    (normal_density delta) ltac:(lra))
    as Heps. pose proof (line_correct _ _ Heps) as Heps'.
    fold (eps_old w (normal 0) (normal delta)) in Heps'.
  fold rn in Heps'.
  destruct (line_ex_nonneg (fun z => phi z * exp (c * rn z)) (fun z => exp c * phi z) (exp c * 1))
    as [A HA].
  { cont. }
  { intro z. pose proof (phi_pos z). specialize (Hg z). split; nra. }
  { apply line_scal, phi_mass. }
  destruct (line_ex_nonneg (fun z => phi z * dg z)
              (fun z => c * delta * exp c * (normal 0 z * rn z))
              (c * delta * exp c * eps_old w (normal 0) (normal delta))) as [B HB].
  { cont. }
  { intro z. rewrite Hn0. pose proof (phi_pos z). specialize (Hdgb z). split; nra. }
  { apply line_scal, Heps'. }
  (* Stein: E[Z g] = E[g'] *)
  pose proof (phi_stein (fun z => exp (c * rn z)) dg (exp c) Hdg Hcdg) as Hst.
  assert (Hst' : is_line (fun z => phi z * dg z - phi z * (z * exp (c * rn z))) 0).
  { apply Hst. intro z. specialize (Hg z). rewrite Rabs_pos_eq by lra.
    pose proof (exp_pos c). pose proof (pow2_ge_0 z). nra. }
  exists A, B. split; [|split; [|split; split]].
  - apply (line_ext (fun z => phi z * exp (c * rn z))); [intro; rewrite Hn0; reflexivity|exact HA].
  - apply (line_val _ (B - 0)); [ring|].
    apply (line_ext (fun z => phi z * dg z - (phi z * dg z - phi z * (z * exp (c * rn z))))).
    + intro z. rewrite Hn0. ring.
    + apply line_minus; assumption.
  - apply (line_le phi _ _ _) with (2 := phi_mass) (3 := HA).
    intro z. pose proof (phi_pos z). specialize (Hg z). nra.
  - rewrite <- (Rmult_1_r (exp c)).
    apply (line_le _ (fun z => exp c * phi z) _ _) with (2 := HA); [|apply line_scal, phi_mass].
    intro z. pose proof (phi_pos z). specialize (Hg z). nra.
  - apply (line_nonneg _ B) with (2 := HB). intro z. pose proof (phi_pos z).
    specialize (Hdgb z). nra.
  - apply (line_le _ _ _ _) with (2 := HB) (3 := line_scal (c * delta * exp c) _ _ Heps').
    intro z. rewrite Hn0. pose proof (phi_pos z). specialize (Hdgb z). nra.
Qed.

(* F4: the mean M/A of the tilted old component, reward Delta r_n at weight w, temperature tau *)
Theorem f4_mean_shift : forall w delta Delta tau, 0 < w < 1 -> 0 <= delta ->
  0 <= Delta -> 0 < tau ->
  let rn := r_new w (normal 0) (normal delta) in
  exists A M, is_line (fun z => normal 0 z * exp (Delta * rn z / tau)) A /\
    is_line (fun z => normal 0 z * (z * exp (Delta * rn z / tau))) M /\
    0 <= M / A <= Delta * delta / tau * exp (Delta / tau) * eps_old w (normal 0) (normal delta).
Proof.
  intros w delta Delta tau Hw Hd HD Ht rn.
  assert (Hc : 0 <= Delta / tau) by (apply Rdiv_le_0_compat; lra).
  destruct (soft_tilt_moments w delta (Delta / tau) Hw Hd Hc) as (A & M & HA & HM & HA1 & HM1).
  fold rn in HA, HM. exists A, M.
  assert (Harg : forall z, Delta / tau * rn z = Delta * rn z / tau) by (intro; field; lra).
  split; [|split].
  - revert HA. apply line_ext. intro z. rewrite Harg. reflexivity.
  - revert HM. apply line_ext. intro z. rewrite Harg. reflexivity.
  - split; [apply Rdiv_le_0_compat; lra|]. apply Rmult_le_reg_r with A; [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    replace (Delta * delta / tau) with (Delta / tau * delta) by (field; lra).
    set (B := Delta / tau * delta * exp (Delta / tau) * eps_old w (normal 0) (normal delta)) in *.
    nra.
Qed.

(* E3: the pull of (1/eta) log E_q[exp (eta r)] on the old mean, r = Delta r_n frozen at weight w,
   for a learner of any weight beta with correct means: (beta/eta) E_o[Z exp (eta r)] / E_q[exp (eta
   r)]. *)
Theorem e3_pull : forall w beta delta Delta eta, 0 < w < 1 -> 0 <= beta <= 1 -> 0 <= delta ->
  0 <= Delta ->
  0 < eta ->
  let r := fun z => Delta * r_new w (normal 0) (normal delta) z in
  exists M Q, is_line (fun z => normal 0 z * (z * exp (eta * r z))) M /\
    is_line (fun z => mix beta (normal 0) (normal delta) z * exp (eta * r z)) Q /\
    0 <= beta / eta * M / Q <=
      beta * Delta * delta * exp (eta * Delta) * eps_old w (normal 0) (normal delta).
Proof.
  intros w beta delta Delta eta Hw Hb Hd HD He r.
  assert (Hc : 0 <= eta * Delta) by (apply Rmult_le_pos; lra).
  destruct (soft_tilt_moments w delta (eta * Delta) Hw Hd Hc) as (A & M & HA & HM & HA1 & HM1).
  assert (Harg : forall z, eta * Delta * r_new w (normal 0) (normal delta) z = eta * r z)
    by (intro; unfold r; ring).
  assert (Hrn : forall z, 0 <= r_new w (normal 0) (normal delta) z <= 1).
  { intro z. rewrite r_new_normal_at by exact Hw.
    pose proof (sigma_bounds (- logit w - (delta - 0) ^ 2 / 2 + (delta - 0) * (z - 0))). lra. }
  assert (Hq : density (mix beta (normal 0) (normal delta)))
    by (apply mix_density; try apply normal_density; exact Hb).
  assert (Hg : forall z, 1 <= exp (eta * r z) <= exp (eta * Delta)).
  { intro z. specialize (Hrn z). unfold r. split; [rewrite <- exp_0|]; apply exp_le; nra. }
  assert (Hcr : continuity (fun z => exp (eta * r z))).
  { apply cont_exp. apply (cont_ext (fun z => eta * (Delta * sigma (- logit w - (delta - 0) ^ 2 / 2
        + (delta - 0) * (z - 0))))).
    - intro z. unfold r. rewrite r_new_normal_at by exact Hw. reflexivity.
    - apply cont_mult; [apply cont_const|]. apply cont_mult; [apply cont_const|].
      apply (cont_comp (fun z => - logit w - (delta - 0) ^ 2 / 2 + (delta - 0) * (z - 0)) sigma);
        [cont|apply sigma_cont]. }
  destruct (line_ex_nonneg (fun z => mix beta (normal 0) (normal delta) z * exp (eta * r z))
              (fun z => exp (eta * Delta) * mix beta (normal 0) (normal delta) z)
                (exp (eta * Delta) * 1))
    as [Q HQ].
  { apply cont_mult; [apply density_cont, Hq|exact Hcr]. }
  { intro z. pose proof (density_pos _ Hq z). specialize (Hg z). split; nra. }
  { apply line_scal, density_mass, Hq. }
  assert (HQ1 : 1 <= Q).
  { apply (line_le (mix beta (normal 0) (normal delta)) _ _ _)
    with (2 := density_mass _ Hq) (3 := HQ).
    intro z. pose proof (density_pos _ Hq z). specialize (Hg z). nra. }
  exists M, Q. split; [|split; [exact HQ|]].
  - revert HM. apply line_ext. intro z. rewrite Harg. reflexivity.
  - assert (Hbe : 0 <= beta / eta) by (apply Rdiv_le_0_compat; lra).
    assert (HbM : 0 <= beta / eta * M) by (apply Rmult_le_pos; lra).
    split; [apply Rdiv_le_0_compat; lra|]. apply Rle_trans with (beta / eta * M).
    + apply Rmult_le_reg_r with Q; [lra|]. unfold Rdiv at 1.
      rewrite Rmult_assoc, Rinv_l by lra. nra.
    + replace (beta * Delta * delta * exp (eta * Delta) * eps_old w (normal 0) (normal delta))
        with (beta / eta * (eta * Delta * delta * exp (eta * Delta) * eps_old w (normal 0)
          (normal delta)))
        by (field; lra).
      apply Rmult_le_compat_l; lra.
Qed.
