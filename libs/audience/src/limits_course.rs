//! The limits of conditions on the course of a metric, on the calendar and on what lies ahead.

use crate::{
    AppointmentMatch, BirthdayWhen, DailyMean, Decimal, EncounterMatch, Leaf, RfmIs, RunIs, TrendIs,
    check::Check,
};

/// Furthest day ahead for which birthdays and solar terms are asked.
const MAX_AHEAD: u32 = 366;

impl Check<'_> {
    pub(crate) fn encounter(&mut self, of: &EncounterMatch) {
        let d = self.dictionary;
        self.exist(&of.class, &d.encounter_classes, "就诊类型");
        self.exist(&of.department, &d.departments, "科室");
        self.no_blank(&of.doctor);
    }

    pub(crate) fn appointment(&mut self, of: &AppointmentMatch) {
        self.exist(&of.department, &self.dictionary.departments, "科室");
        self.no_blank(&of.doctor);
    }

    pub(crate) fn trend(&mut self, rule: &TrendIs) {
        self.metric(&rule.code, None, Some(rule.days));
        self.numeric(&rule.code);
        self.order(rule.is);
        if rule.days == 0 {
            self.refuse("看变化至少需要1天以上的时间窗");
        }
    }

    pub(crate) fn run(&mut self, rule: &RunIs) {
        let limit = if let DailyMean::Is(is) = &rule.mean { Some(*is) } else { None };
        self.metric(&rule.code, limit, Some(rule.within_days));
        self.numeric(&rule.code);
        if let Some(base) = rule.baseline() {
            self.metric(&base.code, None, None);
            self.numeric(&base.code);
            if base.by < Decimal::default() {
                self.refuse("与本人基线的差值不能是负数");
            }
        }
        if rule.days == 0 || rule.days > rule.within_days.saturating_add(1) {
            self.refuse(format!("近{}天内不可能连续{}天", rule.within_days, rule.days));
        }
        if rule.hours.is_some_and(|(from, to)| from > 23 || to > 24 || from == to) {
            self.refuse("时段须在0至24时之间，且起止不同");
        }
    }

    fn numeric(&mut self, code: &str) {
        if let Some(metric) = self.dictionary.metrics.get(code).filter(|metric| !metric.numeric) {
            self.refuse(format!("{}不是数值指标，不能计算", metric.name));
        }
    }

    pub(crate) fn calendar(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::AgeOn(rule) => self.range(rule.is, 0, 150, "年龄"),
            Leaf::Birthday(rule) => {
                if let BirthdayWhen::InDays(from, to) = rule.when {
                    self.span((from, to), MAX_AHEAD);
                }
            }
            Leaf::Season(seasons) => self.some(seasons.len(), "季节"),
            Leaf::SolarTerm(rule) => {
                self.some(rule.any_of.len(), "节气");
                if let Some(span) = rule.in_days {
                    self.span(span, MAX_AHEAD);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn ahead(&mut self, leaf: &Leaf) {
        match leaf {
            Leaf::Supply(rule) => {
                self.coded(&rule.of.code, &rule.of.name, "药品");
                self.range(rule.days_left, -36_525, 36_525, "剩余天数");
            }
            Leaf::Appointment(rule) => {
                self.span(rule.in_days, 10 * MAX_AHEAD);
                self.appointment(&rule.of);
            }
            Leaf::Rfm(rule) => self.rfm(rule),
            _ => {}
        }
    }

    fn rfm(&mut self, rule: &RfmIs) {
        self.days(Some(rule.recent_days));
        self.days(Some(rule.window_days));
        if rule.yuan < Decimal::default() {
            self.refuse("花费不能是负数");
        }
        if rule.r.is_none() && rule.f.is_none() && rule.m.is_none() {
            self.refuse("请至少选择最近、次数、花费中的一项");
        }
    }

    fn span(&mut self, (from, to): (u32, u32), longest: u32) {
        if from > to {
            self.refuse("起始天数大于结束天数");
        }
        if to > longest {
            self.refuse(format!("最多看未来{longest}天"));
        }
    }
}
