(* Total variation of two unit-variance modes in closed form, 2 Phi(delta/2) - 1, and claim C1's
   bound on the distance from the optimum with it.

   The densities cross at the midpoint only; the integral of the difference's absolute value is a
   fold of the distribution functions' difference there. Not here: TV as an integral over R^d (the
   bound in R^d is on KL, by the value of TV on the axis through the means). *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian_integral gaussian kernel misassignment
  gaussian_modes euclid reduction optimum optimum_distance.
Open Scope R_scope.

(* the distribution function of the standard normal *)
Definition normal_cdf (x : R) : R := / 2 + RInt phi 0 x.

Lemma cdf_erf : forall x, RInt phi 0 x = erf_int (x / sqrt 2) / sqrt PI.
Proof.
  intro x. set (E := fun x => erf_int (x / sqrt 2) / sqrt PI).
  assert (E0 : E 0 = 0).
  { unfold E, erf_int. replace (0 / sqrt 2) with 0 by (unfold Rdiv; ring).
    rewrite (RInt_point (V := R_CompleteNormedModule)). unfold zero; simpl. unfold Rdiv. ring. }
  apply is_RInt_unique. change (erf_int (x / sqrt 2) / sqrt PI) with (E x).
  replace (E x) with (minus (E x) (E 0))
    by (rewrite E0; unfold minus, plus, opp; simpl; ring).
  apply (is_RInt_derive (V := R_CompleteNormedModule) E phi).
  - intros y _. apply erf_scaled_derive.
  - intros y _. apply continuity_pt_filterlim, phi_cont.
Qed.

Lemma cdf_derive : forall x, is_derive (fun x => RInt phi 0 x) x (phi x).
Proof.
  intro x. apply (is_derive_ext (fun x => erf_int (x / sqrt 2) / sqrt PI));
    [intro; symmetry; apply cdf_erf|apply erf_scaled_derive].
Qed.

(* phi (x) - phi (x - delta) changes sign at delta / 2 *)
Lemma phi_order : forall delta x, 0 <= delta ->
  (x <= delta / 2 -> phi (x - delta) <= phi x) /\ (delta / 2 <= x -> phi x <= phi (x - delta)).
Proof.
  intros delta x Hd. rewrite phi_ratio. pose proof (phi_pos x) as P. split; intro H.
  - assert (E : exp (delta * x - delta ^ 2 / 2) <= 1).
    { rewrite <- exp_0. apply exp_le.
      assert (delta * x <= delta * (delta / 2)) by (apply Rmult_le_compat_l; lra). lra. }
    assert (phi x * exp (delta * x - delta ^ 2 / 2) <= phi x * 1)
      by (apply Rmult_le_compat_l; lra). lra.
  - assert (E : 1 <= exp (delta * x - delta ^ 2 / 2)).
    { rewrite <- exp_0 at 1. apply exp_le.
      assert (delta * (delta / 2) <= delta * x) by (apply Rmult_le_compat_l; lra). lra. }
    assert (phi x * 1 <= phi x * exp (delta * x - delta ^ 2 / 2))
      by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* a function that is differentiable on both sides of c, flat at c, folded over at c *)
Lemma fold_derive : forall (G g : R -> R) c, (forall x, is_derive G x (g x)) ->
  (forall x, x <= c -> 0 <= g x) -> (forall x, c <= x -> g x <= 0) ->
  forall x, is_derive (fun x => if Rle_dec x c then G x - G c else G c - G x) x (Rabs (g x)).
Proof.
  intros G g c HG Hl Hr x.
  assert (D1 : forall y, is_derive (fun x => G x - G c) y (g y)).
  { intro y. evar_last.
    - apply (is_derive_minus (V := R_NormedModule) G (fun _ => G c));
        [apply HG|apply (is_derive_const (V := R_NormedModule))].
    - unfold minus, plus, opp, zero; simpl. ring. }
  assert (D2 : forall y, is_derive (fun x => G c - G x) y (- g y)).
  { intro y. evar_last.
    - apply (is_derive_minus (V := R_NormedModule) (fun _ => G c) G);
        [apply (is_derive_const (V := R_NormedModule))|apply HG].
    - unfold minus, plus, opp, zero; simpl. ring. }
  destruct (Rtotal_order x c) as [Hx|[->|Hx]].
  - rewrite Rabs_pos_eq by (apply Hl; lra).
    apply (is_derive_ext_loc (fun x => G x - G c)); [|apply D1].
    assert (Hd : 0 < c - x) by lra. exists (mkposreal _ Hd). intros y Hy.
    change (Rabs (y - x) < c - x) in Hy. apply Rabs_lt_between in Hy.
    destruct (Rle_dec y c) as [|Hn]; [reflexivity|exfalso; apply Hn; lra].
  - assert (Hc : g c = 0) by (apply Rle_antisym; [apply Hr|apply Hl]; lra).
    rewrite Hc, Rabs_R0. specialize (D1 c). rewrite Hc in D1.
    apply is_derive_Reals. apply is_derive_Reals in D1. intros eps He.
    destruct (D1 eps He) as [e H]. exists e. intros h Hh Hlt. specialize (H h Hh Hlt).
    destruct (Rle_dec c c) as [_|Hn]; [|exfalso; apply Hn; lra].
    destruct (Rle_dec (c + h) c) as [_|_]; [exact H|].
    rewrite <- Rabs_Ropp. replace (- ((G c - G (c + h) - (G c - G c)) / h - 0))
      with ((G (c + h) - G c - (G c - G c)) / h - 0) by (unfold Rdiv; ring). exact H.
  - rewrite Rabs_left1 by (apply Hr; lra).
    apply (is_derive_ext_loc (fun x => G c - G x)); [|apply D2].
    assert (Hd : 0 < x - c) by lra. exists (mkposreal _ Hd). intros y Hy.
    change (Rabs (y - x) < x - c) in Hy. apply Rabs_lt_between in Hy.
    destruct (Rle_dec y c) as [Hn|]; [lra|reflexivity].
