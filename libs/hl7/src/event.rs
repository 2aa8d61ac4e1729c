//! Which message types and trigger events the standard knows (tables 0076 and 0003, versions 2.1 to 2.8).
//!
//! A standard message that we do not map is stored and accepted; one that the standard does not know is rejected, because
//! nobody could say what it means until an alias for it is set at the feed.

/// How a type and event stand towards the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Both are standard.
    Standard,
    /// The type is standard, the event is not (ERR-3 201).
    UnknownEvent,
    /// The type itself is unknown (ERR-3 200).
    UnknownType,
}

/// Type and its events; `A01-A62` is a range, `*` any event.
const STANDARD: &[(&str, &str)] = &[
    ("ACK", "*"),
    ("ADR", "A19"),
    ("ADT", "A01-A62"),
    ("BAR", "P01,P02,P05,P06,P10,P12"),
    ("BPS", "O29"),
    ("BRP", "O30"),
    ("BRT", "O32"),
    ("BTS", "O31"),
    ("CCF", "I22"),
    ("CCI", "I22"),
    ("CCM", "I21"),
    ("CCQ", "I19"),
    ("CCR", "I16-I18"),
    ("CCU", "I20"),
    ("CQU", "I19"),
    ("CRM", "C01-C08"),
    ("CSU", "C09-C12"),
    ("DBC", "O41"),
    ("DBU", "O42"),
    ("DEL", "O46"),
    ("DEO", "O45"),
    ("DER", "O44"),
    ("DFT", "P03,P11"),
    ("DPR", "O48"),
    ("DRC", "O47"),
    ("DRG", "O43"),
    ("DSR", "Q01,Q03,R03,R05"),
    ("EAC", "U07"),
    ("EAN", "U09"),
    ("EAR", "U08"),
    ("EHC", "E01,E02,E04,E10,E12,E13,E15,E20,E21,E24,E30,E31"),
    ("ESR", "U02"),
    ("ESU", "U01"),
    ("INR", "U06,U14"),
    ("INU", "U05"),
    ("LSR", "U13"),
    ("LSU", "U12"),
    ("MDM", "T01-T11"),
    ("MFD", "M01-M18"),
    ("MFK", "M01-M18"),
    ("MFN", "M01-M18"),
    ("MFQ", "M01-M06"),
    ("MFR", "M01-M07"),
    ("NMD", "N02"),
    ("NMQ", "N01"),
    ("NMR", "N01"),
    ("OMB", "O27"),
    ("OMD", "O03"),
    ("OMG", "O19"),
    ("OMI", "O23"),
    ("OML", "O21,O33,O35,O39,O59"),
    ("OMN", "O07"),
    ("OMP", "O09"),
    ("OMQ", "O42,O57"),
    ("OMS", "O05"),
    ("OPL", "O37"),
    ("OPR", "O38"),
    ("OPU", "R25"),
    ("ORA", "R33,R41"),
    ("ORB", "O28"),
    ("ORD", "O04"),
    ("ORF", "R02,R04"),
    ("ORG", "O20"),
    ("ORI", "O24"),
    ("ORL", "O22,O34,O36,O40,O53-O56"),
    ("ORM", "O01"),
    ("ORN", "O08"),
    ("ORP", "O10"),
    ("ORR", "O02"),
    ("ORS", "O06"),
    ("ORU", "R01,R03,R30-R32,R40"),
    ("OSM", "R26"),
    ("OSQ", "Q06"),
    ("OSR", "Q06"),
    ("OUL", "R21-R24"),
    ("PEX", "P07,P08"),
    ("PGL", "PC6-PC8"),
    ("PIN", "I07"),
    ("PMU", "B01-B08"),
    ("PPG", "PCG,PCH,PCJ"),
    ("PPP", "PCB-PCD"),
    ("PPR", "PC1-PC3"),
    ("PPT", "PCL"),
    ("PPV", "PCA"),
    ("PRR", "PC5"),
    ("PTR", "PCF"),
    ("QBP", "E03,E22,Q11,Q13,Q15,Q21-Q25,Q31-Q34,Z73"),
    ("QCK", "Q02"),
    ("QCN", "J01"),
    ("QRY", "A19,PC4,PC9,PCE,PCK,P04,Q01,Q02,Q26-Q30,R02,R04,T12"),
    ("QSB", "Q16"),
    ("QSX", "J02"),
    ("QVR", "Q17"),
    ("RAR", "RAR"),
    ("RAS", "O01,O17"),
    ("RCI", "I05"),
    ("RCL", "I06"),
    ("RDE", "O01,O11,O25,O49"),
    ("RDR", "RDR"),
    ("RDS", "O01,O13"),
    ("RDY", "K15"),
    ("REF", "I12-I15"),
    ("RER", "RER"),
    ("RGR", "RGR"),
    ("RGV", "O01,O15"),
    ("ROR", "ROR"),
    ("RPA", "I08-I11"),
    ("RPI", "I01,I04"),
    ("RPL", "I02"),
    ("RPR", "I03"),
    ("RQA", "I08-I11"),
    ("RQC", "I05,I06"),
    ("RQI", "I01-I03,I07"),
    ("RQP", "I04"),
    ("RRA", "O02,O18"),
    ("RRD", "O02,O14"),
    ("RRE", "O02,O12,O26,O50"),
    ("RRG", "O02,O16"),
    ("RRI", "I12-I15"),
    ("RSP", "E03,E22,K11,K13,K15,K21-K25,K31-K34"),
    ("RTB", "K13"),
    ("SCN", "S37"),
    ("SDN", "S36"),
    ("SDR", "S31"),
    ("SDS", "S32"),
    ("SIU", "S12-S24,S26,S27"),
    ("SLN", "S34,S35"),
    ("SLR", "S28"),
    ("SLS", "S29"),
    ("SMD", "S32"),
    ("SQM", "S25"),
    ("SQR", "S25"),
    ("SRM", "S01-S11"),
    ("SRR", "S01-S11"),
    ("SSR", "U04"),
    ("SSU", "U03"),
    ("STC", "S33"),
    ("STI", "S30"),
    ("SUR", "P09"),
    ("TCR", "U11"),
    ("TCU", "U10"),
    ("UDM", "Q05"),
    ("VXQ", "V01"),
    ("VXR", "V03"),
    ("VXU", "V04"),
    ("VXX", "V02"),
];

