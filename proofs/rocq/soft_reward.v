(* A frozen soft reward in R^d: F4 (the tilt moves the old component's mean) and E3 (the pull of the
   soft maximum on the old mean).

   The reward is Delta r_n, r_n the responsibility of the new mode at a fixed weight w; every
   expectation is an iterated integral over R^d ([is_space]). Proved, with c = Delta/tau or
   eta Delta: the displacement is along mu_n - mu_o, positive, at most C(c) c delta eps_old and
   c delta / 4; the gradient of (1/eta) ln E_q [exp (eta r)] in the old mean at correct means is the
   stated ratio of means, along mu_n - mu_o, positive and at most C(c) beta Delta delta eps_old,
   C(c) = 1 up to c = 1 and exp (c - 1) / c above. Coordinates are whitened. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat smooth_means euclid drift
  reduction space optimum product responsibilities soft_exponential.
Open Scope R_scope.

Definition soft_constant (c : R) : R := if Rle_dec c 1 then 1 else exp (c - 1) / c.

(** * Means of the soft reward *)

Lemma soft_constant_bound : forall c y, 0 < c -> 0 <= y <= 1 ->
  (1 - y) * exp (c * y) <= soft_constant c.
Proof.
  intros c y Hc Hy. unfold soft_constant. destruct (Rle_dec c 1) as [H1|H1].
  - assert (E : exp (c * y) <= exp y).
    { apply exp_le. assert (c * y <= 1 * y) by (apply Rmult_le_compat_r; lra). lra. }
    apply Rle_trans with ((1 - y) * exp y); [apply Rmult_le_compat_l; lra|].
    pose proof (exp_ineq1_le (- y)) as H. pose proof (exp_pos y).
    replace 1 with (exp (- y) * exp y) at 2 by (rewrite <- exp_plus, Rplus_opp_l; apply exp_0).
    apply Rmult_le_compat_r; lra.
  - set (z := c * (1 - y)). pose proof (exp_ineq1_le (z - 1)) as H.
    pose proof (exp_pos (c - z)).
    replace (exp (c * y)) with (exp (c - z)) by (f_equal; unfold z; ring).
    replace (1 - y) with (z / c) by (unfold z; field; lra).
    replace (exp (c - 1)) with (exp (z - 1) * exp (c - z)) by (rewrite <- exp_plus; f_equal; ring).
    unfold Rdiv. replace (z * / c * exp (c - z)) with (/ c * (z * exp (c - z))) by ring.
    rewrite (Rmult_comm _ (/ c)). apply Rmult_le_compat_l.
    + apply Rlt_le, Rinv_0_lt_compat. lra.
    + apply Rmult_le_compat_r; lra.
Qed.

Lemma smooth_mean : forall g m s, smooth g ->
  is_line (fun z => phi z * g (m + s * z)) (gauss_mean g m s).
Proof. intros g m s (g1 & g2 & g3 & C & H). apply (mean_0 _ _ _ _ _ H). Qed.

Lemma soft_means : forall c m s, 0 < c ->
  1 <= gauss_mean (soft c) m s /\ 0 < gauss_mean (soft1 c) m s /\
  gauss_mean (soft1 c) m s <= c * soft_constant c * L m s /\
  gauss_mean (soft1 c) m s <= c / 4 * gauss_mean (soft c) m s.
Proof.
  intros c m s Hc. pose proof (smooth_mean _ m s (smooth_soft c ltac:(lra))) as HA.
  pose proof (smooth_mean _ m s (smooth_soft1 c ltac:(lra))) as HB.
  assert (P1 : forall u, 0 < soft1 c u).
  { intro u. pose proof (sigma1_bounds u). pose proof (soft_bounds c u ltac:(lra)). unfold soft1.
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]. }
  split; [|split; [|split]].
  - apply (line_le phi _ _ _) with (2 := phi_mass) (3 := HA). intro z. pose proof (phi_pos z).
    pose proof (soft_bounds c (m + s * z) ltac:(lra)). nra.
  - apply (line_pos _ _ 0) with (3 := HB).
    + intro z. pose proof (phi_pos z). specialize (P1 (m + s * z)). apply Rmult_le_pos; lra.
    + apply Rmult_lt_0_compat; [apply phi_pos|apply P1].
  - apply (line_le _ _ _ _) with (2 := HB)
      (3 := line_scal (c * soft_constant c) _ _ (L_correct m s)).
    intro z. pose proof (phi_pos z). set (u := m + s * z). pose proof (sigma_bounds u) as Hu.
    pose proof (soft_constant_bound c (sigma u) Hc ltac:(lra)) as HC.
    unfold soft1, soft, sigma1.
    replace (phi z * (c * (sigma u * (1 - sigma u)) * exp (c * sigma u)))
      with (phi z * c * sigma u * ((1 - sigma u) * exp (c * sigma u))) by ring.
    replace (c * soft_constant c * (phi z * sigma u)) with (phi z * c * sigma u * soft_constant c)
      by ring.
    apply Rmult_le_compat_l; [|exact HC]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra.
  - apply (line_le _ _ _ _) with (2 := HB) (3 := line_scal (c / 4) _ _ HA).
    intro z. pose proof (phi_pos z). set (u := m + s * z). pose proof (sigma1_bounds u) as Hu.
    pose proof (soft_bounds c u ltac:(lra)). unfold soft1.
    replace (phi z * (c * sigma1 u * soft c u)) with (phi z * c * soft c u * sigma1 u) by ring.
    replace (c / 4 * (phi z * soft c u)) with (phi z * c * soft c u * / 4) by field.
    apply Rmult_le_compat_l; [|lra]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra.
