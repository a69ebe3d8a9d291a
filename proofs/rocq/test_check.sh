#!/bin/sh
# Shows that check.sh refuses what it must refuse: each case plants one fault in a temporary copy and
# expects check.sh to fail and to say why. Ends with "N passed, M failed".
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
passed=0; failed=0

# A few claim files and what they need stand for the whole folder: seconds instead of minutes a case.
make_base() { # folder, files
  mkdir "$work/$1"
  cp "$here/check.sh" "$work/$1/"
  grep '^-' "$here/_CoqProject" > "$work/$1/_CoqProject"
  for f in $2; do
    cp "$here/$f.v" "$work/$1/"
    echo "$f.v" >> "$work/$1/_CoqProject"
    grep -F "	$f.v:" "$here/statements.txt" >> "$work/$1/statements.txt" || true
  done
  if "$work/$1/check.sh" > "$work/log" 2>&1; then passed=$((passed + 1)); echo "accepted: no fault ($1)"
  else failed=$((failed + 1)); echo "FAILED: check.sh refuses the sources as they are ($1)"; tail -5 "$work/log"; fi
}
make_base base 'line amgm misassignment extinction replay'
base=base

# name, file, sed script that plants the fault, text that the failure must contain
case_() {
  rm -rf "$work/copy"; cp -r "$work/$base" "$work/copy"
  sed -E -e "$3" "$work/$base/$2" > "$work/copy/$2"
  if cmp -s "$work/$base/$2" "$work/copy/$2"; then
    failed=$((failed + 1)); echo "FAILED $1: the fault could not be planted"; return
  fi
  if "$work/copy/check.sh" > "$work/log" 2>&1; then
    failed=$((failed + 1)); echo "FAILED $1: check.sh accepted it"
  elif grep -qF "$4" "$work/log" && grep -qE '^[0-9]+ passed, [1-9][0-9]* failed$' "$work/log"; then
    passed=$((passed + 1)); echo "refused: $1"
  else
    failed=$((failed + 1)); echo "FAILED $1: refused, but not for the expected reason"; tail -5 "$work/log"
  fi
}

case_ 'a proof left open' amgm.v \
  '0,/^Qed\./s/^Qed\./Admitted./' 'amgm.v: an assumption'
case_ 'an assumption declared' replay.v \
  's/^Definition sampling /Axiom smuggled : False.\nDefinition sampling /' 'replay.v: an assumption'
case_ 'an assumption declared for a group of theorems' replay.v \
  's/^Definition sampling /Section S.\nHypothesis smuggled : False.\nDefinition sampling /' 'replay.v: an assumption'
case_ 'a file that is not compiled' _CoqProject '/^replay\.v$/d' 'replay.v: not in _CoqProject'
case_ 'an unsafe compiler flag' _CoqProject 's/^-arg -w$/-arg -type-in-type\n-arg -w/' '_CoqProject: unexpected flags'
case_ 'an extra premise' replay.v \
  's/^Theorem c11_starvation : forall beta rho n,/& beta <= 1 ->/; s/intros beta rho n\. rewrite !batch_no_old/intros beta rho n _. rewrite !batch_no_old/' \
  'replay.v:c11_starvation does not read as recorded'
case_ 'a weaker conclusion' replay.v \
  's/no_old = \(\(1 - rho\) \* \(1 - beta\)\) \^ n\.$/no_old = (1 - (rho + (1 - rho) * beta)) ^ n./; s/split; \[reflexivity\|\]\. f_equal\. ring\./split; reflexivity./' \
  'replay.v:c11_starvation does not read as recorded'
case_ 'a definition changed under the statements' replay.v \
  's/^Definition no_old \(l : list bool\) : bool := forallb negb l\./Definition no_old (l : list bool) : bool := true \&\& forallb negb l./' \
  'replay.v:no_old does not read as recorded'
case_ 'a theorem removed' replay.v \
  's/^Theorem c11_starvation /Theorem starvation /' 'replay.v:c11_starvation does not read as recorded'
case_ 'an axiom outside the classical reals' replay.v \
  's/^Import ListNotations\./&\nRequire Import Coq.Logic.ProofIrrelevance./; s/intros beta rho n\. rewrite !batch_no_old/pose proof (proof_irrelevance True I I). &/' \
  'replay.v:c11_starvation rests on'

case_ 'a premise dropped from a definition' extinction.v \
  's/^  E \(fun _ => 1\) = 1 \/\\$/  True \/\\ E (fun _ => 1) = 1 \/\\/; s/intros E f g \(_ & _ & _ & Hm\) H\./intros E f g (_ \& _ \& _ \& _ \& Hm) H./; s/destruct HE as \(H1 & Hs & Hp & Hm\)/destruct HE as (_ \& H1 \& Hs \& Hp \& Hm)/; s/destruct \(HE k\) as \(H1 & Hs/destruct (HE k) as (_ \& H1 \& Hs/' \
  'extinction.v:expectation does not read as recorded'
case_ 'another limit under the same name' extinction.v \
  's/^(  is_lim_seq \(fun k => E k \(lost eps\)\)) \(1 - beta0\)\.$/\1 (1 - E 0%nat (fun b => b))./; s/^  intros E beta0 po pn x0 N eps Ho Hn Hx HN Heps HE H0 Hmean Hdiv\.$/& rewrite H0./' \
  'extinction.v:c12_extinction does not read as recorded'

