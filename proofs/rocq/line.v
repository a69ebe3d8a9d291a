(* Integrals over the whole real line, for continuous functions.

   [is_line f l] says: f is continuous on R and its improper Riemann integral
   from -oo to +oo converges to l, the two ends going to infinity independently
   (Coquelicot's [is_RInt_gen] with the filters of -oo and +oo).
   Proved here: uniqueness, linearity, monotonicity (strict where the functions
   differ at one point), domination, affine change of variable, the fundamental
   theorem on the line, and differentiation under the integral sign when the
   remainder is quadratic with an integrable factor.
   Not here: functions that are not continuous, and dimension above one. *)
Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition is_line (f : R -> R) (l : R) : Prop :=
  continuity f /\
  is_RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty) l.

Definition line (f : R -> R) : R :=
  RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty).

(** * Continuity, in the form the goals have *)

Lemma cont_const : forall c : R, continuity (fun _ => c).
Proof. intros c. apply continuity_const. intros x y. reflexivity. Qed.

Lemma cont_id : continuity (fun x => x).
Proof. apply derivable_continuous, derivable_id. Qed.

Lemma cont_plus : forall f g, continuity f -> continuity g -> continuity (fun x => f x + g x).
Proof. intros f g Hf Hg. exact (continuity_plus f g Hf Hg). Qed.

Lemma cont_minus : forall f g, continuity f -> continuity g -> continuity (fun x => f x - g x).
Proof. intros f g Hf Hg. exact (continuity_minus f g Hf Hg). Qed.

Lemma cont_opp : forall f, continuity f -> continuity (fun x => - f x).
Proof. intros f Hf. exact (continuity_opp f Hf). Qed.

Lemma cont_mult : forall f g, continuity f -> continuity g -> continuity (fun x => f x * g x).
Proof. intros f g Hf Hg. exact (continuity_mult f g Hf Hg). Qed.

Lemma cont_inv : forall f, (forall x, f x <> 0) -> continuity f -> continuity (fun x => / f x).
Proof. intros f H Hf. exact (continuity_inv f Hf H). Qed.

Lemma cont_div : forall f g, (forall x, g x <> 0) -> continuity f -> continuity g ->
  continuity (fun x => f x / g x).
Proof. intros f g H Hf Hg. unfold Rdiv. apply cont_mult; [exact Hf|].
apply cont_inv; assumption. Qed.

Lemma cont_comp : forall f g, continuity f -> continuity g -> continuity (fun x => g (f x)).
Proof. intros f g Hf Hg. exact (continuity_comp f g Hf Hg). Qed.

Lemma cont_exp : forall f, continuity f -> continuity (fun x => exp (f x)).
Proof. intros f Hf. apply (cont_comp f exp Hf), derivable_continuous, derivable_exp. Qed.

Lemma cont_abs : forall f, continuity f -> continuity (fun x => Rabs (f x)).
Proof. intros f Hf. apply (cont_comp f Rabs Hf), Rcontinuity_abs. Qed.

Lemma cont_ln : forall f, (forall x, 0 < f x) -> continuity f -> continuity (fun x => ln (f x)).
Proof.
  intros f H Hf x. apply (continuity_pt_comp f ln x (Hf x)).
  apply derivable_continuous_pt. exists (/ f x). apply derivable_pt_lim_ln, H.
Qed.

Lemma cont_sqrt : forall f, (forall x, 0 <= f x) -> continuity f ->
  continuity (fun x => sqrt (f x)).
Proof. intros f H Hf x. apply (continuity_pt_comp f sqrt x (Hf x)), continuity_pt_sqrt, H. Qed.

Lemma cont_pow : forall f n, continuity f -> continuity (fun x => f x ^ n).
Proof.
  intros f n Hf. induction n as [|n IH]; simpl; [apply cont_const|].
  apply cont_mult; assumption.
Qed.

Lemma cont_ext : forall f g, (forall x, f x = g x) -> continuity f -> continuity g.
Proof.
  intros f g H Hf x. apply (continuity_pt_ext f g); [exact H|apply Hf].
Qed.

Lemma cont_derive : forall f, (forall x, ex_derive f x) -> continuity f.
Proof.
  intros f H x. apply continuity_pt_filterlim, (ex_derive_continuous f x), H.
Qed.

