(* Drift bounded from the start alone: claim C13, in R^d for every dimension d.

   [joint_flow] is the gradient flow of KL (q || p_alpha) in the logit and both means, the
   divergence being an expectation under the Gaussian components (reduction.v). Four inequalities
   between the radii ro, rn and the bounds l, u of the logit keep the whole run inside: the argument
   is joint first exit ([stays_inside]), each constraint's derivative pointing strictly inwards
   where the constraint is active. Existence of the flow is not claimed: a differentiable trajectory
   is given. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat misassignment
  gaussian_modes euclid
  restoring_force drift reduction.
Open Scope R_scope.

(** * First exit from several constraints *)

Lemma smaller_after : forall (g : R -> R) t l c, is_derive g t l -> g t <= c ->
  (g t = c -> l < 0) ->
  exists e, 0 < e /\ forall s, t <= s < t + e -> g s <= c.
Proof.
  intros g t l c Hd Hc Hl. destruct (Rle_lt_or_eq_dec _ _ Hc) as [Hlt|Heq].
  - assert (Hcont : continuity_pt g t).
    { apply continuity_pt_filterlim, (ex_derive_continuous g t). exists l. exact Hd. }
    destruct (Hcont (c - g t) ltac:(lra)) as [e [He Hball]]. exists e.
    split; [exact He|]. intros s Hs.
    destruct (Req_dec s t) as [->|Hne]; [lra|]. specialize (Hball s). simpl in Hball.
    unfold R_dist in Hball.
    assert (Hb : Rabs (g s - g t) < c - g t).
    { apply Hball. split; [split; [exact I|lra]|]. rewrite Rabs_pos_eq; lra. }
    apply Rabs_lt_between in Hb. lra.
  - specialize (Hl Heq). apply is_derive_Reals in Hd. destruct (Hd (- l) ltac:(lra)) as [e He].
    exists e. split; [apply cond_pos|]. intros s Hs. destruct (Req_dec s t) as [->|Hne]; [lra|].
    specialize (He (s - t) ltac:(lra)). replace (t + (s - t)) with s in He by ring.
    assert (Ha : Rabs (s - t) < e) by (rewrite Rabs_pos_eq; lra).
    specialize (He Ha). apply Rabs_lt_between in He.
    assert (Hq : (g s - g t) / (s - t) < 0) by lra.
    assert (Hp : (g s - g t) / (s - t) * (s - t) < 0 * (s - t)) by (apply Rmult_lt_compat_r; lra).
    replace ((g s - g t) / (s - t) * (s - t)) with (g s - g t) in Hp by (field; lra). lra.
Qed.

Lemma common_time : forall (A : nat -> R -> Prop) n,
  (forall i, (i < n)%nat -> exists e, 0 < e /\ forall s, s < e -> A i s) ->
  exists e, 0 < e /\ forall s i, s < e -> (i < n)%nat -> A i s.
Proof.
  intros A n. induction n as [|n IH]; intro H.
  - exists 1. split; [lra|]. intros s i _ Hi. lia.
  - destruct IH as [e1 [H1 A1]]; [intros i Hi; apply H; lia|].
    destruct (H n (Nat.lt_succ_diag_r n)) as [e2 [H2 A2]].
    exists (Rmin e1 e2). split; [apply Rmin_pos; assumption|]. intros s i Hs Hi.
    pose proof (Rmin_l e1 e2). pose proof (Rmin_r e1 e2).
    destruct (Nat.eq_dec i n) as [->|Hne]; [apply A2; lra|apply A1; [lra|lia]].
Qed.

Lemma stays_inside : forall n (g g' : nat -> R -> R) (c : nat -> R),
  (forall i t, (i < n)%nat -> 0 <= t -> is_derive (g i) t (g' i t)) ->
  (forall i, (i < n)%nat -> g i 0 <= c i) ->
  (forall t i, 0 <= t -> (i < n)%nat -> (forall j, (j < n)%nat -> g j t <= c j) -> g i t = c i ->
    g' i t < 0) ->
  forall t i, 0 <= t -> (i < n)%nat -> g i t <= c i.
Proof.
  intros n g g' c Hd H0 Hin T i0 HT Hi0. apply Rnot_lt_le. intro Hout.
  set (S := fun s => 0 <= s <= T /\ forall u j, 0 <= u <= s -> (j < n)%nat -> g j u <= c j).
  assert (HS0 : S 0).
  { split; [lra|]. intros u j Hu Hj. replace u with 0 by lra. apply H0, Hj. }
  destruct (completeness S) as [t [Hub Hlub]];
    [exists T; intros s [Hs _]; lra|exists 0; exact HS0|].
  assert (Ht : 0 <= t <= T).
  { split; [apply Hub, HS0|apply Hlub; intros s [Hs _]; lra]. }
  assert (Hbelow : forall s j, 0 <= s < t -> (j < n)%nat -> g j s <= c j).
  { intros s j Hs Hj. apply Classical_Prop.NNPP. intro Hno. assert (t <= s); [|lra]. apply Hlub.
    intros v [Hv Hall]. apply Rnot_lt_le. intro Hlt. apply Hno, Hall; [lra|exact Hj]. }
  assert (Hcont : forall j, (j < n)%nat -> continuity_pt (g j) t).
  { intros j Hj. apply continuity_pt_filterlim, (ex_derive_continuous (g j) t). eexists.
    apply Hd; [exact Hj|lra]. }
  (* the region is closed *)
  assert (Hat : forall j, (j < n)%nat -> g j t <= c j).
  { intros j Hj. apply Rnot_lt_le. intro Hgt.
    destruct (Req_dec t 0) as [E|Hne]; [rewrite E in Hgt; specialize (H0 j Hj); lra|].
    destruct (Hcont j Hj (g j t - c j) ltac:(lra)) as [e [He Hball]].
    set (s := Rmax (t - e / 2) 0).
    assert (Hs : 0 <= s < t) by (unfold s, Rmax; destruct (Rle_dec (t - e / 2) 0); lra).
    assert (Hse : t - e / 2 <= s) by apply Rmax_l.
    specialize (Hball s). simpl in Hball. unfold R_dist in Hball.
    assert (Hb : Rabs (g j s - g j t) < g j t - c j).
    { apply Hball. split; [split; [exact I|lra]|]. rewrite Rabs_left; lra. }
    apply Rabs_lt_between in Hb. specialize (Hbelow s j Hs Hj). lra. }
  (* and the run stays in it a little longer *)
  destruct (common_time (fun j s => t <= t + s -> g j (t + s) <= c j) n) as [e [He Hafter]].
  { intros j Hj. destruct (smaller_after (g j) t (g' j t) (c j)) as [e [He Ha]].
    - apply Hd; [exact Hj|lra].
    - apply Hat, Hj.
    - intro E. apply Hin; trivial. lra.
    - exists e. split; [exact He|]. intros s Hs Hge. apply Ha. lra. }
  destruct (Req_dec t T) as [E|Hne]; [rewrite <- E in Hout; specialize (Hat i0 Hi0); lra|].
  set (s := Rmin (e / 2) (T - t)).
  assert (Hs : 0 < s /\ s < e /\ t + s <= T).
  { unfold s, Rmin. destruct (Rle_dec (e / 2) (T - t)); lra. }
  assert (t + s <= t); [|lra]. apply Hub. split; [lra|]. intros u j Hu Hj.
  destruct (Rlt_le_dec u t) as [Hut|Hut]; [apply Hbelow; trivial; lra|].
  replace u with (t + (u - t)) by ring. apply Hafter; trivial; lra.
Qed.

(** * A softplus is below the exponential of half its argument *)

Lemma exp_ge_square : forall z, 0 <= z -> 1 + z ^ 2 <= exp z.
Proof.
  intros z Hz. pose proof (exp_ineq1_le (z / 8)) as He.
  assert (E : exp z = exp (z / 8) ^ 8).
  { replace z with (z / 8 + z / 8 + (z / 8 + z / 8) + (z / 8 + z / 8 + (z / 8 + z / 8)))
    at 1 by field.
    rewrite !exp_plus. ring. }
  rewrite E. apply Rle_trans with ((1 + z / 8) ^ 8); [|apply pow_incr; lra].
  assert (H3 : 0 <= z ^ 3) by (apply pow_le; exact Hz).
  assert (H4 : 0 <= z ^ 4) by (apply pow_le; exact Hz).
  assert (H5 : 0 <= z ^ 5) by (apply pow_le; exact Hz).
  assert (H6 : 0 <= z ^ 6) by (apply pow_le; exact Hz).
  assert (H7 : 0 <= z ^ 7) by (apply pow_le; exact Hz).
  assert (H8 : 0 <= z ^ 8) by (apply pow_le; exact Hz).
  assert (Hq : 0 <= z * (1 - 9 / 16 * z + 7 / 64 * z ^ 2)).
  { apply Rmult_le_pos; [exact Hz|]. pose proof (pow2_ge_0 (z - 18 / 7)). lra. }
  replace ((1 + z / 8) ^ 8) with (1 + z ^ 2 + z * (1 - 9 / 16 * z + 7 / 64 * z ^ 2)
    + 35 / 2048 * z ^ 4
    + 7 / 4096 * z ^ 5 + 7 / 65536 * z ^ 6 + 1 / 262144 * z ^ 7 + 1 / 16777216 * z ^ 8) by field.
  lra.
Qed.

Lemma softplus_le_half_exp : forall y, softplus y <= exp (y / 2).
Proof.
  intro y. unfold softplus. rewrite <- (ln_exp (exp (y / 2))). apply ln_le; [apply sigma_den|].
  eapply Rle_trans; [|apply exp_ge_square, Rlt_le, exp_pos]. apply Req_le. f_equal.
  simpl. rewrite Rmult_1_r, <- exp_plus. f_equal. field.
Qed.

Lemma P_le_half_exp : forall m s, P m s <= exp (m / 2 + s ^ 2 / 8).
Proof.
  intros m s.
  apply (line_le (fun z => phi z * softplus (m + s * z))
    (fun z => exp (m / 2) * (phi z * exp (s / 2 * z)))).
  - intro z. replace (exp (m / 2) * (phi z * exp (s / 2 * z))) with (phi z * exp ((m + s * z) / 2)).
    + apply Rmult_le_compat_l; [apply Rlt_le, phi_pos|apply softplus_le_half_exp].
    + replace ((m + s * z) / 2) with (m / 2 + s / 2 * z) by field. rewrite exp_plus. ring.
  - apply P_correct.
  - apply (line_val _ (exp (m / 2) * exp ((s / 2) ^ 2 / 2))).
    + rewrite <- exp_plus. f_equal. field.
    + apply line_scal, phi_mgf.
Qed.

Lemma P_pos : forall m s, 0 < P m s.
Proof.
  intros m s. apply (line_pos _ _ 0) with (3 := P_correct m s).
  - intro z. apply Rmult_le_pos; apply Rlt_le; [apply phi_pos|apply softplus_pos].
  - apply Rmult_lt_0_compat; [apply phi_pos|apply softplus_pos].
Qed.

(** * The forces at the constraints *)

Lemma dist_triangle : forall d a b c, dist d a c <= dist d a b + dist d b c.
Proof.
  intros d a b c. unfold dist. rewrite (norm2_ext d _ (fun i => (b i - a i) + (c i - b i)))
    by (intros; ring).
  apply norm2_triangle.
Qed.

(* the mean of the log-odds at a point within rho of the old mode *)
Lemma target_odds : forall d a b c rho, dist d a c <= rho ->
  dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2) <= - dist d a b ^ 2 / 2
    + dist d a b * rho.
Proof.
  intros d a b c rho Hc. set (delta := dist d a b) in *.
  rewrite (dot_ext d _ (fun i => c i - (a i + b i) / 2) (fun i => b i - a i)
    (fun i => (c i - a i) + (- / 2) * (b i - a i))) by (intros; try reflexivity; field).
  rewrite dot_plus_r, dot_scal_r, <- norm2_sq.
  pose proof (cauchy_schwarz d (fun i => b i - a i) (fun i => c i - a i)) as Hcs.
  apply Rabs_le_between in Hcs. fold (dist d a b) in Hcs |- *. fold (dist d a c) in Hcs.
  fold delta in Hcs |- *.
  assert (0 <= delta) by apply norm2_nonneg. nra.
Qed.

(* the pull on a mean at distance rho from its target, against the restoring force *)
Lemma inward_mean : forall d ph alpha muo mun mo mn l R0 rho, 0 < alpha < 1 -> 0 < dist d muo mun ->
  l <= ph -> 2 <= R0 -> R0 <= dist d mo mn -> dist d muo mo = rho -> 0 < rho ->
  / 2 * exp (- l / 2) * R0 * exp (- R0 ^ 2 / 8)
    + / 2 * exp (- logit alpha / 2) * dist d muo mun * exp (- dist d muo mun ^ 2 / 8
      + dist d muo mun * rho / 2) <= rho ->
  0 < dot d (fun i => mo i - muo i) (fun i => (mo i - muo i)
    + forcing d (sigma ph) alpha muo mun mo mn i).
Proof.
  intros d ph alpha muo mun mo mn l R0 rho Ha Hd Hl HR Hr Hrho Hp Hineq.
  set (delta := dist d muo mun) in *. set (r := dist d mo mn) in *.
  set (x := fun i => mo i - muo i). set (F := forcing d (sigma ph) alpha muo mun mo mn).
  assert (Hx : norm2 d x = rho) by exact Hrho.
  assert (HF : norm2 d F < rho).
  { unfold F. eapply Rle_lt_trans; [apply forcing_bound|]. fold delta r.
    eapply Rlt_le_trans; [|exact Hineq].
    apply Rplus_lt_compat.
    - rewrite resp_new_at_old. fold r. rewrite logit_sigma.
      eapply Rlt_le_trans; [apply Rmult_lt_compat_r; [lra|apply L_bound_strict; lra]|].
      replace ((- ph - r ^ 2 / 2) / 2 + r ^ 2 / 8) with (- ph / 2 + - r ^ 2 / 8) by field.
      rewrite exp_plus.
      replace (/ 2 * (exp (- ph / 2) * exp (- r ^ 2 / 8)) * r)
        with (/ 2 * exp (- ph / 2) * (r * exp (- r ^ 2 / 8))) by ring.
      replace (/ 2 * exp (- l / 2) * R0 * exp (- R0 ^ 2 / 8))
        with (/ 2 * exp (- l / 2) * (R0 * exp (- R0 ^ 2 / 8))) by ring.
      apply Rmult_le_compat.
      + pose proof (exp_pos (- ph / 2)). lra.
      + apply Rmult_le_pos; [lra|apply Rlt_le, exp_pos].
      + apply Rmult_le_compat_l; [lra|]. apply exp_le. lra.
      + apply separation_profile; [lra|exact HR|left; exact Hr].
    - replace (/ 2 * exp (- logit alpha / 2) * delta * exp (- delta ^ 2 / 8 + delta * rho / 2))
        with (/ 2 * exp (- logit alpha / 2) * exp (- delta ^ 2 / 8 + delta * rho / 2) * delta)
          by ring.
      apply Rmult_lt_compat_r; [exact Hd|]. rewrite exp_half_neg_logit by exact Ha.
      apply resp_target_bound; trivial. rewrite Hrho. lra. }
  rewrite dot_plus_r, <- norm2_sq. fold x. rewrite Hx.
  pose proof (cauchy_schwarz d x F) as Hcs. apply Rabs_le_between in Hcs. rewrite Hx in Hcs.
  assert (rho * norm2 d F < rho * rho) by (apply Rmult_lt_compat_l; assumption).
  unfold x, F in *. lra.
Qed.

(* the pull on the logit, as C3 gives it, divided by beta (1 - beta) *)
Definition logit_pull d beta alpha muo mun mo mn : R :=
  (mean_log d beta mo mn mo - mean_log d alpha muo mun mo)
    - (mean_log d beta mo mn mn - mean_log d alpha muo mun mn).

Lemma logit_pull_swap : forall d beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  logit_pull d (1 - beta) (1 - alpha) mun muo mn mo = - logit_pull d beta alpha muo mun mo mn.
Proof. intros. unfold logit_pull. rewrite !mean_log_swap by assumption. ring. Qed.

Lemma logit_pull_form : forall d beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  let r := dist d mo mn in let delta := dist d muo mun in
  logit_pull d beta alpha muo mun mo mn =
    (logit beta - logit alpha) + dist d muo mo ^ 2 / 2 - dist d mun mn ^ 2 / 2
    + P (- logit beta - r ^ 2 / 2) r
    - P (- logit alpha + dot d (fun i => mun i - muo i) (fun i => mo i - (muo i + mun i) / 2)) delta
    - P (logit beta - r ^ 2 / 2) r
    + P (logit alpha + dot d (fun i => muo i - mun i) (fun i => mn i - (mun i + muo i) / 2)) delta.
Proof.
  intros d beta alpha muo mun mo mn Hb Ha r delta. unfold logit_pull.
  rewrite <- (mean_log_swap d beta mo mn mn Hb), <- (mean_log_swap d alpha muo mun mn Ha).
  unfold mean_log. rewrite !midpoint_old, !logit_complement, (dist_sym d mo mn),
    (dist_sym d muo mun) by assumption.
  fold r delta. rewrite !Ropp_involutive.
  assert (El : forall w, 0 < w < 1 -> logit w = ln w - ln (1 - w)).
  { intros w Hw. unfold logit, Rdiv. rewrite ln_mult, ln_Rinv; try lra.
    apply Rinv_0_lt_compat; lra. }
  assert (Eo : dot d (fun i => mo i - mo i) (fun i => mo i - mo i) = 0).
  { rewrite (dot_ext d _ _ (fun _ => 0 * 0) (fun _ => 0 * 0)) by (intros; ring).
    rewrite dot_scal_r. ring. }
  assert (En : dot d (fun i => mn i - mn i) (fun i => mn i - mn i) = 0).
  { rewrite (dot_ext d _ _ (fun _ => 0 * 0) (fun _ => 0 * 0)) by (intros; ring).
    rewrite dot_scal_r. ring. }
  assert (E1 : dot d (fun i => mo i - muo i) (fun i => mo i - muo i) = dist d muo mo ^ 2).
  { rewrite <- norm2_sq. unfold dist. ring. }
  assert (E2 : dot d (fun i => mn i - mun i) (fun i => mn i - mun i) = dist d mun mn ^ 2).
  { rewrite <- norm2_sq. unfold dist. ring. }
  rewrite Eo, En, E1, E2, (El beta Hb), (El alpha Ha).
  replace (- (ln beta - ln (1 - beta)) + - r ^ 2 / 2)
    with (- (ln beta - ln (1 - beta)) - r ^ 2 / 2) by field.
  replace (ln beta - ln (1 - beta) + - r ^ 2 / 2)
    with (ln beta - ln (1 - beta) - r ^ 2 / 2) by field.
  lra.
Qed.

Lemma inward_logit : forall d l alpha muo mun mo mn R0 ro rn, 0 < alpha < 1 ->
  0 <= R0 -> R0 <= dist d mo mn -> dist d muo mo <= ro -> dist d mun mn <= rn ->
  let delta := dist d muo mun in let f := logit alpha in
  l <= f - ro ^ 2 / 2 - exp (- l / 2 - R0 ^ 2 / 8) - exp (f / 2 - delta ^ 2 / 8 + delta * rn / 2) ->
  logit_pull d (sigma l) alpha muo mun mo mn < 0.
Proof.
  intros d l alpha muo mun mo mn R0 ro rn Ha HR0 HR Ho Hn delta f Hl.
  rewrite (logit_pull_form d _ alpha muo mun mo mn (sigma_bounds l) Ha), logit_sigma. cbv zeta.
  fold delta. fold f. set (r := dist d mo mn) in *.
  pose proof (P_pos (l - r ^ 2 / 2) r) as P1.
  pose proof (P_pos (- f + dot d (fun i => mun i - muo i) (fun i => mo i - (muo i + mun i) / 2))
    delta) as P2.
  pose proof (P_le_half_exp (- l - r ^ 2 / 2) r) as P3.
  pose proof (P_le_half_exp (f + dot d (fun i => muo i - mun i) (fun i => mn i
    - (mun i + muo i) / 2)) delta) as P4.
  assert (E3 : exp ((- l - r ^ 2 / 2) / 2 + r ^ 2 / 8) <= exp (- l / 2 - R0 ^ 2 / 8)).
  { apply exp_le. assert (R0 ^ 2 <= r ^ 2) by (apply pow_incr; lra). lra. }
  assert (E4 : exp ((f + dot d (fun i => muo i - mun i) (fun i => mn i - (mun i + muo i) / 2)) / 2
    + delta ^ 2 / 8)
               <= exp (f / 2 - delta ^ 2 / 8 + delta * rn / 2)).
  { apply exp_le. pose proof (target_odds d mun muo mn rn Hn) as H.
    rewrite (dist_sym d muo mun) in H. fold delta in H. lra. }
  assert (D1 : dist d muo mo ^ 2 <= ro ^ 2) by (apply pow_incr; split;
    [apply norm2_nonneg|exact Ho]).
  pose proof (pow2_ge_0 (dist d mun mn)). lra.
Qed.

(** * C13 *)

(* gradient flow of KL (q || p_alpha) in the logit and both means *)
Definition joint_flow d E (alpha : R) (muo mun : nat -> R) (ph : R -> R) (mo mn : R ->
  nat -> R) : Prop :=
  exists kl : R -> (nat -> R) -> (nat -> R) -> R,
    (forall v a b, is_kl_d d E (sigma v) alpha muo mun a b (kl v a b)) /\
    forall t, 0 <= t ->
      is_derive ph t (- Derive (fun v => kl v (mo t) (mn t)) (ph t)) /\
      forall i, (i < d)%nat ->
        is_derive (fun s => mo s i) t (- Derive (fun h => kl (ph t) (move (mo t) i h) (mn t)) 0) /\
        is_derive (fun s => mn s i) t (- Derive (fun h => kl (ph t) (mo t) (move (mn t) i h)) 0).

Lemma joint_flow_field : forall d E alpha muo mun ph mo mn, gaussian_expectation d E ->
  0 < alpha < 1 ->
  joint_flow d E alpha muo mun ph mo mn ->
  forall t, 0 <= t -> let beta := sigma (ph t) in
    is_derive ph t (- (beta * (1 - beta) * logit_pull d beta alpha muo mun (mo t) (mn t))) /\
    forall i, (i < d)%nat ->
      is_derive (fun s => mo s i) t (- c3_gradient d beta alpha muo mun (mo t) (mn t) i) /\
      is_derive (fun s => mn s i) t (- c3_gradient d (1 - beta) (1 - alpha) mun muo
        (mn t) (mo t) i).
Proof.
  intros d E alpha muo mun ph mo mn HE Ha (kl & Hkl & Hf) t Ht beta. destruct (Hf t Ht) as [Hph Hm].
  assert (Ekl : forall v a b, kl_d d (sigma v) alpha muo mun a b = kl v a b).
  { intros v a b. symmetry. apply (kernel_kl_closed_form d E); trivial. apply sigma_bounds. }
  assert (Hdesc : forall (F g : R -> R) x l, is_derive F x l -> is_derive g t (- Derive F x) ->
    is_derive g t (- l)).
  { intros F g x l HF Hg. rewrite <- (is_derive_unique F x l HF). exact Hg. }
  split.
  - eapply Hdesc; [|exact Hph].
    apply (is_derive_ext (fun v => kl_d d (sigma v) alpha muo mun (mo t) (mn t)));
      [intro v; apply Ekl|].
    apply c3_weight_gradient.
  - intros i Hi. destruct (Hm i Hi) as [Ho Hn]. split.
    + eapply Hdesc; [|exact Ho].
      apply (is_derive_ext (fun h => kl_d d beta alpha muo mun (move (mo t) i h) (mn t)));
        [intro h; apply Ekl|].
      apply c3_mean_gradient; trivial. apply sigma_bounds.
    + eapply Hdesc; [|exact Hn].
      apply (is_derive_ext (fun h => kl_d d beta alpha muo mun (mo t) (move (mn t) i h)));
        [intro h; apply Ekl|].
      apply c3_new_mean_gradient; trivial. apply sigma_bounds.
Qed.

Lemma squared_distance_derive : forall d (x : R -> nat -> R) (mu g : nat -> R) b t,
  (forall i, (i < d)%nat -> is_derive (fun s => x s i) t (- (b * ((x t i - mu i) + g i)))) ->
  is_derive (fun s => dist d mu (x s) ^ 2) t
    (- 2 * b * dot d (fun i => x t i - mu i) (fun i => (x t i - mu i) + g i)).
Proof.
  intros d x mu g b t H.
  apply (is_derive_ext (fun s => dot d (fun i => x s i - mu i) (fun i => x s i - mu i))).
  { intro s. rewrite <- norm2_sq. unfold dist. simpl. ring. }
  evar_last.
  - apply (dot_self_derive d (fun s i => x s i - mu i) (fun i => - b * ((x t i - mu i) + g i)) t).
    intros i Hi. evar_last.
    + apply (is_derive_minus (V := R_NormedModule) (fun s => x s i) (fun _ => mu i));
      [apply H, Hi|].
      apply (is_derive_const (V := R_NormedModule)).
    + algebra.
  - rewrite dot_scal_r. ring.
Qed.

Theorem c13_a_priori_drift : forall d E alpha muo mun ph mo mn ro rn l u,
  gaussian_expectation d E -> 0 < alpha < 1 -> joint_flow d E alpha muo mun ph mo mn ->
  let delta := dist d muo mun in let f := logit alpha in let R0 := delta - ro - rn in
  0 < ro -> 0 < rn -> 2 <= R0 ->
  dist d muo (mo 0) <= ro -> dist d mun (mn 0) <= rn -> l <= ph 0 <= u ->
  / 2 * exp (- l / 2) * R0 * exp (- R0 ^ 2 / 8)
    + / 2 * exp (- f / 2) * delta * exp (- delta ^ 2 / 8 + delta * ro / 2) <= ro ->
  / 2 * exp (u / 2) * R0 * exp (- R0 ^ 2 / 8)
    + / 2 * exp (f / 2) * delta * exp (- delta ^ 2 / 8 + delta * rn / 2) <= rn ->
  l <= f - ro ^ 2 / 2 - exp (- l / 2 - R0 ^ 2 / 8) - exp (f / 2 - delta ^ 2 / 8 + delta * rn / 2) ->
  f + rn ^ 2 / 2 + exp (u / 2 - R0 ^ 2 / 8) + exp (- f / 2 - delta ^ 2 / 8 + delta * ro / 2) <= u ->
  forall t, 0 <= t -> dist d muo (mo t) <= ro /\ dist d mun (mn t) <= rn /\ l <= ph t <= u.
Proof.
  intros d E alpha muo mun ph mo mn ro rn l u HE Ha Hflow delta f R0 Hro Hrn HR Ho0 Hn0 Hp0 Hineq1
    Hineq2 Hineq3 Hineq4.
  assert (Hdelta : 0 < delta) by (unfold R0 in HR; lra).
  assert (Hfield := joint_flow_field d E alpha muo mun ph mo mn HE Ha Hflow). cbv zeta in Hfield.
  set (pull := fun t => sigma (ph t) * (1 - sigma (ph t)) * logit_pull d (sigma (ph t)) alpha muo
    mun (mo t) (mn t)).
  set (drive_o := fun t => dot d (fun i => mo t i - muo i)
     (fun i => (mo t i - muo i) + forcing d (sigma (ph t)) alpha muo mun (mo t) (mn t) i)).
  set (drive_n := fun t => dot d (fun i => mn t i - mun i)
     (fun i => (mn t i - mun i) + forcing d (1 - sigma (ph t)) (1 - alpha) mun muo
       (mn t) (mo t) i)).
  set (g := fun (i : nat) t => match i with
    | 0%nat => dist d muo (mo t) ^ 2 | 1%nat => dist d mun (mn t) ^ 2 | 2%nat =>
      - ph t | _ => ph t end).
  set (g' := fun (i : nat) t => match i with
    | 0%nat => - 2 * sigma (ph t) * drive_o t | 1%nat => - 2 * (1 - sigma (ph t)) * drive_n t
    | 2%nat => pull t | _ => - pull t end).
  set (c := fun i : nat => match i with 0%nat => ro ^ 2 | 1%nat => rn ^ 2 | 2%nat =>
    - l | _ => u end).
  assert (Hsq : forall x r, 0 <= x -> 0 < r -> (x ^ 2 <= r ^ 2 <-> x <= r)).
  { intros x r Hx Hr. split; intro H; [|apply pow_incr; lra]. apply Rnot_lt_le. intro Hlt. nra. }
  assert (Hpos : forall a b, 0 <= dist d a b) by (intros; apply norm2_nonneg).
  assert (Hall : forall t i, 0 <= t -> (i < 4)%nat -> g i t <= c i).
  { apply (stays_inside 4 g g' c).
    - intros i t Hi Ht. destruct (Hfield t Ht) as [Hph Hm].
      destruct i as [|[|[|[|i]]]]; [| | | |lia]; unfold g, g'.
      + apply squared_distance_derive. intros j Hj. exact (proj1 (Hm j Hj)).
      + apply squared_distance_derive. intros j Hj. exact (proj2 (Hm j Hj)).
      + evar_last; [apply (is_derive_opp (V := R_NormedModule) ph), Hph|]. unfold pull. algebra.
      + exact Hph.
    - intros i Hi. destruct i as [|[|[|[|i]]]]; [| | | |lia]; unfold g, c; try lra;
      apply Hsq; trivial.
    - intros t i Ht Hi Hin Hact. pose proof (sigma_bounds (ph t)) as Hb.
      assert (Ho : dist d muo (mo t) <= ro) by (apply Hsq; trivial; exact (Hin 0%nat ltac:(lia))).
      assert (Hn : dist d mun (mn t) <= rn) by (apply Hsq; trivial; exact (Hin 1%nat ltac:(lia))).
      assert (Hl : l <= ph t) by (pose proof (Hin 2%nat ltac:(lia)) as H; unfold g, c in H; lra).
      assert (Hu : ph t <= u) by exact (Hin 3%nat ltac:(lia)).
      assert (Hsep : R0 <= dist d (mo t) (mn t)).
      { pose proof (dist_triangle d muo (mo t) mun) as T1.
        pose proof (dist_triangle d (mo t) (mn t) mun) as T2.
        rewrite (dist_sym d mun (mn t)) in T2. unfold R0, delta. lra. }
      assert (Hsep' : R0 <= dist d (mn t) (mo t)) by (rewrite dist_sym; exact Hsep).
      assert (Hdn : dist d mun muo = delta) by apply dist_sym.
      destruct i as [|[|[|[|i]]]]; [| | | |lia]; unfold g, c in Hact; unfold g'.
      + assert (Heq : dist d muo (mo t) = ro) by (pose proof (Hpos muo (mo t)); nra).
        assert (0 < drive_o t); [|assert (0 < sigma (ph t) * drive_o t)
          by (apply Rmult_lt_0_compat; lra); lra].
        apply (inward_mean d (ph t) alpha muo mun (mo t) (mn t) l R0 ro); trivial.
      + assert (Heq : dist d mun (mn t) = rn) by (pose proof (Hpos mun (mn t)); nra).
        assert (0 < drive_n t); [|assert (0 < (1 - sigma (ph t)) * drive_n t)
          by (apply Rmult_lt_0_compat; lra); lra].
        unfold drive_n. rewrite <- sigma_neg.
        apply (inward_mean d (- ph t) (1 - alpha) mun muo (mn t) (mo t) (- u) R0 rn);
          trivial; try lra.
        rewrite Hdn, logit_complement by exact Ha. rewrite !Ropp_involutive. exact Hineq2.
      + assert (Heq : ph t = l) by lra.
        assert (HG : logit_pull d (sigma l) alpha muo mun (mo t) (mn t) < 0).
        { apply (inward_logit d l alpha muo mun (mo t) (mn t) R0 ro rn); trivial. lra. }
        unfold pull. rewrite Heq in *. set (G := logit_pull d (sigma l) alpha muo mun (mo t) (mn t))
          in *.
        assert (0 < sigma l * (1 - sigma l) * - G); [|lra].
        apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra].
      + assert (Heq : ph t = u) by exact Hact.
        assert (HG : logit_pull d (sigma (- u)) (1 - alpha) mun muo (mn t) (mo t) < 0).
        { apply (inward_logit d (- u) (1 - alpha) mun muo (mn t) (mo t) R0 rn ro); trivial; try lra.
          rewrite Hdn, logit_complement by exact Ha. fold f. rewrite !Ropp_involutive. lra. }
        rewrite sigma_neg, logit_pull_swap in HG by (trivial; apply sigma_bounds).
        unfold pull. rewrite Heq in *.
        assert (0 < sigma u * (1 - sigma u) * logit_pull d (sigma u) alpha muo mun (mo t) (mn t));
          [|lra].
        apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]. }
  intros t Ht.
  pose proof (Hall t 0%nat Ht ltac:(lia)) as G0. pose proof (Hall t 1%nat Ht ltac:(lia)) as G1.
  pose proof (Hall t 2%nat Ht ltac:(lia)) as G2. pose proof (Hall t 3%nat Ht ltac:(lia)) as G3.
  unfold g, c in G0, G1, G2, G3. repeat split; try lra; apply Hsq; trivial.
Qed.
