(* Extinction under training on own samples: claim C12.

   One EM step of the weight on N samples of the learner: the next weight is the mean of N
   responsibilities. [expect q n F] integrates F over n independent samples of q, one improper
   integral after the other. c12_step: the next weight has mean beta, and E[beta' (1 - beta')] =
   beta (1 - beta) (1 - D/N). c12_extinction: for every sequence of expectations of the weight
   (normalised, linear, monotone on [0, 1]) with these two properties at every step, the probability
   that the weight is at most eps tends to 1 - beta_0, for every eps in (0, 1). Not here: almost
   sure convergence of single trajectories; the construction of their measure. *)
Require Import Reals Lra Lia Psatz List.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment.
Import ListNotations.
Open Scope R_scope.

(** * One step *)

Fixpoint expect (q : R -> R) (n : nat) (F : list R -> R) : R :=
  match n with
  | O => F []
  | S k => line (fun x => q x * expect q k (fun l => F (x :: l)))
  end.

(* the sum of the responsibilities of a batch *)
Definition total (r : R -> R) (l : list R) : R := fold_right (fun x s => r x + s) 0 l.

Lemma r_old_bounds : forall beta po pn x, density po -> density pn -> 0 < beta < 1 ->
  0 < r_old beta po pn x < 1.
Proof.
  intros beta po pn x Ho Hn Hb. pose proof (density_pos po Ho x). pose proof (density_pos pn Hn x).
  pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hq. unfold r_old. split.
  - apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact Hq].
  - apply Rmult_lt_reg_r with (mix beta po pn x); [exact Hq|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r, Rmult_1_l by lra. unfold mix.
    assert (0 < (1 - beta) * pn x) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

Lemma r_old_mean : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  is_line (fun x => mix beta po pn x * r_old beta po pn x) beta.
Proof.
  intros beta po pn Ho Hn Hb. apply (line_val _ (beta * 1)); [ring|].
  apply (line_ext (fun x => beta * po x)).
  - intro x. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x). unfold r_old. field. lra.
  - apply line_scal, density_mass, Ho.
Qed.

(* q r^2 = beta p_o - q r (1 - r) *)
Lemma r_old_second : forall beta po pn, density po -> density pn -> 0 < beta < 1 ->
  is_line (fun x => mix beta po pn x * r_old beta po pn x ^ 2)
    (beta ^ 2 + beta * (1 - beta) * distinguishability beta po pn).
Proof.
  intros beta po pn Ho Hn Hb.
  pose proof (overlap_correct beta po pn Ho Hn ltac:(lra)) as HX.
  rewrite distinguishability_overlap by (trivial; lra).
  apply (line_val _ (beta * 1 - beta * (1 - beta) * overlap beta po pn)); [ring|].
  apply (line_ext (fun x => beta * po x - beta * (1 - beta) * (po x * pn x / mix beta po pn x))).
  - intro x. pose proof (mix_pos beta po pn Ho Hn ltac:(lra) x) as Hq.
    unfold r_old. unfold mix in *. field. lra.
  - apply line_minus; apply line_scal; [apply density_mass, Ho|exact HX].
Qed.

Lemma expect_ext : forall q n F G, (forall l, F l = G l) -> expect q n F = expect q n G.
Proof.
  intros q n. induction n as [|n IH]; intros F G H; simpl; [apply H|].
  assert (E : (fun x => q x * expect q n (fun l => F (x :: l)))
    = (fun x => q x * expect q n (fun l => G (x :: l)))).
  { apply FunctionalExtensionality.functional_extensionality. intro x. f_equal. apply IH.
    intro l. apply H. }
  rewrite E. reflexivity.
Qed.

(* a quadratic polynomial in the sum of n independent responsibilities, mean b and variance v each
   *)
Lemma expect_quadratic : forall q r b v, is_line q 1 -> is_line (fun x => q x * r x) b ->
  is_line (fun x => q x * r x ^ 2) (b ^ 2 + v) ->
  forall n c a, expect q n (fun l => c * (a + total r l) + (a + total r l) ^ 2) =
    c * (a + INR n * b) + ((a + INR n * b) ^ 2 + INR n * v).
