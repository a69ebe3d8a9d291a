(* The standard normal density phi: total mass 1, moments, moment generating function,
   Stein's identity, the product of two shifted copies (completing the square), and one
   Gaussian-times-Gaussian integral. Dimension one; no hypothesis beyond those written. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line gaussian_integral.
Open Scope R_scope.

Definition phi (x : R) : R := exp (- x ^ 2 / 2) / sqrt (2 * PI).

Lemma sqrt2PI_pos : 0 < sqrt (2 * PI).
Proof. apply sqrt_lt_R0. pose proof PI_RGT_0. lra. Qed.

Lemma phi_pos : forall x, 0 < phi x.
Proof. intro x. apply Rdiv_lt_0_compat; [apply exp_pos | apply sqrt2PI_pos]. Qed.

Lemma phi_even : forall x, phi (- x) = phi x.
Proof. intro x. unfold phi. replace ((- x) ^ 2) with (x ^ 2) by ring. reflexivity. Qed.

Lemma phi_derive : forall x, is_derive phi x (- x * phi x).
Proof.
  intro x. unfold phi. pose proof sqrt2PI_pos. auto_derive; [trivial|].
  replace (- (x * (x * 1)) * / 2) with (- x ^ 2 / 2) by field. field. lra.
Qed.

Lemma phi_cont : continuity phi.
Proof. apply cont_derive. intro x. eexists. apply phi_derive. Qed.

Lemma phi_shift_cont : forall c, continuity (fun x => phi (x - c)).
Proof. intro c. apply (cont_comp (fun x => x - c) phi); [cont|apply phi_cont]. Qed.

Lemma phi_le_peak : forall x, phi x <= / sqrt (2 * PI).
Proof.
  intro x. unfold phi. pose proof sqrt2PI_pos as Hs.
  rewrite <- (Rmult_1_l (/ sqrt (2 * PI))). unfold Rdiv at 1.
  apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Hs|].
  rewrite <- exp_0. pose proof (pow2_ge_0 x).
  destruct (Req_dec (x ^ 2) 0) as [He|He]; [right; f_equal; lra|].
  apply Rlt_le, exp_increasing. lra.
Qed.

Theorem phi_geometric_mean : forall a b x : R,
  sqrt (phi (x - a) * phi (x - b)) =
  exp (- (b - a) ^ 2 / 8) * phi (x - (a + b) / 2).
Proof.
  intros a b x.
  pose proof sqrt2PI_pos as Hs.
  replace (phi (x - a) * phi (x - b))
    with (Rsqr (exp (- (b - a) ^ 2 / 8) * phi (x - (a + b) / 2))).
  - apply sqrt_Rsqr. apply Rlt_le, Rmult_lt_0_compat; [apply exp_pos | apply phi_pos].
  - unfold phi, Rsqr.
    set (k := sqrt (2 * PI)) in *.
    transitivity (exp (- (b - a) ^ 2 / 8) * exp (- (b - a) ^ 2 / 8) *
      (exp (- (x - (a + b) / 2) ^ 2 / 2) * exp (- (x - (a + b) / 2) ^ 2 / 2)) / (k * k)).
    { field. lra. }
    transitivity (exp (- (x - a) ^ 2 / 2) * exp (- (x - b) ^ 2 / 2) / (k * k)).
    2: { field. lra. }
    f_equal. rewrite <- !exp_plus. f_equal. field.
Qed.

(** * Mass one *)

Lemma sqrt2_pos : 0 < sqrt 2.
Proof. apply sqrt_lt_R0. lra. Qed.

Lemma erf_scaled_derive : forall x, is_derive (fun x => erf_int (x / sqrt 2) / sqrt PI) x (phi x).
Proof.
  intro x. pose proof sqrt2_pos. pose proof PI_RGT_0 as Hpi.
  assert (Hp : 0 < sqrt PI) by (apply sqrt_lt_R0; lra).
  pose proof (sqrt_sqrt 2 (Rlt_le _ _ Rlt_0_2)) as H22.
  pose proof (erf_derive (x / sqrt 2)) as HE.
  auto_derive.
  - repeat split; trivial. eexists. apply HE.
  - replace (Derive (fun x0 : R => erf_int x0) (x * / sqrt 2)) with (gexp (x / sqrt 2))
      by (symmetry; apply is_derive_unique, HE).
    unfold phi, gexp. rewrite sqrt_mult by lra.
    replace (- (x / sqrt 2) ^ 2) with (- x ^ 2 / 2); [field; lra|].
    rewrite <- H22 at 1. field. lra.
