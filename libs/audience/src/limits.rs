//! The single limits that [`crate::check`] holds a condition to.

use crate::{Cmp, Decimal, FormAnswerIs, check::Check, dictionary::Names};

/// Entries one list inside a condition may have.
const MAX_LIST: usize = 200;
/// Longest window, a hundred years.
const MAX_DAYS: u32 = 36_525;

impl Check<'_> {
    /// A comparison whose limits are in order.
    pub(crate) fn order(&mut self, is: Cmp) {
        if let Cmp::Between(low, high) = is
            && low > high
        {
            self.refuse(format!("范围的下限{low}大于上限{high}"));
        }
    }

    pub(crate) fn range(&mut self, is: Cmp, low: i64, high: i64, what: &str) {
        self.order(is);
        for limit in is.limits() {
            if limit < Decimal::whole(low) || limit > Decimal::whole(high) {
                self.refuse(format!("{what}{limit}超出可用范围{low}至{high}"));
            } else if !limit.is_whole() {
                self.refuse(format!("{what}只能是整数，不能是{limit}"));
            }
        }
    }

    pub(crate) fn money(&mut self, is: Cmp) {
        self.order(is);
        if is.limits().iter().any(|limit| *limit < Decimal::default()) {
            self.refuse("花费不能是负数");
        }
    }

    pub(crate) fn metric(&mut self, code: &str, is: Option<Cmp>, within: Option<u32>) {
        self.days(within);
        let Some(metric) = self.dictionary.metrics.get(code) else {
            return self.refuse(format!("指标“{code}”不在指标字典中"));
        };
        let Some(is) = is else { return };
        self.order(is);
        if !metric.numeric {
            return self.refuse(format!("{}不是数值指标，请改用文字条件", metric.name));
        }
        let (low, high) = (metric.plausible_low, metric.plausible_high);
        for limit in is.limits() {
            if low.is_some_and(|low| limit < low) || high.is_some_and(|high| limit > high) {
                let end = |end: Option<Decimal>| end.map_or_else(|| "不限".to_owned(), |n| n.to_string());
                let unit = &metric.unit;
                self.refuse(format!(
                    "{limit}超出{}可能的范围{}至{} {unit}，请核对单位",
                    metric.name,
                    end(low),
                    end(high)
                ));
            }
        }
    }

    pub(crate) fn days(&mut self, days: Option<u32>) {
        if days.is_some_and(|days| days > MAX_DAYS) {
            self.refuse(format!("时间窗最长{MAX_DAYS}天"));
        }
    }

    pub(crate) fn form(&mut self, form: &str) {
        if !self.dictionary.forms.contains_key(form) {
            self.refuse(format!("表单“{form}”不存在"));
        }
    }

    pub(crate) fn form_score(&mut self, form: &str, is: Cmp, within: Option<u32>) {
        self.form(form);
        self.order(is);
        self.days(within);
        if let Some(entry) = self.dictionary.forms.get(form).filter(|entry| !entry.scored) {
            self.refuse(format!("《{}》没有总分，请改用单题条件", entry.name));
        }
    }

    pub(crate) fn form_answer(&mut self, rule: &FormAnswerIs) {
        self.form(&rule.form);
        self.days(rule.within_days);
        self.some(rule.any_of.len() + usize::from(rule.is.is_some()), "要比较的回答");
        if let Some(is) = rule.is {
            self.order(is);
        }
        if let Some(form) = self.dictionary.forms.get(&rule.form)
            && !form.questions.contains_key(&rule.question)
        {
            self.refuse(format!("《{}》里没有题目“{}”", form.name, rule.question));
        }
    }

    pub(crate) fn disease(&mut self, icd: usize, snomed: &[String], text: &[String]) {
        self.some(icd + snomed.len() + text.len(), "疾病编码或名称");
        self.no_blank(text);
    }

    pub(crate) fn coded(&mut self, code: &[String], name: &[String], what: &str) {
        self.some(code.len() + name.len(), &format!("{what}的编码或名称"));
        self.no_blank(code);
        self.no_blank(name);
    }

    pub(crate) fn texts(&mut self, texts: &[String], what: &str) {
        self.some(texts.len(), what);
        self.no_blank(texts);
    }

    pub(crate) fn no_blank(&mut self, texts: &[String]) {
        if texts.iter().any(|text| text.trim().is_empty()) {
            self.refuse("有一项是空白");
        }
    }

    pub(crate) fn known(&mut self, codes: &[String], names: &Names, what: &str) {
        self.some(codes.len(), what);
        self.exist(codes, names, what);
    }

    pub(crate) fn exist(&mut self, codes: &[String], names: &Names, what: &str) {
        if codes.len() > MAX_LIST {
            return self.refuse(format!("{what}最多选{MAX_LIST}项"));
        }
        for code in codes.iter().filter(|code| !names.contains_key(*code)) {
            self.refuse(format!("{what}“{code}”不存在"));
        }
    }

    pub(crate) fn some(&mut self, n: usize, what: &str) {
        if n == 0 {
            self.refuse(format!("请至少选择一项{what}"));
        } else if n > MAX_LIST {
            self.refuse(format!("{what}最多{MAX_LIST}项"));
        }
    }
}