(* Breaks a continuity goal into its leaves; signs and non-zero denominators are left. *)
Ltac cont := repeat first
  [ assumption | apply cont_const | apply cont_id | apply cont_pow | apply cont_plus |
    apply cont_minus
  | apply cont_opp | apply cont_div | apply cont_mult | apply cont_inv | apply cont_exp
  | apply cont_abs | apply cont_ln | apply cont_sqrt ].

(** * Integrals on segments *)

Lemma cont_ex : forall f u v, continuity f -> ex_RInt f u v.
Proof.
  intros f u v Hf. apply (@ex_RInt_continuous R_CompleteNormedModule).
  intros x _. apply continuity_pt_filterlim, Hf.
Qed.

Lemma cont_Chasles : forall f a b c, continuity f -> RInt f a c = RInt f a b + RInt f b c.
Proof.
  intros f a b c Hf. symmetry.
  apply (RInt_Chasles (V := R_CompleteNormedModule)); apply cont_ex, Hf.
Qed.

Lemma seg_nonneg : forall f a b, continuity f -> (forall x, 0 <= f x) -> a <= b -> 0 <= RInt f a b.
Proof. intros f a b Hc Hf Hab. apply RInt_ge_0; [exact Hab|apply cont_ex, Hc|intros; apply Hf]. Qed.

Lemma seg_incr : forall f a b u v, continuity f -> (forall x, 0 <= f x) ->
  u <= a -> a <= b -> b <= v -> RInt f a b <= RInt f u v.
Proof.
  intros f a b u v Hc Hf Hua Hab Hbv.
  rewrite (cont_Chasles f u a v Hc), (cont_Chasles f a b v Hc).
  pose proof (seg_nonneg f u a Hc Hf Hua). pose proof (seg_nonneg f b v Hc Hf Hbv). lra.
Qed.

(** * The line integral in epsilons *)

Lemma line_spec : forall f l, continuity f ->
  (is_RInt_gen f (Rbar_locally m_infty) (Rbar_locally p_infty) l <->
   forall eps, 0 < eps -> exists M, forall a b, a < - M -> M < b -> Rabs (RInt f a b - l) < eps).
Proof.
  intros f l Hc. split.
  - intros H eps He. unfold is_RInt_gen in H.
    apply (proj1 (filterlimi_locally _ _)) with (eps := mkposreal eps He) in H.
    destruct H as [Q1 Q2 [A HA] [B HB] HQ].
    exists (Rmax (- A) B). intros a b Ha Hb.
    pose proof (Rmax_l (- A) B). pose proof (Rmax_r (- A) B).
    destruct (HQ a b) as [z [Hz Hball]]; [apply HA; lra|apply HB; lra|].
    simpl in Hz. rewrite (is_RInt_unique (V := R_CompleteNormedModule) f a b z Hz). exact Hball.
  - intro H. apply (proj2 (filterlimi_locally _ _)). intros [eps He].
    destruct (H eps He) as [M HM].
    exists (fun a => a < - M) (fun b => M < b).
    + exists (- M). trivial.
    + exists M. trivial.
    + intros a b Ha Hb. exists (RInt f a b). split.
      * apply (RInt_correct (V := R_CompleteNormedModule)), cont_ex, Hc.
      * apply HM; assumption.
Qed.

Lemma line_intro : forall f l, continuity f ->
  (forall eps, 0 < eps -> exists M, forall a b, a < - M -> M < b -> Rabs (RInt f a b - l) < eps) ->
  is_line f l.
Proof. intros f l Hc H. split; [exact Hc|]. apply line_spec; assumption. Qed.

Lemma line_elim : forall f l, is_line f l ->
  forall eps, 0 < eps -> exists M, forall a b, a < - M -> M < b -> Rabs (RInt f a b - l) < eps.
Proof. intros f l [Hc H]. apply line_spec; assumption. Qed.

Lemma line_unique : forall f l1 l2, is_line f l1 -> is_line f l2 -> l1 = l2.
Proof.
  intros f l1 l2 [_ H1] [_ H2].
  rewrite <- (is_RInt_gen_unique (V := R_CompleteNormedModule) f l1 H1).
  apply (is_RInt_gen_unique (V := R_CompleteNormedModule) f l2 H2).
Qed.

Lemma is_line_line : forall f l, is_line f l -> line f = l.
Proof. intros f l [_ H]. exact (is_RInt_gen_unique (V := R_CompleteNormedModule) f l H). Qed.