Proof.
  intros q r b v H0 H1 H2 n. induction n as [|n IH]; intros c a.
  { simpl. ring. }
  simpl expect. rewrite S_INR. apply is_line_line.
  apply (line_ext (fun x => (c * (a + INR n * b) + (a + INR n * b) ^ 2 + INR n * v) * q x
           + ((c + 2 * (a + INR n * b)) * (q x * r x) + q x * r x ^ 2))).
  - intro x. rewrite (expect_ext q n _ (fun l => c * (a + r x + total r l)
    + (a + r x + total r l) ^ 2)).
    + rewrite IH. ring.
    + intro l. unfold total; simpl. fold (total r l). ring.
  - apply (line_val _ ((c * (a + INR n * b) + (a + INR n * b) ^ 2 + INR n * v) * 1
             + ((c + 2 * (a + INR n * b)) * b + (b ^ 2 + v)))); [ring|].
    apply line_plus; [apply line_scal, H0|]. apply line_plus; [apply line_scal, H1|exact H2].
Qed.

Lemma expect_linear : forall q r b, is_line q 1 -> is_line (fun x => q x * r x) b ->
  forall n c d a, expect q n (fun l => d + c * (a + total r l)) = d + c * (a + INR n * b).
Proof.
  intros q r b H0 H1 n. induction n as [|n IH]; intros c d a; [simpl; ring|].
  simpl expect. rewrite S_INR. apply is_line_line.
  apply (line_ext (fun x => (d + c * (a + INR n * b)) * q x + c * (q x * r x))).
  - intro x. rewrite (expect_ext q n _ (fun l => d + c * (a + r x + total r l)));
    [rewrite IH; ring|].
    intro l. unfold total; simpl. fold (total r l). ring.
  - apply (line_val _ ((d + c * (a + INR n * b)) * 1 + c * b)); [ring|].
    apply line_plus; apply line_scal; assumption.
Qed.

Lemma expect_scal_quadratic : forall q r b v, is_line q 1 -> is_line (fun x => q x * r x) b ->
  is_line (fun x => q x * r x ^ 2) (b ^ 2 + v) ->
  forall n k c a, expect q n (fun l => k * (c * (a + total r l) + (a + total r l) ^ 2)) =
    k * (c * (a + INR n * b) + ((a + INR n * b) ^ 2 + INR n * v)).
Proof.
  intros q r b v H0 H1 H2 n. induction n as [|n IH]; intros k c a; [simpl; ring|].
  simpl expect. rewrite S_INR. apply is_line_line.
  apply (line_ext (fun x => k * ((c * (a + INR n * b) + (a + INR n * b) ^ 2 + INR n * v) * q x
           + ((c + 2 * (a + INR n * b)) * (q x * r x) + q x * r x ^ 2)))).
  - intro x.
    rewrite (expect_ext q n _ (fun l => k * (c * (a + r x + total r l)
    + (a + r x + total r l) ^ 2))).
    + rewrite IH. ring.
    + intro l. unfold total; simpl. fold (total r l). ring.
  - apply (line_val _ (k * ((c * (a + INR n * b) + (a + INR n * b) ^ 2 + INR n * v) * 1
             + ((c + 2 * (a + INR n * b)) * b + (b ^ 2 + v))))); [ring|].
    apply line_scal, line_plus; [apply line_scal, H0|].
    apply line_plus; [apply line_scal, H1|exact H2].
Qed.

(* one EM step on N own samples *)
Theorem c12_step : forall beta po pn N, density po -> density pn -> 0 < beta < 1 -> (0 < N)%nat ->
  let next := fun l => total (r_old beta po pn) l / INR N in
  expect (mix beta po pn) N next = beta /\
  expect (mix beta po pn) N (fun l => next l * (1 - next l)) =
    beta * (1 - beta) * (1 - distinguishability beta po pn / INR N).
