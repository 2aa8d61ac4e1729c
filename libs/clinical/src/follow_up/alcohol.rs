//! Daily alcohol as the form wants it: in 两 of liquor (白酒). Beer is divided by 10, wine by 4, yellow wine by 5.

use serde::{Deserialize, Serialize};

/// What is drunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drink {
    /// 白酒
    Liquor,
    /// 啤酒
    Beer,
    /// 红酒
    Wine,
    /// 黄酒
    YellowWine,
}

/// 两 (50 g) of liquor for so many 两 of a drink; None for an impossible amount.
pub fn liquor_liang(drink: Drink, liang: f64) -> Option<f64> {
    let divisor = match drink {
        Drink::Liquor => 1.0,
        Drink::Beer => 10.0,
        Drink::Wine => 4.0,
        Drink::YellowWine => 5.0,
    };
    (liang.is_finite() && (0.0..=1000.0).contains(&liang)).then(|| liang / divisor)
}
