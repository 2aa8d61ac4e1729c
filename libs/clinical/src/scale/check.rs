//! Is a definition right? Every error is a sentence that names the item, for the person who installs a scale.

use super::constitution::TcmType;
use super::definition::{Band, Item, Law, Scale};
use crate::Sex;

impl Scale {
    /// Reads and checks a definition that a tenant installs; it must bring its wording.
    pub fn from_json(text: &str) -> Result<Self, Vec<String>> {
        let scale: Self = serde_json::from_str(text)
            .map_err(|e| vec![format!("量表定义格式不对（第{}行）：{e}", e.line())])?;
        let mut problems = scale.problems();
        problems.extend(scale.wording_problems());
        if problems.is_empty() { Ok(scale) } else { Err(problems) }
    }

    /// Reads one of our own, which may come without wording.
    pub(super) fn from_built_in(text: &str) -> Result<Self, String> {
        let scale: Self = serde_json::from_str(text).map_err(|e| e.to_string())?;
        let mut problems = scale.problems();
        if scale.ships {
            problems.extend(scale.wording_problems());
        }
        if problems.is_empty() { Ok(scale) } else { Err(format!("{}: {}", scale.code, problems.join("; "))) }
    }

    /// Everything that is wrong, except wording.
    pub fn problems(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !is_code(&self.code) {
            out.push(format!("量表编码“{}”只能用小写字母、数字和下划线，并以字母开头", self.code));
        }
        if self.title.trim().is_empty() {
            out.push("量表没有标题".to_owned());
        }
        if self.version == 0 {
            out.push("版本号从1开始".to_owned());
        }
        if self.items.is_empty() {
            out.push("量表没有题目".to_owned());
        }
        for (at, item) in self.items.iter().enumerate() {
            self.item_problems(at, item, &mut out);
        }
        self.reference_problems(&mut out);
        if out.is_empty() {
            self.band_problems(&mut out);
        }
        out
    }

    fn wording_problems(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let name = name_of(at, item);
            if item.text.trim().is_empty() {
                out.push(format!("{name}没有题干"));
            }
            if let Some(option) = self.options_of(item).iter().find(|o| o.text.trim().is_empty()) {
                out.push(format!("{name}的选项“{}”没有文字", option.value));
            }
        }
        out
    }

    fn item_problems(&self, at: usize, item: &Item, out: &mut Vec<String>) {
        let name = name_of(at, item);
        if !is_code(&item.code) {
            out.push(format!("{name}的编码只能用小写字母、数字和下划线，并以字母开头"));
        }
        if self.items.iter().take(at).any(|i| i.code == item.code) {
            out.push(format!("{name}的编码与前面的题目重复"));
        }
        let options = self.options_of(item);
        if options.len() < 2 {
            out.push(format!("{name}至少要有两个选项"));
        }
        for (n, option) in options.iter().enumerate() {
            if option.value.trim().is_empty() {
                out.push(format!("{name}第{}个选项没有值", n + 1));
            }
            if options.iter().take(n).any(|o| o.value == option.value) {
                out.push(format!("{name}的选项值“{}”重复", option.value));
            }
            if !(-1000..=1000).contains(&option.score) {
                out.push(format!("{name}的选项“{}”分值{}不在−1000到1000之间", option.value, option.score));
            }
        }
        if item.optional && item.counts {
            out.push(format!("{name}计入总分，不能设为可不答"));
        }
    }

    fn reference_problems(&self, out: &mut Vec<String>) {
        let place = |code: &str| self.items.iter().position(|i| i.code == code);
        for group in &self.groups {
            if group.items.is_empty() {
                out.push(format!("分组“{}”没有题目", group.title));
            }
            for code in group.items.iter().filter(|c| place(c).is_none()) {
                out.push(format!("分组“{}”引用了不存在的题目“{code}”", group.title));
            }
            for code in group.reverse.iter().filter(|c| !group.items.contains(c)) {
                out.push(format!("分组“{}”的反向题“{code}”不在该组题目中", group.title));
            }
        }
        for safety in &self.safety {
            match self.item(&safety.item) {
                None => out.push(format!("安全题引用了不存在的题目“{}”", safety.item)),
                Some(item) if self.points_range(item).is_some_and(|(_, high)| safety.from > high) => {
                    out.push(format!("安全题“{}”的起点{}分超过该题最高分", safety.item, safety.from));
                }
                Some(_) => {}
            }
            if safety.reason.trim().is_empty() || safety.action.trim().is_empty() {
                out.push(format!("安全题“{}”要写明发现了什么、要做什么", safety.item));
            }
        }
        for skip in &self.skip {
            let Some(from) = place(&skip.when.item) else {
                out.push(format!("跳题条件引用了不存在的题目“{}”", skip.when.item));
                continue;
            };
            for code in skip.items.iter().filter(|c| place(c).is_none_or(|at| at <= from)) {
                out.push(format!("跳过的题目“{code}”必须在“{}”之后", skip.when.item));
            }
        }
        if self.law == Some(Law::TcmNine) || self.law == Some(Law::TcmElderly33) {
            for kind in TcmType::ALL.iter().filter(|k| !self.groups.iter().any(|g| g.code == k.zh())) {
                out.push(format!("体质判定缺少分组“{}”", kind.zh()));
            }
        }
    }

    /// Bands of each sex must cover every total that can occur, each once.
    fn band_problems(&self, out: &mut Vec<String>) {
        if let Some(t) = self.transform.filter(|t| !t.factor.is_finite() || t.factor <= 0.0) {
            out.push(format!("换算系数{}必须大于0", t.factor));
            return;
        }
        if self.bands.is_empty() {
            if self.law.is_none() {
                out.push("没有分级，也没有判定规则".to_owned());
            }
            return;
        }
        let (low, high) = self.total_range();
        for sex in [Sex::Male, Sex::Female] {
            let mut bands: Vec<&Band> =
                self.bands.iter().filter(|b| b.sex.is_none() || b.sex == Some(sex)).collect();
            bands.sort_by_key(|b| b.from);
            for pair in bands.windows(2) {
                let [a, b] = pair else { continue };
                if a.to >= b.from {
                    out.push(format!("分级“{}”与“{}”重叠", a.label, b.label));
                } else if a.to.saturating_add(1) < b.from {
                    out.push(format!("分级“{}”与“{}”之间有空缺", a.label, b.label));
                }
            }
            let covered =
                bands.first().is_some_and(|b| b.from <= low) && bands.last().is_some_and(|b| b.to >= high);
            if !covered {
                out.push(format!("分级没有覆盖全部可能的总分{low}～{high}"));
            }
        }
        out.dedup();
    }

    /// Smallest and largest total that can occur.
    pub fn total_range(&self) -> (i64, i64) {
        let ranges = self.items.iter().filter(|i| i.counts).filter_map(|i| self.points_range(i));
        let (low, high) =
            ranges.fold((0i64, 0i64), |(a, b), (l, h)| (a.saturating_add(l), b.saturating_add(h)));
        self.transform.map_or((low, high), |t| {
            (
                super::score::transformed(low, t.factor, t.floor),
                super::score::transformed(high, t.factor, t.floor),
            )
        })
    }
}

fn name_of(at: usize, item: &Item) -> String {
    format!("第{}题（{}）", at + 1, item.code)
}

fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