/// Versions of the standard that we read.
const VERSIONS: &[&str] = &[
    "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2",
    "2.9",
];

/// Looks a type and event up.
pub fn standing(kind: &str, event: &str) -> Standing {
    let Some((_, events)) = STANDARD.iter().find(|(name, _)| *name == kind) else {
        return Standing::UnknownType;
    };
    if events.split(',').any(|item| covers(item, event)) {
        Standing::Standard
    } else {
        Standing::UnknownEvent
    }
}

fn covers(item: &str, event: &str) -> bool {
    match item.split_once('-') {
        // Same length and first letter: then the order of texts is the order of numbers.
        Some((from, to)) => event.len() == from.len() && from <= event && event <= to,
        None => item == "*" || item == event,
    }
}

/// The event of a type that is never sent with another in practice.
pub fn only_event(kind: &str) -> Option<&'static str> {
    match kind {
        "ORU" => Some("R01"),
        "ORM" => Some("O01"),
        "VXU" => Some("V04"),
        _ => None,
    }
}

/// Whether this version is read. A version that was not sent is taken as read.
pub fn is_supported_version(version: &str) -> bool {
    version.is_empty() || VERSIONS.contains(&version)
}

/// Chinese name of a trigger event for the monitor; `None` for what is rarely seen.
pub fn chinese_name(kind: &str, event: &str) -> Option<&'static str> {
    Some(match (kind, event) {
        ("ADT", "A01") => "入院",
        ("ADT", "A02") => "转科转床",
        ("ADT", "A03") => "出院",
        ("ADT", "A04") => "门诊登记",
        ("ADT", "A05") => "预入院",
        ("ADT", "A06") => "门诊转住院",
        ("ADT", "A07") => "住院转门诊",
        ("ADT", "A08") => "患者信息更新",
        ("ADT", "A11") => "取消入院",
        ("ADT", "A13") => "取消出院",
        ("ADT", "A28") => "新建患者",
        ("ADT", "A31") => "更新患者",
        ("ADT", "A34" | "A40") => "合并患者",
        ("ADT", "A47") => "更换患者标识",
        ("ORU", _) => "检验检查结果",
        ("OUL", _) => "检验结果",
        ("ORM" | "OMG" | "OML" | "OMI", _) => "医嘱申请",
        ("ORR" | "ORG" | "ORL" | "ORI", _) => "医嘱应答",
        ("SIU", "S12") => "新预约",
        ("SIU", "S13") => "预约改期",
        ("SIU", "S14") => "预约修改",
        ("SIU", "S15") => "取消预约",
        ("SIU", "S26") => "爽约",
        ("DFT", _) => "费用",
        ("BAR", _) => "账户",
        ("MFN", _) => "字典更新",
        ("MDM", _) => "病历文书",
        ("VXU", _) => "接种记录",
        ("RDE" | "RDS" | "RAS" | "RGV", _) => "用药",
        ("REF", _) => "转诊",
        ("QBP" | "QRY", _) => "查询",
        ("ACK", _) => "应答",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Standing, standing};

    #[test]
    fn a_local_event_of_a_standard_type_is_told_from_an_unknown_type() {
        assert_eq!(standing("ADT", "A01"), Standing::Standard);
        assert_eq!(standing("ADT", "A62"), Standing::Standard);
        assert_eq!(standing("ADT", "A99"), Standing::UnknownEvent);
        assert_eq!(standing("ADT", "ZP1"), Standing::UnknownEvent);
        assert_eq!(standing("ADT", ""), Standing::UnknownEvent);
        assert_eq!(standing("ZMG", "Z30"), Standing::UnknownType);
        assert_eq!(standing("PPR", "PC2"), Standing::Standard);
        assert_eq!(standing("SIU", "S25"), Standing::UnknownEvent);
    }

    #[test]
    fn each_type_is_listed_once_and_in_order() {
        assert!(super::STANDARD.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
