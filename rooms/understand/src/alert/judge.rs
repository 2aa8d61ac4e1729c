//! What does each monitoring rule say of a person's readings? Pure: a series and now in, at most one alert out. The
//! series is kept with the alert, so that the same answer can be computed again.
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use nq_clinical::monitor::{
    Alert, BpReading, GlucoseReading, Limits, Past, Planned, Sample, adherence, bp_ladder, cgm,
    creatinine_rise, egfr_decline, glucose, glucose_fasting, hemoglobin_fall, home_bp, spo2, three_nights,
    weight_gain,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was measured, in the wall-clock time of the site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Series {
    /// Resting heart rate by the date of the morning.
    pub(crate) nights: BTreeMap<NaiveDate, i32>,
    pub(crate) temperatures: Vec<Sample>,
    pub(crate) pressures: Vec<BpReading>,
    /// Those measured at home.
    pub(crate) home: Vec<BpReading>,
    pub(crate) glucose: Vec<GlucoseReading>,
    pub(crate) sensor: Vec<Sample>,
    pub(crate) spo2: Vec<Sample>,
    pub(crate) weight: Vec<Sample>,
    pub(crate) creatinine: Vec<Sample>,
    pub(crate) egfr: Vec<Sample>,
    pub(crate) hemoglobin: Vec<Sample>,
    /// Diseases that some rules are made for.
    pub(crate) heart_failure: bool,
}

/// Judges a series by one rule.
pub(crate) fn judge(rule: &str, series: &Series, now: NaiveDateTime, past: Option<&Past>) -> Option<Alert> {
    let limits = Limits::built_in();
    match rule {
        "three_nights" => three_nights(&series.nights, &series.temperatures, now, past, limits).alert(),
        "home_bp_mean" => home_bp(&series.home, now, past, limits),
        "bp_ladder" => bp_ladder(&series.pressures, now, past, limits),
        "glucose" => glucose(&series.glucose, now, past, limits),
        "glucose_fasting" => glucose_fasting(&series.glucose, now, past, limits),
        "cgm" => cgm(&series.sensor, now, past, limits),
        "spo2" => spo2(&series.spo2, None, now, past, limits),
        "weight_gain" if series.heart_failure => weight_gain(&series.weight, now, past, limits),
        "creatinine_rise" => creatinine_rise(&series.creatinine, now, past, limits),
        "egfr_decline" => egfr_decline(&series.egfr, now, past, limits),
        "hemoglobin_fall" => hemoglobin_fall(&series.hemoglobin, now, past, limits),
        "adherence" => adherence(&planned(&series.nights, now), now, past, limits),
        _ => None,
    }
}

/// Mornings by which a night of somebody who wears the device should have come. Who wore it on most nights of the two
/// weeks before the last three is expected to go on; of anybody else nothing is planned.
fn planned(nights: &BTreeMap<NaiveDate, i32>, now: NaiveDateTime) -> Vec<Planned> {
    let today = now.date();
    let back = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let worn = nights.range(back(17)..=back(3)).count();
    if worn < 8 {
        return Vec::new();
    }
    let due = |day: NaiveDate| day.and_time(NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default());
    (0..14).map(back).map(|day| Planned { due: due(day), done: nights.contains_key(&day) }).collect()
}

impl Series {
    /// Only what a rule reads.
    pub(crate) fn of(&self, rule: &str) -> Self {
        let own = self.clone();
        let none = Self { heart_failure: own.heart_failure, ..Self::default() };
        match rule {
            "three_nights" => Self { nights: own.nights, temperatures: own.temperatures, ..none },
            "adherence" => Self { nights: own.nights, ..none },
            "home_bp_mean" => Self { home: own.home, ..none },
            "bp_ladder" => Self { pressures: own.pressures, ..none },
            "glucose" | "glucose_fasting" => Self { glucose: own.glucose, ..none },
            "cgm" => Self { sensor: own.sensor, ..none },
            "spo2" => Self { spo2: own.spo2, ..none },
            "weight_gain" => Self { weight: own.weight, ..none },
            "creatinine_rise" => Self { creatinine: own.creatinine, ..none },
            "egfr_decline" => Self { egfr: own.egfr, ..none },
            "hemoglobin_fall" => Self { hemoglobin: own.hemoglobin, ..none },
            _ => none,
        }
    }

    /// All values as points of a chart, oldest first: metric, when, how much.
    pub(crate) fn points(&self) -> Vec<(&'static str, NaiveDateTime, f64)> {
        let seven = NaiveTime::from_hms_opt(7, 0, 0).unwrap_or_default();
        let mut all: Vec<_> =
            self.nights.iter().map(|(day, v)| ("resting_hr", day.and_time(seven), f64::from(*v))).collect();
        for reading in self.pressures.iter().chain(&self.home) {
            all.push(("sbp", reading.at, reading.sbp));
            all.push(("dbp", reading.at, reading.dbp));
        }
        all.extend(self.glucose.iter().map(|g| ("glucose_capillary", g.at, g.value)));
        for (metric, samples) in [
            ("body_temp", &self.temperatures),
            ("glucose_capillary", &self.sensor),
            ("spo2", &self.spo2),
            ("weight", &self.weight),
            ("creatinine", &self.creatinine),
            ("egfr_2009", &self.egfr),
            ("hemoglobin", &self.hemoglobin),
        ] {
            all.extend(samples.iter().map(|s| (metric, s.at, s.value)));
        }
        all.sort_by_key(|(_, at, _)| *at);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nights(values: &[(u64, i32)], today: NaiveDate) -> BTreeMap<NaiveDate, i32> {
        values.iter().map(|(back, v)| (today.checked_sub_days(Days::new(*back)).unwrap(), *v)).collect()
    }

    #[test]
    fn who_never_wore_the_device_is_not_reminded_to_wear_it() {
        let now: NaiveDateTime = "2026-03-04T13:00:00".parse().unwrap();
        let worn: Vec<_> = (4..18).map(|back| (back, 58)).collect();
        let some: Vec<_> = (4..8).map(|back| (back, 58)).collect();
        let say = |values: &[(u64, i32)]| {
            judge("adherence", &Series { nights: nights(values, now.date()), ..Series::default() }, now, None)
        };
        assert!(say(&worn).is_some(), "连续几晚没有数据");
        assert!(say(&some).is_none() && say(&[]).is_none());
    }

    #[test]
    fn a_kept_series_gives_the_same_alert_again() {
        let now: NaiveDateTime = "2026-03-04T08:00:00".parse().unwrap();
        let calm = (4..36).map(|back| (back, 58));
        let high = (0..3).map(|back| (back, 74));
        let values: Vec<_> = calm.chain(high).collect();
        let series = Series { nights: nights(&values, now.date()), ..Series::default() };
        let first = judge("three_nights", &series, now, None).unwrap();
        let kept: Series =
            serde_json::from_value(serde_json::to_value(series.of("three_nights")).unwrap()).unwrap();
        assert_eq!(judge("three_nights", &kept, now, None).unwrap(), first);
        assert_eq!(judge("three_nights", &kept, now, Some(&first.as_past())), None, "静默期内不重复");
    }
}