Qed.

Lemma erf_lim_p : is_lim (fun x => erf_int (x / sqrt 2) / sqrt PI) p_infty (/ 2).
Proof.
  pose proof sqrt2_pos. pose proof PI_RGT_0 as Hpi.
  assert (Hp : 0 < sqrt PI) by (apply sqrt_lt_R0; lra).
  apply is_lim_spec. intros [eps He]. simpl.
  assert (He' : 0 < eps * sqrt PI) by (apply Rmult_lt_0_compat; lra).
  destruct (proj2 (is_lim_spec _ _ _) gauss_half_line (mkposreal _ He')) as [M HM]. simpl in HM.
  exists (M * sqrt 2). intros x Hx.
  assert (Hx' : M < x / sqrt 2).
  { apply Rmult_lt_reg_r with (sqrt 2); trivial. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  specialize (HM _ Hx').
  replace (erf_int (x / sqrt 2) / sqrt PI - / 2)
    with ((erf_int (x / sqrt 2) - sqrt PI / 2) * / sqrt PI) by (field; lra).
  rewrite Rabs_mult, (Rabs_pos_eq (/ sqrt PI)) by (apply Rlt_le, Rinv_0_lt_compat, Hp).
  apply Rmult_lt_reg_r with (sqrt PI); trivial.
  rewrite Rmult_assoc, Rinv_l by lra. rewrite Rmult_1_r. exact HM.
Qed.

Lemma erf_lim_m : is_lim (fun x => erf_int (x / sqrt 2) / sqrt PI) m_infty (- / 2).
Proof.
  apply is_lim_spec. intro eps.
  destruct (proj2 (is_lim_spec _ _ _) erf_lim_p eps) as [M HM].
  exists (- M). intros x Hx. specialize (HM (- x) ltac:(lra)).
  replace (- x / sqrt 2) with (- (x / sqrt 2)) in HM by (unfold Rdiv; ring).
  rewrite erf_odd in HM. rewrite <- Rabs_Ropp.
  replace (- (erf_int (x / sqrt 2) / sqrt PI - - / 2))
    with (- erf_int (x / sqrt 2) / sqrt PI - / 2) by (unfold Rdiv; ring). exact HM.
Qed.

Theorem phi_mass : is_line phi 1.
Proof.
  apply (line_val _ (/ 2 - - / 2)); [field|].
  apply (line_ftc (fun x => erf_int (x / sqrt 2) / sqrt PI));
    [apply phi_cont|apply erf_scaled_derive|apply erf_lim_m|apply erf_lim_p].
Qed.

Lemma phi_shift_mass : forall c, is_line (fun x => phi (x - c)) 1.
Proof. intro c. exact (line_shift phi 1 (- c) phi_mass). Qed.

(** * Moment generating function *)

Lemma phi_exp : forall c z, phi z * exp (c * z) = exp (c ^ 2 / 2) * phi (z - c).
Proof.
  intros c z. unfold phi, Rdiv. pose proof sqrt2PI_pos.
  transitivity ((exp (- z ^ 2 * / 2) * exp (c * z)) * / sqrt (2 * PI)); [ring|].
  rewrite <- exp_plus, <- Rmult_assoc, <- exp_plus. do 2 f_equal. field.
Qed.

Lemma phi_mgf : forall c, is_line (fun z => phi z * exp (c * z)) (exp (c ^ 2 / 2)).
Proof.
  intro c. apply (line_val _ (exp (c ^ 2 / 2) * 1)); [ring|].
  apply (line_ext (fun z => exp (c ^ 2 / 2) * phi (z - c))); [intro; symmetry; apply phi_exp|].
  apply line_scal, phi_shift_mass.
Qed.

(** * Stein's identity and moments *)

(* phi falls faster than any power needed here *)
Lemma phi_decay : forall z, phi z * (1 + z ^ 2 / 8) ^ 4 <= 1.
Proof.
  intro z. pose proof (pow2_ge_0 z) as Hz.
  assert (He : (1 + z ^ 2 / 8) ^ 4 <= exp (z ^ 2 / 2)).
  { replace (z ^ 2 / 2) with (z ^ 2 / 8 + z ^ 2 / 8 + (z ^ 2 / 8 + z ^ 2 / 8)) by field.
    rewrite !exp_plus. pose proof (exp_ineq1_le (z ^ 2 / 8)) as H1.
    set (u := z ^ 2 / 8) in *. assert (0 <= u) by (unfold u; lra).
    replace ((1 + u) ^ 4) with ((1 + u) * (1 + u) * ((1 + u) * (1 + u))) by ring.
    assert ((1 + u) * (1 + u) <= exp u * exp u) by (apply Rmult_le_compat; lra).
    apply Rmult_le_compat; trivial; apply Rmult_le_pos; lra. }
  assert (H1 : phi z * exp (z ^ 2 / 2) <= 1).
  { unfold phi. replace (- z ^ 2 / 2) with (- (z ^ 2 / 2)) by field. rewrite exp_Ropp.
    pose proof (exp_pos (z ^ 2 / 2)).
    replace (/ exp (z ^ 2 / 2) / sqrt (2 * PI) * exp (z ^ 2 / 2)) with (/ sqrt (2 * PI))
      by (pose proof sqrt2PI_pos; field; lra).
    rewrite <- Rinv_1. apply Rinv_le_contravar; [lra|].
    rewrite <- sqrt_1. apply sqrt_le_1_alt. pose proof PI2_3_2. unfold PI2 in *. lra. }
  pose proof (phi_pos z).
  apply Rle_trans with (phi z * exp (z ^ 2 / 2)); trivial. apply Rmult_le_compat_l; lra.
Qed.

Lemma phi_vanish : forall h C, (forall z, Rabs (h z) <= C * (1 + z ^ 2 / 8)) ->
  forall eps, 0 < eps -> exists M, forall z, M < Rabs z -> Rabs (h z * phi z - 0) < eps.
Proof.
  intros h C Hh eps He.
  assert (HC : 0 <= C).
  { specialize (Hh 0). pose proof (Rabs_pos (h 0)). lra. }
  exists (Rmax 1 (8 * C / eps)). intros z Hz.
  assert (Hz1 : 1 < Rabs z) by (eapply Rle_lt_trans; [apply Rmax_l|exact Hz]).
  assert (Hz2 : 8 * C / eps < Rabs z) by (eapply Rle_lt_trans; [apply Rmax_r|exact Hz]).
  pose proof (pow2_ge_0 z) as Hz0. pose proof (phi_pos z) as Hp.
  rewrite Rminus_0_r, Rabs_mult, (Rabs_pos_eq (phi z)) by lra.
  set (u := 1 + z ^ 2 / 8) in *. assert (Hu : 1 <= u) by (unfold u; lra).
  assert (Hd : phi z * u ^ 4 <= 1) by apply phi_decay.
  assert (Hd2 : phi z * u * u <= 1).
  { apply Rle_trans with (phi z * u ^ 4); trivial.
    replace (phi z * u ^ 4) with (phi z * u * u * (u * u)) by ring.
    rewrite <- (Rmult_1_r (phi z * u * u)) at 1. apply Rmult_le_compat_l; nra. }
  apply Rle_lt_trans with (C * u * phi z).
  { apply Rmult_le_compat_r; [lra|]. apply Hh. }
  assert (Hu2 : Rabs z <= 8 * u).
  { unfold u. rewrite <- (pow2_abs z). nra. }
  apply Rmult_lt_reg_r with u; [lra|].
  replace (C * u * phi z * u) with (C * (phi z * u * u)) by ring.
  apply Rle_lt_trans with C.
  { rewrite <- (Rmult_1_r C) at 2. apply Rmult_le_compat_l; lra. }
  assert (H8 : 8 * C < eps * Rabs z).
  { replace (8 * C) with (eps * (8 * C / eps)) by (field; lra). apply Rmult_lt_compat_l; lra. }
  nra.
Qed.

(* E[g'(Z)] = E[Z g(Z)], as one convergent integral equal to 0 *)
Theorem phi_stein : forall g g' C, (forall z, is_derive g z (g' z)) -> continuity g' ->
  (forall z, Rabs (g z) <= C * (1 + z ^ 2 / 8)) ->
  is_line (fun z => phi z * g' z - phi z * (z * g z)) 0.
Proof.
  intros g g' C Hg Hg' Hb.
  assert (Hc : continuity g) by (apply cont_derive; intro z; eexists; apply Hg).
  apply (line_val _ (0 - 0)); [ring|].
  apply (line_ftc (fun z => g z * phi z)).
  - pose proof phi_cont. cont.
  - intro z. evar_last.
    + apply (is_derive_mult g phi z); [apply Hg|apply phi_derive|intros; apply Rmult_comm].
    + unfold plus, mult; simpl. ring.
  - apply is_lim_spec. intros [eps He].
    destruct (phi_vanish g C Hb eps He) as [M HM].
    exists (- Rabs M). intros z Hz. apply HM.
    pose proof (Rle_abs M). pose proof (Rabs_pos M). rewrite Rabs_left; lra.
  - apply is_lim_spec. intros [eps He].
    destruct (phi_vanish g C Hb eps He) as [M HM].
    exists (Rabs M). intros z Hz. apply HM.
    pose proof (Rle_abs M). pose proof (Rabs_pos M). rewrite Rabs_right; lra.
Qed.

Theorem phi_moment_1 : is_line (fun z => phi z * z) 0.
Proof.
  apply (line_val _ (-1 * 0)); [ring|].
  apply (line_ext (fun z => -1 * (phi z * 0 - phi z * (z * 1)))); [intro; ring|].
  apply line_scal, (phi_stein (fun _ => 1) (fun _ => 0) 1).
  - intro z. apply (is_derive_const (V := R_NormedModule)).
  - cont.
  - intro z. rewrite Rabs_R1. pose proof (pow2_ge_0 z). lra.
Qed.

Theorem phi_moment_2 : is_line (fun z => phi z * z ^ 2) 1.
Proof.
  apply (line_val _ (1 - 0)); [ring|].
  apply (line_ext (fun z => phi z - (phi z * 1 - phi z * (z * z)))); [intro; ring|].
  apply line_minus; [apply phi_mass|]. apply (phi_stein (fun z => z) (fun _ => 1) 4).
  - intro z. apply (is_derive_id (K := R_AbsRing)).
  - cont.
  - intro z. rewrite <- (pow2_abs z). pose proof (pow2_ge_0 (Rabs z - 1)). nra.
Qed.

Theorem phi_moment_3 : is_line (fun z => phi z * z ^ 3) 0.
Proof.
  apply (line_val _ (2 * 0 - 0)); [ring|].
  apply (line_ext (fun z => 2 * (phi z * z) - (phi z * (2 * z) - phi z * (z * z ^ 2))));
    [intro; ring|].
  apply line_minus; [apply line_scal, phi_moment_1|].
  apply (phi_stein (fun z => z ^ 2) (fun z => 2 * z) 8).
  - intro z. auto_derive; trivial. ring.
  - cont.
  - intro z. rewrite Rabs_pos_eq by apply pow2_ge_0. lra.
Qed.

(** * A Gaussian against a wider Gaussian *)

Theorem phi_times_gaussian : forall lam delta,
  is_line (fun z => phi z * exp (- (lam + delta * z) ^ 2 / 8))
    (2 / sqrt (4 + delta ^ 2) * exp (- (lam ^ 2 / (2 * (4 + delta ^ 2))))).
Proof.
  intros lam delta. pose proof (pow2_ge_0 delta) as Hd.
  assert (H4 : 0 < sqrt (4 + delta ^ 2)) by (apply sqrt_lt_R0; lra).
  pose proof (sqrt_sqrt (4 + delta ^ 2) ltac:(lra)) as Hss.
  set (w := sqrt (4 + delta ^ 2)) in *.
  apply (line_val _ (exp (- (lam ^ 2 / (2 * (4 + delta ^ 2)))) * (1 / (w / 2)))); [field; lra|].
  apply (line_ext (fun z => exp (- (lam ^ 2 / (2 * (4 + delta ^ 2)))) *
                            phi (w / 2 * z + lam * delta / (2 * w)))).
  - intro z. unfold phi. pose proof sqrt2PI_pos as Hp.
    match goal with |- exp ?a * (exp ?b / ?s) = exp ?c / ?s * exp ?d =>
      transitivity ((exp a * exp b) * / s); [field; lra|];
      transitivity ((exp c * exp d) * / s); [|field; lra] end.
    f_equal. rewrite <- !exp_plus. f_equal.
    replace (4 + delta ^ 2) with (w * w) by exact Hss.
    transitivity (- (w * w) * z ^ 2 / 8 - z * lam * delta / 4
                  - lam ^ 2 * (4 + delta ^ 2) / (8 * (w * w))); [field; lra|].
    rewrite <- Hss. replace (- (w * w) * z ^ 2 / 8 - z * lam * delta / 4 -
      lam ^ 2 * (w * w) / (8 * (w * w))) with (- (w * w) * z ^ 2 / 8 - z * lam * delta / 4
      - lam ^ 2 / 8) by (field; lra).
    rewrite Hss. field.
  - apply line_scal, line_comp; [lra|apply phi_mass].
Qed.
