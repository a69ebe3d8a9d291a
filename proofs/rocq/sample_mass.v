(* The old mass of samples: claim H3.

   Samples with log-likelihood ratios l_i (a list of numbers): the log-likelihood of the weight is
   concave on [0,1], strictly if some l_i is not 0; 0 is a maximiser exactly if the mean of exp l_i
   is at most 1, and 1 exactly if that of exp (- l_i) is. One sample of m_b: the score has mean 0
   and second moment D(b)/(b(1-b)); an unbiased estimate from one sample has at least its inverse as
   variance (Cramer and Rao), any two positive continuous densities on the line. Not here: estimates
   from more samples, and the variance of the maximiser in the limit. *)
Require Import Reals Lra Psatz List.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment divergence.
Import ListNotations.
Open Scope R_scope.

Fixpoint log_likelihood (ls : list R) (b : R) : R :=
  match ls with [] => 0 | l :: rest => ln (b * exp l + (1 - b)) + log_likelihood rest b end.

Fixpoint sum_exp (ls : list R) : R :=
  match ls with [] => 0 | l :: rest => exp l + sum_exp rest end.

Definition is_maximiser (f : R -> R) (b : R) : Prop := forall c, 0 <= c <= 1 -> f c <= f b.

Lemma likelihood_pos : forall l b, 0 <= b <= 1 -> 0 < b * exp l + (1 - b).
Proof.
  intros l b Hb. pose proof (exp_pos l). destruct (Req_dec b 1) as [->|Hn]; [lra|].
  assert (0 <= b * exp l) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma exp_ne_1 : forall l, l <> 0 -> exp l <> 1.
Proof. intros l Hl E. apply Hl. rewrite <- (ln_exp l), E. apply ln_1. Qed.

(** * Concavity *)

Lemma term_concave : forall l t x y, 0 < t < 1 -> 0 <= x <= 1 -> 0 <= y <= 1 ->
  let f b := ln (b * exp l + (1 - b)) in
  t * f x + (1 - t) * f y <= f (t * x + (1 - t) * y) /\
  (l <> 0 -> x <> y -> t * f x + (1 - t) * f y < f (t * x + (1 - t) * y)).
Proof.
  intros l t x y Ht Hx Hy f. unfold f.
  replace ((t * x + (1 - t) * y) * exp l + (1 - (t * x + (1 - t) * y)))
    with (t * (x * exp l + (1 - x)) + (1 - t) * (y * exp l + (1 - y))) by ring.
  destruct (ln_concave_strict t (x * exp l + (1 - x)) (y * exp l + (1 - y)) Ht
    (likelihood_pos l x Hx) (likelihood_pos l y Hy)) as [H1 H2].
  split; [exact H1|]. intros Hl Hxy. apply H2. intro E. apply Hxy.
  pose proof (exp_ne_1 l Hl). apply (Rmult_eq_reg_r (exp l - 1)); lra.
Qed.

Theorem h3_concave : forall ls t x y, 0 < t < 1 -> 0 <= x <= 1 -> 0 <= y <= 1 ->
  t * log_likelihood ls x + (1 - t) * log_likelihood ls y
    <= log_likelihood ls (t * x + (1 - t) * y) /\
  ((exists l, In l ls /\ l <> 0) -> x <> y ->
   t * log_likelihood ls x + (1 - t) * log_likelihood ls y
     < log_likelihood ls (t * x + (1 - t) * y)).
