//! Scratch.
#![allow(warnings, clippy::all, clippy::pedantic)]
use plumb_codes::Soc2018;
use plumb_titles::*;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;

fn form(t: &str) -> String {
    let mut d = normalise::Draft::default();
    if normalise::normalise(t, &mut d).is_err() {
        return String::new();
    }
    let mut w: Vec<&str> = d.words().collect();
    w.sort();
    w.join(" ")
}
fn read(path: &str) -> Knowledge {
    let text = std::fs::read_to_string(path).unwrap();
    let mut k = Knowledge::default();
    for line in text.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        match f[0] {
            "T" => k.titles.push(KnownTitle {
                title: f[1].into(),
                soc: f[2].parse().unwrap(),
                kind: TitleKind::ALL[f[3].parse::<usize>().unwrap()],
                count: f[4].parse().unwrap(),
            }),
            "W" => k.terms.push(KnownTerm {
                term: f[1].into(),
                soc: f[2].parse().unwrap(),
                tasks: f[3].parse().unwrap(),
            }),
            _ => k.employment.push((f[1].parse().unwrap(), f[2].parse().unwrap())),
        }
    }
    k
}
fn truth(path: &str) -> Vec<(String, BTreeSet<Soc2018>)> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .skip(1)
        .filter_map(|l| {
            let (t, c) = l.trim().rsplit_once(',').unwrap();
            let t = t.trim().trim_matches('"').replace("\"\"", "\"");
            let c: BTreeSet<Soc2018> = c.split(';').filter_map(|c| c.parse().ok()).collect();
            (!c.is_empty()).then_some((t, c))
        })
        .collect()
}
fn ece(v: &[(f32, bool)]) -> f64 {
    let mut b = [(0.0, 0.0, 0.0); 10];
    for (c, r) in v {
        let i = ((c * 10.0) as usize).min(9);
        b[i].0 += 1.0;
        b[i].1 += *c as f64;
        b[i].2 += *r as u8 as f64;
    }
    b.iter().map(|b| (b.1 - b.2).abs()).sum::<f64>() / v.len() as f64
}
fn main() {
    let args: Vec<String> = std::env::args().collect();
    // dev KNOWLEDGE CUT(0 none, N: keep filed out of fold hash%N==0) truth...
    let mut k = read(&args[1]);
    let filed = args[2].parse::<u64>().unwrap();
    let mut sets: Vec<(String, Vec<(String, BTreeSet<Soc2018>)>)> = vec![];
    if filed > 0 {
        let h = |f: &str| {
            f.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ b as u64).wrapping_mul(0x100_0000_01b3))
                >> 20
        };
        let mut m = std::collections::BTreeMap::<String, (String, BTreeSet<Soc2018>)>::new();
        k.titles.retain(|t| {
            if t.kind != TitleKind::Filed {
                return true;
            }
            let f = form(&t.title);
            if h(&f) % filed != 0 {
                return true;
            }
            m.entry(t.title.to_lowercase())
                .or_insert_with(|| (t.title.clone(), BTreeSet::new()))
                .1
                .insert(t.soc);
            false
        });
        sets.push(("filed".into(), m.into_values().collect()));
    }
    let start = std::time::Instant::now();
    let m = Matcher::build(&k, &BuildOptions::default(), &|_| ()).unwrap();
    eprintln!("built in {:.1}s, {} bytes", start.elapsed().as_secs_f64(), m.to_bytes().len());
    let out = std::env::var("OUT").ok();
    if let Some(out) = &out {
        std::fs::write(format!("{out}.index"), m.to_bytes()).unwrap();
    }
    for p in &args[3..] {
        sets.push((p.clone(), truth(p)));
    }
    for (name, set) in &sets {
        let titles: Vec<&String> = set.iter().map(|s| &s.0).collect();
        let found = m.match_all(&titles, 5);
        let mut top = [0usize; 5];
        let mut answered = 0;
        let mut conf = vec![];
        let mut dump = String::new();
        for ((t, right), f) in set.iter().zip(&found) {
            let f = f.clone().unwrap_or_default();
            if f.status == MatchStatus::Unmatched {
                continue;
            }
            answered += 1;
            let rank = f.candidates.iter().position(|c| right.contains(&c.soc));
            if let Some(r) = rank {
                for t in r..5 {
                    top[t] += 1;
                }
            }
            conf.push((f.candidates[0].confidence, rank == Some(0)));
            if out.is_some() {
                let near = f.candidates[0].nearest.map(|n| m.title(n).0.to_string()).unwrap_or_default();
                let _ = writeln!(
                    dump,
                    "{}\t{:.4}\t{}\t{}\t{}\t{:?}\t{}",
                    t,
                    f.candidates[0].confidence,
                    rank.map_or(9, |r| r + 1),
                    f.candidates[0].soc,
                    near,
                    right.iter().map(|s| s.to_string()).collect::<Vec<_>>(),
                    ""
                );
            }
        }
        if let Some(out) = &out {
            std::fs::write(format!("{out}.{}.tsv", name.split('/').last().unwrap()), dump).unwrap();
        }
        let n = set.len() as f64;
        let mean = conf.iter().map(|c| c.0 as f64).sum::<f64>() / conf.len() as f64;
        println!(
            "{name:28} n {} top1 {:.2} top3 {:.2} top5 {:.2} ans {:.2} ece {:.4} said {:.3} right {:.3}",
            set.len(),
            100.0 * top[0] as f64 / n,
            100.0 * top[2] as f64 / n,
            100.0 * top[4] as f64 / n,
            100.0 * answered as f64 / n,
            ece(&conf),
            mean,
            top[0] as f64 / answered as f64
        );
    }
}
