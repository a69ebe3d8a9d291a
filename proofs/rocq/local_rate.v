(* Local exponential convergence of reverse KL with everything free: claim C7 in dimension one,
   which is the block of the logit and of the two means along the axis.

   [free_flow] is the gradient flow of KL (q || p_alpha) in (logit, old mean, new mean). If lam is a
   lower bound of the Fisher information of that block (the form of C5), then for every rate c < lam
   every start within the radius (lam - c) / remainder_bound of the target, and within 1, converges
   to it exponentially with rate c; both the radius and the rate are explicit. C6 gives such a lam.
   The Fisher information enters as what it is at the optimum, the linear part of the gradient:
   [gradient_expansion], with an explicit cubic remainder. Existence of the flow is not claimed: a
   differentiable trajectory is given. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow logistic gaussian kernel heat misassignment divergence
  gaussian_modes
  euclid restoring_force drift reduction fisher.
Open Scope R_scope.

Lemma abs_mult_le : forall x y A B, Rabs x <= A -> Rabs y <= B -> Rabs (x * y) <= A * B.
Proof.
  intros x y A B Hx Hy. rewrite Rabs_mult. apply Rmult_le_compat; trivial; apply Rabs_pos.
Qed.

Lemma K2_abs : forall m s, Rabs (K2 m s) <= / 4.
Proof.
  intros m s. apply (line_abs_le (fun z => phi z * sigma1 (m + s * z)) (fun z => / 4 * phi z)).
  - intro z. pose proof (phi_pos z). pose proof (sigma1_bounds (m + s * z)).
    rewrite Rabs_pos_eq; nra.
  - apply K2_correct.
  - apply (line_val _ (/ 4 * 1)); [ring|]. apply line_scal, phi_mass.
Qed.

Lemma K3_abs : forall m s, Rabs (K3 m s) <= / 4.
Proof.
  intros m s. apply (line_abs_le (fun z => phi z * sigma2 (m + s * z)) (fun z => / 4 * phi z)).
  - intro z. pose proof (phi_pos z). pose proof (sigma2_bounds (m + s * z)).
    rewrite Rabs_mult, (Rabs_pos_eq (phi z)) by lra. nra.
  - apply K3_correct.
  - apply (line_val _ (/ 4 * 1)); [ring|]. apply line_scal, phi_mass.
Qed.

Lemma sigma_lipschitz : forall x a, Rabs (sigma (x + a) - sigma x) <= / 4 * Rabs a.
Proof.
  intros x a. destruct (derive_mvt sigma sigma1 x (x + a) sigma_derive) as [c [_ E]]. rewrite E.
  replace (x + a - x) with a by ring. apply abs_mult_le; [|lra].
  pose proof (sigma1_bounds c). rewrite Rabs_pos_eq; lra.
Qed.

Lemma sigma1_lipschitz : forall x a, Rabs (sigma1 (x + a) - sigma1 x) <= / 4 * Rabs a.
Proof.
  intros x a. destruct (derive_mvt sigma1 sigma2 x (x + a) sigma1_derive) as [c [_ E]]. rewrite E.
  replace (x + a - x) with a by ring. apply abs_mult_le; [|lra]. apply sigma2_bounds.
Qed.

(** * The gradient near the target *)

(* Step from the target: a in the logit, u in the old mean, w in the new mean; f is the target's
   logit, d the signed separation. The pull on the old mean is beta times [pull_old]. *)
Definition pull_old (f d a u w : R) : R :=
  u + L (- f - a - (d + w - u) ^ 2 / 2) (d + w - u) * (d + w - u)
    - L (- f - d ^ 2 / 2 + d * u) d * d.

(* its linear part *)
Definition pull_old_linear (f d a u w : R) : R :=
  let m := - f - d ^ 2 / 2 in
  u + L m d * (w - u) + d * (K2 m d * (- a - d * (w - u)) + d * K3 m d * (w - u))
    - d ^ 2 * K2 m d * u.

Definition step_square (d : R) : R := (3 + 2 * d) ^ 2 + 4.
Definition pull_linear_bound (d : R) : R := 3 + d / 4 + 5 * d ^ 2 / 4.
Definition pull_remainder_bound (d : R) : R :=
  d / 2 + (3 + 2 * d) / 2 + d + step_square d * (d + 2) / 4 + d ^ 3 / 4.

Lemma pull_old_expansion : forall f d a u w r, r <= 1 -> Rabs a <= r -> Rabs u <= r ->
  Rabs w <= r ->
  Rabs (pull_old f d a u w - pull_old_linear f d a u w) <= pull_remainder_bound (Rabs d) * r ^ 2 /\
  Rabs (pull_old_linear f d a u w) <= pull_linear_bound (Rabs d) * r.
Proof.
  intros f d a u w r Hr Ha Hu Hw. pose proof (Rabs_pos a) as Pa. pose proof (Rabs_pos d) as Pd.
  set (D := w - u). set (q := Rabs d) in *. set (m := - f - d ^ 2 / 2).
  assert (HD : Rabs D <= 2 * r).
  { unfold D. apply Rabs_le_between in Hu. apply Rabs_le_between in Hw. apply Rabs_le. lra. }
  assert (Hdq : Rabs d <= q) by (unfold q; lra).
  assert (HD2 : Rabs (D ^ 2 / 2) <= 2 * r ^ 2).
  { replace (D ^ 2 / 2) with (D * D * / 2) by field.
    replace (2 * r ^ 2) with (2 * r * (2 * r) * / 2) by field.
    apply abs_mult_le; [apply abs_mult_le; exact HD|]. rewrite Rabs_pos_eq; lra. }
  pose proof (abs_mult_le d D q (2 * r) Hdq HD) as HdD.
  set (dm := - a - d * D - D ^ 2 / 2).
  assert (Hdm : Rabs dm <= (3 + 2 * q) * r).
  { unfold dm. apply Rabs_le_between in HdD. apply Rabs_le_between in HD2.
    apply Rabs_le_between in Ha.
    apply Rabs_le. assert (r ^ 2 <= r) by nra. split; nra. }
  set (R1 := L (m + dm) (d + D) - L m d - (dm * K2 m d + D * (d * K3 m d))).
  assert (HR1 : Rabs R1 <= step_square q * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_logistic_expansion|]. unfold step_square.
    assert (dm ^ 2 <= ((3 + 2 * q) * r) ^ 2) by (apply pow_maj_Rabs; exact Hdm).
    assert (D ^ 2 <= (2 * r) ^ 2) by (apply pow_maj_Rabs; exact HD). nra. }
  set (R2 := L (m + d * u) (d + 0) - L m d - (d * u * K2 m d + 0 * (d * K3 m d))).
  assert (HR2 : Rabs R2 <= q ^ 2 * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_logistic_expansion|].
    assert ((d * u) ^ 2 <= (q * r) ^ 2) by (apply pow_maj_Rabs, abs_mult_le; assumption). nra. }
  pose proof (K2_abs m d) as H2. pose proof (K3_abs m d) as H3.
  assert (HL : Rabs (L m d) <= 1) by (pose proof (L_bounds m d); rewrite Rabs_pos_eq; lra).
  split.
  - replace (pull_old f d a u w - pull_old_linear f d a u w) with
      (d * (K2 m d * (- (D ^ 2 / 2))) + K2 m d * (dm * D) + d * (K3 m d * (D * D))
        + R1 * (d + D) - R2 * d).
    2: { unfold pull_old, pull_old_linear, R1, R2. fold m. fold D.
         replace (d + w - u) with (d + D) by (unfold D; ring). replace (d + 0) with d by ring.
         replace (- f - a - (d + D) ^ 2 / 2) with (m + dm) by (unfold m, dm; field).
         unfold dm. field. }
    assert (HD2' : Rabs (- (D ^ 2 / 2)) <= 2 * r ^ 2) by (rewrite Rabs_Ropp; exact HD2).
    assert (HdpD : Rabs (d + D) <= q + 2).
    { eapply Rle_trans; [apply Rabs_triang|]. fold q. lra. }
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H2 HD2')) as T1.
    pose proof (abs_mult_le _ _ _ _ H2 (abs_mult_le _ _ _ _ Hdm HD)) as T2.
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H3 (abs_mult_le _ _ _ _ HD HD))) as T3.
    pose proof (abs_mult_le _ _ _ _ HR1 HdpD) as T4. pose proof (abs_mult_le _ _ _ _ HR2 Hdq) as T5.
    apply Rabs_le_between in T1. apply Rabs_le_between in T2. apply Rabs_le_between in T3.
    apply Rabs_le_between in T4. apply Rabs_le_between in T5. unfold pull_remainder_bound.
    apply Rabs_le.
    set (S := step_square q) in *. split; lra.
  - unfold pull_old_linear. fold m. fold D.
    replace (u + L m d * D + d * (K2 m d * (- a - d * D) + d * K3 m d * D)
      - d ^ 2 * K2 m d * u) with
      (u + L m d * D + d * (K2 m d * (- a)) - d * (K2 m d * (d * D)) + d * (d * (K3 m d * D))
        - d * (d * (K2 m d * u)))
      by ring.
    assert (Ha' : Rabs (- a) <= r) by (rewrite Rabs_Ropp; exact Ha).
    pose proof (abs_mult_le _ _ _ _ HL HD) as T1.
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H2 Ha')) as T2.
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H2 HdD)) as T3.
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H3 HD)))
      as T4.
    pose proof (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ Hdq (abs_mult_le _ _ _ _ H2 Hu)))
      as T5.
    apply Rabs_le_between in Hu.
    apply Rabs_le_between in T1. apply Rabs_le_between in T2. apply Rabs_le_between in T3.
    apply Rabs_le_between in T4. apply Rabs_le_between in T5. unfold pull_linear_bound.
    apply Rabs_le. split; lra.
