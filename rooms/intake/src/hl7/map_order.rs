//! OBR, OBX and NTE → orders with their results and, where there is text, a report. A rule file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use nq_clinical::read_value;
use nq_hl7::Segment;
use record::file::{FactIn, ReportIn};

use super::map_result::{instant, result, result_name, system_name, value_text};

/// The results of one order.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// Unique per source.
    pub key: String,
    /// When the sender says so: decides which of two versions of a result holds.
    pub said_at: DateTime<Utc>,
    /// The results and, where there is text, the report.
    pub facts: Vec<FactIn>,
}

/// What the mapping of results needs to know beside the segments.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// MSH-3: order numbers are unique per sending system.
    pub sender: &'a str,
    /// Key of the person.
    pub person_key: &'a str,
    /// MSH-10, the last resort for a key.
    pub control_id: &'a str,
    /// Time of the message.
    pub said_at: DateTime<Utc>,
    /// The visit these belong to, if it is known.
    pub visit_key: Option<&'a str>,
}

/// Maps all orders among these segments (of one person, in order).
pub fn orders(segments: &[Segment<'_>], about: Circumstances<'_>) -> Vec<Order> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for segment in segments {
        match segment.name() {
            "OBR" => groups.push(Group { obr: Some(*segment), ..Group::default() }),
            "OBX" => last(&mut groups).results.push(*segment),
            "NTE" if !groups.is_empty() => last(&mut groups).notes.push(*segment),
            _ => {}
        }
    }
    groups.iter().filter(|group| !group.results.is_empty()).map(|group| group.order(about)).collect()
}

fn last<'g, 'm>(groups: &'g mut Vec<Group<'m>>) -> &'g mut Group<'m> {
    if groups.is_empty() {
        groups.push(Group::default());
    }
    let end = groups.len() - 1;
    // Just made sure that there is one.
    #[expect(clippy::indexing_slicing, reason = "the vector holds at least one group")]
    &mut groups[end]
}

#[derive(Default)]
struct Group<'m> {
    obr: Option<Segment<'m>>,
    results: Vec<Segment<'m>>,
    notes: Vec<Segment<'m>>,
}

