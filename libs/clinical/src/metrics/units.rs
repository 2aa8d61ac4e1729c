//! Units: one spelling for many, and conversion into the dictionary's unit by the factors of `metrics.csv`
//! (canonical = value × factor, or an expression in x).

use unicode_normalization::UnicodeNormalization;

/// Why a value was not converted. A result in an unknown unit is kept as received and never judged by our bands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitProblem {
    /// No unit given, and this metric is measured in more than one (SPEC rule 5: lipids and glucose are refused).
    #[error("“{metric}”没有单位，无法判断数值含义，请补充单位（标准单位 {canonical}）")]
    Missing {
        /// Chinese name of the metric.
        metric: String,
        /// Its unit.
        canonical: String,
    },
    /// A unit that this metric has no factor for.
    #[error("“{metric}”的单位“{unit}”无法换算为 {canonical}")]
    Unknown {
        /// Chinese name of the metric.
        metric: String,
        /// What was received.
        unit: String,
        /// Its unit.
        canonical: String,
    },
}

/// canonical = scale × value + offset.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Conversion {
    pub scale: f64,
    pub offset: f64,
}

impl Conversion {
    pub(crate) const IDENTITY: Self = Self { scale: 1.0, offset: 0.0 };

    pub(crate) fn apply(self, value: f64) -> f64 {
        value * self.scale + self.offset
    }

    /// Reads `0.0555`, `(x-32)*5/9` or `0.09148*x+2.152`. A law that is not a straight line is refused.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if let Ok(scale) = text.parse::<f64>() {
            return Some(Self { scale, offset: 0.0 });
        }
        let at = |x| Expression { rest: text.trim(), x }.whole();
        let (zero, one, ten) = (at(0.0)?, at(1.0)?, at(10.0)?);
        let law = Self { scale: one - zero, offset: zero };
        ((law.apply(10.0) - ten).abs() < 1e-9).then_some(law)
    }
}

/// `+ - * /`, brackets, numbers and x: all that a conversion needs.
struct Expression<'a> {
    rest: &'a str,
    x: f64,
}

impl Expression<'_> {
    fn whole(mut self) -> Option<f64> {
        let value = self.sum()?;
        self.rest.is_empty().then_some(value)
    }
    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        loop {
            if self.eat('+') {
                value += self.product()?;
            } else if self.eat('-') {
                value -= self.product()?;
            } else {
                return Some(value);
            }
        }
    }
    fn product(&mut self) -> Option<f64> {
        let mut value = self.atom()?;
        loop {
            if self.eat('*') {
                value *= self.atom()?;
            } else if self.eat('/') {
                value /= self.atom()?;
            } else {
                return Some(value);
            }
        }
    }
    fn atom(&mut self) -> Option<f64> {
        if self.eat('(') {
            let value = self.sum()?;
            return self.eat(')').then_some(value);
        }
        if self.eat('x') {
            return Some(self.x);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.trim_start();
        number.parse().ok()
    }
    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }
}

/// Whether two texts write the same unit: `mmHg` and `mm[Hg]`, `10^9/L` and `×10⁹/L`, `μmol/L` and `umol/L`.
pub fn same_unit(a: &str, b: &str) -> bool {
    unit_key(a) == unit_key(b)
}

/// Folded spelling of a unit; equal keys are equal units (ng/mL and ug/L too, their scale is the same).
pub(crate) fn unit_key(unit: &str) -> String {
    // Superscripts must be told from plain digits before NFKC makes them one: 10⁹ is not 109.
    let marked: String =
        unit.chars().flat_map(|c| if is_superscript(c) { ['^', c] } else { [c, ' '] }).collect();
    let folded: String = marked
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')'))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'μ' => 'u',
            '×' | '✕' => 'x',
            '／' => '/',
            _ => c,
        })
        .collect();
    let text = folded.replace("\\s\\", "*").replace("^^", "^").replace("**", "*");
    let text = text.strip_prefix("x10").map_or_else(|| text.clone(), |rest| format!("10{rest}"));
    let text = text.replace("10e", "10*").replace('^', "*");
    synonym(&text).map_or(text.clone(), str::to_owned)
}

fn is_superscript(c: char) -> bool {
    matches!(c, '⁰' | '¹' | '²' | '³' | '⁴' | '⁵' | '⁶' | '⁷' | '⁸' | '⁹')
}

fn synonym(key: &str) -> Option<&'static str> {
    Some(match key {
        "mmhg" | "毫米汞柱" | "mm汞柱" | "torr" => "mm[hg]",
        "千帕" => "kpa",
        "次/分" | "次/分钟" | "次/min" | "bpm" | "beats/min" | "/分" | "1/min" | "{beats}/min"
        | "{breaths}/min" | "breaths/min" => "/min",
        "°c" | "c" | "摄氏度" | "度" | "degc" => "cel",
        "°f" | "f" | "华氏度" | "degf" => "[degf]",
        "厘米" | "公分" => "cm",
        "米" => "m",
        "公斤" | "千克" | "kgs" => "kg",
        "磅" | "lb" | "lbs" => "[lb_av]",
        "kg/m*2" | "kg/㎡" | "kg/㎡2" => "kg/m2",
        "iu/l" | "[iu]/l" => "u/l",
        "miu/l" | "mu/l" | "miu/ml*-3" => "m[iu]/l",
        "uu/ml" | "u[iu]/ml" => "uiu/ml",
        "iu/ml" | "ku/l" | "kiu/l" | "u/ml" => "[arb'u]/ml",
        "ug/l" => "ng/ml",
        "ng/l" => "pg/ml",
        "mg/lfeu" | "ugfeu/ml" | "ug/mlfeu" | "mgfeu/l" | "ug/ml" => "mg/l",
        "10*9" | "g/l(10*9)" | "k/ul" | "10*3/ul" | "10*3/mm*3" => "10*9/l",
        "10*12" | "10*6/ul" | "m/ul" | "10*6/mm*3" | "t/l" => "10*12/l",
        "ml/min/1.73m2" | "ml/min/1.73m*2" | "ml/min/1.73㎡" | "ml/min*1.73m2" | "ml/min.1.73m2"
        | "ml/min/1.73" => "ml/min/{1.73_m2}",
        "mm/hr" | "mm/1h" | "mm/小时" => "mm/h",
        "sec" | "秒" | "seconds" => "s",
        "h" | "小时" | "hr" | "hours" => "h",
        "meq/l" => "meq/l",
        "步" | "步/天" | "步/日" | "steps" | "steps/day" | "{#}/24.h" => "{#}/(24.h)",
        "ml/min" => "ml/min",
        "l/分" | "l/分钟" => "l/min",
        "ug/mg" | "ug/mg{creat}" | "mg/gcr" | "mg/g.cr" | "mg/gcrea" => "mg/g",
        "mg/mmolcr" => "mg/mmol",
        "毫秒" => "ms",
        "百分比" | "percent" => "%",
        "ph" => "[ph]",
        "比值" | "ratio" => "{ratio}",
        _ => return None,
    })
}
