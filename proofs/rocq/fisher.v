(* Conditioning at the optimum: claim C6 (and C5's identity along the axis), Gaussian modes at
   -delta/2 and delta/2 in the discriminant coordinate z.

   The Fisher block of (phi, m_o, m_n) along the axis, as a quadratic form in (x, y, w): the
   expectation under q of the squared score (r_o - beta) x + r_o (z + delta/2) y + r_n (z - delta/2)
   w. Proved: C5 along the axis: it equals the complete-data form minus the missing information
   E_q[r_o r_n v v'], v = (1, z + delta/2, -(z - delta/2)); C6: the lower bound on it, the same
   bound for the 2x2 transverse block, and positive definiteness of the axis block for delta > 0.
   Not here: that the Hessian is this Fisher matrix, and the splitting into blocks in dimension d.
   *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel misassignment gaussian_modes.
Open Scope R_scope.

Definition po (delta z : R) : R := normal (- delta / 2) z.
Definition pn (delta z : R) : R := normal (delta / 2) z.

(* E_q of the squared score, as a statement about its value *)
Definition score beta delta x y w (z : R) : R :=
  (r_old beta (po delta) (pn delta) z - beta) * x
  + r_old beta (po delta) (pn delta) z * (z + delta / 2) * y
  + r_new beta (po delta) (pn delta) z * (z - delta / 2) * w.

(* the missing information: q r_o r_n (v . (x,y,w))^2 *)
Definition missing beta delta x y w (z : R) : R :=
  mix beta (po delta) (pn delta) z * r_old beta (po delta) (pn delta) z * r_new beta
    (po delta) (pn delta) z
  * (x + (z + delta / 2) * y - (z - delta / 2) * w) ^ 2.

Lemma po_density : forall delta, density (po delta).
Proof. intro. apply normal_density. Qed.

Lemma pn_density : forall delta, density (pn delta).
Proof. intro. apply normal_density. Qed.

(* moments of one mode about its own mean *)
Lemma normal_moments : forall c, is_line (fun z => normal c z * (z - c)) 0 /\
  is_line (fun z => normal c z * (z - c) ^ 2) 1.
Proof.
  intro c. split.
  - apply (line_shift (fun z => phi z * z) 0 (- c)), phi_moment_1.
  - apply (line_shift (fun z => phi z * z ^ 2) 1 (- c)), phi_moment_2.
Qed.

(* q r_o r_n = beta (1-beta) po pn / q <= (1/2) sqrt (beta (1-beta)) BC phi(z) *)
Lemma missing_weight : forall beta delta z, 0 < beta < 1 ->
  0 <= mix beta (po delta) (pn delta) z * r_old beta (po delta) (pn delta) z * r_new beta
    (po delta) (pn delta) z
    <= / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8) * phi z.
Proof.
  intros beta delta z Hb. assert (Hbb : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  pose proof (po_density delta) as Ho. pose proof (pn_density delta) as Hn.
  pose proof (mix_pos beta (po delta) (pn delta) Ho Hn ltac:(lra) z) as Hq.
  pose proof (density_pos _ Ho z) as P1. pose proof (density_pos _ Hn z) as P2.
  replace (mix beta (po delta) (pn delta) z * r_old beta (po delta) (pn delta) z * r_new beta
    (po delta) (pn delta) z)
    with (beta * (1 - beta) * (po delta z * pn delta z / mix beta (po delta) (pn delta) z))
    by (unfold r_old, r_new; field; lra).
  pose proof (overlap_amgm beta (po delta z) (pn delta z) Hb P1 P2) as H.
  fold (mix beta (po delta) (pn delta) z) in H.
  assert (HBC : sqrt (po delta z * pn delta z) = exp (- delta ^ 2 / 8) * phi z).
  { unfold po, pn, normal. rewrite phi_geometric_mean.
    replace (z - (- delta / 2 + delta / 2) / 2) with z by field.
    replace (delta / 2 - - delta / 2) with delta by field. reflexivity. }
  rewrite HBC in H.
  pose proof (sqrt_lt_R0 _ Hbb) as Hs. pose proof (sqrt_sqrt _ (Rlt_le _ _ Hbb)) as Hss.
  set (s := sqrt (beta * (1 - beta))) in *. split.
  - apply Rmult_le_pos; [lra|]. apply Rdiv_le_0_compat; [|exact Hq].
    apply Rlt_le, Rmult_lt_0_compat; assumption.
  - replace (/ 2 * s * exp (- delta ^ 2 / 8) * phi z)
      with (s * s * (/ (2 * s) * (exp (- delta ^ 2 / 8) * phi z))) by (field; lra).
    rewrite Hss. apply Rmult_le_compat_l; [lra|exact H].
Qed.

Lemma missing_cont : forall beta delta x y w, 0 < beta < 1 -> continuity (missing beta delta x y w).
Proof.
  intros beta delta x y w Hb.
  pose proof (po_density delta) as Ho. pose proof (pn_density delta) as Hn.
  pose proof (density_cont _ Ho). pose proof (density_cont _ Hn).
  pose proof (mix_cont beta _ _ Ho Hn). pose proof (mix_pos beta _ _ Ho Hn ltac:(lra)) as Hq.
  unfold missing, r_old, r_new. cont; try (intro; lra); intro z; specialize (Hq z); lra.
Qed.

(* trace bound: int missing <= (1/2) sqrt (beta (1-beta)) BC (3 + delta^2/2) |(x,y,w)|^2 *)
Lemma missing_bound : forall beta delta x y w, 0 < beta < 1 ->
  exists m, is_line (missing beta delta x y w) m /\
    0 <= m <= / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8) * (3 + delta ^ 2 / 2)
              * (x ^ 2 + y ^ 2 + w ^ 2).
Proof.
  intros beta delta x y w Hb.
  set (C := / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8)).
  set (N := x ^ 2 + y ^ 2 + w ^ 2).
  assert (HN : 0 <= N) by (unfold N; pose proof (pow2_ge_0 x); pose proof (pow2_ge_0 y);
    pose proof (pow2_ge_0 w); lra).
  assert (Hmaj : is_line (fun z => C * N * ((1 + delta ^ 2 / 2) * phi z + 2 * (phi z * z ^ 2)))
                   (C * N * ((1 + delta ^ 2 / 2) * 1 + 2 * 1))).
  { apply line_scal, line_plus; apply line_scal; [apply phi_mass|apply phi_moment_2]. }
  assert (Hpt : forall z, 0 <= missing beta delta x y w z <=
            C * N * ((1 + delta ^ 2 / 2) * phi z + 2 * (phi z * z ^ 2))).
  { intro z. destruct (missing_weight beta delta z Hb) as [H0 H1]. fold C in H1.
    unfold missing.
    set (k := mix beta (po delta) (pn delta) z * r_old beta (po delta) (pn delta) z *
              r_new beta (po delta) (pn delta) z) in *.
    set (g := z + delta / 2). set (h := z - delta / 2).
    (* Cauchy-Schwarz for v . (x, y, w) *)
    assert (Hcs : (x + g * y - h * w) ^ 2 <= N * (1 + g ^ 2 + h ^ 2)).
    { unfold N. pose proof (pow2_ge_0 (x * g - y)). pose proof (pow2_ge_0 (x * h + w)).
      pose proof (pow2_ge_0 (y * h + w * g)). nra. }
    assert (Hgh : 1 + g ^ 2 + h ^ 2 = 1 + delta ^ 2 / 2 + 2 * z ^ 2) by (unfold g, h; field).
    rewrite Hgh in Hcs. pose proof (pow2_ge_0 (x + g * y - h * w)) as Hsq.
    split; [apply Rmult_le_pos; assumption|].
    replace (C * N * ((1 + delta ^ 2 / 2) * phi z + 2 * (phi z * z ^ 2)))
      with (C * phi z * (N * (1 + delta ^ 2 / 2 + 2 * z ^ 2))) by ring.
    apply Rmult_le_compat; assumption. }
  destruct (line_ex_nonneg _ _ _ (missing_cont beta delta x y w Hb) Hpt Hmaj) as [m Hm].
  exists m. split; [exact Hm|]. split.
  - apply (line_nonneg _ m) with (2 := Hm). intro z. apply Hpt.
  - replace (C * (3 + delta ^ 2 / 2) * N) with (C * N * ((1 + delta ^ 2 / 2) * 1 + 2 * 1)) by ring.
    apply (line_le _ _ _ _) with (2 := Hm) (3 := Hmaj). intro z. apply Hpt.
Qed.

(* C5 along the axis *)
Theorem c5_missing_information_axis : forall beta delta x y w m, 0 < beta < 1 ->
  is_line (missing beta delta x y w) m ->
  is_line (fun z => mix beta (po delta) (pn delta) z * score beta delta x y w z ^ 2)
    (beta * (1 - beta) * x ^ 2 + beta * y ^ 2 + (1 - beta) * w ^ 2 - m).
Proof.
  intros beta delta x y w m Hb Hm.
  pose proof (po_density delta) as Ho. pose proof (pn_density delta) as Hn.
  destruct (normal_moments (- delta / 2)) as [O1 O2].
  destruct (normal_moments (delta / 2)) as [N1 N2].
  pose proof (density_mass _ Ho) as O0. pose proof (density_mass _ Hn) as N0.
  fold (po delta) in O1, O2. fold (pn delta) in N1, N2.
  (* complete data: label old with probability beta, then scores (1-beta) x + g y, or - beta x + h w
     *)
  assert (Hc : is_line (fun z =>
      (beta * (1 - beta) ^ 2 * x ^ 2 * po delta z + (1 - beta) * beta ^ 2 * x ^ 2 * pn delta z)
      + (2 * beta * (1 - beta) * x * y * (po delta z * (z - - delta / 2))
         - 2 * beta * (1 - beta) * x * w * (pn delta z * (z - delta / 2)))
      + (beta * y ^ 2 * (po delta z * (z - - delta / 2) ^ 2)
        + (1 - beta) * w ^ 2 * (pn delta z * (z - delta / 2) ^ 2))
      - missing beta delta x y w z)
    ((beta * (1 - beta) ^ 2 * x ^ 2 * 1 + (1 - beta) * beta ^ 2 * x ^ 2 * 1)
      + (2 * beta * (1 - beta) * x * y * 0 - 2 * beta * (1 - beta) * x * w * 0)
      + (beta * y ^ 2 * 1 + (1 - beta) * w ^ 2 * 1) - m)).
  { apply line_minus; [|exact Hm]. apply line_plus; [apply line_plus|].
    - apply line_plus; apply line_scal; assumption.
    - apply line_minus; apply line_scal; assumption.
    - apply line_plus; apply line_scal; assumption. }
  apply (line_val _ _ (beta * (1 - beta) * x ^ 2 + beta * y ^ 2 + (1 - beta) * w ^ 2 - m))
    in Hc; [|ring].
  revert Hc. apply line_ext. intro z.
  pose proof (mix_pos beta (po delta) (pn delta) Ho Hn ltac:(lra) z) as Hq.
  unfold missing, score, r_old, r_new, mix in *. field. lra.
Qed.

(* C6, the axis block: l is the Fisher form at (x, y, w) *)
Theorem c6_conditioning_axis : forall beta delta x y w l, 0 < beta < 1 ->
  is_line (fun z => mix beta (po delta) (pn delta) z * score beta delta x y w z ^ 2) l ->
  (beta * (1 - beta) - / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8) * (3 + delta ^ 2 / 2))
    * (x ^ 2 + y ^ 2 + w ^ 2) <= l.
