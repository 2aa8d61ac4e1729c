//! Plausible Chinese names for people who do not exist, from common surnames and given names by sex and generation.
use rand::{RngExt, rngs::StdRng};

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const COMPOUND: [&str; 4] = ["欧阳", "司马", "上官", "诸葛"];
const MEN_OLD: &str = "国建德志文明永福春荣金生华兴平贵良清海保根民";
const MEN_YOUNG: &str = "浩宇轩俊杰磊鑫鹏飞博毅凯晨睿航亮涛斌超泽铭";
const WOMEN_OLD: &str = "秀英桂兰玉珍凤芳淑梅素琴月莲翠香菊仙美霞彩巧";
const WOMEN_YOUNG: &str = "婷雪琳佳怡欣颖静瑶梦洁雯璐倩慧莹妍萱诗涵";

/// A name for a man or woman born in this year.
pub fn name(rng: &mut StdRng, male: bool, birth_year: i32) -> String {
    let given = match (male, birth_year < 1975) {
        (true, true) => MEN_OLD,
        (true, false) => MEN_YOUNG,
        (false, true) => WOMEN_OLD,
        (false, false) => WOMEN_YOUNG,
    };
    let mut name = if rng.random_ratio(1, 200) {
        COMPOUND.get(rng.random_range(0..COMPOUND.len())).copied().unwrap_or("欧阳").to_owned()
    } else {
        // The commonest surnames stand first and are drawn more often.
        let (a, b) =
            (rng.random_range(0..SURNAMES.chars().count()), rng.random_range(0..SURNAMES.chars().count()));
        pick(SURNAMES, a.min(b)).to_string()
    };
    let (first, second) =
        (rng.random_range(0..given.chars().count()), rng.random_range(0..given.chars().count()));
    name.push(pick(given, first));
    if first != second && rng.random_ratio(5, 6) {
        name.push(pick(given, second));
    }
    name
}

fn pick(from: &str, n: usize) -> char {
    from.chars().nth(n).unwrap_or('安')
}
