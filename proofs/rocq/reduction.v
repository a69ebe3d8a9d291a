(* The dimension-free reduction of section 2 and the gradient of reverse KL, claim C3, in R^d.

   Coordinates are whitened. [gaussian_expectation d E]: "E c f l" says that f has the expectation l
   under N(c, I) on R^d. Of E only this is used: it is linear, has one value, and a smooth function
   of one linear form <v, x> has the expectation that it has under N(<v, c>, |v|^2) on the line;
   this is what a Gaussian vector is, by its projections. The iterated integral over R^d with the
   Gaussian density is such an E, for every d (product.v); for d = 1 it is shown here
   ([line_expectation_gaussian]). Proved: E[log mixture] in closed form with one value
   of P; hence KL (q || p_alpha) for every position of the four means; its partial derivatives in
   the old mean, in the new mean and in the logit. The vector that C4, C8 and D3 start from
   (drift.v) is this gradient: the theorems are repeated for its flow. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel heat smooth_means misassignment
  divergence gaussian_modes euclid drift sdft.
Open Scope R_scope.

Definition normal_d (d : nat) (c x : nat -> R) : R :=
  exp (- dot d (fun i => x i - c i) (fun i => x i - c i) / 2) / sqrt (2 * PI) ^ d.

Definition mix_d (d : nat) (w : R) (a b x : nat -> R) : R := w * normal_d d a x
  + (1 - w) * normal_d d b x.

Definition gaussian_expectation (d : nat) (E : (nat -> R) -> ((nat -> R) -> R) -> R ->
  Prop) : Prop :=
  (forall c f l l', E c f l -> E c f l' -> l = l') /\
  (forall c f g l, (forall x, f x = g x) -> E c f l -> E c g l) /\
  (forall c k f l, E c f l -> E c (fun x => k * f x) (k * l)) /\
  (forall c f g l m, E c f l -> E c g m -> E c (fun x => f x + g x) (l + m)) /\
  (forall c v g l, smooth g -> is_line (fun z => phi z * g (dot d v c + norm2 d v * z)) l ->
    E c (fun x => g (dot d v x)) l).

(* E_{N(c,I)} [log (w N(a,I) + (1-w) N(b,I))], as the reduction gives it *)
Definition mean_log (d : nat) (w : R) (a b c : nat -> R) : R :=
  ln w - INR d / 2 * ln (2 * PI) - INR d / 2 - dot d (fun i => c i - a i) (fun i => c i - a i) / 2
  + P (- logit w + dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2)) (dist d a b).

(* l is KL (q || p_alpha), one expectation under each component of q *)
Definition is_kl_d d E (beta alpha : R) (muo mun mo mn : nat -> R) (l : R) : Prop :=
  exists l1 l2,
    E mo (fun x => ln (mix_d d beta mo mn x / mix_d d alpha muo mun x)) l1 /\
    E mn (fun x => ln (mix_d d beta mo mn x / mix_d d alpha muo mun x)) l2 /\
    l = beta * l1 + (1 - beta) * l2.

Definition kl_d d (beta alpha : R) (muo mun mo mn : nat -> R) : R :=
  beta * (mean_log d beta mo mn mo - mean_log d alpha muo mun mo)
  + (1 - beta) * (mean_log d beta mo mn mn - mean_log d alpha muo mun mn).

Definition unit_vector (i j : nat) : R := if Nat.eqb j i then 1 else 0.

(* x with h added to its coordinate i *)
Definition move (x : nat -> R) (i : nat) (h : R) (j : nat) : R := x j + h * unit_vector i j.

(** * R^d *)

Lemma dot_unit_low : forall d i x, (d <= i)%nat -> dot d (unit_vector i) x = 0.
Proof.
  induction d as [|d IH]; intros i x H; simpl; [reflexivity|]. rewrite IH by lia.
  unfold unit_vector.
  destruct (Nat.eqb_spec d i); [lia|ring].
Qed.

Lemma dot_unit : forall d i x, (i < d)%nat -> dot d (unit_vector i) x = x i.
Proof.
  induction d as [|d IH]; intros i x H; [lia|]. simpl. destruct (Nat.eq_dec i d) as [->|Hn].
  - rewrite dot_unit_low by lia. unfold unit_vector. rewrite Nat.eqb_refl. ring.
  - rewrite IH by lia. unfold unit_vector. destruct (Nat.eqb_spec d i); [lia|ring].
Qed.

Lemma dot_move : forall d v x i h, (i < d)%nat -> dot d v (move x i h) = dot d v x + h * v i.
Proof.
  intros d v x i h H. unfold move. rewrite dot_plus_r, dot_scal_r, (dot_sym d v (unit_vector i)),
    dot_unit by exact H.
  reflexivity.
Qed.

Lemma norm_unit : forall d i, (i < d)%nat -> norm2 d (unit_vector i) = 1.
Proof.
  intros d i H. unfold norm2. rewrite dot_unit by exact H. unfold unit_vector. rewrite Nat.eqb_refl.
  apply sqrt_1.
Qed.

(* |x + h e_i|^2 *)
Lemma square_move : forall d x i h, (i < d)%nat ->
  dot d (move x i h) (move x i h) = dot d x x + 2 * h * x i + h ^ 2.
Proof.
  intros d x i h H. rewrite dot_move, dot_sym, dot_move by exact H. unfold move, unit_vector.
  rewrite Nat.eqb_refl. ring.
Qed.

Lemma coordinate_le_norm : forall d x i, (i < d)%nat -> x i ^ 2 <= dot d x x.
Proof.
  intros d x i H. pose proof (cauchy_schwarz_sq d (unit_vector i) x) as C.
  rewrite !dot_unit in C by exact H. unfold unit_vector in C at 1. rewrite Nat.eqb_refl in C. nra.
Qed.

(** * The reduction *)

Lemma normal_d_pos : forall d c x, 0 < normal_d d c x.
Proof. intros. apply Rdiv_lt_0_compat; [apply exp_pos|]. apply pow_lt, sqrt2PI_pos. Qed.