Qed.

(* The pull on the logit is beta (1 - beta) times [pull_weight]. *)
Definition pull_weight (f d a u w : R) : R :=
  P (- f - a - (d + w - u) ^ 2 / 2) (d + w - u) - P (- f - d ^ 2 / 2 + d * u) d + u ^ 2 / 2
  - (P (- f - a + (d + w - u) ^ 2 / 2) (d + w - u) - (d + w - u) ^ 2 / 2
     - (P (- f + d ^ 2 / 2 + d * w) d - (d + w) ^ 2 / 2)).

Definition pull_weight_linear (f d a u w : R) : R :=
  let m := - f - d ^ 2 / 2 in let n := - f + d ^ 2 / 2 in
  a * (L n d - L m d) - d * w * L m d + d * (w - u) * (K2 m d - K2 n d) - d * u * (1 - L n d).

Definition weight_linear_bound (d : R) : R := 1 + 5 * d / 2.
Definition weight_remainder_bound (d : R) : R := 5 / 2 + step_square d / 2 + d ^ 2 / 2.

Lemma pull_weight_expansion : forall f d a u w r, r <= 1 -> Rabs a <= r -> Rabs u <= r ->
  Rabs w <= r ->
  Rabs (pull_weight f d a u w - pull_weight_linear f d a u w)
    <= weight_remainder_bound (Rabs d) * r ^ 2 /\
  Rabs (pull_weight_linear f d a u w) <= weight_linear_bound (Rabs d) * r.
Proof.
  intros f d a u w r Hr Ha Hu Hw. pose proof (Rabs_pos a) as Pa. pose proof (Rabs_pos d) as Pd.
  set (D := w - u). set (q := Rabs d) in *. set (m := - f - d ^ 2 / 2). set (n := - f + d ^ 2 / 2).
  assert (HD : Rabs D <= 2 * r).
  { unfold D. apply Rabs_le_between in Hu. apply Rabs_le_between in Hw. apply Rabs_le. lra. }
  assert (Hdq : Rabs d <= q) by (unfold q; lra).
  assert (Hsq : forall x A, Rabs x <= A -> 0 <= x ^ 2 <= A ^ 2).
  { intros x A Hx. split; [apply pow2_ge_0|apply pow_maj_Rabs; exact Hx]. }
  assert (HD2 : 0 <= D ^ 2 / 2 <= 2 * r ^ 2) by (pose proof (Hsq D _ HD); lra).
  pose proof (abs_mult_le d D q (2 * r) Hdq HD) as HdD.
  assert (Hst : forall e, Rabs e <= (3 + 2 * q) * r ->
    / 4 * (e ^ 2 + D ^ 2) <= step_square q * r ^ 2 / 4).
  { intros e He. pose proof (Hsq e _ He). pose proof (Hsq D _ HD). unfold step_square. lra. }
  set (dm := - a - d * D - D ^ 2 / 2). set (dn := - a + d * D + D ^ 2 / 2).
  assert (Hr2 : r ^ 2 <= r) by nra.
  assert (Hdm : Rabs dm <= (3 + 2 * q) * r /\ Rabs dn <= (3 + 2 * q) * r).
  { unfold dm, dn. apply Rabs_le_between in HdD. apply Rabs_le_between in Ha.
    split; apply Rabs_le; split; lra. }
  set (R3 := P (m + dm) (d + D) - P m d - (dm * L m d + D * (d * K2 m d))).
  set (R4 := P (n + dn) (d + D) - P n d - (dn * L n d + D * (d * K2 n d))).
  set (R5 := P (m + d * u) (d + 0) - P m d - (d * u * L m d + 0 * (d * K2 m d))).
  set (R6 := P (n + d * w) (d + 0) - P n d - (d * w * L n d + 0 * (d * K2 n d))).
  assert (H3 : Rabs R3 <= step_square q * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_softplus_expansion|]. apply Hst, Hdm. }
  assert (H4 : Rabs R4 <= step_square q * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_softplus_expansion|]. apply Hst, Hdm. }
  assert (H5 : Rabs R5 <= q ^ 2 * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_softplus_expansion|].
    pose proof (Hsq _ _ (abs_mult_le _ _ _ _ Hdq Hu)). lra. }
  assert (H6 : Rabs R6 <= q ^ 2 * r ^ 2 / 4).
  { eapply Rle_trans; [apply kernel_softplus_expansion|].
    pose proof (Hsq _ _ (abs_mult_le _ _ _ _ Hdq Hw)). lra. }
  pose proof (L_bounds m d) as Bm. pose proof (L_bounds n d) as Bn.
  split.
  - replace (pull_weight f d a u w - pull_weight_linear f d a u w) with
      ((1 - L m d - L n d) * (D ^ 2 / 2) + u ^ 2 / 2 - w ^ 2 / 2 + R3 - R5 - R4 + R6).
    2: { unfold pull_weight, pull_weight_linear, R3, R4, R5, R6. fold m. fold n.
         replace (d + w - u) with (d + D) by (unfold D; ring). replace (d + 0) with d by ring.
         replace (- f - a - (d + D) ^ 2 / 2) with (m + dm) by (unfold m, dm; field).
         replace (- f - a + (d + D) ^ 2 / 2) with (n + dn) by (unfold n, dn; field).
         unfold dm, dn. replace (d + w) with (d + D + u) by (unfold D; ring).
         replace w with (D + u) by (unfold D; ring). field. }
    assert (T1 : Rabs ((1 - L m d - L n d) * (D ^ 2 / 2)) <= 1 * (2 * r ^ 2)).
    { apply abs_mult_le; [apply Rabs_le; lra|rewrite Rabs_pos_eq; lra]. }
    pose proof (Hsq u r Hu). pose proof (Hsq w r Hw).
    apply Rabs_le_between in T1. apply Rabs_le_between in H3. apply Rabs_le_between in H4.
    apply Rabs_le_between in H5. apply Rabs_le_between in H6. unfold weight_remainder_bound.
    apply Rabs_le.
    set (S := step_square q) in *. split; lra.
  - unfold pull_weight_linear. fold m. fold n. fold D.
    assert (T1 : Rabs (a * (L n d - L m d)) <= r * 1) by (apply abs_mult_le;
      [exact Ha|apply Rabs_le; lra]).
    assert (T2 : Rabs (d * w * L m d) <= q * r * 1).
    { apply abs_mult_le; [apply abs_mult_le; assumption|rewrite Rabs_pos_eq; lra]. }
    assert (T3 : Rabs (d * D * (K2 m d - K2 n d)) <= q * (2 * r) * / 4).
    { apply abs_mult_le; [exact HdD|]. pose proof (K2_abs m d) as A. pose proof (K2_abs n d) as B.
      pose proof (K2_pos m d). pose proof (K2_pos n d). rewrite Rabs_pos_eq in A, B by lra.
      apply Rabs_le. lra. }
    assert (T4 : Rabs (d * u * (1 - L n d)) <= q * r * 1).
    { apply abs_mult_le; [apply abs_mult_le; assumption|rewrite Rabs_pos_eq; lra]. }
    apply Rabs_le_between in T1. apply Rabs_le_between in T2. apply Rabs_le_between in T3.
    apply Rabs_le_between in T4. unfold weight_linear_bound. apply Rabs_le. split; lra.
