(* Gaussian means of smooth functions: E[g(m + s Z)], Z standard normal.

   [smooth g]: g is three times differentiable with bounded second and third derivatives; the
   constants, the polynomials of degree two and softplus are of this kind. Proved: the means of g,
   g', g'' and Z g'(m + s Z) exist, the last by Stein's identity; the first-order expansion of the
   mean in m and s with a quadratic remainder, hence its derivatives in m. Not here: less regular
   functions. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat.
Open Scope R_scope.

Definition smooth_by (g g1 g2 g3 : R -> R) (C : R) : Prop :=
  (forall u, is_derive g u (g1 u)) /\ (forall u, is_derive g1 u (g2 u)) /\
  (forall u, is_derive g2 u (g3 u)) /\ (forall u, Rabs (g2 u) <= C) /\
  (forall u, Rabs (g3 u) <= C).

Definition smooth (g : R -> R) : Prop := exists g1 g2 g3 C, smooth_by g g1 g2 g3 C.

(* E[g(m + s Z)], Z standard normal *)
Definition gauss_mean (g : R -> R) (m s : R) : R := line (fun z => phi z * g (m + s * z)).

(* the three kinds of functions of one linear form that the reduction needs *)
Lemma smooth_const : forall k, smooth (fun _ => k).
Proof.
  intro k. exists (fun _ => 0), (fun _ => 0), (fun _ => 0), 0.
  split; [|split; [|split; [|split]]]; intro u; try (rewrite Rabs_R0; lra);
    apply (is_derive_const (V := R_NormedModule)).
Qed.

Lemma smooth_square : forall a, smooth (fun y => (y - a) ^ 2).
Proof.
  intro a. exists (fun y => 2 * (y - a)), (fun _ => 2), (fun _ => 0), 2.
  split; [|split; [|split; [|split]]]; intro u; try (auto_derive; [trivial|ring]).
  - rewrite Rabs_pos_eq; lra.
  - rewrite Rabs_R0. lra.
Qed.

Lemma smooth_softplus : forall k b, smooth (fun y => softplus (k + (y - b))).
Proof.
  intros k b. exists (fun y => sigma (k + (y - b))), (fun y => sigma1 (k + (y - b))),
    (fun y => sigma2 (k + (y - b))), (/ 4).
  assert (H : forall f f' : R -> R, (forall u, is_derive f u (f' u)) -> forall u,
    is_derive (fun y => f (k + (y - b))) u (f' (k + (u - b)))).
  { intros f f' Hf u. evar_last.
    - apply (is_derive_comp f (fun y => k + (y - b))); [apply Hf|].
      auto_derive; [trivial|reflexivity].
    - unfold scal; simpl; unfold mult; simpl. ring. }
  split; [|split; [|split; [|split]]]; intro u.
  - apply (H softplus sigma softplus_derive).
  - apply (H sigma sigma1 sigma_derive).
  - apply (H sigma1 sigma2 sigma1_derive).
  - pose proof (sigma1_bounds (k + (u - b))). rewrite Rabs_pos_eq; lra.
  - apply sigma2_bounds.
Qed.

(** * Means over one Gaussian *)

Lemma derivable_cont : forall f f' : R -> R, (forall u, is_derive f u (f' u)) -> continuity f.
Proof. intros f f' H. apply cont_derive. intro u. eexists. apply H. Qed.

Lemma quadratic_mean : forall h K, continuity h -> (forall z, Rabs (h z) <= K * (1 + z ^ 2)) ->
  exists l, is_line (fun z => phi z * h z) l.
Proof.
  intros h K Hc Hh. apply (line_ex _ (fun z => K * (phi z + phi z * z ^ 2)) (K * (1 + 1))).
  - apply cont_mult; [apply phi_cont|exact Hc].
  - intro z. pose proof (phi_pos z). rewrite Rabs_mult, (Rabs_pos_eq (phi z)) by lra.
    replace (K * (phi z + phi z * z ^ 2)) with (phi z * (K * (1 + z ^ 2))) by ring.
    apply Rmult_le_compat_l; [lra|apply Hh].
  - apply line_scal, line_plus; [apply phi_mass|apply phi_moment_2].
Qed.

Lemma abs_le_square : forall z, Rabs z <= 1 + z ^ 2.
Proof. intro z. apply Rabs_le_between. split; nra. Qed.

