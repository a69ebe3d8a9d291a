(* SDFT: claims D1, D2, D3.

   D1: the teacher's density is a sequence of functions t_k with t_{k+1} = (1-r) t_k + r ((1-a) s_k
   + a m) pointwise, s_k the student, m the demonstrator, M linear on a class of functions that
   holds them (the mass below a point, an instance proved here, or that of the labelled component).
   Exact geometric law when s_k = t_k, and the two limsup bounds with a tracking error. D2: the
   linearised 2x2 system's roots: real, negative iff a > 0, the slow rate's two bounds. That the
   polynomial is the characteristic polynomial of the flow in each Hessian eigendirection is proved
   for the 2x2 matrix; the linearisation itself is not. D3: the drift bound (1 + r/a) sup (forcing)
   in R^d, with C3's gradient towards the teacher. *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line kernel euclid restoring_force drift.
Open Scope R_scope.

(** * D1 *)

(* M is linear on a class V of functions that is closed under sums and multiples; both only look at
   values *)
Definition linear_functional (V : (R -> R) -> Prop) (M : (R -> R) -> R) : Prop :=
  (forall f g, (forall x, f x = g x) -> V f -> V g /\ M f = M g) /\
  (forall c f, V f -> V (fun x => c * f x) /\ M (fun x => c * f x) = c * M f) /\
  (forall f g, V f -> V g -> V (fun x => f x + g x) /\ M (fun x => f x + g x) = M f + M g).

(* an instance: the mass below c, of the functions that have one *)
Definition has_mass_below (c : R) (f : R -> R) : Prop :=
  exists l, is_RInt_gen f (Rbar_locally m_infty) (at_point c) l.
Definition mass_below (c : R) (f : R -> R) : R := RInt_gen f (Rbar_locally m_infty) (at_point c).

Definition ema_step (r a : R) (teacher student demo : R -> R) (x : R) : R :=
  (1 - r) * teacher x + r * ((1 - a) * student x + a * demo x).