Qed.

(** * The linear part is the Fisher information *)

Lemma first_moment : forall m s, is_line (fun z => phi z * (z * sigma (m + s * z))) (s * K2 m s).
Proof.
  intros m s. apply (stein_mean sigma sigma1 1);
    [apply sigma_derive|apply sigma1_cont| |apply K2_correct].
  intro u. pose proof (sigma_bounds u). rewrite Rabs_pos_eq; lra.
Qed.

Lemma second_moment : forall m s, is_line (fun z => phi z * (z ^ 2 * sigma (m + s * z))) (L m s
  + s ^ 2 * K3 m s).
Proof.
  intros m s.
  assert (HK : is_line (fun z => phi z * (z * sigma1 (m + s * z))) (s * K3 m s)).
  { apply (stein_mean sigma1 sigma2 (/ 4));
    [apply sigma1_derive|apply sigma2_cont| |apply K3_correct].
    intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra. }
  assert (HS : is_line (fun z => phi z * (1 * sigma (m + s * z) + z * (s * sigma1 (m + s * z)))
                                 - phi z * (z * (z * sigma (m + s * z)))) 0).
  { apply (phi_stein (fun z => z * sigma (m + s * z))
             (fun z => 1 * sigma (m + s * z) + z * (s * sigma1 (m + s * z))) 2).
    - intro z. apply (is_derive_mult (fun z => z) (fun z => sigma (m + s * z)));
        [apply (is_derive_id (K := R_AbsRing))| |intros; apply Rmult_comm].
      apply (is_derive_comp sigma (fun z => m + s * z));
        [apply sigma_derive|auto_derive; [trivial|ring]].
    - apply cont_plus; apply cont_mult; try apply cont_const; try apply cont_id.
      + apply affine_comp_cont, sigma_cont.
      + apply cont_mult; [apply cont_const|apply affine_comp_cont, sigma1_cont].
    - intro z. pose proof (sigma_bounds (m + s * z)) as Hs.
      rewrite Rabs_mult, (Rabs_pos_eq (sigma _)) by lra.
      pose proof (pow2_ge_0 (Rabs z - 2)) as Hz. rewrite <- (pow2_abs z).
      pose proof (Rabs_pos z). nra. }
  apply (line_val _ (L m s + s * (s * K3 m s) - 0)); [ring|].
  eapply line_ext;
    [|exact (line_minus _ _ _ _ (line_plus _ _ _ _ (L_correct m s) (line_scal s _ _ HK)) HS)].
  intro z. cbv beta. ring.
Qed.

(* the missing information of C5, by the kernel *)
Lemma missing_kernel : forall alpha d a u w, 0 < alpha < 1 ->
  let f := logit alpha in
  let m := - f - d ^ 2 / 2 in let n := f - d ^ 2 / 2 in
  is_line (missing alpha d a u w)
    (alpha * (a * (a * L m d + u * (d * K2 m d) - w * (d * K2 m d - d * L m d))
              + u * (a * (d * K2 m d) + u * (L m d + d ^ 2 * K3 m d)
                     - w * (L m d + d ^ 2 * K3 m d - d ^ 2 * K2 m d)))
     - (1 - alpha) * (w * (a * (- d * K2 n (- d))
       + u * (L n (- d) + d ^ 2 * K3 n (- d) - d ^ 2 * K2 n (- d))
                           - w * (L n (- d) + d ^ 2 * K3 n (- d))))).
