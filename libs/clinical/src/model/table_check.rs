//! Whether a table is sound, and whether a tenant's table has the shape of the built-in one: the same names, the
//! same rows, columns and class codes; numbers, cut-points, cells and words may differ.

use std::collections::BTreeMap;

use super::table::{Band, Grid, Table};

impl Table {
    /// Sound in itself: version and date there, cut-points ascending and finite, grids rectangular.
    pub fn check(&self) -> Result<(), String> {
        if self.version.trim().is_empty() {
            return Err("缺少版本号".to_owned());
        }
        if chrono::NaiveDate::parse_from_str(&self.effective, "%Y-%m-%d").is_err() {
            return Err(format!("生效日期“{}”应写成 2026-01-31 的样子", self.effective));
        }
        for (name, bands) in &self.bands {
            ascending(name, bands)?;
        }
        for (name, grid) in &self.grids {
            if grid.rows.values().any(|row| row.len() != grid.columns.len()) {
                return Err(format!("表格“{name}”各行的列数应与表头一致"));
            }
        }
        let numbers = self.numbers.values().flat_map(BTreeMap::values);
        let listed = self.lists.values().flat_map(BTreeMap::values).flatten();
        if numbers.chain(listed).any(|n| !n.is_finite()) {
            return Err("数值必须是有限的数字".to_owned());
        }
        Ok(())
    }

    /// Sound, and of the same shape as the built-in table.
    pub fn checked_against(&self, built_in: &Self) -> Result<(), String> {
        self.check()?;
        if self.version == built_in.version {
            return Err("修改后的规则表必须有自己的版本号".to_owned());
        }
        same_keys("分级", &self.bands, &built_in.bands)?;
        same_keys("数值组", &self.numbers, &built_in.numbers)?;
        same_keys("数列组", &self.lists, &built_in.lists)?;
        same_keys("表格", &self.grids, &built_in.grids)?;
        same_keys("文字", &self.texts, &built_in.texts)?;
        for (name, bands) in &self.bands {
            same_bands(name, bands, built_in.bands.get(name))?;
        }
        for (name, group) in &self.numbers {
            same_keys(name, group, built_in.numbers.get(name).unwrap_or(&BTreeMap::new()))?;
        }
        for (name, group) in &self.lists {
            same_lists(name, group, built_in.lists.get(name))?;
        }
        for (name, grid) in &self.grids {
            same_grid(name, grid, built_in.grids.get(name))?;
        }
        Ok(())
    }
}

fn ascending(name: &str, bands: &[Band]) -> Result<(), String> {
    let Some((first, rest)) = bands.split_first() else { return Err(format!("分级“{name}”是空的")) };
    if first.from.is_some() {
        return Err(format!("分级“{name}”的第一档不应有下限"));
    }
    // Bands without any cut-point are classes chosen by rule.
    if rest.iter().all(|b| b.from.is_none()) {
        return Ok(());
    }
    let mut last = f64::NEG_INFINITY;
    for band in rest {
        match band.from {
            Some(from) if from.is_finite() && from > last => last = from,
            _ => return Err(format!("分级“{name}”的切点应从小到大排列")),
        }
    }
    Ok(())
}

fn same_keys<A, B>(what: &str, a: &BTreeMap<String, A>, b: &BTreeMap<String, B>) -> Result<(), String> {
    if a.keys().eq(b.keys()) {
        return Ok(());
    }
    let list = b.keys().map(String::as_str).collect::<Vec<_>>().join("、");
    Err(format!("“{what}”的名称应与内置规则表一致：{list}"))
}

fn same_bands(name: &str, own: &[Band], built_in: Option<&Vec<Band>>) -> Result<(), String> {
    let built_in = built_in.map_or(&[][..], Vec::as_slice);
    let alike = own.len() == built_in.len()
        && own.iter().zip(built_in).all(|(a, b)| {
            a.code == b.code
                && a.from.is_some() == b.from.is_some()
                && a.points.is_some() == b.points.is_some()
        });
    if alike {
        Ok(())
    } else {
        Err(format!("分级“{name}”的档数和代码应与内置规则表一致，只能改切点、分值和名称"))
    }
}

fn same_lists(
    name: &str,
    own: &BTreeMap<String, Vec<f64>>,
    built_in: Option<&BTreeMap<String, Vec<f64>>>,
) -> Result<(), String> {
    let empty = BTreeMap::new();
    let built_in = built_in.unwrap_or(&empty);
    same_keys(name, own, built_in)?;
    let alike = own.iter().all(|(key, list)| built_in.get(key).is_some_and(|b| b.len() == list.len()));
    if alike { Ok(()) } else { Err(format!("数列“{name}”的长度应与内置规则表一致")) }
}

fn same_grid(name: &str, own: &Grid, built_in: Option<&Grid>) -> Result<(), String> {
    let alike = built_in.is_some_and(|b| own.columns == b.columns && own.rows.keys().eq(b.rows.keys()));
    if alike {
        Ok(())
    } else {
        Err(format!("表格“{name}”的行和列应与内置规则表一致，只能改格内的内容"))
    }
}