impl Group<'_> {
    fn order(&self, about: Circumstances<'_>) -> Order {
        let key = self.key(about);
        let said_at = self.time(22).unwrap_or(about.said_at).max(about.said_at);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut facts: Vec<FactIn> = Vec::new();
        for obx in &self.results {
            let Some(mut found) = result(obx) else { continue };
            let nth = seen.entry(format!("{}|{}", found.code, obx.field(4).text())).or_default();
            *nth += 1;
            let repeat = if *nth > 1 { format!("|{nth}") } else { String::new() };
            found.key = format!("{key}|{}|{}{repeat}", found.code, obx.field(4).text());
            found.at = instant(&obx.field(14))
                .or_else(|| self.time(7))
                .or_else(|| self.time(22))
                .unwrap_or(about.said_at);
            found.panel_key = Some(key.clone());
            found.panel_name = self.name();
            found.encounter_key = about.visit_key.map(str::to_owned);
            facts.push(FactIn::Observation(found));
        }
        facts.extend(self.report(&key, about).map(FactIn::Report));
        Order { key, said_at, facts }
    }

    /// Filler order number, else placer's, else what was done on whom and when.
    fn key(&self, about: Circumstances<'_>) -> String {
        let number = |field: usize| self.obr.and_then(|obr| obr.field(field).component(1).value());
        let code = number(4).unwrap_or_default();
        let by_number =
            number(3).or_else(|| number(2)).map(|number| format!("{}|{number}|{code}", about.sender));
        let by_time = || {
            self.time(7).map(|at| format!("{}|{}|{code}|{}", about.sender, about.person_key, at.timestamp()))
        };
        by_number.or_else(by_time).unwrap_or_else(|| format!("{}|{}|{code}", about.sender, about.control_id))
    }

    fn name(&self) -> Option<String> {
        let service = self.obr?.field(4);
        service
            .component(2)
            .value()
            .or_else(|| service.component(5).value())
            .or_else(|| service.component(1).value())
    }

    fn time(&self, field: usize) -> Option<DateTime<Utc>> {
        self.obr.and_then(|obr| instant(&obr.field(field)))
    }

    /// Text results and notes read as one report; without text there is none.
    fn report(&self, key: &str, about: Circumstances<'_>) -> Option<ReportIn> {
        let texts: Vec<(String, String)> = self.results.iter().filter_map(text_result).collect();
        let notes: Vec<String> = self.notes.iter().filter_map(|nte| nte.field(3).value()).collect();
        if texts.is_empty() && notes.is_empty() {
            return None;
        }
        let is_conclusion = |name: &str| {
            ["印象", "结论", "诊断", "意见", "提示", "建议", "小结"].iter().any(|word| name.contains(word))
        };
        let concluding: Vec<String> =
            texts.iter().filter(|(name, _)| is_conclusion(name)).map(|(_, text)| text.clone()).collect();
        let all = || texts.iter().map(|(name, text)| format!("{name}：{text}")).collect();
        let mut parts: Vec<String> = if concluding.is_empty() { all() } else { concluding };
        parts.extend(notes);
        let (code, system) = self.obr.map_or_else(Default::default, |obr| {
            (obr.field(4).component(1).text().into_owned(), system_name(&obr.field(4).component(3)))
        });
        Some(ReportIn {
            key: key.to_owned(),
            at: self.time(22).or_else(|| self.time(7)).unwrap_or(about.said_at),
            code,
            system,
            name: self.name().unwrap_or_else(|| "检查报告".to_owned()),
            conclusion: Some(parts.join("\n")),
            exam: false,
            status: String::new(),
            encounter_key: about.visit_key.map(str::to_owned),
            resource: None,
        })
    }
}

/// A result of type text with content: name and text.
fn text_result(obx: &Segment<'_>) -> Option<(String, String)> {
    let kind = obx.field(2).text();
    let value = value_text(obx);
    let is_text = matches!(&*kind, "TX" | "FT") || (kind == "ST" && is_report_line(obx, &value));
    (is_text && !value.is_empty()).then(|| (result_name(obx), value))
}