Lemma line_correct : forall f l, is_line f l -> is_line f (line f).
Proof. intros f l H. rewrite (is_line_line f l H). exact H. Qed.

Lemma line_cont : forall f l, is_line f l -> continuity f.
Proof. intros f l [H _]. exact H. Qed.

Lemma line_ext : forall f g l, (forall x, f x = g x) -> is_line f l -> is_line g l.
Proof.
  intros f g l Hfg [Hc H]. split; [apply (cont_ext f); assumption|].
  apply (is_RInt_gen_ext f); [|exact H].
  exists (fun _ => True) (fun _ => True); [exists 0; trivial|exists 0; trivial|].
  intros; apply Hfg.
Qed.

Lemma line_val : forall f l1 l2, l1 = l2 -> is_line f l1 -> is_line f l2.
Proof. intros f l1 l2 -> H. exact H. Qed.

Lemma line_plus : forall f g lf lg, is_line f lf -> is_line g lg ->
  is_line (fun x => f x + g x) (lf + lg).
Proof.
  intros f g lf lg [Cf Hf] [Cg Hg]. split; [apply cont_plus; assumption|].
  exact (is_RInt_gen_plus f g lf lg Hf Hg).
Qed.

Lemma line_scal : forall k f l, is_line f l -> is_line (fun x => k * f x) (k * l).
Proof.
  intros k f l [Cf Hf]. split; [apply cont_mult; [apply cont_const|assumption]|].
  exact (is_RInt_gen_scal f k l Hf).
Qed.

Lemma line_minus : forall f g lf lg, is_line f lf -> is_line g lg ->
  is_line (fun x => f x - g x) (lf - lg).
Proof.
  intros f g lf lg [Cf Hf] [Cg Hg]. split; [apply cont_minus; assumption|].
  exact (is_RInt_gen_minus f g lf lg Hf Hg).
Qed.

Lemma line_zero : is_line (fun _ => 0) 0.
Proof.
  apply line_intro; [apply cont_const|]. intros eps He. exists 0. intros a b _ _.
  rewrite RInt_const. unfold scal; simpl; unfold mult; simpl.
  rewrite Rmult_0_r, Rminus_0_r, Rabs_R0. exact He.
Qed.

(** * Order *)

Lemma line_nonneg : forall f l, (forall x, 0 <= f x) -> is_line f l -> 0 <= l.
Proof.
  intros f l Hf H. pose proof (line_cont f l H) as Hc. apply Rnot_lt_le. intro Hl.
  destruct (line_elim f l H (- l)) as [M HM]; [lra|].
  pose proof (Rmax_l M 0). pose proof (Rmax_r M 0).
  specialize (HM (- Rmax M 0 - 1) (Rmax M 0 + 1)).
  apply Rabs_lt_between in HM; [|lra|lra].
  pose proof (seg_nonneg f (- Rmax M 0 - 1) (Rmax M 0 + 1) Hc Hf). lra.
Qed.

Lemma line_le : forall f g lf lg, (forall x, f x <= g x) -> is_line f lf ->
  is_line g lg -> lf <= lg.
Proof.
  intros f g lf lg Hfg Hf Hg. pose proof (line_minus _ _ _ _ Hg Hf) as H.
  apply line_nonneg in H; [lra|]. intro x. specialize (Hfg x). simpl. lra.
Qed.

(* every segment carries at most the whole integral *)
Lemma line_seg_le : forall f l a b, (forall x, 0 <= f x) -> is_line f l -> a <= b ->
  RInt f a b <= l.
Proof.
  intros f l a b Hf H Hab. pose proof (line_cont f l H) as Hc. apply Rnot_lt_le. intro Hl.
  destruct (line_elim f l H (RInt f a b - l)) as [M HM]; [lra|].
  set (u := Rmin a (- M) - 1). set (v := Rmax b M + 1).
  pose proof (Rmin_l a (- M)). pose proof (Rmin_r a (- M)).
  pose proof (Rmax_l b M). pose proof (Rmax_r b M).
  assert (Hi : RInt f a b <= RInt f u v) by (apply seg_incr; unfold u, v; trivial; lra).
  specialize (HM u v). apply Rabs_lt_between in HM; unfold u, v in *; lra.
Qed.

