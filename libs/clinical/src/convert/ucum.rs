//! A reader of UCUM unit expressions as laboratories write them: `mmol/L`, `10*9/L`, `mL/min/{1.73_m2}`, `m[IU]/L`,
//! `kg.m/s2`. A unit becomes a factor and the exponents of its base dimensions.

/// Exponents of metre, gram, second, mole, kelvin, arbitrary (international) unit.
pub type Dimensions = [i32; 6];

/// A unit: how many base units it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// Factor to base units (metre, gram, second, mole).
    pub factor: f64,
    /// What it measures.
    pub dimensions: Dimensions,
    /// Added after the factor: only for temperatures standing alone.
    pub offset: f64,
}

const ONE: Quantity = Quantity { factor: 1.0, dimensions: [0; 6], offset: 0.0 };

/// Position of gram and mole in [`Dimensions`].
pub const GRAM: usize = 1;
/// See [`GRAM`].
pub const MOLE: usize = 3;

/// Units that take no prefix, or are written whole: name, factor, dimensions.
const WHOLE: &[(&str, f64, Dimensions)] = &[
    ("10*", 10.0, [0; 6]),
    ("10^", 10.0, [0; 6]),
    ("%", 0.01, [0; 6]),
    ("[ppth]", 1e-3, [0; 6]),
    ("[ppm]", 1e-6, [0; 6]),
    ("min", 60.0, [0, 0, 1, 0, 0, 0]),
    ("h", 3600.0, [0, 0, 1, 0, 0, 0]),
    ("d", 86_400.0, [0, 0, 1, 0, 0, 0]),
    ("wk", 604_800.0, [0, 0, 1, 0, 0, 0]),
    ("mo", 2_629_800.0, [0, 0, 1, 0, 0, 0]),
    ("a", 31_557_600.0, [0, 0, 1, 0, 0, 0]),
    ("[lb_av]", 453.592_37, [0, 1, 0, 0, 0, 0]),
    ("[oz_av]", 28.349_523_125, [0, 1, 0, 0, 0, 0]),
    ("[stone_av]", 6_350.293_18, [0, 1, 0, 0, 0, 0]),
    ("[in_i]", 0.0254, [1, 0, 0, 0, 0, 0]),
    ("[ft_i]", 0.3048, [1, 0, 0, 0, 0, 0]),
    ("[yd_i]", 0.9144, [1, 0, 0, 0, 0, 0]),
    ("[mi_i]", 1_609.344, [1, 0, 0, 0, 0, 0]),
    ("[foz_us]", 2.957_352_956_25e-5, [3, 0, 0, 0, 0, 0]),
    ("[Cal]", 4_184_000.0, [2, 1, -2, 0, 0, 0]),
    ("[pH]", 1.0, [0; 6]),
];

/// Units that take metric prefixes.
const METRIC: &[(&str, f64, Dimensions)] = &[
    ("m", 1.0, [1, 0, 0, 0, 0, 0]),
    ("g", 1.0, [0, 1, 0, 0, 0, 0]),
    ("s", 1.0, [0, 0, 1, 0, 0, 0]),
    ("mol", 1.0, [0, 0, 0, 1, 0, 0]),
    ("eq", 1.0, [0, 0, 0, 1, 0, 0]),
    ("osm", 1.0, [0, 0, 0, 1, 0, 0]),
    ("K", 1.0, [0, 0, 0, 0, 1, 0]),
    ("L", 1e-3, [3, 0, 0, 0, 0, 0]),
    ("l", 1e-3, [3, 0, 0, 0, 0, 0]),
    ("t", 1e6, [0, 1, 0, 0, 0, 0]),
    ("Pa", 1e3, [-1, 1, -2, 0, 0, 0]),
    ("bar", 1e8, [-1, 1, -2, 0, 0, 0]),
    ("m[Hg]", 133_322_000.0, [-1, 1, -2, 0, 0, 0]),
    ("m[H2O]", 9_806_650.0, [-1, 1, -2, 0, 0, 0]),
    ("N", 1e3, [1, 1, -2, 0, 0, 0]),
    ("J", 1e3, [2, 1, -2, 0, 0, 0]),
    ("W", 1e3, [2, 1, -3, 0, 0, 0]),
    ("cal", 4184.0, [2, 1, -2, 0, 0, 0]),
    ("Hz", 1.0, [0, 0, -1, 0, 0, 0]),
    ("U", 1e-6 / 60.0, [0, 0, -1, 1, 0, 0]),
    ("kat", 1.0, [0, 0, -1, 1, 0, 0]),
    ("[IU]", 1.0, [0, 0, 0, 0, 0, 1]),
    ("[iU]", 1.0, [0, 0, 0, 0, 0, 1]),
];

const PREFIXES: &[(&str, f64)] = &[
    ("da", 10.0),
    ("T", 1e12),
    ("G", 1e9),
    ("M", 1e6),
    ("k", 1e3),
    ("h", 100.0),
    ("d", 0.1),
    ("c", 0.01),
    ("m", 1e-3),
    ("u", 1e-6),
    ("n", 1e-9),
    ("p", 1e-12),
    ("f", 1e-15),
];

