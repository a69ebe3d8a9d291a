(* Replay under reverse KL: claims C9, C10, C11.

   q is the learner's density, po the old mode, b = (1-rho) q + rho po the sampling density, w = q/b
   the importance weight (not differentiated). C9: reweighted expectations under b are expectations
   under q, for every integrand h (in particular the population gradient's). C10: w <= 1/(1-rho),
   the second moment of w, and of any reweighted estimator, is inflated by at most 1/(1-rho). C11: N
   independent component labels; the probability that none is the old one, computed by summing the
   product probability over all label sequences. *)
Require Import Reals Lra Psatz List.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line misassignment.
Import ListNotations.
Open Scope R_scope.

Definition sampling (rho : R) (q po : R -> R) : R -> R := mix rho po q.
Definition weight (rho : R) (q po : R -> R) (x : R) : R := q x / sampling rho q po x.

Lemma sampling_pos : forall rho q po, density q -> density po -> 0 <= rho < 1 ->
  forall x, 0 < sampling rho q po x.
Proof. intros. apply mix_pos; trivial. lra. Qed.

Theorem c9_replay_unbiased : forall rho q po h l, density q -> density po -> 0 <= rho < 1 ->
  is_line (fun x => q x * h x) l ->
  is_line (fun x => sampling rho q po x * (weight rho q po x * h x)) l.
Proof.
  intros rho q po h l Hq Ho Hr. apply line_ext. intro x.
  pose proof (sampling_pos rho q po Hq Ho Hr x). unfold weight. field. lra.
Qed.

Theorem c10_bounded_weight : forall rho q po x, density q -> density po -> 0 <= rho < 1 ->
  0 < weight rho q po x <= / (1 - rho).
Proof.
  intros rho q po x Hq Ho Hr. pose proof (sampling_pos rho q po Hq Ho Hr x) as Hb.
  pose proof (density_pos q Hq x) as H1. pose proof (density_pos po Ho x) as H2.
  unfold weight. split; [apply Rdiv_lt_0_compat; assumption|].
  apply Rmult_le_reg_r with ((1 - rho) * sampling rho q po x); [apply Rmult_lt_0_compat; lra|].
  replace (q x / sampling rho q po x * ((1 - rho) * sampling rho q po x)) with ((1 - rho) * q x)
    by (field; lra).
  replace (/ (1 - rho) * ((1 - rho) * sampling rho q po x)) with (sampling rho q po x)
    by (field; lra).
  unfold sampling, mix. nra.
Qed.

(* second moment of the reweighted estimator of E_q[h], against that of h under q *)
Theorem c10_second_moment : forall rho q po h l, density q -> density po -> 0 <= rho < 1 ->
  continuity h -> is_line (fun x => q x * h x ^ 2) l ->
  exists m, is_line (fun x => sampling rho q po x * (weight rho q po x * h x) ^ 2) m /\
            0 <= m <= / (1 - rho) * l.
Proof.
  intros rho q po h l Hq Ho Hr Hh Hl.
  assert (Hpt : forall x, 0 <= sampling rho q po x * (weight rho q po x * h x) ^ 2
                            <= / (1 - rho) * (q x * h x ^ 2)).
  { intro x. pose proof (sampling_pos rho q po Hq Ho Hr x) as Hb.
    destruct (c10_bounded_weight rho q po x Hq Ho Hr) as [Hw0 Hw].
    pose proof (density_pos q Hq x). pose proof (pow2_ge_0 (h x)).
    replace (sampling rho q po x * (weight rho q po x * h x) ^ 2)
      with (weight rho q po x * (q x * h x ^ 2)) by (unfold weight; field; lra).
    assert (0 <= q x * h x ^ 2) by (apply Rmult_le_pos; lra).
    split; [apply Rmult_le_pos; lra|apply Rmult_le_compat_r; lra]. }
  assert (Hc : continuity (fun x => sampling rho q po x * (weight rho q po x * h x) ^ 2)).
  { pose proof (density_cont q Hq). pose proof (density_cont po Ho).
    assert (continuity (sampling rho q po)) by (apply mix_cont; assumption).
    unfold weight. cont. intro x. pose proof (sampling_pos rho q po Hq Ho Hr x). lra. }
  destruct (line_ex_nonneg _ _ _ Hc Hpt (line_scal _ _ _ Hl)) as [m Hm].
  exists m. split; [exact Hm|]. split.
  - apply (line_nonneg _ m) with (2 := Hm). intro x. apply Hpt.
  - apply (line_le _ _ _ _) with (2 := Hm) (3 := line_scal _ _ _ Hl). intro x. apply Hpt.
Qed.

(* h = 1: E_b[w^2] <= 1/(1-rho) *)
Theorem c10_weight_second_moment : forall rho q po, density q -> density po -> 0 <= rho < 1 ->
  exists m, is_line (fun x => sampling rho q po x * weight rho q po x ^ 2) m /\
    0 <= m <= / (1 - rho).
Proof.
  intros rho q po Hq Ho Hr.
  destruct (c10_second_moment rho q po (fun _ => 1) 1 Hq Ho Hr (cont_const 1)) as [m [Hm Hb]].
  - apply (line_ext q); [intro; ring|apply density_mass, Hq].
  - exists m. rewrite Rmult_1_r in Hb. split; [|exact Hb].
    revert Hm. apply line_ext. intro x. ring.
Qed.

(** * C11: starvation *)

(* all sequences of n labels; true = old mode *)
Fixpoint labels (n : nat) : list (list bool) :=
  match n with
  | O => [[]]
  | S k => map (cons true) (labels k) ++ map (cons false) (labels k)
  end.

(* probability of a sequence of independent labels, each old with probability p *)
Fixpoint seq_prob (p : R) (l : list bool) : R :=
  match l with [] => 1 | c :: l' => (if c then p else 1 - p) * seq_prob p l' end.

Definition sum (l : list R) : R := fold_right Rplus 0 l.

(* probability of an event about a batch of n labels *)
Definition batch_prob (p : R) (n : nat) (event : list bool -> bool) : R :=
  sum (map (fun l => if event l then seq_prob p l else 0) (labels n)).

Definition no_old (l : list bool) : bool := forallb negb l.

Lemma sum_app : forall l m, sum (l ++ m) = sum l + sum m.
Proof. induction l as [|a l IH]; intro m; simpl; [|rewrite IH]; ring. Qed.

Lemma sum_scal : forall A (f : A -> R) c l, sum (map (fun a => c * f a) l) = c * sum (map f l).
Proof. induction l as [|a l IH]; simpl; [|rewrite IH]; ring. Qed.

Lemma batch_total : forall p n, batch_prob p n (fun _ => true) = 1.
Proof.
  intros p n. unfold batch_prob. induction n as [|n IH]; simpl; [ring|].
  change (sum (map (seq_prob p) (labels n)) = 1) in IH.
  rewrite map_app, !map_map, sum_app. simpl. rewrite !(sum_scal _ (seq_prob p)), IH. ring.
Qed.

Lemma batch_no_old : forall p n, batch_prob p n no_old = (1 - p) ^ n.
Proof.
  intros p n. unfold batch_prob. induction n as [|n IH]; simpl; [ring|].
  rewrite map_app, !map_map, sum_app. simpl.
  rewrite (map_ext (fun x => if no_old x then (1 - p) * seq_prob p x else 0)
             (fun x => (1 - p) * (if no_old x then seq_prob p x else 0))).
  2: { intro l. destruct (no_old l); ring. }
  rewrite sum_scal, IH.
  replace (sum (map (fun _ : list bool => 0) (labels n))) with 0; [ring|].
  clear IH. induction (labels n) as [|a l IHl]; simpl; [|rewrite <- IHl]; ring.
Qed.

(* without replay a draw is old with probability beta; with replay, with probability rho + (1-rho)
   beta *)
Theorem c11_starvation : forall beta rho n,
  batch_prob beta n no_old = (1 - beta) ^ n /\
  batch_prob (rho + (1 - rho) * beta) n no_old = ((1 - rho) * (1 - beta)) ^ n.
Proof.
  intros beta rho n. rewrite !batch_no_old. split; [reflexivity|]. f_equal. ring.
Qed.
