use forgetting::flow::*;
use forgetting::minimize::Free;
use forgetting::model::*;
use forgetting::objective::*;
use std::time::Instant;
fn main() {
    for delta in [1.0, 2.0, 3.0] {
        let sep = Separation::new(delta).unwrap();
        let start = TwoModes::on_the_line(sep).mixture(Weight::new(0.5).unwrap());
        let sft = ForwardKl::sft(&start);
        for free in [Free::Weight, Free::All] {
            for (integ, tol) in [(Integrator::Automatic, 1e-12), (Integrator::Automatic, 1e-13), (Integrator::Implicit, 1e-12),(Integrator::Implicit, 1e-11), (Integrator::Explicit, 1e-12)] {
                for h in [1e4, 1e6] {
                    if integ == Integrator::Explicit && h > 1e3 && free == Free::All { continue; }
                    let t = Instant::now();
                    let run = GradientFlow::new(&sft, free).with_integrator(integ).with_tolerance(tol).unwrap().run(&start, h);
                    match run {
                        Ok(run) => {
                            let q = run.end();
                            println!("{delta} {free:?} {integ:?} {tol:e} h={h:e}: phi {:.13} mo {:.13} mn {:.13} steps {} grads {} stiff {:?} {:?}", q.weight().logit(), q.old_mean()[0], q.new_mean()[0], run.steps(), run.gradients(), run.stiff_from(), t.elapsed());
                        }
                        Err(e) => println!("{delta} {free:?} {integ:?} {tol:e} h={h:e}: {e} {:?}", t.elapsed()),
                    }
                }
            }
        }
    }
    for delta in [5.0, 6.0, 7.0, 8.0] {
        let sep = Separation::new(delta).unwrap();
        let m = TwoModes::on_the_line(sep).mixture(Weight::new(0.5).unwrap());
        let rl = ReverseKl::new(m.clone());
        let start = Mixture::new(Weight::new(0.7).unwrap(), m.old_mean().clone(), m.new_mean().add_scalar(-1.0)).unwrap();
        for integ in [Integrator::Automatic, Integrator::Implicit] {
        let t = Instant::now();
        let run = GradientFlow::new(&rl, Free::All).with_integrator(integ).run(&start, 200.0).unwrap();
        let drift = run.maximum(|q| (q.old_mean() - m.old_mean()).norm());
        println!("{delta} {integ:?} {drift:?} {:?} {} {} {:?}", run.at(drift.time).old_mean()[0], run.steps(), run.gradients(), t.elapsed());
        }
    }
}