Lemma mix_d_pos : forall d w a b x, 0 < w < 1 -> 0 < mix_d d w a b x.
Proof.
  intros d w a b x H. pose proof (normal_d_pos d a x). pose proof (normal_d_pos d b x).
  unfold mix_d.
  apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra.
Qed.

Lemma square_from_midpoint : forall d a b x,
  dot d (fun i => x i - b i) (fun i => x i - b i) =
    dot d (fun i => x i - a i) (fun i => x i - a i)
    - 2 * dot d (fun i => b i - a i) (fun i => x i - (a i + b i) / 2).
Proof. intros d a b x. induction d as [|d IH]; simpl; [ring|lra]. Qed.

Lemma normal_d_ratio : forall d a b x,
  normal_d d b x = normal_d d a x * exp (dot d (fun i => b i - a i) (fun i => x i
    - (a i + b i) / 2)).
Proof.
  intros d a b x. unfold normal_d.
  assert (Hs : sqrt (2 * PI) ^ d <> 0) by (apply pow_nonzero, Rgt_not_eq, sqrt2PI_pos).
  replace (dot d (fun i => x i - b i) (fun i => x i - b i)) with
    (dot d (fun i => x i - a i) (fun i => x i - a i)
     - 2 * dot d (fun i => b i - a i) (fun i => x i - (a i + b i) / 2)).
  - set (q := dot d (fun i => x i - a i) (fun i => x i - a i)).
    set (r := dot d (fun i => b i - a i) (fun i => x i - (a i + b i) / 2)).
    replace (- (q - 2 * r) / 2) with (- q / 2 + r) by field. rewrite exp_plus. field. exact Hs.
  - symmetry. apply square_from_midpoint.
Qed.

Lemma ln_mix_d : forall d w a b x, 0 < w < 1 ->
  ln (mix_d d w a b x) =
    (ln w - INR d / 2 * ln (2 * PI)) + (- / 2) * dot d (fun i => x i - a i) (fun i => x i - a i)
    + softplus (- logit w + dot d (fun i => b i - a i) (fun i => x i - (a i + b i) / 2)).
Proof.
  intros d w a b x Hw. unfold mix_d. rewrite (normal_d_ratio d a b).
  set (y := dot d (fun i => b i - a i) (fun i => x i - (a i + b i) / 2)).
  set (q := dot d (fun i => x i - a i) (fun i => x i - a i)).
  assert (E : w * normal_d d a x + (1 - w) * (normal_d d a x * exp y)
              = w * (normal_d d a x * (1 + exp (- logit w + y)))).
  { rewrite exp_plus, exp_neg_logit by exact Hw. field. lra. }
  rewrite E, ln_mult, ln_mult; try lra; try apply normal_d_pos.
  2, 3: pose proof (exp_pos (- logit w + y)); pose proof (normal_d_pos d a x); try lra.
  2: apply Rmult_lt_0_compat; lra.
  unfold softplus. unfold normal_d. fold q. unfold Rdiv at 1. rewrite ln_mult; try apply exp_pos.
  2: apply Rinv_0_lt_compat, pow_lt, sqrt2PI_pos.
  rewrite ln_exp, ln_Rinv by apply pow_lt, sqrt2PI_pos. rewrite ln_pow by apply sqrt2PI_pos.
  assert (El : ln (sqrt (2 * PI)) = ln (2 * PI) / 2).
  { pose proof PI_RGT_0. apply (Rmult_eq_reg_l 2); [|lra].
    replace (2 * ln (sqrt (2 * PI))) with (ln (sqrt (2 * PI)) + ln (sqrt (2 * PI))) by ring.
    rewrite <- ln_mult by apply sqrt2PI_pos. rewrite sqrt_sqrt by lra. field. }
  rewrite El. field.
Qed.

Lemma expect_const : forall d E, gaussian_expectation d E -> forall c k, E c (fun _ => k) k.
Proof.
  intros d E (_ & _ & _ & _ & HR) c k. apply (HR c (fun _ => 0) (fun _ => k) k).
  { apply smooth_const. }
  apply (line_ext (fun z => k * phi z)); [intro; ring|]. apply (line_val _ (k * 1)); [ring|].
  apply line_scal, phi_mass.
Qed.

Lemma expect_square : forall d E, gaussian_expectation d E -> forall n a c, (n <= d)%nat ->
  E c (fun x => dot n (fun i => x i - a i) (fun i => x i - a i))
      (INR n + dot n (fun i => c i - a i) (fun i => c i - a i)).
