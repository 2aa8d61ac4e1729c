//! MLLP framing: `VT message FS CR`, decoded as peers really send it.
//!
//! * bytes before VT are passed over (a peer that lost its place finds it again);
//! * FS ends a frame when CR follows, also if CR comes in the next packet, after further FS, is replaced by LF, or is left
//!   out before the next VT or the end of the stream;
//! * a VT directly before a header inside a frame means that the peer broke off and began again: the broken part is dropped;
//! * a frame over the limit is passed over in bounded memory and reported with its beginning, so that the connection lives
//!   on and the sender gets an answer.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

/// Start of a frame.
pub const VT: u8 = 0x0B;
/// End of a frame, followed by CR.
pub const FS: u8 = 0x1C;
const CR: u8 = b'\r';
const LF: u8 = b'\n';

/// Largest frame unless set otherwise: 1 MiB.
pub const DEFAULT_MAX_FRAME: usize = 1024 * 1024;
/// How much of a too large frame is kept to answer its sender.
const KEPT_HEAD: usize = 4096;

/// What a peer sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame {
    /// A whole frame without its marks.
    Message(Bytes),
    /// A frame over the limit, of which only the beginning is left.
    TooLarge {
        /// The first 4 KiB, enough for the MSH segment.
        head: Bytes,
        /// Its whole size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

#[derive(Debug)]
enum State {
    /// Looking for VT.
    Seeking,
    /// Inside a frame; so many bytes are known to hold no end.
    Reading { scanned: usize },
    /// Inside a frame that is too large.
    Skipping { head: Bytes, size: usize },
}

/// Decoder and encoder of frames.
#[derive(Debug)]
pub struct MllpCodec {
    limit: usize,
    state: State,
}

impl Default for MllpCodec {
    fn default() -> Self {
        Self::with_limit(DEFAULT_MAX_FRAME)
    }
}

/// What stands at an FS.
enum End {
    /// The frame ends here, and so many bytes belong to its end.
    Here(usize),
    /// The next byte is needed.
    Unknown,
    /// Not an end, a stray FS in the text.
    NotHere,
}

impl MllpCodec {
    /// A codec with a limit in bytes for one frame.
    pub fn with_limit(limit: usize) -> Self {
        Self { limit, state: State::Seeking }
    }

    /// Whether a frame has begun and not ended.
    pub fn is_inside_frame(&self) -> bool {
        !matches!(self.state, State::Seeking)
    }

    fn seek(&mut self, buffer: &mut BytesMut) -> bool {
        let Some(at) = buffer.iter().position(|b| *b == VT) else {
            buffer.clear();
            return false;
        };
        buffer.advance(at + 1);
        self.state = State::Reading { scanned: 0 };
        true
    }

    fn read(&mut self, scanned: usize, buffer: &mut BytesMut, at_end: bool) -> Option<Frame> {
        match find_end(buffer, scanned, at_end) {
            Ok((text, mark)) => {
                let frame = buffer.split_to(text).freeze();
                buffer.advance(mark);
                self.state = State::Seeking;
                Some(self.finish(last_start(frame)))
            }
            Err(scanned) if buffer.len() > self.limit => {
                let head = buffer.get(..KEPT_HEAD.min(buffer.len())).map(Bytes::copy_from_slice);
                self.state = State::Skipping { head: head.unwrap_or_default(), size: scanned };
                buffer.advance(scanned);
                None
            }
            Err(scanned) => {
                self.state = State::Reading { scanned };
                None
            }
        }
    }

    fn finish(&self, frame: Bytes) -> Frame {
        if frame.len() > self.limit {
            let head = frame.slice(..KEPT_HEAD.min(frame.len()));
            return Frame::TooLarge { head, size: frame.len(), limit: self.limit };
        }
        Frame::Message(frame)
    }

    fn skip(&mut self, head: Bytes, size: usize, buffer: &mut BytesMut, at_end: bool) -> Option<Frame> {
        match find_end(buffer, 0, at_end) {
            Ok((text, mark)) => {
                buffer.advance(text + mark);
                self.state = State::Seeking;
                Some(Frame::TooLarge { head, size: size + text, limit: self.limit })
            }
            Err(scanned) => {
                buffer.advance(scanned);
                self.state = State::Skipping { head, size: size + scanned };
                None
            }
        }
    }

    fn step(&mut self, buffer: &mut BytesMut, at_end: bool) -> Option<Frame> {
        loop {
            match std::mem::replace(&mut self.state, State::Seeking) {
                State::Seeking => {
                    if !self.seek(buffer) {
                        return None;
                    }
                }
                State::Reading { scanned } => {
                    let frame = self.read(scanned, buffer, at_end);
                    if frame.is_some() || matches!(self.state, State::Reading { .. }) {
                        return frame;
                    }
                }
                State::Skipping { head, size } => return self.skip(head, size, buffer, at_end),
            }
        }
    }
}

/// Length of the text and of its end mark, or how far there is surely no end.
fn find_end(buffer: &[u8], scanned: usize, at_end: bool) -> Result<(usize, usize), usize> {
    let mut from = scanned;
    while let Some(offset) = buffer.get(from..).and_then(|rest| rest.iter().position(|b| *b == FS)) {
        let at = from + offset;
        match end_at(buffer.get(at..).unwrap_or_default(), at_end) {
            End::Here(mark) => return Ok((at, mark)),
            End::Unknown => return Err(at),
            End::NotHere => from = at + 1,
        }
    }
    Err(buffer.len())
}

fn end_at(tail: &[u8], at_end: bool) -> End {
    let marks = tail.iter().take_while(|b| **b == FS).count();
    match tail.get(marks) {
        Some(&(CR | LF)) => End::Here(marks + 1),
        Some(&VT) => End::Here(marks),
        Some(_) => End::NotHere,
        None if at_end => End::Here(marks),
        None => End::Unknown,
    }
}

/// What follows the last VT that stands directly before a header.
fn last_start(frame: Bytes) -> Bytes {
    let restart = |w: &[u8]| matches!(w, [VT, b'M', b'S', b'H'] | [VT, b'F' | b'B', b'H', b'S']);
    match frame.windows(4).rposition(restart) {
        Some(at) => frame.slice(at + 1..),
        None => frame,
    }
}

impl Decoder for MllpCodec {
    type Item = Frame;
    type Error = io::Error;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<Frame>, io::Error> {
        Ok(self.step(buffer, false))
    }

    /// At the end of the stream a frame whose FS came without CR is whole; half a frame is nothing.
    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<Frame>, io::Error> {
        let frame = self.step(buffer, true);
        if frame.is_none() {
            buffer.clear();
            self.state = State::Seeking;
        }
        Ok(frame)
    }
}

impl Encoder<&[u8]> for MllpCodec {
    type Error = io::Error;

    fn encode(&mut self, message: &[u8], out: &mut BytesMut) -> Result<(), io::Error> {
        out.reserve(message.len() + 3);
        out.extend_from_slice(&[VT]);
        out.extend_from_slice(message);
        out.extend_from_slice(&[FS, CR]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use bytes::{Bytes, BytesMut};
    use tokio_util::codec::{Decoder, Encoder};

    use super::{Frame, MllpCodec};

    /// Frames of a stream that comes in these packets and then ends.
    fn frames(limit: usize, packets: &[&[u8]]) -> Vec<Frame> {
        let mut codec = MllpCodec::with_limit(limit);
        let mut buffer = BytesMut::new();
        let mut found = Vec::new();
        for packet in packets {
            buffer.extend_from_slice(packet);
            while let Some(frame) = codec.decode(&mut buffer).unwrap() {
                found.push(frame);
            }
        }
        while let Some(frame) = codec.decode_eof(&mut buffer).unwrap() {
            found.push(frame);
        }
        found
    }

    fn messages(packets: &[&[u8]]) -> Vec<String> {
        let text = |frame| match frame {
            Frame::Message(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Frame::TooLarge { .. } => "过大".to_owned(),
        };
        frames(1024, packets).into_iter().map(text).collect()
    }

    #[test]
    fn two_messages_in_one_packet_are_two() {
        assert_eq!(messages(&[b"\x0bMSH|A\r\x1c\r\x0bMSH|B\r\x1c\r"]), ["MSH|A\r", "MSH|B\r"]);
    }

    #[test]
    fn a_frame_may_be_cut_anywhere() {
        let stream = b"xyz\r\n\x0bMSH|A\r\x1c\r\x0bMSH|B\r\x1c\x1c\x1c\r";
        let bytewise: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(messages(&bytewise), ["MSH|A\r", "MSH|B\r"]);
        for at in 0..stream.len() {
            assert_eq!(messages(&[&stream[..at], &stream[at..]]), ["MSH|A\r", "MSH|B\r"], "cut at {at}");
        }
    }

    #[test]
    fn ends_that_peers_really_send_are_understood() {
        assert_eq!(messages(&[b"\x0bMSH|A\r\x1c"]), ["MSH|A\r"]);
        assert_eq!(
            messages(&[b"\x0bMSH|A\r\x1c\n\x0bMSH|B\r\x1c\x0bMSH|C\r\x1c\r"]),
            ["MSH|A\r", "MSH|B\r", "MSH|C\r"]
        );
    }

    #[test]
    fn what_is_no_whole_frame_is_nothing() {
        assert!(messages(&[b"MSH|A\r\x1c\r"]).is_empty());
        assert!(messages(&[b"\x0bMSH|A\rPI"]).is_empty());
        assert!(messages(&[b""]).is_empty());
    }

    #[test]
    fn a_peer_that_broke_off_and_began_again_is_understood_and_a_soft_line_break_is_not_a_start() {
        assert_eq!(messages(&[b"\x0bMSH|A\rPID|1\x0bMSH|A\rPID|1||x\r\x1c\r"]), ["MSH|A\rPID|1||x\r"]);
        assert_eq!(
            messages(&["\u{b}MSH|A\rNTE|1||上\u{b}下\r\u{1c}\r".as_bytes()]),
            ["MSH|A\rNTE|1||上\u{b}下\r"]
        );
    }

    #[test]
    fn a_frame_over_the_limit_is_reported_once_and_the_next_one_arrives() {
        let big = [b"\x0bMSH|BIG\r".as_slice(), &[b'x'; 5000], b"\x1c\r\x0bMSH|OK\r\x1c\r"].concat();
        for size in [1, 7, 100, 4096, 9000] {
            let packets: Vec<&[u8]> = big.chunks(size).collect();
            let found = frames(1000, &packets);
            assert_eq!(found.len(), 2, "packets of {size}");
            let Frame::TooLarge { head, size, limit } = &found[0] else { panic!("expected TooLarge") };
            assert!(head.starts_with(b"MSH|BIG\r"));
            assert_eq!((*size, *limit), (5008, 1000));
            assert_eq!(found[1], Frame::Message(Bytes::from_static(b"MSH|OK\r")));
        }
    }

    #[test]
    fn a_stray_fs_in_the_text_does_not_cut_the_message() {
        assert_eq!(messages(&[b"\x0bMSH|A\x1cB\r\x1c\r"]), ["MSH|A\u{1c}B\r"]);
    }

    #[test]
    fn what_is_encoded_decodes() {
        let mut buffer = BytesMut::new();
        MllpCodec::default().encode("MSH|回\r".as_bytes(), &mut buffer).unwrap();
        assert_eq!(messages(&[&buffer]), ["MSH|回\r"]);
    }
}
