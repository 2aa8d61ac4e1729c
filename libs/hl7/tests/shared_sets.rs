//! The message sets and vectors of the shared folder (env `NUANQIAO_SHARED`, else `../shared` beside the repository), each
//! against the truth computed by independent scripts.

#[cfg(test)]
mod shared {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use base64::Engine;
    use bytes::{Bytes, BytesMut};
    use nq_hl7::charset::decode;
    use nq_hl7::check::{header_problems, structure_problems};
    use nq_hl7::{AckCode, Charset, Frame, Message, MllpCodec, split};
    use serde_json::Value;
    use tokio_util::codec::Decoder;

    fn shared() -> PathBuf {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
        let path = std::env::var_os("NUANQIAO_SHARED").map_or(beside, PathBuf::from);
        assert!(
            path.join("data/hl7v2").is_dir(),
            "shared data not found at {}; set NUANQIAO_SHARED",
            path.display()
        );
        path
    }

    /// Unpacks a set into a directory of its own and gives it back.
    fn unpack(set: &str) -> PathBuf {
        static UNPACKED: AtomicUsize = AtomicUsize::new(0);
        let nth = UNPACKED.fetch_add(1, Ordering::Relaxed);
        let target = std::env::temp_dir().join(format!("nq-hl7-{set}-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&target).unwrap();
        let archive = shared().join(format!("data/hl7v2/{set}.tar.xz"));
        let done = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(&target).status().unwrap();
        assert!(done.success(), "tar could not unpack {set}");
        target
    }

    /// Each file of a set with its line of truth.
    fn each_file(set: &str, mut check: impl FnMut(&csv::StringRecord, &dyn Fn(&str) -> String, Bytes)) {
        let folder = unpack(set);
        let truth = shared().join(format!("data/expected/hl7_{set}_files.csv"));
        let mut reader = csv::Reader::from_path(truth).unwrap();
        let names = reader.headers().unwrap().clone();
        for row in reader.records() {
            let row = row.unwrap();
            let column = |name: &str| row[names.iter().position(|n| n == name).unwrap()].to_owned();
            let bytes = std::fs::read(folder.join(column("file"))).unwrap();
            check(&row, &column, Bytes::from(bytes));
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    fn parse_all(file: &str, bytes: &Bytes) -> Vec<Message> {
        split(bytes)
            .messages
            .iter()
            .map(|message| {
                let decoded = decode(message, Charset::Gb18030).unwrap_or_else(|e| panic!("{file}: {e}"));
                Message::parse(&decoded.text).unwrap_or_else(|e| panic!("{file}: {e}"))
            })
            .collect()
    }

    fn check_set(set: &str) {
        let mut files = 0;
        each_file(set, |_, column, bytes| {
            files += 1;
            let file = column("file");
            let messages = parse_all(&file, &bytes);
            let count = |name: &str| messages.iter().map(|m| m.all(name).count()).sum::<usize>().to_string();
            assert_eq!(messages.len().to_string(), column("messages"), "{file}: messages");
            assert_eq!(count("OBX"), column("obx"), "{file}: OBX");
            assert_eq!(count("OBR"), column("obr"), "{file}: OBR");
            // The truth counts every line that is no segment as a continuation; we join it to OBX and NTE and hold it
            // against the message elsewhere. Nameless lines (`|||`, only in this one file) say nothing and are passed over.
            if !file.ends_with("empty_segments.hl7") {
                let strays: usize = messages.iter().map(|m| m.strays().len()).sum();
                let joined: usize = messages.iter().map(Message::continuation_lines).sum();
                let expected = column("continuation_lines").parse::<usize>().unwrap();
                assert_eq!(strays + joined, expected, "{file}: lines that are no segments");
                let segments: usize = messages.iter().map(|m| m.segments().count()).sum();
                let lines = (segments + strays + joined).to_string();
                assert_eq!(lines, column("segments"), "{file}: segments, the truth counting every line");
            }
            assert_eq!(
                split(&bytes).strays.to_string(),
                column("orphan_lines"),
                "{file}: lines before the first message"
            );
            let envelope: Value = serde_json::from_str(&column("envelope")).unwrap();
            let parcel = split(&bytes);
            for name in ["FHS", "BHS", "BTS", "FTS"] {
                let expected = envelope.get(name).and_then(Value::as_u64).unwrap_or(0);
                assert_eq!(u64::try_from(parcel.envelope_count(name)).unwrap(), expected, "{file}: {name}");
            }
            let ids: BTreeSet<String> =
                messages.iter().map(|m| m.header().control_id).filter(|id| !id.is_empty()).collect();
            assert_eq!(ids.len().to_string(), column("distinct_control_ids"), "{file}: control ids");
            check_visits(&file, &messages, &column("distinct_visit_numbers"));
        });
        assert!(files > 0, "{set} holds no files");
    }

    fn check_visits(file: &str, messages: &[Message], expected: &str) {
        let visits: BTreeSet<String> = messages
            .iter()
            .flat_map(|m| {
                m.all("PV1").map(|pv1| pv1.field(19).component(1).text().into_owned()).collect::<Vec<_>>()
            })
            .filter(|visit| !visit.is_empty())
            .collect();
        assert_eq!(visits.len().to_string(), expected, "{file}: visit numbers");
    }

    #[test]
    fn american_public_health_messages_are_counted_right() {
        check_set("cdc_reportstream");
    }

    #[test]
    fn converter_samples_are_counted_right() {
        check_set("linuxforhealth");
        check_set("msft_fhir_converter");
    }

    #[test]
    fn batches_and_defective_samples_are_counted_right() {
        check_set("ruby_hl7");
    }

    #[test]
    fn a_stream_of_a_simulated_hospital_is_counted_right() {
        check_set("simhospital_stream");
    }

    #[test]
    fn chinese_dialects_are_counted_right_in_both_character_sets_and_as_recorded_streams() {
        check_set("zh_dialect_utf8");
        check_set("zh_dialect_gbk");
        check_set("zh_mllp_streams");
    }

    #[test]
    fn chinese_text_is_the_same_from_either_character_set() {
        let (utf8, gbk) = (unpack("zh_dialect_utf8"), unpack("zh_dialect_gbk"));
        let mut compared = 0;
        for entry in std::fs::read_dir(&utf8).unwrap() {
            let path = entry.unwrap().path();
            let Some(stem) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.strip_suffix(".hl7"))
            else {
                continue;
            };
            let other = gbk.join(format!("{stem}.gbk.hl7"));
            let one = parse_all(stem, &Bytes::from(std::fs::read(&path).unwrap()));
            let two = parse_all(stem, &Bytes::from(std::fs::read(&other).unwrap()));
            let text = |m: &Message| {
                m.segments().filter(|s| s.name() != "MSH").map(|s| s.raw().to_owned()).collect::<Vec<_>>()
            };
            assert_eq!(
                one.iter().map(text).collect::<Vec<_>>(),
                two.iter().map(text).collect::<Vec<_>>(),
                "{stem}"
            );
            compared += 1;
        }
        assert_eq!(compared, 19);
        std::fs::remove_dir_all(utf8).unwrap();
        std::fs::remove_dir_all(gbk).unwrap();
    }

    /// The acknowledgement that header and structure alone decide, for one file of `vectors/hl7`.
    fn verdict(bytes: &Bytes) -> AckCode {
        let Ok(decoded) = decode(bytes, Charset::Gb18030) else { return AckCode::AE };
        let Ok(message) = Message::parse(&decoded.text) else { return AckCode::AR };
        let header = message.header();
        let mut problems = header_problems(&header, &header.kind, &header.event, &["P".to_owned()]);
        problems.extend(structure_problems(&message, &header.kind));
        AckCode::for_problems(&problems)
    }

    #[test]
    fn header_and_structure_decide_as_the_vectors_expect() {
        let folder = shared().join("protocols/vectors");
        let index: Vec<Value> =
            serde_json::from_slice(&std::fs::read(folder.join("hl7/index.json")).unwrap()).unwrap();
        for vector in &index {
            let file = vector["file"].as_str().unwrap();
            let bytes = Bytes::from(std::fs::read(folder.join(file)).unwrap());
            let expected = vector["expect_ack"].as_str().unwrap();
            // These are decided by the size limit and by the value of PID-7, not here.
            if file.contains("neg_huge_field") || file.contains("neg_bad_date") {
                continue;
            }
            let parcel = split(&bytes);
            let found = parcel.messages.first().map_or(AckCode::AR, verdict);
            let accepted = if expected.starts_with("AE") {
                AckCode::AE
            } else if expected.starts_with("AR") || expected.starts_with("none or AR") {
                AckCode::AR
            } else {
                AckCode::AA
            };
            assert_eq!(found, accepted, "{file}: {expected}");
        }
        assert_eq!(index.len(), 38);
    }

    #[test]
    fn framings_of_the_vectors_give_the_expected_number_of_messages() {
        let path = shared().join("protocols/vectors/mllp_frames.json");
        let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for vector in &vectors {
            let mut codec = MllpCodec::default();
            let mut buffer = BytesMut::new();
            let mut found = 0;
            let is_whole = |frame: &Frame| matches!(frame, Frame::Message(bytes) if bytes.starts_with(b"MSH") && Message::parse(&String::from_utf8_lossy(bytes)).unwrap().first("DG1").is_some());
            for chunk in vector["chunks"].as_array().unwrap() {
                let bytes =
                    base64::engine::general_purpose::STANDARD.decode(chunk.as_str().unwrap()).unwrap();
                buffer.extend_from_slice(&bytes);
                while let Some(frame) = codec.decode(&mut buffer).unwrap() {
                    assert!(is_whole(&frame), "{}", vector["id"]);
                    found += 1;
                }
            }
            while let Some(frame) = codec.decode_eof(&mut buffer).unwrap() {
                assert!(is_whole(&frame), "{}", vector["id"]);
                found += 1;
            }
            let expected = match vector["id"].as_str().unwrap() {
                "two-in-one" => 2,
                "no-VT" | "half-then-close" | "slowloris" => 0,
                _ => 1,
            };
            assert_eq!(found, expected, "{}", vector["id"]);
        }
        assert_eq!(vectors.len(), 11);
    }

    #[test]
    fn the_huge_field_is_over_the_limit_and_its_sender_can_still_be_answered() {
        let bytes = std::fs::read(shared().join("protocols/vectors/hl7/neg_huge_field.hl7")).unwrap();
        let stream = [b"\x0b".as_slice(), &bytes, b"\x1c\r"].concat();
        let mut codec = MllpCodec::default();
        let mut buffer = BytesMut::new();
        let mut found = Vec::new();
        for packet in stream.chunks(8192) {
            buffer.extend_from_slice(packet);
            found.extend(codec.decode(&mut buffer).unwrap());
            assert!(buffer.len() <= 1024 * 1024 + 8192);
        }
        let [Frame::TooLarge { head, .. }] = found.as_slice() else { panic!("{} frames", found.len()) };
        let decoded = nq_hl7::charset::decode_for_display(head);
        assert_eq!(Message::parse(&decoded).unwrap().header().control_id, "NQ00901482");
    }
}
