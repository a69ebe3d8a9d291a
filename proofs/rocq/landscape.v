(* The landscape of reverse KL with everything free: claim G3's classification, in R^d for every
   dimension d.

   The stationary points of KL (q || p_alpha) with a weight inside (0, 1), means apart, are the
   target and its label swap; with equal means they are the collapsed lines. Stationary: the three
   gradients of C3 vanish. (i) All four means are collinear, since 1 - e_q - e'_q > 0 where the
   learner's means differ. (ii) On the axis the pull G has three zeros, its derivative two, and that
   derivative is the Gaussian mean of a function g that changes sign at most twice: outside its two
   zeros it has the sign of g far out ([two_changes], the variation diminishing step, by multiplying
   with exp (x^2/2 - z x) and differentiating twice), which the values of G at infinity forbid. That
   g changes sign at most twice is shown by convexity ([negative_interval]). *)
Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Forgetting Require Import line flow cosh logistic gaussian kernel heat misassignment
  gaussian_modes euclid
  restoring_force drift reduction apriori.
Open Scope R_scope.

(** * Gaussian means of a function of few sign changes *)

(* bounded, with two bounded derivatives *)
Definition smooth (g g1 g2 : R -> R) (C : R) : Prop :=
  (forall y, is_derive g y (g1 y)) /\ (forall y, is_derive g1 y (g2 y)) /\
  (forall y, Rabs (g y) <= C /\ Rabs (g1 y) <= C /\ Rabs (g2 y) <= C).

Definition moment (g : R -> R) (n : nat) (x : R) : R := line (fun z => phi z * (z ^ n * g (x + z))).

Lemma smooth_cont : forall g g1 g2 C, smooth g g1 g2 C -> continuity g /\ continuity g1.
Proof. intros g g1 g2 C (H1 & H2 & _). split; apply cont_derive; intro y; eexists;
  [apply H1|apply H2]. Qed.

Lemma shift_comp_cont : forall g x, continuity g -> continuity (fun z => g (x + z)).
Proof. intros g x Hg. apply (cont_comp (fun z => x + z) g);
  [apply cont_plus; [apply cont_const|apply cont_id]|exact Hg]. Qed.

Lemma moment_ex : forall g C n x, continuity g -> (forall y, Rabs (g y) <= C) -> (n <= 2)%nat ->
  is_line (fun z => phi z * (z ^ n * g (x + z))) (moment g n x).
Proof.
  intros g C n x Hg HC Hn.
  destruct (line_ex (fun z => phi z * (z ^ n * g (x + z))) (fun z => C * (phi z + phi z * z ^ 2))
    (C * (1 + 1))) as [l Hl].
  - apply cont_mult; [apply phi_cont|]. apply cont_mult;
    [apply cont_pow, cont_id|apply shift_comp_cont, Hg].
  - intro z. pose proof (phi_pos z) as Pz. specialize (HC (x + z)).
    pose proof (Rabs_pos (g (x + z))).
    rewrite Rabs_mult, (Rabs_pos_eq (phi z)), Rabs_mult by lra.
    assert (Hz : Rabs (z ^ n) <= 1 + z ^ 2).
    { rewrite <- RPow_abs, <- (pow2_abs z). pose proof (Rabs_pos z) as P.
      pose proof (pow2_ge_0 (Rabs z - 1)).
      destruct n as [|[|[|n]]]; [| | |lia]; simpl in *; nra. }
    pose proof (Rabs_pos (z ^ n)).
    assert (Rabs (z ^ n) * Rabs (g (x + z)) <= (1 + z ^ 2) * C) by (apply Rmult_le_compat; lra).
    nra.
  - apply line_scal, line_plus; [apply phi_mass|apply phi_moment_2].
  - exact (line_correct _ l Hl).
Qed.

(* d/dx of the n-th moment, n = 0, 1: the moment of the derivative *)
Lemma moment_derive_under : forall g g1 g2 C n x, smooth g g1 g2 C -> (n <= 1)%nat ->
  is_derive (moment g n) x (moment g1 n x).
Proof.
  intros g g1 g2 C n x Hs Hn. destruct (smooth_cont g g1 g2 C Hs) as [Cg Cg1].
  destruct Hs as (H1 & H2 & HB).
  apply (derive_quadratic _ _ _ (C * 2) 1); [lra|]. intros y _.
  assert (Hy : forall u, is_line (fun z => phi z * (z ^ n * g (u + z))) (moment g n u)).
  { intro u. apply (moment_ex g C); trivial; [intro v; apply HB|lia]. }
  assert (Hd : is_line (fun z => phi z * (z ^ n * g1 (x + z))) (moment g1 n x)).
  { apply (moment_ex g1 C); trivial; [intro v; apply HB|lia]. }
  apply (line_abs_le (fun z => phi z * (z ^ n * g (y + z)) - phi z * (z ^ n * g (x + z))
           - (y - x) * (phi z * (z ^ n * g1 (x + z))))
             (fun z => (y - x) ^ 2 * (C * (phi z + phi z * z ^ 2)))).
  - intro z. pose proof (phi_pos z) as Pz.
    pose proof (taylor_quadratic g g1 g2 C H1 H2 (fun v => proj2 (proj2 (HB v))) (x + z) (y - x))
      as HT.
    replace (x + z + (y - x)) with (y + z) in HT by ring.
    set (T := g (y + z) - g (x + z) - (y - x) * g1 (x + z)) in *.
    replace (phi z * (z ^ n * g (y + z)) - phi z * (z ^ n * g (x + z))
      - (y - x) * (phi z * (z ^ n * g1 (x + z))))
      with (phi z * (z ^ n * T)) by (unfold T; ring).
    rewrite Rabs_mult, (Rabs_pos_eq (phi z)), Rabs_mult by lra.
    assert (Hz : Rabs (z ^ n) <= 1 + z ^ 2).
    { rewrite <- RPow_abs, <- (pow2_abs z). pose proof (Rabs_pos z) as P.
      pose proof (pow2_ge_0 (Rabs z - 1)).
      destruct n as [|[|n]]; [| |lia]; simpl in *; nra. }
    pose proof (Rabs_pos (z ^ n)). pose proof (Rabs_pos T).
    assert (Rabs (z ^ n) * Rabs T <= (1 + z ^ 2) * (C * (y - x) ^ 2))
      by (apply Rmult_le_compat; lra). nra.
  - apply line_minus; [apply line_minus; apply Hy|]. apply line_scal, Hd.
  - apply (line_val _ ((y - x) ^ 2 * (C * (1 + 1)))); [ring|].
    apply line_scal, line_scal, line_plus; [apply phi_mass|apply phi_moment_2].
Qed.

(* and by Stein's identity the next moments of g itself *)
Lemma moment_derive : forall g g1 g2 C x, smooth g g1 g2 C ->
  is_derive (moment g 0) x (moment g 1 x) /\ is_derive (moment g 1) x (moment g 2 x - moment g 0 x).
Proof.
  intros g g1 g2 C x Hs. pose proof (smooth_cont g g1 g2 C Hs) as [Cg Cg1].
  pose proof (moment_derive_under g g1 g2 C 0 x Hs ltac:(lia)) as D0.
  pose proof (moment_derive_under g g1 g2 C 1 x Hs ltac:(lia)) as D1. destruct Hs as (H1 & H2 & HB).
  assert (Hm : forall n, (n <= 2)%nat -> is_line (fun z => phi z * (z ^ n * g (x + z)))
    (moment g n x)).
  { intros n Hn. apply (moment_ex g C); trivial. intro v; apply HB. }
  assert (Hm1 : forall n, (n <= 2)%nat -> is_line (fun z => phi z * (z ^ n * g1 (x + z)))
    (moment g1 n x)).
  { intros n Hn. apply (moment_ex g1 C); trivial. intro v; apply HB. }
  assert (Hg : forall z, is_derive (fun z => g (x + z)) z (g1 (x + z))).
  { intro z. evar_last; [apply (is_derive_comp g (fun z => x + z));
    [apply H1|auto_derive; [trivial|reflexivity]]|].
    unfold scal; simpl; unfold mult; simpl. ring. }
  split.
  - replace (moment g 1 x) with (moment g1 0 x); [exact D0|].
    assert (HS : is_line (fun z => phi z * g1 (x + z) - phi z * (z * g (x + z))) 0).
    { apply (phi_stein (fun z => g (x + z)) (fun z => g1 (x + z)) C); trivial;
      [apply shift_comp_cont, Cg1|].
      intro z. pose proof (proj1 (HB (x + z))). pose proof (Rabs_pos (g (x + z))).
      pose proof (pow2_ge_0 z). nra. }
    assert (moment g1 0 x - moment g 1 x = 0); [|lra].
    apply (line_unique (fun z => phi z * g1 (x + z) - phi z * (z * g (x + z)))); [|exact HS].
    eapply line_ext; [|exact (line_minus _ _ _ _ (Hm1 0%nat ltac:(lia)) (Hm 1%nat ltac:(lia)))].
    intro z. cbv beta. ring.
  - replace (moment g 2 x - moment g 0 x) with (moment g1 1 x); [exact D1|].
    assert (HS : is_line (fun z => phi z * (1 * g (x + z) + z * g1 (x + z))
      - phi z * (z * (z * g (x + z)))) 0).
    { apply (phi_stein (fun z => z * g (x + z)) (fun z => 1 * g (x + z) + z * g1 (x + z)) (C * 2)).
      - intro z. apply (is_derive_mult (fun z => z) (fun z => g (x + z)));
          [apply (is_derive_id (K := R_AbsRing))|apply Hg|intros; apply Rmult_comm].
      - apply cont_plus; apply cont_mult; try apply cont_const; try apply cont_id;
        apply shift_comp_cont; assumption.
      - intro z. rewrite Rabs_mult. pose proof (proj1 (HB (x + z))).
        pose proof (Rabs_pos (g (x + z))).
        pose proof (Rabs_pos z). pose proof (pow2_ge_0 (Rabs z - 2)) as Hz. rewrite <- (pow2_abs z).
        assert (Rabs z * Rabs (g (x + z)) <= Rabs z * C) by (apply Rmult_le_compat_l; lra). nra. }
    assert (moment g 0 x + moment g1 1 x - moment g 2 x = 0); [|lra].
    apply (line_unique _ _ _) with (2 := HS).
    eapply line_ext;
      [|exact (line_minus _ _ _ _ (line_plus _ _ _ _ (Hm 0%nat ltac:(lia)) (Hm1 1%nat ltac:(lia)))
      (Hm 2%nat ltac:(lia)))].
    intro z. cbv beta. ring.
Qed.

Lemma strictly_increasing : forall (f f' : R -> R), (forall x, is_derive f x (f' x)) ->
  forall a b, a < b -> (forall x, a < x < b -> 0 < f' x) -> f a < f b.
Proof.
  intros f f' Hd a b Hab Hp. destruct (MVT_cor2 f f' a b Hab) as [c [E Hc]].
  - intros c _. apply is_derive_Reals, Hd.
  - specialize (Hp c Hc). nra.