Lemma line_pos : forall f l x0, (forall x, 0 <= f x) -> 0 < f x0 -> is_line f l -> 0 < l.
Proof.
  intros f l x0 Hf H0 H. pose proof (line_cont f l H) as Hc.
  assert (Hloc : locally x0 (fun x => 0 < f x)).
  { apply (proj1 (continuity_pt_filterlim f x0) (Hc x0) (fun y => 0 < y)).
    apply (open_gt 0). exact H0. }
  destruct Hloc as [d Hd].
  pose proof (cond_pos d) as Hdp.
  assert (Hseg : 0 < RInt f (x0 - d / 2) (x0 + d / 2)).
  { apply RInt_gt_0; [lra| |intros; apply continuity_pt_filterlim, Hc].
    intros x Hx. apply Hd. apply Rabs_lt_between. unfold minus, plus, opp; simpl. lra. }
  pose proof (line_seg_le f l (x0 - d / 2) (x0 + d / 2) Hf H). lra.
Qed.

Lemma line_lt : forall f g lf lg x0, (forall x, f x <= g x) -> f x0 < g x0 ->
  is_line f lf -> is_line g lg -> lf < lg.
Proof.
  intros f g lf lg x0 Hfg H0 Hf Hg. pose proof (line_minus _ _ _ _ Hg Hf) as H.
  apply (line_pos _ _ x0) in H; simpl; [lra| |lra]. intro x. specialize (Hfg x). lra.
Qed.

(** * Existence by domination *)

Lemma line_ex_nonneg : forall f g lg, continuity f -> (forall x, 0 <= f x <= g x) ->
  is_line g lg -> exists l, is_line f l.
Proof.
  intros f g lg Hc Hfg Hg.
  assert (Hf : forall x, 0 <= f x) by (intro x; apply Hfg).
  assert (Hgp : forall x, 0 <= g x) by (intro x; specialize (Hfg x); lra).
  assert (Hup : forall a b, a <= b -> RInt f a b <= lg).
  { intros a b Hab. apply Rle_trans with (RInt g a b); [|apply line_seg_le; trivial].
    apply RInt_le; trivial; [apply cont_ex, Hc|apply cont_ex, (line_cont g lg Hg)|intros;
      apply Hfg]. }
  destruct (completeness (fun y => exists a b, a <= b /\ y = RInt f a b)) as [l [Hub Hlub]].
  - exists lg. intros y [a [b [Hab ->]]]. apply Hup, Hab.
  - exists (RInt f 0 0), 0, 0. split; [lra|reflexivity].
  - exists l. apply line_intro; [exact Hc|]. intros eps He.
    assert (Hx : exists a b, a <= b /\ l - eps < RInt f a b).
    { apply Classical_Prop.NNPP. intro Hno.
      assert (Hl : l <= l - eps); [|lra]. apply Hlub. intros y [a [b [Hab ->]]].
      apply Rnot_lt_le. intro Hlt. apply Hno. exists a, b. split; assumption. }
    destruct Hx as [a [b [Hab Hl]]]. exists (Rmax (- a) b). intros u v Hu Hv.
    pose proof (Rmax_l (- a) b). pose proof (Rmax_r (- a) b).
    assert (RInt f a b <= RInt f u v) by (apply seg_incr; trivial; lra).
    assert (RInt f u v <= l) by (apply Hub; exists u, v; split; [lra|reflexivity]).
    apply Rabs_lt_between. lra.
Qed.

Lemma line_ex : forall f g lg, continuity f -> (forall x, Rabs (f x) <= g x) ->
  is_line g lg -> exists l, is_line f l.
Proof.
  intros f g lg Hc Hfg Hg.
  destruct (line_ex_nonneg (fun x => f x + g x) (fun x => 2 * g x) (2 * lg)) as [l Hl].
  - apply cont_plus; [exact Hc|apply (line_cont g lg Hg)].
  - intro x. specialize (Hfg x). apply Rabs_le_between in Hfg. lra.
  - apply line_scal, Hg.
  - exists (l - lg). apply (line_ext (fun x => f x + g x - g x)); [intro; lra|].
    apply line_minus; assumption.
Qed.

Lemma line_abs_le : forall f g lf lg, (forall x, Rabs (f x) <= g x) ->
  is_line f lf -> is_line g lg -> Rabs lf <= lg.
