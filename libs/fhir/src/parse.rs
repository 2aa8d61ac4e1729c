//! The JSON reader: refuses repeated names, control characters, lone surrogates and deep nesting, and says where.
//! Recursion is bounded by [`MAX_DEPTH`], so hostile input cannot exhaust the stack.

use crate::Json;

/// Deepest nesting accepted. The deepest resource of the R4 specification examples has 15 levels.
pub const MAX_DEPTH: usize = 100;

/// Why a text is not a JSON document we accept, with the place (1-based line and column in bytes).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行第 {column} 列：{reason}")]
pub struct JsonError {
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// What is wrong, in Chinese.
    pub reason: String,
}

/// Reads one JSON document; a leading byte order mark is skipped.
pub fn parse(text: &str) -> Result<Json, JsonError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { text, at: 0 };
    reader.space();
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fail("文档结束后还有多余内容"));
    }
    Ok(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn fail(&self, reason: &str) -> JsonError {
        let before = self.text.get(..self.at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rfind('\n').map_or(before.len(), |newline| before.len() - newline - 1) + 1;
        JsonError { line, column, reason: reason.to_owned() }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let hit = self.peek() == Some(byte);
        if hit {
            self.at += 1;
        }
        hit
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.fail(&format!("嵌套超过 {MAX_DEPTH} 层")));
        }
        match self.peek() {
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => Err(self.fail("内容提前结束")),
        }
    }

    fn word(&mut self) -> Result<Json, JsonError> {
        for (word, value) in [("true", Json::Bool(true)), ("false", Json::Bool(false)), ("null", Json::Null)]
        {
            if self.rest().starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.fail("不是合法的 JSON 值"))
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut members: Vec<(String, Json)> = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        let mut names = std::collections::HashSet::new();
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.fail("此处应为成员名"));
            }
            let name = self.string()?;
            // Most objects are small; a set is only worth its cost for large ones.
            let repeated = if members.len() < 16 {
                members.iter().any(|(seen, _)| *seen == name)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().map(|(seen, _)| seen.clone()));
                }
                !names.insert(name.clone())
            };
            if repeated {
                return Err(self.fail(&format!("成员“{name}”重复出现")));
            }
            self.space();
            if !self.take(b':') {
                return Err(self.fail("成员名后应为冒号"));
            }
            self.space();
            members.push((name, self.value(depth + 1)?));
            self.space();
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fail("成员之间应为逗号"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Json::Array(items));
            }
            if !self.take(b',') {
                return Err(self.fail("列表元素之间应为逗号"));
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        self.take(b'-');
        let leading_zero = self.peek() == Some(b'0');
        let whole = self.digits();
        let mut good = whole > 0 && !(leading_zero && whole > 1);
        if self.take(b'.') {
            good &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            good &= self.digits() > 0;
        }
        match self.text.get(start..self.at) {
            // A number no machine can hold (1e400000) is refused here, not where it is first used.
            Some(digits) if good && digits.parse::<f64>().is_ok_and(f64::is_finite) => {
                Ok(Json::Number(digits.into()))
            }
            _ => Err(self.fail("数字写法不正确或超出范围")),
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(stop) = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')
            else {
                return Err(self.fail("字符串没有结束引号"));
            };
            out.push_str(rest.get(..stop).unwrap_or(""));
            self.at += stop;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                // XHTML narratives arrive with raw line breaks and tabs from some senders; other controls are refused.
                Some(control @ (b'\n' | b'\r' | b'\t')) => {
                    out.push(char::from(control));
                    self.at += 1;
                }
                _ => return Err(self.fail("字符串中有不允许的控制字符")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fail("转义写法不正确")),
        })
    }

    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.hex4()?;
        let code = if (0xd800..0xdc00).contains(&first) {
            if !(self.take(b'\\') && self.take(b'u')) {
                return Err(self.fail("代理项不成对"));
            }
            let second = self.hex4()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.fail("代理项不成对"));
            }
            0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        // NUL cannot be stored by PostgreSQL and has no place in a record.
        char::from_u32(code).filter(|c| *c != '\0').ok_or_else(|| self.fail("不允许的字符编码"))
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.fail("转义写法不正确"))?;
        self.at += 4;
        Ok(code)
    }
}