Proof.
  intros ls t x y Ht Hx Hy. induction ls as [|l ls [IH IHs]]; simpl.
  - split; [lra|]. intros (l & [] & _).
  - destruct (term_concave l t x y Ht Hx Hy) as [H1 H2]. split; [lra|].
    intros (l' & [<-|Hin] & Hl') Hxy; [specialize (H2 Hl' Hxy); lra|].
    specialize (IHs (ex_intro _ l' (conj Hin Hl')) Hxy). lra.
Qed.

(** * The ends *)

Lemma likelihood_at_0 : forall ls, log_likelihood ls 0 = 0.
Proof.
  induction ls as [|l ls IH]; simpl; [reflexivity|]. rewrite IH.
  replace (0 * exp l + (1 - 0)) with 1 by ring. rewrite ln_1. ring.
Qed.

Lemma likelihood_tangent : forall ls b, 0 <= b <= 1 ->
  log_likelihood ls b <= b * (sum_exp ls - INR (length ls)).
Proof.
  induction ls as [|l ls IH]; intros b Hb; [simpl; lra|]. specialize (IH b Hb).
  cbn [log_likelihood sum_exp length]. rewrite S_INR.
  pose proof (ln_le_linear _ (likelihood_pos l b Hb)). lra.
Qed.

Lemma likelihood_slope : forall ls,
  is_derive (log_likelihood ls) 0 (sum_exp ls - INR (length ls)).
Proof.
  induction ls as [|l ls IH].
  - simpl. rewrite Rminus_0_r. apply (is_derive_const (V := R_NormedModule)).
  - cbn [sum_exp length]. rewrite S_INR. evar_last.
    + apply (is_derive_plus (V := R_NormedModule) (fun b => ln (b * exp l + (1 - b)))
        (log_likelihood ls)); [|exact IH].
      instantiate (1 := exp l - 1). auto_derive; [lra|field; lra].
    + unfold plus; simpl. ring.
Qed.

Theorem h3_maximiser_0 : forall ls,
  is_maximiser (log_likelihood ls) 0 <-> sum_exp ls <= INR (length ls).
Proof.
  intro ls. split.
  - intro H. apply Rnot_lt_le. intro Hlt. set (s := sum_exp ls - INR (length ls)).
    assert (Hs : 0 < s) by (unfold s; lra). pose proof (likelihood_slope ls) as D. fold s in D.
    apply is_derive_Reals in D. destruct (D (s / 2) ltac:(lra)) as [[e He] HD]. simpl in HD.
    set (b := Rmin (e / 2) 1).
    assert (Hb : 0 < b <= 1) by (unfold b; split; [apply Rmin_glb_lt; lra|apply Rmin_r]).
    assert (Hbe : b <= e / 2) by apply Rmin_l.
    specialize (HD b ltac:(lra)). rewrite (Rabs_pos_eq b) in HD by lra.
    specialize (HD ltac:(lra)). rewrite Rplus_0_l in HD. apply Rabs_lt_between in HD.
    specialize (H b ltac:(lra)).
    assert ((log_likelihood ls b - log_likelihood ls 0) / b <= 0).
    { apply Rmult_le_reg_r with b; [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    lra.
  - intros H c Hc. rewrite likelihood_at_0. pose proof (likelihood_tangent ls c Hc).
    assert (c * (sum_exp ls - INR (length ls)) <= c * 0) by (apply Rmult_le_compat_l; lra). lra.
Qed.

(* exchanging the modes: l_i becomes - l_i and b becomes 1 - b *)
Lemma likelihood_reflect : forall ls b, 0 <= b <= 1 ->
  log_likelihood ls (1 - b)
  = log_likelihood (map Ropp ls) b + fold_right Rplus 0 ls.
Proof.
  intros ls b Hb. induction ls as [|l ls IH]; simpl; [ring|]. rewrite IH.
  replace ((1 - b) * exp l + (1 - (1 - b))) with (exp l * (b * exp (- l) + (1 - b))).
  - rewrite ln_mult, ln_exp; [ring|apply exp_pos|apply likelihood_pos, Hb].
  - rewrite exp_Ropp. pose proof (exp_pos l). field. lra.
Qed.

Theorem h3_maximiser_1 : forall ls,
  is_maximiser (log_likelihood ls) 1 <-> sum_exp (map Ropp ls) <= INR (length ls).
Proof.
  intro ls. rewrite <- (map_length Ropp ls), <- h3_maximiser_0. unfold is_maximiser.
  pose proof (likelihood_reflect ls 0 ltac:(lra)) as E0. rewrite Rminus_0_r in E0. split.
  - intros H c Hc. specialize (H (1 - c) ltac:(lra)).
    pose proof (likelihood_reflect ls c Hc) as Ec. lra.
  - intros H c Hc. specialize (H (1 - c) ltac:(lra)).
    pose proof (likelihood_reflect ls (1 - c) ltac:(lra)) as Ec.
    replace (1 - (1 - c)) with c in Ec by ring. lra.
Qed.

(** * The information of one sample *)

Definition score (b : R) (po pn : R -> R) (x : R) : R := (po x - pn x) / mix b po pn x.

Theorem h3_information : forall b po pn, density po -> density pn -> 0 < b < 1 ->
  (forall x, is_derive (fun c => ln (mix c po pn x)) b (score b po pn x)) /\
  is_line (fun x => mix b po pn x * score b po pn x) 0 /\
  is_line (fun x => mix b po pn x * score b po pn x ^ 2)
    (distinguishability b po pn / (b * (1 - b))).
Proof.
  intros b po pn Ho Hn Hb. assert (Hb' : 0 <= b <= 1) by lra.
  assert (Hm := mix_pos b po pn Ho Hn Hb'). split; [|split].
  - intro x. specialize (Hm x). unfold score, mix in *. auto_derive; [exact Hm|field; lra].
  - apply (line_ext (fun x => po x - pn x)).
    + intro x. specialize (Hm x). unfold score. field. lra.
    + apply (line_val _ (1 - 1)); [ring|]. apply line_minus; apply density_mass; assumption.
  - assert (Hbb : 0 < b * (1 - b)) by (apply Rmult_lt_0_compat; lra).
    apply (line_ext (fun x => / (b * (1 - b)) *
      (b * (1 - b) * ((po x - pn x) ^ 2 / mix b po pn x)))).
    + intro x. specialize (Hm x). unfold score. field. lra.
    + apply (line_val _ (/ (b * (1 - b)) * distinguishability b po pn)); [unfold Rdiv; ring|].
      apply line_scal, distinguishability_integral; assumption.
Qed.

(* T is unbiased for every weight: its mean is 1 under the old mode and 0 under the new one *)
Theorem h3_one_sample_bound : forall b po pn T v x0, density po -> density pn -> 0 < b < 1 ->
  po x0 <> pn x0 ->
  is_line (fun x => po x * T x) 1 -> is_line (fun x => pn x * T x) 0 ->
  is_line (fun x => mix b po pn x * (T x - b) ^ 2) v ->
  b * (1 - b) / distinguishability b po pn <= v.
Proof.
  intros b po pn T v x0 Ho Hn Hb Hx To Tn Hv. assert (Hb' : 0 <= b <= 1) by lra.
  assert (Hm := mix_pos b po pn Ho Hn Hb').
  destruct (h3_information b po pn Ho Hn Hb) as (_ & _ & HI).
  pose proof (distinguishability_pos b po pn x0 Ho Hn Hb Hx) as HD.
  assert (Hbb : 0 < b * (1 - b)) by (apply Rmult_lt_0_compat; lra).
  set (D := distinguishability b po pn) in *. set (s := b * (1 - b) / D).
  assert (Hs : 0 < s) by (apply Rdiv_lt_0_compat; assumption).
  (* 0 <= E (T - b - s u)^2 = v - 2 s + s^2 / s *)
  assert (H : is_line (fun x => mix b po pn x * (T x - b - s * score b po pn x) ^ 2)
    (v - 2 * s * (1 - 0 - b * (1 - 1)) + s ^ 2 * (D / (b * (1 - b))))).
  { apply (line_ext (fun x => mix b po pn x * (T x - b) ^ 2
      - 2 * s * (po x * T x - pn x * T x - b * (po x - pn x))
      + s ^ 2 * (mix b po pn x * score b po pn x ^ 2))).
    - intro x. specialize (Hm x). unfold score. field. lra.
    - apply line_plus; [|apply line_scal, HI]. apply line_minus; [exact Hv|].
      apply line_scal, line_minus; [apply line_minus; assumption|].
      apply line_scal, line_minus; apply density_mass; assumption. }
  apply line_nonneg in H.
  - replace (s ^ 2 * (D / (b * (1 - b)))) with s in H by (unfold s; field; lra). lra.
  - intro x. apply Rmult_le_pos; [apply Rlt_le, Hm|apply pow2_ge_0].
Qed.
