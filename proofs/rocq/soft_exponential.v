(* exp (c sigma(u)), the reward factor of a soft reward, as a smooth function of the log-odds u.

   Proved: its derivatives up to the fourth, and that those are bounded, so that it and its
   derivative are smooth (smooth_means.v) and it has a primitive to which Stein's identity applies.
   For c >= 0. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic kernel heat smooth_means responsibilities.
Open Scope R_scope.

Definition bounded (f : R -> R) : Prop := exists C, forall u, Rabs (f u) <= C.

Lemma bounded_const : forall k, bounded (fun _ => k).
Proof. intro k. exists (Rabs k). intro u. apply Rle_refl. Qed.

Lemma bounded_plus : forall f g, bounded f -> bounded g -> bounded (fun u => f u + g u).
Proof.
  intros f g [C HC] [D HD]. exists (C + D). intro u. eapply Rle_trans; [apply Rabs_triang|].
  apply Rplus_le_compat; trivial.
Qed.

Lemma bounded_mult : forall f g, bounded f -> bounded g -> bounded (fun u => f u * g u).
Proof.
  intros f g [C HC] [D HD]. exists (C * D). intro u. rewrite Rabs_mult.
  apply Rmult_le_compat; trivial; apply Rabs_pos.
Qed.

Lemma bounded_both : forall f g, bounded f -> bounded g ->
  exists C, (forall u, Rabs (f u) <= C) /\ (forall u, Rabs (g u) <= C).
Proof.
  intros f g [C HC] [D HD]. exists (Rmax C D). split; intro u.
  - eapply Rle_trans; [apply HC|apply Rmax_l].
  - eapply Rle_trans; [apply HD|apply Rmax_r].
Qed.

Definition soft (c u : R) : R := exp (c * sigma u).
Definition soft1 (c u : R) : R := c * sigma1 u * soft c u.
Definition soft2 (c u : R) : R := (c * sigma2 u + c ^ 2 * (sigma1 u * sigma1 u)) * soft c u.
Definition poly3 (c u : R) : R :=
  c * sigma3 u + (3 * c ^ 2 * (sigma1 u * sigma2 u) + c ^ 3 * (sigma1 u * (sigma1 u * sigma1 u))).
Definition soft3 (c u : R) : R := poly3 c u * soft c u.
Definition soft4 (c u : R) : R :=
  ((c * sigma4 u + (3 * c ^ 2 * (sigma2 u * sigma2 u + sigma1 u * sigma3 u)
    + 3 * c ^ 3 * (sigma1 u * (sigma1 u * sigma2 u)))) + poly3 c u * (c * sigma1 u)) * soft c u.

Lemma product_derive : forall (p p' : R -> R) c u, is_derive p u (p' u) ->
  is_derive (fun u => p u * soft c u) u ((p' u + p u * (c * sigma1 u)) * soft c u).
Proof.
  intros p p' c u Hp. evar_last.
  - apply (is_derive_mult p (soft c)); [exact Hp| |intros; apply Rmult_comm].
    unfold soft. apply (is_derive_comp exp (fun u => c * sigma u)).
    + apply is_derive_Reals, derivable_pt_lim_exp.
    + apply (is_derive_scal sigma), sigma_derive.
  - unfold soft, sigma1. algebra.
Qed.

Lemma soft_derive : forall c u, is_derive (soft c) u (soft1 c u).
Proof.
  intros c u. apply (is_derive_ext (fun u => 1 * soft c u)); [intro; simpl; ring|].
  replace (soft1 c u) with ((0 + 1 * (c * sigma1 u)) * soft c u) by (unfold soft1; ring).
  apply (product_derive (fun _ => 1) (fun _ => 0)), (is_derive_const (V := R_NormedModule)).
Qed.

Lemma soft1_derive : forall c u, is_derive (soft1 c) u (soft2 c u).
Proof.
  intros c u. replace (soft2 c u) with ((c * sigma2 u + c * sigma1 u * (c * sigma1 u)) * soft c u)
    by (unfold soft2; ring).
  apply (product_derive (fun u => c * sigma1 u) (fun u => c * sigma2 u)).
  apply (is_derive_scal sigma1), sigma1_derive.
Qed.

Lemma sigma_product_derive : forall (f f' g g' : R -> R), (forall u, is_derive f u (f' u)) ->
  (forall u, is_derive g u (g' u)) -> forall u,
  is_derive (fun u => f u * g u) u (f' u * g u + f u * g' u).
Proof.
  intros f f' g g' Hf Hg u. evar_last.
  - apply (is_derive_mult f g); [apply Hf|apply Hg|intros; apply Rmult_comm].
  - reflexivity.
Qed.

Lemma soft2_derive : forall c u, is_derive (soft2 c) u (soft3 c u).
Proof.
  intros c u.
  pose proof (sigma_product_derive _ _ _ _ sigma1_derive sigma1_derive u) as D11.
  pose proof (product_derive (fun u => c * sigma2 u + c ^ 2 * (sigma1 u * sigma1 u))
    (fun u => c * sigma3 u + c ^ 2 * (sigma2 u * sigma1 u + sigma1 u * sigma2 u)) c u) as D.
  replace (soft3 c u) with ((c * sigma3 u + c ^ 2 * (sigma2 u * sigma1 u + sigma1 u * sigma2 u)
    + (c * sigma2 u + c ^ 2 * (sigma1 u * sigma1 u)) * (c * sigma1 u)) * soft c u)
    by (unfold soft3, poly3; ring).
  apply D. apply (is_derive_plus (V := R_NormedModule)).
  - apply (is_derive_scal sigma2), sigma2_derive.
  - apply (is_derive_scal (fun u => sigma1 u * sigma1 u)), D11.
Qed.

Lemma soft3_derive : forall c u, is_derive (soft3 c) u (soft4 c u).
Proof.
  intros c u.
  pose proof (sigma_product_derive _ _ _ _ sigma1_derive sigma2_derive u) as D12.
  pose proof (sigma_product_derive _ _ _ _ sigma1_derive
    (sigma_product_derive _ _ _ _ sigma1_derive sigma1_derive) u) as D111.
  pose proof (product_derive (poly3 c) (fun u => c * sigma4 u
    + (3 * c ^ 2 * (sigma2 u * sigma2 u + sigma1 u * sigma3 u)
       + c ^ 3 * (sigma2 u * (sigma1 u * sigma1 u)
                  + sigma1 u * (sigma2 u * sigma1 u + sigma1 u * sigma2 u)))) c u) as D.
  unfold soft3. evar_last; [apply D|unfold soft4; ring].
  unfold poly3. apply (is_derive_plus (V := R_NormedModule)).
  - apply (is_derive_scal sigma3), sigma3_derive.
  - apply (is_derive_plus (V := R_NormedModule)).
    + apply (is_derive_scal (fun u => sigma1 u * sigma2 u)), D12.
    + apply (is_derive_scal (fun u => sigma1 u * (sigma1 u * sigma1 u))), D111.
Qed.

Lemma bounded_sigmas : bounded sigma1 /\ bounded sigma2 /\ bounded sigma3 /\ bounded sigma4.
Proof.
  split; [|split; [|split]].
  - exists (/ 4). intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra.
  - exists (/ 4). apply sigma2_bounds.
  - exists 1. apply sigma3_bounds.
  - exists 1. apply sigma4_bounds.
Qed.

Lemma soft_bounds : forall c u, 0 <= c -> 1 <= soft c u <= exp c.
Proof.
  intros c u Hc. pose proof (sigma_bounds u). unfold soft. split; [rewrite <- exp_0|];
    apply exp_le; nra.
Qed.

Lemma bounded_softs : forall c, 0 <= c ->
  bounded (soft1 c) /\ bounded (soft2 c) /\ bounded (soft3 c) /\ bounded (soft4 c).
Proof.
  intros c Hc. destruct bounded_sigmas as (B1 & B2 & B3 & B4).
  assert (B0 : bounded (soft c)).
  { exists (exp c). intro u. pose proof (soft_bounds c u Hc). rewrite Rabs_pos_eq; lra. }
  pose proof bounded_const as BC. pose proof bounded_plus as BP. pose proof bounded_mult as BM.
  assert (P3 : bounded (poly3 c)).
  { unfold poly3. repeat first [assumption|apply BC|apply BP|apply BM]. }
  unfold soft1, soft2, soft3, soft4.
  split; [|split; [|split]]; repeat first [assumption|apply BC|apply BP|apply BM].
Qed.

Lemma smooth_soft : forall c, 0 <= c -> smooth (soft c).
Proof.
  intros c Hc. destruct (bounded_softs c Hc) as (_ & B2 & B3 & _).
  destruct (bounded_both _ _ B2 B3) as (C & H2 & H3). exists (soft1 c), (soft2 c), (soft3 c), C.
  split; [apply soft_derive|split; [apply soft1_derive|split; [apply soft2_derive|]]].
  split; assumption.
Qed.

Lemma smooth_soft1 : forall c, 0 <= c -> smooth (soft1 c).
Proof.
  intros c Hc. destruct (bounded_softs c Hc) as (_ & _ & B3 & B4).
  destruct (bounded_both _ _ B3 B4) as (C & H3 & H4). exists (soft2 c), (soft3 c), (soft4 c), C.
  split; [apply soft1_derive|split; [apply soft2_derive|split; [apply soft3_derive|]]].
  split; assumption.
Qed.

Lemma smooth_by_primitive : forall c, 0 <= c ->
  exists C, smooth_by (fun u => RInt (soft c) 0 u) (soft c) (soft1 c) (soft2 c) C.
Proof.
  intros c Hc. destruct (bounded_softs c Hc) as (B1 & B2 & _ & _).
  destruct (bounded_both _ _ B1 B2) as (C & H1 & H2). exists C.
  assert (Hcont : continuity (soft c)) by (apply (derivable_cont _ _ (soft_derive c))).
  split; [|split; [apply soft_derive|split; [apply soft1_derive|split; assumption]]].
  intro u. apply (is_derive_RInt (V := R_CompleteNormedModule) (soft c) _ 0 u).
  - exists (mkposreal 1 Rlt_0_1). intros y _.
    apply (RInt_correct (V := R_CompleteNormedModule)), cont_ex, Hcont.
  - apply continuity_pt_filterlim, Hcont.
Qed.
