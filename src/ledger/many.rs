//! Many claims on all threads, with what is said of them in their own order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::claim_file::FiledClaim;
use super::entry::judge_filed;
use crate::judge::{Judgement, Limits};

/// Stack of a thread that judges, as large as that of a program's first thread commonly is: terms are walked recursively.
const STACK: usize = 8 << 20;

/// Judges claims on all threads and hands what is said of them to `take`, in the order of the claims and each as soon as all
/// before it are there.
///
/// What `take` leaves is not waited for beyond the claims that are being judged. A time limit holds for each claim.
///
/// # Panics
/// Where no thread can be started.
///
/// # Examples
/// ```
/// use forgetting::judge::{Limits, Verdict};
/// use forgetting::ledger::{claim_files, judge_in_order};
/// let files = claim_files(&["A2".to_owned()])?;
/// let claims: Vec<_> = files.iter().flat_map(|file| file.claims()).collect();
/// let verdicts: Vec<Verdict> =
///     judge_in_order(&claims, &Limits::default(), |said| said.map(|judgement| judgement.verdict).collect());
/// assert!(verdicts.iter().all(|verdict| verdict.is_established()));
/// # Ok::<(), forgetting::Error>(())
/// ```
pub fn judge_in_order<T>(
    claims: &[&FiledClaim],
    limits: &Limits,
    take: impl FnOnce(&mut dyn Iterator<Item = Judgement>) -> T,
) -> T {
    let next = AtomicUsize::new(0);
    let (send, receive) = channel();
    let work = |send: Sender<(usize, Judgement)>| {
        while let Some((k, filed)) = take_one(claims, &next) {
            // Nobody listens any more.
            if send.send((k, judge_filed(filed, limits))).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(claims.len()) {
            let (send, work) = (send.clone(), &work);
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || work(send))
                .expect("a thread can be started");
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut in_order = (0..claims.len()).map_while(|k| {
            while !early.contains_key(&k) {
                let (place, judgement) = receive.recv().ok()?;
                early.insert(place, judgement);
            }
            early.remove(&k)
        });
        let taken = take(&mut in_order);
        drop(in_order);
        drop(receive);
        taken
    })
}

/// The next claim that nobody has taken.
fn take_one<'c>(claims: &[&'c FiledClaim], next: &AtomicUsize) -> Option<(usize, &'c FiledClaim)> {
    let k = next.fetch_add(1, Ordering::Relaxed);
    claims.get(k).map(|filed| (k, *filed))
}

#[cfg(test)]
mod tests {
    use super::judge_in_order;
    use crate::judge::Limits;
    use crate::ledger::{ClaimFile, FiledClaim};

    fn file() -> ClaimFile {
        let blocks: String = (1..30)
            .map(|n| format!("```claim\nfor x in [0, {n}]: x <= {n}\n```\n"))
            .collect();
        ClaimFile::parse(&format!("---\nid: many\n---\n{blocks}"), "many".as_ref()).unwrap()
    }

    #[test]
    fn judgements_come_in_the_order_of_the_claims() {
        let file = file();
        let claims: Vec<&FiledClaim> = file.claims().iter().collect();
        let tightest: Vec<f64> = judge_in_order(&claims, &Limits::default(), |said| {
            said.map(|judgement| judgement.tightest[0].1).collect()
        });
        let expected: Vec<f64> = (1..30).map(f64::from).collect();
        assert_eq!(tightest, expected);
    }

    #[test]
    fn what_is_not_taken_is_not_waited_for() {
        let file = file();
        let claims: Vec<&FiledClaim> = file.claims().iter().collect();
        let first = judge_in_order(&claims, &Limits::default(), |said| said.next());
        assert!(first.is_some_and(|judgement| judgement.verdict.is_established()));
        let none: Vec<&FiledClaim> = Vec::new();
        assert!(judge_in_order(&none, &Limits::default(), |said| said.next()).is_none());
    }
}
