(* The softplus-normal kernel is smooth: section 2 of the theory, the heat equation.

   Proved for all m and s in R: dP/dm = L, dP/ds = s K2 (the heat equation), dL/dm = K2, dL/ds = s
   K3, where K2 and K3 are the second and third derivative of P in m, written as integrals; and P
   and L along any differentiable curve (m(t), s(t)). The remainder of the first-order expansion is
   at most a quarter of the squared step, everywhere. Not proved: derivatives of order above three.
   *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel.
Open Scope R_scope.

(* a derivative built by the rules of a normed module, as an equation of real numbers *)
Ltac algebra := repeat progress (unfold plus, minus, opp, zero, one, scal, mult; simpl); ring.

Definition sigma1 (u : R) : R := sigma u * (1 - sigma u).
Definition sigma2 (u : R) : R := sigma1 u * (1 - 2 * sigma u).

Definition K2 (m s : R) : R := line (fun z => phi z * sigma1 (m + s * z)).
Definition K3 (m s : R) : R := line (fun z => phi z * sigma2 (m + s * z)).

Lemma sigma1_bounds : forall u, 0 < sigma1 u <= / 4.
Proof.
  intro u. unfold sigma1. pose proof (sigma_bounds u). pose proof (pow2_ge_0 (sigma u - / 2)).
  split; [|nra].
  apply Rmult_lt_0_compat; lra.
Qed.

Lemma sigma2_bounds : forall u, Rabs (sigma2 u) <= / 4.
Proof.
  intro u. unfold sigma2. pose proof (sigma_bounds u). pose proof (sigma1_bounds u).
  rewrite Rabs_mult, (Rabs_pos_eq (sigma1 u)) by lra.
  assert (Rabs (1 - 2 * sigma u) <= 1) by (apply Rabs_le; lra).
  pose proof (Rabs_pos (1 - 2 * sigma u)). nra.
Qed.

Lemma sigma1_derive : forall u, is_derive sigma1 u (sigma2 u).
Proof.
  intro u. unfold sigma1. evar_last.
  - apply (is_derive_mult sigma (fun v => 1 - sigma v));
    [apply sigma_derive| |intros; apply Rmult_comm].
    apply (is_derive_minus (V := R_NormedModule) (fun _ => 1) sigma);
      [apply (is_derive_const (V := R_NormedModule))|apply sigma_derive].
  - unfold sigma2, sigma1. algebra.
Qed.

Lemma sigma1_cont : continuity sigma1.
Proof. apply cont_derive. intro u. eexists. apply sigma1_derive. Qed.

Lemma sigma2_cont : continuity sigma2.
Proof.
  unfold sigma2. apply cont_mult; [apply sigma1_cont|]. apply cont_minus; [apply cont_const|].
  apply cont_mult; [apply cont_const|apply sigma_cont].
Qed.

(** * Gaussian means of a smooth function of m + s Z *)

Lemma affine_comp_cont : forall F m s, continuity F -> continuity (fun z => F (m + s * z)).
Proof. intros F m s H. apply (cont_comp (fun z => m + s * z) F); [apply affine_cont|exact H]. Qed.

Lemma bounded_mean : forall F C m s, continuity F -> (forall u, Rabs (F u) <= C) ->
  exists l, is_line (fun z => phi z * F (m + s * z)) l.
Proof.
  intros F C m s Hc HF. apply (line_ex _ (fun z => C * phi z) (C * 1)).
  - apply cont_mult; [apply phi_cont|apply affine_comp_cont, Hc].
  - intro z. pose proof (phi_pos z). rewrite Rabs_mult, (Rabs_pos_eq (phi z)) by lra.
    specialize (HF (m + s * z)). nra.
  - apply line_scal, phi_mass.
Qed.

(* E[Z F'(m + s Z)] = s E[F''(m + s Z)] *)
Lemma stein_mean : forall F1 F2 C m s l, (forall u, is_derive F1 u (F2 u)) -> continuity F2 ->
  (forall u, Rabs (F1 u) <= C) -> is_line (fun z => phi z * F2 (m + s * z)) l ->
  is_line (fun z => phi z * (z * F1 (m + s * z))) (s * l).
Proof.
  intros F1 F2 C m s l H1 H2 HC Hl.
  pose proof (phi_stein (fun z => F1 (m + s * z)) (fun z => s * F2 (m + s * z)) C) as HS.
  assert (HS' : is_line (fun z => phi z * (s * F2 (m + s * z)) - phi z * (z * F1 (m + s * z))) 0).
  { apply HS.
    - intro z. apply (is_derive_comp F1 (fun z => m + s * z)); [apply H1|].
      auto_derive; [trivial|ring].
    - apply cont_mult; [apply cont_const|apply affine_comp_cont, H2].
    - intro z. specialize (HC (m + s * z)). pose proof (Rabs_pos (F1 (m + s * z))).
      pose proof (pow2_ge_0 z). nra. }
  apply (line_val _ (s * l - 0)); [ring|].
  apply (line_ext (fun z => s * (phi z * F2 (m + s * z)) -
                            (phi z * (s * F2 (m + s * z)) - phi z * (z * F1 (m + s * z)))));
                              [intro; ring|].
  apply line_minus; [apply line_scal, Hl|exact HS'].
Qed.

Lemma derive_mvt : forall (f f' : R -> R) a b, (forall u, is_derive f u (f' u)) ->
  exists c, Rabs (c - a) <= Rabs (b - a) /\ f b - f a = f' c * (b - a).
Proof.
  intros f f' a b Hd. destruct (MVT_gen f a b f') as [c [Hc Heq]].
  - intros t _. apply Hd.
  - intros t _. apply continuity_pt_filterlim, (ex_derive_continuous f t). eexists. apply Hd.
  - exists c. split; [|exact Heq]. unfold Rmin, Rmax in Hc. destruct (Rle_dec a b).
    + rewrite !Rabs_pos_eq by lra. lra.
    + rewrite !Rabs_left1 by lra. lra.
Qed.

Lemma taylor_quadratic : forall F F1 F2 C, (forall u, is_derive F u (F1 u)) ->
  (forall u, is_derive F1 u (F2 u)) -> (forall u, Rabs (F2 u) <= C) ->
  forall u h, Rabs (F (u + h) - F u - h * F1 u) <= C * h ^ 2.
Proof.
  intros F F1 F2 C H1 H2 HC u h.
  destruct (derive_mvt F F1 u (u + h) H1) as [c [Hc E]].
  destruct (derive_mvt F1 F2 u c H2) as [e [_ E']].
  replace (u + h - u) with h in * by ring.
  replace (F (u + h) - F u - h * F1 u) with (F2 e * ((c - u) * h)) by nra.
  rewrite Rabs_mult. pose proof (HC e) as He. pose proof (Rabs_pos (F2 e)).
  assert (Rabs ((c - u) * h) <= h ^ 2).
  { rewrite Rabs_mult. replace (h ^ 2) with (Rabs h * Rabs h).
    - pose proof (Rabs_pos h). apply Rmult_le_compat_r; lra.
    - rewrite <- Rabs_mult, Rabs_pos_eq; [ring|]. pose proof (pow2_ge_0 h). nra. }
  pose proof (Rabs_pos ((c - u) * h)). apply Rmult_le_compat; lra.
Qed.

Lemma mean_taylor : forall F F1 F2 C, (forall u, is_derive F u (F1 u)) ->
  (forall u, is_derive F1 u (F2 u)) -> (forall u, Rabs (F2 u) <= C) ->
  forall m s a b l0 l1 A B,
  is_line (fun z => phi z * F (m + s * z)) l0 ->
  is_line (fun z => phi z * F (m + a + (s + b) * z)) l1 ->
  is_line (fun z => phi z * F1 (m + s * z)) A ->
  is_line (fun z => phi z * (z * F1 (m + s * z))) B ->
  Rabs (l1 - l0 - (a * A + b * B)) <= C * (a ^ 2 + b ^ 2).
Proof.
  intros F F1 F2 C H1 H2 HC m s a b l0 l1 A B L0 L1 LA LB.
  apply (line_abs_le (fun z => phi z * F (m + a + (s + b) * z) - phi z * F (m + s * z)
           - (a * (phi z * F1 (m + s * z)) + b * (phi z * (z * F1 (m + s * z)))))
           (fun z => C * (a ^ 2 * phi z + (2 * a * b * (phi z * z) + b ^ 2 * (phi z * z ^ 2))))).
  - intro z. pose proof (phi_pos z) as Pz.
    replace (m + a + (s + b) * z) with (m + s * z + (a + b * z)) by ring.
    pose proof (taylor_quadratic F F1 F2 C H1 H2 HC (m + s * z) (a + b * z)) as HT.
    set (X := F (m + s * z + (a + b * z)) - F (m + s * z) - (a + b * z) * F1 (m + s * z)) in *.
    match goal with |- Rabs ?e <= _ => replace e with (phi z * X) by (unfold X; ring) end.
    rewrite Rabs_mult, (Rabs_pos_eq (phi z)) by lra.
    match goal with |- _ <= ?e => replace e with (phi z * (C * (a + b * z) ^ 2)) by ring end.
    apply Rmult_le_compat_l; lra.
  - apply line_minus; [apply line_minus; assumption|].
    apply line_plus; apply line_scal; assumption.
  - apply (line_val _ (C * (a ^ 2 * 1 + (2 * a * b * 0 + b ^ 2 * 1)))); [ring|].
    apply line_scal, line_plus; [apply line_scal, phi_mass|].
    apply line_plus; apply line_scal; [apply phi_moment_1|apply phi_moment_2].
Qed.

(** * The kernel *)

Lemma K2_correct : forall m s, is_line (fun z => phi z * sigma1 (m + s * z)) (K2 m s).
Proof.
  intros m s. destruct (bounded_mean sigma1 (/ 4) m s) as [l Hl]; [apply sigma1_cont| |].
  - intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra.
  - exact (line_correct _ l Hl).
Qed.

Lemma K3_correct : forall m s, is_line (fun z => phi z * sigma2 (m + s * z)) (K3 m s).
Proof.
  intros m s. destruct (bounded_mean sigma2 (/ 4) m s) as [l Hl];
    [apply sigma2_cont|apply sigma2_bounds|].
  exact (line_correct _ l Hl).
Qed.

Lemma K2_pos : forall m s, 0 < K2 m s.
Proof.
  intros m s. apply (line_pos _ _ 0) with (3 := K2_correct m s).
  - intro z. pose proof (phi_pos z). pose proof (sigma1_bounds (m + s * z)). nra.
  - apply Rmult_lt_0_compat; [apply phi_pos|apply sigma1_bounds].
Qed.

Theorem kernel_softplus_expansion : forall m s a b,
  Rabs (P (m + a) (s + b) - P m s - (a * L m s + b * (s * K2 m s))) <= / 4 * (a ^ 2 + b ^ 2).
Proof.
  intros m s a b.
  eapply (mean_taylor softplus sigma sigma1 (/ 4) softplus_derive sigma_derive).
  - intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra.
  - apply P_correct.
  - apply P_correct.
  - apply L_correct.
  - apply (stein_mean sigma sigma1 1); [apply sigma_derive|apply sigma1_cont| |apply K2_correct].
    intro u. pose proof (sigma_bounds u). rewrite Rabs_pos_eq; lra.
Qed.

Theorem kernel_logistic_expansion : forall m s a b,
  Rabs (L (m + a) (s + b) - L m s - (a * K2 m s + b * (s * K3 m s))) <= / 4 * (a ^ 2 + b ^ 2).
Proof.
  intros m s a b.
  eapply (mean_taylor sigma sigma1 sigma2 (/ 4) sigma_derive sigma1_derive sigma2_bounds).
  - apply L_correct.
  - apply L_correct.
  - apply K2_correct.
  - apply (stein_mean sigma1 sigma2 (/ 4));
    [apply sigma1_derive|apply sigma2_cont| |apply K3_correct].
    intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra.
Qed.

(* a quadratic remainder makes a function of two variables differentiable along curves *)
Lemma curve_derive : forall (T : R -> R -> R) C m s (fm fs : R -> R) t A B dm ds, 0 <= C ->
  (forall a b, Rabs (T (m + a) (s + b) - T m s - (a * A + b * B)) <= C * (a ^ 2 + b ^ 2)) ->
  fm t = m -> fs t = s -> is_derive fm t dm -> is_derive fs t ds ->
  is_derive (fun u => T (fm u) (fs u)) t (dm * A + ds * B).
Proof.
  intros T C m s fm fs t A B dm ds HC HT Em Es Hm Hs.
  set (W := fun u => C * ((fm u - m) ^ 2 + (fs u - s) ^ 2)).
  set (Rm := fun u => T (fm u) (fs u) - T m s - ((fm u - m) * A + (fs u - s) * B)).
  assert (HW : is_derive W t 0).
  { unfold W. evar_last.
    - apply (is_derive_scal (fun u => (fm u - m) ^ 2 + (fs u - s) ^ 2)).
      apply (is_derive_plus (V := R_NormedModule)).
      + apply (is_derive_pow (fun u => fm u - m) 2).
        apply (is_derive_minus (V := R_NormedModule) fm (fun _ => m)); [exact Hm|].
        apply (is_derive_const (V := R_NormedModule)).
      + apply (is_derive_pow (fun u => fs u - s) 2).
        apply (is_derive_minus (V := R_NormedModule) fs (fun _ => s)); [exact Hs|].
        apply (is_derive_const (V := R_NormedModule)).
    - rewrite Em, Es. algebra. }
  assert (HR : is_derive Rm t 0).
  { apply is_derive_Reals. apply is_derive_Reals in HW. intros eps He.
    destruct (HW eps He) as [e Hd]. exists e. intros h Hh Hlt. specialize (Hd h Hh Hlt).
    assert (W0 : W t = 0) by (unfold W; rewrite Em, Es; ring).
    assert (R0 : Rm t = 0) by (unfold Rm; rewrite Em, Es; ring).
    rewrite W0 in Hd. rewrite R0. rewrite !Rminus_0_r in *.
    eapply Rle_lt_trans; [|exact Hd]. unfold Rdiv. rewrite !Rabs_mult.
    apply Rmult_le_compat_r; [apply Rabs_pos|].
    assert (HWt : Rabs (Rm (t + h)) <= W (t + h)).
    { unfold Rm, W. specialize (HT (fm (t + h) - m) (fs (t + h) - s)).
      replace (m + (fm (t + h) - m)) with (fm (t + h)) in HT by ring.
      replace (s + (fs (t + h) - s)) with (fs (t + h)) in HT by ring. exact HT. }
    rewrite (Rabs_pos_eq (W (t + h))); [exact HWt|]. pose proof (Rabs_pos (Rm (t + h))). lra. }
  apply (is_derive_ext (fun u => Rm u + (T m s + ((fm u - m) * A + (fs u - s) * B))));
    [intro u; unfold Rm; simpl; ring|].
  evar_last.
  - apply (is_derive_plus (V := R_NormedModule)); [exact HR|].
    apply (is_derive_plus (V := R_NormedModule)); [apply (is_derive_const (V := R_NormedModule))|].
    apply (is_derive_plus (V := R_NormedModule)).
    + apply (is_derive_scal_l (K := R_AbsRing) (V := R_NormedModule) (fun u => fm u - m)).
      apply (is_derive_minus (V := R_NormedModule) fm (fun _ => m)); [exact Hm|].
      apply (is_derive_const (V := R_NormedModule)).
    + apply (is_derive_scal_l (K := R_AbsRing) (V := R_NormedModule) (fun u => fs u - s)).
      apply (is_derive_minus (V := R_NormedModule) fs (fun _ => s)); [exact Hs|].
      apply (is_derive_const (V := R_NormedModule)).
  - algebra.
Qed.

Lemma P_curve : forall (fm fs : R -> R) t dm ds, is_derive fm t dm -> is_derive fs t ds ->
  is_derive (fun u => P (fm u) (fs u)) t (dm * L (fm t) (fs t) + ds * (fs t * K2 (fm t) (fs t))).
Proof.
  intros. apply (curve_derive P (/ 4) (fm t) (fs t)); trivial; [lra|].
  apply kernel_softplus_expansion.
Qed.

Lemma L_curve : forall (fm fs : R -> R) t dm ds, is_derive fm t dm -> is_derive fs t ds ->
  is_derive (fun u => L (fm u) (fs u)) t (dm * K2 (fm t) (fs t) + ds * (fs t * K3 (fm t) (fs t))).
Proof.
  intros. apply (curve_derive L (/ 4) (fm t) (fs t)); trivial; [lra|].
  apply kernel_logistic_expansion.
Qed.

Theorem kernel_mean_derivative : forall m s,
  is_derive (fun u => P u s) m (L m s) /\ is_derive (fun u => L u s) m (K2 m s).
Proof.
  intros m s. split; evar_last.
  - apply (P_curve (fun u => u) (fun _ => s));
      [apply (is_derive_id (K := R_AbsRing))|apply (is_derive_const (V := R_NormedModule))].
  - algebra.
  - apply (L_curve (fun u => u) (fun _ => s));
      [apply (is_derive_id (K := R_AbsRing))|apply (is_derive_const (V := R_NormedModule))].
  - algebra.
Qed.

Theorem kernel_heat_equation : forall m s,
  is_derive (fun t => P m t) s (s * K2 m s) /\ is_derive (fun t => L m t) s (s * K3 m s).
Proof.
  intros m s. split; evar_last.
  - apply (P_curve (fun _ => m) (fun u => u));
      [apply (is_derive_const (V := R_NormedModule))|apply (is_derive_id (K := R_AbsRing))].
  - algebra.
  - apply (L_curve (fun _ => m) (fun u => u));
      [apply (is_derive_const (V := R_NormedModule))|apply (is_derive_id (K := R_AbsRing))].
  - algebra.
Qed.

Lemma P_even : forall m s, P m (- s) = P m s.
Proof.
  intros m s. apply is_line_line.
  apply (line_ext (fun z => phi (- z) * softplus (m + s * - z))).
  - intro z. rewrite phi_even. do 2 f_equal. ring.
  - exact (line_reflect _ _ (P_correct m s)).
Qed.

Lemma L_even : forall m s, L m (- s) = L m s.
Proof.
  intros m s. apply is_line_line. apply (line_ext (fun z => phi (- z) * sigma (m + s * - z))).
  - intro z. rewrite phi_even. do 2 f_equal. ring.
  - exact (line_reflect _ _ (L_correct m s)).
Qed.

(* overlap seen from both components: beta E_old [r_o r_n] + (1 - beta) E_new [r_o r_n] = beta E_old
   [r_n] *)
Lemma K2_balance : forall beta s, 0 < beta < 1 ->
  beta * K2 (- logit beta - s ^ 2 / 2) s + (1 - beta) * K2 (- logit beta + s ^ 2 / 2) s
    = beta * L (- logit beta - s ^ 2 / 2) s.
Proof.
  intros beta s Hb. set (lam := - logit beta). set (m := lam - s ^ 2 / 2).
  apply (line_unique (fun z => beta * (phi z * sigma (m + s * z)))); [|apply line_scal, L_correct].
  assert (Hs : is_line (fun z => (1 - beta) * (phi (z + - s) * sigma1 (lam + s ^ 2 / 2
    + s * (z + - s))))
                 ((1 - beta) * K2 (lam + s ^ 2 / 2) s)).
  { apply line_scal. exact (line_shift _ _ (- s) (K2_correct _ _)). }
  pose proof (line_plus _ _ _ _ (line_scal beta _ _ (K2_correct m s)) Hs) as H.
  eapply line_ext; [|exact H]. intro z. cbv beta.
  replace (lam + s ^ 2 / 2 + s * (z + - s)) with (m + s * z) by (unfold m; field).
  replace (phi (z + - s)) with (phi z * exp (m + s * z) * exp (- lam)).
  2: { replace (z + - s) with (z - s) by ring.
       assert (E := phi_exp s z).
       assert (E2 : exp (m + s * z) = exp (s * z) * exp (lam) * / exp (s ^ 2 / 2)).
       { rewrite <- exp_Ropp, <- !exp_plus. f_equal. unfold m. field. }
       rewrite E2, exp_Ropp. pose proof (exp_pos lam). pose proof (exp_pos (s ^ 2 / 2)).
       apply (Rmult_eq_reg_l (exp (s ^ 2 / 2))); [|lra]. rewrite <- E. field. lra. }
  assert (El : (1 - beta) * exp (- lam) = beta).
  { unfold lam. rewrite Ropp_involutive. unfold logit.
    rewrite exp_ln by (apply Rdiv_lt_0_compat; lra).
    field. lra. }
  unfold sigma1. pose proof (sigma_tilt (m + s * z)) as Et. rewrite sigma_neg in Et.
  set (e := exp (m + s * z)) in *. set (g := sigma (m + s * z)) in *. set (k := exp (- lam)) in *.
  replace (beta * (phi z * (g * (1 - g))) + (1 - beta) * (phi z * e * k * (g * (1 - g))))
    with (phi z * g * (beta * (1 - g) + ((1 - beta) * k) * (e * (1 - g)))) by ring.
  rewrite El, <- Et. ring.
Qed.
