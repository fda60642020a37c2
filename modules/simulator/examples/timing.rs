fn main() {
    use simulator::*;
    use std::time::Instant;
    let t = Instant::now();
    server::edition::editions();
    eprintln!("editions {:?}", t.elapsed());
    let t = Instant::now();
    let s = world::of(0, 1);
    eprintln!("world {:?} objects {} tasks {}", t.elapsed(), s.objects.len(), s.tasks.len());
    let t = Instant::now();
    for _ in 0..100 {
        std::hint::black_box(s.clone());
    }
    eprintln!("clone {:?}", t.elapsed() / 100);
    let t = Instant::now();
    for _ in 0..20 {
        std::hint::black_box(facts::of(&s));
    }
    eprintln!("facts {:?}", t.elapsed() / 20);
    let t = Instant::now();
    for i in 0..50 {
        std::hint::black_box(workloads::drawn(i, &s));
    }
    eprintln!("drawn {:?}", t.elapsed() / 50);
    let t = Instant::now();
    for i in 0..50 {
        let mut s2 = s.clone();
        std::hint::black_box(s2.admin(pulp::request::Method::Get, "repositories/?name__in=a,b", None));
    }
    eprintln!("list {:?}", t.elapsed() / 50);
    for i in 0..20u64 {
        let w = workloads::drawn(i, &s);
        let rt = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let t = Instant::now();
        let r = rt.block_on(run::run(s.clone(), &w, faults::Schedule::calm(), false, i));
        eprintln!("run {} {:?} requests {}", w.module.name, t.elapsed(), r.exchanges.len());
    }
}
