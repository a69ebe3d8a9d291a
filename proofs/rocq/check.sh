#!/bin/sh
# Compiles every proof from scratch and checks what the theorems say and what they rest on.
#   check.sh            check; the last line is "N passed, M failed", exit status 0 iff M = 0
#   check.sh --record   rewrite statements.txt from what Coq prints (after a reviewed change)
# Needs: apt-get install -y --no-install-recommends coq libcoq-coquelicot libcoq-interval
#
# 1. sources: no word that leaves a proof open or assumes something, every file in _CoqProject;
# 2. compilation in a fresh folder, so that no stale artefact counts;
# 3. every theorem named after a claim rests on Coq's classical reals only (Print Assumptions);
# 4. every such theorem, and every definition in these files, reads exactly as in statements.txt, whose
#    lines are: kind, claim, file.v:name, statement or body, axioms; separated by tabs.
set -eu
LC_ALL=C; export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
mode=${1:-check}
case $mode in check|--record) ;; *) echo "usage: check.sh [--record]" >&2; exit 2;; esac
command -v coqc >/dev/null 2>&1 || { echo "check.sh: coqc is not installed" >&2; exit 2; }

passed=0; failed=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "FAILED $*"; }
finish() { echo "$passed passed, $failed failed"; [ "$failed" -eq 0 ]; exit; }

build=$(mktemp -d); trap 'rm -rf "$build"' EXIT
cp "$here"/*.v "$here/_CoqProject" "$build/"
cd "$build"

# 1. Sources. Comments are searched too: the words have no business there either.
words='Admitted|admit|give_up|Axiom|Axioms|Parameter|Parameters|Conjecture|Conjectures'
words="$words|Hypothesis|Hypotheses|Variable|Variables|Context|Section|Declare|Primitive|Notation|Infix"
words="$words|Guard Checking|Positivity Checking|Universe Checking|bypass_check|Load|Program|Obligation|Module|Coercion|Canonical|Instance"
for f in *.v; do
  if grep -nwE "$words" "$f"; then fail "$f: an assumption, an unfinished proof or a refused command"; else pass; fi
  grep -qx "$f" _CoqProject || fail "$f: not in _CoqProject"
done
flags=$(grep '^-' _CoqProject)
if [ "$flags" = '-R . Forgetting
-arg -w
-arg -ambiguous-paths,-deprecated' ]; then pass; else fail "_CoqProject: unexpected flags"; fi
[ "$failed" -eq 0 ] || finish

# 2. Compilation.
coq_makefile -f _CoqProject -o Makefile.coq >/dev/null
if make -s -f Makefile.coq -j2 >make.log 2>&1; then pass; else cat make.log; fail "compilation"; finish; fi

# 3, 4. Query files: for each name a marker, the statement or body, and the assumptions.
names() { # kind file keywords: "kind file name" for each declaration
  sed -nE "s/^($3) +([A-Za-z_][A-Za-z0-9_']*).*/$1 $2 \2/p" "$2.v"
}
for f in *.v; do
  names theorem "${f%.v}" 'Theorem|Lemma|Corollary' | grep -E ' ([a-i][0-9]+|kernel)_[^ ]*$' || true
  names definition "${f%.v}" 'Definition|Fixpoint'
done > names
# Two queries at a time: what a theorem rests on is walked anew for each, which takes most of the time.
awk 'NR % 2 { print > "names.1"; next } { print > "names.2" }' names
touch names.1 names.2
ask() { # number of the half
  {
    echo 'From Coq Require Import Reals List. From Coquelicot Require Import Coquelicot.'
    sed -n 's/\.v$//p' _CoqProject | sed 's/.*/From Forgetting Require &./'
    echo 'Open Scope R_scope. Set Printing Depth 100000.'
    while read -r kind file name; do
      echo "Goal True. idtac \"@@ $kind $file $name\". Abort."
      if [ "$kind" = theorem ]; then
        echo "Check @Forgetting.$file.$name."
        echo "Goal True. idtac \"@@ axioms $file $name\". Abort."
        echo "Print Assumptions Forgetting.$file.$name."
      else
        echo "Print Forgetting.$file.$name."
      fi
    done < "names.$1"
  } > "query$1.v"
  coqc -q -w -ambiguous-paths,-deprecated -R . Forgetting "query$1.v" > "answers.$1" 2> "query$1.err"
}
ask 1 & half=$!
asked=yes
ask 2 || asked=no
wait "$half" || asked=no
if [ "$asked" = yes ]; then pass
else cat query1.err query2.err; fail "the names listed cannot be queried"; finish; fi
cat answers.1 answers.2 > answers

# "theorem <TAB> A3 <TAB> file.v:name <TAB> statement", white space squeezed (a fifth column is added below)
awk '
  function flush() { if (kind == "theorem" || kind == "definition") {
      gsub(/[ \t]+/, " ", text); sub(/^ /, "", text); sub(/ $/, "", text)
      claim = "-"
      if (kind == "theorem") { claim = toupper(name); sub(/_.*/, "", claim); if (claim == "KERNEL") claim = "S2" }
      print kind "\t" claim "\t" file ".v:" name "\t" text } }
  $1 == "@@" { flush(); kind = $2; file = $3; name = $4; text = ""; next }
  { text = text " " $0 }
  END { flush() }' answers > statements.new

# names of the axioms, "file name axiom"
awk '$1 == "@@" { kind = $2; file = $3; name = $4; next }
     kind == "axioms" && $0 != "Axioms:" && $0 != "Closed under the global context" && /^[A-Za-z_]/ {
       print file, name, $1 }' answers | sed 's/:$//' > axioms.used

# fifth column: the axioms of a theorem, or "none"
awk -F'\t' 'NR == FNR { split($0, w, " "); k = w[1] ".v:" w[2]; a[k] = a[k] (a[k] == "" ? "" : " ") w[3]; next }
  { x = $1 == "theorem" ? ($3 in a ? a[$3] : "none") : "-"; print $0 "\t" x }' axioms.used statements.new > joined
# in the order of the names
awk -F'\t' 'NR == FNR { split($0, w, " "); at[w[2] ".v:" w[3]] = NR; next } { print at[$3] "\t" $0 }' names joined \
  | sort -n | cut -f2- > statements.new

if [ "$mode" = --record ]; then
  cp statements.new "$here/statements.txt"; echo "recorded $(wc -l < statements.new) statements"; exit 0
fi

allowed='ClassicalDedekindReals\.sig_(not|forall)_dec|FunctionalExtensionality\.functional_extensionality_dep|Classical_Prop\.classic'
while read -r kind file name; do
  [ "$kind" = theorem ] || continue
  bad=$(awk -v f="$file" -v n="$name" '$1 == f && $2 == n { print $3 }' axioms.used | grep -vxE "$allowed" || true)
  if [ -z "$bad" ]; then pass; else fail "$file.v:$name rests on" $bad; fi
done < names

cp "$here/statements.txt" statements.old
cut -f3 statements.old statements.new | sort -u > all
while read -r id; do
  old=$(awk -F'\t' -v i="$id" '$3 == i' statements.old); new=$(awk -F'\t' -v i="$id" '$3 == i' statements.new)
  if [ "$old" = "$new" ]; then pass
  else fail "$id does not read as recorded in statements.txt"; echo "  recorded: $old"; echo "  now:      $new"; fi
done < all
finish
