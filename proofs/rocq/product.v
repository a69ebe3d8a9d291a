(* The Gaussian expectation that exists in every dimension: an iterated integral over R^d.

   [space_expectation d c f l]: the integral of N(c, I) times f over R^d ([is_space]) is l. It is a
   [gaussian_expectation d] for every d ([kernel_expectation_exists]), so no theorem that starts
   from one is empty, and KL in R^d exists and has the closed form of the reduction
   ([kernel_kl_space]). Therefore C1 holds for the closed form itself, that is for KL as any
   gaussian_expectation takes it, and B4's divergence exists. Not here: that the integral does not
   depend on the order of the coordinates; weights 0 and 1 in the closed form (there KL is finite,
   which is proved). *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel smooth_means rotation euclid reduction
  space optimum.
Open Scope R_scope.

Definition space_expectation (d : nat) (c : nat -> R) (f : (nat -> R) -> R) (l : R) : Prop :=
  is_space d (fun x => normal_d d c x * f x) l.

Lemma dot_put : forall k v t x, dot (S k) v (put k t x) = dot k v x + v k * t.
Proof.
  intros k v t x. simpl. rewrite put_same. f_equal. apply dot_ext; intros; trivial.
  apply put_other. assumption.
Qed.

(* a function of one linear form, integrated coordinate by coordinate *)
Lemma space_projection : forall d c v g k, smooth g ->
  is_space d (fun x => normal_d d c x * g (k + dot d v x))
    (gauss_mean g (k + dot d v c) (norm2 d v)).
Proof.
  induction d as [|n IH]; intros c v g k Hg.
  - simpl. unfold normal_d, norm2. simpl. rewrite sqrt_0. symmetry. apply is_line_line.
    apply (line_ext (fun z => g (k + 0) * phi z)).
    + intro z. replace (k + 0 + 0 * z) with (k + 0) by ring. ring.
    + apply (line_val _ (g (k + 0) * 1)); [|apply line_scal, phi_mass].
      replace (- 0 / 2) with 0 by field. rewrite exp_0. field.
  - exists (fun t => phi (t - c n) * gauss_mean g (k + v n * t + dot n v c) (norm2 n v)). split.
    + intro t. apply (space_ext n (fun x => phi (t - c n) *
        (normal_d n c x * g (k + v n * t + dot n v x)))).
      * intro x. rewrite normal_d_put, dot_put.
        replace (k + (dot n v x + v n * t)) with (k + v n * t + dot n v x) by ring. ring.
      * apply space_scal, IH, Hg.
    + pose proof (mean_of_means g (k + dot (S n) v c) (norm2 n v) (v n) Hg (norm2_nonneg n v)) as H.
      rewrite norm2_sq in H. apply (line_shift _ _ (- c n)) in H. revert H. apply line_ext.
      intro t. cbv beta. f_equal. f_equal. simpl. ring.
Qed.

Theorem kernel_expectation_exists : forall d, gaussian_expectation d (space_expectation d).
Proof.
  intro d. unfold gaussian_expectation, space_expectation.
  split; [|split; [|split; [|split]]].
  - intros c f l l'. apply space_unique.
  - intros c f g l Hfg. apply space_ext. intro x. rewrite Hfg. reflexivity.
  - intros c k f l H. apply (space_ext d (fun x => k * (normal_d d c x * f x))); [intro; ring|].
    apply space_scal, H.
  - intros c f g l m Hf Hg.
    apply (space_ext d (fun x => normal_d d c x * f x + normal_d d c x * g x)); [intro; ring|].
    apply space_plus; assumption.
  - intros c v g l Hg Hl. apply is_line_line in Hl. rewrite <- Hl.
    pose proof (space_projection d c v g 0 Hg) as H. rewrite Rplus_0_l in H. revert H.
    apply space_ext. intro x. rewrite Rplus_0_l. reflexivity.
Qed.

(* KL (q || p_alpha) in R^d exists, and is the closed form *)
Theorem kernel_kl_space : forall d beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  is_kl_space d (mix_d d beta mo mn) (mix_d d alpha muo mun) (kl_d d beta alpha muo mun mo mn).
Proof.
  intros d beta alpha muo mun mo mn Hb Ha.
  destruct (proj2 (kernel_kl_closed_form d (space_expectation d) beta alpha muo mun mo mn
    (kernel_expectation_exists d) Hb Ha _) eq_refl) as (l1 & l2 & H1 & H2 & ->).
  unfold space_expectation in H1, H2. unfold is_kl_space.
  eapply space_ext; [|exact (space_plus _ _ _ _ _ (space_scal _ beta _ _ H1)
    (space_scal _ (1 - beta) _ _ H2))].
  intro x. cbv beta. unfold mix_d at 5. ring.
Qed.

(* C1 for the closed form, and so for KL as any Gaussian expectation on R^d takes it *)
Theorem c1_global_optimum_expectation : forall d E alpha beta muo mun mo mn l,
  gaussian_expectation d E -> 0 < alpha < 1 -> 0 < dist d muo mun -> 0 < beta < 1 ->
  is_kl_d d E beta alpha muo mun mo mn l ->
  0 <= l /\
  (l = 0 <-> (beta = alpha /\ same d mo muo /\ same d mn mun) \/
             (beta = 1 - alpha /\ same d mo mun /\ same d mn muo)).
Proof.
  intros d E alpha beta muo mun mo mn l HE Ha Hd Hb Hl.
  apply (kernel_kl_closed_form d E) in Hl; trivial. rewrite Hl.
  apply c1_global_optimum_space; trivial; [lra|]. apply kernel_kl_space; assumption.
Qed.

(* a mixture of weight 0 or 1 is one of equal modes and weight 1/2 *)
Lemma interior_weight : forall d beta mo mn, 0 <= beta <= 1 ->
  exists w a b, 0 < w < 1 /\ forall x, mix_d d w a b x = mix_d d beta mo mn x.
Proof.
  intros d beta mo mn Hb.
  destruct (Req_dec beta 0) as [->|H0].
  { exists (/ 2), mn, mn. split; [lra|]. intro x. unfold mix_d. field. }
  destruct (Req_dec beta 1) as [->|H1].
  { exists (/ 2), mo, mo. split; [lra|]. intro x. unfold mix_d. field. }
  exists beta, mo, mn. split; [lra|reflexivity].
Qed.

(* a learner of any weight, 0 and 1 included, has a finite divergence from the target *)
Theorem c1_divergence_exists : forall d alpha beta muo mun mo mn, 0 < alpha < 1 ->
  0 <= beta <= 1 ->
  exists l, is_kl_space d (mix_d d beta mo mn) (mix_d d alpha muo mun) l.
Proof.
  intros d alpha beta muo mun mo mn Ha Hb.
  destruct (interior_weight d beta mo mn Hb) as (w & a & b & Hw & E).
  exists (kl_d d w alpha muo mun a b).
  pose proof (kernel_kl_space d w alpha muo mun a b Hw Ha) as K. revert K. apply space_ext.
  intro x. rewrite E. reflexivity.
Qed.

(* forward KL from the new mode exists, for the same weights *)
Theorem b4_divergence_exists : forall d beta mo mn mun, 0 <= beta <= 1 ->
  exists l, is_kl_space d (normal_d d mun) (mix_d d beta mo mn) l.
Proof.
  intros d beta mo mn mun Hb.
  destruct (interior_weight d beta mo mn Hb) as (w & a & b & Hw & E).
  exists (kl_d d (/ 2) w a b mun mun).
  pose proof (kernel_kl_space d (/ 2) w a b mun mun ltac:(lra) Hw) as K. revert K.
  apply space_ext. intro x. rewrite E.
  replace (mix_d d (/ 2) mun mun x) with (normal_d d mun x) by (unfold mix_d; field).
  reflexivity.
Qed.
