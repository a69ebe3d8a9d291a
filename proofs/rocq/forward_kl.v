(* Forward KL (SFT) and replay: claims B1, B2, B3, B5, B6, for any two densities (so also G2's part
   on them).

   KL (p_rho || q_beta), p_rho = rho po + (1-rho) pn, q_beta = beta po + (1-beta) pn, is finite for
   beta in (0,1); its derivative in the logit of beta is (beta - rho) D(beta) (B5; B1 is rho = 0),
   proved by differentiating under the integral sign; it is at most the divergence of the labels. B1
   adds strict convexity on [0,1) and the only zero at beta = 0. B2: the envelopes of the logit
   gradient flow and what they give for its trajectories: beta(t) lies between beta0/(1 + beta0 t)
   and (1/beta0^2 + 8 TV^2 (1-beta0)^2 t)^(-1/2). B3: the EM update strictly decreases, tends to 0
   at an explicit rate, and one step lands below A3's bound. B6: replay in the model only leaves the
   minimum at beta = 0. Not here: the asymptotics in words in B2 (the crossover), and existence of
   the flow (a trajectory is given). *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic misassignment divergence flow.
Open Scope R_scope.

(** * Existence *)

Lemma mix_lower : forall beta po pn x, density po -> density pn -> 0 <= beta <= 1 ->
  beta * po x <= mix beta po pn x /\ (1 - beta) * pn x <= mix beta po pn x.
Proof.
  intros beta po pn x Ho Hn Hb. unfold mix.
  pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x). split; nra.
Qed.

Lemma mix_ratio : forall rho beta po pn x, density po -> density pn -> 0 <= rho <= 1 ->
  0 < beta < 1 ->
  mix rho po pn x <= (/ beta + / (1 - beta)) * mix beta po pn x.
Proof.
  intros rho beta po pn x Ho Hn Hr Hb.
  destruct (mix_lower beta po pn x Ho Hn ltac:(lra)) as [H1 H2].
  pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
  assert (po x <= / beta * mix beta po pn x).
  { apply Rmult_le_reg_l with beta; [lra|]. rewrite <- Rmult_assoc, Rinv_r; lra. }
  assert (pn x <= / (1 - beta) * mix beta po pn x).
  { apply Rmult_le_reg_l with (1 - beta); [lra|]. rewrite <- Rmult_assoc, Rinv_r; lra. }
  unfold mix at 1. nra.
Qed.

Lemma forward_kl_correct : forall rho beta po pn, density po -> density pn ->
  0 <= rho <= 1 -> 0 < beta < 1 ->
  is_line (fun x => mix rho po pn x * ln (mix rho po pn x / mix beta po pn x))
    (kl (mix rho po pn) (mix beta po pn)).
Proof.
  intros rho beta po pn Ho Hn Hr Hb.
  apply (kl_correct _ _ (/ beta + / (1 - beta))); try (apply mix_density; trivial; lra).
  intro x. apply mix_ratio; assumption.
Qed.

Lemma sft_kl_correct : forall beta po pn, density po -> density pn -> 0 <= beta < 1 ->
  is_line (fun x => pn x * ln (pn x / mix beta po pn x)) (kl pn (mix beta po pn)).
Proof.
  intros beta po pn Ho Hn Hb.
  apply (kl_correct _ _ (/ (1 - beta))); trivial; [apply mix_density; trivial; lra|].
  intro x. destruct (mix_lower beta po pn x Ho Hn ltac:(lra)) as [_ H2].
  apply Rmult_le_reg_l with (1 - beta); [lra|]. rewrite <- Rmult_assoc, Rinv_r; lra.
Qed.

(** * The slope *)

(* int p_rho (po - pn) / q = (rho - beta) D / (beta (1-beta)) *)
Lemma slope_integral : forall rho beta po pn, density po -> density pn -> 0 < beta < 1 ->
  is_line (fun x => - (mix rho po pn x * ((po x - pn x) / mix beta po pn x)))
    ((beta - rho) * distinguishability beta po pn / (beta * (1 - beta))).