Proof.
  intros f g lf lg H Hf Hg. apply Rabs_le_between. split.
  - assert (- lg = -1 * lg) as -> by ring.
    apply (line_le (fun x => -1 * g x) f); trivial; [|apply line_scal, Hg].
    intro x. specialize (H x). apply Rabs_le_between in H. lra.
  - apply (line_le f g); trivial. intro x. specialize (H x). apply Rabs_le_between in H. lra.
Qed.

(** * Affine change of variable *)

Lemma line_comp : forall f l k c, 0 < k -> is_line f l -> is_line (fun x => f (k * x + c)) (l / k).
Proof.
  intros f l k c Hk H. pose proof (line_cont f l H) as Hc.
  apply line_intro.
  { apply (cont_comp (fun x => k * x + c) f); [cont|exact Hc]. }
  intros eps He. destruct (line_elim f l H (k * eps)) as [M HM]; [apply Rmult_lt_0_compat; lra|].
  exists ((Rabs M + Rabs c) / k). intros a b Ha Hb.
  pose proof (Rle_abs M). pose proof (Rle_abs c). pose proof (Rle_abs (- c)) as Hcc.
  rewrite Rabs_Ropp in Hcc.
  assert (Hka : k * a < - (Rabs M + Rabs c)).
  { replace (- (Rabs M + Rabs c)) with (k * - ((Rabs M + Rabs c) / k)) by (field; lra).
    apply Rmult_lt_compat_l; lra. }
  assert (Hkb : Rabs M + Rabs c < k * b).
  { replace (Rabs M + Rabs c) with (k * ((Rabs M + Rabs c) / k)) by (field; lra).
    apply Rmult_lt_compat_l; lra. }
  specialize (HM (k * a + c) (k * b + c)).
  assert (Hs : k * RInt (fun x => f (k * x + c)) a b = RInt f (k * a + c) (k * b + c)).
  { rewrite <- (RInt_comp_lin (V := R_CompleteNormedModule) f k c a b) by apply cont_ex, Hc.
    symmetry. apply (RInt_scal (V := R_CompleteNormedModule) (fun x => f (k * x + c)) a b k).
    apply cont_ex, (cont_comp (fun x => k * x + c) f); [cont|exact Hc]. }
  rewrite <- Hs in HM.
  replace (k * RInt (fun x => f (k * x + c)) a b - l)
    with (k * (RInt (fun x => f (k * x + c)) a b - l / k)) in HM by (field; lra).
  rewrite Rabs_mult, (Rabs_pos_eq k) in HM by lra.
  apply Rmult_lt_reg_l with k; [exact Hk|]. apply HM; lra.
Qed.

Lemma line_shift : forall f l c, is_line f l -> is_line (fun x => f (x + c)) l.
Proof.
  intros f l c H. apply (line_val _ (l / 1)); [field|].
  apply (line_ext (fun x => f (1 * x + c))); [intro x; f_equal; ring|].
  apply line_comp; [lra|exact H].
Qed.