Proof.
  intros beta po pn N Ho Hn Hb HN next. assert (HNR : 0 < INR N) by (apply lt_0_INR, HN).
  pose proof (mix_mass beta po pn Ho Hn) as H0. pose proof (r_old_mean beta po pn Ho Hn Hb) as H1.
  pose proof (r_old_second beta po pn Ho Hn Hb) as H2. split.
  - rewrite (expect_ext _ N _ (fun l => 0 + / INR N * (0 + total (r_old beta po pn) l))).
    + rewrite (expect_linear _ _ beta H0 H1). field. lra.
    + intro l. unfold next. field. lra.
  - rewrite (expect_ext _ N _ (fun l => - / INR N ^ 2 * (- INR N * (0 + total (r_old beta po pn) l)
              + (0 + total (r_old beta po pn) l) ^ 2))).
    + rewrite (expect_scal_quadratic _ _ beta _ H0 H1 H2). field. lra.
    + intro l. unfold next. field. lra.
Qed.

(** * In the long run *)

(* an expectation of functions of a weight in [0, 1] *)
Definition expectation (E : (R -> R) -> R) : Prop :=
  E (fun _ => 1) = 1 /\
  (forall c f, E (fun b => c * f b) = c * E f) /\
  (forall f g, E (fun b => f b + g b) = E f + E g) /\
  (forall f g, (forall b, 0 <= b <= 1 -> f b <= g b) -> E f <= E g).

(* at most eps: lost *)
Definition lost (eps : R) (b : R) : R := if Rle_dec b eps then 1 else 0.

Lemma expectation_same : forall E f g, expectation E ->
  (forall b, 0 <= b <= 1 -> f b = g b) -> E f = E g.
Proof.
  intros E f g (_ & _ & _ & Hm) H. apply Rle_antisym; apply Hm; intros b Hb; rewrite (H b Hb); lra.
Qed.

(* (E w)^2 <= E w^2 *)
Lemma expectation_square : forall E w, expectation E -> E w ^ 2 <= E (fun b => w b ^ 2).
Proof.
  intros E w HE. destruct HE as (H1 & Hs & Hp & Hm). set (m := E w).
  assert (H : E (fun _ => 0 * 1) <= E (fun b => w b ^ 2 + (- (2 * m) * w b + m ^ 2 * 1))).
  { apply Hm. intros b _. pose proof (pow2_ge_0 (w b - m)). nra. }
  rewrite (Hs 0 (fun _ => 1)), (Hp (fun b => w b ^ 2)), (Hp (fun b => - (2 * m) * w b)), (Hs _ w),
    (Hs (m ^ 2) (fun _ => 1)), H1 in H. fold m in H. lra.
Qed.

(* e_(k+1) <= e_k - c e_k^2 brings e_k to zero *)
Lemma quadratic_decay : forall (e : nat -> R) c, 0 < c -> (forall k, 0 <= e k) ->
  (forall k, e (S k) <= e k - c * e k ^ 2) -> is_lim_seq e 0.
Proof.
  intros e c Hc He Hstep.
  assert (Hbound : forall k, c * INR k * e k ^ 2 <= e 0%nat - e k).
  { induction k as [|k IH]; [simpl; lra|]. rewrite S_INR. specialize (Hstep k).
    pose proof (He k) as E1. pose proof (He (S k)) as E2.
    assert (Hle : e (S k) <= e k) by (pose proof (pow2_ge_0 (e k)); nra).
    assert (Hsq : e (S k) ^ 2 <= e k ^ 2) by (apply pow_incr; lra).
    pose proof (pos_INR k) as Hk.
    assert (c * (INR k + 1) * e (S k) ^ 2 <= c * (INR k + 1) * e k ^ 2).
    { apply Rmult_le_compat_l; [|exact Hsq]. apply Rmult_le_pos; lra. }
    lra. }
  apply is_lim_seq_spec. intros [eps Heps]. simpl.
  destruct (nfloor_ex (e 0%nat / (c * eps ^ 2))) as [n Hn].
  { apply Rdiv_le_0_compat; [apply He|]. apply Rmult_lt_0_compat; [exact Hc|apply pow_lt, Heps]. }
  exists (S n). intros k Hk. rewrite Rminus_0_r, Rabs_pos_eq by apply He.
  apply Rnot_le_lt. intro Hle. specialize (Hbound k). pose proof (He k) as Ek.
  assert (Hkn : INR n + 1 <= INR k) by (rewrite <- S_INR; apply le_INR; lia).
  assert (Hce : 0 < c * eps ^ 2) by (apply Rmult_lt_0_compat; [exact Hc|apply pow_lt, Heps]).
  assert (Hlt : e 0%nat < c * eps ^ 2 * INR k).
  { apply Rlt_le_trans with (c * eps ^ 2 * (INR n + 1)).
    - replace (e 0%nat) with (c * eps ^ 2 * (e 0%nat / (c * eps ^ 2))) by (field; split; [lra|nra]).
      apply Rmult_lt_compat_l; [exact Hce|lra].
    - apply Rmult_le_compat_l; lra. }
  assert (Hsq : eps ^ 2 <= e k ^ 2) by (apply pow_incr; lra).
  pose proof (pos_INR k). assert (c * INR k * eps ^ 2 <= c * INR k * e k ^ 2).
  { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|exact Hsq]. }
  lra.