Proof.
  intros beta delta x y w l Hb Hl.
  destruct (missing_bound beta delta x y w Hb) as [m [Hm [_ Hmb]]].
  rewrite (line_unique _ _ _ Hl (c5_missing_information_axis beta delta x y w m Hb Hm)).
  pose proof (pow2_ge_0 x). pose proof (pow2_ge_0 y). pose proof (pow2_ge_0 w).
  assert (beta * (1 - beta) * y ^ 2 <= beta * y ^ 2) by (apply Rmult_le_compat_r; nra).
  assert (beta * (1 - beta) * w ^ 2 <= (1 - beta) * w ^ 2) by (apply Rmult_le_compat_r; nra). lra.
Qed.

(* C6, a transverse block [[beta-k0, k0],[k0, 1-beta-k0]], k0 = int q r_o r_n *)
Theorem c6_conditioning_transverse : forall beta delta y w, 0 < beta < 1 ->
  exists k0, is_line (missing beta delta 1 0 0) k0 /\
    (beta * (1 - beta) - / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8) * (3
      + delta ^ 2 / 2))
      * (y ^ 2 + w ^ 2) <= (beta - k0) * y ^ 2 + 2 * k0 * y * w + (1 - beta - k0) * w ^ 2.
Proof.
  intros beta delta y w Hb. destruct (missing_bound beta delta 1 0 0 Hb) as [k0 [Hk [Hk0 _]]].
  exists k0. split; [exact Hk|].
  set (C := / 2 * sqrt (beta * (1 - beta)) * exp (- delta ^ 2 / 8)).
  assert (Hk1 : k0 <= C).
  { rewrite <- (Rmult_1_r C).
    apply (line_le _ _ _ _) with (2 := Hk) (3 := line_scal C _ _ phi_mass). intro z.
    destruct (missing_weight beta delta z Hb) as [_ H]. fold C in H. unfold missing.
    replace ((1 + (z + delta / 2) * 0 - (z - delta / 2) * 0) ^ 2) with 1 by ring. lra. }
  pose proof (pow2_ge_0 y). pose proof (pow2_ge_0 w). pose proof (pow2_ge_0 delta).
  pose proof (pow2_ge_0 (y + w)).
  assert (HyB : beta * (1 - beta) * y ^ 2 <= beta * y ^ 2) by (apply Rmult_le_compat_r; nra).
  assert (HwB : beta * (1 - beta) * w ^ 2 <= (1 - beta) * w ^ 2) by (apply Rmult_le_compat_r; nra).
  (* the form loses k0 (y - w)^2 <= 2 k0 (y^2 + w^2) *)
  assert (Hloss : k0 * (y - w) ^ 2 <= C * (3 + delta ^ 2 / 2) * (y ^ 2 + w ^ 2)).
  { assert (HC : 0 <= C) by lra. apply Rle_trans with (C * (2 * (y ^ 2 + w ^ 2))).
    2: { rewrite (Rmult_assoc C). apply Rmult_le_compat_l; [exact HC|].
    apply Rmult_le_compat_r; lra. }
    apply Rmult_le_compat; [exact Hk0|apply pow2_ge_0|exact Hk1|nra]. }
  nra.