/// ECG and ultrasound conclusions come as ST: words, no unit and no range.
fn is_report_line(obx: &Segment<'_>, value: &str) -> bool {
    let name = result_name(obx);
    obx.field(6).is_empty()
        && obx.field(7).is_empty()
        && (name.contains("印象") || name.contains("结论"))
        && read_value(value).number().is_none()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use nq_hl7::Message;
    use record::file::{FactIn, ObservationIn, ObservationStatus, ReportIn};

    use super::{Circumstances, Order, orders};

    fn of(body: &str) -> Vec<Order> {
        let message = Message::parse(&format!("MSH|^~\\&|LIS\r{body}")).unwrap();
        let segments: Vec<_> = message.segments().collect();
        let said_at = DateTime::parse_from_rfc3339("2026-03-01T08:00:00+08:00").unwrap().to_utc();
        orders(
            &segments,
            Circumstances { sender: "LIS", person_key: "p", control_id: "c", said_at, visit_key: None },
        )
    }

    fn results(order: &Order) -> Vec<&ObservationIn> {
        order
            .facts
            .iter()
            .filter_map(|f| if let FactIn::Observation(o) = f { Some(o) } else { None })
            .collect()
    }

    fn report(order: &Order) -> Option<&ReportIn> {
        order.facts.iter().find_map(|f| if let FactIn::Report(r) = f { Some(r) } else { None })
    }

    const CRITICAL: &str = "OBR|1|ONQ1|FNQ1|GLU^空腹血糖^LOCAL|||20260301080000|||||||||||||||20260301090000|||F\r\
        OBX|1|NM|14771-0^空腹血糖^LN||20.0|mmol/L|3.9-6.1|HH|||F|||20260301090000\r\
        OBX|2|NM|4548-4^糖化血红蛋白^LN||9.8|%|4.0-6.0|H|||F\r\
        NTE|1||建议复查\\F\\\\T\\\\S\\\\R\\ 请电话通知患者";

    #[test]
    fn a_critical_glucose_lands_with_value_unit_range_and_mark() {
        let found = of(CRITICAL);
        let [glucose, hba1c] = results(&found[0])[..] else { panic!("two results") };
        assert_eq!(
            (glucose.value_num, glucose.unit.as_str(), glucose.flag_text.as_deref()),
            (Some(20.0), "mmol/L", Some("HH"))
        );
        assert_eq!(glucose.metric.as_deref(), Some("fpg"));
        assert_eq!(hba1c.metric.as_deref(), Some("hba1c"));
        assert_eq!(hba1c.at.to_rfc3339(), "2026-03-01T00:00:00+00:00");
        assert_eq!(report(&found[0]).unwrap().conclusion.as_deref(), Some("建议复查|&^~ 请电话通知患者"));
    }

    #[test]
    fn a_correction_has_the_key_of_what_it_corrects() {
        let first = of(CRITICAL);
        let second = of(
            "OBR|1|ONQ1|FNQ1|GLU^空腹血糖^LOCAL|||20260301080000\rOBX|1|NM|14771-0^空腹血糖^LN||5.6|mmol/L|3.9-6.1|N|||C",
        );
        assert_eq!(results(&first[0])[0].key, results(&second[0])[0].key);
        assert_eq!(results(&second[0])[0].status, ObservationStatus::Corrected);
    }

    #[test]
    fn a_chinese_laboratory_that_misplaces_unit_and_mark_is_understood() {
        let found = of(
            "OBR|1|9^LIS||201^生化报告1\rOBX|0|ST|3030010101^*总胆固醇^^TCH^*总胆固醇||8.02|^mmol/L|3.1000-5.7000||||1|||20180322140210\r\
            OBX|1|ST|1039001006^潜血^^潜血^潜血||阴性||阴性\rOBX|2|ST|1021240501^脂肪滴||||",
        );
        let [cholesterol, blood, fat] = results(&found[0])[..] else { panic!("three results") };
        assert_eq!(
            (cholesterol.name.as_str(), cholesterol.unit.as_str(), cholesterol.flag_text.as_deref()),
            ("总胆固醇", "mmol/L", Some("A"))
        );
        assert_eq!(cholesterol.metric.as_deref(), Some("tc"));
        assert_eq!(
            (blood.value_text.as_str(), blood.value_num, blood.ref_text.as_deref()),
            ("阴性", None, Some("阴性"))
        );
        assert_eq!((fat.value_text.as_str(), fat.value_num), ("", None));
        assert!(report(&found[0]).is_none());
    }

    #[test]
    fn the_conclusion_of_an_examination_is_its_impression() {
        let found = of(
            "OBR||1|2^MEDEX|001^电脑多导联心电图|||20180709134907\rOBX|1|TX|1037^检查所见^LN||窦性心律||||||F\rOBX|2|ST|1038^检查印象^LN||正常心电图||||||F",
        );
        let report = report(&found[0]).unwrap();
        assert_eq!(
            (report.name.as_str(), report.conclusion.as_deref()),
            ("电脑多导联心电图", Some("正常心电图"))
        );
    }

    #[test]
    fn a_unit_with_an_escape_and_a_repeated_code_and_a_cancelled_result() {
        let found = of(
            "OBR|1|O1||CBC^血常规\rOBX|1|NM|WBC^白细胞计数||6.5|10\\S\\9/L\rOBX|2|NM|WBC^白细胞计数||6.6|10\\S\\9/L\rOBX|3|NM|RBC^红细胞||||||||X",
        );
        let [one, two] = results(&found[0])[..] else { panic!("two results") };
        assert_eq!(one.unit, "10^9/L");
        assert_ne!(one.key, two.key);
    }
}