Proof.
  intros alpha d a u w Ha f m n.
  assert (Ho : is_line (fun z => alpha * (a * (phi z * sigma (m + d * z) * (a + z * u
    - (z - d) * w))
                                  + u * (phi z * sigma (m + d * z) * (z * (a + z * u
                                    - (z - d) * w)))))
     (alpha * (a * (a * L m d + u * (d * K2 m d) - w * (d * K2 m d - d * L m d))
              + u * (a * (d * K2 m d) + u * (L m d + d ^ 2 * K3 m d)
                     - w * (L m d + d ^ 2 * K3 m d - d ^ 2 * K2 m d))))).
  { apply line_scal, line_plus; apply line_scal.
    - eapply line_ext;
      [|exact (line_minus _ _ _ _ (line_plus _ _ _ _ (line_scal a _ _ (L_correct m d))
        (line_scal u _ _ (first_moment m d))) (line_scal w _ _
          (line_minus _ _ _ _ (first_moment m d)
        (line_scal d _ _ (L_correct m d)))))]. intro z. cbv beta. ring.
    - apply (line_val _ (a * (d * K2 m d) + u * (L m d + d ^ 2 * K3 m d)
                         - w * (L m d + d ^ 2 * K3 m d - d * (d * K2 m d)))); [ring|].
      eapply line_ext;
        [|exact (line_minus _ _ _ _ (line_plus _ _ _ _ (line_scal a _ _ (first_moment m d))
        (line_scal u _ _ (second_moment m d))) (line_scal w _ _
          (line_minus _ _ _ _ (second_moment m d)
        (line_scal d _ _ (first_moment m d)))))]. intro z. cbv beta. ring. }
  assert (Hn : is_line (fun z => (1 - alpha) *
    (w * (phi z * sigma (n + - d * z) * (z * (a + (z + d) * u - z * w)))))
     ((1 - alpha) * (w * (a * (- d * K2 n (- d))
       + u * (L n (- d) + d ^ 2 * K3 n (- d) - d ^ 2 * K2 n (- d))
                           - w * (L n (- d) + d ^ 2 * K3 n (- d)))))).
  { apply line_scal, line_scal.
    apply (line_val _ (a * (- d * K2 n (- d))
      + u * (L n (- d) + (- d) ^ 2 * K3 n (- d) + d * (- d * K2 n (- d)))
                           - w * (L n (- d) + (- d) ^ 2 * K3 n (- d)))); [ring|].
    eapply line_ext;
      [|exact (line_minus _ _ _ _ (line_plus _ _ _ _ (line_scal a _ _ (first_moment n (- d)))
      (line_scal u _ _ (line_plus _ _ _ _ (second_moment n (- d))
        (line_scal d _ _ (first_moment n (- d))))))
      (line_scal w _ _ (second_moment n (- d))))]. intro z. cbv beta. ring. }
  eapply line_ext; [|exact (line_minus _ _ _ _ (line_shift _ _ (d / 2) Ho)
    (line_shift _ _ (- (d / 2)) Hn))].
  intro z. cbv beta. unfold missing.
  pose proof (po_density d) as Dpo. pose proof (pn_density d) as Dpn.
  pose proof (mix_pos alpha _ _ Dpo Dpn ltac:(lra) z) as Hm.
  assert (Ern : r_new alpha (po d) (pn d) z = sigma (m + d * (z + d / 2))).
  { unfold po, pn. rewrite r_new_normal_at by exact Ha. f_equal. unfold m, f. field. }
  assert (Ero : r_old alpha (po d) (pn d) z = sigma (n + - d * (z + - (d / 2)))).
  { rewrite r_old_new by (trivial; lra). rewrite Ern, <- sigma_neg. f_equal. unfold m, n. field. }
  assert (Eo : mix alpha (po d) (pn d) z * r_old alpha (po d) (pn d) z = alpha * phi (z + d / 2)).
  { replace (phi (z + d / 2)) with (po d z) by (unfold po, normal; f_equal; field).
    unfold r_old. field. lra. }
  assert (En : mix alpha (po d) (pn d) z * r_new alpha (po d) (pn d) z
    = (1 - alpha) * phi (z + - (d / 2))).
  { replace (phi (z + - (d / 2))) with (pn d z) by (unfold pn, normal; f_equal; field).
    unfold r_new. field. lra. }
  set (M := mix alpha (po d) (pn d) z) in *. set (ro := r_old alpha (po d) (pn d) z) in *.
  set (rn := r_new alpha (po d) (pn d) z) in *. rewrite <- Ern, <- Ero.
  set (l := a + (z + d / 2) * u - (z - d / 2) * w).
  replace (a + (z + d / 2) * u - (z + d / 2 - d) * w) with l by (unfold l; field).
  replace (a + (z + - (d / 2) + d) * u - (z + - (d / 2)) * w) with l by (unfold l; field).
  transitivity (alpha * phi (z + d / 2) * rn * ((a + (z + d / 2) * u) * l)
                - (1 - alpha) * phi (z + - (d / 2)) * ro * ((z + - (d / 2)) * w * l)); [ring|].
  rewrite <- Eo, <- En. unfold l. ring.
Qed.

(* lam bounds the Fisher information of the block of the logit and the two means along the axis from
   below *)
Definition fisher_lower_bound (alpha d lam : R) : Prop :=
  forall a u w l, is_line (fun z => mix alpha (po d) (pn d) z * score alpha d a u w z ^ 2) l ->
    lam * (a ^ 2 + u ^ 2 + w ^ 2) <= l.

Lemma linear_part_fisher : forall alpha d lam a u w, 0 < alpha < 1 ->
  fisher_lower_bound alpha d lam ->
  let f := logit alpha in
  lam * (a ^ 2 + u ^ 2 + w ^ 2) <=
    a * (alpha * (1 - alpha) * pull_weight_linear f d a u w)
      + u * (alpha * pull_old_linear f d a u w)
    + w * ((1 - alpha) * pull_old_linear (- f) (- d) (- a) w u).