Qed.

(* the offset of the reward's log-odds *)
Definition soft_offset (d : nat) (w : R) (a b : nat -> R) : R :=
  - logit w - dot d (fun i => b i - a i) (fun i => (a i + b i) / 2).

Lemma soft_offset_old : forall d w a b,
  soft_offset d w a b + dot d (fun i => b i - a i) a = - logit w - dist d a b ^ 2 / 2.
Proof.
  intros. unfold soft_offset. rewrite responsibility_offset, midpoint_old. field.
Qed.

Lemma mean_soft : forall d w a b c m, 0 < w < 1 -> 0 <= c ->
  is_space d (fun x => normal_d d m x * exp (c * r_new_d d w a b x))
    (gauss_mean (soft c) (soft_offset d w a b + dot d (fun i => b i - a i) m) (dist d a b)).
Proof.
  intros d w a b c m Hw Hc.
  pose proof (space_projection d m (fun i => b i - a i) (soft c) (soft_offset d w a b)
    (smooth_soft c Hc)) as H.
  revert H. apply space_ext. intro x. rewrite r_new_d_sigma by exact Hw. reflexivity.
Qed.

Lemma mean_soft_pull : forall d w a b c i, 0 < w < 1 -> 0 <= c -> (i < d)%nat ->
  is_space d (fun x => normal_d d a x * ((x i - a i) * exp (c * r_new_d d w a b x)))
    ((b i - a i) * gauss_mean (soft1 c) (- logit w - dist d a b ^ 2 / 2) (dist d a b)).
Proof.
  intros d w a b c i Hw Hc Hi. destruct (smooth_by_primitive c Hc) as [C HG].
  pose proof (space_stein d a (fun i => b i - a i) _ _ _ _ C (soft_offset d w a b) i HG
    (smooth_soft c Hc) (smooth_soft1 c Hc) Hi) as H.
  rewrite soft_offset_old in H. revert H. apply space_ext. intro x.
  rewrite r_new_d_sigma by exact Hw. reflexivity.
Qed.

(* F4: the mean of the tilted old component is displaced by s along mu_n - mu_o; c = Delta/tau *)
Theorem f4_shift_space : forall d w muo mun c, 0 < w < 1 -> 0 < c -> 0 < dist d muo mun ->
  let delta := dist d muo mun in
  exists A s eps,
    is_space d (fun x => normal_d d muo x * exp (c * r_new_d d w muo mun x)) A /\
    (forall i, (i < d)%nat ->
       is_space d (fun x => normal_d d muo x * ((x i - muo i) * exp (c * r_new_d d w muo mun x)))
         (A * (s * ((mun i - muo i) / delta)))) /\
    is_space d (fun x => normal_d d muo x * r_new_d d w muo mun x) eps /\
    1 <= A /\ 0 < s /\ s <= soft_constant c * (c * delta) * eps /\ s <= c * delta / 4.
Proof.
  intros d w muo mun c Hw Hc Hd delta. set (m := - logit w - delta ^ 2 / 2).
  set (A := gauss_mean (soft c) m delta). set (B := gauss_mean (soft1 c) m delta).
  destruct (soft_means c m delta Hc) as (HA & HB & HB1 & HB2). fold A in HA, HB2.
  fold B in HB, HB1, HB2. assert (Hdl : 0 < delta) by exact Hd.
  exists A, (delta * B / A), (L m delta). split; [|split; [|split; [|split; [exact HA|split]]]].
  - pose proof (mean_soft d w muo mun c muo Hw ltac:(lra)) as H.
    rewrite soft_offset_old in H. exact H.
  - intros i Hi. pose proof (mean_soft_pull d w muo mun c i Hw ltac:(lra) Hi) as H.
    revert H. apply space_val. fold delta. fold m. fold B. field. lra.
  - apply a1_eps_old_space, Hw.
  - apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra].
  - split.
    + apply (Rmult_le_reg_r A); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      assert (H1 : delta * B <= delta * (c * soft_constant c * L m delta))
        by (apply Rmult_le_compat_l; lra).
      set (q := soft_constant c * (c * delta) * L m delta).
      assert (Hq : delta * B <= q) by (unfold q; lra).
      assert (0 <= q) by (assert (0 < delta * B) by (apply Rmult_lt_0_compat; lra); lra).
      assert (q * 1 <= q * A) by (apply Rmult_le_compat_l; lra). lra.
    + apply (Rmult_le_reg_r A); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      assert (delta * B <= delta * (c / 4 * A)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* E3: the gradient of U = (1/eta) ln E_q [exp (eta r)] in the old mean, r = Delta r_n frozen *)
