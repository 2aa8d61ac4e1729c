//! Which row names the columns, and what each name means: titles above the header, stars, units and help text inside
//! header cells are seen through. Pure.

use super::cell::{Cell, tidy};
use super::target::{self, Target};

/// How many rows from the top the header is looked for in.
pub const SEARCHED_ROWS: usize = 15;

/// A column as it presents itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Place from 0.
    pub index: usize,
    /// The header as it stands in the sheet.
    pub header: String,
    /// Proposed target.
    pub target: Option<Target>,
    /// Unit named in the header, empty if none.
    pub unit: String,
}

/// The place of the header row among the first rows: the one with the most known columns; without any known column the
/// first row that is mostly words. `None` if nothing looks like a header.
pub fn find_row(rows: &[Vec<Cell>]) -> Option<usize> {
    let known = |row: &Vec<Cell>| columns(row).iter().filter(|column| column.target.is_some()).count();
    let mut best: Option<(usize, usize)> = None;
    for (place, row) in rows.iter().take(SEARCHED_ROWS).enumerate() {
        let count = known(row);
        if count >= 2 && best.is_none_or(|(_, most)| count > most) {
            best = Some((place, count));
        }
    }
    best.map(|(place, _)| place).or_else(|| {
        rows.iter().take(SEARCHED_ROWS).position(|row| {
            let filled = row.iter().filter(|cell| !cell.is_empty()).count();
            let words = row.iter().filter(
                |cell| matches!(cell, Cell::Text(text) if !text.starts_with(|c: char| c.is_ascii_digit())),
            );
            filled >= 2 && words.count() * 10 >= filled * 8
        })
    })
}

/// The columns a header row names, each with a proposed target; a target is proposed once only.
pub fn columns(row: &[Cell]) -> Vec<Column> {
    let mut found: Vec<Column> = Vec::new();
    for (index, cell) in row.iter().enumerate() {
        let header = cell.text();
        let (target, unit) =
            meaning(&header).map_or((None, String::new()), |(target, unit)| (Some(target), unit));
        let taken = target.is_some() && found.iter().any(|column| column.target == target);
        found.push(Column { index, header, target: target.filter(|_| !taken), unit });
    }
    settle(&mut found);
    found
}

/// Words that mean one thing in a table of results and another in a list of people.
fn settle(columns: &mut [Column]) {
    let has = |columns: &[Column], wanted: &Target| {
        columns.iter().any(|column| column.target.as_ref() == Some(wanted))
    };
    let long = has(columns, &Target::ItemName) && has(columns, &Target::ItemResult);
    let dated = has(columns, &Target::Date);
    for column in columns {
        let drop = match column.target {
            // 单位 in a list of people is the employer; 结果, 项目, 提示 alone mean nothing.
            Some(
                Target::ItemName
                | Target::ItemResult
                | Target::ItemUnit
                | Target::ItemRange
                | Target::ItemFlag,
            ) => !long,
            _ => false,
        };
        if drop {
            column.target = None;
        } else if column.target == Some(Target::Time) && !dated {
            // 检查时间 without any date column holds the date itself.
            column.target = Some(Target::Date);
        }
    }
}

fn meaning(header: &str) -> Option<(Target, String)> {
    let plain = tidy(header).replace(['\n', '\r'], " ");
    let plain = plain.trim().trim_start_matches('*').trim_end_matches('*').trim();
    if plain.is_empty() || plain.chars().count() > 60 {
        return None;
    }
    target::of_header(plain, "").or_else(|| {
        let (head, inner) = split_bracket(plain)?;
        if is_help(inner) {
            return target::of_header(head, "");
        }
        // 空腹血糖(mmol/L): what stands in brackets is the unit.
        target::of_header(head, inner)
    })
}

fn split_bracket(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['(', '（', '[', '【', '/'])?;
    let (head, rest) = text.split_at(at);
    let inner = rest.trim_start_matches(['(', '（', '[', '【', '/']).trim_end_matches([')', '）', ']', '】']);
    (!head.trim().is_empty() && !inner.trim().is_empty()).then(|| (head.trim(), inner.trim()))
}

/// Help text inside a header cell: 注：…, 如…, 必填, 格式….
fn is_help(inner: &str) -> bool {
    let words = [
        "注", "如", "例", "必填", "选填", "可空", "格式", "不填", "默认", "文本", "yyyy", "YYYY", "男/女",
        "男女",
    ];
    words.iter().any(|word| inner.contains(word)) || inner.chars().count() > 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<Cell> {
        cells.iter().map(|text| Cell::from_text(text)).collect()
    }

    fn keys(cells: &[&str]) -> Vec<String> {
        columns(&row(cells))
            .into_iter()
            .map(|column| column.target.map(|t| t.key()).unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_title_row_above_the_header_is_passed_over() {
        let rows = [
            row(&["单位名称", "XXXXXX", "方案名称", "XXXXXX", "团检人员信息模板"]),
            row(&[
                "档案号",
                "身份证号",
                "姓名",
                "性别",
                "年龄",
                "出生日期",
                "婚否",
                "部门",
                "职务",
                "联系电话",
            ]),
            row(&[
                "D0001",
                "430481197001014878",
                "张秀英",
                "女",
                "56",
                "1970-01-01",
                "已婚",
                "后勤",
                "",
                "13829155298",
            ]),
        ];
        assert_eq!(find_row(&rows), Some(1));
    }

    #[test]
    fn help_text_stars_and_units_in_header_cells_are_seen_through() {
        assert_eq!(
            keys(&["*姓名", "性别（男/女）", "出生日期(格式：1970-01-01)"]),
            ["name", "sex", "birth_date"]
        );
        assert_eq!(
            keys(&[
                "收缩压(mmHg)",
                "空腹血糖（mmol/L）",
                "体检类型（注：健康体检，入职体检，特殊体检。不填默认健康体检）"
            ]),
            ["metric:sbp", "metric:fpg", ""]
        );
        let columns = columns(&row(&["血红蛋白(g/L)"]));
        assert_eq!(columns[0].unit, "g/L");
    }

    #[test]
    fn unit_means_employer_in_a_list_of_people_and_unit_in_a_list_of_results() {
        assert_eq!(keys(&["姓名", "单位", "电话"]), ["name", "", "phone"]);
        assert_eq!(
            keys(&["患者ID", "姓名", "项目名称", "结果", "单位", "参考范围", "提示"]),
            ["record_no", "name", "item_name", "item_result", "item_unit", "item_range", "item_flag"]
        );
        assert_eq!(keys(&["姓名", "电话", "手机"]), ["name", "phone", ""]);
    }
}