/// Reads a unit; None if it is not one.
pub fn parse(text: &str) -> Option<Quantity> {
    let text = plain(text);
    match text.as_str() {
        // K = °C + 273.15; K = (°F + 459.67) · 5/9
        "Cel" => return Some(Quantity { offset: 273.15, ..temperature(1.0) }),
        "[degF]" => return Some(Quantity { offset: 459.67 * 5.0 / 9.0, ..temperature(5.0 / 9.0) }),
        _ => {}
    }
    let mut rest = text.as_str();
    let quantity = term(&mut rest, 0)?;
    (rest.is_empty() && quantity.factor.is_finite() && quantity.factor > 0.0).then_some(quantity)
}

const fn temperature(factor: f64) -> Quantity {
    Quantity { factor, dimensions: [0, 0, 0, 0, 1, 0], offset: 0.0 }
}

/// Spellings that are not UCUM but common.
fn plain(text: &str) -> String {
    let text: String = text.trim().replace(['μ', 'µ'], "u").replace('×', "");
    match text.as_str() {
        "℃" | "°C" => "Cel".to_owned(),
        "℉" | "°F" => "[degF]".to_owned(),
        _ => text.replace("mmHg", "mm[Hg]").replace("10^", "10*").replace('²', "2").replace('⁹', "*9"),
    }
}

/// component (('.' | '/') component)*; a leading '/' divides one.
fn term(rest: &mut &str, depth: u8) -> Option<Quantity> {
    let mut value = if rest.starts_with('/') { ONE } else { component(rest, depth)? };
    loop {
        let power = match rest.chars().next() {
            Some('.') => 1,
            Some('/') => -1,
            _ => return Some(value),
        };
        *rest = rest.get(1..)?;
        value = times(value, raised(component(rest, depth)?, power));
    }
}

fn component(rest: &mut &str, depth: u8) -> Option<Quantity> {
    if depth > 8 {
        return None;
    }
    if let Some(inner) = rest.strip_prefix('(') {
        *rest = inner;
        let value = term(rest, depth + 1)?;
        *rest = rest.strip_prefix(')')?;
        return Some(value);
    }
    if rest.starts_with('{') {
        // An annotation counts as one.
        *rest = rest.split_once('}')?.1;
        return Some(ONE);
    }
    let end = atom_end(rest);
    let (atom, tail) = rest.split_at_checked(end)?;
    *rest = tail;
    if let Some((_, after)) = rest.strip_prefix('{').and_then(|r| r.split_once('}')) {
        *rest = after;
    }
    unit_with_exponent(atom)
}

/// Up to the next operator outside square brackets.
fn atom_end(text: &str) -> usize {
    let mut bracket = false;
    for (at, c) in text.char_indices() {
        match c {
            '[' => bracket = true,
            ']' => bracket = false,
            '.' | '/' | '(' | ')' | '{' if !bracket => return at,
            _ => {}
        }
    }
    text.len()
}

fn unit_with_exponent(atom: &str) -> Option<Quantity> {
    if let Ok(number) = atom.parse::<u32>() {
        return Some(Quantity { factor: f64::from(number), ..ONE });
    }
    let head = atom.trim_end_matches(|c: char| c.is_ascii_digit());
    let (symbol, sign) = match head.strip_suffix(['-', '+']) {
        Some(symbol) => (symbol, if head.ends_with('-') { -1 } else { 1 }),
        None => (head, 1),
    };
    let digits = atom.get(head.len()..)?;
    let power = if digits.is_empty() { 1 } else { digits.parse::<i32>().ok()? };
    if power > 30 {
        return None;
    }
    Some(raised(symbol_of(symbol)?, sign * power))
}

fn symbol_of(symbol: &str) -> Option<Quantity> {
    let known = |list: &[(&str, f64, Dimensions)], name: &str| {
        let found = list.iter().find(|(n, _, _)| *n == name);
        found.map(|(_, factor, dimensions)| Quantity {
            factor: *factor,
            dimensions: *dimensions,
            offset: 0.0,
        })
    };
    known(WHOLE, symbol).or_else(|| known(METRIC, symbol)).or_else(|| {
        PREFIXES.iter().find_map(|(prefix, scale)| {
            let unit = known(METRIC, symbol.strip_prefix(prefix)?)?;
            Some(Quantity { factor: unit.factor * scale, ..unit })
        })
    })
}

fn raised(q: Quantity, power: i32) -> Quantity {
    Quantity {
        factor: q.factor.powi(power),
        dimensions: q.dimensions.map(|d| d.saturating_mul(power)),
        offset: 0.0,
    }
}

fn times(a: Quantity, b: Quantity) -> Quantity {
    let mut dimensions = a.dimensions;
    for (d, more) in dimensions.iter_mut().zip(b.dimensions) {
        *d = d.saturating_add(more);
    }
    Quantity { factor: a.factor * b.factor, dimensions, offset: 0.0 }
}