Theorem e3_gradient : forall d w beta muo mun Delta eta, 0 < w < 1 -> 0 < beta <= 1 ->
  0 < Delta -> 0 < eta -> 0 < dist d muo mun ->
  let delta := dist d muo mun in
  let gain := fun x => exp (eta * Delta * r_new_d d w muo mun x) in
  exists M Q eps,
    (forall i, (i < d)%nat -> is_space d (fun x => normal_d d muo x * ((x i - muo i) * gain x))
       (M * ((mun i - muo i) / delta))) /\
    is_space d (fun x => mix_d d beta muo mun x * gain x) Q /\
    is_space d (fun x => normal_d d muo x * r_new_d d w muo mun x) eps /\
    0 < beta / eta * (M / Q) <= soft_constant (eta * Delta) * (beta * Delta * delta * eps) /\
    forall i (U : R -> R), (i < d)%nat ->
      (forall h, exists Qh, U h = ln Qh / eta /\
         is_space d (fun x => mix_d d beta (move muo i h) mun x * gain x) Qh) ->
      is_derive U 0 (beta / eta * (M / Q) * ((mun i - muo i) / delta)).
Proof.
  intros d w beta muo mun Delta eta Hw Hb HD He Hd delta gain. set (c := eta * Delta).
  assert (Hc : 0 < c) by (apply Rmult_lt_0_compat; assumption).
  assert (Hdl : 0 < delta) by exact Hd.
  set (m := - logit w - delta ^ 2 / 2). set (v := fun i => mun i - muo i).
  set (An := gauss_mean (soft c) (soft_offset d w muo mun + dot d v mun) delta).
  set (A := gauss_mean (soft c) m delta). set (B := gauss_mean (soft1 c) m delta).
  destruct (soft_means c m delta Hc) as (HA & HB & HB1 & _). fold A in HA. fold B in HB, HB1.
  destruct (soft_means c (soft_offset d w muo mun + dot d v mun) delta Hc) as (HAn & _).
  fold An in HAn.
  assert (HQ : forall mo', is_space d (fun x => mix_d d beta mo' mun x * gain x)
    (beta * gauss_mean (soft c) (soft_offset d w muo mun + dot d v mo') delta + (1 - beta) * An)).
  { intro mo'. pose proof (mean_soft d w muo mun c mo' Hw ltac:(lra)) as H1.
    pose proof (mean_soft d w muo mun c mun Hw ltac:(lra)) as H2.
    pose proof (space_plus _ _ _ _ _ (space_scal _ beta _ _ H1)
      (space_scal _ (1 - beta) _ _ H2)) as H.
    revert H. apply space_ext. intro x. unfold mix_d, gain, c. ring. }
  assert (E0 : soft_offset d w muo mun + dot d v muo = m) by apply soft_offset_old.
  set (Q := beta * A + (1 - beta) * An).
  assert (HQ1 : 1 <= Q).
  { assert (beta * 1 <= beta * A) by (apply Rmult_le_compat_l; lra).
    assert ((1 - beta) * 1 <= (1 - beta) * An) by (apply Rmult_le_compat_l; lra). unfold Q. lra. }
  exists (delta * B), Q, (L m delta). split; [|split; [|split; [|split; [split|]]]].
  - intros i Hi. pose proof (mean_soft_pull d w muo mun c i Hw ltac:(lra) Hi) as H.
    revert H. apply space_val. fold delta. fold m. fold B. field. lra.
  - specialize (HQ muo). rewrite E0 in HQ. exact HQ.
  - apply a1_eps_old_space, Hw.
  - assert (0 < beta / eta) by (apply Rdiv_lt_0_compat; lra).
    assert (0 < delta * B / Q)
      by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]).
    apply Rmult_lt_0_compat; assumption.
  - apply (Rmult_le_reg_r (eta * Q)); [apply Rmult_lt_0_compat; lra|].
    replace (beta / eta * (delta * B / Q) * (eta * Q)) with (beta * delta * B) by (field; lra).
    assert (H1 : beta * delta * B <= beta * delta * (c * soft_constant c * L m delta)).
    { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact HB1]. }
    set (q := soft_constant c * (beta * Delta * delta * L m delta) * eta).
    assert (Hq : beta * delta * B <= q) by (unfold q, c in *; lra).
    assert (0 <= q).
    { assert (0 < beta * delta * B) by (repeat apply Rmult_lt_0_compat; lra). lra. }
    assert (q * 1 <= q * Q) by (apply Rmult_le_compat_l; lra).
    replace (soft_constant c * (beta * Delta * delta * L m delta) * (eta * Q))
      with (q * Q) by (unfold q; ring). lra.
  - intros i U Hi HU.
    apply (is_derive_ext (fun h => / eta *
      ln (beta * gauss_mean (soft c) (m + v i * h) delta + (1 - beta) * An))).
    { intro h. destruct (HU h) as (Qh & -> & HQh).
      rewrite (space_unique _ _ _ _ HQh (HQ (move muo i h))), dot_move by exact Hi.
      replace (soft_offset d w muo mun + (dot d v muo + h * v i)) with (m + v i * h)
        by (rewrite <- E0; ring).
      match goal with |- ?l = ?r => change (@eq R l r) end. unfold Rdiv. ring. }
    destruct (smooth_soft c ltac:(lra)) as (g1 & g2 & g3 & C & HS).
    assert (Eg : forall u, g1 u = soft1 c u).
    { intro u. destruct HS as (H1 & _).
      rewrite <- (is_derive_unique _ _ _ (H1 u)). apply is_derive_unique, soft_derive. }
    assert (EB : gauss_mean g1 (m + v i * 0) delta = B).
    { unfold B. rewrite Rmult_0_r, Rplus_0_r. apply is_line_line.
      apply (line_ext (fun z => phi z * soft1 c (m + delta * z)));
        [intro; rewrite Eg; reflexivity|].
      apply smooth_mean, smooth_soft1. lra. }
    pose proof (proj1 (mean_derive _ _ _ _ _ HS m (v i) delta 0)) as D. rewrite EB in D.
    assert (EA : beta * gauss_mean (soft c) (m + v i * 0) delta + (1 - beta) * An = Q)
      by (unfold Q, A; rewrite Rmult_0_r, Rplus_0_r; reflexivity).
    assert (DQ : is_derive (fun h => beta * gauss_mean (soft c) (m + v i * h) delta
      + (1 - beta) * An) 0 (beta * (v i * B))).
    { evar_last.
      - apply (is_derive_plus (V := R_NormedModule)
          (fun h => beta * gauss_mean (soft c) (m + v i * h) delta) (fun _ => (1 - beta) * An));
          [|apply (is_derive_const (V := R_NormedModule))].
        apply (is_derive_scal (fun h => gauss_mean (soft c) (m + v i * h) delta)), D.
      - unfold plus, zero; simpl. ring. }
    evar_last.
    + apply (is_derive_scal (fun h => ln (beta * gauss_mean (soft c) (m + v i * h) delta
        + (1 - beta) * An))).
      apply (is_derive_comp ln (fun h => beta * gauss_mean (soft c) (m + v i * h) delta
        + (1 - beta) * An)); [|exact DQ].
      rewrite EA. apply is_derive_Reals, derivable_pt_lim_ln. lra.
    + unfold scal; simpl; unfold mult; simpl. fold (v i). field. lra.
Qed.
