//! trial
use plumb_titles::*; use rayon::prelude::*;
fn read(p:&str)->Vec<Vec<String>>{std::fs::read_to_string(p).unwrap().lines().map(|l|l.split('\t').map(|s|s.to_string()).collect()).collect()}
fn main(){let a:Vec<String>=std::env::args().collect();
 let kinds:Vec<&str>=a[2].split(',').collect();
 let t:Vec<KnownTitle>=read(&a[1]).into_iter().filter(|r|kinds.contains(&r[2].as_str())).map(|r|KnownTitle{title:r[0].clone(),soc:r[1].parse().unwrap(),kind:match r[2].as_str(){"alt"=>TitleKind::Alternate,"short"=>TitleKind::Short,"rep"=>TitleKind::Reported,"dm"=>TitleKind::DirectMatch,"filed"=>TitleKind::Filed,_=>TitleKind::Occupation}}).collect();
 let terms:Vec<KnownTerm>=if kinds.contains(&"terms"){read("/tmp/tt/terms27.tsv").into_iter().map(|r|KnownTerm{term:r[1].clone(),soc:r[0].parse().unwrap(),tasks:r[2].parse().unwrap()}).collect()}else{vec![]};
 let tr=Training{epochs:a[3].parse().unwrap(),step:a[4].parse().unwrap(),dropout:a.get(5).map_or(0.0,|x|x.parse().unwrap())};
 let s=std::time::Instant::now();let m=trial::T::new(&t,&terms,&tr);eprintln!("trained {:?}",s.elapsed());
 for f in a[6..].iter(){let test=read(f);let r:Vec<(bool,bool,bool)>=test.par_iter().map(|r|{let ok:Vec<plumb_codes::Soc2018>=r[1].split(';').map(|c|c.parse().unwrap()).collect();let top=m.top(&r[0]);let h=|k:usize|top.iter().take(k).any(|c|ok.contains(c));(h(1),h(3),h(5))}).collect();
 let n=r.len() as f64;println!("{} {:?} {f} n={n} top1 {:.2} top3 {:.2} top5 {:.2}",a[2],tr,100.*r.iter().filter(|x|x.0).count() as f64/n,100.*r.iter().filter(|x|x.1).count() as f64/n,100.*r.iter().filter(|x|x.2).count() as f64/n);}
}
