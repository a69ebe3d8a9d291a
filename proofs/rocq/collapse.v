(* How fast SFT loses the old mode: claim B2's rate from both sides and its asymptotic law, and B1
   for gradient descent with steps, any two positive continuous densities on the line with finite
   chi-squared.

   Proved: beta (1 - beta) (c - eps) <= D <= beta c for small beta, c = chi^2 (p_o || p_n); hence
   along the logit gradient flow 1/beta(t)^2 grows at most like 2 c t, and t beta(t)^2 tends to
   1/(2c) from every start. B1: every step of logit gradient descent lowers the weight, and the
   weights tend to 0 for every sequence of step sizes bounded below. Existence of the flow is not
   claimed: a differentiable trajectory is given. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic misassignment divergence forward_kl reverse_kl.
Open Scope R_scope.

(** * Distinguishability near no old mass *)

Lemma distinguishability_le_chi2 : forall beta po pn c, density po -> density pn -> 0 <= beta < 1 ->
  chi2_value po pn c -> distinguishability beta po pn <= beta * c.
Proof.
  intros beta po pn c Ho Hn Hb Hc.
  apply (line_le (fun x => beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x))
                 (fun x => beta * ((po x - pn x) ^ 2 / pn x))).
  - intro x. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
    pose proof (mix_lower beta po pn x Ho Hn ltac:(lra)) as [_ Hm].
    pose proof (density_pos pn Hn x) as Hp.
    pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hm0.
    apply (Rmult_le_reg_r (mix beta po pn x * pn x)); [apply Rmult_lt_0_compat; assumption|].
    replace ((1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x) * (mix beta po pn x * pn x))
      with ((po x - pn x) ^ 2 * ((1 - beta) * pn x)) by (field; lra).
    replace ((po x - pn x) ^ 2 / pn x * (mix beta po pn x * pn x))
      with ((po x - pn x) ^ 2 * mix beta po pn x) by (field; lra).
    apply Rmult_le_compat_l; [apply pow2_ge_0|exact Hm].
  - apply distinguishability_integral; trivial. lra.
  - apply line_scal, Hc.
Qed.

Lemma distinguishability_ge_chi2 : forall po pn c eps, density po -> density pn ->
  chi2_value po pn c -> 0 < eps ->
  exists b1, 0 < b1 < 1 /\ forall beta, 0 < beta < b1 ->
    beta * (1 - beta) * (c - eps) <= distinguishability beta po pn.
