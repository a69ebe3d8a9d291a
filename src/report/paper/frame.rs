//! The paper around its results: preamble, abstract, setting, how claims were checked, bibliography.

use super::Sources;
use crate::judge::Verdict;
use crate::table::latex_text;

const PREAMBLE: &str = r"% Written by `forgetting reproduce --paper`; every number is from that run.
\documentclass[10pt]{article}
% Vector fonts in either case: Latin Modern where it is installed, else Computer Modern in its own encoding.
\IfFileExists{lmodern.sty}{\usepackage[T1]{fontenc}\usepackage{lmodern}}{}
\usepackage[margin=0.9in]{geometry}
\usepackage{amsmath,amssymb,booktabs,graphicx,longtable,microtype,caption}
\usepackage[hidelinks]{hyperref}
\captionsetup{font=small}
\renewcommand{\topfraction}{0.9}
\renewcommand{\bottomfraction}{0.7}
\renewcommand{\textfraction}{0.08}
\renewcommand{\floatpagefraction}{0.75}
\setcounter{topnumber}{3}
\setcounter{totalnumber}{4}
\setlength{\emergencystretch}{2em}
\setlength{\textfloatsep}{12pt plus 2pt minus 4pt}
\setlength{\intextsep}{8pt plus 2pt minus 2pt}
\AtBeginDocument{\setlength{\abovedisplayskip}{5pt plus 2pt minus 2pt}\setlength{\belowdisplayskip}{5pt plus 2pt minus 2pt}}
\newenvironment{claim}[2]{\par\medskip\noindent\textbf{Theorem #1} (#2)\textbf{.} \itshape\ignorespaces}{\par\smallskip}
";

/// The preamble, title, abstract, introduction and setting.
pub(super) fn opening(sources: &Sources) -> String {
    let mut out = String::from(PREAMBLE);
    out += &format!(
        "\\title{{Forgetting in post-training:\\\\ exact values, sharp bounds and machine-checked claims}}\n\\author{{forgetting {}}}\n\\date{{}}\n\n\\begin{{document}}\n\\maketitle\n\n",
        env!("CARGO_PKG_VERSION")
    );
    out += ABSTRACT;
    out += &setting(sources);
    out
}

const ABSTRACT: &str = r"\begin{abstract}
\noindent A learner that mixes an old and a new Gaussian mode is the smallest model in which post-training forgets. In it we settle, with constants, what has been said of forgetting in words.
Forward KL on new data (supervised fine-tuning) drives the old weight to zero from every start, algebraically; replay keeps exactly its share if it changes the data, and nothing if it changes the model only.
Reverse KL (reinforcement learning with a KL penalty) has the target as its only optimum up to labels, pushes a nearly lost mode back, and moves a correct old mean only through misassignment probabilities
that fall like $e^{-\delta^2/8}$ in the Mahalanobis separation $\delta$; near the target it converges exponentially, at a rate we give. Self-distillation, TTT-Discover and OAPL keep the old mode
under a condition each, with a critical anchor or temperature in closed form. For arbitrary learners forgetting splits exactly into lost mass and drift.
Every statement is a file that is parsed, judged by exact rewriting, interval arithmetic and sampling, and in part checked in Rocq; every number below comes from one run of one program.
\end{abstract}

\section{Introduction}

Whether post-training forgets depends on which way its divergence points. The theory of~\cite{theory} says so for mixtures of two modes; the simulation of~\cite{doing} shows it, and~\cite{razor}
proposes the distance from the start as the measure. Here each statement has its exact side beside its bound, its domain, and the evidence it rests on. The methods of~\cite{sdft,ttt,oapl} are judged in the same setting,
in their own parameters. Section~\ref{sec:checked} says what the evidence is worth and Section~\ref{sec:crosswalk} leads from the phrases of the abstract of~\cite{theory} to the claims that settle them.

";

fn setting(sources: &Sources) -> String {
    let scenario = &sources.request.scenario;
    format!(
        r"\section{{Setting}}

The modes are $p_o = N(\mu_o,\Sigma)$, old, and $p_n = N(\mu_n,\Sigma)$, new, at Mahalanobis separation $\delta$; after whitening $\Sigma$ is the identity. The learner is
$q = \beta N(m_o,\Sigma) + (1-\beta)N(m_n,\Sigma)$ with logit $\phi = \log(\beta/(1-\beta))$, and $q_\beta$ is the one with correct means; the target is
$p_\alpha = \alpha p_o + (1-\alpha)p_n$. With responsibilities $r_o = \beta p_o/q$ and $r_n = 1-r_o$, the misassignment probabilities are
$\varepsilon_o = E_{{p_o}}[r_n]$ and $\varepsilon_n = E_{{p_n}}[r_o]$, and $D = 1-\varepsilon_o-\varepsilon_n$ is the distinguishability. $\mathrm{{BC}} = e^{{-\delta^2/8}}$ is the Bhattacharyya coefficient,
$\mathrm{{TV}} = 2\Phi(\delta/2)-1$, $\chi^2 = e^{{\delta^2}}-1$, $\lambda$ the log-odds of the new mode, $P$ and $L$ the expectations of softplus and of the logistic function under a normal law, and
$K_n$ the derivatives of $L$. Time is that of gradient flow with learning rate 1 in $(\phi, m_o, m_n)$.
Where a table is about one setting it is the scenario ``{}'': dimension {}, $\delta = {:.4}$, target $\alpha = {}$, replay rate $\rho = {}$, start $\beta_0 = {}$. Ids such as A3 are those of the claim files.

",
        latex_text(scenario.name()),
        scenario.modes().dimension(),
        scenario.modes().separation().delta(),
        scenario.alpha().old(),
        scenario.rho().old(),
        scenario.start().weight().old(),
    )
}

/// What the verdicts mean, and how many there are.
pub(super) fn checking(sources: &Sources) -> String {
    let count = |verdict: Verdict| {
        let counts = sources.ledger.counts();
        counts
            .iter()
            .find(|(v, _)| *v == verdict)
            .map_or(0, |(_, n)| *n)
    };
    let statements: usize = sources.claims.iter().map(|file| file.claims().len()).sum();
    let theorems: usize = sources
        .claims
        .iter()
        .map(|file| file.machine_checked().count())
        .sum();
    let judged = sources.tables.iter().filter(|table| !table.is_recorded());
    let (mut rows, mut agree) = (0, 0);
    for (verdict, number) in judged.flat_map(|table| table.verdict_counts()) {
        rows += number;
        agree += if verdict == Verdict::HoldsOnSamples {
            number
        } else {
            0
        };
    }
    format!(
        r"\section{{How each claim was checked}}\label{{sec:checked}}

The theory is {files} claim files with {statements} formal statements, each with the box of parameters on which it is claimed. One syntax tree of a statement is evaluated in double precision, enclosed with intervals,
differentiated, rewritten and typeset, so that what is judged is what is printed.

\begin{{description}}
\item[Proved ({proved}).] An exact derivation: both sides are brought to one normal form by rewriting over exact rationals, step by step, with the side conditions of every rule discharged.
\item[Certified ({certified}).] Interval arithmetic with directed rounding encloses the difference of the sides on every box of a subdivision of the whole domain; the boxes are a certificate that a second program, with an arithmetic of its own, checks again.
\item[Holds on samples ({sampled}).] No counterexample among low-discrepancy points and a local search from the worst of them. This is no proof, and is never counted as one.
\item[Machine-checked.] {theorems} theorems in Rocq. Each claim says how much of it they cover; none is covered by name only.
\end{{description}}

A claim that fails is reported with a witness confirmed by intervals; one that cannot be settled is undecided, with the limit that was hit. The verdicts were {provenance}. In the run that made this document {agree} of {rows} judged rows of tables
agree with the claims they name, each a sample in double precision. Functions of overlap are computed by a lattice rule with a proved error, to a relative accuracy of $10^{{-13}}$ also where they are as small as $10^{{-88}}$.

",
        files = sources.claims.len(),
        proved = count(Verdict::Proved),
        certified = count(Verdict::Certified),
        sampled = count(Verdict::HoldsOnSamples),
        provenance = latex_text(&sources.ledger.provenance()),
    )
}

/// The papers whose statements and methods are analysed.
pub(super) const BIBLIOGRAPHY: &str = r#"\begin{thebibliography}{9}\footnotesize\setlength{\itemsep}{0pt}\setlength{\parskip}{1pt}
\bibitem{theory} Krishnakumar Balasubramanian and Shiva Prasad Kasiviswanathan. A quantitative characterization of forgetting in post-training. arXiv:2603.12163, 2026.
\bibitem{doing} Howard Chen, Noam Razin, Karthik Narasimhan and Danqi Chen. Retaining by doing: the role of on-policy data in mitigating forgetting. arXiv:2510.18874, 2025.
\bibitem{razor} Idan Shenfeld, Jyothish Pari and Pulkit Agrawal. RL's razor: why online reinforcement learning forgets less. arXiv:2509.04259, 2025.
\bibitem{sdft} Idan Shenfeld, Mehul Damani, Jonas H\"ubotter and Pulkit Agrawal. Self-distillation enables continual learning (SDFT). arXiv:2601.19897, 2026.
\bibitem{ttt} Mert Yuksekgonul, Daniel Koceja, Xinhao Li, Federico Bianchi, Jed McCaleb, Xiaolong Wang, Jan Kautz, Yejin Choi, James Zou, Carlos Guestrin and Yu Sun. Learning to discover at test time (TTT-Discover). arXiv:2601.16175, 2026.
\bibitem{oapl} Daniel Ritter, Owen Oertell, Bradley Guo, Jonathan Chang, Kiant\'e Brantley and Wen Sun. LLMs can learn to reason via off-policy RL (OAPL). arXiv:2602.19362, 2026.
\bibitem{gkd} Rishabh Agarwal, Nino Vieillard, Yongchao Zhou, Piotr Stanczyk, Sabela Ramos, Matthieu Geist and Olivier Bachem. On-policy distillation of language models: learning from self-generated mistakes. arXiv:2306.13649, 2023.
\bibitem{skew} Jongwoo Ko, Sungnyun Kim, Tianyi Chen and Se-Young Yun. DistiLLM: towards streamlined distillation for large language models. arXiv:2402.03898, 2024.
\bibitem{psis} Aki Vehtari, Daniel Simpson, Andrew Gelman, Yuling Yao and Jonah Gabry. Pareto smoothed importance sampling. arXiv:1507.02646, 2015.
\end{thebibliography}

"#;