Qed.

(* C6: the axis block is positive definite for every delta > 0 *)
Theorem c6_positive_definite_axis : forall beta delta x y w l, 0 < beta < 1 -> 0 < delta ->
  (x <> 0 \/ y <> 0 \/ w <> 0) ->
  is_line (fun z => mix beta (po delta) (pn delta) z * score beta delta x y w z ^ 2) l -> 0 < l.
Proof.
  intros beta delta x y w l Hb Hd Hne Hl.
  pose proof (po_density delta) as Ho. pose proof (pn_density delta) as Hn.
  assert (Hq : forall z, 0 < mix beta (po delta) (pn delta) z) by (apply mix_pos; trivial; lra).
  (* otherwise the score vanishes everywhere; q score = pn (e^(-delta z) (A + B z) + C + E z) *)
  destruct (Classical_Prop.classic (exists z, score beta delta x y w z <> 0)) as [[z Hz]|Hno].
  - apply (line_pos _ _ z) with (3 := Hl).
    + intro u. apply Rmult_le_pos; [apply Rlt_le, Hq|apply pow2_ge_0].
    + apply Rmult_lt_0_compat; [apply Hq|apply pow2_gt_0, Hz].
  - exfalso.
    set (A := beta * ((1 - beta) * x + delta / 2 * y)). set (B := beta * y).
    set (C := (1 - beta) * (- beta * x - delta / 2 * w)). set (E := (1 - beta) * w).
    assert (Hzero : forall z, exp (- delta * z) * (A + B * z) + (C + E * z) = 0).
    { intro z. assert (Hs : score beta delta x y w z = 0).
      { apply Classical_Prop.NNPP. intro H. apply Hno. exists z. exact H. }
      specialize (Hq z). pose proof (density_pos _ Hn z) as Pn.
      assert (Hpo : po delta z = pn delta z * exp (- delta * z)).
      { unfold po, pn, normal.
        replace (z - - delta / 2) with (z - delta / 2 - - delta) by field. rewrite phi_ratio.
        f_equal. f_equal. field. }
      assert (Hm : mix beta (po delta) (pn delta) z * score beta delta x y w z =
                   pn delta z * (exp (- delta * z) * (A + B * z) + (C + E * z))).
      { unfold score, r_old, r_new. transitivity
          ((beta * po delta z - mix beta (po delta) (pn delta) z * beta) * x
           + beta * po delta z * (z + delta / 2) * y
             + (1 - beta) * pn delta z * (z - delta / 2) * w).
        - field. lra.
        - unfold mix. rewrite Hpo. unfold A, B, C, E. field. }
      rewrite Hs, Rmult_0_r in Hm. symmetry in Hm. apply Rmult_integral in Hm. lra. }
    set (t := exp (- delta)).
    assert (Ht : 0 < t < 1).
    { unfold t. split; [apply exp_pos|]. rewrite <- exp_0. apply exp_increasing. lra. }
    (* at z = 0, 1, 2, 3 *)
    pose proof (Hzero 0) as E0. pose proof (Hzero 1) as E1. pose proof (Hzero 2) as E2.
    pose proof (Hzero 3) as E3.
    replace (exp (- delta * 0)) with 1 in E0 by (rewrite Rmult_0_r, exp_0; reflexivity).
    replace (exp (- delta * 1)) with t in E1 by (unfold t; f_equal; ring).
    replace (exp (- delta * 2)) with (t * t) in E2 by (unfold t; rewrite <- exp_plus;
      f_equal; ring).
    replace (exp (- delta * 3)) with (t * t * t) in E3 by (unfold t; rewrite <- !exp_plus;
      f_equal; ring).
    (* second differences remove C + E z *)
    assert (D1 : (1 - t) * (A * (1 - t) - 2 * t * B) = 0) by lra.
    assert (D2 : t * (1 - t) * (A * (1 - t) + B * (1 - 3 * t)) = 0) by lra.
    assert (D1' : A * (1 - t) - 2 * t * B = 0) by (apply Rmult_integral in D1; lra).
    assert (D2' : A * (1 - t) + B * (1 - 3 * t) = 0).
    { apply Rmult_integral in D2. destruct D2 as [D2|D2]; [|exact D2].
      apply Rmult_integral in D2. lra. }
    assert (HB : B = 0).
    { assert (HB1 : B * (1 - t) = 0) by lra. apply Rmult_integral in HB1. lra. }
    assert (HA : A = 0).
    { rewrite HB in D1'. assert (HA1 : A * (1 - t) = 0) by lra. apply Rmult_integral in HA1. lra. }
    rewrite HA, HB in E0, E1. assert (HC : C = 0) by lra. assert (HE : E = 0) by lra.
    assert (Hy : y = 0) by (unfold B in HB; apply Rmult_integral in HB; lra).
    assert (Hw : w = 0) by (unfold E in HE; apply Rmult_integral in HE; lra).
    unfold A in HA. rewrite Hy in HA. apply Rmult_integral in HA.
    assert (Hx : (1 - beta) * x = 0) by lra. apply Rmult_integral in Hx.
    destruct Hne as [H|[H|H]]; apply H; lra.
Qed.
