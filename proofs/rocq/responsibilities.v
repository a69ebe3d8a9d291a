(* Mean responsibilities in R^d: the scalars of A1, C3, B4 and D4 as integrals over R^d.

   The responsibility of the new mode depends on one linear form. Proved, as iterated integrals
   ([is_space]) with the density of N(c, I), c anywhere: the mean of r_n is [resp_new] (the
   logistic-normal integral L), that of r_o r_n is the kernel K2, and the mean of r_o (x - a) is
   [mean_pull], by Stein's identity in every coordinate. Hence A1's two values in R^d, and C3 for KL
   as an integral over R^d. Coordinates are whitened. Not here: the densities of the log-odds. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat smooth_means rotation
  misassignment gaussian_modes euclid drift reduction space optimum product.
Open Scope R_scope.

Definition r_new_d (d : nat) (w : R) (a b x : nat -> R) : R :=
  (1 - w) * normal_d d b x / mix_d d w a b x.

Definition r_old_d (d : nat) (w : R) (a b x : nat -> R) : R :=
  w * normal_d d a x / mix_d d w a b x.

(* E_{N(c,I)} [r_o r_n] *)
Definition overlap_at (d : nat) (w : R) (a b c : nat -> R) : R :=
  K2 (- logit w + dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2)) (dist d a b).

(* E_{N(c,I)} [r_o (x - a)]: what a sample of N(c, I) pulls at the old mean a *)
Definition mean_pull (d : nat) (w : R) (a b c : nat -> R) (i : nat) : R :=
  (1 - resp_new d w a b c) * (c i - a i) - overlap_at d w a b c * (b i - a i).

(** * The logistic function and its derivatives are smooth *)

Definition sigma3 (u : R) : R := sigma1 u * (1 - 6 * sigma1 u).
Definition sigma4 (u : R) : R := sigma2 u * (1 - 12 * sigma1 u).

Lemma sigma2_derive : forall u, is_derive sigma2 u (sigma3 u).
Proof.
  intro u. unfold sigma2. evar_last.
  - apply (is_derive_mult sigma1 (fun u => 1 - 2 * sigma u));
      [apply sigma1_derive| |intros; apply Rmult_comm].
    apply (is_derive_minus (V := R_NormedModule) (fun _ => 1) (fun u => 2 * sigma u));
      [apply (is_derive_const (V := R_NormedModule))|].
    apply (is_derive_scal sigma), sigma_derive.
  - unfold sigma3, sigma2, sigma1. algebra.
Qed.

Lemma sigma3_derive : forall u, is_derive sigma3 u (sigma4 u).
Proof.
  intro u. unfold sigma3. evar_last.
  - apply (is_derive_mult sigma1 (fun u => 1 - 6 * sigma1 u));
      [apply sigma1_derive| |intros; apply Rmult_comm].
    apply (is_derive_minus (V := R_NormedModule) (fun _ => 1) (fun u => 6 * sigma1 u));
      [apply (is_derive_const (V := R_NormedModule))|].
    apply (is_derive_scal sigma1), sigma1_derive.
  - unfold sigma4, sigma2. algebra.
Qed.

Lemma sigma3_bounds : forall u, Rabs (sigma3 u) <= 1.
Proof.
  intro u. unfold sigma3. pose proof (sigma1_bounds u). apply Rabs_le_between. split; nra.
Qed.

Lemma sigma4_bounds : forall u, Rabs (sigma4 u) <= 1.
Proof.
  intro u. unfold sigma4. pose proof (sigma1_bounds u). pose proof (sigma2_bounds u) as H2.
  rewrite Rabs_mult. assert (Rabs (1 - 12 * sigma1 u) <= 2) by (apply Rabs_le_between; lra).
  pose proof (Rabs_pos (sigma2 u)). pose proof (Rabs_pos (1 - 12 * sigma1 u)). nra.
Qed.

Lemma smooth_by_softplus : smooth_by softplus sigma sigma1 sigma2 (/ 4).
Proof.
  split; [exact softplus_derive|split; [exact sigma_derive|split; [exact sigma1_derive|]]].
  split; [|exact sigma2_bounds]. intro u. pose proof (sigma1_bounds u). rewrite Rabs_pos_eq; lra.