Qed.

(* the old mode is lost in the end with probability 1 - beta_0 *)
Theorem c12_extinction : forall (E : nat -> (R -> R) -> R) beta0 po pn x0 N eps,
  density po -> density pn -> po x0 <> pn x0 -> (0 < N)%nat -> 0 < eps < 1 ->
  (forall k, expectation (E k)) -> E 0%nat (fun b => b) = beta0 ->
  (forall k, E (S k) (fun b => b) = E k (fun b => b)) ->
  (forall k, E (S k) (fun b => b * (1 - b)) =
             E k (fun b => b * (1 - b) * (1 - distinguishability b po pn / INR N))) ->
  is_lim_seq (fun k => E k (lost eps)) (1 - beta0).
Proof.
  intros E beta0 po pn x0 N eps Ho Hn Hx HN Heps HE H0 Hmean Hdiv.
  assert (HNR : 0 < INR N) by (apply lt_0_INR, HN).
  pose proof (total_variation_pos po pn x0 Ho Hn Hx) as HT.
  set (c := 4 * total_variation po pn ^ 2 / INR N).
  assert (Hc : 0 < c) by (apply Rdiv_lt_0_compat; [pose proof (pow_lt _ 2 HT); lra|exact HNR]).
  set (w := fun b : R => b * (1 - b)). set (e := fun k => E k w).
  assert (Hid : forall k, E k (fun b => b) = beta0).
  { induction k as [|k IH]; [exact H0|]. rewrite Hmean. exact IH. }
  assert (He : forall k, 0 <= e k).
  { intro k. destruct (HE k) as (H1 & Hs & _ & Hm).
    replace 0 with (E k (fun _ => 0 * 1)) by (rewrite (Hs 0 (fun _ => 1)); ring).
    apply Hm. intros b Hb. unfold w. rewrite Rmult_0_l. apply Rmult_le_pos; lra. }
  assert (Hstep : forall k, e (S k) <= e k - c * e k ^ 2).
  { intro k. pose proof (HE k) as HEk. destruct (HE k) as (H1 & Hs & Hp & Hm). unfold e.
    change (E (S k) w) with (E (S k) (fun b => b * (1 - b))). rewrite Hdiv.
    pose proof (expectation_square (E k) w HEk) as Hsq.
    apply Rle_trans with (E k (fun b => w b + - c * w b ^ 2)).
    - apply Hm. intros b Hb. pose proof (distinguishability_ge_tv b po pn Ho Hn Hb) as HD.
      unfold w. assert (Hw : 0 <= b * (1 - b)) by (apply Rmult_le_pos; lra).
      assert (HDN : c * (b * (1 - b)) <= distinguishability b po pn / INR N).
      { unfold c, Rdiv. replace (4 * total_variation po pn ^ 2 * / INR N * (b * (1 - b)))
          with (4 * b * (1 - b) * total_variation po pn ^ 2 * / INR N) by ring.
        apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, HNR|exact HD]. }
      assert (b * (1 - b) * (c * (b * (1 - b)))
        <= b * (1 - b) * (distinguishability b po pn / INR N))
        by (apply Rmult_le_compat_l; assumption).
      lra.
    - rewrite (Hp w), (Hs (- c) (fun b => w b ^ 2)).
      assert (c * E k w ^ 2 <= c * E k (fun b => w b ^ 2)) by (apply Rmult_le_compat_l; lra). lra. }
  pose proof (quadratic_decay e c Hc He Hstep) as Hlim.
  (* (1 - b) - w/eps <= lost <= (1 - b) + w/(1 - eps) *)
  assert (Hlow : forall k, 1 - beta0 - / eps * e k <= E k (lost eps)).
  { intro k. destruct (HE k) as (H1 & Hs & Hp & Hm).
    replace (1 - beta0 - / eps * e k) with (E k (fun b => 1 + (-1 * b + - / eps * w b))).
    - apply Hm. intros b Hb. unfold lost, w. destruct (Rle_dec b eps) as [Hbe|Hbe].
      + assert (0 <= / eps * (b * (1 - b))).
        { apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat; lra|apply Rmult_le_pos; lra]. }
        lra.
      + replace (1 + (-1 * b + - / eps * (b * (1 - b)))) with ((1 - b) * (1 - b / eps))
        by (field; lra).
        assert (1 <= b / eps).
        { apply Rmult_le_reg_r with eps; [lra|]. unfold Rdiv.
          rewrite Rmult_assoc, Rinv_l by lra. lra. }
        assert (0 <= (1 - b) * (b / eps - 1)) by (apply Rmult_le_pos; lra). lra.
    - rewrite (Hp (fun _ => 1)), (Hp (fun b => -1 * b)), (Hs (-1) (fun b => b)),
      (Hs (- / eps) w), H1, Hid.
      unfold e. ring. }
  assert (Hhigh : forall k, E k (lost eps) <= 1 - beta0 + / (1 - eps) * e k).
  { intro k. destruct (HE k) as (H1 & Hs & Hp & Hm).
    replace (1 - beta0 + / (1 - eps) * e k) with (E k (fun b => 1 + (-1 * b + / (1 - eps) * w b))).
    - apply Hm. intros b Hb. unfold lost, w. destruct (Rle_dec b eps) as [Hbe|Hbe].
      + replace (1 + (-1 * b + / (1 - eps) * (b * (1 - b))))
        with (1 + b * ((1 - b) / (1 - eps) - 1)) by (field; lra).
        assert (1 <= (1 - b) / (1 - eps)).
        { apply Rmult_le_reg_r with (1 - eps); [lra|]. unfold Rdiv.
          rewrite Rmult_assoc, Rinv_l by lra. lra. }
        assert (0 <= b * ((1 - b) / (1 - eps) - 1)) by (apply Rmult_le_pos; lra). lra.
      + assert (0 <= / (1 - eps) * (b * (1 - b))).
        { apply Rmult_le_pos; [apply Rlt_le, Rinv_0_lt_compat; lra|apply Rmult_le_pos; lra]. }
        lra.
    - rewrite (Hp (fun _ => 1)), (Hp (fun b => -1 * b)), (Hs (-1) (fun b => b)),
      (Hs (/ (1 - eps)) w), H1, Hid.
      unfold e. ring. }
  apply (is_lim_seq_le_le (fun k => 1 - beta0 - / eps * e k) _ (fun k => 1 - beta0
    + / (1 - eps) * e k)).
  - intro k. split; [apply Hlow|apply Hhigh].
  - replace (Finite (1 - beta0)) with (Finite (1 - beta0 - / eps * 0)) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const|]. apply (is_lim_seq_scal_l e (/ eps) 0), Hlim.
  - replace (Finite (1 - beta0)) with (Finite (1 - beta0 + / (1 - eps) * 0)) by (f_equal; ring).
    apply is_lim_seq_plus'; [apply is_lim_seq_const|].
    apply (is_lim_seq_scal_l e (/ (1 - eps)) 0), Hlim.
Qed.