Proof.
  intros alpha d lam a u w Ha HF f.
  pose proof (missing_kernel alpha d a u w Ha) as HM. cbv zeta in HM. fold f in HM.
  pose proof (HF a u w _ (c5_missing_information_axis alpha d a u w _ Ha HM)) as H.
  eapply Rle_trans; [exact H|]. apply Req_le.
  pose proof (expect_new_old alpha d Ha) as B1. pose proof (K2_balance alpha d Ha) as B2.
  fold f in B1, B2.
  unfold pull_weight_linear, pull_old_linear. cbv zeta.
  replace (- - f - (- d) ^ 2 / 2) with (f - d ^ 2 / 2) by field.
  set (m := - f - d ^ 2 / 2) in *. set (n := - f + d ^ 2 / 2) in *. set (n' := f - d ^ 2 / 2) in *.
  set (Lm := L m d) in *. set (Ln := L n d) in *. set (Km := K2 m d) in *. set (Kn := K2 n d) in *.
  set (Cm := K3 m d) in *. set (L' := L n' (- d)) in *. set (K' := K2 n' (- d)) in *.
  set (C' := K3 n' (- d)) in *.
  transitivity (alpha * (a * a - a * (a * Lm) - a * (u * (d * Km)) + a * (w * (d * Km - d * Lm)))
     - alpha * (a * (alpha * a))
     + u * (alpha * (u + Lm * (w - u) + d * (Km * (- a - d * (w - u)) + d * Cm * (w - u))
       - d ^ 2 * Km * u))
     + w * ((1 - alpha) * (w + L' * (u - w) + - d * (K' * (- - a - - d * (u - w))
       + - d * C' * (u - w))
            - (- d) ^ 2 * K' * w))); [ring|].
  do 2 f_equal.
  assert (E : alpha * (1 - alpha) * (a * (Ln - Lm) - d * w * Lm + d * (w - u) * (Km - Kn)
    - d * u * (1 - Ln))
     = alpha * (a * ((1 - alpha) - (1 - alpha) * (1 - Ln) - (1 - alpha) * Lm)
       - d * w * ((1 - alpha) * Lm)
       + d * (w - u) * ((1 - alpha) * Km - (1 - alpha) * Kn) - d * u * ((1 - alpha) * (1 - Ln))))
         by ring.
  rewrite E, B1. replace ((1 - alpha) * Kn) with (alpha * Lm - alpha * Km) by lra. ring.
Qed.

Definition remainder_bound (d : R) : R :=
  (weight_linear_bound d + weight_remainder_bound d) / 4
    + 2 * (pull_linear_bound d / 4 + pull_remainder_bound d).

Theorem c7_gradient_expansion : forall alpha d lam a u w r, 0 < alpha < 1 ->
  fisher_lower_bound alpha d lam ->
  0 <= r <= 1 -> a ^ 2 + u ^ 2 + w ^ 2 = r ^ 2 ->
  let f := logit alpha in let beta := sigma (f + a) in
  (lam - remainder_bound (Rabs d) * r) * r ^ 2 <=
    a * (beta * (1 - beta) * pull_weight f d a u w) + u * (beta * pull_old f d a u w)
    + w * ((1 - beta) * pull_old (- f) (- d) (- a) w u).
Proof.
  intros alpha d lam a u w r Ha HF Hr Hn f beta.
  assert (Hin : Rabs a <= r /\ Rabs u <= r /\ Rabs w <= r).
  { pose proof (pow2_ge_0 a). pose proof (pow2_ge_0 u). pose proof (pow2_ge_0 w).
    repeat split; apply Rabs_le; split; nra. }
  destruct Hin as (Ha' & Hu & Hw).
  destruct (pull_weight_expansion f d a u w r ltac:(lra) Ha' Hu Hw) as [W1 W2].
  destruct (pull_old_expansion f d a u w r ltac:(lra) Ha' Hu Hw) as [O1 O2].
  assert (Hna : Rabs (- a) <= r) by (rewrite Rabs_Ropp; exact Ha').
  destruct (pull_old_expansion (- f) (- d) (- a) w u r ltac:(lra) Hna Hw Hu) as [N1 N2].
  rewrite Rabs_Ropp in N1, N2.
  pose proof (linear_part_fisher alpha d lam a u w Ha HF) as HL. cbv zeta in HL. fold f in HL.
  rewrite Hn in HL.
  set (pw := pull_weight f d a u w) in *. set (pw0 := pull_weight_linear f d a u w) in *.
  set (po1 := pull_old f d a u w) in *. set (po0 := pull_old_linear f d a u w) in *.
  set (pn1 := pull_old (- f) (- d) (- a) w u) in *.
  set (pn0 := pull_old_linear (- f) (- d) (- a) w u) in *.
  assert (Hs : sigma f = alpha) by (apply sigma_logit, Ha).
  assert (Hb : Rabs (beta - alpha) <= / 4 * r).
  { unfold beta. rewrite <- Hs at 1. eapply Rle_trans; [apply sigma_lipschitz|]. lra. }
  assert (Hb' : Rabs (alpha - beta) <= / 4 * r) by (rewrite <- Rabs_Ropp;
    replace (- (alpha - beta)) with (beta - alpha) by ring; exact Hb).
  assert (Hv : Rabs (beta * (1 - beta) - alpha * (1 - alpha)) <= / 4 * r).
  { unfold beta. rewrite <- Hs at 1 2. eapply Rle_trans; [apply sigma1_lipschitz|]. lra. }
  pose proof (sigma_bounds (f + a)) as Bb. fold beta in Bb.
  assert (Hv1 : Rabs (beta * (1 - beta)) <= / 4).
  { pose proof (sigma1_bounds (f + a)) as B. unfold sigma1 in B. fold beta in B.
    rewrite Rabs_pos_eq; lra. }
  assert (Hb1 : Rabs beta <= 1) by (rewrite Rabs_pos_eq; lra).
  assert (Hb2 : Rabs (1 - beta) <= 1) by (rewrite Rabs_pos_eq; lra).
  pose proof (abs_mult_le _ _ _ _ Ha' (abs_mult_le _ _ _ _ Hv W2)) as T1.
  pose proof (abs_mult_le _ _ _ _ Ha' (abs_mult_le _ _ _ _ Hv1 W1)) as T2.
  pose proof (abs_mult_le _ _ _ _ Hu (abs_mult_le _ _ _ _ Hb O2)) as T3.
  pose proof (abs_mult_le _ _ _ _ Hu (abs_mult_le _ _ _ _ Hb1 O1)) as T4.
  pose proof (abs_mult_le _ _ _ _ Hw (abs_mult_le _ _ _ _ Hb' N2)) as T5.
  pose proof (abs_mult_le _ _ _ _ Hw (abs_mult_le _ _ _ _ Hb2 N1)) as T6.
  apply Rabs_le_between in T1. apply Rabs_le_between in T2. apply Rabs_le_between in T3.
  apply Rabs_le_between in T4. apply Rabs_le_between in T5. apply Rabs_le_between in T6.
  unfold remainder_bound.
  set (wl := weight_linear_bound (Rabs d)) in *. set (wr := weight_remainder_bound (Rabs d)) in *.
  set (pl := pull_linear_bound (Rabs d)) in *. set (pr := pull_remainder_bound (Rabs d)) in *.
  lra.
Qed.

(** * The flow *)

Definition free_kl (alpha muo mun ph mo mn : R) : R :=
  kl (mix (sigma ph) (normal mo) (normal mn)) (mix alpha (normal muo) (normal mun)).

(* gradient flow of KL (q || p_alpha) in the logit and both means *)
Definition free_flow (alpha muo mun : R) (ph mo mn : R -> R) : Prop :=
  forall t, 0 <= t ->
    is_derive ph t (- Derive (fun v => free_kl alpha muo mun v (mo t) (mn t)) (ph t)) /\
    is_derive mo t (- Derive (fun v => free_kl alpha muo mun (ph t) v (mn t)) (mo t)) /\
    is_derive mn t (- Derive (fun v => free_kl alpha muo mun (ph t) (mo t) v) (mn t)).

Lemma dist_line : forall a b, dist 1 (fun _ => a) (fun _ => b) = Rabs (b - a).
Proof. intros a b. unfold dist, norm2. rewrite dot_1. apply sqrt_Rsqr_abs. Qed.

Lemma resp_new_line : forall w a b c,
  resp_new 1 w (fun _ => a) (fun _ => b) (fun _ => c)
    = L (- logit w + (b - a) * (c - (a + b) / 2)) (b - a).
Proof. intros. unfold resp_new. rewrite dist_line, dot_1. apply L_abs. Qed.

Lemma mean_log_line : forall w a b c,
  mean_log 1 w (fun _ => a) (fun _ => b) (fun _ => c) =
    ln w - ln (2 * PI) / 2 - / 2 - (c - a) ^ 2 / 2
      + P (- logit w + (b - a) * (c - (a + b) / 2)) (b - a).
Proof. intros. unfold mean_log. rewrite dist_line, !dot_1, P_abs. simpl INR. field. Qed.

Lemma free_kl_d : forall alpha muo mun ph mo mn, 0 < alpha < 1 ->
  free_kl alpha muo mun ph mo mn =
    kl_d 1 (sigma ph) alpha (fun _ => muo) (fun _ => mun) (fun _ => mo) (fun _ => mn).
Proof.
  intros alpha muo mun ph mo mn Ha. symmetry.
  exact (eq_sym (kernel_kl_line (sigma ph) alpha (fun _ => muo) (fun _ => mun) (fun _ => mo)
    (fun _ => mn) (sigma_bounds ph) Ha)).
Qed.

Lemma kl_d_1 : forall beta alpha muo mun mo mn mo' mn', mo 0%nat = mo' 0%nat ->
  mn 0%nat = mn' 0%nat ->
  kl_d 1 beta alpha muo mun mo mn = kl_d 1 beta alpha muo mun mo' mn'.
Proof.
  intros beta alpha muo mun mo mn mo' mn' Ho Hn. unfold kl_d, mean_log, dist, norm2.
  rewrite !dot_1, Ho, Hn. reflexivity.
Qed.

Lemma free_gradient : forall alpha muo mun ph mo mn, 0 < alpha < 1 ->
  let f := logit alpha in let beta := sigma ph in
  let d := mun - muo in let a := ph - f in let u := mo - muo in let w := mn - mun in
  is_derive (fun v => free_kl alpha muo mun v mo mn) ph
    (beta * (1 - beta) * pull_weight f d a u w) /\
  is_derive (fun v => free_kl alpha muo mun ph v mn) mo (beta * pull_old f d a u w) /\
  is_derive (fun v => free_kl alpha muo mun ph mo v) mn
    ((1 - beta) * pull_old (- f) (- d) (- a) w u).
Proof.
  intros alpha muo mun ph mo mn Ha f beta d a u w. pose proof (sigma_bounds ph) as Hb.
  fold beta in Hb.
  assert (Hlb : logit beta = ph) by apply logit_sigma.
  split; [|split].
  - apply (is_derive_ext (fun v => kl_d 1 (sigma v) alpha (fun _ => muo) (fun _ => mun)
    (fun _ => mo) (fun _ => mn)));
      [intro v; symmetry; apply free_kl_d, Ha|].
    evar_last; [apply c3_weight_gradient|]. cbv zeta. fold beta.
    rewrite !mean_log_line, Hlb. f_equal.
    unfold pull_weight. fold f.
    replace (- ph + (mn - mo) * (mo - (mo + mn) / 2)) with (- f - a - (d + w - u) ^ 2 / 2)
      by (unfold a, d, w, u; field).
    replace (- ph + (mn - mo) * (mn - (mo + mn) / 2)) with (- f - a + (d + w - u) ^ 2 / 2)
      by (unfold a, d, w, u; field).
    replace (- f + (mun - muo) * (mo - (muo + mun) / 2)) with (- f - d ^ 2 / 2 + d * u)
      by (unfold d, u; field).
    replace (- f + (mun - muo) * (mn - (muo + mun) / 2)) with (- f + d ^ 2 / 2 + d * w)
      by (unfold d, w; field).
    replace (mn - mo) with (d + w - u) by (unfold d, w, u; ring). fold d. fold u.
    replace (mn - muo) with (d + w) by (unfold d, w; ring). replace (mo - mo) with 0 by ring. field.
  - apply (is_derive_ext (fun v => kl_d 1 beta alpha (fun _ => muo) (fun _ => mun)
    (move (fun _ => mo) 0 (v - mo)) (fun _ => mn))).
    { intro v. rewrite free_kl_d by exact Ha. apply kl_d_1; trivial. unfold move, unit_vector.
      simpl. ring. }
    evar_last.
    + eapply (is_derive_comp (fun h => kl_d 1 beta alpha (fun _ => muo) (fun _ => mun)
      (move (fun _ => mo) 0 h) (fun _ => mn))
               (fun v => v - mo) mo _ 1); [|auto_derive; [trivial|ring]].
      replace (mo - mo) with 0 by ring. apply c3_mean_gradient; trivial. apply PeanoNat.Nat.lt_0_1.
    + unfold scal; simpl; unfold mult; simpl. rewrite Rmult_1_l. unfold c3_gradient, forcing.
      rewrite !resp_new_line, Hlb.
      fold f. unfold pull_old. fold u. fold d.
      replace (- ph + (mn - mo) * (mo - (mo + mn) / 2)) with (- f - a - (d + w - u) ^ 2 / 2)
        by (unfold a, d, w, u; field).
      replace (- f + d * (mo - (muo + mun) / 2)) with (- f - d ^ 2 / 2 + d * u)
        by (unfold d, u; field).
      replace (mn - mo) with (d + w - u) by (unfold d, w, u; ring). ring.
  - apply (is_derive_ext (fun v => kl_d 1 beta alpha (fun _ => muo) (fun _ => mun) (fun _ => mo)
    (move (fun _ => mn) 0 (v - mn)))).
    { intro v. rewrite free_kl_d by exact Ha. apply kl_d_1; trivial. unfold move, unit_vector.
      simpl. ring. }
    evar_last.
    + eapply (is_derive_comp (fun h => kl_d 1 beta alpha (fun _ => muo) (fun _ => mun) (fun _ => mo)
      (move (fun _ => mn) 0 h))
               (fun v => v - mn) mn _ 1); [|auto_derive; [trivial|ring]].
      replace (mn - mn) with 0 by ring. apply c3_new_mean_gradient; trivial.
      apply PeanoNat.Nat.lt_0_1.
    + unfold scal; simpl; unfold mult; simpl. rewrite Rmult_1_l. unfold c3_gradient, forcing.
      rewrite !resp_new_line, !logit_complement, Hlb by assumption.
      fold f. unfold pull_old. fold w.
      replace (- - ph + (mo - mn) * (mn - (mn + mo) / 2)) with (- - f - - a - (- d + u - w) ^ 2 / 2)
        by (unfold a, d, w, u; field).
      replace (- - f + (muo - mun) * (mn - (mun + muo) / 2)) with (- - f - (- d) ^ 2 / 2 + - d * w)
        by (unfold d, w; field).
      replace (mo - mn) with (- d + u - w) by (unfold d, w, u; ring).
      replace (muo - mun) with (- d) by (unfold d; ring). ring.
Qed.

Lemma descent_slope : forall (F g : R -> R) x t l,
  is_derive F x l -> is_derive g t (- Derive F x) -> is_derive g t (- l).
Proof. intros F g x t l HF Hg. rewrite <- (is_derive_unique F x l HF). exact Hg. Qed.

Theorem c7_local_rate : forall alpha muo mun ph mo mn lam c r0, 0 < alpha < 1 ->
  free_flow alpha muo mun ph mo mn ->
  fisher_lower_bound alpha (mun - muo) lam -> 0 < c ->
  0 <= r0 <= 1 -> remainder_bound (Rabs (mun - muo)) * r0 <= lam - c ->
  let V := fun t => (ph t - logit alpha) ^ 2 + (mo t - muo) ^ 2 + (mn t - mun) ^ 2 in
  V 0 < r0 ^ 2 ->
  forall t, 0 <= t -> V t <= V 0 * exp (- 2 * c * t).
Proof.
  intros alpha muo mun ph mo mn lam c r0 Ha Hflow HF Hc Hr0 HM V HV0.
  set (f := logit alpha) in *. set (d := mun - muo) in *.
  set (slope := fun t => (ph t - f) * (sigma (ph t) * (1 - sigma (ph t)) * pull_weight f d (ph t
    - f) (mo t - muo) (mn t - mun))
     + (mo t - muo) * (sigma (ph t) * pull_old f d (ph t - f) (mo t - muo) (mn t - mun))
     + (mn t - mun) * ((1 - sigma (ph t)) * pull_old (- f) (- d) (- (ph t - f)) (mn t - mun)
       (mo t - muo))).
  assert (HV : forall t, 0 <= t -> is_derive V t (- 2 * slope t)).
  { intros t Ht. destruct (Hflow t Ht) as (H1 & H2 & H3).
    destruct (free_gradient alpha muo mun (ph t) (mo t) (mn t) Ha) as (G1 & G2 & G3).
    apply (descent_slope _ _ _ _ _ G1) in H1. apply (descent_slope _ _ _ _ _ G2) in H2.
    apply (descent_slope _ _ _ _ _ G3) in H3. fold f d in H1, H2, H3.
    assert (Hsq : forall (g : R -> R) k l, is_derive g t l ->
      is_derive (fun s => (g s - k) ^ 2) t (2 * (g t - k) * l)).
    { intros g k l Hg. evar_last.
      - apply (is_derive_pow (fun s => g s - k) 2).
        apply (is_derive_minus (V := R_NormedModule) g (fun _ => k));
          [exact Hg|apply (is_derive_const (V := R_NormedModule))].
      - cbv [pred]. rewrite pow_1. replace (INR 2) with 2 by (simpl; ring). algebra. }
    evar_last.
    - apply (is_derive_plus (V := R_NormedModule)); [apply (is_derive_plus (V := R_NormedModule))|].
      + apply (Hsq ph f _ H1).
      + apply (Hsq mo muo _ H2).
      + apply (Hsq mn mun _ H3).
    - unfold slope. algebra. }
  assert (Hslope : forall t, 0 <= t -> V t <= r0 ^ 2 -> c * V t <= slope t).
  { intros t Ht Hle.
    assert (HV' : 0 <= V t).
    { unfold V. pose proof (pow2_ge_0 (ph t - f)). pose proof (pow2_ge_0 (mo t - muo)).
      pose proof (pow2_ge_0 (mn t - mun)). lra. }
    set (r := sqrt (V t)).
    assert (Hr : r ^ 2 = V t) by (unfold r; simpl; rewrite Rmult_1_r; apply sqrt_sqrt, HV').
    pose proof (sqrt_pos (V t)) as Hr'. fold r in Hr'.
    assert (Hrr : r <= r0) by (apply (pow_incr_inv r r0 1); [lra|lra|simpl in *; lra] || nra).
    pose proof (c7_gradient_expansion alpha d lam (ph t - f) (mo t - muo) (mn t - mun) r Ha HF
      ltac:(lra) (eq_sym Hr)) as HE.
    cbv zeta in HE. fold f in HE. replace (f + (ph t - f)) with (ph t) in HE by ring.
    fold (slope t) in HE. eapply Rle_trans; [|exact HE]. rewrite Hr.
    apply Rmult_le_compat_r; [exact HV'|].
    assert (0 <= remainder_bound (Rabs d)).
    { pose proof (Rabs_pos d). unfold remainder_bound, weight_linear_bound, weight_remainder_bound,
      pull_linear_bound,
        pull_remainder_bound, step_square. pose proof (pow2_ge_0 (Rabs d)).
        pose proof (pow_le (Rabs d) 3 ltac:(lra)).
      pose proof (pow2_ge_0 (3 + 2 * Rabs d)).
      assert (0 <= (3 + 2 * Rabs d) ^ 2 * Rabs d) by (apply Rmult_le_pos; lra). nra. }
    nra. }
  assert (Hcont : forall t, 0 <= t -> continuity_pt V t).
  { intros t Ht. apply continuity_pt_filterlim, (ex_derive_continuous V t). eexists. apply HV, Ht. }
  (* the flow never leaves the ball *)
  assert (Hin : forall t, 0 <= t -> V t < r0 ^ 2).
  { intros T HT. apply Rnot_le_lt. intro Hex.
    destruct (first_time V (r0 ^ 2) T HT) as [t [Ht [Hvt Hbelow]]]; trivial.
    { intros s Hs. apply Hcont. lra. }
    pose proof (Hslope t ltac:(lra) ltac:(lra)) as Hs.
    assert (0 < V t).
    { rewrite Hvt. apply Rle_lt_trans with (V 0); [|exact HV0]. unfold V.
      pose proof (pow2_ge_0 (ph 0 - f)). pose proof (pow2_ge_0 (mo 0 - muo)).
      pose proof (pow2_ge_0 (mn 0 - mun)). lra. }
    assert (0 < c * V t) by (apply Rmult_lt_0_compat; assumption).
    destruct (larger_before V t _ (HV t ltac:(lra)) ltac:(lra)) as [e [He Hl]].
    set (s := Rmax (t - e / 2) (t / 2)).
    assert (Hs' : 0 <= s < t /\ t - e < s).
    { unfold s, Rmax. destruct (Rle_dec (t - e / 2) (t / 2)); lra. }
    specialize (Hl s ltac:(lra)). specialize (Hbelow s ltac:(lra)). lra. }
  intros t Ht.
  assert (HW : - (V 0 * exp (2 * c * 0)) <= - (V t * exp (2 * c * t))).
  { apply (nondecreasing (fun s => - (V s * exp (2 * c * s)))
             (fun s => - (- 2 * slope s * exp (2 * c * s)
               + V s * (2 * c * exp (2 * c * s)))) 0 t Ht).
    - intros s Hs. apply (is_derive_opp (V := R_NormedModule) (fun s => V s * exp (2 * c * s))).
      evar_last.
      + apply (is_derive_mult V (fun s => exp (2 * c * s)) s);
        [apply HV; lra| |intros; apply Rmult_comm].
        auto_derive; [trivial|reflexivity].
      + unfold plus, mult; simpl. ring.
    - intros s Hs. pose proof (exp_pos (2 * c * s)). pose proof (Hin s ltac:(lra)) as Hi.
      pose proof (Hslope s ltac:(lra) ltac:(lra)). nra. }
  rewrite Rmult_0_r, exp_0, Rmult_1_r in HW.
  replace (- 2 * c * t) with (- (2 * c * t)) by ring. rewrite exp_Ropp.
  pose proof (exp_pos (2 * c * t)) as Pe.
  apply (Rmult_le_reg_r (exp (2 * c * t))); [exact Pe|].
  replace (V 0 * / exp (2 * c * t) * exp (2 * c * t)) with (V 0) by (field; lra). lra.
Qed.

(* the explicit lower bound of C6 *)
Theorem c7_fisher_bound : forall alpha d, 0 < alpha < 1 ->
  fisher_lower_bound alpha d
    (alpha * (1 - alpha) - / 2 * sqrt (alpha * (1 - alpha)) * exp (- d ^ 2 / 8) * (3 + d ^ 2 / 2)).
Proof. intros alpha d Ha a u w l. apply c6_conditioning_axis, Ha. Qed.

(** * For every positive separation the information is bounded below *)

Lemma positive_form_bound : forall (q : R -> R -> R -> R) A B C D E F,
  (forall a u w, q a u w = A * a ^ 2 + B * u ^ 2 + C * w ^ 2 + 2 * D * a * u + 2 * E * a * w
    + 2 * F * u * w) ->
  (forall a u w, (a <> 0 \/ u <> 0 \/ w <> 0) -> 0 < q a u w) ->
  exists lam, 0 < lam /\ forall a u w, lam * (a ^ 2 + u ^ 2 + w ^ 2) <= q a u w.
Proof.
  intros q A B C D E F Hq Hpos.
  assert (HA : 0 < A).
  { pose proof (Hpos 1 0 0 ltac:(left; lra)) as H. rewrite Hq in H. lra. }
  set (p := D / A). set (r := E / A). set (B' := B - D * p). set (F' := F - D * r).
  set (C' := C - E * r).
  assert (HB : 0 < B').
  { pose proof (Hpos (- p) 1 0 ltac:(right; left; lra)) as H. rewrite Hq in H.
    replace (A * (- p) ^ 2 + B * 1 ^ 2 + C * 0 ^ 2 + 2 * D * - p * 1 + 2 * E * - p * 0
      + 2 * F * 1 * 0) with B' in H; [exact H|].
    unfold B', p. field. lra. }
  set (k := F' / B'). set (C2 := C' - F' * k).
  assert (Hsq : forall a u w, q a u w = A * (a + p * u + r * w) ^ 2 + B' * (u + k * w) ^ 2
    + C2 * w ^ 2).
  { intros a u w. rewrite Hq.
    assert (E1 : A * p = D) by (unfold p; field; lra).
    assert (E2 : A * r = E) by (unfold r; field; lra).
    assert (E3 : B' * k = F') by (unfold k; field; lra).
    transitivity (A * a ^ 2 + 2 * (A * p) * a * u + 2 * (A * r) * a * w + (A * p) * p * u ^ 2
      + (A * r) * r * w ^ 2
      + 2 * (A * p) * r * u * w + B' * u ^ 2 + 2 * (B' * k) * u * w + (B' * k) * k * w ^ 2
        + C2 * w ^ 2); [|ring].
    rewrite E1, E2, E3. unfold C2, C', F', B'. ring. }
  assert (HC : 0 < C2).
  { pose proof (Hpos (p * k - r) (- k) 1 ltac:(right; right; lra)) as H. rewrite Hsq in H.
    replace (A * (p * k - r + p * - k + r * 1) ^ 2 + B' * (- k + k * 1) ^ 2 + C2 * 1 ^ 2) with C2
      in H by ring. exact H. }
  set (mu := Rmin A (Rmin B' C2)).
  assert (Hmu : 0 < mu /\ mu <= A /\ mu <= B' /\ mu <= C2).
  { unfold mu, Rmin. destruct (Rle_dec B' C2); destruct (Rle_dec A _); lra. }
  set (N := 4 + (3 * p ^ 2 + 1) * (2 + 2 * k ^ 2) + 3 * r ^ 2).
  pose proof (pow2_ge_0 p) as Pp. pose proof (pow2_ge_0 k) as Pk. pose proof (pow2_ge_0 r) as Pr.
  assert (HN : 0 < N) by (unfold N; nra).
  exists (mu / N). split; [apply Rdiv_lt_0_compat; lra|]. intros a u w.
  set (s1 := a + p * u + r * w). set (s2 := u + k * w).
  assert (Hu : u ^ 2 <= (2 + 2 * k ^ 2) * (s2 ^ 2 + w ^ 2)).
  { replace u with (s2 - k * w) by (unfold s2; ring). pose proof (pow2_ge_0 (s2 + k * w)). nra. }
  assert (Hh : a ^ 2 <= 3 * s1 ^ 2 + 3 * p ^ 2 * u ^ 2 + 3 * r ^ 2 * w ^ 2).
  { replace a with (s1 - p * u - r * w) by (unfold s1; ring).
    pose proof (pow2_ge_0 (s1 + p * u)). pose proof (pow2_ge_0 (s1 + r * w)).
    pose proof (pow2_ge_0 (p * u - r * w)). nra. }
  pose proof (pow2_ge_0 s1) as P1. pose proof (pow2_ge_0 s2) as P2. pose proof (pow2_ge_0 w) as P3.
  assert (Hn : a ^ 2 + u ^ 2 + w ^ 2 <= N * (s1 ^ 2 + s2 ^ 2 + w ^ 2)).
  { assert (Hpu : p ^ 2 * u ^ 2 <= p ^ 2 * ((2 + 2 * k ^ 2) * (s2 ^ 2 + w ^ 2)))
    by (apply Rmult_le_compat_l; lra).
    set (Z := (2 + 2 * k ^ 2)) in *. assert (0 <= Z) by (unfold Z; lra).
    assert (0 <= Z * s1 ^ 2) by (apply Rmult_le_pos; lra).
    assert (0 <= p ^ 2 * (Z * s1 ^ 2)) by (apply Rmult_le_pos; lra).
    assert (0 <= r ^ 2 * s1 ^ 2) by (apply Rmult_le_pos; lra).
    assert (0 <= r ^ 2 * s2 ^ 2) by (apply Rmult_le_pos; lra).
    unfold N. fold Z. lra. }
  rewrite Hsq. fold s1 s2.
  apply Rle_trans with (mu * (s1 ^ 2 + s2 ^ 2 + w ^ 2)).
  - unfold Rdiv. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|].
    apply (Rmult_le_reg_l N); [exact HN|]. rewrite <- Rmult_assoc, Rinv_r by lra. lra.
  - assert (mu * s1 ^ 2 <= A * s1 ^ 2) by (apply Rmult_le_compat_r; lra).
    assert (mu * s2 ^ 2 <= B' * s2 ^ 2) by (apply Rmult_le_compat_r; lra).
    assert (mu * w ^ 2 <= C2 * w ^ 2) by (apply Rmult_le_compat_r; lra). lra.
Qed.

Theorem c7_fisher_positive : forall alpha d, 0 < alpha < 1 -> 0 < d -> exists lam, 0 < lam /\
  fisher_lower_bound alpha d lam.
Proof.
  intros alpha d Ha Hd. set (f := logit alpha). set (m := - f - d ^ 2 / 2).
  set (n := f - d ^ 2 / 2).
  set (Lm := L m d). set (Km := d * K2 m d). set (Cm := d ^ 2 * K3 m d).
  set (Ln := L n (- d)). set (Kn := - d * K2 n (- d)). set (Cn := d ^ 2 * K3 n (- d)).
  set (q := fun a u w => alpha * (1 - alpha) * a ^ 2 + alpha * u ^ 2 + (1 - alpha) * w ^ 2
    - (alpha * (a * (a * Lm + u * Km - w * (Km - d * Lm))
      + u * (a * Km + u * (Lm + Cm) - w * (Lm + Cm - d * Km)))
       - (1 - alpha) * (w * (a * Kn + u * (Ln + Cn - d ^ 2 * K2 n (- d)) - w * (Ln + Cn))))).
  assert (HI : forall a u w, is_line (fun z => mix alpha (po d) (pn d) z * score alpha d a u w z ^
    2) (q a u w)).
  { intros a u w. pose proof (missing_kernel alpha d a u w Ha) as HM. cbv zeta in HM.
    fold f m n in HM.
    fold Lm Km Cm Ln Kn Cn in HM.
    replace (Lm + Cm - d ^ 2 * K2 m d) with (Lm + Cm - d * Km) in HM by (unfold Km; ring).
    exact (c5_missing_information_axis alpha d a u w _ Ha HM). }
  destruct (positive_form_bound q (alpha * (1 - alpha) - alpha * Lm) (alpha - alpha * (Lm + Cm))
      ((1 - alpha) - (1 - alpha) * (Ln + Cn)) (- alpha * Km)
      (/ 2 * (alpha * (Km - d * Lm) + (1 - alpha) * Kn))
      (/ 2 * (alpha * (Lm + Cm - d * Km) + (1 - alpha) * (Ln + Cn - d ^ 2 * K2 n (- d)))))
        as [lam [Hlam Hall]].
  - intros a u w. unfold q. field.
  - intros a u w Hne. exact (c6_positive_definite_axis alpha d a u w _ Ha Hd Hne (HI a u w)).
  - exists lam. split; [exact Hlam|]. intros a u w l Hl.
    rewrite (line_unique _ _ _ Hl (HI a u w)). apply Hall.
Qed.

(* every positive separation: some ball around the target and some rate *)
Theorem c7_exponential : forall alpha muo mun, 0 < alpha < 1 -> muo < mun ->
  exists r0 c, 0 < r0 /\ 0 < c /\ forall ph mo mn, free_flow alpha muo mun ph mo mn ->
    let V := fun t => (ph t - logit alpha) ^ 2 + (mo t - muo) ^ 2 + (mn t - mun) ^ 2 in
    V 0 < r0 ^ 2 -> forall t, 0 <= t -> V t <= V 0 * exp (- 2 * c * t).
Proof.
  intros alpha muo mun Ha Hlt. destruct (c7_fisher_positive alpha (mun - muo) Ha ltac:(lra))
    as [lam [Hlam HF]].
  set (M := Rmax 1 (remainder_bound (Rabs (mun - muo)))).
  assert (HM : 1 <= M /\ remainder_bound (Rabs (mun - muo)) <= M) by (unfold M; split;
    [apply Rmax_l|apply Rmax_r]).
  set (r0 := Rmin 1 (lam / (2 * M))).
  assert (Hq : 0 < lam / (2 * M)) by (apply Rdiv_lt_0_compat; lra).
  assert (Hr0 : 0 < r0 <= 1 /\ r0 <= lam / (2 * M)).
  { unfold r0, Rmin. destruct (Rle_dec 1 (lam / (2 * M))); lra. }
  exists r0, (lam / 2). split; [lra|]. split; [lra|]. intros ph mo mn Hflow V HV t Ht.
  apply (c7_local_rate alpha muo mun ph mo mn lam (lam / 2) r0); trivial; try lra.
  apply Rle_trans with (M * (lam / (2 * M))); [|apply Req_le; field; lra].
  apply Rle_trans with (M * r0); [apply Rmult_le_compat_r; lra|apply Rmult_le_compat_l; lra].
Qed.