Proof.
  intros po pn c eps Ho Hn Hc He.
  set (g := fun x => (po x - pn x) ^ 2 / pn x).
  assert (Hg0 : forall x, 0 <= g x).
  { intro x. pose proof (density_pos pn Hn x). apply Rmult_le_pos; [apply pow2_ge_0|].
    apply Rlt_le, Rinv_0_lt_compat; lra. }
  assert (Hgc : continuity g) by exact (line_cont _ _ Hc).
  assert (Hc0 : 0 <= c) by exact (line_nonneg _ _ Hg0 Hc).
  destruct (line_elim g c Hc (eps / 2) ltac:(lra)) as [M0 HM0].
  set (M := Rmax M0 0 + 1). assert (HM : M0 < M /\ 0 < M).
  { unfold M. pose proof (Rmax_l M0 0). pose proof (Rmax_r M0 0). lra. }
  specialize (HM0 (- M) M ltac:(lra) ltac:(lra)). apply Rabs_lt_between in HM0.
  (* on the segment po is at most Q times pn *)
  assert (Hrc : continuity (fun x => po x / pn x)).
  { apply cont_div; [|apply density_cont, Ho|apply density_cont, Hn]. intro x.
    pose proof (density_pos pn Hn x). lra. }
  destruct (continuity_ab_maj (fun x => po x / pn x) (- M) M ltac:(lra) (fun x _ => Hrc x))
    as [xm [Hxm _]].
  set (Q := po xm / pn xm) in *.
  assert (HQ : 0 < Q) by (apply Rdiv_lt_0_compat; [apply density_pos, Ho|apply density_pos, Hn]).
  set (b1 := Rmin (/ 2) (eps / (2 * Q * (c + 1)))).
  assert (Hd : 0 < 2 * Q * (c + 1)) by (apply Rmult_lt_0_compat; lra).
  assert (Hq : 0 < eps / (2 * Q * (c + 1))) by (apply Rdiv_lt_0_compat; assumption).
  assert (Hb1 : 0 < b1 <= / 2 /\ b1 <= eps / (2 * Q * (c + 1))).
  { unfold b1, Rmin. destruct (Rle_dec (/ 2) (eps / (2 * Q * (c + 1)))); lra. }
  exists b1. split; [lra|]. intros beta Hb.
  destruct (Rle_lt_dec (c - eps) 0) as [Hneg|Hposc].
  { apply Rle_trans with 0.
    - assert (0 <= beta * (1 - beta)) by (apply Rmult_le_pos; lra). nra.
    - pose proof (distinguishability_ge_tv beta po pn Ho Hn ltac:(lra)) as HT.
      assert (0 <= 4 * beta * (1 - beta) * total_variation po pn ^ 2); [|lra].
      apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]. }
  set (f := fun x => (po x - pn x) ^ 2 / mix beta po pn x).
  pose proof (distinguishability_integral beta po pn Ho Hn ltac:(lra)) as HD.
  assert (Hf0 : forall x, 0 <= f x).
  { intro x. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x).
    apply Rmult_le_pos; [apply pow2_ge_0|]. apply Rlt_le, Rinv_0_lt_compat; lra. }
  assert (Hw : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  assert (Hfl : is_line f (/ (beta * (1 - beta)) * distinguishability beta po pn)).
  { eapply line_ext; [|exact (line_scal (/ (beta * (1 - beta))) _ _ HD)]. intro x. unfold f.
    pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x). field. repeat split; lra. }
  assert (Hseg : / (1 + beta * Q) * RInt g (- M) M <= RInt f (- M) M).
  { assert (Hfc : continuity f) by exact (line_cont _ _ Hfl).
    assert (Hbq : 0 < 1 + beta * Q) by (assert (0 < beta * Q) by (apply Rmult_lt_0_compat; lra);
      lra).
    pose proof (RInt_scal (V := R_CompleteNormedModule) g (- M) M (/ (1 + beta * Q))
      (cont_ex g _ _ Hgc)) as Es.
    unfold scal in Es at 2; simpl in Es; unfold mult in Es; simpl in Es. rewrite <- Es.
    apply RInt_le; [lra| | |].
    - apply cont_ex. apply cont_mult; [apply cont_const|exact Hgc].
    - apply cont_ex, Hfc.
    - intros x Hx. unfold f, g, scal; simpl; unfold mult; simpl.
      pose proof (density_pos pn Hn x) as Hp. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x)
        as Hm.
      assert (Hle : mix beta po pn x <= (1 + beta * Q) * pn x).
      { assert (Hpo : po x <= Q * pn x).
        { specialize (Hxm x ltac:(lra)). apply (Rmult_le_compat_r (pn x)) in Hxm; [|lra].
          replace (po x / pn x * pn x) with (po x) in Hxm by (field; lra). exact Hxm. }
        unfold mix. assert (beta * po x <= beta * (Q * pn x)) by (apply Rmult_le_compat_l; lra).
        assert (0 <= beta * pn x) by (apply Rmult_le_pos; lra). lra. }
      replace (/ (1 + beta * Q) * ((po x - pn x) * ((po x - pn x) * 1) / pn x))
        with ((po x - pn x) ^ 2 * / ((1 + beta * Q) * pn x)) by (simpl; field; lra).
      replace ((po x - pn x) * ((po x - pn x) * 1) / mix beta po pn x)
        with ((po x - pn x) ^ 2 * / mix beta po pn x) by (simpl; field; lra).
      apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply Rinv_le_contravar; assumption. }
  pose proof (line_seg_le f _ (- M) M Hf0 Hfl ltac:(lra)) as HfD.
  assert (HbQ : beta * Q * (c + 1) <= eps / 2).
  { apply Rle_trans with (b1 * (Q * (c + 1))).
    - rewrite Rmult_assoc. apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|lra].
    - apply Rle_trans with (eps / (2 * Q * (c + 1)) * (Q * (c + 1))).
      + apply Rmult_le_compat_r; [apply Rmult_le_pos; lra|lra].
      + apply Req_le. field. lra. }
  assert (Hbq : 0 < beta * Q) by (apply Rmult_lt_0_compat; lra).
  assert (Hfin : c - eps <= / (1 + beta * Q) * RInt g (- M) M).
  { apply (Rmult_le_reg_l (1 + beta * Q)); [lra|]. rewrite <- Rmult_assoc, Rinv_r by lra. nra. }
  apply (Rmult_le_reg_l (/ (beta * (1 - beta)))); [apply Rinv_0_lt_compat; exact Hw|].
  replace (/ (beta * (1 - beta)) * (beta * (1 - beta) * (c - eps))) with (c - eps) by (field; lra).
  lra.