Qed.

Theorem c1_total_variation : forall delta, 0 <= delta ->
  total_variation (normal 0) (normal delta) = 2 * normal_cdf (delta / 2) - 1.
Proof.
  intros delta Hd. set (E := fun x => erf_int (x / sqrt 2) / sqrt PI).
  set (G := fun x => E x - E (x - delta)). set (c := delta / 2).
  assert (Eodd : forall x, E (- x) = - E x).
  { intro x. unfold E. replace (- x / sqrt 2) with (- (x / sqrt 2)) by (unfold Rdiv; ring).
    rewrite erf_odd. unfold Rdiv. ring. }
  assert (HG : forall x, is_derive G x (phi x - phi (x - delta))).
  { intro x. unfold G. apply (is_derive_minus (V := R_NormedModule)); [apply erf_scaled_derive|].
    evar_last.
    - apply (is_derive_comp E (fun x => x - delta)); [apply erf_scaled_derive|].
      auto_derive; [trivial|reflexivity].
    - unfold scal; simpl; unfold mult; simpl. ring. }
  assert (Hc : G c = 2 * E c).
  { unfold G. replace (c - delta) with (- c) by (unfold c; field). rewrite Eodd. ring. }
  assert (Hlim : forall s l, is_lim E s (Finite l) -> (s = p_infty \/ s = m_infty) ->
    is_lim G s 0).
  { intros s l HE Hs. replace (Finite 0) with (Finite (l - l)) by (f_equal; ring). unfold G.
    apply (is_lim_minus' E (fun x => E (x - delta)) s l l HE).
    apply is_lim_spec. apply is_lim_spec in HE. intro eps. specialize (HE eps).
    destruct Hs as [->| ->]; destruct HE as [M HM];
      [exists (M + delta)|exists M]; intros x Hx; apply HM; lra. }
  assert (Lp := Hlim p_infty _ erf_lim_p (or_introl eq_refl)).
  assert (Lm := Hlim m_infty _ erf_lim_m (or_intror eq_refl)).
  set (F := fun x => if Rle_dec x c then G x - G c else G c - G x).
  assert (HF : is_line (fun x => Rabs (phi x - phi (x - delta))) (G c - - G c)).
  { apply (line_ftc F).
    - apply cont_abs, cont_minus; [apply phi_cont|apply phi_shift_cont].
    - intro x. apply (fold_derive G (fun x => phi x - phi (x - delta)) c HG).
      + intros y Hy. destruct (phi_order delta y Hd) as [H _]. specialize (H Hy). lra.
      + intros y Hy. destruct (phi_order delta y Hd) as [_ H]. specialize (H Hy). lra.
    - apply is_lim_spec. apply is_lim_spec in Lm. intro eps. destruct (Lm eps) as [M HM].
      exists (Rmin M c). intros x Hx. pose proof (Rmin_l M c). pose proof (Rmin_r M c).
      unfold F. destruct (Rle_dec x c) as [_|n]; [|exfalso; apply n; lra].
      replace (G x - G c - - G c) with (G x - 0) by ring. apply HM. lra.
    - apply is_lim_spec. apply is_lim_spec in Lp. intro eps. destruct (Lp eps) as [M HM].
      exists (Rmax M c). intros x Hx. pose proof (Rmax_l M c). pose proof (Rmax_r M c).
      unfold F. destruct (Rle_dec x c) as [n|_]; [lra|].
      replace (G c - G x - G c) with (- (G x - 0)) by ring. rewrite Rabs_Ropp. apply HM. lra. }
  apply (line_ext _ (fun x => Rabs (normal 0 x - normal delta x))) in HF;
    [|intro x; unfold normal; rewrite (Rminus_0_r x); reflexivity].
  unfold total_variation. rewrite (is_line_line _ _ HF), Hc. unfold normal_cdf. rewrite cdf_erf.
  change (/ 2 * (2 * E c - - (2 * E c)) = 2 * (/ 2 + E c) - 1). lra.
Qed.

Theorem c1_distance_closed_form : forall d alpha beta muo mun l, 0 < alpha < 1 -> 0 <= beta <= 1 ->
  is_kl_space d (mix_d d beta muo mun) (mix_d d alpha muo mun) l ->
  2 * (beta - alpha) ^ 2 * (2 * normal_cdf (dist d muo mun / 2) - 1) ^ 2 <= l.
Proof.
  intros d alpha beta muo mun l Ha Hb Hl. rewrite <- c1_total_variation by apply norm2_nonneg.
  apply (c1_distance_space d); assumption.
Qed.
