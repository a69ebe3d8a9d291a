(* A linear restoring force plus a forcing, in R^d: the arguments behind claims C8, D3 and D4.

   [restoring_force]: if x' = - b(t) (x + f(t)) with b >= 0 and |f| <= F, and |x(0)| <= F, then |x|
   <= F for all time: nothing accumulates. b and f need not even be continuous. [first_exit]: if
   |x(0)| < r and the forcing is below r at every time when |x| = r, then |x| < r for all time.
   [averaged_teacher_drift]: the same for a student drawn to a teacher that is drawn to the student
   and to the origin (D3, D4). All are about a given differentiable trajectory; existence is not
   claimed. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow euclid.
Open Scope R_scope.

(* the square of the positive part is differentiable *)
Definition posq (u : R) : R := (Rmax u 0) ^ 2.

Lemma posq_derive : forall u, is_derive posq u (2 * Rmax u 0).
Proof.
  intro b. apply (derive_quadratic posq b _ 1 1); [lra|]. intros y _. unfold posq.
  apply Rabs_le_between. rewrite Rmult_1_r.
  pose proof (pow2_ge_0 y). pose proof (pow2_ge_0 b). pose proof (pow2_ge_0 (y - b)).
  unfold Rmax. destruct (Rle_dec y 0) as [Hy|Hy]; destruct (Rle_dec b 0) as [Hb|Hb];
    try apply Rnot_le_lt in Hy; try apply Rnot_le_lt in Hb; split; nra.
Qed.

Lemma restoring_force_upper : forall (y b g : R -> R) F T, 0 <= T ->
  (forall s, 0 <= s <= T -> is_derive y s (- b s * (y s + g s))) ->
  (forall s, 0 <= s <= T -> 0 <= b s) -> (forall s, 0 <= s <= T -> - g s <= F) ->
  y 0 <= F -> y T <= F.
Proof.
  intros y b g F T HT Hy Hb Hg H0.
  assert (H : - posq (y 0 - F) <= - posq (y T - F)).
  { apply (nondecreasing (fun s => - posq (y s - F))
             (fun s => - (- b s * (y s + g s) * (2 * Rmax (y s - F) 0))) 0 T HT).
    - intros s Hs. apply (is_derive_opp (V := R_NormedModule) (fun s => posq (y s - F))).
      apply (is_derive_comp posq (fun s => y s - F) s).
      + apply posq_derive.
      + evar_last.
        * apply (is_derive_minus (V := R_NormedModule) y (fun _ => F)); [apply Hy, Hs|].
          apply (is_derive_const (V := R_NormedModule)).
        * unfold minus, plus, opp, zero; simpl. ring.
    - intros s Hs. specialize (Hb s Hs). specialize (Hg s Hs).
      unfold Rmax. destruct (Rle_dec (y s - F) 0); [lra|].
      replace (- (- b s * (y s + g s) * (2 * (y s - F))))
        with (2 * (b s * ((y s + g s) * (y s - F)))) by ring.
      apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [exact Hb|]. apply Rmult_le_pos; lra. }
  unfold posq in H. rewrite (Rmax_right (y 0 - F) 0) in H by lra.
  destruct (Rle_lt_dec (y T) F) as [|Hlt]; trivial.
  rewrite (Rmax_left (y T - F) 0) in H by lra. nra.
Qed.

Theorem restoring_force_scalar : forall (y b g : R -> R) F T, 0 <= T ->
  (forall s, 0 <= s <= T -> is_derive y s (- b s * (y s + g s))) ->
  (forall s, 0 <= s <= T -> 0 <= b s) -> (forall s, 0 <= s <= T -> Rabs (g s) <= F) ->
  Rabs (y 0) <= F -> Rabs (y T) <= F.
Proof.
  intros y b g F T HT Hy Hb Hg H0. apply Rabs_le_between in H0. apply Rabs_le_between. split.
  - assert (- y T <= F); [|lra].
    apply (restoring_force_upper (fun s => - y s) b (fun s => - g s) F T); trivial; try lra.
    + intros s Hs. evar_last; [apply (is_derive_opp (V := R_NormedModule)), Hy, Hs|].
      unfold opp; simpl. ring.
    + intros s Hs. specialize (Hg s Hs). apply Rabs_le_between in Hg. lra.
  - apply (restoring_force_upper y b g F T); trivial; try lra.
    intros s Hs. specialize (Hg s Hs). apply Rabs_le_between in Hg. lra.
Qed.

Theorem restoring_force : forall d (x f : R -> nat -> R) (b : R -> R) F T, 0 <= T ->
  (forall s i, 0 <= s <= T -> (i < d)%nat ->
     is_derive (fun u => x u i) s (- b s * (x s i + f s i))) ->
  (forall s, 0 <= s <= T -> 0 <= b s) -> (forall s, 0 <= s <= T -> norm2 d (f s) <= F) ->
  norm2 d (x 0) <= F -> norm2 d (x T) <= F.
Proof.
  intros d x f b F T HT Hx Hb Hf H0.
  (* along the direction v = x(T) the scalar statement gives |x(T)|^2 <= |x(T)| F *)
  set (v := x T). pose proof (norm2_nonneg d v) as Hv.
  assert (H : Rabs (dot d v (x T)) <= norm2 d v * F).
  { apply (restoring_force_scalar (fun s => dot d v (x s)) b (fun s => dot d v (f s)) _ T); trivial.
    - intros s Hs. evar_last.
      + apply (dot_derive d v x (fun i => - b s * (x s i + f s i))). intros i Hi. apply Hx; trivial.
      + rewrite dot_scal_r, dot_plus_r. reflexivity.
    - intros s Hs. eapply Rle_trans; [apply cauchy_schwarz|]. apply Rmult_le_compat_l; auto.
    - eapply Rle_trans; [apply cauchy_schwarz|]. apply Rmult_le_compat_l; auto. }
  fold v in H. rewrite <- norm2_sq, Rabs_pos_eq in H by nra.
  destruct (Req_dec (norm2 d v) 0) as [He|He].
  - rewrite He. pose proof (norm2_nonneg d (x 0)). lra.
  - apply Rmult_le_reg_l with (norm2 d v); lra.
Qed.

(* a differentiable function with negative derivative was larger just before *)
Lemma larger_before : forall (n : R -> R) t l, is_derive n t l -> l < 0 ->
  exists e, 0 < e /\ forall s, t - e < s < t -> n t < n s.
Proof.
  intros n t l Hn Hl. apply is_derive_Reals in Hn.
  destruct (Hn (- l) ltac:(lra)) as [e He]. exists e. split; [apply cond_pos|].
  intros s Hs. specialize (He (s - t) ltac:(lra)).
  replace (t + (s - t)) with s in He by ring.
  assert (Hd : Rabs (s - t) < e) by (rewrite Rabs_left; lra).
  specialize (He Hd). apply Rabs_lt_between in He.
  assert (H : (n s - n t) / (s - t) < 0) by lra.
  assert (Hp : 0 < (n s - n t) / (s - t) * (s - t)) by nra.
  replace ((n s - n t) / (s - t) * (s - t)) with (n s - n t) in Hp by (field; lra). lra.
Qed.

(* the first time a continuous function reaches a level it starts below *)
Lemma first_time : forall (n : R -> R) c T, 0 <= T ->
  (forall s, 0 <= s <= T -> continuity_pt n s) -> n 0 < c -> c <= n T ->
  exists t, 0 < t <= T /\ n t = c /\ forall s, 0 <= s < t -> n s < c.
Proof.
  intros n c T HT Hc H0 HcT.
  destruct (completeness (fun s => 0 <= s <= T /\ forall u, 0 <= u <= s -> n u < c))
    as [t [Hub Hlub]].
  - exists T. intros s [Hs _]. lra.
  - exists 0. split; [lra|]. intros u Hu. replace u with 0 by lra. exact H0.
  - assert (Ht0 : 0 <= t).
    { apply Hub. split; [lra|]. intros u Hu. replace u with 0 by lra. exact H0. }
    assert (HtT : t <= T) by (apply Hlub; intros s [Hs _]; lra).
    assert (Hbelow : forall s, 0 <= s < t -> n s < c).
    { intros s Hs. apply Classical_Prop.NNPP. intro Hno.
      assert (t <= s); [|lra]. apply Hlub. intros u [Hu Hall]. apply Rnot_lt_le. intro Hsu.
      apply Hno, Hall. lra. }
    assert (Hnt : n t = c).
    { destruct (Rtotal_order (n t) c) as [Hlt|[Heq|Hgt]]; trivial; exfalso.
      - (* the level is not reached yet: the set reaches beyond t *)
        assert (Htlt : t < T) by (destruct (Req_dec t T) as [->|]; lra).
        destruct (Hc t ltac:(lra) (c - n t) ltac:(lra)) as [e [He Hball]].
        set (s := Rmin (t + e / 2) T).
        assert (Hs : t < s <= T) by (unfold s, Rmin; destruct (Rle_dec (t + e / 2) T); lra).
        assert (Hse : s <= t + e / 2) by apply Rmin_l.
        assert (s <= t); [|lra]. apply Hub. split; [lra|]. intros u Hu.
        destruct (Rlt_le_dec u t) as [Hut|Hut]; [apply Hbelow; lra|].
        destruct (Req_dec u t) as [->|Hne]; [exact Hlt|].
        specialize (Hball u). simpl in Hball. unfold R_dist in Hball.
        assert (Hb : Rabs (n u - n t) < c - n t).
        { apply Hball. split; [split; [exact I|lra]|]. rewrite Rabs_pos_eq; lra. }
        apply Rabs_lt_between in Hb. lra.
      - (* the level was passed before t *)
        assert (Htpos : 0 < t) by (destruct (Req_dec t 0) as [->|]; lra).
        destruct (Hc t ltac:(lra) (n t - c) ltac:(lra)) as [e [He Hball]].
        set (s := Rmax (t - e / 2) 0).
        assert (Hs : 0 <= s < t) by (unfold s, Rmax; destruct (Rle_dec (t - e / 2) 0); lra).
        assert (Hse : t - e / 2 <= s) by apply Rmax_l.
        specialize (Hball s). simpl in Hball. unfold R_dist in Hball.
        assert (Hb : Rabs (n s - n t) < n t - c).
        { apply Hball. split; [split; [exact I|lra]|]. rewrite Rabs_left; lra. }
        apply Rabs_lt_between in Hb. specialize (Hbelow s Hs). lra. }
    exists t. repeat split; trivial.
    destruct (Req_dec t 0) as [He|]; [rewrite He in Hnt|]; lra.
Qed.

Theorem first_exit : forall d (x f : R -> nat -> R) (b : R -> R) r,
  (forall s i, 0 <= s -> (i < d)%nat -> is_derive (fun u => x u i) s (- b s * (x s i + f s i))) ->
  (forall s, 0 <= s -> 0 < b s) ->
  (forall s, 0 <= s -> norm2 d (x s) = r -> norm2 d (f s) < r) ->
  norm2 d (x 0) < r -> forall T, 0 <= T -> norm2 d (x T) < r.
Proof.
  intros d x f b r Hx Hb Hf H0 T HT. apply Rnot_le_lt. intro HrT.
  set (n := fun s => dot d (x s) (x s)).
  pose proof (norm2_nonneg d (x 0)) as Hn0.
  assert (Hn : forall s, n s = norm2 d (x s) * norm2 d (x s)) by (intro s; symmetry;
    apply norm2_sq).
  assert (Hder : forall s, 0 <= s -> is_derive n s (- 2 * b s * (n s + dot d (x s) (f s)))).
  { intros s Hs. evar_last.
    - apply (dot_self_derive d x (fun i => - b s * (x s i + f s i)) s). intros i Hi.
      apply Hx; trivial.
    - rewrite dot_scal_r, dot_plus_r. unfold n. ring. }
  destruct (first_time n (r * r) T HT) as [t [Ht [Hnt Hbelow]]].
  - intros s Hs. apply continuity_pt_filterlim, (ex_derive_continuous n s). eexists.
    apply Hder. lra.
  - rewrite Hn. nra.
  - rewrite Hn. nra.
  - (* at the first exit |x| = r, the forcing is below r, so |x|^2 was larger just before *)
    assert (Hr : norm2 d (x t) = r).
    { pose proof (norm2_nonneg d (x t)). rewrite Hn in Hnt. nra. }
    pose proof (Hf t ltac:(lra) Hr) as Hft. pose proof (Hb t ltac:(lra)) as Hbt.
    pose proof (cauchy_schwarz d (x t) (f t)) as Hcs. apply Rabs_le_between in Hcs.
    rewrite Hr in Hcs.
    assert (Hneg : - 2 * b t * (n t + dot d (x t) (f t)) < 0).
    { assert (0 < n t + dot d (x t) (f t)) by nra.
      assert (0 < b t * (n t + dot d (x t) (f t))) by (apply Rmult_lt_0_compat; assumption). lra. }
    destruct (larger_before n t _ (Hder t ltac:(lra)) Hneg) as [e [He Hlarge]].
    set (s := Rmax (t - e / 2) (t / 2)).
    assert (Hs : 0 <= s < t /\ t - e < s).
    { unfold s, Rmax. destruct (Rle_dec (t - e / 2) (t / 2)); lra. }
    specialize (Hlarge s ltac:(lra)). specialize (Hbelow s ltac:(lra)). lra.
Qed.

(* Two old means that start at mu_o: the student's is drawn to the teacher's with any strength b and
   a forcing f, the teacher's relaxes towards the student at rate r and to mu_o, the demonstrator's,
   at rate a. *)
Lemma averaged_teacher_drift : forall d (b : R -> R) (f : R -> nat -> R) muo
  (mo mT : R -> nat -> R) r a F, 0 <= r -> 0 < a -> (forall t, 0 <= t -> 0 <= b t) ->
  (forall t i, 0 <= t -> (i < d)%nat ->
     is_derive (fun s => mo s i) t (- b t * ((mo t i - mT t i) + f t i))) ->
  (forall t i, 0 <= t -> (i < d)%nat ->
     is_derive (fun s => mT s i) t (r * (mo t i - mT t i) + a * (muo i - mT t i))) ->
  (forall i, (i < d)%nat -> mo 0 i = muo i) -> (forall i, (i < d)%nat -> mT 0 i = muo i) ->
  (forall t, 0 <= t -> norm2 d (f t) <= F) ->
  forall t, 0 <= t ->
    dist d muo (mo t) <= (1 + r / a) * F /\
    (forall Y, (forall s, 0 <= s <= t -> dist d muo (mo s) <= Y) ->
      dist d muo (mT t) <= r / (r + a) * Y).
Proof.
  intros d b f muo mo mT r a F Hr Ha Hb Hmo HmT H0 HT0 HF.
  assert (Hra : 0 < r + a) by lra.
  assert (Hfrac : 0 <= r / (r + a)) by (apply Rdiv_le_0_compat; lra).
  (* the teacher's drift is at most r/(r+a) times the student's so far *)
  assert (Hteacher : forall t Y, 0 <= t -> (forall s, 0 <= s <= t -> dist d muo (mo s) <= Y) ->
            dist d muo (mT t) <= r / (r + a) * Y).
  { intros t Y Ht HY.
    apply (restoring_force d (fun s i => mT s i - muo i)
             (fun s i => - (r / (r + a)) * (mo s i - muo i)) (fun _ => r + a) _ t Ht).
    - intros s i Hs Hi. evar_last.
      + apply (is_derive_minus (V := R_NormedModule) (fun s => mT s i) (fun _ => muo i)).
        * apply HmT; trivial. lra.
        * apply (is_derive_const (V := R_NormedModule)).
      + unfold minus, plus, opp, zero; simpl. field. lra.
    - intros; lra.
    - intros s Hs. rewrite (norm2_scal d _ (fun i => mo s i - muo i)), Rabs_Ropp, Rabs_pos_eq
      by exact Hfrac.
      apply Rmult_le_compat_l; [exact Hfrac|apply HY, Hs].
    - rewrite norm2_zero.
      + apply Rmult_le_pos; [exact Hfrac|]. specialize (HY 0 ltac:(lra)).
        pose proof (norm2_nonneg d (fun i => mo 0 i - muo i)). unfold dist in HY. lra.
      + intros i Hi. rewrite HT0 by exact Hi. ring. }
  intros t Ht. split; [|intros Y HY; apply Hteacher; assumption].
  (* Y = the largest student drift on [0, t], attained at s0 *)
  set (n := fun s => dot d (fun i => mo s i - muo i) (fun i => mo s i - muo i)).
  destruct (continuity_ab_maj n 0 t Ht) as [s0 [Hmax Hs0]].
  { intros s Hs. apply continuity_pt_filterlim, (ex_derive_continuous n s). eexists.
    apply (dot_self_derive d (fun s i => mo s i - muo i)
             (fun i => - b s * ((mo s i - mT s i) + f s i))).
    intros i Hi. evar_last.
    - apply (is_derive_minus (V := R_NormedModule) (fun s => mo s i) (fun _ => muo i)).
      + apply Hmo; trivial. lra.
      + apply (is_derive_const (V := R_NormedModule)).
    - unfold minus, plus, opp, zero; simpl. ring. }
  set (Y := dist d muo (mo s0)).
  assert (HY : forall s, 0 <= s <= t -> dist d muo (mo s) <= Y).
  { intros s Hs. apply sqrt_le_1_alt, Hmax, Hs. }
  assert (HYb : Y <= r / (r + a) * Y + F).
  { apply (restoring_force d (fun s i => mo s i - muo i)
             (fun s i => -1 * (mT s i - muo i) + f s i) b _ s0); [lra| | | |].
    - intros s i Hs Hi. evar_last.
      + apply (is_derive_minus (V := R_NormedModule) (fun s => mo s i) (fun _ => muo i)).
        * apply Hmo; trivial. lra.
        * apply (is_derive_const (V := R_NormedModule)).
      + unfold minus, plus, opp, zero; simpl. ring.
    - intros s Hs. apply Hb. lra.
    - intros s Hs. eapply Rle_trans; [apply norm2_triangle|]. apply Rplus_le_compat.
      + rewrite (norm2_scal d (-1) (fun i => mT s i - muo i)).
        replace (Rabs (-1)) with 1 by (rewrite Rabs_left; lra). rewrite Rmult_1_l.
        apply (Hteacher s Y); [lra|]. intros u Hu. apply HY. lra.
      + apply HF. lra.
    - rewrite norm2_zero.
      + pose proof (norm2_nonneg d (f 0)).
        specialize (HF 0 ltac:(lra)).
        assert (0 <= r / (r + a) * Y) by (apply Rmult_le_pos; [exact Hfrac|apply norm2_nonneg]).
        lra.
      + intros i Hi. rewrite H0 by exact Hi. ring. }
  apply Rle_trans with Y; [apply HY; lra|].
  apply Rmult_le_reg_r with (a / (r + a)); [apply Rdiv_lt_0_compat; lra|].
  replace ((1 + r / a) * F * (a / (r + a))) with F by (field; lra).
  replace (Y * (a / (r + a))) with (Y - r / (r + a) * Y) by (field; lra). lra.
Qed.
