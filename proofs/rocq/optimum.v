(* All parameters free in R^d, unit covariance: claims B4 (the zero set of forward KL) and C1 (the
   zero set of reverse KL), for every dimension d.

   KL is the iterated integral over R^d ([is_space]) of q ln (q/p); its value l is a premise here
   (product.v shows that it exists, and gives it in closed form). Gibbs' inequality in R^d turns
   KL = 0 into equality of two mixtures everywhere. Along a line through the origin both are sums
   of exponentials; their derivatives at 0 give the moments of the projected means, which
   determine them as in dimension one, and the projections that keep the target's two means apart
   determine the vectors. Not here: B4's formula for the pull on the old mean; covariances that
   differ. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line gaussian free_means euclid reduction space.
Open Scope R_scope.

(* the same vector of R^d *)
Definition same (d : nat) (x y : nat -> R) : Prop := forall i, (i < d)%nat -> x i = y i.

(* KL (q || p) of two densities on R^d *)
Definition is_kl_space (d : nat) (q p : (nat -> R) -> R) (l : R) : Prop :=
  is_space d (fun x => q x * ln (q x / p x)) l.

Lemma normal_d_same : forall d a b x, same d a b -> normal_d d a x = normal_d d b x.
Proof.
  intros d a b x H. unfold normal_d. do 4 f_equal. apply dot_ext; intros; rewrite H; trivial.
Qed.

(** * Sums of exponentials *)

Lemma exponentials_derive : forall A B C D a b c e,
  (forall t, A * exp (t * a) + B * exp (t * b) = C * exp (t * c) + D * exp (t * e)) ->
  forall t, A * a * exp (t * a) + B * b * exp (t * b)
    = C * c * exp (t * c) + D * e * exp (t * e).
Proof.
  intros A B C D a b c e H t.
  assert (H1 : is_derive (fun t => A * exp (t * a) + B * exp (t * b)) t
    (A * a * exp (t * a) + B * b * exp (t * b))) by (auto_derive; [trivial|ring]).
  assert (H2 : is_derive (fun t => C * exp (t * c) + D * exp (t * e)) t
    (C * c * exp (t * c) + D * e * exp (t * e))) by (auto_derive; [trivial|ring]).
  apply (is_derive_ext _ _ _ _ H) in H1. apply is_derive_unique in H1, H2.
  exact (eq_trans (eq_sym H1) H2).
Qed.

Lemma exponentials_moment : forall n A B C D a b c e,
  (forall t, A * exp (t * a) + B * exp (t * b) = C * exp (t * c) + D * exp (t * e)) ->
  A * a ^ n + B * b ^ n = C * c ^ n + D * e ^ n.
Proof.
  induction n as [|n IH]; intros A B C D a b c e H.
  - specialize (H 0). rewrite !Rmult_0_l, exp_0 in H. simpl. lra.
  - pose proof (IH _ _ _ _ _ _ _ _ (exponentials_derive _ _ _ _ _ _ _ _ H)) as E.
    simpl. lra.
Qed.

(** * Mixtures along a line *)

Definition line_weight (d : nat) (c : nat -> R) : R := exp (- dot d c c / 2).

Lemma normal_d_along : forall d c v t, normal_d d c (fun i => t * v i) =
  exp (- (t ^ 2 * dot d v v) / 2) / sqrt (2 * PI) ^ d
    * (line_weight d c * exp (t * dot d v c)).
Proof.
  intros d c v t. unfold normal_d, line_weight.
  assert (E : dot d (fun i => t * v i - c i) (fun i => t * v i - c i)
              = t ^ 2 * dot d v v - 2 * (t * dot d v c) + dot d c c).
  { induction d as [|d IH]; simpl; [ring|]. rewrite IH. simpl. ring. }
  rewrite E.
  replace (- (t ^ 2 * dot d v v - 2 * (t * dot d v c) + dot d c c) / 2)
    with (- (t ^ 2 * dot d v v) / 2 + (- dot d c c / 2 + t * dot d v c)) by field.
  rewrite !exp_plus. unfold Rdiv. ring.
Qed.

Lemma mixtures_along : forall d w a b w' a' b' v,
  (forall x, mix_d d w a b x = mix_d d w' a' b' x) -> forall n,
  w * line_weight d a * dot d v a ^ n + (1 - w) * line_weight d b * dot d v b ^ n
  = w' * line_weight d a' * dot d v a' ^ n + (1 - w') * line_weight d b' * dot d v b' ^ n.
Proof.
  intros d w a b w' a' b' v H n. apply exponentials_moment. intro t.
  specialize (H (fun i => t * v i)). unfold mix_d in H. rewrite !normal_d_along in H.
  assert (Hg : 0 < exp (- (t ^ 2 * dot d v v) / 2) / sqrt (2 * PI) ^ d)
    by (apply Rdiv_lt_0_compat; [apply exp_pos|apply pow_lt, sqrt2PI_pos]).
  set (g := exp (- (t ^ 2 * dot d v v) / 2) / sqrt (2 * PI) ^ d) in *.
  apply (Rmult_eq_reg_l g); lra.
Qed.

Lemma line_weight_pos : forall d c, 0 < line_weight d c.
Proof. intros. apply exp_pos. Qed.

Lemma line_weight_same : forall d a b, same d a b -> line_weight d a = line_weight d b.
Proof. intros d a b H. unfold line_weight. do 3 f_equal. apply dot_ext; exact H. Qed.

(** * From projections to vectors *)

(* Every projection v that keeps A and B apart sends (a, b) to the images of (A, B) in this order
   or the other, the order told by the weights w = w1 or w = w2. If one such projection is of the
   first kind, a = A and b = B. *)
Lemma projections_identify : forall d (a b A B v0 : nat -> R) (first second : Prop),
  (forall v, dot d v A <> dot d v B ->
     (first /\ dot d v a = dot d v A /\ dot d v b = dot d v B) \/
     (second /\ dot d v a = dot d v B /\ dot d v b = dot d v A)) ->
  0 < dot d v0 (fun i => B i - A i) ->
  dot d v0 a = dot d v0 A -> dot d v0 b = dot d v0 B -> same d a A /\ same d b B.
Proof.
  intros d a b A B v0 first second H Hgap Ha Hb. rewrite dot_minus_r in Hgap.
  set (g := dot d v0 B - dot d v0 A) in *.
  assert (K : forall i, (i < d)%nat -> a i = A i /\ b i = B i).
  { intros i Hi. set (s := Rabs (B i - A i) + Rabs (a i - B i)).
    assert (Hs : 0 <= s) by (apply Rplus_le_le_0_compat; apply Rabs_pos).
    set (e := g / (1 + s)).
    assert (He : 0 < e) by (apply Rdiv_lt_0_compat; lra).
    assert (Hes : e * s < g).
    { replace g with (e * (1 + s)) by (unfold e; field; lra). lra. }
    assert (Hsmall : forall y, Rabs y <= s -> e * y < g /\ - g < e * y).
    { intros y Hy. apply Rabs_le_between in Hy. split.
      - assert (e * y <= e * s) by (apply Rmult_le_compat_l; lra). lra.
      - assert (e * - s <= e * y) by (apply Rmult_le_compat_l; lra). lra. }
    pose proof (Rabs_pos (B i - A i)) as P1. pose proof (Rabs_pos (a i - B i)) as P2.
    destruct (Hsmall (B i - A i) ltac:(unfold s; lra)) as [_ S1].
    destruct (Hsmall (a i - B i) ltac:(unfold s; lra)) as [S2 _].
    assert (Hdot : forall x, dot d (move v0 i e) x = dot d v0 x + e * x i).
    { intro x. rewrite dot_sym, dot_move, dot_sym by exact Hi. ring. }
    destruct (H (move v0 i e)) as [(_ & E1 & E2)|(_ & E1 & E2)]; rewrite !Hdot in *.
    - unfold g in *. lra.
    - split; apply (Rmult_eq_reg_l e); lra.
    - exfalso. unfold g in *. lra. }
  split; intros i Hi; apply K, Hi.
Qed.

Lemma two_projections : forall d alpha beta muo mun mo mn v, 0 < alpha < 1 -> 0 <= beta <= 1 ->
  (forall x, mix_d d beta mo mn x = mix_d d alpha muo mun x) ->
  dot d v muo <> dot d v mun ->
  (beta * line_weight d mo = alpha * line_weight d muo
    /\ dot d v mo = dot d v muo /\ dot d v mn = dot d v mun) \/
  (beta * line_weight d mo = (1 - alpha) * line_weight d mun
    /\ dot d v mo = dot d v mun /\ dot d v mn = dot d v muo).
Proof.
  intros d alpha beta muo mun mo mn v Ha Hb E Hv.
  pose proof (mixtures_along d _ _ _ _ _ _ v E) as M.
  pose proof (M 0%nat) as M0. pose proof (M 1%nat) as M1. pose proof (M 2%nat) as M2.
  pose proof (M 3%nat) as M3. clear M.
  pose proof (line_weight_pos d mo). pose proof (line_weight_pos d mn).
  pose proof (line_weight_pos d muo). pose proof (line_weight_pos d mun).
  set (A1 := beta * line_weight d mo) in *. set (A2 := (1 - beta) * line_weight d mn) in *.
  set (B1 := alpha * line_weight d muo) in *. set (B2 := (1 - alpha) * line_weight d mun) in *.
  assert (0 <= A1) by (apply Rmult_le_pos; lra). assert (0 <= A2) by (apply Rmult_le_pos; lra).
  assert (0 < B1) by (apply Rmult_lt_0_compat; lra).
  assert (0 < B2) by (apply Rmult_lt_0_compat; lra).
  rewrite !pow_O, !Rmult_1_r in M0.
  assert (HA2 : 1 - A1 / (A1 + A2) = A2 / (A1 + A2)) by (field; lra).
  assert (HB2 : 1 - B1 / (A1 + A2) = B2 / (A1 + A2)) by (rewrite M0; field; lra).
  assert (N : forall p q r s, A1 * p + A2 * q = B1 * r + B2 * s ->
    A1 / (A1 + A2) * p + (1 - A1 / (A1 + A2)) * q
    = B1 / (A1 + A2) * r + (1 - B1 / (A1 + A2)) * s).
  { intros p q r s Hp. rewrite HA2, HB2. apply (Rmult_eq_reg_l (A1 + A2)); [|lra].
    transitivity (A1 * p + A2 * q); [field; lra|]. rewrite Hp. field. lra. }
  assert (Hq : forall y, 0 <= y -> 0 <= y / (A1 + A2))
    by (intros y Hy; apply Rmult_le_pos; [exact Hy|apply Rlt_le, Rinv_0_lt_compat; lra]).
  assert (Hp : forall y, 0 < y -> 0 < y / (A1 + A2))
    by (intros y Hy; apply Rdiv_lt_0_compat; lra).
  rewrite !pow_1 in M1.
  destruct (two_atoms (B1 / (A1 + A2)) (dot d v muo) (dot d v mun) (A1 / (A1 + A2))
    (dot d v mo) (dot d v mn)) as [(W & X & Y)|(W & X & Y)]; try (apply N; assumption).
  - pose proof (Hp B1 ltac:(lra)). pose proof (Hp B2 ltac:(lra)). lra.
  - exact Hv.
  - pose proof (Hq A1 ltac:(lra)). pose proof (Hq A2 ltac:(lra)). lra.
  - left. split; [|split; assumption].
    replace A1 with (A1 / (A1 + A2) * (A1 + A2)) by (field; lra). rewrite W. field. lra.
  - right. split; [|split; assumption].
    replace A1 with (A1 / (A1 + A2) * (A1 + A2)) by (field; lra). rewrite W, HB2. field. lra.
Qed.

(* two mixtures agree everywhere exactly when their parameters do, up to the label swap *)
Theorem c1_mixtures_identified : forall d alpha beta muo mun mo mn, 0 < alpha < 1 ->
  0 < dist d muo mun -> 0 <= beta <= 1 ->
  ((forall x, mix_d d beta mo mn x = mix_d d alpha muo mun x) <->
   (beta = alpha /\ same d mo muo /\ same d mn mun) \/
   (beta = 1 - alpha /\ same d mo mun /\ same d mn muo)).
Proof.
  intros d alpha beta muo mun mo mn Ha Hd Hb. split.
  - intro E. set (v0 := fun i => mun i - muo i).
    assert (Hgap : 0 < dot d v0 v0).
    { rewrite <- norm2_sq. unfold dist in Hd. fold v0 in Hd. nra. }
    assert (Hv0 : dot d v0 muo <> dot d v0 mun).
    { unfold v0 at 2 in Hgap. rewrite dot_minus_r in Hgap. lra. }
    assert (H := fun v => two_projections d alpha beta muo mun mo mn v Ha Hb E).
    destruct (H v0 Hv0) as [(W & X & Y)|(W & X & Y)].
    + left. destruct (projections_identify d mo mn muo mun v0 _ _ H Hgap X Y) as [S1 S2].
      split; [|split; assumption]. rewrite (line_weight_same d mo muo S1) in W.
      pose proof (line_weight_pos d muo). apply (Rmult_eq_reg_r (line_weight d muo)); lra.
    + right.
      destruct (projections_identify d mn mo muo mun v0
        (beta * line_weight d mo = (1 - alpha) * line_weight d mun)
        (beta * line_weight d mo = alpha * line_weight d muo)) with (2 := Hgap) as [S1 S2];
        trivial.
      { intros v Hv. destruct (H v Hv) as [(? & ? & ?)|(? & ? & ?)]; [right|left]; auto. }
      split; [|split; assumption]. rewrite (line_weight_same d mo mun S2) in W.
      pose proof (line_weight_pos d mun). apply (Rmult_eq_reg_r (line_weight d mun)); lra.
  - intros [(-> & S1 & S2)|(-> & S1 & S2)] x; unfold mix_d;
      rewrite (normal_d_same d _ _ x S1), (normal_d_same d _ _ x S2); ring.
Qed.

(* C1: reverse KL vanishes exactly at the target's parameters, up to the label swap *)
Theorem c1_global_optimum_space : forall d alpha beta muo mun mo mn l, 0 < alpha < 1 ->
  0 < dist d muo mun -> 0 <= beta <= 1 ->
  is_kl_space d (mix_d d beta mo mn) (mix_d d alpha muo mun) l ->
  0 <= l /\
  (l = 0 <-> (beta = alpha /\ same d mo muo /\ same d mn mun) \/
             (beta = 1 - alpha /\ same d mo mun /\ same d mn muo)).
Proof.
  intros d alpha beta muo mun mo mn l Ha Hd Hb Hl.
  rewrite <- (c1_mixtures_identified d alpha beta muo mun mo mn Ha Hd Hb).
  apply (space_gibbs d); trivial; try apply mix_d_reads; try apply mix_d_mass;
    intro x; apply mix_d_positive; lra.
Qed.

(* B4: every zero of forward KL has lost the old mode, wherever the old mode was *)
Theorem b4_zero_set_space : forall d beta mo mn mun l, 0 <= beta <= 1 ->
  is_kl_space d (normal_d d mun) (mix_d d beta mo mn) l ->
  0 <= l /\
  (l = 0 <-> (beta = 0 /\ same d mn mun) \/ (beta = 1 /\ same d mo mun) \/
             (same d mo mun /\ same d mn mun)).
Proof.
  intros d beta mo mn mun l Hb Hl.
  destruct (space_gibbs d (normal_d d mun) (mix_d d beta mo mn) l) as [H0 Hz]; trivial.
  { apply normal_d_reads. } { apply mix_d_reads. } { intro; apply normal_d_pos. }
  { intro; apply mix_d_positive; exact Hb. } { apply normal_d_mass. } { apply mix_d_mass. }
  split; [exact H0|]. rewrite Hz. clear Hz. split.
  - intro E.
    assert (E' : forall x, mix_d d beta mo mn x = mix_d d 1 mun mun x)
      by (intro x; rewrite <- E; unfold mix_d; ring).
    pose proof (line_weight_pos d mo) as Po. pose proof (line_weight_pos d mn) as Pn.
    assert (Z : forall i, (i < d)%nat ->
      beta * line_weight d mo * (mo i - mun i) ^ 2 = 0 /\
      (1 - beta) * line_weight d mn * (mn i - mun i) ^ 2 = 0).
    { intros i Hi. pose proof (mixtures_along d _ _ _ _ _ _ (unit_vector i) E') as M.
      pose proof (M 0%nat) as M0. pose proof (M 1%nat) as M1. pose proof (M 2%nat) as M2.
      rewrite !dot_unit in M0, M1, M2 by exact Hi. rewrite !pow_O in M0. rewrite !pow_1 in M1.
      set (A1 := beta * line_weight d mo) in *. set (A2 := (1 - beta) * line_weight d mn) in *.
      assert (0 <= A1 * (mo i - mun i) ^ 2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
      assert (0 <= A2 * (mn i - mun i) ^ 2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
      assert (A1 * (mo i - mun i) ^ 2 + A2 * (mn i - mun i) ^ 2 = 0).
      { transitivity ((A1 * mo i ^ 2 + A2 * mn i ^ 2) - 2 * mun i * (A1 * mo i + A2 * mn i)
          + mun i ^ 2 * (A1 * 1 + A2 * 1)); [ring|]. rewrite M0, M1, M2. ring. }
      lra. }
    assert (K : forall k m, 0 <= k -> (forall i, (i < d)%nat -> k * (m i - mun i) ^ 2 = 0) ->
      k = 0 \/ same d m mun).
    { intros k m Hk Hm. destruct (Req_dec k 0) as [|Hk0]; [left; assumption|right].
      intros i Hi. destruct (Rmult_integral _ _ (Hm i Hi)) as [|Hi0]; [lra|].
      assert (m i - mun i = 0) by (apply Rsqr_0_uniq; unfold Rsqr; lra). lra. }
    destruct (K (beta * line_weight d mo) mo) as [Zo|So];
      [apply Rmult_le_pos; lra|intros i Hi; apply Z, Hi| |];
    destruct (K ((1 - beta) * line_weight d mn) mn) as [Zn|Sn];
      try (apply Rmult_le_pos; lra); try (intros i Hi; apply Z, Hi);
    try (apply Rmult_integral in Zo; destruct Zo as [Zo|Zo]; [|lra]);
    try (apply Rmult_integral in Zn; destruct Zn as [Zn|Zn]; [|lra]);
    [lra|left; split; assumption|right; left; split; [lra|assumption]|right; right];
    split; assumption.
  - intros [[-> S]|[[-> S]|[S1 S2]]] x; unfold mix_d.
    + rewrite (normal_d_same d _ _ x S). ring.
    + rewrite (normal_d_same d _ _ x S). ring.
    + rewrite (normal_d_same d _ _ x S1), (normal_d_same d _ _ x S2). ring.
Qed.