make_base kernel 'line cosh logistic gaussian_integral gaussian kernel heat'
base=kernel
case_ 'a heat equation on the half line only' heat.v \
  's/^Theorem kernel_heat_equation : forall m s,$/& 0 <= s ->/; s/^  intros m s\. split; evar_last\.$/  intros m s; try intros _; split; evar_last./' \
  'heat.v:kernel_heat_equation does not read as recorded'
case_ 'a third derivative that is another function' heat.v \
  's/^Definition K3 \(m s : R\) : R := line \(fun z => phi z \* sigma2 \(m \+ s \* z\)\)\./Definition K3 (m s : R) : R := 1 * line (fun z => phi z * sigma2 (m + s * z))./; s/^  exact \(line_correct _ l Hl\)\.$/  try (unfold K3; rewrite Rmult_1_l); exact (line_correct _ l Hl)./' \
  'heat.v:K3 does not read as recorded'

# Files that need most of the folder: their sources alone, which are searched before anything is compiled.
source_case() {
  rm -rf "$work/copy"; cp -r "$work/base" "$work/copy"
  sed -E -e "$3" "$here/$2" > "$work/copy/$2"; echo "$2" >> "$work/copy/_CoqProject"
  if cmp -s "$here/$2" "$work/copy/$2"; then
    failed=$((failed + 1)); echo "FAILED $1: the fault could not be planted"
  elif "$work/copy/check.sh" > "$work/log" 2>&1 || ! grep -qF "$4" "$work/log"; then
    failed=$((failed + 1)); echo "FAILED $1: not refused for the expected reason"; tail -5 "$work/log"
  else
    passed=$((passed + 1)); echo "refused: $1"
  fi
}
source_case 'a split left open' split.v '0,/^Qed\./s/^Qed\./Admitted./' 'split.v: an assumption'
source_case 'a convergence assumed' weight_flow.v \
  's/^Definition weight_flow /Axiom smuggled : False.\n&/' 'weight_flow.v: an assumption'

source_case 'the reduction assumed' reduction.v \
  's/^Definition normal_d /Axiom smuggled : False.\n&/' 'reduction.v: an assumption'
source_case 'an expectation declared' apriori.v \
  's/^Definition logit_pull /Parameter expectation : (R -> R) -> R.\n&/' 'apriori.v: an assumption'
source_case 'a lower bound of the Fisher information assumed' local_rate.v \
  's/^Definition fisher_lower_bound /Hypothesis smuggled : False.\n&/' 'local_rate.v: an assumption'
source_case 'a rate left open' collapse.v '0,/^Qed\./s/^Qed\./Admitted./' 'collapse.v: an assumption'
source_case 'the variation diminishing step left open' landscape.v '0,/^Qed\./s/^Qed\./Admitted./' 'landscape.v: an assumption'
source_case 'an integral over R^d assumed' space.v \
  's/^Fixpoint is_space /Axiom smuggled : False.\n&/' 'space.v: an assumption'
source_case 'a smooth mean left open' smooth_means.v '0,/^Qed\./s/^Qed\./Admitted./' 'smooth_means.v: an assumption'
source_case 'a rotation left open' rotation.v '0,/^Qed\./s/^Qed\./Admitted./' 'rotation.v: an assumption'
source_case 'mixtures identified by decree' optimum.v \
  's/^Theorem c1_mixtures_identified /Conjecture smuggled : False.\n&/' 'optimum.v: an assumption'
source_case 'a Gaussian expectation assumed' product.v \
  's/^Definition space_expectation /Parameter smuggled : False.\n&/' 'product.v: an assumption'
source_case 'a change of variables left open' whitening.v '0,/^Qed\./s/^Qed\./Admitted./' 'whitening.v: an assumption'
source_case 'a mean responsibility left open' responsibilities.v '0,/^Qed\./s/^Qed\./Admitted./' 'responsibilities.v: an assumption'
source_case 'a pull assumed' forward_mean.v \
  's/^Definition forward_gradient /Axiom smuggled : False.\n&/' 'forward_mean.v: an assumption'
source_case 'a distance left open' optimum_distance.v '0,/^Qed\./s/^Qed\./Admitted./' 'optimum_distance.v: an assumption'
source_case 'a forcing left open' forward_forcing.v '0,/^Qed\./s/^Qed\./Admitted./' 'forward_forcing.v: an assumption'
source_case 'a closed form assumed' total_variation.v \
  's/^Definition normal_cdf /Axiom smuggled : False.\n&/' 'total_variation.v: an assumption'
source_case 'a derivative left open' soft_exponential.v '0,/^Qed\./s/^Qed\./Admitted./' 'soft_exponential.v: an assumption'
source_case 'a reward assumed' soft_reward.v \
  's/^Definition soft_offset /Hypothesis smuggled : False.\n&/' 'soft_reward.v: an assumption'
source_case 'an estimate left open' sample_mass.v '0,/^Qed\./s/^Qed\./Admitted./' 'sample_mass.v: an assumption'
source_case 'an estimator left open' estimators.v '0,/^Qed\./s/^Qed\./Admitted./' 'estimators.v: an assumption'
source_case 'a group of theorems with a premise' replay_flow.v \
  's/^Definition replay_flow /Section S.\n&/' 'replay_flow.v: an assumption'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