Qed.

Lemma rolle : forall (f f' : R -> R), (forall x, is_derive f x (f' x)) ->
  forall a b, a < b -> f a = f b -> exists c, a < c < b /\ f' c = 0.
Proof.
  intros f f' Hd a b Hab E. destruct (MVT_cor2 f f' a b Hab) as [c [E' Hc]].
  - intros c _. apply is_derive_Reals, Hd.
  - exists c. split; [exact Hc|]. apply (Rmult_eq_reg_r (b - a)); lra.
Qed.

(* multiplying by exp (x^2/2 - z x) *)
Lemma twist_derive : forall (M M' : R -> R) z x, is_derive M x (M' x) ->
  is_derive (fun x => exp (x ^ 2 / 2 - z * x) * M x) x
    (exp (x ^ 2 / 2 - z * x) * ((x - z) * M x + M' x)).
Proof.
  intros M M' z x H. evar_last.
  - apply (is_derive_mult (fun x => exp (x ^ 2 / 2 - z * x)) M);
    [|exact H|intros; apply Rmult_comm].
    auto_derive; [trivial|reflexivity].
  - replace (x * (x * 1) * / 2 + - (z * x)) with (x ^ 2 / 2 - z * x) by (simpl; field).
    unfold plus, mult; simpl. field.
Qed.

(* the mean of (y - z1) (y - z2) g(y) *)
Lemma second_twist : forall g g1 g2 C z1 z2 x, smooth g g1 g2 C ->
  is_line (fun z => phi z * ((x + z - z1) * (x + z - z2) * g (x + z)))
    ((x - z2) * ((x - z1) * moment g 0 x + moment g 1 x)
      + ((x - z1) * moment g 1 x + moment g 2 x)).
Proof.
  intros g g1 g2 C z1 z2 x Hs. pose proof (smooth_cont g g1 g2 C Hs) as [Cg _].
  destruct Hs as (_ & _ & HB).
  assert (Hm : forall n, (n <= 2)%nat -> is_line (fun z => phi z * (z ^ n * g (x + z)))
    (moment g n x)).
  { intros n Hn. apply (moment_ex g C); trivial. intro v; apply HB. }
  apply (line_val _ ((x - z1) * (x - z2) * moment g 0 x + ((x - z1) + (x - z2)) * moment g 1 x
    + moment g 2 x)); [ring|].
  eapply line_ext;
    [|exact (line_plus _ _ _ _ (line_plus _ _ _ _
    (line_scal ((x - z1) * (x - z2)) _ _ (Hm 0%nat ltac:(lia)))
    (line_scal ((x - z1) + (x - z2)) _ _ (Hm 1%nat ltac:(lia)))) (Hm 2%nat ltac:(lia)))]. intro z.
    cbv beta. ring.
Qed.

(* a function with signs + - +: outside two zeros its Gaussian mean is positive *)
Lemma two_changes : forall g g1 g2 C z1 z2 y0 h1 h2, smooth g g1 g2 C ->
  (forall y, 0 <= (y - z1) * (y - z2) * g y) -> 0 < (y0 - z1) * (y0 - z2) * g y0 ->
  h1 < h2 -> moment g 0 h1 = 0 -> moment g 0 h2 = 0 ->
  (forall x, x < h1 -> 0 < moment g 0 x) /\ (forall x, h2 < x -> 0 < moment g 0 x).
Proof.
  intros g g1 g2 C z1 z2 y0 h1 h2 Hs Hg Hy0 Hh E1 E2.
  set (U := fun x => (x - z1) * moment g 0 x + moment g 1 x).
  set (U' := fun x => (x - z1) * moment g 1 x + moment g 2 x).
  assert (D0 : forall x, is_derive (moment g 0) x (moment g 1 x)) by (intro x;
    apply (moment_derive g g1 g2 C x Hs)).
  assert (D1 : forall x, is_derive (moment g 1) x (moment g 2 x - moment g 0 x)) by (intro x;
    apply (moment_derive g g1 g2 C x Hs)).
  assert (DU : forall x, is_derive U x (U' x)).
  { intro x. unfold U, U'. evar_last.
    - apply (is_derive_plus (V := R_NormedModule) (fun x => (x - z1) * moment g 0 x)); [|apply D1].
      apply (is_derive_mult (fun x => x - z1) (moment g 0)); [|apply D0|intros; apply Rmult_comm].
      auto_derive; [trivial|reflexivity].
    - unfold plus, mult; simpl. ring. }
  assert (HW : forall x, 0 < (x - z2) * U x + U' x).
  { intro x. apply (line_pos _ _ (y0 - x)) with (3 := second_twist g g1 g2 C z1 z2 x Hs).
    - intro z. apply Rmult_le_pos; [apply Rlt_le, phi_pos|].
      replace (x + z - z1) with (x + z - z1) by ring. apply Hg.
    - apply Rmult_lt_0_compat; [apply phi_pos|].
      replace (x + (y0 - x)) with y0 by ring. exact Hy0. }
  set (V := fun x => exp (x ^ 2 / 2 - z2 * x) * U x).
  set (H := fun x => exp (x ^ 2 / 2 - z1 * x) * moment g 0 x).
  assert (DV : forall x, is_derive V x (exp (x ^ 2 / 2 - z2 * x) * ((x - z2) * U x + U' x)))
    by (intro x; apply twist_derive, DU).
  assert (DH : forall x, is_derive H x (exp (x ^ 2 / 2 - z1 * x) * U x)) by (intro x;
    exact (twist_derive (moment g 0) (moment g 1) z1 x (D0 x))).
  assert (HVinc : forall x y, x < y -> V x < V y).
  { intros x y Hxy. apply (strictly_increasing V _ DV x y Hxy). intros c _.
    apply Rmult_lt_0_compat; [apply exp_pos|apply HW]. }
  assert (EH : H h1 = 0 /\ H h2 = 0) by (unfold H; rewrite E1, E2; split; ring).
  destruct (rolle H _ DH h1 h2 Hh ltac:(lra)) as [c [Hc Ec]].
  assert (EV : V c = 0).
  { unfold V. apply Rmult_integral in Ec. destruct Ec as [Ec|Ec];
    [pose proof (exp_pos (c ^ 2 / 2 - z1 * c)); lra|]. rewrite Ec. ring. }
  assert (HUn : forall x, x < c -> U x < 0).
  { intros x Hx. specialize (HVinc x c Hx). unfold V in HVinc at 1. rewrite EV in HVinc.
    pose proof (exp_pos (x ^ 2 / 2 - z2 * x)). nra. }
  assert (HUp : forall x, c < x -> 0 < U x).
  { intros x Hx. specialize (HVinc c x Hx). unfold V in HVinc at 2. rewrite EV in HVinc.
    pose proof (exp_pos (x ^ 2 / 2 - z2 * x)). nra. }
  split; intros x Hx.
  - assert (Hlt : - H x < - H h1).
    { apply (strictly_increasing (fun x => - H x) (fun x => - (exp (x ^ 2 / 2 - z1 * x) * U x)));
      [|exact Hx|].
      - intro y. apply (is_derive_opp (V := R_NormedModule) H), DH.
      - intros y Hy. specialize (HUn y ltac:(lra)).
        pose proof (exp_pos (y ^ 2 / 2 - z1 * y)). nra. }
    unfold H in Hlt at 1. pose proof (exp_pos (x ^ 2 / 2 - z1 * x)). nra.
  - assert (Hlt : H h2 < H x).
    { apply (strictly_increasing H _ DH); [exact Hx|]. intros y Hy.
      apply Rmult_lt_0_compat; [apply exp_pos|apply HUp; lra]. }
    unfold H in Hlt at 2. pose proof (exp_pos (x ^ 2 / 2 - z1 * x)). nra.
Qed.

(* one change of sign: at most one zero *)
Lemma one_change : forall g g1 g2 C z1 y0 h1 h2, smooth g g1 g2 C ->
  (forall y, 0 <= (y - z1) * g y) -> 0 < (y0 - z1) * g y0 ->
  h1 < h2 -> moment g 0 h1 = 0 -> moment g 0 h2 = 0 -> False.
Proof.
  intros g g1 g2 C z1 y0 h1 h2 Hs Hg Hy0 Hh E1 E2.
  assert (D0 : forall x, is_derive (moment g 0) x (moment g 1 x)) by (intro x;
    apply (moment_derive g g1 g2 C x Hs)).
  pose proof (smooth_cont g g1 g2 C Hs) as [Cg _]. destruct Hs as (_ & _ & HB).
  set (H := fun x => exp (x ^ 2 / 2 - z1 * x) * moment g 0 x).
  assert (Hlt : H h1 < H h2).
  { apply (strictly_increasing H (fun x => exp (x ^ 2 / 2 - z1 * x) * ((x - z1) * moment g 0 x
    + moment g 1 x))); [|exact Hh|].
    - intro x. exact (twist_derive (moment g 0) (moment g 1) z1 x (D0 x)).
    - intros x _. apply Rmult_lt_0_compat; [apply exp_pos|].
      assert (Hm : forall n, (n <= 2)%nat -> is_line (fun z => phi z * (z ^ n * g (x + z)))
        (moment g n x)).
      { intros n Hn. apply (moment_ex g C); trivial. intro v; apply HB. }
      apply (line_pos (fun z => phi z * ((x + z - z1) * g (x + z))) _ (y0 - x)).
      + intro z. apply Rmult_le_pos; [apply Rlt_le, phi_pos|apply Hg].
      + apply Rmult_lt_0_compat; [apply phi_pos|].
        replace (x + (y0 - x)) with y0 by ring. exact Hy0.
      + eapply line_ext; [|exact (line_plus _ _ _ _ (line_scal (x - z1) _ _ (Hm 0%nat ltac:(lia)))
        (Hm 1%nat ltac:(lia)))].
        intro z. cbv beta. ring. }
  unfold H in Hlt. rewrite E1, E2 in Hlt. lra.
Qed.

(** * The sign changes of the integrand *)

(* s cosh ((d y - p)/2) - d cosh ((s y - q)/2) *)
Definition contest (s d q p y : R) : R := s * cosh ((d * y - p) / 2) - d * cosh ((s * y - q) / 2).

Lemma cosh_derive_half : forall k c y, is_derive (fun y => cosh ((k * y - c) / 2)) y
  (k / 2 * sinh ((k * y - c) / 2)).
Proof.
  intros k c y. evar_last.
  - apply (is_derive_comp cosh (fun y => (k * y - c) / 2));
    [apply is_derive_Reals, derivable_pt_lim_cosh|].
    auto_derive; [trivial|reflexivity].
  - unfold scal; simpl; unfold mult; simpl. field.
Qed.

Lemma sinh_derive_half : forall k c y, is_derive (fun y => sinh ((k * y - c) / 2)) y
  (k / 2 * cosh ((k * y - c) / 2)).
Proof.
  intros k c y. evar_last.
  - apply (is_derive_comp sinh (fun y => (k * y - c) / 2));
    [apply is_derive_Reals, derivable_pt_lim_sinh|].
    auto_derive; [trivial|reflexivity].
  - unfold scal; simpl; unfold mult; simpl. field.
Qed.

Definition contest1 (s d q p y : R) : R := s * (d / 2 * sinh ((d * y - p) / 2))
  - d * (s / 2 * sinh ((s * y - q) / 2)).
Definition contest2 (s d q p y : R) : R := s * d / 4 * (d * cosh ((d * y - p) / 2)
  - s * cosh ((s * y - q) / 2)).

Lemma contest_derive : forall s d q p y,
  is_derive (contest s d q p) y (contest1 s d q p y) /\
    is_derive (contest1 s d q p) y (contest2 s d q p y).
Proof.
  intros s d q p y. split.
  - apply (is_derive_minus (V := R_NormedModule)); apply is_derive_scal, cosh_derive_half.
  - unfold contest1, contest2. evar_last.
    + apply (is_derive_minus (V := R_NormedModule));
      apply is_derive_scal, is_derive_scal, sinh_derive_half.
    + unfold minus, plus, opp; simpl. field.
Qed.

(* where it is not negative it is convex, so it is negative on an interval *)
Lemma negative_interval : forall s d q p y1 y2 y3, 0 < s < d -> y1 < y2 < y3 ->
  contest s d q p y1 < 0 -> contest s d q p y3 < 0 -> contest s d q p y2 < 0.
Proof.
  intros s d q p y1 y2 y3 Hsd Hy H1 H3. apply Rnot_le_lt. intro H2. set (k := contest s d q p) in *.
  assert (D1 : forall y, is_derive k y (contest1 s d q p y)) by (intro y; apply contest_derive).
  assert (D2 : forall y, is_derive (contest1 s d q p) y (contest2 s d q p y)) by (intro y;
    apply contest_derive).
  assert (Hc : forall y, continuity_pt k y).
  { intro y. apply continuity_pt_filterlim, (ex_derive_continuous k y). eexists. apply D1. }
  destruct (continuity_ab_maj k y1 y3 ltac:(lra) (fun y _ => Hc y)) as [m [Hm Hin]].
  assert (Hkm : 0 <= k m) by (pose proof (Hm y2 ltac:(lra)); lra).
  assert (Hin' : y1 < m < y3).
  { split; apply Rnot_le_lt; intro Hle; [replace m with y1 in Hkm by lra|replace m with y3 in Hkm
    by lra]; lra. }
  (* at the maximum the slope is 0 and the curvature positive *)
  assert (E : contest1 s d q p m = 0).
  { destruct (Rtotal_order (contest1 s d q p m) 0) as [Hlt|[E|Hgt]]; trivial; exfalso.
    - destruct (larger_before k m _ (D1 m) Hlt) as [e [He Hl]].
      set (u := Rmax (m - e / 2) ((y1 + m) / 2)).
      assert (Hu : y1 < u < m /\ m - e < u) by (unfold u, Rmax;
        destruct (Rle_dec (m - e / 2) ((y1 + m) / 2)); lra).
      specialize (Hl u ltac:(lra)). specialize (Hm u ltac:(lra)). lra.
    - assert (Dr : is_derive (fun u => k (- u)) (- m) (- contest1 s d q p m)).
      { evar_last; [apply (is_derive_comp k (fun u => - u));
        [rewrite Ropp_involutive; apply D1|auto_derive; [trivial|reflexivity]]|].
        unfold scal; simpl; unfold mult; simpl. ring. }
      destruct (larger_before (fun u => k (- u)) (- m) _ Dr ltac:(lra)) as [e [He Hl]].
      set (u := Rmin (m + e / 2) ((m + y3) / 2)).
      assert (Hu : m < u < y3 /\ u < m + e) by (unfold u, Rmin;
        destruct (Rle_dec (m + e / 2) ((m + y3) / 2)); lra).
      specialize (Hl (- u) ltac:(lra)). cbv beta in Hl. rewrite !Ropp_involutive in Hl.
      specialize (Hm u ltac:(lra)). lra. }
  assert (Hcurv : 0 < contest2 s d q p m).
  { unfold contest2. apply Rmult_lt_0_compat;
    [apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; lra|lra]|].
    unfold k, contest in Hkm. set (A := cosh ((d * m - p) / 2)) in *.
    set (B := cosh ((s * m - q) / 2)) in *.
    assert (HB : 0 < B) by apply cosh_pos. assert (HA : 0 < A) by apply cosh_pos.
    assert (d * B <= s * A) by lra. assert (s * A < d * A) by (apply Rmult_lt_compat_r; lra).
    assert (s * B < d * B) by (apply Rmult_lt_compat_r; lra). lra. }
  (* so the slope is positive just after it *)
  assert (Dr : is_derive (fun u => contest1 s d q p (- u)) (- m) (- contest2 s d q p m)).
  { evar_last; [apply (is_derive_comp (contest1 s d q p) (fun u => - u));
      [rewrite Ropp_involutive; apply D2|auto_derive; [trivial|reflexivity]]|].
    unfold scal; simpl; unfold mult; simpl. ring. }
  destruct (larger_before _ (- m) _ Dr ltac:(lra)) as [e [He Hl]].
  set (u := Rmin (m + e / 2) ((m + y3) / 2)).
  assert (Hu : m < u < y3 /\ u < m + e) by (unfold u, Rmin;
    destruct (Rle_dec (m + e / 2) ((m + y3) / 2)); lra).
  assert (k m < k u); [|specialize (Hm u ltac:(lra)); lra].
  apply (strictly_increasing k _ D1); [lra|]. intros y Hy'. specialize (Hl (- y) ltac:(lra)).
  cbv beta in Hl. rewrite !Ropp_involutive in Hl. lra.
Qed.

Lemma cosh_even_exp : forall u, exp (Rabs u) / 2 <= cosh u <= exp (Rabs u).
Proof.
  intro u. unfold cosh. pose proof (exp_pos u). pose proof (exp_pos (- u)).
  unfold Rabs. destruct (Rcase_abs u).
  - assert (exp u < exp (- u)) by (apply exp_increasing; lra). lra.
  - assert (exp (- u) <= exp u) by (apply exp_le; lra). lra.
Qed.

(* far out it is positive *)
Lemma contest_far : forall s d q p, 0 < s < d -> exists Y, 0 < Y /\ forall y, Y <= Rabs y ->
  0 < contest s d q p y.
Proof.
  intros s d q p Hsd. set (c := (Rabs p + Rabs q) / 2). set (r := 2 * d / s).
  assert (Hr : 1 < r). { unfold r. apply (Rmult_lt_reg_r s); [lra|].
  replace (2 * d / s * s) with (2 * d) by (field; lra). lra. }
  assert (Hln : 0 < ln r) by (rewrite <- ln_1; apply ln_increasing; lra).
  assert (Hc : 0 <= c) by (unfold c; pose proof (Rabs_pos p); pose proof (Rabs_pos q); lra).
  exists (2 * (ln r + c + 1) / (d - s)). split; [apply Rdiv_lt_0_compat; lra|]. intros y Hy.
  unfold contest.
  assert (Hy' : ln r + c + 1 <= (d - s) * Rabs y / 2).
  { apply (Rmult_le_compat_r (d - s)) in Hy; [|lra].
    replace (2 * (ln r + c + 1) / (d - s) * (d - s)) with (2 * (ln r + c + 1)) in Hy
      by (field; lra). lra. }
  assert (HA : (d * Rabs y - Rabs p) / 2 <= Rabs ((d * y - p) / 2)).
  { unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. apply Rmult_le_compat_r; [lra|].
    pose proof (Rabs_triang (d * y - p) p) as T. replace (d * y - p + p) with (d * y) in T by ring.
    rewrite Rabs_mult, (Rabs_pos_eq d) in T by lra. lra. }
  assert (HB : Rabs ((s * y - q) / 2) <= (s * Rabs y + Rabs q) / 2).
  { unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ 2)) by lra. apply Rmult_le_compat_r; [lra|].
    pose proof (Rabs_triang (s * y) (- q)) as T.
    rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq s) in T by lra. exact T. }
  destruct (cosh_even_exp ((d * y - p) / 2)) as [LA _].
  destruct (cosh_even_exp ((s * y - q) / 2)) as [_ UB].
  set (A := Rabs ((d * y - p) / 2)) in *. set (B := Rabs ((s * y - q) / 2)) in *.
  assert (Hgap : ln r + 1 <= A - B) by (unfold c in Hy'; lra).
  assert (He : r * exp B < exp A).
  { rewrite <- (exp_ln r) at 1 by lra. rewrite <- exp_plus. apply exp_increasing. lra. }
  assert (Hd2 : s * r = 2 * d) by (unfold r; field; lra).
  assert (d * cosh ((s * y - q) / 2) <= d * exp B) by (apply Rmult_le_compat_l; lra).
  assert (s * (exp A / 2) <= s * cosh ((d * y - p) / 2)) by (apply Rmult_le_compat_l; lra).
  assert (s * (r * exp B) < s * exp A) by (apply Rmult_lt_compat_l; lra).
  rewrite <- Rmult_assoc, Hd2 in H1. lra.
Qed.

(* hence two points between which it is not positive and outside which it is not negative *)
Lemma contest_pattern : forall s d q p, 0 < s < d -> exists z1 z2 y0,
  (forall y, 0 <= (y - z1) * (y - z2) * contest s d q p y) /\
    0 < (y0 - z1) * (y0 - z2) * contest s d q p y0.
Proof.
  intros s d q p Hsd. destruct (contest_far s d q p Hsd) as [Y [HY Hfar]].
  set (k := contest s d q p) in *.
  assert (Hstrict : forall z1 z2, - Y <= z1 <= Y -> - Y <= z2 <= Y ->
    0 < (Y + 1 - z1) * (Y + 1 - z2) * k (Y + 1)).
  { intros z1 z2 Hz1 Hz2. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|]. apply Hfar.
    rewrite Rabs_pos_eq; lra. }
  destruct (Classical_Prop.classic (exists n, k n < 0)) as [[n Hn]|Hno].
  - assert (Hb : forall y, k y < 0 -> - Y <= y <= Y).
    { intros y Hy. split; apply Rnot_lt_le; intro Hlt; assert (0 < k y); try lra; apply Hfar;
        [rewrite Rabs_left|rewrite Rabs_pos_eq]; lra. }
    destruct (completeness (fun y => k y < 0)) as [z2 [U2 L2]];
      [exists Y; intros y Hy; apply Hb, Hy|exists n; exact Hn|].
    destruct (completeness (fun y => k (- y) < 0)) as [w [U1 L1]].
    { exists Y. intros y Hy. pose proof (Hb (- y) Hy). lra. }
    { exists (- n). rewrite Ropp_involutive. exact Hn. }
    assert (B2 : - Y <= z2 <= Y).
    { split; [apply Rle_trans with n; [apply Hb, Hn|apply U2, Hn]|apply L2; intros y Hy;
      apply Hb, Hy]. }
    assert (B1 : - Y <= - w <= Y).
    { assert (- n <= w) by (apply U1; rewrite Ropp_involutive; exact Hn). pose proof (Hb n Hn).
      assert (w <= Y) by (apply L1; intros y Hy; pose proof (Hb (- y) Hy); lra). lra. }
    exists (- w), z2, (Y + 1). split; [|apply Hstrict; assumption]. intro y.
    destruct (Rlt_le_dec y (- w)) as [Hlow|Hlow].
    { assert (0 <= k y).
      { apply Rnot_lt_le. intro Hk. assert (- y <= w);
        [apply U1; rewrite Ropp_involutive; exact Hk|lra]. }
      assert (- w <= n) by (assert (- n <= w) by (apply U1; rewrite Ropp_involutive;
        exact Hn); lra).
      assert (n <= z2) by (apply U2, Hn).
      apply Rmult_le_pos; trivial. replace ((y - - w) * (y - z2)) with ((- w - y) * (z2 - y))
        by ring. apply Rmult_le_pos; lra. }
    destruct (Rlt_le_dec z2 y) as [Hhigh|Hhigh].
    { assert (0 <= k y) by (apply Rnot_lt_le; intro Hk; assert (y <= z2) by (apply U2, Hk); lra).
      apply Rmult_le_pos; trivial. apply Rmult_le_pos; lra. }
    destruct (Req_dec y (- w)) as [->|Hne1];
      [replace (- w - - w) with 0 by ring; rewrite !Rmult_0_l; lra|].
    destruct (Req_dec y z2) as [->|Hne2]; [replace (z2 - z2) with 0 by ring;
      rewrite Rmult_0_r, Rmult_0_l; lra|].
    (* strictly between: a negative point on each side *)
    assert (Hr : exists n2, y < n2 /\ k n2 < 0).
    { apply Classical_Prop.NNPP. intro Hnot. assert (z2 <= y); [|lra]. apply L2. intros v Hv.
      apply Rnot_lt_le. intro Hlt.
      apply Hnot. exists v. split; assumption. }
    assert (Hl : exists n1, n1 < y /\ k n1 < 0).
    { apply Classical_Prop.NNPP. intro Hnot. assert (w <= - y); [|lra]. apply L1. intros v Hv.
      apply Rnot_lt_le. intro Hlt.
      apply Hnot. exists (- v). split; [lra|exact Hv]. }
    destruct Hr as [n2 [Hn2 Kn2]]. destruct Hl as [n1 [Hn1 Kn1]].
    pose proof (negative_interval s d q p n1 y n2 Hsd (conj Hn1 Hn2) Kn1 Kn2) as Hk.
    fold (k y) in Hk.
    replace ((y - - w) * (y - z2) * k y) with ((y - - w) * (z2 - y) * - k y) by ring.
    apply Rmult_le_pos; [apply Rmult_le_pos; lra|lra].
  - exists 0, 0, (Y + 1). split; [|apply Hstrict; lra]. intro y.
    assert (0 <= k y) by (apply Rnot_lt_le; intro Hk; apply Hno; exists y; exact Hk).
    apply Rmult_le_pos; trivial. rewrite Rminus_0_r. nra.
Qed.

Lemma sigma1_cosh : forall u, sigma1 u = / (4 * cosh (u / 2) ^ 2).
Proof.
  intro u. unfold sigma1. rewrite <- sigma_neg, !sigma_cosh.
  replace (- u / 2) with (- (u / 2)) by field.
  replace (cosh (- (u / 2))) with (cosh (u / 2)) by (unfold cosh; rewrite Ropp_involutive; field).
  rewrite exp_Ropp. pose proof (exp_pos (u / 2)). pose proof (cosh_pos (u / 2)). field. split; lra.
Qed.

(* the function whose Gaussian mean is the derivative of the pull along the axis *)
Definition bump (s d q p y : R) : R := s ^ 2 * sigma1 (s * y - q) - d ^ 2 * sigma1 (d * y - p).

Lemma bump_contest : forall s d q p y, exists c, 0 < c /\ bump s d q p y = c *
  ((s * cosh ((d * y - p) / 2) - d * cosh ((s * y - q) / 2)) * (s * cosh ((d * y - p) / 2)
    + d * cosh ((s * y - q) / 2))).
Proof.
  intros s d q p y. unfold bump. rewrite !sigma1_cosh.
  pose proof (cosh_pos ((d * y - p) / 2)) as PA. pose proof (cosh_pos ((s * y - q) / 2)) as PB.
  set (A := cosh ((d * y - p) / 2)) in *. set (B := cosh ((s * y - q) / 2)) in *.
  exists (/ (4 * A ^ 2 * B ^ 2)). split.
  - apply Rinv_0_lt_compat. apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; [lra|]|];
    apply pow_lt; assumption.
  - field. split; lra.
Qed.

Definition sigma3 (u : R) : R := sigma2 u * (1 - 2 * sigma u) - 2 * sigma1 u * sigma1 u.

Lemma sigma2_derive : forall u, is_derive sigma2 u (sigma3 u).
Proof.
  intro u. unfold sigma2. evar_last.
  - apply (is_derive_mult sigma1 (fun v => 1 - 2 * sigma v));
    [apply sigma1_derive| |intros; apply Rmult_comm].
    apply (is_derive_minus (V := R_NormedModule) (fun _ => 1));
      [apply (is_derive_const (V := R_NormedModule))|].
    apply is_derive_scal, sigma_derive.
  - unfold sigma3. fold (sigma1 u). algebra.
Qed.

Lemma sigma3_bounds : forall u, Rabs (sigma3 u) <= 1.
Proof.
  intro u. unfold sigma3. pose proof (sigma2_bounds u) as H2. pose proof (sigma1_bounds u).
  pose proof (sigma_bounds u).
  assert (Rabs (1 - 2 * sigma u) <= 1) by (apply Rabs_le; lra).
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult,
    (Rabs_pos_eq (2 * sigma1 u * sigma1 u)) by nra.
  pose proof (Rabs_pos (sigma2 u)). pose proof (Rabs_pos (1 - 2 * sigma u)). nra.
Qed.

Lemma affine_derive : forall (F F' : R -> R) k c y, (forall u, is_derive F u (F' u)) ->
  is_derive (fun y => F (k * y - c)) y (k * F' (k * y - c)).
Proof.
  intros F F' k c y H. evar_last; [apply (is_derive_comp F (fun y => k * y - c));
    [apply H|auto_derive; [trivial|reflexivity]]|].
  unfold scal; simpl; unfold mult; simpl. ring.
Qed.

Lemma bump_smooth : forall s d q p, exists g1 g2 C, smooth (bump s d q p) g1 g2 C.
Proof.
  intros s d q p.
  exists (fun y => s ^ 2 * (s * sigma2 (s * y - q)) - d ^ 2 * (d * sigma2 (d * y - p))),
    (fun y => s ^ 2 * (s * (s * sigma3 (s * y - q))) - d ^ 2 * (d * (d * sigma3 (d * y - p)))),
    (s ^ 2 * (1 + Rabs s) ^ 2 + d ^ 2 * (1 + Rabs d) ^ 2).
  split; [|split].
  - intro y. apply (is_derive_minus (V := R_NormedModule));
    apply is_derive_scal, affine_derive, sigma1_derive.
  - intro y. apply (is_derive_minus (V := R_NormedModule));
    apply is_derive_scal, is_derive_scal, affine_derive, sigma2_derive.
  - assert (HK : forall k x e, Rabs x <= 1 -> Rabs e <= (1 + Rabs k) ^ 2 ->
    Rabs (k ^ 2 * (e * x)) <= k ^ 2 * (1 + Rabs k) ^ 2).
    { intros k x e Hx He. rewrite Rabs_mult, (Rabs_pos_eq (k ^ 2)) by apply pow2_ge_0.
      apply Rmult_le_compat_l; [apply pow2_ge_0|]. rewrite Rabs_mult. pose proof (Rabs_pos x).
      pose proof (Rabs_pos e). nra. }
    assert (HE : forall k, Rabs 1 <= (1 + Rabs k) ^ 2 /\ Rabs k <= (1 + Rabs k) ^ 2 /\
      Rabs (k * k) <= (1 + Rabs k) ^ 2).
    { intro k. pose proof (Rabs_pos k). rewrite Rabs_R1, Rabs_mult. repeat split; nra. }
    assert (HT : forall a b A B, Rabs a <= A -> Rabs b <= B -> Rabs (a - b) <= A + B).
    { intros a b A B Ha Hb. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. lra. }
    intro y. destruct (HE s) as (S1 & S2 & S3). destruct (HE d) as (E1 & E2 & E3).
    assert (B1 : forall u, Rabs (sigma1 u) <= 1) by (intro u; pose proof (sigma1_bounds u);
      rewrite Rabs_pos_eq; lra).
    assert (B2 : forall u, Rabs (sigma2 u) <= 1) by (intro u; pose proof (sigma2_bounds u); lra).
    unfold bump. split; [|split]; apply HT.
    + replace (s ^ 2 * sigma1 (s * y - q)) with (s ^ 2 * (1 * sigma1 (s * y - q))) by ring.
      apply HK; trivial.
    + replace (d ^ 2 * sigma1 (d * y - p)) with (d ^ 2 * (1 * sigma1 (d * y - p))) by ring.
      apply HK; trivial.
    + apply HK; trivial.
    + apply HK; trivial.
    + rewrite <- (Rmult_assoc s s). apply HK; trivial. apply sigma3_bounds.
    + rewrite <- (Rmult_assoc d d). apply HK; trivial. apply sigma3_bounds.
Qed.

Lemma bump_pattern : forall s d q p, 0 < s < d -> exists z1 z2 y0,
  (forall y, 0 <= (y - z1) * (y - z2) * bump s d q p y) /\
    0 < (y0 - z1) * (y0 - z2) * bump s d q p y0.
Proof.
  intros s d q p Hsd. destruct (contest_pattern s d q p Hsd) as (z1 & z2 & y0 & Hall & H0).
  exists z1, z2, y0.
  assert (HP : forall y, exists c, 0 < c /\
    (y - z1) * (y - z2) * bump s d q p y = c * ((y - z1) * (y - z2) * contest s d q p y)).
  { intro y. destruct (bump_contest s d q p y) as [c [Hc E]].
    pose proof (cosh_pos ((d * y - p) / 2)). pose proof (cosh_pos ((s * y - q) / 2)).
    exists (c * (s * cosh ((d * y - p) / 2) + d * cosh ((s * y - q) / 2))). split.
    - apply Rmult_lt_0_compat; [exact Hc|]. apply Rplus_lt_0_compat; apply Rmult_lt_0_compat; lra.
    - rewrite E. unfold contest. ring. }
  split.
  - intro y. destruct (HP y) as [c [Hc ->]]. apply Rmult_le_pos; [lra|apply Hall].
  - destruct (HP y0) as [c [Hc ->]]. apply Rmult_lt_0_compat; [exact Hc|exact H0].
Qed.

(** * The pull along the axis *)

(* Whitened coordinate along the axis, the old mode at 0 and the new one at d > 0, the target's
   logit f; the learner's logit ph, means a and b. Its zeros at a and b, and equal values of
   [axis_log] there, are stationarity. *)
Definition axis_pull (f d ph a b x : R) : R :=
  a + (b - a) * L (- ph + (b - a) * (x - (a + b) / 2)) (b - a) - d * L (- f + d * (x - d / 2)) d.

Definition axis_log (f d ph a b x : R) : R :=
  (- (x - a) ^ 2 / 2 + P (- ph + (b - a) * (x - (a + b) / 2)) (b - a))
    - (- x ^ 2 / 2 + P (- f + d * (x - d / 2)) d).

Lemma axis_log_derive : forall f d ph a b x,
  is_derive (axis_log f d ph a b) x (axis_pull f d ph a b x).
Proof.
  intros f d ph a b x.
  assert (HP : forall k c s, is_derive (fun x => P (c + k * (x - s)) k) x
    (k * L (c + k * (x - s)) k)).
  { intros k c s. evar_last.
    - apply (P_curve (fun x => c + k * (x - s)) (fun _ => k) x k 0);
        [auto_derive; [trivial|ring]|apply (is_derive_const (V := R_NormedModule))].
    - cbv beta. ring. }
  unfold axis_log. evar_last.
  - apply (is_derive_minus (V := R_NormedModule)).
    + apply (is_derive_plus (V := R_NormedModule) (fun x => - (x - a) ^ 2 / 2));
        [auto_derive; [trivial|reflexivity]|apply (HP (b - a) (- ph) ((a + b) / 2))].
    + apply (is_derive_plus (V := R_NormedModule) (fun x => - x ^ 2 / 2));
        [auto_derive; [trivial|reflexivity]|apply (HP d (- f) (d / 2))].
  - unfold axis_pull, minus, plus, opp; simpl. field.
Qed.

Lemma axis_pull_derive : forall f d ph a b x,
  is_derive (axis_pull f d ph a b) x (moment (bump (b - a) d (ph + (b - a) * ((a + b) / 2)) (f
    + d * (d / 2))) 0 x).
Proof.
  intros f d ph a b x. set (s := b - a). set (q := ph + s * ((a + b) / 2)).
  set (p := f + d * (d / 2)).
  assert (HL : forall k c m, is_derive (fun x => L (c + k * (x - m)) k) x
    (k * K2 (c + k * (x - m)) k)).
  { intros k c m. evar_last.
    - apply (L_curve (fun x => c + k * (x - m)) (fun _ => k) x k 0);
        [auto_derive; [trivial|ring]|apply (is_derive_const (V := R_NormedModule))].
    - cbv beta. ring. }
  replace (moment (bump s d q p) 0 x)
    with (s ^ 2 * K2 (- ph + s * (x - (a + b) / 2)) s - d ^ 2 * K2 (- f + d * (x - d / 2)) d).
  - unfold axis_pull. fold s. evar_last.
    + apply (is_derive_minus (V := R_NormedModule)).
      * apply (is_derive_plus (V := R_NormedModule));
        [apply (is_derive_const (V := R_NormedModule))|].
        apply (is_derive_scal (fun x => L (- ph + s * (x - (a + b) / 2)) s)), HL.
      * apply (is_derive_scal (fun x => L (- f + d * (x - d / 2)) d)), HL.
    + unfold minus, plus, opp, zero; simpl. ring.
  - symmetry. apply is_line_line.
    eapply line_ext;
      [|exact (line_minus _ _ _ _ (line_scal (s ^ 2) _ _
      (K2_correct (- ph + s * (x - (a + b) / 2)) s))
      (line_scal (d ^ 2) _ _ (K2_correct (- f + d * (x - d / 2)) d)))].
    intro z. cbv beta. unfold bump.
    replace (s * (x + z) - q) with (- ph + s * (x - (a + b) / 2) + s * z) by (unfold q; field).
    replace (d * (x + z) - p) with (- f + d * (x - d / 2) + d * z) by (unfold p; field). ring.
Qed.

Lemma L_small : forall s e, 0 < e -> exists m0, forall m, m <= m0 -> L m s < e.
Proof.
  intros s e He. exists (2 * (ln e - s ^ 2 / 8)). intros m Hm.
  eapply Rle_lt_trans; [apply L_bound|].
  assert (exp (m / 2 + s ^ 2 / 8) <= e) by (rewrite <- (exp_ln e) by exact He; apply exp_le; lra).
  pose proof (exp_pos (m / 2 + s ^ 2 / 8)). lra.
Qed.

Lemma L_strict_mono : forall m m' s, m < m' -> L m s < L m' s.
Proof.
  intros m m' s H. apply (line_lt _ _ _ _ 0) with (3 := L_correct m s) (4 := L_correct m' s).
  - intro z. apply Rmult_le_compat_l; [apply Rlt_le, phi_pos|]. apply Rlt_le, sigma_incr. lra.
  - apply Rmult_lt_compat_l; [apply phi_pos|]. apply sigma_incr. lra.
Qed.

(* the mean responsibility is small far to the left and near 1 far to the right *)
Lemma L_far : forall k c e u0, 0 < k -> 0 < e ->
  (exists x, x < u0 /\ L (c + k * x) k < e) /\ (exists x, u0 < x /\ 1 - L (c + k * x) k < e).
Proof.
  intros k c e u0 Hk He. destruct (L_small k e He) as [m0 Hm]. split.
  - exists (Rmin (u0 - 1) ((m0 - c) / k)).
    pose proof (Rmin_l (u0 - 1) ((m0 - c) / k)). pose proof (Rmin_r (u0 - 1) ((m0 - c) / k)) as H2.
    split; [lra|]. apply Hm. apply (Rmult_le_compat_l k) in H2; [|lra].
    replace (k * ((m0 - c) / k)) with (m0 - c) in H2 by (field; lra). lra.
  - exists (Rmax (u0 + 1) ((- m0 - c) / k)).
    pose proof (Rmax_l (u0 + 1) ((- m0 - c) / k)).
    pose proof (Rmax_r (u0 + 1) ((- m0 - c) / k)) as H2.
    split; [lra|]. rewrite <- kernel_reflection_logistic. apply Hm.
    apply (Rmult_le_compat_l k) in H2; [|lra].
    replace (k * ((- m0 - c) / k)) with (- m0 - c) in H2 by (field; lra). lra.
Qed.

Lemma u_sinh_nonneg : forall u, 0 <= u * sinh u /\ (u <> 0 -> 0 < u * sinh u).
Proof.
  intro u. assert (Hp : forall v, 0 < v -> 0 < v * sinh v).
  { intros v Hv. apply Rmult_lt_0_compat; [exact Hv|]. unfold sinh.
    assert (exp (- v) < exp v) by (apply exp_increasing; lra). lra. }
  assert (Hs : u <> 0 -> 0 < u * sinh u).
  { intro Hne. destruct (Rtotal_order u 0) as [H|[H|H]]; [|lra|apply Hp, H].
    replace (u * sinh u) with (- u * sinh (- u)); [apply Hp; lra|]. unfold sinh.
    rewrite Ropp_involutive. field. }
  split; [|exact Hs]. destruct (Req_dec u 0) as [->|Hne]; [lra|apply Rlt_le, Hs, Hne].
Qed.

(* equal scales: one change of sign *)
Lemma bump_equal_scales : forall d q p, 0 < d -> p < q -> exists z1 y0,
  (forall y, 0 <= (y - z1) * bump d d q p y) /\ 0 < (y0 - z1) * bump d d q p y0.
Proof.
  intros d q p Hd Hpq. set (z1 := (p + q) / (2 * d)).
  assert (HP : forall y, exists c, 0 < c /\
    (y - z1) * bump d d q p y = c * (d / 2 * (y - z1) * sinh (d / 2 * (y - z1)))).
  { intro y. destruct (bump_contest d d q p y) as [c [Hc E]].
    set (A := (d * y - p) / 2) in *. set (B := (d * y - q) / 2) in *.
    assert (Hv : 0 < sinh ((q - p) / 4)).
    { pose proof (proj2 (u_sinh_nonneg ((q - p) / 4)) ltac:(lra)). nra. }
    assert (EC : cosh A - cosh B = 2 * sinh (d / 2 * (y - z1)) * sinh ((q - p) / 4)).
    { replace A with (d / 2 * (y - z1) + (q - p) / 4) by (unfold A, z1; field; lra).
      replace B with (d / 2 * (y - z1) - (q - p) / 4) by (unfold B, z1; field; lra).
      set (v := d / 2 * (y - z1)). set (w := (q - p) / 4). unfold cosh, sinh.
      replace (- (v + w)) with (- v + - w) by ring. replace (- (v - w)) with (- v + w) by ring.
      replace (v - w) with (v + - w) by ring. rewrite !exp_plus. field. }
    pose proof (cosh_pos A). pose proof (cosh_pos B).
    exists (c * (d * (cosh A + cosh B) * d * (4 / d * sinh ((q - p) / 4)))). split.
    - apply Rmult_lt_0_compat; [exact Hc|]. apply Rmult_lt_0_compat.
      + apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat; lra|exact Hd].
      + apply Rmult_lt_0_compat; [apply Rdiv_lt_0_compat; lra|exact Hv].
    - rewrite E. replace (d * cosh A - d * cosh B) with (d * (cosh A - cosh B)) by ring. rewrite EC.
      field. lra. }
  exists z1, (z1 + 1). split.
  - intro y. destruct (HP y) as [c [Hc ->]]. apply Rmult_le_pos; [lra|apply u_sinh_nonneg].
  - destruct (HP (z1 + 1)) as [c [Hc ->]]. apply Rmult_lt_0_compat; [exact Hc|].
    apply u_sinh_nonneg.
    replace (z1 + 1 - z1) with 1 by ring. lra.
Qed.

Lemma moment_swap : forall s d q p x, moment (bump d s p q) 0 x = - moment (bump s d q p) 0 x.
Proof.
  intros s d q p x. destruct (bump_smooth s d q p) as (g1 & g2 & C & Hs).
  pose proof (smooth_cont _ _ _ _ Hs) as [Cg _]. destruct Hs as (_ & _ & HB).
  apply is_line_line. replace (- moment (bump s d q p) 0 x)
    with (-1 * moment (bump s d q p) 0 x) by ring.
  eapply line_ext;
    [|exact (line_scal (-1) _ _ (moment_ex (bump s d q p) C 0 x Cg (fun y => proj1 (HB y))
    ltac:(lia)))].
  intro z. cbv beta. unfold bump. ring.
Qed.

Lemma axis_classification : forall f d ph a b, 0 < d -> a < b ->
  axis_pull f d ph a b a = 0 -> axis_pull f d ph a b b = 0 ->
    axis_log f d ph a b a = axis_log f d ph a b b ->
  a = 0 /\ b = d /\ ph = f.
Proof.
  intros f d ph a b Hd Hab Ea Eb El. set (G := axis_pull f d ph a b) in *.
  set (s := b - a). set (q := ph + s * ((a + b) / 2)). set (p := f + d * (d / 2)).
  set (M := moment (bump s d q p) 0).
  assert (DG : forall x, is_derive G x (M x)) by (intro x; exact (axis_pull_derive f d ph a b x)).
  destruct (rolle _ _ (axis_log_derive f d ph a b) a b Hab El) as [xi [Hxi Exi]]. fold G in Exi.
  destruct (rolle G M DG a xi ltac:(lra) ltac:(lra)) as [h1 [Hh1 E1]].
  destruct (rolle G M DG xi b ltac:(lra) ltac:(lra)) as [h2 [Hh2 E2]].
  assert (Hs : 0 < s) by (unfold s; lra).
  set (Lq := fun x => L (- q + s * x) s). set (Lp := fun x => L (- p + d * x) d).
  assert (EG : forall x, G x = a + s * Lq x - d * Lp x).
  { intro x. unfold G, axis_pull, Lq, Lp. fold s.
    replace (- ph + s * (x - (a + b) / 2)) with (- q + s * x) by (unfold q; field).
    replace (- f + d * (x - d / 2)) with (- p + d * x) by (unfold p; field). reflexivity. }
  assert (BL : forall x, 0 < Lq x < 1 /\ 0 < Lp x < 1) 
    by (intro x; exact (conj (L_bounds (- q + s * x) s) (L_bounds (- p + d * x) d))).
  destruct (Rtotal_order s d) as [Hlt|[Heq|Hgt]].
  - (* s < d: the pull rises outside *)
    exfalso. destruct (bump_pattern s d q p (conj Hs Hlt)) as (z1 & z2 & y0 & Hpat & Hst).
    destruct (bump_smooth s d q p) as (g1 & g2 & C & Hsm).
    destruct (two_changes _ g1 g2 C z1 z2 y0 h1 h2 Hsm Hpat Hst ltac:(lra) E1 E2) as [HL HR].
    assert (Ha : a < 0).
    { apply Rnot_le_lt. intro Ha. assert (Hlow : G (a - 1) < 0).
      { rewrite <- Ea. apply (strictly_increasing G M DG); [lra|]. intros x Hx. apply HL. lra. }
      destruct (L_far d (- p) (- G (a - 1) / d) (a - 1) Hd) as [[x [Hx HLx]] _].
      { apply Rdiv_lt_0_compat; lra. }
      assert (Hgx : G x < G (a - 1)).
      { apply (strictly_increasing G M DG); [exact Hx|]. intros y Hy. apply HL. lra. }
      rewrite (EG x) in Hgx. fold (Lp x) in HLx. destruct (BL x).
      assert (d * Lp x < - G (a - 1)).
      { apply (Rmult_lt_compat_l d) in HLx; [|exact Hd].
        replace (d * (- G (a - 1) / d)) with (- G (a - 1)) in HLx by (field; lra). exact HLx. }
      assert (0 < s * Lq x) by (apply Rmult_lt_0_compat; lra). lra. }
    assert (Hb : d < b).
    { apply Rnot_le_lt. intro Hb. assert (Hhigh : 0 < G (b + 1)).
      { rewrite <- Eb. apply (strictly_increasing G M DG); [lra|]. intros x Hx. apply HR. lra. }
      destruct (L_far d (- p) (G (b + 1) / d) (b + 1) Hd) as [_ [x [Hx HLx]]];
        [apply Rdiv_lt_0_compat; lra|].
      assert (Hgx : G (b + 1) < G x).
      { apply (strictly_increasing G M DG); [exact Hx|]. intros y Hy. apply HR. lra. }
      rewrite (EG x) in Hgx. fold (Lp x) in HLx. destruct (BL x).
      assert (d * (1 - Lp x) < G (b + 1)).
      { apply (Rmult_lt_compat_l d) in HLx; [|exact Hd].
        replace (d * (G (b + 1) / d)) with (G (b + 1)) in HLx by (field; lra). exact HLx. }
      assert (s * Lq x < s * 1) by (apply Rmult_lt_compat_l; lra). unfold s in *. lra. }
    unfold s in Hlt. lra.
  - destruct (Rtotal_order p q) as [Hpq|[Epq|Hqp]].
    + exfalso. destruct (bump_equal_scales d q p Hd Hpq) as (z1 & y0 & Hpat & Hst).
      destruct (bump_smooth d d q p) as (g1 & g2 & C & Hsm). unfold M in E1, E2.
      rewrite Heq in E1, E2.
      exact (one_change _ g1 g2 C z1 y0 h1 h2 Hsm Hpat Hst ltac:(lra) E1 E2).
    + (* the same function *)
      assert (Ea' : G a = a).
      { rewrite EG. unfold Lq, Lp. rewrite Heq, Epq. ring. }
      assert (a = 0) by lra. assert (b = d) by (unfold s in Heq; lra). repeat split; trivial.
      unfold q, p in Epq. rewrite Heq in Epq. subst a. subst b. lra.
    + exfalso. destruct (bump_equal_scales d p q Hd Hqp) as (z1 & y0 & Hpat & Hst).
      destruct (bump_smooth d d p q) as (g1 & g2 & C & Hsm). unfold M in E1, E2.
      rewrite Heq in E1, E2.
      apply (one_change _ g1 g2 C z1 y0 h1 h2 Hsm Hpat Hst ltac:(lra)); rewrite moment_swap; lra.
  - (* s > d: the pull falls outside *)
    exfalso. destruct (bump_pattern d s p q (conj Hd Hgt)) as (z1 & z2 & y0 & Hpat & Hst).
    destruct (bump_smooth d s p q) as (g1 & g2 & C & Hsm).
    destruct (two_changes _ g1 g2 C z1 z2 y0 h1 h2 Hsm Hpat Hst ltac:(lra)) as [HL HR].
    { rewrite moment_swap. fold M. lra. }
    { rewrite moment_swap. fold M. lra. }
    assert (DN : forall x, is_derive (fun x => - G x) x (- M x)) by (intro x;
      apply (is_derive_opp (V := R_NormedModule) G), DG).
    assert (HL' : forall x, x < h1 -> 0 < - M x) by (intros x Hx; specialize (HL x Hx);
      rewrite moment_swap in HL; exact HL).
    assert (HR' : forall x, h2 < x -> 0 < - M x) by (intros x Hx; specialize (HR x Hx);
      rewrite moment_swap in HR; exact HR).
    assert (Ha : 0 < a).
    { apply Rnot_le_lt. intro Ha. assert (Hhigh : - G (a - 1) < - G a).
      { apply (strictly_increasing _ _ DN); [lra|]. intros x Hx. apply HL'. lra. }
      destruct (L_far s (- q) (G (a - 1) / s) (a - 1) Hs) as [[x [Hx HLx]] _];
        [apply Rdiv_lt_0_compat; lra|].
      assert (Hgx : - G x < - G (a - 1)).
      { apply (strictly_increasing _ _ DN); [exact Hx|]. intros y Hy. apply HL'. lra. }
      rewrite (EG x) in Hgx. fold (Lq x) in HLx. destruct (BL x).
      assert (s * Lq x < G (a - 1)).
      { apply (Rmult_lt_compat_l s) in HLx; [|exact Hs].
        replace (s * (G (a - 1) / s)) with (G (a - 1)) in HLx by (field; lra). exact HLx. }
      assert (0 < d * Lp x) by (apply Rmult_lt_0_compat; lra). lra. }
    assert (Hb : b < d).
    { apply Rnot_le_lt. intro Hb. assert (Hlow : - G b < - G (b + 1)).
      { apply (strictly_increasing _ _ DN); [lra|]. intros x Hx. apply HR'. lra. }
      destruct (L_far s (- q) (- G (b + 1) / s) (b + 1) Hs) as [_ [x [Hx HLx]]];
        [apply Rdiv_lt_0_compat; lra|].
      assert (Hgx : - G (b + 1) < - G x).
      { apply (strictly_increasing _ _ DN); [exact Hx|]. intros y Hy. apply HR'. lra. }
      rewrite (EG x) in Hgx. fold (Lq x) in HLx. destruct (BL x).
      assert (s * (1 - Lq x) < - G (b + 1)).
      { apply (Rmult_lt_compat_l s) in HLx; [|exact Hs].
        replace (s * (- G (b + 1) / s)) with (- G (b + 1)) in HLx by (field; lra). exact HLx. }
      assert (d * Lp x < d * 1) by (apply Rmult_lt_compat_l; lra). unfold s in *. lra. }
    unfold s in Hgt. lra.
Qed.

(* exchanging the learner's labels leaves the pull as it is *)
Lemma axis_pull_swap : forall f d ph a b x, axis_pull f d (- ph) b a x = axis_pull f d ph a b x.
Proof.
  intros f d ph a b x. unfold axis_pull. set (Y := - ph + (b - a) * (x - (a + b) / 2)).
  replace (- - ph + (a - b) * (x - (b + a) / 2)) with (- Y) by (unfold Y; field).
  replace (a - b) with (- (b - a)) by ring. rewrite L_even, kernel_reflection_logistic. ring.
Qed.

Lemma axis_log_swap : forall f d ph a b x, axis_log f d (- ph) b a x = axis_log f d ph a b x + ph.
Proof.
  intros f d ph a b x. unfold axis_log. set (Y := - ph + (b - a) * (x - (a + b) / 2)).
  replace (- - ph + (a - b) * (x - (b + a) / 2)) with (- Y) by (unfold Y; field).
  replace (a - b) with (- (b - a)) by ring. rewrite P_even.
  pose proof (kernel_reflection_softplus Y (b - a)) as H.
  replace (P (- Y) (b - a)) with (P Y (b - a) - Y) by lra. unfold Y at 2. field.
Qed.

(** * R^d *)

(* the responsibility that the learner's, or the target's, other label has *)
Lemma resp_new_complement : forall d w a b c, 0 < w < 1 ->
  resp_new d (1 - w) b a c = 1 - resp_new d w a b c.
Proof.
  intros d w a b c Hw. unfold resp_new. rewrite logit_complement, dist_sym by exact Hw.
  rewrite <- kernel_reflection_logistic. f_equal.
  replace (dot d (fun i => a i - b i) (fun i => c i - (b i + a i) / 2))
    with (- dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2)); [ring|].
  replace (- dot d (fun i => b i - a i) (fun i => c i - (a i + b i) / 2))
    with (-1 * dot d (fun i => c i - (a i + b i) / 2) (fun i => b i - a i))
      by (rewrite dot_sym; ring).
  rewrite <- dot_scal_r, dot_sym. apply dot_ext; intros; try ring. f_equal. f_equal. ring.
Qed.

Lemma dist_zero : forall d a b, dist d a b = 0 -> forall i, (i < d)%nat -> a i = b i.
Proof.
  intros d a b H i Hi. pose proof (coordinate_le_norm d (fun i => b i - a i) i Hi) as Hc.
  cbv beta in Hc.
  rewrite <- norm2_sq in Hc. fold (dist d a b) in Hc. rewrite H in Hc. nra.
Qed.

(* all three gradients of C3 vanish *)
Definition stationary d (beta alpha : R) (muo mun mo mn : nat -> R) : Prop :=
  (forall i, (i < d)%nat -> c3_gradient d beta alpha muo mun mo mn i = 0) /\
  (forall i, (i < d)%nat -> c3_gradient d (1 - beta) (1 - alpha) mun muo mn mo i = 0) /\
  logit_pull d beta alpha muo mun mo mn = 0.

Theorem g3_classification : forall d beta alpha muo mun mo mn, 0 < beta < 1 -> 0 < alpha < 1 ->
  0 < dist d muo mun ->
  stationary d beta alpha muo mun mo mn ->
  (beta = alpha /\ forall i, (i < d)%nat -> mo i = muo i /\ mn i = mun i) \/
  (beta = 1 - alpha /\ forall i, (i < d)%nat -> mo i = mun i /\ mn i = muo i) \/
  (forall i, (i < d)%nat -> mn i = mo i /\
    mo i - muo i = resp_new d alpha muo mun mo * (mun i - muo i)).
Proof.
  intros d beta alpha muo mun mo mn Hb Ha Hd (Ho & Hn & Hw).
  set (D := fun i => mun i - muo i). set (delta := dist d muo mun) in *. set (r := dist d mo mn).
  set (eq := resp_new d beta mo mn mo). set (eq' := resp_new d beta mo mn mn).
  set (ep := resp_new d alpha muo mun mo). set (ep' := resp_new d alpha muo mun mn).
  assert (H1 : forall i, (i < d)%nat -> mo i - muo i + eq * (mn i - mo i) - ep * D i = 0).
  { intros i Hi. specialize (Ho i Hi). unfold c3_gradient, forcing in Ho. fold eq ep in Ho.
    apply Rmult_integral in Ho. destruct Ho as [|Ho]; [lra|]. unfold D. lra. }
  assert (H2 : forall i, (i < d)%nat -> mn i - mun i - (1 - eq') * (mn i - mo i)
    + (1 - ep') * D i = 0).
  { intros i Hi. specialize (Hn i Hi). unfold c3_gradient, forcing in Hn.
    rewrite !resp_new_complement in Hn by assumption.
    fold eq' ep' in Hn. apply Rmult_integral in Hn. destruct Hn as [|Hn]; [lra|]. unfold D. lra. }
  assert (Hr : 0 <= r) by apply norm2_nonneg.
  destruct (Req_dec r 0) as [E0|Hne].
  { right. right. intros i Hi. pose proof (dist_zero d mo mn E0 i Hi) as E. specialize (H1 i Hi).
    rewrite <- E in *.
    split; [reflexivity|]. fold (D i). lra. }
  assert (Hr0 : 0 < r) by lra. set (ph := logit beta). set (f := logit alpha).
  assert (Eq : eq = L (- ph - r ^ 2 / 2) r) by (unfold eq; rewrite resp_new_at_old; reflexivity).
  assert (Eq' : eq' = L (- ph + r ^ 2 / 2) r).
  { unfold eq', resp_new. rewrite midpoint_new. reflexivity. }
  assert (Hdet : eq < eq').
  { rewrite Eq, Eq'. apply L_strict_mono. assert (0 < r ^ 2) by (apply pow_lt; exact Hr0). lra. }
  (* all four means are collinear *)
  set (c := (ep' - ep) / (eq' - eq)). set (c0 := ep - eq * c).
  assert (Hy : forall i, (i < d)%nat -> mn i - mo i = c * D i).
  { intros i Hi. pose proof (H1 i Hi) as A1. pose proof (H2 i Hi) as A2.
    apply (Rmult_eq_reg_l (eq' - eq)); [|lra].
    replace ((eq' - eq) * (c * D i)) with ((ep' - ep) * D i) by (unfold c; field; lra).
    unfold D in *. lra. }
  assert (Hx : forall i, (i < d)%nat -> mo i - muo i = c0 * D i).
  { intros i Hi. pose proof (H1 i Hi) as A1. rewrite (Hy i Hi) in A1. unfold c0. lra. }
  assert (ED : dot d D D = delta ^ 2) by (unfold delta, dist; fold D; rewrite <- norm2_sq; ring).
  assert (Er : r = Rabs c * delta).
  { unfold r, dist. rewrite (norm2_ext d _ (fun i => c * D i)) by exact Hy. apply norm2_scal. }
  set (a := c0 * delta). set (b := (c0 + c) * delta). set (s := b - a).
  assert (Es : s = c * delta) by (unfold s, a, b; ring).
  assert (Ers : r = Rabs s) by (rewrite Er, Es, Rabs_mult, (Rabs_pos_eq delta) by lra; reflexivity).
  assert (Er2 : r ^ 2 = s ^ 2) by (rewrite Ers; apply pow2_abs).
  assert (Hproj : forall t x, (forall i, (i < d)%nat -> x i - muo i = t * D i) ->
    dot d (fun i => mun i - muo i) (fun i => x i - (muo i + mun i) / 2)
      = delta * (t * delta - delta / 2)).
  { intros t x H. rewrite (dot_ext d _ (fun i => x i - (muo i + mun i) / 2) D
    (fun i => (t - / 2) * D i)).
    - rewrite dot_scal_r, ED. field.
    - reflexivity.
    - intros i Hi. specialize (H i Hi). unfold D in *. lra. }
  assert (Hxn : forall i, (i < d)%nat -> mn i - muo i = (c0 + c) * D i).
  { intros i Hi. pose proof (Hx i Hi). pose proof (Hy i Hi). lra. }
  assert (Ep : ep = L (- f + delta * (a - delta / 2)) delta).
  { unfold ep, resp_new. rewrite (Hproj c0 mo Hx). reflexivity. }
  assert (Ep' : ep' = L (- f + delta * (b - delta / 2)) delta).
  { unfold ep', resp_new. rewrite (Hproj (c0 + c) mn Hxn). reflexivity. }
  assert (Ma : - ph + s * (a - (a + b) / 2) = - ph - s ^ 2 / 2) by (unfold s; field).
  assert (Mb : - ph + s * (b - (a + b) / 2) = - ph + s ^ 2 / 2) by (unfold s; field).
  assert (Ga : axis_pull f delta ph a b a = 0).
  { unfold axis_pull. fold s. rewrite Ma, <- L_abs, <- Ers, <- Er2, <- Eq, <- Ep, Es.
    unfold a, c0. ring. }
  assert (Gb : axis_pull f delta ph a b b = 0).
  { unfold axis_pull. fold s. rewrite Mb, <- L_abs, <- Ers, <- Er2, <- Eq', <- Ep', Es.
    unfold a, c0, c. field. lra. }
  assert (Hsq : forall t x, (forall i, (i < d)%nat -> x i - muo i = t * D i) ->
    dot d (fun i => x i - muo i) (fun i => x i - muo i) = (t * delta) ^ 2).
  { intros t x H. rewrite (dot_ext d _ _ (fun i => t * D i) (fun i => t * D i)) by exact H.
    rewrite dot_scal_r, dot_sym, dot_scal_r, ED. ring. }
  assert (Gl : axis_log f delta ph a b a = axis_log f delta ph a b b).
  { unfold logit_pull, mean_log in Hw. rewrite midpoint_old, midpoint_new, (Hproj c0 mo Hx),
    (Hproj (c0 + c) mn Hxn),
      (Hsq c0 mo Hx), (Hsq (c0 + c) mn Hxn) in Hw. fold ph f r delta in Hw.
    assert (Eo : dot d (fun i => mo i - mo i) (fun i => mo i - mo i) = 0).
    { rewrite (dot_ext d _ _ (fun _ => 0 * 0) (fun _ => 0 * 0)) by (intros; ring).
      rewrite dot_scal_r. ring. }
    assert (En : dot d (fun i => mn i - mo i) (fun i => mn i - mo i) = r ^ 2).
    { rewrite <- norm2_sq. unfold r, dist. ring. }
    rewrite Eo, En in Hw. fold a b in Hw.
    replace (- ph + - r ^ 2 / 2) with (- ph - s ^ 2 / 2) in Hw by (rewrite Er2; field).
    replace (- ph + r ^ 2 / 2) with (- ph + s ^ 2 / 2) in Hw by (rewrite Er2; field).
    rewrite Ers, !P_abs, pow2_abs in Hw. unfold axis_log. fold s. rewrite Ma, Mb.
    replace (b - a) with s by reflexivity. replace (a - a) with 0 by ring. lra. }
  assert (Hback : forall g g' : nat -> R, forall t t', (forall i, (i < d)%nat ->
    g i - muo i = t * D i) -> t = t' ->
    forall i, (i < d)%nat -> g i = muo i + t' * D i).
  { intros g _ t t' H <- i Hi. specialize (H i Hi). lra. }
  assert (Hcne : c <> 0).
  { intro E. rewrite E, Rabs_R0 in Er. lra. }
  destruct (Rtotal_order s 0) as [Hneg|[Ez|Hpos]].
  - right. left.
    destruct (axis_classification f delta (- ph) b a Hd ltac:(unfold s in Hneg; lra))
      as (Eb0 & Ead & Eph).
    + rewrite axis_pull_swap. exact Gb.
    + rewrite axis_pull_swap. exact Ga.
    + rewrite !axis_log_swap, Gl. reflexivity.
    + assert (c0 = 1) by (apply (Rmult_eq_reg_r delta); [unfold a in Ead; lra|lra]).
      assert (c0 + c = 0) by (apply (Rmult_eq_reg_r delta); [unfold b in Eb0; lra|lra]).
      split.
      * rewrite <- (sigma_logit beta Hb), <- (sigma_logit alpha Ha), <- sigma_neg. f_equal.
        fold ph f. lra.
      * intros i Hi. specialize (Hx i Hi). specialize (Hxn i Hi). rewrite H in Hx.
        rewrite H0 in Hxn. unfold D in *. split; lra.
  - exfalso. rewrite Es in Ez. apply Rmult_integral in Ez. destruct Ez; lra.
  - left. destruct (axis_classification f delta ph a b Hd ltac:(unfold s in Hpos; lra) Ga Gb Gl)
    as (Ea0 & Ebd & Eph).
    assert (c0 = 0) by (apply (Rmult_eq_reg_r delta); [unfold a in Ea0; lra|lra]).
    assert (c0 + c = 1) by (apply (Rmult_eq_reg_r delta); [unfold b in Ebd; lra|lra]).
    split.
    + rewrite <- (sigma_logit beta Hb), <- (sigma_logit alpha Ha). f_equal. exact Eph.
    + intros i Hi. specialize (Hx i Hi). specialize (Hxn i Hi). rewrite H in Hx. rewrite H0 in Hxn.
      unfold D in *. split; lra.
Qed.

(* and the three families are stationary *)
Theorem g3_families_are_stationary : forall d beta alpha muo mun mo, 0 < beta < 1 ->
  0 < alpha < 1 ->
  stationary d alpha alpha muo mun muo mun /\ stationary d (1 - alpha) alpha muo mun mun muo /\
  ((forall i, (i < d)%nat -> mo i - muo i = resp_new d alpha muo mun mo * (mun i - muo i)) ->
   stationary d beta alpha muo mun mo mo).
Proof.
  intros d beta alpha muo mun mo Hb Ha. split; [|split].
  - split; [|split].
    + intros i Hi. unfold c3_gradient, forcing. ring.
    + intros i Hi. unfold c3_gradient, forcing. ring.
    + unfold logit_pull. ring.
  - assert (E1 : forall c, resp_new d (1 - alpha) mun muo c = 1 - resp_new d alpha muo mun c)
      by (intro c; apply resp_new_complement, Ha).
    split; [|split].
    + intros i Hi. unfold c3_gradient, forcing. rewrite E1. ring.
    + intros i Hi. unfold c3_gradient, forcing. replace (1 - (1 - alpha)) with alpha by ring.
      rewrite E1. ring.
    + unfold logit_pull. rewrite !mean_log_swap by exact Ha. ring.
  - intro Hm. split; [|split].
    + intros i Hi. unfold c3_gradient, forcing. rewrite <- (Hm i Hi). ring.
    + intros i Hi. unfold c3_gradient, forcing. rewrite (resp_new_complement d alpha) by exact Ha.
      specialize (Hm i Hi). replace ((1 - resp_new d alpha muo mun mo) * (muo i - mun i))
        with (muo i - mun i + resp_new d alpha muo mun mo * (mun i - muo i)) by ring.
        rewrite <- Hm. ring.
    + unfold logit_pull. ring.
Qed.