Proof.
  intros d E HE n a c. induction n as [|n IH]; intro Hn.
  - cbn. replace (0 + 0) with 0 by ring. apply (expect_const d E HE).
  - destruct HE as (H1 & H2 & H3 & H4 & HR). specialize (IH ltac:(lia)).
    assert (Hn' : E c (fun x => (fun y => (y - a n) ^ 2) (dot d (unit_vector n) x)) (1
      + (c n - a n) ^ 2)).
    { apply (HR c (unit_vector n) (fun y => (y - a n) ^ 2)); [apply smooth_square|].
      rewrite norm_unit, dot_unit by lia.
      apply (line_ext (fun z => phi z * z ^ 2 + (2 * (c n - a n) * (phi z * z)
        + (c n - a n) ^ 2 * phi z)));
        [intro; ring|].
      apply (line_val _ (1 + (2 * (c n - a n) * 0 + (c n - a n) ^ 2 * 1))); [ring|].
      apply line_plus; [apply phi_moment_2|]. apply line_plus; apply line_scal;
        [apply phi_moment_1|apply phi_mass]. }
    pose proof (H4 _ _ _ _ _ IH Hn') as H. rewrite S_INR.
    apply (H2 c) with (g := fun x => dot (S n) (fun i => x i - a i) (fun i => x i - a i)) in H.
    + simpl. replace (INR n + 1 + (dot n (fun i => c i - a i) (fun i => c i - a i)
      + (c n - a n) * (c n - a n)))
        with (INR n + dot n (fun i => c i - a i) (fun i => c i - a i) + (1 + (c n - a n) ^ 2))
          by ring. exact H.
    + intro x. cbv beta. rewrite dot_unit by lia. simpl. ring.
Qed.

Theorem kernel_reduction : forall d E w a b c, gaussian_expectation d E -> 0 < w < 1 ->
  E c (fun x => ln (mix_d d w a b x)) (mean_log d w a b c).
Proof.
  intros d E w a b c HE Hw. pose proof (expect_square d E HE d a c (le_n d)) as HS.
  pose proof (expect_const d E HE c (ln w - INR d / 2 * ln (2 * PI))) as HC.
  destruct HE as (H1 & H2 & H3 & H4 & HR).
  set (v := fun i => b i - a i). set (mid := fun i => (a i + b i) / 2).
  assert (HP : E c (fun x => (fun y => softplus (- logit w + (y - dot d v mid))) (dot d v x))
                 (P (- logit w + dot d v (fun i => c i - mid i)) (dist d a b))).
  { apply (HR c v (fun y => softplus (- logit w + (y - dot d v mid)))); [apply smooth_softplus|].
    fold v. unfold dist. fold v.
    apply (line_ext (fun z => phi z *
      softplus (- logit w + dot d v (fun i => c i - mid i) + norm2 d v * z))); [|apply P_correct].
    intro z. rewrite dot_minus_r. do 2 f_equal. ring. }
  pose proof (H4 _ _ _ _ _ (H4 _ _ _ _ _ HC (H3 _ (- / 2) _ _ HS)) HP) as H. unfold mean_log.
  fold v. change (fun i => c i - (a i + b i) / 2) with (fun i => c i - mid i).
  match type of H with E _ _ ?l => replace l with
    (ln w - INR d / 2 * ln (2 * PI) - INR d / 2
      - dot d (fun i => c i - a i) (fun i => c i - a i) / 2
     + P (- logit w + dot d v (fun i => c i - mid i)) (dist d a b)) in H by field end.
  eapply H2; [|exact H]. intro x. cbv beta. rewrite ln_mix_d by exact Hw. fold v.
  change (fun i => x i - (a i + b i) / 2) with (fun i => x i - mid i).
  rewrite (dot_minus_r d v x mid). reflexivity.
Qed.

Theorem kernel_kl_closed_form : forall d E beta alpha muo mun mo mn, gaussian_expectation d E ->
  0 < beta < 1 -> 0 < alpha < 1 ->
  forall l, is_kl_d d E beta alpha muo mun mo mn l <-> l = kl_d d beta alpha muo mun mo mn.
Proof.
  intros d E beta alpha muo mun mo mn HE Hb Ha.
  assert (HL : forall c, E c (fun x => ln (mix_d d beta mo mn x / mix_d d alpha muo mun x))
                 (mean_log d beta mo mn c - mean_log d alpha muo mun c)).
  { intro c. pose proof (kernel_reduction d E beta mo mn c HE Hb) as Hq.
    pose proof (kernel_reduction d E alpha muo mun c HE Ha) as Hp.
    destruct HE as (H1 & H2 & H3 & H4 & HR). pose proof (H4 _ _ _ _ _ Hq (H3 _ (-1) _ _ Hp)) as H.
    replace (mean_log d beta mo mn c - mean_log d alpha muo mun c)
      with (mean_log d beta mo mn c + -1 * mean_log d alpha muo mun c) by ring.
    eapply H2; [|exact H]. intro x. cbv beta.
    pose proof (mix_d_pos d beta mo mn x Hb). pose proof (mix_d_pos d alpha muo mun x Ha).
    unfold Rdiv. rewrite ln_mult, ln_Rinv; try lra. apply Rinv_0_lt_compat; lra. }
  intro l. split.
  - intros (l1 & l2 & H1 & H2 & ->). destruct HE as (HU & _).
    rewrite (HU _ _ _ _ H1 (HL mo)), (HU _ _ _ _ H2 (HL mn)). reflexivity.
  - intros ->. exists (mean_log d beta mo mn mo - mean_log d alpha muo mun mo),
      (mean_log d beta mo mn mn - mean_log d alpha muo mun mn). repeat split; try apply HL.
Qed.

(* on the line there is such an expectation *)
Definition line_expectation (c : nat -> R) (f : (nat -> R) -> R) (l : R) : Prop :=
  is_line (fun z => phi z * f (fun _ => c 0%nat + z)) l.

Lemma dot_1 : forall v x, dot 1 v x = v 0%nat * x 0%nat.
Proof. intros. simpl. ring. Qed.

Theorem line_expectation_gaussian : gaussian_expectation 1 line_expectation.
Proof.
  unfold gaussian_expectation, line_expectation. split; [|split; [|split; [|split]]].
  - intros c f l l'. apply line_unique.
  - intros c f g l Hfg H. eapply line_ext; [|exact H]. intro z. cbv beta. rewrite Hfg. reflexivity.
  - intros c k f l H. eapply line_ext; [|exact (line_scal k _ _ H)]. intro z. cbv beta. ring.
  - intros c f g l m Hf Hg. eapply line_ext; [|exact (line_plus _ _ _ _ Hf Hg)]. intro z.
    cbv beta. ring.
  - intros c v g l _ H. unfold norm2 in H. rewrite !dot_1 in H.
    replace (v 0%nat * v 0%nat) with (Rsqr (v 0%nat)) in H by reflexivity.
    rewrite sqrt_Rsqr_abs in H.
    destruct (Rle_dec 0 (v 0%nat)) as [Hv|Hv].
    + rewrite Rabs_pos_eq in H by exact Hv. eapply line_ext; [|exact H]. intro z. rewrite dot_1.
      do 2 f_equal. ring.
    + rewrite Rabs_left in H by lra. apply line_reflect in H. eapply line_ext; [|exact H].
      intro z. cbv beta. rewrite dot_1, phi_even. do 2 f_equal. ring.
Qed.

Lemma mix_d_line : forall w a b x, mix_d 1 w a b x
  = mix w (normal (a 0%nat)) (normal (b 0%nat)) (x 0%nat).
Proof.
  assert (H : forall c x, normal_d 1 c x = normal (c 0%nat) (x 0%nat)).
  { intros c x. unfold normal_d, normal, phi. rewrite dot_1, pow_1. do 3 f_equal. simpl. ring. }
  intros w a b x. unfold mix_d, mix. rewrite !H. reflexivity.
Qed.

(* on the line the closed form is the integral KL (q || p_alpha) itself *)
Theorem kernel_kl_line : forall beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  kl (mix beta (normal (mo 0%nat)) (normal (mn 0%nat)))
    (mix alpha (normal (muo 0%nat)) (normal (mun 0%nat)))
    = kl_d 1 beta alpha muo mun mo mn.
Proof.
  intros beta alpha muo mun mo mn Hb Ha. apply is_line_line.
  destruct (proj2 (kernel_kl_closed_form 1 line_expectation beta alpha muo mun mo mn
    line_expectation_gaussian Hb Ha _)
              eq_refl) as (l1 & l2 & H1 & H2 & ->).
  unfold line_expectation in H1, H2.
  pose proof (line_shift _ _ (- mo 0%nat) H1) as H1'.
  pose proof (line_shift _ _ (- mn 0%nat) H2) as H2'.
  eapply line_ext; [|exact (line_plus _ _ _ _ (line_scal beta _ _ H1')
    (line_scal (1 - beta) _ _ H2'))].
  intro z. cbv beta. rewrite !mix_d_line. set (q := mix beta _ _). set (p := mix alpha _ _).
  replace (mo 0%nat + (z + - mo 0%nat)) with z by ring.
  replace (mn 0%nat + (z + - mn 0%nat)) with z by ring.
  unfold q at 3, mix at 1, normal, Rminus. ring.
Qed.

(** * The gradient *)

Lemma P_abs : forall m s, P m (Rabs s) = P m s.
Proof. intros m s. unfold Rabs. destruct (Rcase_abs s); [apply P_even|reflexivity]. Qed.

Lemma L_abs : forall m s, L m (Rabs s) = L m s.
Proof. intros m s. unfold Rabs. destruct (Rcase_abs s); [apply L_even|reflexivity]. Qed.

(* the distance of a moving point, as a differentiable function up to its sign *)
Lemma moving_distance : forall d y i, (i < d)%nat ->
  exists (s : R -> R) ds, s 0 = norm2 d y /\ is_derive s 0 ds /\ norm2 d y * ds = - y i /\
    forall h, norm2 d (move y i (- h)) = Rabs (s h).
Proof.
  intros d y i Hi. pose proof (coordinate_le_norm d y i Hi) as Hc.
  assert (Hn : forall h, norm2 d (move y i (- h)) = sqrt (dot d y y - 2 * h * y i + h ^ 2)).
  { intro h. unfold norm2. rewrite square_move by exact Hi. f_equal. ring. }
  destruct (Rle_lt_dec (dot d y y) (y i ^ 2)) as [Hle|Hlt].
  - (* y is along the axis i *)
    assert (E : dot d y y = y i ^ 2) by lra.
    set (g := if Rle_dec 0 (y i) then 1 else -1).
    assert (Hg : g * g = 1) by (unfold g; destruct (Rle_dec 0 (y i)); ring).
    assert (Hgy : g * y i = norm2 d y).
    { unfold norm2. rewrite E. replace (y i ^ 2) with (Rsqr (y i)) by (unfold Rsqr; ring).
      rewrite sqrt_Rsqr_abs. unfold g. destruct (Rle_dec 0 (y i));
        [rewrite Rabs_pos_eq|rewrite Rabs_left]; lra. }
    exists (fun h => g * (y i - h)), (- g). split; [rewrite Rminus_0_r; exact Hgy|].
    split; [|split].
    + auto_derive; [trivial|ring].
    + rewrite <- Hgy. replace (g * y i * - g) with (- (g * g * y i)) by ring. rewrite Hg. ring.
    + intro h. rewrite Hn, E. replace (y i ^ 2 - 2 * h * y i + h ^ 2) with (Rsqr (y i - h))
      by (unfold Rsqr; ring).
      rewrite sqrt_Rsqr_abs, Rabs_mult. replace (Rabs g) with 1; [ring|].
      unfold g. destruct (Rle_dec 0 (y i)); [rewrite Rabs_pos_eq|rewrite Rabs_left]; lra.
  - assert (Hp : 0 < dot d y y) by (pose proof (pow2_ge_0 (y i)); lra).
    exists (fun h => sqrt (dot d y y - 2 * h * y i + h ^ 2)), (- y i / norm2 d y).
    assert (H0 : sqrt (dot d y y - 2 * 0 * y i + 0 ^ 2) = norm2 d y) by (unfold norm2;
      f_equal; ring).
    assert (Hnp : 0 < norm2 d y) by (unfold norm2; apply sqrt_lt_R0, Hp).
    split; [exact H0|]. split; [|split].
    + auto_derive; [|replace (dot d y y + - (2 * 0 * y i) + 0 * (0 * 1))
      with (dot d y y - 2 * 0 * y i + 0 ^ 2) by ring;
        rewrite H0; field; lra]. lra.
    + field. lra.
    + intro h. rewrite Rabs_pos_eq by apply sqrt_pos. apply Hn.
Qed.

Lemma expect_new_old : forall beta s, 0 < beta < 1 ->
  (1 - beta) * (1 - L (- logit beta + s ^ 2 / 2) s) = beta * L (- logit beta - s ^ 2 / 2) s.
Proof.
  intros beta s Hb. rewrite (kernel_tilt (- logit beta - s ^ 2 / 2)).
  replace (- logit beta - s ^ 2 / 2 + s ^ 2 / 2) with (- logit beta) by field.
  replace (- (- logit beta - s ^ 2 / 2) - s ^ 2) with (- (- logit beta + s ^ 2 / 2)) by field.
  rewrite kernel_reflection_logistic, exp_neg_logit by exact Hb. field. lra.
Qed.

Theorem c3_mean_gradient : forall d beta alpha muo mun mo mn i, (i < d)%nat -> 0 < beta < 1 ->
  0 < alpha < 1 ->
  is_derive (fun h => kl_d d beta alpha muo mun (move mo i h) mn) 0
    (c3_gradient d beta alpha muo mun mo mn i).
Proof.
  intros d beta alpha muo mun mo mn i Hi Hb Ha.
  set (y := fun j => mn j - mo j). set (w := fun j => mo j - muo j).
  set (v := fun j => mun j - muo j).
  destruct (moving_distance d y i Hi) as (s & ds & Hs0 & Hds & Hprod & Hs).
  set (r2 := dot d y y). set (lam := - logit beta).
  set (c := - logit alpha + dot d v (fun j => mo j - (muo j + mun j) / 2)).
  set (delta := dist d muo mun).
  set (k1 := ln beta - ln alpha).
  set (k2 := ln beta - INR d / 2 * ln (2 * PI) - INR d / 2 - mean_log d alpha muo mun mn).
  assert (Hy : forall h, (forall j, mn j - move mo i h j = move y i (- h) j)) by (intros;
    unfold move, y; ring).
  assert (Hyy : forall h, dot d (fun j => mn j - move mo i h j) (fun j => mn j - move mo i h j)
                          = r2 - 2 * h * y i + h ^ 2).
  { intro h. rewrite (dot_ext d _ _ (move y i (- h)) (move y i (- h))) by (intros; apply Hy).
    rewrite square_move by exact Hi. unfold r2. ring. }
  assert (Hdist : forall h m, P m (dist d (move mo i h) mn) = P m (s h)).
  { intros h m. unfold dist. rewrite (norm2_ext d _ (move y i (- h))) by (intros; apply Hy).
    rewrite Hs. apply P_abs. }
  apply (is_derive_ext (fun h =>
    beta * (k1 + P (lam - (r2 - 2 * h * y i + h ^ 2) / 2) (s h)
      + (dot d w w + 2 * h * w i + h ^ 2) / 2
            - P (c + h * v i) delta)
    + (1 - beta) * (k2 - (r2 - 2 * h * y i + h ^ 2) / 2
      + P (lam + (r2 - 2 * h * y i + h ^ 2) / 2) (s h)))).
  { intro h. unfold kl_d. unfold mean_log at 1 2 3. rewrite !Hdist. fold lam. fold delta.
    assert (E1 : dot d (fun j => mn j - move mo i h j) (fun j => move mo i h j
      - (move mo i h j + mn j) / 2)
                 = - (r2 - 2 * h * y i + h ^ 2) / 2).
    { rewrite (dot_ext d _ _ (fun j => mn j - move mo i h j)
      (fun j => (- / 2) * (mn j - move mo i h j)))
        by (intros; try reflexivity; field). rewrite dot_scal_r, Hyy. field. }
    assert (E2 : dot d (fun j => mn j - move mo i h j) (fun j => mn j - (move mo i h j + mn j) / 2)
                 = (r2 - 2 * h * y i + h ^ 2) / 2).
    { rewrite (dot_ext d _ _ (fun j => mn j - move mo i h j)
      (fun j => / 2 * (mn j - move mo i h j)))
        by (intros; try reflexivity; field). rewrite dot_scal_r, Hyy. field. }
    assert (E3 : dot d (fun j => move mo i h j - muo j) (fun j => move mo i h j - muo j)
                 = dot d w w + 2 * h * w i + h ^ 2).
    { rewrite (dot_ext d _ _ (move w i h) (move w i h)) by (intros; unfold move, w; ring).
      apply square_move, Hi. }
    assert (E4 : dot d (fun j => mun j - muo j) (fun j => move mo i h j - (muo j + mun j) / 2)
                 = dot d v (fun j => mo j - (muo j + mun j) / 2) + h * v i).
    { fold v. rewrite <- dot_move by exact Hi.
      apply dot_ext; intros; unfold move; try reflexivity; ring. }
    assert (E0 : dot d (fun j => move mo i h j - move mo i h j) (fun j => move mo i h j
      - move mo i h j) = 0).
    { rewrite (dot_ext d _ _ (fun _ => 0 * 0) (fun _ => 0 * 0)) by (intros; ring).
      rewrite dot_scal_r. ring. }
    rewrite E0, E1, E2, E3, E4, Hyy. fold lam.
    replace (lam + - (r2 - 2 * h * y i + h ^ 2) / 2)
      with (lam - (r2 - 2 * h * y i + h ^ 2) / 2) by field.
    replace (- logit alpha + (dot d v (fun j => mo j - (muo j + mun j) / 2) + h * v i))
      with (c + h * v i)
      by (unfold c; ring).
    unfold k1, k2. simpl. field. }
  set (L1 := L (lam - r2 / 2) (norm2 d y)). set (L2 := L (lam + r2 / 2) (norm2 d y)).
  set (Ka := K2 (lam - r2 / 2) (norm2 d y)). set (Kb := K2 (lam + r2 / 2) (norm2 d y)).
  assert (Hq : is_derive (fun h => (r2 - 2 * h * y i + h ^ 2) / 2) 0 (- y i)) by (auto_derive;
    [trivial|field]).
  assert (D1 : is_derive (fun h => P (lam - (r2 - 2 * h * y i + h ^ 2) / 2) (s h)) 0 (y i * L1
    - y i * Ka)).
  { evar_last.
    - apply (P_curve (fun h => lam - (r2 - 2 * h * y i + h ^ 2) / 2) s).
      + apply (is_derive_minus (V := R_NormedModule) (fun _ => lam));
        [apply (is_derive_const (V := R_NormedModule))|exact Hq].
      + exact Hds.
    - cbv beta. rewrite Hs0. replace (lam - (r2 - 2 * 0 * y i + 0 ^ 2) / 2)
      with (lam - r2 / 2) by field.
      fold L1. fold Ka. replace (ds * (norm2 d y * Ka)) with (norm2 d y * ds * Ka) by ring.
      rewrite Hprod. algebra. }
  assert (D2 : is_derive (fun h => P (lam + (r2 - 2 * h * y i + h ^ 2) / 2) (s h)) 0 (- y i * L2
    - y i * Kb)).
  { evar_last.
    - apply (P_curve (fun h => lam + (r2 - 2 * h * y i + h ^ 2) / 2) s).
      + apply (is_derive_plus (V := R_NormedModule) (fun _ => lam));
        [apply (is_derive_const (V := R_NormedModule))|exact Hq].
      + exact Hds.
    - cbv beta. rewrite Hs0. replace (lam + (r2 - 2 * 0 * y i + 0 ^ 2) / 2)
      with (lam + r2 / 2) by field.
      fold L2. fold Kb. replace (ds * (norm2 d y * Kb)) with (norm2 d y * ds * Kb) by ring.
      rewrite Hprod. algebra. }
  assert (D3 : is_derive (fun h => P (c + h * v i) delta) 0 (v i * L c delta)).
  { evar_last.
    - apply (P_curve (fun h => c + h * v i) (fun _ => delta) 0 (v i) 0);
        [auto_derive; [trivial|ring]|apply (is_derive_const (V := R_NormedModule))].
    - cbv beta. replace (c + 0 * v i) with c by ring. ring. }
  assert (D4 : is_derive (fun h => (dot d w w + 2 * h * w i + h ^ 2) / 2) 0 (w i)) by (auto_derive;
    [trivial|field]).
  evar_last.
  - apply (is_derive_plus (V := R_NormedModule)).
    + apply (is_derive_scal (fun h => k1 + P (lam - (r2 - 2 * h * y i + h ^ 2) / 2) (s h)
                                     + (dot d w w + 2 * h * w i + h ^ 2) / 2 - P (c
                                       + h * v i) delta)).
      apply (is_derive_minus (V := R_NormedModule)); [|exact D3].
      apply (is_derive_plus (V := R_NormedModule)); [|exact D4].
      apply (is_derive_plus (V := R_NormedModule));
        [apply (is_derive_const (V := R_NormedModule))|exact D1].
    + apply (is_derive_scal (fun h => k2 - (r2 - 2 * h * y i + h ^ 2) / 2
      + P (lam + (r2 - 2 * h * y i + h ^ 2) / 2) (s h))).
      apply (is_derive_plus (V := R_NormedModule)); [|exact D2].
      apply (is_derive_minus (V := R_NormedModule));
        [apply (is_derive_const (V := R_NormedModule))|exact Hq].
  - unfold c3_gradient, forcing. rewrite resp_new_at_old.
    assert (Er : dist d mo mn = norm2 d y) by reflexivity. rewrite Er.
    assert (E2 : norm2 d y ^ 2 = r2) by (unfold r2; rewrite <- norm2_sq; ring).
    pose proof (expect_new_old beta (norm2 d y) Hb) as B1.
    pose proof (K2_balance beta (norm2 d y) Hb) as B2.
    rewrite E2 in B1, B2 |- *. fold lam in B1, B2 |- *. fold L1 L2 in B1.
    fold Ka Kb L1 in B2. fold L1.
    assert (Ep : resp_new d alpha muo mun mo = L c delta) by reflexivity. rewrite Ep.
    change (mn i - mo i) with (y i). change (mo i - muo i) with (w i).
    change (mun i - muo i) with (v i).
    repeat progress (unfold plus, minus, opp, zero, one, scal, mult; simpl).
    transitivity (beta * (w i - v i * L c delta) + y i * (beta * L1 + (1 - beta) * (1 - L2)
                  - (beta * Ka + (1 - beta) * Kb))); [ring|]. rewrite B1, B2. ring.
Qed.

(* exchanging the labels changes nothing *)
Lemma logit_complement : forall w, 0 < w < 1 -> logit (1 - w) = - logit w.
Proof.
  intros w Hw. unfold logit. replace ((1 - w) / (1 - (1 - w))) with (/ (w / (1 - w)))
    by (field; lra).
  apply ln_Rinv, Rdiv_lt_0_compat; lra.
Qed.

Lemma dist_sym : forall d a b, dist d b a = dist d a b.
Proof.
  intros d a b. unfold dist. rewrite (norm2_ext d _ (fun i => -1 * (b i - a i))) by (intros; ring).
  rewrite (norm2_scal d (-1) (fun i => b i - a i)), Rabs_left by lra. ring.
Qed.

Lemma mean_log_swap : forall d w a b c, 0 < w < 1 -> mean_log d (1 - w) b a c = mean_log d w a b c.
Proof.
  intros d w a b c Hw. unfold mean_log. rewrite (square_from_midpoint d a b c), logit_complement,
    dist_sym by exact Hw.
  set (X := dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2)).
  replace (dot d (fun i => a i - b i) (fun i => c i - (b i + a i) / 2)) with (- X).
  2: { unfold X. replace (- dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2))
         with (-1 * dot d (fun i => c i - (a i + b i) / 2) (fun i => b i - a i))
           by (rewrite dot_sym; ring).
       rewrite <- dot_scal_r, dot_sym. apply dot_ext; intros; try ring. f_equal. f_equal. ring. }
  pose proof (kernel_reflection_softplus (- logit w + X) (dist d a b)) as H.
  replace (- (- logit w + X)) with (- - logit w + - X) in H by ring.
  assert (El : logit w = ln w - ln (1 - w)).
  { unfold logit, Rdiv. rewrite ln_mult, ln_Rinv; try lra. apply Rinv_0_lt_compat; lra. }
  lra.
Qed.

Lemma kl_d_swap : forall d beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  kl_d d (1 - beta) (1 - alpha) mun muo mn mo = kl_d d beta alpha muo mun mo mn.
Proof. intros. unfold kl_d. rewrite !mean_log_swap by assumption. ring. Qed.

Theorem c3_new_mean_gradient : forall d beta alpha muo mun mo mn i, (i < d)%nat -> 0 < beta < 1 ->
  0 < alpha < 1 ->
  is_derive (fun h => kl_d d beta alpha muo mun mo (move mn i h)) 0
    (c3_gradient d (1 - beta) (1 - alpha) mun muo mn mo i).
Proof.
  intros d beta alpha muo mun mo mn i Hi Hb Ha.
  apply (is_derive_ext (fun h => kl_d d (1 - beta) (1 - alpha) mun muo (move mn i h) mo)).
  - intro h. apply kl_d_swap; assumption.
  - apply c3_mean_gradient; trivial; lra.
Qed.

Lemma midpoint_old : forall d a b, dot d (fun i => b i - a i) (fun i => a i - (a i + b i) / 2)
  = - dist d a b ^ 2 / 2.
Proof.
  intros d a b. rewrite (dot_ext d _ _ (fun i => b i - a i) (fun i => (- / 2) * (b i - a i)))
    by (intros; try reflexivity; field). rewrite dot_scal_r, <- norm2_sq. unfold dist. field.
Qed.

Lemma midpoint_new : forall d a b, dot d (fun i => b i - a i) (fun i => b i - (a i + b i) / 2)
  = dist d a b ^ 2 / 2.
Proof.
  intros d a b. rewrite (dot_ext d _ _ (fun i => b i - a i) (fun i => / 2 * (b i - a i)))
    by (intros; try reflexivity; field). rewrite dot_scal_r, <- norm2_sq. unfold dist. field.
Qed.

Lemma mean_log_logit_derive : forall d u a b c,
  is_derive (fun v => mean_log d (sigma v) a b c) u
    (1 - sigma u - L (- u + dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2))
      (dist d a b)).
Proof.
  intros d u a b c. unfold mean_log. set (X := dot d (fun i => b i - a i) (fun i => c i
    - (a i + b i) / 2)).
  set (q := dot d (fun i => c i - a i) (fun i => c i - a i)).
  apply (is_derive_ext (fun v => ln (sigma v) + (- (INR d / 2 * ln (2 * PI)) - INR d / 2 - q / 2)
                                 + P (- v + X) (dist d a b))).
  { intro v. rewrite logit_sigma. simpl. ring. }
  pose proof (sigma_bounds u) as Hs. evar_last.
  - apply (is_derive_plus (V := R_NormedModule)).
    + apply (is_derive_plus (V := R_NormedModule));
      [|apply (is_derive_const (V := R_NormedModule))].
      apply (is_derive_comp ln sigma); [|apply sigma_derive].
      apply is_derive_Reals, derivable_pt_lim_ln. lra.
    + apply (P_curve (fun v => - v + X) (fun _ => dist d a b) u (-1) 0);
        [auto_derive; [trivial|ring]|apply (is_derive_const (V := R_NormedModule))].
  - cbv beta. repeat progress (unfold plus, zero, scal, mult; simpl). field. lra.
Qed.

(* the pull on the logit: beta (1 - beta) times the difference of the two components' mean
   log-ratios *)
Theorem c3_weight_gradient : forall d u alpha muo mun mo mn,
  let beta := sigma u in
  is_derive (fun v => kl_d d (sigma v) alpha muo mun mo mn) u
    (beta * (1 - beta) * ((mean_log d beta mo mn mo - mean_log d alpha muo mun mo)
                          - (mean_log d beta mo mn mn - mean_log d alpha muo mun mn))).
Proof.
  intros d u alpha muo mun mo mn beta. unfold kl_d.
  pose proof (sigma_bounds u) as Hs. fold beta in Hs.
  pose proof (mean_log_logit_derive d u mo mn mo) as Do.
  pose proof (mean_log_logit_derive d u mo mn mn) as Dn.
  rewrite midpoint_old in Do. rewrite midpoint_new in Dn. fold beta in Do, Dn.
  pose proof (expect_new_old beta (dist d mo mn) Hs) as B. unfold beta at 2 4 in B.
  rewrite logit_sigma in B.
  evar_last.
  - apply (is_derive_plus (V := R_NormedModule)).
    + apply (is_derive_mult sigma (fun v => mean_log d (sigma v) mo mn mo
      - mean_log d alpha muo mun mo));
        [apply sigma_derive| |intros; apply Rmult_comm].
      apply (is_derive_minus (V := R_NormedModule));
        [exact Do|apply (is_derive_const (V := R_NormedModule))].
    + apply (is_derive_mult (fun v => 1 - sigma v) (fun v => mean_log d (sigma v) mo mn mn
      - mean_log d alpha muo mun mn));
        [| |intros; apply Rmult_comm].
      * apply (is_derive_minus (V := R_NormedModule));
        [apply (is_derive_const (V := R_NormedModule))|apply sigma_derive].
      * apply (is_derive_minus (V := R_NormedModule));
        [exact Dn|apply (is_derive_const (V := R_NormedModule))].
  - fold beta. repeat progress (unfold plus, minus, opp, zero, scal, mult; simpl).
    replace (- u - dist d mo mn * (dist d mo mn * 1) / 2) with (- u - dist d mo mn ^ 2 / 2)
      by (simpl; ring).
    replace (- u + - (dist d mo mn * (dist d mo mn * 1)) / 2) with (- u - dist d mo mn ^ 2 / 2)
      by (simpl; field).
    replace (- u + dist d mo mn * (dist d mo mn * 1) / 2) with (- u + dist d mo mn ^ 2 / 2)
      by (simpl; ring).
    set (L1 := L (- u - dist d mo mn ^ 2 / 2) (dist d mo mn)) in *.
    set (L2 := L (- u + dist d mo mn ^ 2 / 2) (dist d mo mn)) in *.
    set (A := mean_log d beta mo mn mo - mean_log d alpha muo mun mo).
    set (B' := mean_log d beta mo mn mn - mean_log d alpha muo mun mn).
    change (mean_log d beta mo mn mo + - mean_log d alpha muo mun mo) with A.
    change (mean_log d beta mo mn mn + - mean_log d alpha muo mun mn) with B'.
    nra.
Qed.

(** * The drift theorems for the gradient flow of KL itself *)

(* The old mean follows the gradient of KL (q || p_alpha); weight, target and new mean may move in
   any way. *)
Definition old_mean_flow d E (beta alpha : R -> R) (muo mun mo mn : R -> nat -> R) : Prop :=
  forall t i, 0 <= t -> (i < d)%nat ->
    exists kl : R -> R,
      (forall h, is_kl_d d E (beta t) (alpha t) (muo t) (mun t) (move (mo t) i h) (mn t) (kl h)) /\
      is_derive (fun s => mo s i) t (- Derive kl 0).

Lemma old_mean_flow_c3 : forall d E beta alpha muo mun mo mn, gaussian_expectation d E ->
  (forall t, 0 <= t -> 0 < beta t < 1) -> (forall t, 0 <= t -> 0 < alpha t < 1) ->
  old_mean_flow d E beta alpha muo mun mo mn ->
  forall t i, 0 <= t -> (i < d)%nat ->
    is_derive (fun s => mo s i) t (- c3_gradient d (beta t) (alpha t) (muo t) (mun t)
      (mo t) (mn t) i).
Proof.
  intros d E beta alpha muo mun mo mn HE Hb Ha Hf t i Ht Hi.
  destruct (Hf t i Ht Hi) as (kl & Hkl & Hd). specialize (Hb t Ht). specialize (Ha t Ht).
  replace (c3_gradient d (beta t) (alpha t) (muo t) (mun t) (mo t) (mn t) i)
    with (Derive kl 0); [exact Hd|].
  apply is_derive_unique.
  apply (is_derive_ext (fun h => kl_d d (beta t) (alpha t) (muo t) (mun t)
    (move (mo t) i h) (mn t))).
  - intro h. symmetry. apply (kernel_kl_closed_form d E); trivial.
  - apply c3_mean_gradient; trivial.
Qed.

Theorem c4_gradient_of_kl : forall d E beta alpha muo mun mn (kl : nat -> R -> R),
  gaussian_expectation d E ->
  0 < beta < 1 -> 0 < alpha < 1 ->
  (forall i h, (i < d)%nat -> is_kl_d d E beta alpha muo mun (move muo i h) mn (kl i h)) ->
  let s := dist d muo mn in let delta := dist d muo mun in
  norm2 d (fun i => Derive (kl i) 0) <=
    beta * (eps_old beta (normal 0) (normal s) * s
      + eps_old alpha (normal 0) (normal delta) * delta).
Proof.
  intros d E beta alpha muo mun mn kl HE Hb Ha Hkl s delta.
  rewrite (norm2_ext d _ (c3_gradient d beta alpha muo mun muo mn)).
  - apply c4_gradient_bound; assumption.
  - intros i Hi. apply is_derive_unique.
    apply (is_derive_ext (fun h => kl_d d beta alpha muo mun (move muo i h) mn)).
    + intro h. symmetry. apply (kernel_kl_closed_form d E); trivial. apply Hkl, Hi.
    + apply c3_mean_gradient; trivial.
Qed.

Theorem c8_drift_of_kl_flow : forall d E beta alpha muo mun mo mn F, gaussian_expectation d E ->
  0 < alpha < 1 -> (forall t, 0 <= t -> 0 < beta t < 1) ->
  old_mean_flow d E beta (fun _ => alpha) (fun _ => muo) (fun _ => mun) mo mn ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) ->
  (forall t, 0 <= t ->
     resp_new d (beta t) (mo t) (mn t) (mo t) * dist d (mo t) (mn t)
     + resp_new d alpha muo mun (mo t) * dist d muo mun <= F) ->
  forall t, 0 <= t -> dist d muo (mo t) <= F.
Proof.
  intros d E beta alpha muo mun mo mn F HE Ha Hb Hf H0 HF.
  apply (c8_uniform_drift_bound d beta alpha muo mun mo mn F); trivial.
  intros t i Ht Hi. apply (old_mean_flow_c3 d E beta (fun _ => alpha) (fun _ => muo)
    (fun _ => mun)); trivial.
Qed.

Theorem c8_closed_form_of_kl_flow : forall d E beta alpha muo mun mo mn b R0 rho,
  gaussian_expectation d E ->
  0 < alpha < 1 -> 0 < dist d muo mun -> 0 < b -> (forall t, 0 <= t -> b <= beta t < 1) ->
  old_mean_flow d E beta (fun _ => alpha) (fun _ => muo) (fun _ => mun) mo mn ->
  2 <= R0 -> (R0 = 2 \/ forall t, 0 <= t -> R0 <= dist d (mo t) (mn t)) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) ->
  / 2 * sqrt ((1 - b) / b) * R0 * exp (- R0 ^ 2 / 8) +
  / 2 * sqrt ((1 - alpha) / alpha) * dist d muo mun *
    exp (- dist d muo mun ^ 2 / 8 + dist d muo mun * rho / 2) <= rho ->
  forall t, 0 <= t -> dist d muo (mo t) < rho.
Proof.
  intros d E beta alpha muo mun mo mn b R0 rho HE Ha Hd Hb0 Hb Hf HR Hsep H0 Hrho.
  apply (c8_closed_form d beta alpha muo mun mo mn b R0 rho); trivial.
  intros t i Ht Hi. apply (old_mean_flow_c3 d E beta (fun _ => alpha) (fun _ => muo)
    (fun _ => mun)); trivial.
  intros s Hs. specialize (Hb s Hs). lra.
Qed.

Theorem d3_drift_of_kl_flow : forall d E beta w muo (mo mn mT mnT : R -> nat -> R) r a F,
  gaussian_expectation d E ->
  0 <= r -> 0 < a ->
  (forall t, 0 <= t -> 0 < beta t < 1) -> (forall t, 0 <= t -> 0 < w t < 1) ->
  old_mean_flow d E beta w mT mnT mo mn ->
  (forall t i, 0 <= t -> (i < d)%nat ->
     is_derive (fun s => mT s i) t (r * (mo t i - mT t i) + a * (muo i - mT t i))) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) -> (forall i, (i < d)%nat -> mT 0 i = muo i) ->
  (forall t, 0 <= t ->
     resp_new d (beta t) (mo t) (mn t) (mo t) * dist d (mo t) (mn t)
     + resp_new d (w t) (mT t) (mnT t) (mo t) * dist d (mT t) (mnT t) <= F) ->
  forall t, 0 <= t ->
    dist d muo (mo t) <= (1 + r / a) * F /\
    (forall Y, (forall s, 0 <= s <= t -> dist d muo (mo s) <= Y) ->
      dist d muo (mT t) <= r / (r + a) * Y).
Proof.
  intros d E beta w muo mo mn mT mnT r a F HE Hr Ha Hb Hw Hf HT H0 HT0 HF.
  apply (d3_drift_bound d beta w muo mo mn mT mnT r a F); trivial.
  apply (old_mean_flow_c3 d E beta w mT mnT); trivial.
Qed.
