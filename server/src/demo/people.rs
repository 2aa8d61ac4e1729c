//! Two thousand people who do not exist: sex, age, diseases, habits. A pure function of a seed and a day.
use super::{cast, names};
use chrono::{Datelike, Days, NaiveDate};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// How many people the demo hospital knows, unless `NUANQIAO_DEMO_PEOPLE` says otherwise (tests use fewer).
const SIZE: u32 = 2_000;

/// The number of people asked for.
pub fn size() -> u32 {
    std::env::var("NUANQIAO_DEMO_PEOPLE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(SIZE)
        .clamp(1, 9_999)
}

/// One person of the demo.
#[expect(clippy::struct_excessive_bools, reason = "a person has or has not each of these")]
#[derive(Debug, Clone)]
pub struct Person {
    pub number: u32,
    pub name: String,
    pub male: bool,
    pub birth: NaiveDate,
    pub id_number: String,
    pub phone: String,
    pub address: String,
    pub hypertension: bool,
    pub diabetes: bool,
    pub dyslipidaemia: bool,
    pub coronary: bool,
    pub family_diabetes: bool,
    pub allergy: Option<&'static str>,
    /// Body mass index around which the yearly weights lie.
    pub bmi: f64,
    /// Whether the person lives in the community site's area.
    pub community: bool,
    /// A stent was placed so many days ago.
    pub stent_days_ago: Option<u32>,
    /// Exams in the last years, newest first, in days ago.
    pub exams: Vec<u32>,
    /// Outpatient visits, in days ago; none in the last days, which are told day by day.
    pub visits: Vec<u32>,
    pub marketing_consent: bool,
}

/// The first `size` people as they are on a day.
pub fn people(size: u32, today: NaiveDate) -> Vec<Person> {
    let mut rng = StdRng::seed_from_u64(20_260_101);
    (0..size).map(|number| person(&mut rng, number, today)).collect()
}

fn person(rng: &mut StdRng, number: u32, today: NaiveDate) -> Person {
    let male = rng.random_bool(0.49);
    let age: i32 = i32::midpoint(rng.random_range(18..=88), rng.random_range(30..=78));
    // Those with a story in the last days are of the age at which such stories happen.
    let age =
        if number < cast::SIZE { age.max(52 + i32::try_from(number * 7 % 26).unwrap_or(0)) } else { age };
    let birth = birth_date(rng, today, age);
    let older = f64::from((age - 40).clamp(0, 40)) / 40.0;
    let bmi = 19.0 + rng.random_range(0.0..11.0) + older;
    let heavy = if bmi >= 26.0 { 0.15 } else { 0.0 };
    let hypertension = rng.random_bool(0.08 + 0.40 * older + heavy);
    let diabetes = rng.random_bool(0.03 + 0.16 * older + heavy / 2.0);
    let coronary = rng.random_bool(0.01 + 0.09 * older);
    let chronic = u32::from(hypertension) + u32::from(diabetes) + u32::from(coronary);
    let mut person = Person {
        number,
        name: names::name(rng, male, birth.year()),
        male,
        birth,
        id_number: id_number(number, male, birth),
        phone: format!("1990000{number:04}"),
        address: address(rng),
        hypertension,
        diabetes,
        dyslipidaemia: rng.random_bool(0.12 + 0.25 * older),
        coronary,
        family_diabetes: rng.random_bool(0.09),
        allergy: rng.random_bool(0.08).then(|| allergy(rng)),
        bmi,
        community: rng.random_bool(0.5),
        stent_days_ago: (coronary && rng.random_bool(0.55)).then(|| stent(rng)),
        exams: exams(rng),
        visits: visits(rng, chronic),
        marketing_consent: rng.random_bool(0.35),
    };
    cast::fit(&mut person);
    person
}

fn birth_date(rng: &mut StdRng, today: NaiveDate, age: i32) -> NaiveDate {
    let year = NaiveDate::from_ymd_opt(today.year() - age - 1, 1, 1).unwrap_or(today);
    year.checked_add_days(Days::new(rng.random_range(0..365))).unwrap_or(year)
}

/// Area code 339900 was never assigned to a place, so the number passes its check digit and belongs to nobody.
fn id_number(number: u32, male: bool, birth: NaiveDate) -> String {
    let seq = u16::try_from(number % 450).unwrap_or(0) * 2 + u16::from(male);
    nq_cnid::resident_id::generate("339900", birth, seq).unwrap_or_default()
}

const STREETS: [&str; 8] =
    ["湖滨路", "望江街", "文晖路", "古墩路", "桃源里", "梅园新村", "青枫苑", "春晓花园"];

fn address(rng: &mut StdRng) -> String {
    let street = STREETS.get(rng.random_range(0..STREETS.len())).copied().unwrap_or("湖滨路");
    format!(
        "暖桥市城东区{street}{}号{}幢{}室",
        rng.random_range(1..200),
        rng.random_range(1..20),
        rng.random_range(101..1802)
    )
}

fn allergy(rng: &mut StdRng) -> &'static str {
    let all = ["青霉素", "磺胺类", "头孢菌素", "碘造影剂", "海鲜", "花粉"];
    all.get(rng.random_range(0..all.len())).copied().unwrap_or("青霉素")
}

/// Some stents are fresh, so that pathways are on their way; most are history.
fn stent(rng: &mut StdRng) -> u32 {
    if rng.random_ratio(1, 4) { rng.random_range(16..88) } else { rng.random_range(120..1_000) }
}

fn exams(rng: &mut StdRng) -> Vec<u32> {
    let year = |year: u32| rng.random_bool(0.62).then(|| year * 365 + rng.random_range(16..350));
    (0..3).filter_map(year).collect()
}

fn visits(rng: &mut StdRng, chronic: u32) -> Vec<u32> {
    let yearly = 1 + chronic * 2;
    let count = rng.random_range(0..=yearly * 3);
    let mut days: Vec<u32> = (0..count).map(|_| rng.random_range(16..1_095)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_day_gives_the_same_people_with_numbers_that_are_valid_and_unique() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let (a, b) = (people(SIZE, today), people(SIZE, today));
        assert_eq!(a.len(), 2_000);
        assert!(a.iter().zip(&b).all(|(x, y)| x.name == y.name && x.id_number == y.id_number));
        let mut ids: Vec<&str> = a.iter().map(|p| p.id_number.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert!(ids.len() > 1_990, "{} distinct", ids.len());
        let high = a.iter().filter(|p| p.hypertension).count();
        assert!((400..900).contains(&high), "a fifth to half has hypertension: {high}");
    }
}