Qed.

Lemma smooth_sigma : smooth sigma.
Proof.
  exists sigma1, sigma2, sigma3, 1.
  split; [exact sigma_derive|split; [exact sigma1_derive|split; [exact sigma2_derive|]]].
  split; [|exact sigma3_bounds]. intro u. pose proof (sigma2_bounds u). lra.
Qed.

Lemma smooth_sigma1 : smooth sigma1.
Proof.
  exists sigma2, sigma3, sigma4, 1.
  split; [exact sigma1_derive|split; [exact sigma2_derive|split; [exact sigma3_derive|]]].
  split; [exact sigma3_bounds|exact sigma4_bounds].
Qed.

(** * Stein's identity in one coordinate of R^d *)

(* E[(x_i - c_i) g(k + <v, x>)] = v_i E[g'(k + <v, x>)], where g is the derivative of a smooth G *)
Lemma space_stein : forall d c v G g g1 g2 C k i, smooth_by G g g1 g2 C -> smooth g ->
  smooth g1 -> (i < d)%nat ->
  is_space d (fun x => normal_d d c x * ((x i - c i) * g (k + dot d v x)))
    (v i * gauss_mean g1 (k + dot d v c) (norm2 d v)).
Proof.
  induction d as [|n IH]; intros c v G g g1 g2 C k i HG Hg Hg1 Hi; [lia|].
  assert (M : is_line (fun t => phi (t + - c n)
      * gauss_mean g1 (k + dot (S n) v c + v n * (t + - c n)) (norm2 n v))
    (gauss_mean g1 (k + dot (S n) v c) (norm2 (S n) v))).
  { pose proof (mean_of_means g1 (k + dot (S n) v c) (norm2 n v) (v n) Hg1 (norm2_nonneg n v))
      as H.
    rewrite norm2_sq in H. exact (line_shift _ _ (- c n) H). }
  assert (E : forall t, k + dot (S n) v c + v n * (t + - c n) = k + v n * t + dot n v c)
    by (intro t; simpl; ring).
  destruct (Nat.eq_dec i n) as [->|Hn].
  - exists (fun t => phi (t - c n) *
      ((t - c n) * gauss_mean g (k + v n * t + dot n v c) (norm2 n v))). split.
    + intro t. apply (space_ext n (fun x => phi (t - c n) * (t - c n) *
        (normal_d n c x * g (k + v n * t + dot n v x)))).
      * intro x. rewrite normal_d_put, dot_put, put_same.
        replace (k + (dot n v x + v n * t)) with (k + v n * t + dot n v x) by ring. ring.
      * rewrite <- Rmult_assoc. apply space_scal, space_projection, Hg.
    + destruct (mean_twice_stein _ _ _ _ _ HG (k + dot (S n) v c) (norm2 n v) (v n))
        as (N & _ & HN & HtN).
      apply (line_shift _ _ (- c n)) in HN. rewrite <- (line_unique _ _ _ HN M).
      apply (line_shift _ _ (- c n)) in HtN. revert HtN. apply line_ext.
      intro t. cbv beta. rewrite E. reflexivity.
  - exists (fun t => phi (t - c n) *
      (v i * gauss_mean g1 (k + v n * t + dot n v c) (norm2 n v))). split.
    + intro t. apply (space_ext n (fun x => phi (t - c n) *
        (normal_d n c x * ((x i - c i) * g (k + v n * t + dot n v x))))).
      * intro x. rewrite normal_d_put, dot_put, put_other by lia.
        replace (k + (dot n v x + v n * t)) with (k + v n * t + dot n v x) by ring. ring.
      * apply space_scal. apply (IH c v G g g1 g2 C); trivial. lia.
    + apply (line_ext (fun t => v i * (phi (t + - c n)
        * gauss_mean g1 (k + dot (S n) v c + v n * (t + - c n)) (norm2 n v)))).
      * intro t. rewrite E. unfold Rminus. ring.
      * apply line_scal, M.
Qed.

(** * Mean responsibilities *)

Lemma r_new_d_sigma : forall d w a b x, 0 < w < 1 -> r_new_d d w a b x =
  sigma (- logit w - dot d (fun i => b i - a i) (fun i => (a i + b i) / 2)
         + dot d (fun i => b i - a i) x).
Proof.
  intros d w a b x Hw. unfold r_new_d, mix_d. rewrite (normal_d_ratio d a b), sigma_exp.
  rewrite (dot_minus_r d (fun i => b i - a i) x). set (v := fun i => b i - a i).
  set (y := dot d v x). set (m := dot d v (fun i => (a i + b i) / 2)).
  replace (- logit w - m + y) with (- logit w + (y - m)) by ring.
  rewrite exp_plus, exp_neg_logit by exact Hw. pose proof (normal_d_pos d a x).
  pose proof (exp_pos (y - m)). set (e := exp (y - m)) in *. set (n := normal_d d a x) in *.
  assert (0 < (1 - w) * e) by (apply Rmult_lt_0_compat; lra).
  field. repeat split; try lra.
  replace (w * n + (1 - w) * (n * e)) with (n * (w + (1 - w) * e)) by ring.
  apply Rmult_integral_contrapositive_currified; lra.
Qed.

Lemma r_old_d_new : forall d w a b x, 0 < w < 1 -> r_old_d d w a b x = 1 - r_new_d d w a b x.
Proof.
  intros d w a b x Hw. pose proof (mix_d_pos d w a b x Hw) as H.
  unfold r_old_d, r_new_d, mix_d in *. field. lra.
Qed.

Lemma responsibility_offset : forall d w a b c,
  - logit w - dot d (fun i => b i - a i) (fun i => (a i + b i) / 2) + dot d (fun i => b i - a i) c
  = - logit w + dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2).
Proof. intros. rewrite (dot_minus_r d (fun i => b i - a i) c). ring. Qed.

Theorem c3_mean_responsibility : forall d w a b c, 0 < w < 1 ->
  is_space d (fun x => normal_d d c x * r_new_d d w a b x) (resp_new d w a b c).
Proof.
  intros d w a b c Hw. set (v := fun i => b i - a i).
  pose proof (space_projection d c v sigma
    (- logit w - dot d v (fun i => (a i + b i) / 2)) smooth_sigma) as H.
  unfold v in H. rewrite responsibility_offset in H. revert H. apply space_ext. intro x.
  rewrite r_new_d_sigma by exact Hw. reflexivity.
Qed.

Theorem b4_mean_overlap : forall d w a b c, 0 < w < 1 ->
  is_space d (fun x => normal_d d c x * (r_old_d d w a b x * r_new_d d w a b x))
    (overlap_at d w a b c).
Proof.
  intros d w a b c Hw. set (v := fun i => b i - a i).
  pose proof (space_projection d c v sigma1
    (- logit w - dot d v (fun i => (a i + b i) / 2)) smooth_sigma1) as H.
  unfold v in H. rewrite responsibility_offset in H. revert H. apply space_ext. intro x.
  rewrite r_old_d_new, r_new_d_sigma by exact Hw. unfold sigma1. ring.
Qed.

Lemma mean_coordinate : forall d c a i, (i < d)%nat ->
  is_space d (fun x => normal_d d c x * (x i - a)) (c i - a).
Proof.
  intros d c a i Hi.
  assert (Hs : smooth (fun y => y - a)).
  { exists (fun _ => 1), (fun _ => 0), (fun _ => 0), 0.
    split; [|split; [|split; [|split]]]; intro u;
      try (auto_derive; [trivial|ring]); try (rewrite Rabs_R0; lra);
      apply (is_derive_const (V := R_NormedModule)). }
  pose proof (space_projection d c (unit_vector i) _ 0 Hs) as H.
  replace (gauss_mean (fun y => y - a) (0 + dot d (unit_vector i) c) (norm2 d (unit_vector i)))
    with (c i - a) in H.
  - revert H. apply space_ext. intro x. rewrite dot_unit by exact Hi. ring.
  - symmetry. apply is_line_line. rewrite dot_unit, norm_unit by exact Hi.
    apply (line_ext (fun z => (c i - a) * phi z + phi z * z)); [intro; ring|].
    apply (line_val _ ((c i - a) * 1 + 0)); [ring|].
    apply line_plus; [apply line_scal, phi_mass|apply phi_moment_1].
Qed.

(* what a sample of N(c, I) pulls at the old mean, on average *)
Theorem b4_mean_pull : forall d w a b c i, (i < d)%nat -> 0 < w < 1 ->
  is_space d (fun x => normal_d d c x * (r_old_d d w a b x * (x i - a i)))
    (mean_pull d w a b c i).
Proof.
  intros d w a b c i Hi Hw. set (v := fun i => b i - a i).
  pose proof (space_stein d c v softplus sigma sigma1 sigma2 (/ 4)
    (- logit w - dot d v (fun i => (a i + b i) / 2)) i smooth_by_softplus smooth_sigma
    smooth_sigma1 Hi) as HS.
  unfold v in HS. rewrite responsibility_offset in HS.
  pose proof (c3_mean_responsibility d w a b c Hw) as HR.
  pose proof (mean_coordinate d c (a i) i Hi) as HC.
  pose proof (space_minus _ _ _ _ _ (space_minus _ _ _ _ _ HC HS)
    (space_scal _ (c i - a i) _ _ HR)) as H.
  apply (space_ext d _ (fun x => normal_d d c x * (r_old_d d w a b x * (x i - a i)))) in H.
  - revert H. apply space_val. unfold mean_pull, overlap_at, K2, gauss_mean, dist. ring.
  - intro x. cbv beta. rewrite <- r_new_d_sigma, r_old_d_new by exact Hw. ring.
Qed.

(* A1: both misassignment probabilities, integrated over R^d *)
Theorem a1_eps_old_space : forall d w a b, 0 < w < 1 ->
  is_space d (fun x => normal_d d a x * r_new_d d w a b x)
    (L (- logit w - dist d a b ^ 2 / 2) (dist d a b)).
Proof.
  intros d w a b Hw. rewrite <- resp_new_at_old. apply c3_mean_responsibility, Hw.
Qed.

Theorem a1_eps_new_space : forall d w a b, 0 < w < 1 ->
  is_space d (fun x => normal_d d b x * r_old_d d w a b x)
    (L (logit w - dist d a b ^ 2 / 2) (dist d a b)).
Proof.
  intros d w a b Hw. pose proof (c3_mean_responsibility d w a b b Hw) as H.
  pose proof (space_minus _ _ _ _ _ (normal_d_mass d b) H) as H'. unfold resp_new in H'.
  rewrite midpoint_new, <- kernel_reflection_logistic in H'.
  replace (- (- logit w + dist d a b ^ 2 / 2)) with (logit w - dist d a b ^ 2 / 2) in H' by ring.
  revert H'. apply space_ext. intro x. rewrite r_old_d_new by exact Hw. ring.
Qed.

(* C3 for KL as an integral over R^d, its two scalars as mean responsibilities *)
Theorem c3_gradient_of_kl : forall d beta alpha muo mun mo mn i (kl : R -> R) eq ep,
  (i < d)%nat -> 0 < beta < 1 -> 0 < alpha < 1 ->
  (forall h, is_kl_space d (mix_d d beta (move mo i h) mn) (mix_d d alpha muo mun) (kl h)) ->
  is_space d (fun x => normal_d d mo x * r_new_d d beta mo mn x) eq ->
  is_space d (fun x => normal_d d mo x * r_new_d d alpha muo mun x) ep ->
  is_derive kl 0 (beta * ((mo i - muo i) + eq * (mn i - mo i) - ep * (mun i - muo i))).
Proof.
  intros d beta alpha muo mun mo mn i kl eq ep Hi Hb Ha Hkl Hq Hp.
  rewrite (space_unique _ _ _ _ Hq (c3_mean_responsibility d beta mo mn mo Hb)).
  rewrite (space_unique _ _ _ _ Hp (c3_mean_responsibility d alpha muo mun mo Ha)).
  apply (is_derive_ext (fun h => kl_d d beta alpha muo mun (move mo i h) mn)).
  - intro h. exact (space_unique _ _ _ _
      (kernel_kl_space d beta alpha muo mun (move mo i h) mn Hb Ha) (Hkl h)).
  - evar_last; [apply c3_mean_gradient; assumption|]. unfold c3_gradient, forcing. ring.
Qed.

Lemma mix_d_swap : forall d w a b x, mix_d d w a b x = mix_d d (1 - w) b a x.
Proof. intros. unfold mix_d. ring. Qed.

Theorem c3_new_gradient_of_kl : forall d beta alpha muo mun mo mn i (kl : R -> R) eq ep,
  (i < d)%nat -> 0 < beta < 1 -> 0 < alpha < 1 ->
  (forall h, is_kl_space d (mix_d d beta mo (move mn i h)) (mix_d d alpha muo mun) (kl h)) ->
  is_space d (fun x => normal_d d mn x * r_old_d d beta mo mn x) eq ->
  is_space d (fun x => normal_d d mn x * r_old_d d alpha muo mun x) ep ->
  is_derive kl 0 ((1 - beta) * ((mn i - mun i) + eq * (mo i - mn i) - ep * (muo i - mun i))).
Proof.
  intros d beta alpha muo mun mo mn i kl eq ep Hi Hb Ha Hkl Hq Hp.
  assert (S : forall w a b x, r_old_d d w a b x = r_new_d d (1 - w) b a x).
  { intros w a b x. unfold r_old_d, r_new_d. rewrite (mix_d_swap d w a b).
    replace (1 - (1 - w)) with w by ring. reflexivity. }
  apply (c3_gradient_of_kl d (1 - beta) (1 - alpha) mun muo mn mo); trivial; try lra.
  - intro h. specialize (Hkl h). revert Hkl. apply space_ext. intro x.
    rewrite (mix_d_swap d beta), (mix_d_swap d alpha). reflexivity.
  - revert Hq. apply space_ext. intro x. rewrite S. reflexivity.
  - revert Hp. apply space_ext. intro x. rewrite S. reflexivity.
Qed.

(** * A3 and A4 in R^d *)

Lemma eps_old_axis : forall d w a b eps, 0 < w < 1 ->
  is_space d (fun x => normal_d d a x * r_new_d d w a b x) eps ->
  eps = eps_old w (normal 0) (normal (dist d a b)).
Proof.
  intros d w a b eps Hw H. rewrite a1_eps_old_logistic_normal, Rminus_0_r by exact Hw.
  exact (space_unique _ _ _ _ H (a1_eps_old_space d w a b Hw)).
Qed.

Theorem a3_misassignment_bound_space : forall d w a b eps_o eps_n, 0 < w < 1 ->
  is_space d (fun x => normal_d d a x * r_new_d d w a b x) eps_o ->
  is_space d (fun x => normal_d d b x * r_old_d d w a b x) eps_n ->
  eps_o <= / 2 * sqrt ((1 - w) / w) * exp (- dist d a b ^ 2 / 8) /\
  eps_n <= / 2 * sqrt (w / (1 - w)) * exp (- dist d a b ^ 2 / 8).
Proof.
  intros d w a b eps_o eps_n Hw Ho Hn. rewrite (eps_old_axis d w a b eps_o Hw Ho).
  rewrite (space_unique _ _ _ _ Hn (a1_eps_new_space d w a b Hw)).
  pose proof (a3_misassignment_bound_normal w 0 (dist d a b) Hw) as H.
  rewrite (a1_eps_new_logistic_normal w 0 (dist d a b) Hw), !Rminus_0_r in H. exact H.
Qed.

Theorem a4_two_sided_space : forall d w a b eps, 0 < w < 1 -> 0 < dist d a b ->
  is_space d (fun x => normal_d d a x * r_new_d d w a b x) eps ->
  let lam := - logit w in let delta := dist d a b in
  let A3 := / 2 * sqrt ((1 - w) / w) * exp (- delta ^ 2 / 8) in
  A3 * (2 / sqrt (4 + delta ^ 2) * exp (- (lam ^ 2 / (2 * (4 + delta ^ 2)))))
    <= eps <= A3 * Rmin 1 (sqrt (2 * PI) / delta).
Proof.
  intros d w a b eps Hw Hd H lam delta A3. rewrite (eps_old_axis d w a b eps Hw H).
  pose proof (a4_two_sided w 0 delta Hw Hd) as B. cbv zeta in B. rewrite Rminus_0_r in B. exact B.
Qed.