Qed.

(** * B2: the rate *)

Lemma inverse_square_derive : forall (beta D : R -> R) s, 0 < beta s < 1 ->
  is_derive beta s (- beta s ^ 2 * (1 - beta s) * D s) ->
  is_derive (fun u => / beta u ^ 2) s (2 * (1 - beta s) * D s / beta s).
Proof.
  intros beta D s Hb Hd. evar_last.
  - apply (is_derive_inv (fun u => beta u ^ 2));
    [apply (is_derive_pow beta 2 s), Hd|apply pow_nonzero; lra].
  - simpl. field. lra.
Qed.

Lemma square_growth : forall (y y' : R -> R) k T t, T <= t ->
  (forall s, T <= s -> is_derive y s (y' s)) ->
  ((forall s, T <= s -> y' s <= k) -> y t <= y T + k * (t - T)) /\
  ((forall s, T <= s -> k <= y' s) -> y T + k * (t - T) <= y t).
Proof.
  intros y y' k T t Ht Hy. split; intro Hk.
  - assert (k * T - y T <= k * t - y t); [|lra].
    apply (nondecreasing (fun s => k * s - y s) (fun s => k - y' s) T t Ht); intros s Hs;
      [|specialize (Hk s ltac:(lra)); lra].
    evar_last; [apply (is_derive_minus (V := R_NormedModule) (fun s => k * s) y);
      [|apply Hy; lra]|].
    + auto_derive; [trivial|reflexivity].
    + unfold minus, plus, opp; simpl. ring.
  - assert (y T - k * T <= y t - k * t); [|lra].
    apply (nondecreasing (fun s => y s - k * s) (fun s => y' s - k) T t Ht); intros s Hs;
      [|specialize (Hk s ltac:(lra)); lra].
    evar_last; [apply (is_derive_minus (V := R_NormedModule) y (fun s => k * s));
      [apply Hy; lra|]|].
    + auto_derive; [trivial|reflexivity].
    + unfold minus, plus, opp; simpl. ring.
Qed.

Theorem b2_two_sided_rate : forall (ph : R -> R) po pn x0 c, density po -> density pn ->
  po x0 <> pn x0 ->
  chi2_value po pn c ->
  (forall t, 0 <= t -> is_derive ph t (- Derive (fun u => kl pn (mix (sigma u) po pn)) (ph t))) ->
  let beta := fun t => sigma (ph t) in
  forall t, 0 <= t ->
    / beta 0 ^ 2 + 8 * total_variation po pn ^ 2 * (1 - beta 0) ^ 2 * t <= / beta t ^ 2
      <= / beta 0 ^ 2 + 2 * c * t.
Proof.
  intros ph po pn x0 c Ho Hn Hx Hc Hflow beta t Ht.
  split; [exact (proj2 (b2_trajectory ph po pn x0 Ho Hn Hx Hflow t Ht))|].
  assert (Hb : forall s, 0 < beta s < 1) by (intro s; apply sigma_bounds).
  assert (Hd : forall s, 0 <= s ->
    is_derive (fun u => / beta u ^ 2) s (2 * (1 - beta s) * distinguishability (beta s) po
      pn / beta s)).
  { intros s Hs. apply (inverse_square_derive beta (fun s => distinguishability (beta s) po pn));
    [apply Hb|].
    exact (b2_weight_flow ph s po pn x0 Ho Hn Hx (Hflow s Hs)). }
  pose proof (proj1 (square_growth (fun u => / beta u ^ 2) _ (2 * c) 0 t Ht Hd)) as H.
  rewrite Rminus_0_r in H. apply H. intros s Hs. specialize (Hb s).
  pose proof (distinguishability_le_chi2 (beta s) po pn c Ho Hn ltac:(lra) Hc) as HD.
  pose proof (distinguishability_pos (beta s) po pn x0 Ho Hn Hb Hx) as HD0.
  apply (Rmult_le_reg_r (beta s)); [lra|].
  replace (2 * (1 - beta s) * distinguishability (beta s) po pn / beta s * beta s)
    with (2 * ((1 - beta s) * distinguishability (beta s) po pn)) by (field; lra).
  assert ((1 - beta s) * distinguishability (beta s) po pn <= 1 * distinguishability (beta s) po pn)
    by (apply Rmult_le_compat_r; lra). lra.
Qed.

Lemma ratio_near : forall Y y0 c T t eps, 0 < t -> 0 < y0 -> 0 <= c * T -> 0 < eps * T ->
  4 * (y0 + 2 * c * T + eps * T + 1) < eps * t ->
  Y <= y0 + 2 * c * (t - T) -> y0 + (2 * c - eps / 2) * (t - T) <= Y -> Rabs (Y / t - 2 * c) < eps.
Proof.
  intros Y y0 c T t eps Ht Hy HcT HeT HA U Lw.
  assert (E : (Y / t - 2 * c) * t = Y - 2 * c * t) by (field; lra).
  apply Rabs_def1; apply (Rmult_lt_reg_r t); trivial; rewrite E; lra.
Qed.

(* beta(t) ~ (2 chi^2 t)^(-1/2), from every start *)
Theorem b2_asymptotic_rate : forall (ph : R -> R) po pn x0 c, density po -> density pn ->
  po x0 <> pn x0 ->
  chi2_value po pn c ->
  (forall t, 0 <= t -> is_derive ph t (- Derive (fun u => kl pn (mix (sigma u) po pn)) (ph t))) ->
  is_lim (fun t => / (t * sigma (ph t) ^ 2)) p_infty (2 * c).
Proof.
  intros ph po pn x0 c Ho Hn Hx Hc Hflow.
  set (beta := fun t => sigma (ph t)). set (y := fun u => / beta u ^ 2).
  assert (Hb : forall s, 0 < beta s < 1) by (intro s; apply sigma_bounds).
  assert (Hd : forall s, 0 <= s -> is_derive y s (2 * (1 - beta s) * distinguishability (beta s) po
    pn / beta s)).
  { intros s Hs. apply (inverse_square_derive beta (fun s => distinguishability (beta s) po pn));
    [apply Hb|].
    exact (b2_weight_flow ph s po pn x0 Ho Hn Hx (Hflow s Hs)). }
  assert (Hc0 : 0 <= c).
  { apply (line_nonneg _ _ (fun x => Rmult_le_pos _ _ (pow2_ge_0 (po x - pn x))
      (Rlt_le _ _ (Rinv_0_lt_compat _ (density_pos pn Hn x)))) Hc). }
  apply is_lim_spec. intros [eps He]. simpl.
  (* below b1 the derivative of 1/beta^2 is within eps/2 of 2c *)
  destruct (distinguishability_ge_chi2 po pn c (eps / 8) Ho Hn Hc ltac:(lra)) as [b1 [Hb1 Hlow]].
  set (b2 := Rmin b1 (eps / (16 * (c + 1)))).
  assert (Hq : 0 < eps / (16 * (c + 1))) by (apply Rdiv_lt_0_compat; lra).
  assert (Hb2 : 0 < b2 /\ b2 <= b1 /\ b2 <= eps / (16 * (c + 1))).
  { unfold b2, Rmin. destruct (Rle_dec b1 (eps / (16 * (c + 1)))); lra. }
  pose proof (b2_collapse ph po pn x0 Ho Hn Hx Hflow) as Hlim. apply is_lim_spec in Hlim.
  destruct (Hlim (mkposreal b2 (proj1 Hb2))) as [T0 HT0]. simpl in HT0.
  set (T := Rmax T0 0 + 1). assert (HT : T0 < T /\ 0 < T).
  { unfold T. pose proof (Rmax_l T0 0). pose proof (Rmax_r T0 0). lra. }
  assert (Hsmall : forall s, T <= s -> beta s < b2).
  { intros s Hs. specialize (HT0 s ltac:(lra)). apply Rabs_lt_between in HT0. unfold beta. lra. }
  assert (Hy' : forall s, T <= s ->
    2 * c - eps / 2 <= 2 * (1 - beta s) * distinguishability (beta s) po pn / beta s <= 2 * c).
  { intros s Hs. pose proof (Hb s) as Bs. pose proof (Hsmall s Hs) as Hsm.
    pose proof (distinguishability_le_chi2 (beta s) po pn c Ho Hn ltac:(lra) Hc) as HU.
    pose proof (distinguishability_pos (beta s) po pn x0 Ho Hn Bs Hx) as HD0.
    pose proof (Hlow (beta s) ltac:(lra)) as HL. set (D := distinguishability (beta s) po pn) in *.
    assert (HDb : D / beta s <= c /\ (1 - beta s) * (c - eps / 8) <= D / beta s).
    { split; apply (Rmult_le_reg_r (beta s)); try lra;
      replace (D / beta s * beta s) with D by (field; lra); lra. }
    replace (2 * (1 - beta s) * D / beta s) with (2 * ((1 - beta s) * (D / beta s)))
      by (field; lra).
    assert (HDp : 0 < D / beta s) by (apply Rdiv_lt_0_compat; lra).
    assert (Hsc : beta s * (c + 1) <= eps / 16).
    { apply Rle_trans with (eps / (16 * (c + 1)) * (c + 1));
      [apply Rmult_le_compat_r; lra|apply Req_le; field; lra]. }
    destruct HDb as [HD1 HD2]. set (E := D / beta s) in *.
    assert (H1 : beta s * E <= beta s * c) by (apply Rmult_le_compat_l; lra).
    assert (H2 : 0 <= beta s * E) by (apply Rmult_le_pos; lra).
    assert (H3 : 0 <= beta s * eps) by (apply Rmult_le_pos; lra).
    split; lra. }
  set (A := y T + 2 * c * T + eps * T + 1).
  assert (HyT : 0 < y T) by (unfold y; apply Rinv_0_lt_compat, pow_lt, Hb).
  assert (HA : 0 < A).
  { unfold A. assert (0 <= c * T) by (apply Rmult_le_pos; lra).
    assert (0 < eps * T) by (apply Rmult_lt_0_compat; lra). lra. }
  exists (Rmax T (4 * A / eps)). intros t Ht.
  pose proof (Rmax_l T (4 * A / eps)). pose proof (Rmax_r T (4 * A / eps)).
  assert (HtT : T <= t) by lra. assert (HtA : 4 * A < eps * t).
  { assert (4 * A / eps < t) as H1 by lra. apply (Rmult_lt_compat_r eps) in H1; [|exact He].
    replace (4 * A / eps * eps) with (4 * A) in H1 by (field; lra). lra. }
  destruct (square_growth y _ (2 * c) T t HtT (fun s Hs => Hd s ltac:(lra))) as [U _].
  destruct (square_growth y _ (2 * c - eps / 2) T t HtT (fun s Hs => Hd s ltac:(lra))) as [_ Lw].
  specialize (U (fun s Hs => proj2 (Hy' s Hs))). specialize (Lw (fun s Hs => proj1 (Hy' s Hs))).
  replace (/ (t * (sigma (ph t) * (sigma (ph t) * 1)))) with (y t / t).
  2: { unfold y, beta. pose proof (sigma_bounds (ph t)). field. split; lra. }
  apply (ratio_near (y t) (y T) c T t eps); trivial;
    try lra; try (apply Rmult_le_pos; lra); apply Rmult_lt_0_compat; lra.
Qed.

(** * B1: gradient descent *)

Theorem b1_descent_collapse : forall (ph eta : nat -> R) po pn x0 e, density po -> density pn ->
  po x0 <> pn x0 ->
  0 < e -> (forall k, e <= eta k) ->
  (forall k, ph (S k) = ph k - eta k * Derive (fun u => kl pn (mix (sigma u) po pn)) (ph k)) ->
  (forall k, sigma (ph (S k)) < sigma (ph k)) /\ is_lim_seq (fun k => sigma (ph k)) 0.
Proof.
  intros ph eta po pn x0 e Ho Hn Hx He Heta Hstep.
  assert (Hs : forall k, ph (S k) = ph k - eta
    k * (sigma (ph k) * distinguishability (sigma (ph k)) po pn)).
  { intro k. rewrite Hstep. destruct (b1_slope (ph k) po pn x0 Ho Hn Hx) as [Hd _].
    assert (E : Derive (fun u : R => kl pn (mix (sigma u) po pn)) (ph k)
                = sigma (ph k) * distinguishability (sigma (ph k)) po pn)
                  by (apply is_derive_unique; exact Hd).
    rewrite E. reflexivity. }
  set (T := total_variation po pn). assert (HT : 0 < T)
    by exact (total_variation_pos po pn x0 Ho Hn Hx).
  assert (Hdrop : forall k, ph (S k) <= ph k
    - e * (4 * sigma (ph k) ^ 2 * (1 - sigma (ph k)) * T ^ 2)).
  { intro k. rewrite Hs. pose proof (sigma_bounds (ph k)) as Hb. specialize (Heta k).
    pose proof (distinguishability_ge_tv (sigma (ph k)) po pn Ho Hn ltac:(lra)) as HD. fold T in HD.
    set (b := sigma (ph k)) in *. set (D := distinguishability b po pn) in *.
    assert (H0 : 0 <= 4 * b * (1 - b) * T ^ 2) by (apply Rmult_le_pos;
      [apply Rmult_le_pos; lra|apply pow2_ge_0]).
    assert (H1 : b * (4 * b * (1 - b) * T ^ 2) <= b * D) by (apply Rmult_le_compat_l; lra).
    assert (H2 : 0 <= b * (4 * b * (1 - b) * T ^ 2)) by (apply Rmult_le_pos; lra).
    assert (H3 : e * (b * (4 * b * (1 - b) * T ^ 2)) <= eta k * (b * D))
      by (apply Rmult_le_compat; lra).
    replace (4 * b ^ 2 * (1 - b) * T ^ 2) with (b * (4 * b * (1 - b) * T ^ 2)) by ring. lra. }
  assert (Hpos : forall k, 0 < e * (4 * sigma (ph k) ^ 2 * (1 - sigma (ph k)) * T ^ 2)).
  { intro k. pose proof (sigma_bounds (ph k)). apply Rmult_lt_0_compat; [exact He|].
    apply Rmult_lt_0_compat; [|apply pow_lt, HT]. apply Rmult_lt_0_compat; [|lra].
    apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]. }
  assert (Hdec : forall k, ph (S k) < ph k) by (intro k; specialize (Hdrop k);
    specialize (Hpos k); lra).
  split; [intro k; apply sigma_incr, Hdec|].
  assert (Hmono : forall k n, (k <= n)%nat -> ph n <= ph k).
  { intros k n H. induction H as [|n _ IH]; [lra|]. specialize (Hdec n). lra. }
  apply is_lim_seq_spec. intros [eps Heps]. simpl.
  (* while the weight is at least eps every step lowers the logit by at least q *)
  set (q := e * (4 * eps ^ 2 * (1 - sigma (ph 0%nat)) * T ^ 2)).
  pose proof (sigma_bounds (ph 0%nat)) as Hb0.
  assert (Hq : 0 < q).
  { apply Rmult_lt_0_compat; [exact He|]. apply Rmult_lt_0_compat; [|apply pow_lt, HT].
    apply Rmult_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]. }
  assert (Hfall : forall n, (forall k, (k < n)%nat -> eps <= sigma (ph k)) ->
    ph n <= ph 0%nat - INR n * q).
  { induction n as [|n IH]; intro Hk; [simpl; lra|].
    specialize (IH (fun k H => Hk k (Nat.lt_lt_succ_r _ _ H))). specialize (Hdrop n).
    specialize (Hk n (Nat.lt_succ_diag_r n)).
    rewrite S_INR. assert (Hle : sigma (ph n) <= sigma (ph 0%nat)).
    { destruct (Hmono 0%nat n (Nat.le_0_l n)) as [H|H];
      [apply Rlt_le, sigma_incr, H|rewrite H; lra]. }
    assert (q <= e * (4 * sigma (ph n) ^ 2 * (1 - sigma (ph n)) * T ^ 2)); [|lra].
    unfold q. apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [apply pow2_ge_0|].
    apply Rmult_le_compat; try lra.
    - apply Rmult_le_pos; [lra|apply pow2_ge_0].
    - apply Rmult_le_compat_l; [lra|]. apply pow_incr. lra. }
  set (bound := (ph 0%nat - logit (Rmin eps (/ 2))) / q).
  destruct (nfloor_ex (Rmax 0 bound) (Rmax_l _ _)) as [N' [_ HN]].
  assert (HNb : bound < INR (S N')) by (pose proof (Rmax_r 0 bound); rewrite S_INR; lra).
  clear HN. rename HNb into HN. unfold bound in HN. set (N := S N') in *.
  exists N. intros n Hn'. rewrite Rminus_0_r, Rabs_pos_eq
    by (pose proof (sigma_bounds (ph n)); lra).
  apply Rnot_le_lt. intro Hge.
  assert (Hall : forall k, (k < n)%nat -> eps <= sigma (ph k)).
  { intros k Hk. apply Rle_trans with (sigma (ph n)); [exact Hge|].
    destruct (Hmono k n ltac:(lia)) as [H|H]; [apply Rlt_le, sigma_incr, H|rewrite H; lra]. }
  specialize (Hfall n Hall).
  assert (HNn : INR N <= INR n) by (apply le_INR; lia).
  set (m := Rmin eps (/ 2)) in *. assert (Hm : 0 < m <= eps /\ m < 1).
  { unfold m, Rmin. destruct (Rle_dec eps (/ 2)); lra. }
  assert (Hlt : ph n < logit m).
  { apply (Rmult_lt_compat_r q) in HN; [|exact Hq].
    replace ((ph 0%nat - logit m) / q * q) with (ph 0%nat - logit m) in HN by (field; lra).
    assert (INR N * q <= INR n * q) by (apply Rmult_le_compat_r; lra). lra. }
  apply sigma_incr in Hlt. rewrite sigma_logit in Hlt by lra. lra.
Qed.