Lemma ema_mass : forall V M r a T S D T', linear_functional V M -> V T -> V S -> V D ->
  (forall x, T' x = ema_step r a T S D x) ->
  V T' /\ M T' = (1 - r) * M T + r * ((1 - a) * M S + a * M D).
Proof.
  intros V M r a T S D T' (Hext & Hs & Hp) VT VS VD H.
  destruct (Hs (1 - a) S VS) as [V1 E1]. destruct (Hs a D VD) as [V2 E2].
  destruct (Hp _ _ V1 V2) as [V3 E3]. destruct (Hs r _ V3) as [V4 E4].
  destruct (Hs (1 - r) T VT) as [V5 E5]. destruct (Hp _ _ V5 V4) as [V6 E6].
  destruct (Hext _ T' (fun x => eq_sym (H x)) V6) as [V7 E7].
  split; [exact V7|]. rewrite <- E7. unfold ema_step.
  rewrite E6, E5, E4, E3, E1, E2. reflexivity.
Qed.

Lemma d1_mass_below : forall c, linear_functional (has_mass_below c) (mass_below c).
Proof.
  intro c. split; [|split].
  - intros f g H [l Hl].
    assert (Hg : is_RInt_gen g (Rbar_locally m_infty) (at_point c) l).
    { apply (is_RInt_gen_ext f g); [|exact Hl].
      apply filter_forall. intros p x _. apply H. }
    split; [exists l; exact Hg|]. unfold mass_below.
    rewrite (is_RInt_gen_unique _ _ Hl), (is_RInt_gen_unique _ _ Hg). reflexivity.
  - intros k f [l Hl]. pose proof (is_RInt_gen_scal f k l Hl) as H.
    split; [exists (scal k l); exact H|]. unfold mass_below.
    pose proof (is_RInt_gen_unique _ _ H) as E.
    change (RInt_gen (fun x => k * f x) (Rbar_locally m_infty) (at_point c) = k * l) in E.
    rewrite E, (is_RInt_gen_unique _ _ Hl). reflexivity.
  - intros f g [lf Hf] [lg Hg]. pose proof (is_RInt_gen_plus f g lf lg Hf Hg) as H.
    split; [exists (plus lf lg); exact H|]. unfold mass_below.
    pose proof (is_RInt_gen_unique _ _ H) as E.
    change (RInt_gen (fun x => f x + g x) (Rbar_locally m_infty) (at_point c) = lf + lg) in E.
    rewrite E, (is_RInt_gen_unique _ _ Hf), (is_RInt_gen_unique _ _ Hg). reflexivity.
Qed.

Lemma teacher_in : forall V M r a (t : nat -> R -> R) demo, linear_functional V M ->
  V (t 0%nat) -> V demo ->
  (forall k x, t (S k) x = ema_step r a (t k) (t k) demo x) -> forall k, V (t k).
Proof.
  intros V M r a t demo HM V0 VD Hstep k. induction k as [|k IH]; [exact V0|].
  apply (ema_mass V M r a (t k) (t k) demo (t (S k)) HM IH IH VD (Hstep k)).
Qed.

Theorem d1_geometric_mass : forall V M r a (t : nat -> R -> R) demo,
  linear_functional V M -> V (t 0%nat) -> V demo ->
  (forall k x, t (S k) x = ema_step r a (t k) (t k) demo x) ->
  forall k, M (t k) - M demo = (1 - r * a) ^ k * (M (t 0%nat) - M demo).
Proof.
  intros V M r a t demo HM V0 VD Hstep k.
  pose proof (teacher_in V M r a t demo HM V0 VD Hstep) as Vt.
  induction k as [|k IH]; [simpl; ring|].
  destruct (ema_mass V M r a (t k) (t k) demo (t (S k)) HM (Vt k) (Vt k) VD (Hstep k)) as [_ E].
  rewrite E. simpl pow. rewrite (Rmult_assoc (1 - r * a)), <- IH. ring.
Qed.

(* 0 < r a <= 1: the old mass returns to the demonstrator's; a = 0: nothing moves *)
Theorem d1_return : forall V M r a (t : nat -> R -> R) demo,
  linear_functional V M -> V (t 0%nat) -> V demo ->
  (forall k x, t (S k) x = ema_step r a (t k) (t k) demo x) ->
  (0 < r * a <= 1 -> is_lim_seq (fun k => M (t k)) (M demo)) /\
  (a = 0 -> forall k, M (t k) = M (t 0%nat)).
Proof.
  intros V M r a t demo HM V0 VD Hstep. pose proof (d1_geometric_mass V M r a t demo HM V0 VD Hstep)
    as H. split.
  - intro Hra. apply (is_lim_seq_ext (fun k => M demo + (1 - r * a) ^ k * (M (t 0%nat) - M demo))).
    { intro k. rewrite <- H. ring. }
    replace (Finite (M demo)) with (Rbar_plus (M demo) (Rbar_mult 0 (M (t 0%nat) - M demo)))
      by (simpl; f_equal; ring).
    apply is_lim_seq_plus'; [apply is_lim_seq_const|].
    apply (is_lim_seq_mult' _ (fun _ => M (t 0%nat) - M demo) 0); [|apply is_lim_seq_const].
    apply is_lim_seq_geom. apply Rabs_lt_between. lra.
  - intros -> k. specialize (H k). rewrite Rmult_0_r, Rminus_0_r, pow1 in H. lra.
Qed.

(* tracking error at most e in mass *)
Theorem d1_tracking : forall V M r a e (t s : nat -> R -> R) demo,
  linear_functional V M -> V (t 0%nat) -> (forall k, V (s k)) -> V demo ->
  0 < r -> 0 < a <= 1 -> r * a <= 1 -> r <= 1 -> 0 <= e ->
  (forall k x, t (S k) x = ema_step r a (t k) (s k) demo x) ->
  (forall k, Rabs (M (s k) - M (t k)) <= e) ->
  (forall k, Rabs (M (t k) - M demo) <=
     (1 - r * a) ^ k * Rabs (M (t 0%nat) - M demo) + (1 - a) * e / a) /\
  Rbar_le (LimSup_seq (fun k => Rabs (M (t k) - M demo))) ((1 - a) * e / a) /\
  Rbar_le (LimSup_seq (fun k => Rabs (M (s k) - M demo))) (e / a).
Proof.
  intros V M r a e t s demo HM V0 Vs VD Hr Ha Hra Hr1 He Hstep Htrack.
  assert (Vt : forall k, V (t k)).
  { induction k as [|k IH]; [exact V0|].
    apply (ema_mass V M r a (t k) (s k) demo (t (S k)) HM IH (Vs k) VD (Hstep k)). }
  set (c := Rabs (M (t 0%nat) - M demo)).
  assert (Hfix : 0 <= (1 - a) * e / a) by (apply Rdiv_le_0_compat; [apply Rmult_le_pos|]; lra).
  assert (Hbound : forall k, Rabs (M (t k) - M demo) <= (1 - r * a) ^ k * c + (1 - a) * e / a).
  { induction k as [|k IH]; [simpl; fold c; lra|].
    rewrite (proj2 (ema_mass V M r a (t k) (s k) demo (t (S k)) HM (Vt k) (Vs k) VD (Hstep k))).
    replace ((1 - r) * M (t k) + r * ((1 - a) * M (s k) + a * M demo) - M demo)
      with ((1 - r * a) * (M (t k) - M demo) + r * (1 - a) * (M (s k) - M (t k))) by ring.
    eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    rewrite (Rabs_pos_eq (1 - r * a)), (Rabs_pos_eq r), (Rabs_pos_eq (1 - a)) by lra.
    specialize (Htrack k).
    apply Rle_trans with ((1 - r * a) * ((1 - r * a) ^ k * c + (1 - a) * e / a) + r * (1 - a) * e).
    - apply Rplus_le_compat; apply Rmult_le_compat_l; trivial; [lra|apply Rmult_le_pos; lra].
    - right. simpl. field. lra. }
  assert (Hpow : is_lim_seq (fun k => (1 - r * a) ^ k * c) 0).
  { replace (Finite 0) with (Finite (0 * c)) by (f_equal; ring).
    apply (is_lim_seq_mult' _ (fun _ => c) 0); [|apply is_lim_seq_const].
    apply is_lim_seq_geom. apply Rabs_lt_between.
    assert (0 < r * a) by (apply Rmult_lt_0_compat; lra). lra. }
  assert (Hsup : forall (u : nat -> R) y, (forall k, u k <= (1 - r * a) ^ k * c + y) ->
            Rbar_le (LimSup_seq u) y).
  { intros u y Hu.
    assert (Hl : is_lim_seq (fun k => (1 - r * a) ^ k * c + y) y).
    { replace (Finite y) with (Finite (0 + y)) by (f_equal; ring).
      apply is_lim_seq_plus'; [exact Hpow|apply is_lim_seq_const]. }
    rewrite <- (is_LimSup_seq_unique _ _ (is_lim_LimSup_seq _ _ Hl)).
    apply LimSup_le. exists 0%nat. intros n _. apply Hu. }
  split; [exact Hbound|]. split; [apply Hsup, Hbound|].
  apply Hsup. intro k. specialize (Hbound k). specialize (Htrack k).
  replace (e / a) with (e + (1 - a) * e / a) by (field; lra).
  pose proof (Rabs_triang (M (s k) - M (t k)) (M (t k) - M demo)) as Htri.
  replace (M (s k) - M (t k) + (M (t k) - M demo)) with (M (s k) - M demo) in Htri by ring. lra.
Qed.

(** * D2 *)

(* theta' = - h (theta - T), T' = r (theta - T) - a T around the common fixed point 0: an
   exponential solution (x, y) exp(s t) with (x, y) <> 0 exists iff s is a root (h > 0). *)
Theorem d2_characteristic : forall h r a s, 0 < h ->
  ((exists x y, (x <> 0 \/ y <> 0) /\ s * x = - h * (x - y) /\ s * y = r * (x - y) - a * y) <->
   s ^ 2 + s * (h + r + a) + h * a = 0).
Proof.
  intros h r a s Hh. split.
  - intros (x & y & Hne & E1 & E2).
    assert (Hy : y = (s + h) * x / h) by (apply Rmult_eq_reg_l with h; [field_simplify; lra|lra]).
    assert (Hx : x <> 0).
    { intro Hx0. rewrite Hx0 in Hy. destruct Hne as [Hne|Hne]; [lra|]. apply Hne. rewrite Hy.
      field. lra. }
    apply Rmult_eq_reg_r with x; [|exact Hx]. rewrite Hy in E2.
    assert (Hk : (s * ((s + h) * x / h)) * h
      = (r * (x - (s + h) * x / h) - a * ((s + h) * x / h)) * h)
      by (rewrite E2; reflexivity).
    field_simplify in Hk; lra.
  - intro Hs. exists h, (s + h). split; [left; lra|]. split; nra.
Qed.

Theorem d2_roots_real : forall h r a, 0 < h -> 0 <= r -> 0 <= a ->
  0 <= (h + r + a) ^ 2 - 4 * (h * a).
Proof.
  intros h r a Hh Hr Ha.
  replace ((h + r + a) ^ 2 - 4 * (h * a)) with ((h - a) ^ 2 + r * (r + 2 * h + 2 * a)) by ring.
  pose proof (pow2_ge_0 (h - a)). assert (0 <= r * (r + 2 * h + 2 * a))
    by (apply Rmult_le_pos; lra). lra.
Qed.

Definition fast_root h r a := (- (h + r + a) - sqrt ((h + r + a) ^ 2 - 4 * (h * a))) / 2.
Definition slow_root h r a := (- (h + r + a) + sqrt ((h + r + a) ^ 2 - 4 * (h * a))) / 2.

(* the polynomial factors over the reals, so over the complex numbers it has no other root *)
Theorem d2_factorisation : forall h r a, 0 < h -> 0 <= r -> 0 <= a ->
  fast_root h r a <= slow_root h r a /\
  (forall s, s ^ 2 + s * (h + r + a) + h * a = (s - fast_root h r a) * (s - slow_root h r a)) /\
  (forall z : C, (z * z + z * RtoC (h + r + a) + RtoC (h * a))%C =
                 ((z - RtoC (fast_root h r a)) * (z - RtoC (slow_root h r a)))%C).
Proof.
  intros h r a Hh Hr Ha. pose proof (d2_roots_real h r a Hh Hr Ha) as Hd.
  pose proof (sqrt_sqrt _ Hd) as Hss. pose proof (sqrt_pos ((h + r + a) ^ 2 - 4 * (h * a))) as Hs0.
  unfold fast_root, slow_root. set (q := sqrt ((h + r + a) ^ 2 - 4 * (h * a))) in *.
  split; [lra|]. split.
  - intro s. nra.
  - intros [x y]. unfold RtoC, Cplus, Cminus, Copp, Cmult; simpl. f_equal; nra.
Qed.

Theorem d2_stable_iff : forall h r a, 0 < h -> 0 <= r -> 0 <= a ->
  ((forall s, s ^ 2 + s * (h + r + a) + h * a = 0 -> s < 0) <-> 0 < a).
Proof.
  intros h r a Hh Hr Ha. split.
  - intro H. destruct Ha as [|<-]; trivial. exfalso.
    assert (0 < 0); [|lra]. apply H. ring.
  - intros Ha0 s Hs. destruct (Rlt_or_le s 0) as [|Hs0]; trivial.
    assert (0 < h * a) by (apply Rmult_lt_0_compat; lra). nra.
Qed.

(* the slow rate is minus the larger root *)
Theorem d2_slow_rate : forall h r a, 0 < h -> 0 <= r -> 0 < a ->
  h * a / (h + r + a) <= - slow_root h r a < 2 * (h * a) / (h + r + a) \/
  (r = 0 /\ h = a /\ - slow_root h r a = 2 * (h * a) / (h + r + a)).
Proof.
  intros h r a Hh Hr Ha. pose proof (d2_roots_real h r a Hh Hr ltac:(lra)) as Hd.
  pose proof (sqrt_sqrt _ Hd) as Hss. pose proof (sqrt_pos ((h + r + a) ^ 2 - 4 * (h * a))) as Hs0.
  unfold slow_root. set (q := sqrt ((h + r + a) ^ 2 - 4 * (h * a))) in *. set (S := h + r + a) in *.
  assert (HS : 0 < S) by (unfold S; lra). assert (Hha : 0 < h * a)
    by (apply Rmult_lt_0_compat; lra).
  (* - slow = (S - q)/2 = 2 h a / (S + q), and 0 <= q < S *)
  assert (HqS : q < S) by nra.
  assert (Heq : - ((- S + q) / 2) = 2 * (h * a) / (S + q)).
  { apply Rmult_eq_reg_r with (2 * (S + q)); [|lra]. field_simplify; [|lra]. nra. }
  destruct (Req_dec q 0) as [Hq0|Hq0].
  - right. rewrite Heq. assert (Hz : (h - a) ^ 2 + r * (r + 2 * h + 2 * a) = 0).
    { replace ((h - a) ^ 2 + r * (r + 2 * h + 2 * a)) with (S ^ 2 - 4 * (h * a))
      by (unfold S; ring).
      rewrite <- Hss, Hq0. ring. }
    pose proof (pow2_ge_0 (h - a)). assert (0 <= r * (r + 2 * h + 2 * a))
      by (apply Rmult_le_pos; lra).
    assert (Hr0 : r = 0).
    { assert (Hr1 : r * (r + 2 * h + 2 * a) = 0) by lra. apply Rmult_integral in Hr1. lra. }
    assert (Hh0 : h - a = 0) by (apply Rsqr_0_uniq; unfold Rsqr; nra).
    repeat split; [exact Hr0|lra|]. rewrite Hq0, Rplus_0_r. reflexivity.
  - left. rewrite Heq. split.
    + apply Rmult_le_reg_r with (S * (S + q)); [apply Rmult_lt_0_compat; lra|].
      replace (h * a / S * (S * (S + q))) with (h * a * (S + q)) by (field; lra).
      replace (2 * (h * a) / (S + q) * (S * (S + q))) with (2 * (h * a) * S) by (field; lra). nra.
    + apply Rmult_lt_reg_r with (S * (S + q)); [apply Rmult_lt_0_compat; lra|].
      replace (2 * (h * a) / S * (S * (S + q))) with (2 * (h * a) * (S + q)) by (field; lra).
      replace (2 * (h * a) / (S + q) * (S * (S + q))) with (2 * (h * a) * S) by (field; lra). nra.
Qed.

(** * D3 *)

(* Both old means start at mu_o, the demonstrator's old mean is mu_o (correct). The student follows
   C3's gradient towards the teacher (weight w(t), means m_o^T(t), m_n^T(t)); the teacher's old mean
   relaxes towards the student at rate r and the demonstrator at rate a. F bounds the forcing;
   everything else (weights, both new means) may move in any way. *)
Theorem d3_drift_bound : forall d beta w muo (mo mn mT mnT : R -> nat -> R) r a F,
  0 <= r -> 0 < a ->
  (forall t, 0 <= t -> 0 < beta t < 1) -> (forall t, 0 <= t -> 0 < w t < 1) ->
  (forall t i, 0 <= t -> (i < d)%nat ->
     is_derive (fun s => mo s i) t (- c3_gradient d (beta t) (w t) (mT t) (mnT t) (mo t)
       (mn t) i)) ->
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
  intros d beta w muo mo mn mT mnT r a F Hr Ha Hb _ Hmo HmT H0 HT0 HF.
  apply (averaged_teacher_drift d beta (fun s => forcing d (beta s) (w s) (mT s) (mnT s)
    (mo s) (mn s))); trivial.
  - intros t Ht. specialize (Hb t Ht). lra.
  - intros t i Ht Hi. evar_last; [apply Hmo; trivial|]. unfold c3_gradient. ring.
  - intros t Ht. eapply Rle_trans; [apply forcing_bound|]. apply HF, Ht.
Qed.
