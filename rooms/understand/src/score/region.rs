//! Where does a person live, as China-PAR asks it: north or south of the Yangtze, in town or in the country?
//! Read from the address; an address that does not tell is no answer.

/// Provinces north of the Yangtze. Jiangsu, Anhui, Hubei, Sichuan and Chongqing lie on both banks: ask.
const NORTH: &[&str] = &[
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "山东",
    "河南",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
];
/// Provinces south of the Yangtze.
const SOUTH: &[&str] =
    &["浙江", "福建", "江西", "湖南", "广东", "广西", "海南", "贵州", "云南", "上海", "台湾", "香港", "澳门"];

/// Whether the address lies north of the Yangtze.
pub(super) fn north(address: &str) -> Option<bool> {
    let begins = |list: &[&str]| list.iter().any(|province| address.trim_start().starts_with(province));
    match (begins(NORTH), begins(SOUTH)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// Whether the address lies in a town.
pub(super) fn urban(address: &str) -> Option<bool> {
    let has = |list: &[&str]| list.iter().any(|word| address.contains(word));
    let town = has(&["街道", "社区", "小区", "大厦", "花园", "公寓", "弄", "大道"]);
    let country = has(&["村", "乡", "屯", "生产队", "嘎查"]) && !has(&["新村", "中关村"]);
    match (town, country) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_the_bank_of_the_river_or_says_nothing() {
        assert_eq!(north("山东省潍坊市奎文区"), Some(true));
        assert_eq!(north("广东省广州市"), Some(false));
        assert_eq!(north("江苏省南京市鼓楼区"), None, "江苏跨长江，须询问");
        assert_eq!(north(""), None);
    }

    #[test]
    fn town_and_country_are_told_apart_where_the_address_does() {
        assert_eq!(urban("北京市朝阳区望京街道花家地小区"), Some(true));
        assert_eq!(urban("河南省上蔡县朱里镇拐子杨村"), Some(false));
        assert_eq!(urban("上海市曹杨新村"), None, "新村可能在城里，须询问");
        assert_eq!(urban("河北省"), None);
    }
}
