use forgetting::claim::*;
fn main() {
    let vars: Vec<Symbol> = ["alpha", "beta", "delta", "a", "b"]
        .iter()
        .filter_map(|n| Symbol::new(n))
        .collect();
    let pt = [0.37, 0.62, 1.9, 0.8, -0.45];
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let e = match parse_expression(&line, &vars, &Definitions::new()) {
            Ok(e) => e,
            Err(e) => {
                println!("{}", e.render());
                continue;
            }
        };
        let r = reduce_expectations(&e).unwrap();
        let f = Float::new(&Theory);
        let v = |e: &Expr| {
            Program::new([e], &vars)
                .bind(&f)
                .unwrap()
                .evaluate(&pt)
                .map(|v| v[0])
        };
        let (p, q) = (v(&e), v(&r));
        let rel = match (&p, &q) {
            (Ok(p), Ok(q)) => format!("{:e}", (p - q).abs() / p.abs()),
            _ => format!("{p:?} {q:?}"),
        };
        println!("{line}\n   -> {r}\n   {p:?} rel {rel}");
    }
}