(* a linear remainder: |f(m + h) - f(m)| <= C |h| *)
Lemma lipschitz : forall f f' C, (forall u, is_derive f u (f' u)) ->
  (forall u, Rabs (f' u) <= C) -> forall u h, Rabs (f (u + h) - f u) <= C * Rabs h.
Proof.
  intros f f' C Hd HC u h. destruct (derive_mvt f f' u (u + h) Hd) as [c [_ E]]. rewrite E.
  replace (u + h - u) with h by ring. rewrite Rabs_mult.
  apply Rmult_le_compat_r; [apply Rabs_pos|apply HC].
Qed.

Lemma lipschitz_cont : forall f C, (forall u h, Rabs (f (u + h) - f u) <= C * Rabs h) ->
  continuity f.
Proof.
  intros f C H u eps He. pose proof (Rabs_pos C) as HC.
  assert (Hd : 0 < eps / (Rabs C + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (eps / (Rabs C + 1)). split; [exact Hd|]. intros y [_ Hy]. simpl in *.
  unfold R_dist in *. specialize (H u (y - u)). replace (u + (y - u)) with y in H by ring.
  assert (Rabs (y - u) * (Rabs C + 1) < eps).
  { replace eps with (eps / (Rabs C + 1) * (Rabs C + 1)) by (field; lra).
    apply Rmult_lt_compat_r; lra. }
  pose proof (Rabs_pos (y - u)).
  assert (C * Rabs (y - u) <= Rabs C * Rabs (y - u))
    by (apply Rmult_le_compat_r; [lra|apply Rle_abs]).
  lra.
Qed.

Lemma lipschitz_growth : forall f f' C m s, (forall u, is_derive f u (f' u)) ->
  (forall u, Rabs (f' u) <= C) ->
  forall z, Rabs (f (m + s * z)) <= (Rabs (f m) + C * Rabs s) * (1 + z ^ 2).
Proof.
  intros f f' C m s Hd HC z. pose proof (lipschitz f f' C Hd HC m (s * z)) as H.
  pose proof (Rabs_triang (f (m + s * z) - f m) (f m)) as T.
  replace (f (m + s * z) - f m + f m) with (f (m + s * z)) in T
    by (unfold Rminus; rewrite Rplus_assoc, Rplus_opp_l, Rplus_0_r; reflexivity).
  rewrite Rabs_mult in H. pose proof (abs_le_square z) as Hz. pose proof (Rabs_pos (f m)) as Pf.
  pose proof (Rabs_pos s) as Ps. pose proof (Rabs_pos (f' 0)) as Pc. specialize (HC 0).
  assert (C * Rabs s * Rabs z <= C * Rabs s * (1 + z ^ 2))
    by (apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Hz]).
  pose proof (pow2_ge_0 z). assert (0 <= Rabs (f m) * z ^ 2) by (apply Rmult_le_pos; lra). lra.
Qed.

(* The mean of g, of g1 and of g2, and E[Z g1(m + s Z)] by Stein's identity. *)
Lemma mean_0 : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s, is_line (fun z => phi z * g (m + s * z)) (gauss_mean g m s).
Proof.
  intros g g1 g2 g3 C (H0 & H1 & H2 & B2 & B3) m s.
  destruct (quadratic_mean (fun z => g (m + s * z))
    (Rabs (g m) + Rabs (g1 m) * Rabs s + C * s ^ 2)) as [l Hl].
  - apply affine_comp_cont, (derivable_cont g g1 H0).
  - intro z. pose proof (taylor_quadratic g g1 g2 C H0 H1 B2 m (s * z)) as T.
    apply Rabs_le_between in T. pose proof (abs_le_square z) as Hz.
    assert (Hx : Rabs (s * z * g1 m) <= Rabs (g1 m) * Rabs s * (1 + z ^ 2)).
    { rewrite !Rabs_mult. replace (Rabs s * Rabs z * Rabs (g1 m))
        with (Rabs (g1 m) * Rabs s * Rabs z) by ring.
      apply Rmult_le_compat_l; [apply Rmult_le_pos; apply Rabs_pos|exact Hz]. }
    apply Rabs_le_between in Hx. pose proof (Rle_abs (g m)). pose proof (Rle_abs (- g m)).
    rewrite Rabs_Ropp in *. pose proof (Rabs_pos (g m)). pose proof (pow2_ge_0 z).
    assert (0 <= Rabs (g m) * z ^ 2) by (apply Rmult_le_pos; lra).
    pose proof (Rabs_pos (g2 0)). specialize (B2 0).
    assert (0 <= C * s ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    replace (C * (s * z) ^ 2) with (C * s ^ 2 * z ^ 2) in T by ring.
    apply Rabs_le_between. split; lra.
  - exact (line_correct _ l Hl).
Qed.

Lemma mean_1 : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s, is_line (fun z => phi z * g1 (m + s * z)) (gauss_mean g1 m s).
Proof.
  intros g g1 g2 g3 C (H0 & H1 & H2 & B2 & B3) m s.
  destruct (quadratic_mean (fun z => g1 (m + s * z)) (Rabs (g1 m) + C * Rabs s)) as [l Hl].
  - apply affine_comp_cont, (derivable_cont g1 g2 H1).
  - apply (lipschitz_growth g1 g2); assumption.
  - exact (line_correct _ l Hl).
Qed.

Lemma mean_2 : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s, is_line (fun z => phi z * g2 (m + s * z)) (gauss_mean g2 m s).
Proof.
  intros g g1 g2 g3 C (H0 & H1 & H2 & B2 & B3) m s.
  destruct (bounded_mean g2 C m s (derivable_cont g2 g3 H2) B2) as [l Hl].
  exact (line_correct _ l Hl).
Qed.

Lemma mean_z1 : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s, is_line (fun z => phi z * (z * g1 (m + s * z))) (s * gauss_mean g2 m s).
Proof.
  intros g g1 g2 g3 C H m s. pose proof (mean_2 _ _ _ _ _ H m s) as M2.
  destruct H as (H0 & H1 & H2 & B2 & B3).
  assert (HS : is_line (fun z => phi z * (s * g2 (m + s * z)) - phi z * (z * g1 (m + s * z))) 0).
  { apply (phi_stein _ _ (8 * (Rabs (g1 m) + C * Rabs s))).
    - intro z. apply (is_derive_comp g1 (fun z => m + s * z)); [apply H1|].
      auto_derive; [trivial|ring].
    - apply cont_mult; [apply cont_const|apply affine_comp_cont, (derivable_cont g2 g3 H2)].
    - intro z. pose proof (lipschitz_growth g1 g2 C m s H1 B2 z) as G.
      pose proof (Rabs_pos (g1 m)). pose proof (Rabs_pos (g2 0)). specialize (B2 0).
      assert (0 <= C * Rabs s) by (apply Rmult_le_pos; [lra|apply Rabs_pos]).
      set (K := Rabs (g1 m) + C * Rabs s) in *. assert (0 <= K) by (unfold K; lra).
      pose proof (pow2_ge_0 z). nra. }
  apply (line_val _ (s * gauss_mean g2 m s - 0)); [ring|].
  apply (line_ext (fun z => s * (phi z * g2 (m + s * z)) -
    (phi z * (s * g2 (m + s * z)) - phi z * (z * g1 (m + s * z))))); [intro; ring|].
  apply line_minus; [apply line_scal, M2|exact HS].
Qed.

(** * First-order expansions of the means *)

Lemma mean_expansion : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m s a b,
  Rabs (gauss_mean g (m + a) (s + b) - gauss_mean g m s
        - (a * gauss_mean g1 m s + b * (s * gauss_mean g2 m s))) <= C * (a ^ 2 + b ^ 2).
Proof.
  intros g g1 g2 g3 C H m s a b.
  pose proof (mean_0 _ _ _ _ _ H) as M0. pose proof (mean_1 _ _ _ _ _ H m s) as M1.
  pose proof (mean_z1 _ _ _ _ _ H m s) as Mz. destruct H as (H0 & H1 & H2 & B2 & B3).
  apply (mean_taylor g g1 g2 C H0 H1 B2 m s a b); try assumption; apply M0.
Qed.

Lemma mean_1_expansion : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m s a,
  Rabs (gauss_mean g1 (m + a) s - gauss_mean g1 m s - a * gauss_mean g2 m s) <= C * a ^ 2.
Proof.
  intros g g1 g2 g3 C H m s a. pose proof (mean_1 _ _ _ _ _ H) as M1.
  pose proof (mean_2 _ _ _ _ _ H m s) as M2. destruct H as (H0 & H1 & H2 & B2 & B3).
  destruct (quadratic_mean (fun z => z * g2 (m + s * z)) C) as [B HB].
  - apply cont_mult; [apply cont_id|apply affine_comp_cont, (derivable_cont g2 g3 H2)].
  - intro z. rewrite Rabs_mult. rewrite (Rmult_comm C).
    apply Rmult_le_compat; try apply Rabs_pos; [apply abs_le_square|apply B2].
  - pose proof (mean_taylor g1 g2 g3 C H1 H2 B3 m s a 0 (gauss_mean g1 m s)
      (gauss_mean g1 (m + a) s) (gauss_mean g2 m s) B) as T.
    replace (a * gauss_mean g2 m s) with (a * gauss_mean g2 m s + 0 * B) by ring.
    replace (C * a ^ 2) with (C * (a ^ 2 + 0 ^ 2)) by ring.
    apply T; try assumption; [apply M1|]. rewrite Rplus_0_r. apply M1.
Qed.

Lemma mean_2_bound : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s, Rabs (gauss_mean g2 m s) <= C.
Proof.
  intros g g1 g2 g3 C H m s. pose proof (mean_2 _ _ _ _ _ H m s) as M2.
  destruct H as (H0 & H1 & H2 & B2 & B3). replace C with (C * 1) by ring.
  apply (line_abs_le _ (fun z => C * phi z)) with (2 := M2); [|apply line_scal, phi_mass].
  intro z. pose proof (phi_pos z). rewrite Rabs_mult, (Rabs_pos_eq (phi z)), Rmult_comm by lra.
  apply Rmult_le_compat_r; [lra|apply B2].
Qed.

Lemma mean_2_lipschitz : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C ->
  forall m s a, Rabs (gauss_mean g2 (m + a) s - gauss_mean g2 m s) <= C * Rabs a.
Proof.
  intros g g1 g2 g3 C H m s a. pose proof (mean_2 _ _ _ _ _ H) as M2.
  destruct H as (H0 & H1 & H2 & B2 & B3). replace (C * Rabs a) with (C * Rabs a * 1) by ring.
  apply (line_abs_le (fun z => phi z * g2 (m + a + s * z) - phi z * g2 (m + s * z))
    (fun z => C * Rabs a * phi z)).
  - intro z. pose proof (phi_pos z).
    replace (phi z * g2 (m + a + s * z) - phi z * g2 (m + s * z))
      with (phi z * (g2 (m + s * z + a) - g2 (m + s * z)))
      by (replace (m + a + s * z) with (m + s * z + a) by ring; ring).
    rewrite Rabs_mult, (Rabs_pos_eq (phi z)), Rmult_comm by lra.
    apply Rmult_le_compat_r; [lra|apply (lipschitz g2 g3 C H2 B3)].
  - apply line_minus; apply M2.
  - apply line_scal, phi_mass.
Qed.

(* the slope of a function with a quadratic remainder *)
Lemma expansion_derive : forall (f : R -> R) t d C,
  (forall h, Rabs (f (t + h) - f t - h * d) <= C * h ^ 2) -> is_derive f t d.
Proof.
  intros f t d C H. apply is_derive_Reals. intros eps He.
  assert (HC : 0 <= Rabs C) by apply Rabs_pos.
  assert (Hd : 0 < eps / (Rabs C + 1)) by (apply Rdiv_lt_0_compat; lra).
  exists (mkposreal _ Hd). intros h Hh Hlt. simpl in Hlt.
  assert (Hp : 0 < Rabs h) by (apply Rabs_pos_lt, Hh).
  apply (Rmult_lt_reg_r (Rabs h)); [exact Hp|]. rewrite <- Rabs_mult.
  replace (((f (t + h) - f t) / h - d) * h) with (f (t + h) - f t - h * d) by (field; exact Hh).
  apply Rle_lt_trans with (1 := H h). replace (h ^ 2) with (Rabs h * Rabs h)
    by (rewrite <- Rabs_mult, Rabs_pos_eq; [ring|nra]).
  rewrite <- Rmult_assoc. apply Rmult_lt_compat_r; [exact Hp|].
  assert (C * Rabs h <= Rabs C * Rabs h) by (apply Rmult_le_compat_r; [lra|apply Rle_abs]).
  assert (Hlt' : Rabs h * (Rabs C + 1) < eps).
  { replace eps with (eps / (Rabs C + 1) * (Rabs C + 1)) by (field; lra).
    apply Rmult_lt_compat_r; lra. }
  lra.
Qed.

Lemma mean_derive : forall g g1 g2 g3 C, smooth_by g g1 g2 g3 C -> forall m b s t,
  is_derive (fun t => gauss_mean g (m + b * t) s) t (b * gauss_mean g1 (m + b * t) s) /\
  is_derive (fun t => gauss_mean g1 (m + b * t) s) t (b * gauss_mean g2 (m + b * t) s).
Proof.
  intros g g1 g2 g3 C H m b s t. split; apply (expansion_derive _ _ _ (C * b ^ 2)); intro h;
    replace (m + b * (t + h)) with (m + b * t + b * h) by ring.
  - pose proof (mean_expansion _ _ _ _ _ H (m + b * t) s (b * h) 0) as E.
    rewrite Rplus_0_r in E. eapply Rle_trans; [|eapply Rle_trans; [exact E|]];
      [right; f_equal; ring|right; ring].
  - pose proof (mean_1_expansion _ _ _ _ _ H (m + b * t) s (b * h)) as E.
    eapply Rle_trans; [|eapply Rle_trans; [exact E|]]; [right; f_equal; ring|right; ring].
Qed.
