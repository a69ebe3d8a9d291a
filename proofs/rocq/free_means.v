(* All parameters free, unit variance, dimension one: claims B4 (the zero set of forward KL) and C1
   (the zero set of reverse KL). Gibbs' inequality turns KL = 0 into equality of two mixtures
   everywhere, and equality of the first three moments gives the parameters. KL's value l is a
   premise (it is finite anyway). Not here: dimension above one; B4's formula for the pull on the
   old mean. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line gaussian misassignment gaussian_modes divergence.
Open Scope R_scope.

(* a Gaussian mixture's raw moments *)
Lemma normal_raw_moments : forall c, is_line (fun z => normal c z * z) c /\
  is_line (fun z => normal c z * z ^ 2) (1 + c ^ 2) /\
    is_line (fun z => normal c z * z ^ 3) (3 * c + c ^ 3).
Proof.
  intro c.
  assert (M0 : is_line (fun z => normal c z) 1) by apply phi_shift_mass.
  assert (M1 : is_line (fun z => normal c z * (z - c)) 0)
    by apply (line_shift (fun z => phi z * z) 0 (- c)), phi_moment_1.
  assert (M2 : is_line (fun z => normal c z * (z - c) ^ 2) 1)
    by apply (line_shift (fun z => phi z * z ^ 2) 1 (- c)), phi_moment_2.
  assert (M3 : is_line (fun z => normal c z * (z - c) ^ 3) 0)
    by apply (line_shift (fun z => phi z * z ^ 3) 0 (- c)), phi_moment_3.
  split; [|split].
  - apply (line_val _ (0 + c * 1)); [ring|].
    apply (line_ext (fun z => normal c z * (z - c) + c * normal c z)); [intro; ring|].
    apply line_plus; [exact M1|apply line_scal, M0].
  - apply (line_val _ (1 + 2 * c * 0 + c ^ 2 * 1)); [ring|].
    apply (line_ext (fun z => normal c z * (z - c) ^ 2 + 2 * c * (normal c z * (z - c))
      + c ^ 2 * normal c z));
      [intro; ring|].
    apply line_plus; [apply line_plus; [exact M2|]|]; apply line_scal; assumption.
  - apply (line_val _ (0 + 3 * c * 1 + 3 * c ^ 2 * 0 + c ^ 3 * 1)); [ring|].
    apply (line_ext (fun z => normal c z * (z - c) ^ 3 + 3 * c * (normal c z * (z - c) ^ 2)
             + 3 * c ^ 2 * (normal c z * (z - c)) + c ^ 3 * normal c z)); [intro; ring|].
    apply line_plus; [apply line_plus; [apply line_plus; [exact M3|]|]|];
      apply line_scal; assumption.
Qed.

Lemma mix_raw_moments : forall beta a b,
  is_line (fun z => mix beta (normal a) (normal b) z * z) (beta * a + (1 - beta) * b) /\
  is_line (fun z => mix beta (normal a) (normal b) z * z ^ 2) (beta * (1 + a ^ 2)
    + (1 - beta) * (1 + b ^ 2)) /\
  is_line (fun z => mix beta (normal a) (normal b) z * z ^ 3)
    (beta * (3 * a + a ^ 3) + (1 - beta) * (3 * b + b ^ 3)).
Proof.
  intros beta a b. destruct (normal_raw_moments a) as (A1 & A2 & A3).
  destruct (normal_raw_moments b) as (B1 & B2 & B3).
  split; [|split].
  - apply (line_ext (fun z => beta * (normal a z * z) + (1 - beta) * (normal b z * z)));
    [intro; unfold mix; ring|].
    apply line_plus; apply line_scal; assumption.
  - apply (line_ext (fun z => beta * (normal a z * z ^ 2) + (1 - beta) * (normal b z * z ^ 2)));
      [intro; unfold mix; ring|]. apply line_plus; apply line_scal; assumption.
  - apply (line_ext (fun z => beta * (normal a z * z ^ 3) + (1 - beta) * (normal b z * z ^ 3)));
      [intro; unfold mix; ring|]. apply line_plus; apply line_scal; assumption.
Qed.

(* KL = 0 exactly when the densities agree everywhere *)
Lemma kl_zero_iff : forall p q l, density p -> density q ->
  is_line (fun x => p x * ln (p x / q x)) l -> (l = 0 <-> forall x, p x = q x).
Proof.
  intros p q l Hp Hq H. split.
  - intros Hl x. destruct (Req_dec (p x) (q x)) as [|Hne]; trivial. exfalso.
    pose proof (gibbs_strict p q l x Hp Hq Hne H). lra.
  - intro Heq. apply (line_unique _ _ _ H).
    apply (kl_ext p p p q); trivial. apply kl_refl, Hp.
Qed.

(* B4: every zero of forward KL has lost the old mode, wherever the old mode was *)
Theorem b4_zero_set : forall beta mo mn mun l, 0 <= beta <= 1 ->
  is_line (fun x => normal mun x * ln (normal mun x / mix beta (normal mo) (normal mn) x)) l ->
  (l = 0 <-> (beta = 0 /\ mn = mun) \/ (beta = 1 /\ mo = mun) \/ (mo = mun /\ mn = mun)).
Proof.
  intros beta mo mn mun l Hb Hl.
  assert (Hq : density (mix beta (normal mo) (normal mn))) by (apply mix_density;
    try apply normal_density; exact Hb).
  rewrite (kl_zero_iff _ _ l (normal_density mun) Hq Hl). split.
  - intro Heq. destruct (normal_raw_moments mun) as (N1 & N2 & _).
    destruct (mix_raw_moments beta mo mn) as (Q1 & Q2 & _).
    assert (E1 : mun = beta * mo + (1 - beta) * mn).
    { apply (line_unique _ _ _ N1). revert Q1. apply line_ext. intro z. rewrite Heq. reflexivity. }
    assert (E2 : 1 + mun ^ 2 = beta * (1 + mo ^ 2) + (1 - beta) * (1 + mn ^ 2)).
    { apply (line_unique _ _ _ N2). revert Q2. apply line_ext. intro z. rewrite Heq. reflexivity. }
    (* the mixture's excess variance vanishes *)
    assert (Hv : beta * (mo - mun) ^ 2 + (1 - beta) * (mn - mun) ^ 2 = 0) by nra.
    assert (V1 : 0 <= beta * (mo - mun) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    assert (V2 : 0 <= (1 - beta) * (mn - mun) ^ 2) by (apply Rmult_le_pos; [lra|apply pow2_ge_0]).
    assert (Z : forall k u, k * (u - mun) ^ 2 = 0 -> k = 0 \/ u = mun).
    { intros k u Hk. apply Rmult_integral in Hk. destruct Hk as [Hk|Hk]; [left; exact Hk|right].
      assert (u - mun = 0) by (apply Rsqr_0_uniq; unfold Rsqr; lra). lra. }
    destruct (Z beta mo ltac:(lra)) as [H1|H1];
      destruct (Z (1 - beta) mn ltac:(lra)) as [H2|H2]; lra.
  - intros [[-> ->]|[[-> ->]|[-> ->]]] x; unfold mix; ring.
Qed.

(* two unequal atoms are determined by their moments up to the order 3 *)
Lemma two_atoms : forall alpha A B beta a b, 0 < alpha < 1 -> A <> B -> 0 <= beta <= 1 ->
  beta * a + (1 - beta) * b = alpha * A + (1 - alpha) * B ->
  beta * a ^ 2 + (1 - beta) * b ^ 2 = alpha * A ^ 2 + (1 - alpha) * B ^ 2 ->
  beta * a ^ 3 + (1 - beta) * b ^ 3 = alpha * A ^ 3 + (1 - alpha) * B ^ 3 ->
  (beta = alpha /\ a = A /\ b = B) \/ (beta = 1 - alpha /\ a = B /\ b = A).
Proof.
  intros alpha A B beta a b Ha HAB Hb E1 E2 E3.
  (* the variance: beta (1-beta) (a-b)^2 = alpha (1-alpha) (A-B)^2 > 0 *)
  assert (Hvar : beta * (1 - beta) * (a - b) ^ 2 = alpha * (1 - alpha) * (A - B) ^ 2).
  { transitivity (beta * a ^ 2 + (1 - beta) * b ^ 2 - (beta * a + (1 - beta) * b) ^ 2); [ring|].
    rewrite E1, E2. ring. }
  assert (Hpos : 0 < alpha * (1 - alpha) * (A - B) ^ 2).
  { apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|apply pow2_gt_0; lra]. }
  assert (Hb0 : beta <> 0) by (intro H; rewrite H in Hvar; lra).
  assert (Hb1 : 1 - beta <> 0) by (intro H; rewrite H in Hvar; lra).
  assert (Hab : a - b <> 0) by (intro H; rewrite H in Hvar; lra).
  (* (t-A)(t-B) and t (t-A)(t-B) have mean 0 *)
  assert (P0 : beta * ((a - A) * (a - B)) + (1 - beta) * ((b - A) * (b - B)) = 0).
  { transitivity ((beta * a ^ 2 + (1 - beta) * b ^ 2) - (A + B) * (beta * a + (1 - beta) * b)
    + A * B); [ring|].
    rewrite E1, E2. ring. }
  assert (P1 : beta * (a * ((a - A) * (a - B))) + (1 - beta) * (b * ((b - A) * (b - B))) = 0).
  { transitivity ((beta * a ^ 3 + (1 - beta) * b ^ 3)
    - (A + B) * (beta * a ^ 2 + (1 - beta) * b ^ 2)
                  + A * B * (beta * a + (1 - beta) * b)); [ring|]. rewrite E1, E2, E3. ring. }
  assert (Qa : beta * (a - b) * ((a - A) * (a - B)) = 0).
  { transitivity (beta * (a * ((a - A) * (a - B))) + (1 - beta) * (b * ((b - A) * (b - B)))
      - b * (beta * ((a - A) * (a - B)) + (1 - beta) * ((b - A) * (b - B)))); [ring|].
        rewrite P0, P1. ring. }
  assert (Qb : (1 - beta) * (a - b) * ((b - A) * (b - B)) = 0).
  { transitivity (a * (beta * ((a - A) * (a - B)) + (1 - beta) * ((b - A) * (b - B)))
      - (beta * (a * ((a - A) * (a - B))) + (1 - beta) * (b * ((b - A) * (b - B))))); [ring|].
        rewrite P0, P1. ring. }
  assert (HaAB : a = A \/ a = B).
  { apply Rmult_integral in Qa. destruct Qa as [Qa|Qa]; apply Rmult_integral in Qa; [tauto|]. lra. }
  assert (HbAB : b = A \/ b = B).
  { apply Rmult_integral in Qb. destruct Qb as [Qb|Qb]; apply Rmult_integral in Qb; [tauto|]. lra. }
  assert (HABz : A - B <> 0) by lra.
  destruct HaAB as [Ea|Ea]; destruct HbAB as [Eb|Eb]; rewrite Ea, Eb in *;
    try (exfalso; apply Hab; ring).
  - left. split; [|split; reflexivity]. apply (Rmult_eq_reg_r (A - B)); [lra|exact HABz].
  - right. split; [|split; reflexivity]. apply (Rmult_eq_reg_r (B - A)); lra.
Qed.

(* C1: reverse KL vanishes exactly at the target's parameters, up to the label swap *)
Theorem c1_global_optimum : forall alpha beta muo mun mo mn l, 0 < alpha < 1 -> muo <> mun ->
  0 <= beta <= 1 ->
  is_line (fun x => mix beta (normal mo) (normal mn) x *
    ln (mix beta (normal mo) (normal mn) x / mix alpha (normal muo) (normal mun) x)) l ->
  0 <= l /\
  (l = 0 <-> (beta = alpha /\ mo = muo /\ mn = mun) \/ (beta = 1 - alpha /\ mo = mun /\ mn = muo)).
Proof.
  intros alpha beta muo mun mo mn l Ha Hmu Hb Hl.
  assert (Hq : density (mix beta (normal mo) (normal mn))) by (apply mix_density;
    try apply normal_density; exact Hb).
  assert (Hp : density (mix alpha (normal muo) (normal mun)))
    by (apply mix_density; try apply normal_density; lra).
  split; [exact (gibbs _ _ l Hq Hp Hl)|].
  rewrite (kl_zero_iff _ _ l Hq Hp Hl). split.
  - intro Heq. destruct (mix_raw_moments beta mo mn) as (Q1 & Q2 & Q3).
    destruct (mix_raw_moments alpha muo mun) as (T1 & T2 & T3).
    assert (E : forall h u v, is_line (fun z => mix beta (normal mo) (normal mn) z * h z) u ->
              is_line (fun z => mix alpha (normal muo) (normal mun) z * h z) v -> u = v).
    { intros h u v Hu Hv. apply (line_unique _ _ _ Hu). revert Hv. apply line_ext.
      intro z. rewrite Heq. reflexivity. }
    pose proof (E _ _ _ Q1 T1) as E1. pose proof (E _ _ _ Q2 T2) as E2.
    pose proof (E _ _ _ Q3 T3) as E3.
    apply two_atoms; trivial; lra.
  - intros [(-> & -> & ->)|(-> & -> & ->)] x; unfold mix; ring.
Qed.
