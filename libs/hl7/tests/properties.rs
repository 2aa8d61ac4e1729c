//! No byte sequence makes the library panic, and what we write can be read back.

#[cfg(test)]
mod properties {
    use bytes::{Bytes, BytesMut};
    use nq_hl7::charset::{decode, decode_for_display};
    use nq_hl7::escape::{escape, unescape};
    use nq_hl7::{Charset, Delimiters, Frame, Message, MllpCodec, Timestamp, split};
    use proptest::prelude::*;
    use tokio_util::codec::{Decoder, Encoder};

    /// Text that is likely to look like HL7 without being it.
    fn nearly_hl7() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("MSH|^~\\&|".to_owned()),
            Just("\rPID|".to_owned()),
            Just("\rOBX|1|TX|".to_owned()),
            Just("\\.br\\".to_owned()),
            Just("\\X".to_owned()),
            Just("\\".to_owned()),
            Just("\u{b}".to_owned()),
            Just("\u{1c}\r".to_owned()),
            "[|^~\\\\&\r\n\"]{0,4}",
            "[一-龥]{0,3}",
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    fn walk(text: &str) {
        let Ok(message) = Message::parse(text) else { return };
        let _ = message.header();
        for segment in message.segments() {
            for position in 0..8 {
                for part in segment.field(position).repetitions() {
                    let _ = part.component(2).subcomponent(2).text();
                    let _ = part.text();
                    let _ = Timestamp::parse(&part.text());
                }
            }
        }
    }

    /// Everything a file or frame goes through.
    fn take_in(bytes: Vec<u8>) {
        for message in split(&Bytes::from(bytes)).messages {
            let _ = decode_for_display(&message);
            if let Ok(decoded) = decode(&message, Charset::Gb18030) {
                walk(&decoded.text);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            take_in(bytes);
        }

        #[test]
        fn anything_that_nearly_is_hl7_is_survived(text in nearly_hl7()) {
            walk(&text);
            take_in(text.clone().into_bytes());
            take_in(Charset::Gb18030.encode(&text));
        }

        #[test]
        fn any_text_survives_escaping(text in any::<String>()) {
            let sent = escape(&text, &Delimiters::STANDARD);
            let is_clean = !sent.contains(['\r', '\n', '|', '^', '~', '&', '\u{b}', '\u{1c}']);
            prop_assert!(is_clean);
            prop_assert_eq!(unescape(&sent, &Delimiters::STANDARD), text);
        }

        #[test]
        fn text_full_of_delimiters_survives_escaping(text in nearly_hl7()) {
            let sent = escape(&text, &Delimiters::STANDARD);
            prop_assert_eq!(unescape(&sent, &Delimiters::STANDARD), text);
        }

        #[test]
        fn any_text_is_no_or_a_possible_timestamp(text in "[0-9+\\-:. TZ年月日/]{0,24}") {
            let _ = Timestamp::parse(&text);
        }

        #[test]
        fn frames_arrive_whole_whatever_the_packets(
            messages in prop::collection::vec("MSH[^\u{b}\u{1c}]{0,80}", 1..6),
            cuts in prop::collection::vec(1_usize..40, 1..60),
        ) {
            let mut stream = BytesMut::new();
            for message in &messages {
                MllpCodec::default().encode(message.as_bytes(), &mut stream).unwrap();
            }
            let mut codec = MllpCodec::default();
            let mut buffer = BytesMut::new();
            let mut arrived = Vec::new();
            let mut cuts = cuts.into_iter().cycle();
            while !stream.is_empty() {
                let packet = stream.split_to(cuts.next().unwrap_or(1).min(stream.len()));
                buffer.extend_from_slice(&packet);
                while let Some(Frame::Message(frame)) = codec.decode(&mut buffer).unwrap() {
                    arrived.push(String::from_utf8(frame.to_vec()).unwrap());
                }
            }
            prop_assert_eq!(arrived, messages);
        }

        #[test]
        fn any_stream_is_survived_in_bounded_memory(packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)) {
            let mut codec = MllpCodec::with_limit(100);
            let mut buffer = BytesMut::new();
            for packet in packets {
                buffer.extend_from_slice(&packet);
                while codec.decode(&mut buffer).unwrap().is_some() {}
                prop_assert!(buffer.len() <= 400);
            }
            while codec.decode_eof(&mut buffer).unwrap().is_some() {}
        }
    }
}
