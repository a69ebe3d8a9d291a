(* Two unit-variance Gaussian modes in the discriminant coordinate: claims A1, A3 (closed form) and
   A4.

   The old mode is [normal a], the new mode [normal b], with delta = b - a. After whitening, two
   Gaussian modes of any dimension with a common covariance differ only along the line through the
   means, so this is the coordinate on which the log-odds live; that reduction itself is not proved
   here. A1 is the pointwise log-odds law together with eps_old = L (lambda - delta^2/2) delta, and
   the mirror statement for eps_new. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line logistic gaussian kernel misassignment.
Open Scope R_scope.

Definition normal (c x : R) : R := phi (x - c).

Lemma normal_density : forall c, density (normal c).
Proof. intro c. split; [intro x; apply phi_pos|apply phi_shift_mass]. Qed.

(* phi (z - d) = phi z * exp (d z - d^2/2) *)
Lemma phi_ratio : forall d z, phi (z - d) = phi z * exp (d * z - d ^ 2 / 2).
Proof.
  intros d z. unfold Rminus at 2. rewrite exp_plus, <- Rmult_assoc, phi_exp.
  transitivity (phi (z - d) * (exp (d ^ 2 / 2) * exp (- (d ^ 2 / 2)))); [|ring].
  rewrite <- exp_plus, Rplus_opp_r, exp_0. ring.
Qed.

Lemma exp_neg_logit : forall beta, 0 < beta < 1 -> exp (- logit beta) = (1 - beta) / beta.
Proof.
  intros beta Hb. unfold logit. rewrite exp_Ropp, exp_ln by (apply Rdiv_lt_0_compat; lra). field.
  lra.
Qed.

(* the responsibility of the new mode, at distance z from the old mean *)
Lemma r_new_normal : forall beta a b z, 0 < beta < 1 ->
  r_new beta (normal a) (normal b) (z + a) = sigma (- logit beta - (b - a) ^ 2 / 2 + (b - a) * z).
Proof.
  intros beta a b z Hb. unfold r_new, mix, normal.
  replace (z + a - a) with z by ring. replace (z + a - b) with (z - (b - a)) by ring.
  rewrite phi_ratio, sigma_exp.
  replace (- logit beta - (b - a) ^ 2 / 2 + (b - a) * z)
    with (- logit beta + ((b - a) * z - (b - a) ^ 2 / 2)) by ring.
  rewrite exp_plus, exp_neg_logit by exact Hb.
  pose proof (phi_pos z). set (E := exp ((b - a) * z - (b - a) ^ 2 / 2)).
  assert (HE : 0 < E) by apply exp_pos.
  assert (0 < (1 - beta) * E) by (apply Rmult_lt_0_compat; lra).
  field. repeat split; try lra.
  replace (beta * phi z + (1 - beta) * (phi z * E)) with (phi z * (beta + (1 - beta) * E)) by ring.
  apply Rmult_integral_contrapositive_currified; lra.
Qed.

Lemma r_new_normal_at : forall beta a b x, 0 < beta < 1 ->
  r_new beta (normal a) (normal b) x = sigma (- logit beta - (b - a) ^ 2 / 2 + (b - a) * (x - a)).
Proof. intros beta a b x Hb. rewrite <- r_new_normal by exact Hb. f_equal. ring. Qed.

Lemma r_old_new : forall beta po pn x, density po -> density pn -> 0 <= beta <= 1 ->
  r_old beta po pn x = 1 - r_new beta po pn x.
Proof.
  intros beta po pn x Ho Hn Hb. pose proof (mix_pos beta po pn Ho Hn Hb x) as H.
  unfold r_old, r_new, mix in *. field. lra.
Qed.

(** * A1: the log-odds law *)

(* Along the line, x = a + z with z standard normal under the old mode (x = b + z under the new
   one): the log-odds of the new mode are affine in z, with the stated mean and slope delta. *)
Theorem a1_log_odds_law : forall beta a b z, 0 < beta < 1 ->
  let lam := - logit beta in let delta := b - a in
  ln (r_new beta (normal a) (normal b) (z + a) / r_old beta (normal a) (normal b) (z + a))
    = lam - delta ^ 2 / 2 + delta * z /\
  ln (r_new beta (normal a) (normal b) (z + b) / r_old beta (normal a) (normal b) (z + b))
    = lam + delta ^ 2 / 2 + delta * z.
Proof.
  intros beta a b z Hb lam delta.
  assert (H : forall z, ln (r_new beta (normal a) (normal b) (z + a) /
            r_old beta (normal a) (normal b) (z + a)) = lam - delta ^ 2 / 2 + delta * z).
  { clear z. intro z.
    rewrite r_old_new by (try apply normal_density; lra).
    rewrite r_new_normal by exact Hb. exact (logit_sigma _). }
  split; [apply H|].
  replace (z + b) with (z + delta + a) by (unfold delta; ring). rewrite H. field.
Qed.

Theorem a1_eps_old_logistic_normal : forall beta a b, 0 < beta < 1 ->
  eps_old beta (normal a) (normal b) = L (- logit beta - (b - a) ^ 2 / 2) (b - a).
Proof.
  intros beta a b Hb. apply is_line_line.
  apply (line_ext (fun x => phi (x - a) * sigma (- logit beta - (b - a) ^ 2 / 2
    + (b - a) * (x - a)))).
  - intro x. rewrite r_new_normal_at by exact Hb. reflexivity.
  - apply (line_shift (fun z => phi z * sigma (- logit beta - (b - a) ^ 2 / 2 + (b - a) * z))),
    L_correct.
Qed.

Theorem a1_eps_new_logistic_normal : forall beta a b, 0 < beta < 1 ->
  eps_new beta (normal a) (normal b) = L (logit beta - (b - a) ^ 2 / 2) (b - a).
Proof.
  intros beta a b Hb.
  transitivity (1 - L (- logit beta + (b - a) ^ 2 / 2) (b - a)).
  - apply is_line_line.
    apply (line_ext (fun x => phi (x - b) -
             phi (x - b) * sigma (- logit beta + (b - a) ^ 2 / 2 + (b - a) * (x - b)))).
    + intro x. rewrite r_old_new by (try apply normal_density; lra). unfold normal at 1.
      rewrite r_new_normal_at by exact Hb.
      replace (- logit beta - (b - a) ^ 2 / 2 + (b - a) * (x - a))
        with (- logit beta + (b - a) ^ 2 / 2 + (b - a) * (x - b)) by field. ring.
    + apply line_minus; [apply phi_shift_mass|].
      apply (line_shift (fun z => phi z * sigma (- logit beta + (b - a) ^ 2 / 2 + (b - a) * z))),
        L_correct.
  - rewrite <- kernel_reflection_logistic. f_equal. ring.
Qed.

(** * A3 and A4 in closed form *)

Theorem a3_bhattacharyya_normal : forall a b,
  is_line (fun x => sqrt (normal a x * normal b x)) (exp (- (b - a) ^ 2 / 8)).
Proof.
  intros a b. apply (line_val _ (exp (- (b - a) ^ 2 / 8) * 1)); [ring|].
  apply (line_ext (fun x => exp (- (b - a) ^ 2 / 8) * phi (x - (a + b) / 2))).
  - intro x. symmetry. apply phi_geometric_mean.
  - apply line_scal, phi_shift_mass.
Qed.

Theorem a3_misassignment_bound_normal : forall beta a b, 0 < beta < 1 ->
  eps_old beta (normal a) (normal b) <= / 2 * sqrt ((1 - beta) / beta) * exp (- (b - a) ^ 2 / 8) /\
  eps_new beta (normal a) (normal b) <= / 2 * sqrt (beta / (1 - beta)) * exp (- (b - a) ^ 2 / 8).
Proof.
  intros beta a b Hb.
  destruct (a3_misassignment_bound beta (normal a) (normal b) (normal_density a)
    (normal_density b) Hb)
    as (_ & _ & HB & [_ H1] & [_ H2]).
  rewrite (line_unique _ _ _ HB (a3_bhattacharyya_normal a b)) in H1, H2. split; assumption.
Qed.

Lemma exp_half_ln : forall x, 0 < x -> exp (ln x / 2) = sqrt x.
Proof.
  intros x Hx. symmetry. rewrite <- (exp_ln x Hx) at 1.
  replace (ln x) with (ln x / 2 + ln x / 2) at 1 by field. rewrite exp_plus.
  apply sqrt_square, Rlt_le, exp_pos.
Qed.

(* exp (-logit(beta)/2) = sqrt ((1-beta)/beta) *)
Lemma exp_half_neg_logit : forall beta, 0 < beta < 1 ->
  exp (- logit beta / 2) = sqrt ((1 - beta) / beta).
Proof.
  intros beta Hb. rewrite <- exp_half_ln by (apply Rdiv_lt_0_compat; lra). do 2 f_equal.
  unfold logit. rewrite <- ln_Rinv by (apply Rdiv_lt_0_compat; lra). f_equal. field. lra.
Qed.

Theorem a4_eps_old_sech_form : forall beta a b, 0 < beta < 1 ->
  eps_old beta (normal a) (normal b) =
    / 2 * sqrt ((1 - beta) / beta) * exp (- (b - a) ^ 2 / 8) * S0 (- logit beta) (b - a).
Proof.
  intros beta a b Hb. rewrite a1_eps_old_logistic_normal, kernel_sech_form by exact Hb.
  rewrite <- exp_half_neg_logit by exact Hb.
  replace (- logit beta - (b - a) ^ 2 / 2 + (b - a) ^ 2 / 2) with (- logit beta) by ring.
  rewrite (Rmult_assoc (/ 2) (exp _) (exp _)), <- exp_plus. do 3 f_equal. field.
Qed.

(* both sides of A4 at once, for a separation delta > 0 *)
Theorem a4_two_sided : forall beta a b, 0 < beta < 1 -> a < b ->
  let lam := - logit beta in let delta := b - a in
  let A3 := / 2 * sqrt ((1 - beta) / beta) * exp (- delta ^ 2 / 8) in
  A3 * (2 / sqrt (4 + delta ^ 2) * exp (- (lam ^ 2 / (2 * (4 + delta ^ 2)))))
    <= eps_old beta (normal a) (normal b)
    <= A3 * Rmin 1 (sqrt (2 * PI) / delta).
Proof.
  intros beta a b Hb Hab lam delta A3. rewrite a4_eps_old_sech_form by exact Hb.
  fold delta. fold lam. fold A3.
  assert (0 <= A3).
  { unfold A3. apply Rmult_le_pos; [|apply Rlt_le, exp_pos].
    apply Rmult_le_pos; [lra|apply sqrt_pos]. }
  split; apply Rmult_le_compat_l; trivial.
  - apply a4_sech_moment_lower.
  - apply a4_sech_moment_upper. unfold delta. lra.
Qed.
