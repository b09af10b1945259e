//! trial
use crate::*; use crate::features::*; use crate::normalise::*;
pub struct T{m:learn::Material,w:train::Weights}
impl T{ pub fn new(t:&[KnownTitle],terms:&[KnownTerm],tr:&Training)->T{let m=learn::prepare(t,terms);eprintln!("words {} features {} examples {}",m.vocabulary.words().len(),m.features.keys.len(),m.examples.list.len());
 for k in Kind::ALL{eprintln!("{k:?} {}",m.features.keys.iter().filter(|x|x.kind()==k).count());}
 let w=train::train(&m.examples,m.features.keys.len(),m.classes.len(),tr,&|e|eprintln!("epoch {e}"));T{m,w}}
 pub fn top(&self,title:&str)->Vec<plumb_codes::Soc2018>{let mut d=Draft::default(); if normalise(title,&mut d).is_err(){return vec![]}
  let mut ws=vec![];look_up(&d,&self.m.vocabulary,&mut ws);let l:Vec<&str>=d.words().collect();let mut keys=vec![];word_features(&ws,|k|keys.push(k));for w in &ws{letter_groups(l[w.position as usize],|k|keys.push(k));}
  let mut s=self.w.offsets.clone();let mut sq=0.0;let mut acc=vec![0f32;s.len()];
  for k in keys{if let Some(&n)=self.m.features.numbers.get(&k){let v=self.m.features.values[n as usize];sq+=v*v;for (a,w) in acc.iter_mut().zip(self.w.row(n as usize)){*a+=v*w;}}}
  if sq>0.0{let q=1.0/sq.sqrt();for(a,b) in s.iter_mut().zip(&acc){*a+=q*b;}}
  let mut ix:Vec<usize>=(0..s.len()).collect();ix.sort_by(|a,b|s[*b].total_cmp(&s[*a]));ix.truncate(5);ix.into_iter().map(|i|self.m.classes[i]).collect()}
}