Lemma line_reflect : forall f l, is_line f l -> is_line (fun x => f (- x)) l.
Proof.
  intros f l H. pose proof (line_cont f l H) as Hc.
  assert (Hc' : continuity (fun x => f (- x))).
  { apply (cont_comp (fun x => - x) f); [cont|exact Hc]. }
  apply line_intro; [exact Hc'|].
  intros eps He. destruct (line_elim f l H eps He) as [M HM].
  exists M. intros a b Ha Hb. specialize (HM (- b) (- a)).
  replace (RInt (fun x => f (- x)) a b) with (RInt f (- b) (- a)); [apply HM; lra|].
  rewrite <- (opp_RInt_swap (V := R_CompleteNormedModule)) by apply cont_ex, Hc.
  replace (- b) with (-1 * b + 0) by ring. replace (- a) with (-1 * a + 0) by ring.
  rewrite <- (RInt_comp_lin (V := R_CompleteNormedModule) f (-1) 0 a b) by apply cont_ex, Hc.
  rewrite <- (RInt_opp (V := R_CompleteNormedModule)).
  - apply RInt_ext. intros x _. unfold opp, scal; simpl; unfold mult; simpl.
    replace (-1 * x + 0) with (- x) by ring. ring.
  - apply cont_ex. apply (cont_ext (fun x => -1 * f (- x))); [|cont].
    intro x. unfold scal; simpl; unfold mult; simpl. do 2 f_equal. ring.
Qed.

(** * The fundamental theorem on the line *)

Lemma line_ftc : forall (F f : R -> R) (L1 L2 : R), continuity f ->
  (forall x, is_derive F x (f x)) ->
  is_lim F m_infty L1 -> is_lim F p_infty L2 -> is_line f (L2 - L1).
Proof.
  intros F f L1 L2 Hc HF H1 H2. apply line_intro; [exact Hc|]. intros eps He.
  apply is_lim_spec in H1. apply is_lim_spec in H2.
  assert (He2 : 0 < eps / 2) by lra.
  destruct (H1 (mkposreal _ He2)) as [A HA]. destruct (H2 (mkposreal _ He2)) as [B HB].
  simpl in HA, HB. exists (Rmax (- A) B). intros a b Ha Hb.
  pose proof (Rmax_l (- A) B). pose proof (Rmax_r (- A) B).
  assert (HR : RInt f a b = F b - F a).
  { apply is_RInt_unique. apply (is_RInt_derive (V := R_CompleteNormedModule) F f).
    - intros; apply HF.
    - intros; apply continuity_pt_filterlim, Hc. }
  rewrite HR.
  specialize (HA a ltac:(lra)). specialize (HB b ltac:(lra)).
  apply Rabs_lt_between in HA. apply Rabs_lt_between in HB. apply Rabs_lt_between. lra.
Qed.

(** * Differentiation under the integral sign *)

(* A function with a quadratic remainder near b has derivative s at b. *)
Lemma derive_quadratic : forall (F : R -> R) b s C r, 0 < r ->
  (forall y, Rabs (y - b) < r -> Rabs (F y - F b - (y - b) * s) <= (y - b) ^ 2 * C) ->
  is_derive F b s.
Proof.
  intros F b s C r Hr H. apply is_derive_Reals. intros eps He.
  set (K := Rabs C + 1). assert (HK : 0 < K) by (unfold K; pose proof (Rabs_pos C); lra).
  assert (Hd : 0 < Rmin r (eps / K)).
  { apply Rmin_pos; trivial. apply Rdiv_lt_0_compat; assumption. }
  exists (mkposreal _ Hd). intros h Hh0 Hh. simpl in Hh.
  assert (Hh1 : Rabs h < r) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_l]).
  assert (Hh2 : Rabs h < eps / K) by (eapply Rlt_le_trans; [exact Hh|apply Rmin_r]).
  specialize (H (b + h)). replace (b + h - b) with h in H by ring. specialize (H Hh1).
  replace ((F (b + h) - F b) / h - s) with ((F (b + h) - F b - h * s) / h) by (field; assumption).
  pose proof (Rabs_pos_lt h Hh0) as Hp.
  unfold Rdiv. rewrite Rabs_mult, Rabs_inv.
  apply Rmult_lt_reg_r with (Rabs h); [exact Hp|].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  eapply Rle_lt_trans; [exact H|].
  rewrite <- (pow2_abs h). simpl. rewrite Rmult_1_r.
  apply Rle_lt_trans with (Rabs h * Rabs h * K).
  - apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|]. unfold K. pose proof (Rle_abs C). lra.
  - rewrite (Rmult_comm eps), Rmult_assoc. apply Rmult_lt_compat_l; [exact Hp|].
    apply Rmult_lt_reg_r with (/ K); [apply Rinv_0_lt_compat, HK|].
    rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact Hh2.
Qed.

Theorem line_derive : forall (f : R -> R -> R) (g h : R -> R) (I : R -> R) b s H r, 0 < r ->
  (forall y, Rabs (y - b) < r -> is_line (f y) (I y)) -> is_line g s -> is_line h H ->
  (forall y x, Rabs (y - b) < r -> Rabs (f y x - f b x - (y - b) * g x) <= (y - b) ^ 2 * h x) ->
  is_derive I b s.
Proof.
  intros f g h I b s H r Hr HI Hg Hh Hrem.
  apply (derive_quadratic I b s H r Hr). intros y Hy.
  assert (Hb : Rabs (b - b) < r) by (rewrite Rminus_diag_eq, Rabs_R0; trivial).
  apply (line_abs_le (fun x => f y x - f b x - (y - b) * g x) (fun x => (y - b) ^ 2 * h x)).
  - intro x. apply Hrem, Hy.
  - apply line_minus; [apply line_minus; auto|apply line_scal, Hg].
  - apply line_scal, Hh.
Qed.