Proof.
  intros rho beta po pn Ho Hn Hb. assert (Hb' : 0 <= beta <= 1) by lra.
  assert (Hbb : 0 < beta * (1 - beta)) by (apply Rmult_lt_0_compat; lra).
  apply (line_val _ (-1 * (1 - 1) + (beta - rho) / (beta * (1 - beta)) * distinguishability
    beta po pn)).
  { field. lra. }
  apply (line_ext (fun x => -1 * (po x - pn x) + (beta - rho) / (beta * (1 - beta)) *
                     (beta * (1 - beta) * ((po x - pn x) ^ 2 / mix beta po pn x)))).
  - intro x. pose proof (mix_pos beta po pn Ho Hn Hb' x) as Hq. unfold mix in *. field. lra.
  - apply line_plus; apply line_scal.
    + apply line_minus; apply density_mass; assumption.
    + apply distinguishability_integral; assumption.
Qed.

Lemma forward_kl_derive : forall rho beta po pn, density po -> density pn -> 0 <= rho <= 1 ->
  0 < beta < 1 ->
  is_derive (fun b => kl (mix rho po pn) (mix b po pn)) beta
    ((beta - rho) * distinguishability beta po pn / (beta * (1 - beta))).
Proof.
  intros rho beta po pn Ho Hn Hr Hb. assert (Hb' : 0 <= beta <= 1) by lra.
  set (m := Rmin beta (1 - beta)). pose proof (Rmin_l beta (1 - beta)) as Hm1.
  pose proof (Rmin_r beta (1 - beta)) as Hm2. fold m in Hm1, Hm2.
  assert (Hm : 0 < m) by (apply Rmin_pos; lra).
  apply (line_derive (fun b x => mix rho po pn x * ln (mix rho po pn x / mix b po pn x))
           (fun x => - (mix rho po pn x * ((po x - pn x) / mix beta po pn x)))
           (fun x => 2 / m ^ 2 * mix rho po pn x) _ beta _ (2 / m ^ 2 * 1) (m / 2)).
  - lra.
  - intros y Hy. apply Rabs_lt_between in Hy. apply forward_kl_correct; trivial. lra.
  - apply slope_integral; assumption.
  - apply line_scal, mix_mass; assumption.
  - intros y x Hy.
    pose proof (mix_pos beta po pn Ho Hn Hb' x) as Hq.
    pose proof (mix_pos rho po pn Ho Hn Hr x) as Hp.
    assert (Hyb : 0 <= y <= 1) by (apply Rabs_lt_between in Hy; lra).
    pose proof (mix_pos y po pn Ho Hn Hyb x) as Hqy.
    pose proof (density_pos po Ho x) as H1. pose proof (density_pos pn Hn x) as H2.
    set (v := (po x - pn x) / mix beta po pn x).
    set (u := (y - beta) * v).
    (* q_y / q_beta = 1 + u and |v| <= 1/m *)
    assert (Hu : mix y po pn x = mix beta po pn x * (1 + u)).
    { unfold u, v, mix in *. field. lra. }
    assert (Hv : Rabs v <= / m).
    { unfold v, Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ _))
      by (apply Rlt_le, Rinv_0_lt_compat, Hq).
      apply Rmult_le_reg_r with (mix beta po pn x); trivial.
      rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
      apply Rmult_le_reg_l with m; trivial. rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra.
      apply Rle_trans with (m * (po x + pn x)).
      - apply Rmult_le_compat_l; [lra|]. apply Rabs_le_between. lra.
      - unfold mix. nra. }
    assert (Hu2 : Rabs u <= / 2).
    { unfold u. rewrite Rabs_mult. apply Rle_trans with (m / 2 * / m); [|right; field; lra].
      apply Rmult_le_compat; try apply Rabs_pos; lra. }
    assert (H1u : 0 < 1 + u) by (apply Rabs_le_between in Hu2; lra).
    replace (mix rho po pn x * ln (mix rho po pn x / mix y po pn x) -
             mix rho po pn x * ln (mix rho po pn x / mix beta po pn x) -
             (y - beta) * - (mix rho po pn x * v))
      with (- (mix rho po pn x * (ln (1 + u) - u))).
    + rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq (mix rho po pn x)) by lra.
      apply Rle_trans with (mix rho po pn x * (2 * u ^ 2)).
      * apply Rmult_le_compat_l; [lra|apply ln_quadratic, Hu2].
      * replace ((y - beta) ^ 2 * (2 / m ^ 2 * mix rho po pn x))
          with (mix rho po pn x * (2 * ((y - beta) ^ 2 * (/ m) ^ 2))) by (field; lra).
        apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [lra|].
        unfold u. rewrite Rpow_mult_distr. apply Rmult_le_compat_l; [apply pow2_ge_0|].
        rewrite <- (pow2_abs v). apply pow_incr. split; [apply Rabs_pos|exact Hv].
    + rewrite Hu. unfold Rdiv at 1. rewrite Rinv_mult.
      rewrite !ln_mult; try (apply Rinv_0_lt_compat; assumption); trivial.
      * unfold Rdiv. rewrite !ln_mult; trivial; [|apply Rinv_0_lt_compat; assumption].
        rewrite !ln_Rinv by assumption. unfold u. ring.
      * apply Rmult_lt_0_compat; apply Rinv_0_lt_compat; assumption.
Qed.

(** * B5: replay in the data; B1 is rho = 0 *)

Theorem b5_replay_slope : forall rho t po pn, density po -> density pn -> 0 <= rho <= 1 ->
  let beta := sigma t in
  is_derive (fun u => kl (mix rho po pn) (mix (sigma u) po pn)) t
    ((beta - rho) * distinguishability beta po pn) /\
  (beta - rho) * distinguishability beta po pn =
    (beta - rho) + rho * eps_old beta po pn - (1 - rho) * eps_new beta po pn.
Proof.
  intros rho t po pn Ho Hn Hr beta. assert (Hb : 0 < beta < 1) by apply sigma_bounds. split.
  - evar_last.
    + apply (is_derive_comp (fun b => kl (mix rho po pn) (mix b po pn)) sigma t).
      * apply forward_kl_derive; assumption.
      * apply sigma_derive.
    + unfold scal; simpl; unfold mult; simpl. fold beta. field. lra.
  - pose proof (a2_balance beta po pn Ho Hn ltac:(lra)). unfold distinguishability. nra.
Qed.

Theorem b5_unique_minimiser : forall rho beta po pn x0, density po -> density pn ->
  po x0 <> pn x0 -> 0 <= rho <= 1 -> 0 < beta < 1 -> beta <> rho ->
  is_line (fun x => mix rho po pn x * ln (mix rho po pn x / mix rho po pn x)) 0 /\
  0 < kl (mix rho po pn) (mix beta po pn).
Proof.
  intros rho beta po pn x0 Ho Hn Hx Hr Hb Hne. split; [apply kl_refl, mix_density; assumption|].
  apply (gibbs_strict (mix rho po pn) (mix beta po pn) _ x0).
  - apply mix_density; assumption.
  - apply mix_density; trivial. lra.
  - unfold mix. intro H. apply Hne. assert ((rho - beta) * (po x0 - pn x0) = 0) as H0 by lra.
    apply Rmult_integral in H0. lra.
  - apply forward_kl_correct; assumption.
Qed.

(** * B5: the divergence of the labels *)

(* the log-sum inequality *)
Lemma log_sum : forall a b c d, 0 < a -> 0 < b -> 0 < c -> 0 < d ->
  (a + b) * ln ((a + b) / (c + d)) <= a * ln (a / c) + b * ln (b / d) /\
  (a * d <> b * c -> (a + b) * ln ((a + b) / (c + d)) < a * ln (a / c) + b * ln (b / d)).
Proof.
  intros a b c d Ha Hb Hc Hd. set (r := (a + b) / (c + d)).
  assert (Hr : 0 < r) by (apply Rdiv_lt_0_compat; lra).
  assert (Hcr : 0 < c * r) by (apply Rmult_lt_0_compat; assumption).
  assert (Hdr : 0 < d * r) by (apply Rmult_lt_0_compat; assumption).
  assert (Hsplit : forall u v, 0 < u -> 0 < v -> ln (u / v) = ln (u / (v * r)) + ln r).
  { intros u v Hu Hv. assert (0 < v * r) by (apply Rmult_lt_0_compat; assumption).
    rewrite <- ln_mult; [|apply Rdiv_lt_0_compat; assumption|exact Hr]. f_equal. field.
    repeat split; lra. }
  assert (Hsum : c * r + d * r = a + b) by (unfold r; field; lra).
  rewrite (Hsplit a c Ha Hc), (Hsplit b d Hb Hd).
  destruct (kl_integrand_ge a (c * r) Ha Hcr) as [H1 H1s].
  destruct (kl_integrand_ge b (d * r) Hb Hdr) as [H2 _].
  split; [nra|]. intro Hne.
  assert (Hap : a <> c * r).
  { intro H. apply Hne. assert (a * (c + d) = c * (a + b)) by (rewrite H at 1; unfold r;
    field; lra). lra. }
  specialize (H1s Hap). nra.
Qed.

Theorem b5_label_bound : forall rho beta po pn, density po -> density pn -> 0 < rho < 1 ->
  0 < beta < 1 ->
  let labels := rho * ln (rho / beta) + (1 - rho) * ln ((1 - rho) / (1 - beta)) in
  kl (mix rho po pn) (mix beta po pn) <= labels /\
  (rho <> beta -> kl (mix rho po pn) (mix beta po pn) < labels).
Proof.
  intros rho beta po pn Ho Hn Hr Hb labels.
  set (f := fun x => mix rho po pn x * ln (mix rho po pn x / mix beta po pn x)).
  set (g := fun x => rho * ln (rho / beta) * po x + (1 - rho) * ln ((1 - rho) / (1 - beta)) * pn x).
  assert (Hpoint : forall x, f x <= g x /\ (rho <> beta -> f x < g x)).
  { intro x. pose proof (density_pos po Ho x) as H1. pose proof (density_pos pn Hn x) as H2.
    destruct (log_sum (rho * po x) ((1 - rho) * pn x) (beta * po x) ((1 - beta) * pn x))
      as [Hle Hlt];
      try (apply Rmult_lt_0_compat; lra).
    replace (rho * po x / (beta * po x)) with (rho / beta) in * by (field; repeat split; lra).
    replace ((1 - rho) * pn x / ((1 - beta) * pn x)) with ((1 - rho) / (1 - beta)) in * by (field;
      repeat split; lra).
    unfold f, g, mix. split; [lra|]. intro Hne.
    assert (Hap : rho * po x * ((1 - beta) * pn x) <> (1 - rho) * pn x * (beta * po x)).
    { intro H. apply Hne. assert (H0 : (rho - beta) * (po x * pn x) = 0) by lra.
      apply Rmult_integral in H0. destruct H0 as [H0|H0]; [lra|].
      apply Rmult_integral in H0. lra. }
    specialize (Hlt Hap). lra. }
  assert (Hg : is_line g labels).
  { apply (line_val _ (rho * ln (rho / beta) * 1 + (1 - rho) * ln ((1 - rho) / (1 - beta)) * 1));
    [unfold labels; ring|].
    apply line_plus; apply line_scal; apply density_mass; assumption. }
  assert (Hf : is_line f (kl (mix rho po pn) (mix beta po pn))) by (apply forward_kl_correct;
    trivial; lra).
  split.
  - apply (line_le f g); trivial. intro x. apply Hpoint.
  - intro Hne. apply (line_lt f g _ _ 0); trivial; [intro x|]; apply Hpoint. exact Hne.
Qed.

(** * B1: mass collapse *)

Lemma mix_0 : forall po pn x, mix 0 po pn x = pn x.
Proof. intros. unfold mix. ring. Qed.

Lemma kl_mix_0 : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  kl (mix 0 po pn) (mix beta po pn) = kl pn (mix beta po pn).
Proof.
  intros beta po pn Ho Hn Hb.
  apply (line_unique (fun x => pn x * ln (pn x / mix beta po pn x))).
  - apply (kl_ext (mix 0 po pn) pn (mix beta po pn) (mix beta po pn)).
    + apply mix_0.
    + reflexivity.
    + apply forward_kl_correct; trivial. lra.
  - apply sft_kl_correct; trivial. lra.
Qed.

Theorem b1_slope : forall t po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  let beta := sigma t in
  is_derive (fun u => kl pn (mix (sigma u) po pn)) t (beta * distinguishability beta po pn) /\
  beta * distinguishability beta po pn = beta - eps_new beta po pn /\
  0 < beta * distinguishability beta po pn.
Proof.
  intros t po pn x0 Ho Hn Hx beta. assert (Hb : 0 < beta < 1) by apply sigma_bounds.
  destruct (b5_replay_slope 0 t po pn Ho Hn ltac:(lra)) as [H1 H2]. fold beta in H1, H2.
  split; [|split].
  - apply (is_derive_ext (fun u => kl (mix 0 po pn) (mix (sigma u) po pn))).
    + intro u. apply kl_mix_0; trivial. apply sigma_bounds.
    + rewrite Rminus_0_r in H1. exact H1.
  - rewrite Rminus_0_r in H2. rewrite H2. ring.
  - apply Rmult_lt_0_compat; [lra|]. apply (distinguishability_pos _ _ _ x0); assumption.
Qed.

(* strict convexity; l1, l2, l are the (finite) values of KL at the three weights *)
Theorem b1_strictly_convex : forall t b1 b2 l1 l2 l po pn x0, density po -> density pn ->
  po x0 <> pn x0 ->
  0 < t < 1 -> 0 <= b1 <= 1 -> 0 <= b2 <= 1 -> b1 <> b2 ->
  is_line (fun x => pn x * ln (pn x / mix b1 po pn x)) l1 ->
  is_line (fun x => pn x * ln (pn x / mix b2 po pn x)) l2 ->
  is_line (fun x => pn x * ln (pn x / mix (t * b1 + (1 - t) * b2) po pn x)) l ->
  l < t * l1 + (1 - t) * l2.
Proof.
  intros t b1 b2 l1 l2 l po pn x0 Ho Hn Hx Ht Hb1 Hb2 Hne H1 H2 H.
  assert (Hmix : forall x, mix (t * b1 + (1 - t) * b2) po pn x =
                           t * mix b1 po pn x + (1 - t) * mix b2 po pn x).
  { intro x. unfold mix. ring. }
  assert (Hln : forall b x, 0 <= b <= 1 ->
            pn x * ln (pn x / mix b po pn x) = pn x * ln (pn x) - pn x * ln (mix b po pn x)).
  { intros b x Hb. pose proof (density_pos pn Hn x). pose proof (mix_pos b po pn Ho Hn Hb x) as Hq.
    unfold Rdiv. rewrite ln_mult, ln_Rinv; trivial; [ring|]. apply Rinv_0_lt_compat, Hq. }
  assert (Hb : 0 <= t * b1 + (1 - t) * b2 <= 1) by nra.
  apply (line_lt _ _ _ _ x0) with (3 := H)
    (4 := line_plus _ _ _ _ (line_scal t _ _ H1) (line_scal (1 - t) _ _ H2)).
  - intro x. rewrite !Hln, Hmix by assumption. pose proof (density_pos pn Hn x).
    destruct (ln_concave_strict t (mix b1 po pn x) (mix b2 po pn x) Ht
      (mix_pos b1 po pn Ho Hn Hb1 x) (mix_pos b2 po pn Ho Hn Hb2 x)) as [Hc _]. nra.
  - rewrite !Hln, Hmix by assumption. pose proof (density_pos pn Hn x0).
    destruct (ln_concave_strict t (mix b1 po pn x0) (mix b2 po pn x0) Ht
      (mix_pos b1 po pn Ho Hn Hb1 x0) (mix_pos b2 po pn Ho Hn Hb2 x0)) as [_ Hc].
    assert (Hmne : mix b1 po pn x0 <> mix b2 po pn x0).
    { unfold mix. intro Heq. apply Hne.
      assert ((b1 - b2) * (po x0 - pn x0) = 0) as Hz by lra. apply Rmult_integral in Hz. lra. }
    specialize (Hc Hmne). nra.
Qed.

Lemma sft_kl_0 : forall po pn, density po -> density pn -> kl pn (mix 0 po pn) = 0.
Proof.
  intros po pn Ho Hn. apply is_line_line.
  apply (kl_ext pn pn pn (mix 0 po pn)); trivial; [intro; symmetry; apply mix_0|].
  apply kl_refl, Hn.
Qed.

Lemma sft_kl_pos : forall beta l po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 < beta <= 1 ->
  is_line (fun x => pn x * ln (pn x / mix beta po pn x)) l -> 0 < l.
Proof.
  intros beta l po pn x0 Ho Hn Hx Hb H.
  apply (gibbs_strict pn (mix beta po pn) l x0); trivial; [apply mix_density; trivial; lra|].
  unfold mix. intro Heq. assert (beta * (po x0 - pn x0) = 0) as H0 by lra.
  apply Rmult_integral in H0. lra.
Qed.

Theorem b1_zero_only_at_0 : forall beta po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 <= beta < 1 -> (kl pn (mix beta po pn) = 0 <-> beta = 0).
Proof.
  intros beta po pn x0 Ho Hn Hx Hb. split.
  - intro H. destruct (Req_dec beta 0) as [|Hb0]; trivial.
    pose proof (sft_kl_pos beta _ po pn x0 Ho Hn Hx ltac:(lra)
      (sft_kl_correct beta po pn Ho Hn Hb)). lra.
  - intros ->. apply sft_kl_0; assumption.
Qed.

(* KL grows strictly with the weight; l1, l2 are its (finite) values *)
Lemma sft_kl_increasing : forall b1 b2 l1 l2 po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 <= b1 < b2 -> b2 <= 1 ->
  is_line (fun x => pn x * ln (pn x / mix b1 po pn x)) l1 ->
  is_line (fun x => pn x * ln (pn x / mix b2 po pn x)) l2 -> l1 < l2.
Proof.
  intros b1 b2 l1 l2 po pn x0 Ho Hn Hx Hb Hb2 H1 H2.
  pose proof (sft_kl_pos b2 l2 po pn x0 Ho Hn Hx ltac:(lra) H2) as Hl2.
  assert (H0 : is_line (fun x => pn x * ln (pn x / mix 0 po pn x)) 0).
  { apply (line_val _ (kl pn (mix 0 po pn))); [apply sft_kl_0; assumption|].
    apply sft_kl_correct; trivial. lra. }
  destruct (Req_dec b1 0) as [->|Hb1].
  - rewrite (line_unique _ _ _ H1 H0). exact Hl2.
  - assert (Ht : 0 < b1 / b2 < 1).
    { split; [apply Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with b2; [lra|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    pose proof (b1_strictly_convex (b1 / b2) b2 0 l2 0 l1 po pn x0 Ho Hn Hx Ht
                  ltac:(lra) ltac:(lra) ltac:(lra) H2 H0) as Hc.
    replace (b1 / b2 * b2 + (1 - b1 / b2) * 0) with b1 in Hc by (field; lra).
    specialize (Hc H1). nra.
Qed.

(** * B6: replay in the model only *)

(* the model (1-rho) q_beta + rho po; at beta = 1 its KL may be infinite, hence the value l as a
   hypothesis *)
Theorem b6_replay_in_model : forall rho beta l po pn x0, density po -> density pn ->
  po x0 <> pn x0 ->
  0 <= rho < 1 -> 0 < beta <= 1 ->
  is_line (fun x => pn x * ln (pn x / ((1 - rho) * mix beta po pn x + rho * po x))) l ->
  is_line (fun x => pn x * ln (pn x / ((1 - rho) * mix 0 po pn x + rho * po x)))
    (kl pn (mix rho po pn)) /\
  kl pn (mix rho po pn) < l.
Proof.
  intros rho beta l po pn x0 Ho Hn Hx Hr Hb H.
  assert (Hm : forall b x, (1 - rho) * mix b po pn x + rho * po x
    = mix (rho + (1 - rho) * b) po pn x).
  { intros b x. unfold mix. ring. }
  assert (H0 : is_line (fun x => pn x * ln (pn x / mix rho po pn x)) (kl pn (mix rho po pn)))
    by (apply sft_kl_correct; trivial; lra).
  split.
  - apply (kl_ext pn pn (mix rho po pn) (fun x => (1 - rho) * mix 0 po pn x + rho * po x)); trivial.
    intro x. unfold mix. ring.
  - apply (sft_kl_increasing rho (rho + (1 - rho) * beta) _ _ po pn x0); trivial; try nra.
    apply (kl_ext pn pn (fun x => (1 - rho) * mix beta po pn x + rho * po x)); trivial.
Qed.

(** * B2: collapse rate *)

Theorem b2_envelopes : forall beta po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 < beta < 1 ->
  - beta ^ 2 * (1 - beta) <= - beta ^ 2 * (1 - beta) * distinguishability beta po pn /\
  - beta ^ 2 * (1 - beta) * distinguishability beta po pn
    <= - 4 * total_variation po pn ^ 2 * beta ^ 3 * (1 - beta) ^ 2 /\
  - 4 * total_variation po pn ^ 2 * beta ^ 3 * (1 - beta) ^ 2 < 0.
Proof.
  intros beta po pn x0 Ho Hn Hx Hb.
  pose proof (distinguishability_le_1 beta po pn Ho Hn ltac:(lra)) as HD1.
  pose proof (distinguishability_ge_tv beta po pn Ho Hn ltac:(lra)) as HD2.
  pose proof (total_variation_pos po pn x0 Ho Hn Hx) as HT.
  assert (Hbb : 0 < beta ^ 2 * (1 - beta)) by (apply Rmult_lt_0_compat; [apply pow_lt|]; lra).
  repeat split.
  - nra.
  - replace (- 4 * total_variation po pn ^ 2 * beta ^ 3 * (1 - beta) ^ 2)
      with (- (beta ^ 2 * (1 - beta) * (4 * beta * (1 - beta) * total_variation po pn ^ 2)))
        by ring.
    replace (- beta ^ 2 * (1 - beta) * distinguishability beta po pn)
      with (- (beta ^ 2 * (1 - beta) * distinguishability beta po pn)) by ring.
    apply Ropp_le_contravar, Rmult_le_compat_l; lra.
  - assert (0 < 4 * total_variation po pn ^ 2 * beta ^ 3 * (1 - beta) ^ 2); [|lra].
    apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; try (apply pow_lt; lra).
    apply Rmult_lt_0_compat; [lra|apply pow_lt; lra].
Qed.

(* logit gradient flow of SFT: the weight moves by beta' = - beta^2 (1-beta) D *)
Lemma b2_weight_flow : forall (ph : R -> R) t po pn x0, density po -> density pn ->
  po x0 <> pn x0 ->
  is_derive ph t (- Derive (fun u => kl pn (mix (sigma u) po pn)) (ph t)) ->
  let beta := sigma (ph t) in
  is_derive (fun s => sigma (ph s)) t (- beta ^ 2 * (1 - beta) * distinguishability beta po pn).
Proof.
  intros ph t po pn x0 Ho Hn Hx H beta.
  destruct (b1_slope (ph t) po pn x0 Ho Hn Hx) as [Hs _].
  assert (E : Derive (fun u : R => kl pn (mix (sigma u) po pn)) (ph t)
              = beta * distinguishability beta po pn) by (apply is_derive_unique, Hs).
  rewrite E in H.
  evar_last.
  - apply (is_derive_comp sigma ph t); [apply sigma_derive|exact H].
  - unfold scal; simpl; unfold mult; simpl. fold beta. ring.
Qed.

Theorem b2_trajectory : forall (ph : R -> R) po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  (forall t, 0 <= t -> is_derive ph t (- Derive (fun u => kl pn (mix (sigma u) po pn)) (ph t))) ->
  let beta := fun t => sigma (ph t) in
  forall t, 0 <= t ->
    / beta t <= / beta 0 + t /\
    / beta 0 ^ 2 + 8 * total_variation po pn ^ 2 * (1 - beta 0) ^ 2 * t <= / beta t ^ 2.
Proof.
  intros ph po pn x0 Ho Hn Hx Hflow beta.
  set (D := fun t => distinguishability (beta t) po pn).
  assert (Hb : forall t, 0 < beta t < 1) by (intro t; apply sigma_bounds).
  assert (Hb' : forall t, 0 <= beta t <= 1) by (intro t; specialize (Hb t); lra).
  assert (HD1 : forall t, D t < 1) by (intro t;
    exact (distinguishability_le_1 (beta t) po pn Ho Hn (Hb' t))).
  assert (HD0 : forall t, 0 < D t)
    by (intro t; exact (distinguishability_pos (beta t) po pn x0 Ho Hn (Hb t) Hx)).
  assert (HDT : forall t, 4 * beta t * (1 - beta t) * total_variation po pn ^ 2 <= D t).
  { intro t. exact (distinguishability_ge_tv (beta t) po pn Ho Hn (Hb' t)). }
  assert (Hd : forall t, 0 <= t -> is_derive beta t (- beta t ^ 2 * (1 - beta t) * D t)).
  { intros t Ht. exact (b2_weight_flow ph t po pn x0 Ho Hn Hx (Hflow t Ht)). }
  clearbody D. clearbody beta.
  assert (Hdec : forall t, 0 <= t -> beta t <= beta 0).
  { intros t Ht.
    assert (- beta 0 <= - beta t); [|lra].
    apply (nondecreasing (fun s => - beta s) (fun s =>
      - (- beta s ^ 2 * (1 - beta s) * D s)) 0 t Ht).
    - intros s Hs. apply (is_derive_opp (V := R_NormedModule)), Hd. lra.
    - intros s Hs. specialize (Hb s). specialize (HD0 s).
      replace (- (- beta s ^ 2 * (1 - beta s) * D s))
        with (beta s ^ 2 * (1 - beta s) * D s) by ring.
      apply Rmult_le_pos; [apply Rmult_le_pos; [apply pow2_ge_0|]|]; lra. }
  intros t Ht. split.
  - (* t - 1/beta has derivative 1 - (1-beta) D >= 0 *)
    assert (0 - / beta 0 <= t - / beta t); [|lra].
    apply (nondecreasing (fun s => s - / beta s) (fun s => 1 - (1 - beta s) * D s) 0 t Ht).
    + intros s Hs. specialize (Hb s). evar_last.
      * apply (is_derive_minus (V := R_NormedModule) (fun s => s) (fun s => / beta s)).
        -- apply (is_derive_id (K := R_AbsRing)).
        -- apply is_derive_inv; [apply Hd; lra|lra].
      * unfold minus, plus, opp, one; simpl. field. lra.
    + intros s Hs. specialize (Hb s). specialize (HD0 s). specialize (HD1 s). nra.
  - (* 1/beta^2 - c t has derivative 2 (1-beta) D / beta - c >= 0 *)
    set (T := total_variation po pn) in *. set (c := 8 * T ^ 2 * (1 - beta 0) ^ 2).
    assert (/ beta 0 ^ 2 - c * 0 <= / beta t ^ 2 - c * t); [|lra].
    apply (nondecreasing (fun s => / beta s ^ 2 - c * s)
             (fun s => 2 * (1 - beta s) * D s / beta s - c) 0 t Ht).
    + intros s Hs. specialize (Hb s). evar_last.
      * apply (is_derive_minus (V := R_NormedModule) (fun s => / beta s ^ 2) (fun s => c * s)).
        -- apply (is_derive_inv (fun s => beta s ^ 2)).
           ++ apply (is_derive_pow beta 2 s). apply Hd. lra.
           ++ apply pow_nonzero. lra.
        -- apply (is_derive_scal (fun s => s) s c), (is_derive_id (K := R_AbsRing)).
      * unfold minus, plus, opp, one, scal; simpl; unfold mult; simpl. field. lra.
    + intros s Hs. pose proof (Hb s) as Hbs. pose proof (HDT s) as HT.
      pose proof (Hdec s ltac:(lra)) as Hds.
      pose proof (Hb 0) as Hb0.
      apply Rle_trans with (2 * (1 - beta s) * (4 * beta s * (1 - beta s) * T ^ 2) / beta s - c).
      * replace (2 * (1 - beta s) * (4 * beta s * (1 - beta s) * T ^ 2) / beta s)
          with (8 * T ^ 2 * (1 - beta s) ^ 2) by (field; lra).
        unfold c. rewrite <- Rmult_minus_distr_l.
        apply Rmult_le_pos; [pose proof (pow2_ge_0 T); lra|].
        assert ((1 - beta 0) ^ 2 <= (1 - beta s) ^ 2) by (apply pow_incr; lra). lra.
      * apply Rplus_le_compat_r. unfold Rdiv. apply Rmult_le_compat_r;
        [apply Rlt_le, Rinv_0_lt_compat; lra|].
        apply Rmult_le_compat_l; lra.
Qed.

(* hence the old weight collapses to 0 *)
Theorem b2_collapse : forall (ph : R -> R) po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  (forall t, 0 <= t -> is_derive ph t (- Derive (fun u => kl pn (mix (sigma u) po pn)) (ph t))) ->
  is_lim (fun t => sigma (ph t)) p_infty 0.
Proof.
  intros ph po pn x0 Ho Hn Hx Hflow.
  pose proof (b2_trajectory ph po pn x0 Ho Hn Hx Hflow) as H. cbv zeta in H.
  pose proof (total_variation_pos po pn x0 Ho Hn Hx) as HT. pose proof (sigma_bounds (ph 0)) as Hb0.
  set (c := 8 * total_variation po pn ^ 2 * (1 - sigma (ph 0)) ^ 2) in *.
  assert (Hc : 0 < c).
  { unfold c. apply Rmult_lt_0_compat; [|apply pow_lt; lra].
    apply Rmult_lt_0_compat; [lra|apply pow_lt; lra]. }
  apply is_lim_spec. intros [eps He]. simpl. exists (Rmax 0 (/ (c * eps ^ 2))). intros t Ht.
  pose proof (Rmax_l 0 (/ (c * eps ^ 2))). pose proof (Rmax_r 0 (/ (c * eps ^ 2))).
  destruct (H t ltac:(lra)) as [_ Hu]. pose proof (sigma_bounds (ph t)) as Hb.
  rewrite Rminus_0_r, Rabs_pos_eq by lra. apply Rnot_le_lt. intro Hle.
  (* otherwise 1/beta^2 <= 1/eps^2 < c t *)
  assert (Hi : / (sigma (ph t)) ^ 2 <= / eps ^ 2).
  { apply Rinv_le_contravar; [apply pow_lt, He|]. apply pow_incr. lra. }
  assert (Hct : / eps ^ 2 < c * t).
  { replace (/ eps ^ 2) with (c * / (c * eps ^ 2)) by (field; lra). apply Rmult_lt_compat_l; lra. }
  assert (0 < / sigma (ph 0) ^ 2) by (apply Rinv_0_lt_compat, pow_lt; lra).
  lra.
Qed.

(** * B3: EM collapse *)

Theorem b3_em_step : forall beta po pn x0, density po -> density pn -> po x0 <> pn x0 ->
  0 < beta < 1 ->
  0 < eps_new beta po pn < beta /\
  eps_new beta po pn <= / 2 * sqrt (beta / (1 - beta)) * bhattacharyya po pn.
Proof.
  intros beta po pn x0 Ho Hn Hx Hb.
  destruct (b1_slope (logit beta) po pn x0 Ho Hn Hx) as (_ & H2 & H3).
  rewrite sigma_logit in H2, H3 by exact Hb.
  destruct (a3_misassignment_bound beta po pn Ho Hn Hb) as (_ & _ & _ & _ & H). lra.
Qed.

(* the iterates decrease to 0, at least as fast as 1 / (1/b0 + c k) *)
Theorem b3_em_collapse : forall (b : nat -> R) po pn x0, density po -> density pn ->
  po x0 <> pn x0 ->
  0 < b 0%nat < 1 -> (forall k, b (S k) = eps_new (b k) po pn) ->
  let c := 4 * (1 - b 0%nat) * total_variation po pn ^ 2 in
  0 < c /\ (forall k, 0 < b (S k) < b k) /\
    (forall k, b k <= / (/ b 0%nat + c * INR k)) /\ Un_cv b 0.
Proof.
  intros b po pn x0 Ho Hn Hx H0 Hstep c.
  pose proof (total_variation_pos po pn x0 Ho Hn Hx) as HT.
  assert (Hc : 0 < c).
  { unfold c. apply Rmult_lt_0_compat; [lra|apply pow_lt, HT]. }
  assert (Hb : forall k, 0 < b k <= b 0%nat).
  { induction k as [|k IH]; [lra|]. rewrite Hstep.
    destruct (b3_em_step (b k) po pn x0 Ho Hn Hx ltac:(lra)) as [Hs _]. lra. }
  assert (Hdec : forall k, 0 < b (S k) < b k).
  { intro k. specialize (Hb k). rewrite Hstep.
    destruct (b3_em_step (b k) po pn x0 Ho Hn Hx ltac:(lra)) as [Hs _]. exact Hs. }
  (* 1/b grows by at least c at every step *)
  assert (Hinv : forall k, / b k + c <= / b (S k)).
  { intro k. pose proof (Hb k) as Hk. pose proof (Hdec k) as Hd.
    pose proof (distinguishability_ge_tv (b k) po pn Ho Hn ltac:(lra)) as HD.
    assert (Hs : b (S k) <= b k - c * b k ^ 2).
    { rewrite Hstep, eps_new_overlap by (trivial; lra).
      rewrite distinguishability_overlap in HD by (trivial; lra).
      assert (c * b k <= 1 - overlap (b k) po pn); [|nra].
      apply Rle_trans with (4 * b k * (1 - b k) * total_variation po pn ^ 2); [|exact HD].
      unfold c. set (T2 := total_variation po pn ^ 2) in *.
      assert (0 <= b k * T2) by (apply Rmult_le_pos; [lra|apply Rlt_le, pow_lt, HT]). nra. }
    apply Rmult_le_reg_r with (b k * b (S k)); [apply Rmult_lt_0_compat; lra|].
    replace ((/ b k + c) * (b k * b (S k))) with (b (S k) * (1 + c * b k)) by (field; lra).
    replace (/ b (S k) * (b k * b (S k))) with (b k) by (field; lra).
    apply Rle_trans with ((b k - c * b k ^ 2) * (1 + c * b k)).
    - apply Rmult_le_compat_r; [|exact Hs]. assert (0 < c * b k) by (apply Rmult_lt_0_compat; lra).
      lra.
    - replace ((b k - c * b k ^ 2) * (1 + c * b k)) with (b k - c ^ 2 * b k ^ 3) by ring.
      assert (0 <= c ^ 2 * b k ^ 3) by (apply Rmult_le_pos; apply pow_le; lra). lra. }
  assert (Hlow : forall k, / b 0%nat + c * INR k <= / b k).
  { induction k as [|k IH]; [simpl; lra|]. rewrite S_INR. specialize (Hinv k). lra. }
  assert (Hpos : forall k, 0 < / b 0%nat + c * INR k).
  { intro k. pose proof (pos_INR k). assert (0 < / b 0%nat) by (apply Rinv_0_lt_compat; lra). nra. }
  assert (Hbound : forall k, b k <= / (/ b 0%nat + c * INR k)).
  { intro k. rewrite <- (Rinv_inv (b k)). apply Rinv_le_contravar; [apply Hpos|apply Hlow]. }
  repeat split; trivial; try (intros; apply Hdec).
  intros eps He. destruct (archimed_cor1 (c * eps)) as [N [HN HN0]];
    [apply Rmult_lt_0_compat; lra|].
  exists N. intros n Hge. unfold R_dist. specialize (Hb n). rewrite Rminus_0_r, Rabs_pos_eq by lra.
  eapply Rle_lt_trans; [apply Hbound|].
  assert (HNp : 0 < INR N) by (apply lt_0_INR, HN0). pose proof (le_INR N n Hge) as Hn'.
  apply Rle_lt_trans with (/ (c * INR N)).
  - apply Rinv_le_contravar; [apply Rmult_lt_0_compat; lra|].
    assert (0 < / b 0%nat) by (apply Rinv_0_lt_compat; lra). nra.
  - rewrite Rinv_mult. apply Rmult_lt_reg_l with c; [exact Hc|].
    rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. exact HN.
Qed.
