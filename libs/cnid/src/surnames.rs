//! Surnames whose reading is not the common one of their character, and surnames of two characters.
//! Source: the readings given to the surnames in 现代汉语词典 and 新华字典; both spellings are kept where
//! families differ (盖 gě/gài, 查 zhā).

/// Single-character surnames: the reading as a surname, first the usual one.
const SINGLE: &[(char, &[&str])] = &[
    ('曾', &["zeng"]),
    ('单', &["shan"]),
    ('仇', &["qiu"]),
    ('解', &["xie"]),
    ('查', &["zha"]),
    ('盖', &["ge", "gai"]),
    ('乐', &["yue", "le"]),
    ('区', &["ou"]),
    ('朴', &["piao"]),
    ('任', &["ren"]),
    ('尹', &["yin"]),
    ('翟', &["zhai", "di"]),
    ('覃', &["qin", "tan"]),
    ('冼', &["xian"]),
    ('缪', &["miao"]),
    ('繆', &["miao"]),
    ('宓', &["mi"]),
    ('逄', &["pang"]),
    ('逢', &["pang"]),
    ('员', &["yun"]),
    ('秘', &["bi"]),
    ('种', &["chong"]),
    ('召', &["shao"]),
    ('折', &["she"]),
    ('重', &["chong"]),
    ('哈', &["ha"]),
    ('纪', &["ji"]),
    ('燕', &["yan"]),
    ('华', &["hua"]),
    ('应', &["ying"]),
    ('訾', &["zi"]),
    ('亓', &["qi"]),
    ('郗', &["xi", "chi"]),
    ('郇', &["xun", "huan"]),
    ('郄', &["qie", "xi"]),
    ('晁', &["chao"]),
    ('晟', &["cheng"]),
    ('臧', &["zang"]),
    ('藏', &["zang"]),
    ('隗', &["wei", "kui"]),
    ('葛', &["ge"]),
    ('宁', &["ning"]),
    ('石', &["shi"]),
    ('柏', &["bai"]),
    ('薄', &["bo"]),
    ('卜', &["bu"]),
    ('车', &["che"]),
    ('谌', &["chen", "shen"]),
    ('褚', &["chu"]),
    ('都', &["du"]),
    ('费', &["fei", "bi"]),
    ('过', &["guo"]),
    ('黑', &["he", "hei"]),
    ('尉', &["wei"]),
    ('句', &["gou"]),
    ('阚', &["kan"]),
    ('牟', &["mou", "mu"]),
    ('那', &["na"]),
    ('能', &["nai"]),
    ('粘', &["nian"]),
    ('佴', &["nai"]),
    ('繁', &["po"]),
    ('沈', &["shen"]),
    ('殳', &["shu"]),
    ('眭', &["sui"]),
    ('妥', &["tuo"]),
    ('万', &["wan"]),
    ('相', &["xiang"]),
    ('幸', &["xing"]),
    ('行', &["xing"]),
    ('於', &["yu"]),
    ('俞', &["yu"]),
    ('占', &["zhan"]),
    ('长', &["chang", "zhang"]),
    ('祭', &["zhai", "ji"]),
    ('贾', &["jia"]),
    ('沙', &["sha"]),
    ('麴', &["qu"]),
    ('曲', &["qu"]),
    ('瞿', &["qu"]),
    ('吕', &["lv"]),
];

/// Two-character surnames with their readings.
const COMPOUND: &[(&str, &[&str])] = &[
    ("欧阳", &["ou", "yang"]),
    ("司马", &["si", "ma"]),
    ("上官", &["shang", "guan"]),
    ("诸葛", &["zhu", "ge"]),
    ("司徒", &["si", "tu"]),
    ("东方", &["dong", "fang"]),
    ("皇甫", &["huang", "fu"]),
    ("尉迟", &["yu", "chi"]),
    ("长孙", &["zhang", "sun"]),
    ("公孙", &["gong", "sun"]),
    ("慕容", &["mu", "rong"]),
    ("令狐", &["ling", "hu"]),
    ("宇文", &["yu", "wen"]),
    ("司空", &["si", "kong"]),
    ("独孤", &["du", "gu"]),
    ("南宫", &["nan", "gong"]),
    ("夏侯", &["xia", "hou"]),
    ("轩辕", &["xuan", "yuan"]),
    ("百里", &["bai", "li"]),
    ("呼延", &["hu", "yan"]),
    ("端木", &["duan", "mu"]),
    ("赫连", &["he", "lian"]),
    ("申屠", &["shen", "tu"]),
    ("公冶", &["gong", "ye"]),
    ("濮阳", &["pu", "yang"]),
    ("淳于", &["chun", "yu"]),
    ("单于", &["chan", "yu"]),
    ("太史", &["tai", "shi"]),
    ("澹台", &["tan", "tai"]),
    ("万俟", &["mo", "qi"]),
    ("宰父", &["zai", "fu"]),
    ("谷梁", &["gu", "liang"]),
    ("拓跋", &["tuo", "ba"]),
    ("闻人", &["wen", "ren"]),
    ("钟离", &["zhong", "li"]),
    ("鲜于", &["xian", "yu"]),
    ("亓官", &["qi", "guan"]),
    ("仲孙", &["zhong", "sun"]),
    ("叔孙", &["shu", "sun"]),
    ("乐正", &["yue", "zheng"]),
    ("西门", &["xi", "men"]),
    ("第五", &["di", "wu"]),
    ("羊舌", &["yang", "she"]),
    ("梁丘", &["liang", "qiu"]),
    ("左丘", &["zuo", "qiu"]),
    ("东郭", &["dong", "guo"]),
    ("段干", &["duan", "gan"]),
    ("纳兰", &["na", "lan"]),
];

/// The surname readings at the head of a name: how many characters they cover and, for each, the readings.
pub(crate) fn leading(name: &[char]) -> Vec<Vec<&'static str>> {
    let head: String = name.iter().take(2).collect();
    if name.len() > 2
        && let Some((_, readings)) = COMPOUND.iter().find(|(surname, _)| *surname == head)
    {
        return readings.iter().map(|r| vec![*r]).collect();
    }
    // A one-character name is not a surname alone.
    let Some(first) = name.first().filter(|_| name.len() > 1) else { return Vec::new() };
    SINGLE.iter().find(|(c, _)| c == first).map(|(_, readings)| vec![readings.to_vec()]).unwrap_or_default()
}

/// The surname of a Chinese name: one character, or two for a compound one.
pub(crate) fn surname(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let head: String = chars.iter().take(2).collect();
    let compound = chars.len() > 2 && COMPOUND.iter().any(|(s, _)| *s == head);
    chars.iter().take(if compound { 2 } else { 1 }).collect()
}

/// Whether a name begins with a surname of two characters.
pub fn is_compound_surname(name: &str) -> bool {
    surname(name).chars().count() == 2
}
