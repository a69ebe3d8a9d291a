(* Kullback-Leibler divergence between continuous positive densities on R: existence under a
   bounded density ratio, Gibbs' inequality (strict), and the elementary logarithm bounds used. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment.
Open Scope R_scope.

Definition kl (p q : R -> R) : R := line (fun x => p x * ln (p x / q x)).

(** * Logarithm bounds *)

Lemma ln_le_linear : forall x, 0 < x -> ln x <= x - 1.
Proof.
  intros x Hx. pose proof (exp_ineq1_le (ln x)) as H. rewrite exp_ln in H by exact Hx. lra.
Qed.

Lemma ln_lt_linear : forall x, 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros x Hx H1. assert (Hl : ln x <> 0).
  { intro H. apply H1. rewrite <- (exp_ln x Hx), H. apply exp_0. }
  pose proof (exp_ineq1 (ln x) Hl) as H. rewrite exp_ln in H by exact Hx. lra.
Qed.

Lemma ln_ge_linear : forall x, 0 < x -> 1 - / x <= ln x.
Proof.
  intros x Hx. pose proof (ln_le_linear (/ x) (Rinv_0_lt_compat x Hx)) as H.
  rewrite ln_Rinv in H by exact Hx. lra.
Qed.

(* |ln (1+u) - u| <= 2 u^2 for |u| <= 1/2 *)
Lemma ln_quadratic : forall u, Rabs u <= / 2 -> Rabs (ln (1 + u) - u) <= 2 * u ^ 2.
Proof.
  intros u Hu. apply Rabs_le_between in Hu.
  pose proof (ln_le_linear (1 + u) ltac:(lra)) as H1.
  pose proof (ln_ge_linear (1 + u) ltac:(lra)) as H2.
  assert (H3 : u - 2 * u ^ 2 <= 1 - / (1 + u)).
  { apply Rmult_le_reg_r with (1 + u); [lra|].
    replace ((1 - / (1 + u)) * (1 + u)) with u by (field; lra).
    assert (0 <= u * u * (1 + 2 * u)) by (apply Rmult_le_pos; nra). nra. }
  apply Rabs_le_between. pose proof (pow2_ge_0 u). lra.
Qed.

(* strict concavity of ln *)
Lemma ln_concave_strict : forall t a b, 0 < t < 1 -> 0 < a -> 0 < b ->
  t * ln a + (1 - t) * ln b <= ln (t * a + (1 - t) * b) /\
  (a <> b -> t * ln a + (1 - t) * ln b < ln (t * a + (1 - t) * b)).
Proof.
  intros t a b Ht Ha Hb. set (c := t * a + (1 - t) * b).
  assert (Hc : 0 < c) by (unfold c; nra).
  assert (Hln : forall y, 0 < y -> ln y = ln c + ln (y / c)).
  { intros y Hy. rewrite <- ln_mult; [|exact Hc|apply Rdiv_lt_0_compat; lra]. f_equal. field. lra. }
  pose proof (Rdiv_lt_0_compat a c Ha Hc) as Hac. pose proof (Rdiv_lt_0_compat b c Hb Hc) as Hbc.
  assert (Hsum : t * (a / c - 1) + (1 - t) * (b / c - 1) = 0) by (unfold c in *; field; lra).
  pose proof (ln_le_linear _ Hac). pose proof (ln_le_linear _ Hbc).
  rewrite (Hln a Ha), (Hln b Hb). split; [nra|]. intro Hab.
  assert (Hne : a / c <> 1).
  { intro H1. apply Hab. assert (a = c) by (apply (Rmult_eq_reg_r (/ c));
    [rewrite Rinv_r by lra; exact H1|
      apply Rinv_neq_0_compat; lra]). unfold c in *. nra. }
  pose proof (ln_lt_linear _ Hac Hne). nra.
Qed.

(** * Existence and Gibbs' inequality *)

Lemma kl_cont : forall p q, density p -> density q -> continuity (fun x => p x * ln (p x / q x)).
Proof.
  intros p q Hp Hq. pose proof (density_cont p Hp). pose proof (density_cont q Hq).
  apply cont_mult; [assumption|]. apply cont_ln.
  - intro x. apply Rdiv_lt_0_compat; apply density_pos; assumption.
  - cont. intro x. pose proof (density_pos q Hq x). lra.
Qed.

(* p ln (p/q) >= p - q, with equality only where p = q *)
Lemma kl_integrand_ge : forall a b, 0 < a -> 0 < b ->
  a - b <= a * ln (a / b) /\ (a <> b -> a - b < a * ln (a / b)).
Proof.
  intros a b Ha Hb. pose proof (Rdiv_lt_0_compat b a Hb Ha) as Hba.
  replace (ln (a / b)) with (- ln (b / a)).
  2: { rewrite <- ln_Rinv by exact Hba. f_equal. field. lra. }
  assert (Hm : a * (b / a - 1) = b - a) by (field; lra). split.
  - pose proof (ln_le_linear _ Hba). nra.
  - intro Hab. assert (b / a <> 1).
    { intro H. apply Hab. apply (Rmult_eq_reg_r (/ a)); [|apply Rinv_neq_0_compat; lra].
      rewrite Rinv_r by lra. symmetry. exact H. }
    pose proof (ln_lt_linear _ Hba H). nra.
Qed.

(* finite whenever p <= C q *)
Lemma kl_correct : forall p q C, density p -> density q -> (forall x, p x <= C * q x) ->
  is_line (fun x => p x * ln (p x / q x)) (kl p q).
Proof.
  intros p q C Hp Hq HC.
  assert (H : exists l, is_line (fun x => p x * ln (p x / q x)) l).
  { apply (line_ex _ (fun x => (Rabs (ln C) + 1) * p x + q x) ((Rabs (ln C) + 1) * 1 + 1)).
    - apply kl_cont; assumption.
    - intro x. pose proof (density_pos p Hp x) as H1. pose proof (density_pos q Hq x) as H2.
      specialize (HC x). destruct (kl_integrand_ge (p x) (q x) H1 H2) as [Hlo _].
      pose proof (Rdiv_lt_0_compat _ _ H1 H2) as Hr.
      assert (HrC : p x / q x <= C).
      { apply Rmult_le_reg_r with (q x); [exact H2|]. unfold Rdiv.
        rewrite Rmult_assoc, Rinv_l; lra. }
      assert (Hhi : ln (p x / q x) <= ln C) by (apply ln_le; assumption).
      pose proof (Rle_abs (ln C)). pose proof (Rabs_pos (ln C)).
      apply Rabs_le_between. split; nra.
    - apply line_plus; [apply line_scal|]; apply density_mass; assumption. }
  destruct H as [l Hl]. apply (line_correct _ l Hl).
Qed.

Theorem gibbs : forall p q l, density p -> density q ->
  is_line (fun x => p x * ln (p x / q x)) l -> 0 <= l.
Proof.
  intros p q l Hp Hq H. replace 0 with (1 - 1) by ring.
  apply (line_le (fun x => p x - q x) _ _ _) with (3 := H).
  - intro x. apply kl_integrand_ge; apply density_pos; assumption.
  - apply line_minus; apply density_mass; assumption.
Qed.

Theorem gibbs_strict : forall p q l x0, density p -> density q -> p x0 <> q x0 ->
  is_line (fun x => p x * ln (p x / q x)) l -> 0 < l.
Proof.
  intros p q l x0 Hp Hq Hx H. replace 0 with (1 - 1) by ring.
  apply (line_lt (fun x => p x - q x) _ _ _ x0) with (4 := H).
  - intro x. apply kl_integrand_ge; apply density_pos; assumption.
  - apply kl_integrand_ge; trivial; apply density_pos; assumption.
  - apply line_minus; apply density_mass; assumption.
Qed.

Lemma kl_refl : forall p, density p -> is_line (fun x => p x * ln (p x / p x)) 0.
Proof.
  intros p Hp. apply (line_ext (fun _ => 0)); [|apply line_zero].
  intro x. pose proof (density_pos p Hp x). unfold Rdiv. rewrite Rinv_r, ln_1 by lra. ring.
Qed.

Lemma kl_ext : forall p p' q q' l, (forall x, p x = p' x) -> (forall x, q x = q' x) ->
  is_line (fun x => p x * ln (p x / q x)) l -> is_line (fun x => p' x * ln (p' x / q' x)) l.
Proof.
  intros p p' q q' l Hp Hq. apply line_ext. intro x. rewrite Hp, Hq. reflexivity.
Qed.
