//! The first people of the demo have a story in the last days, so that the queue of 健康管理师 林晓燕 is full on the first
//! morning. A story is only facts of the record: what became of them is worked out by the product's own pathways.
use super::people::Person;

/// What happened to one of the first people; days are counted back from the demo's today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// A stent was placed so many days ago.
    Stent { days: u32, nurse: Nurse },
    /// The exam found a high blood pressure; the person may have sent one from home since.
    Exam { days: u32, home: Option<Home> },
    /// It became known that diabetes runs in the family.
    Family { days: u32 },
    /// A card was opened at the desk.
    Card { days: u32 },
}

/// Who is the nurse of a stent patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nurse {
    /// 林晓燕 herself.
    Manager,
    /// 赵雅琴 of the ward, who asks how satisfied the person was on that day, and hears this score.
    Ward { asked: u32, score: i64 },
}

/// A pressure measured at home, sent with the form that came by telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    pub days: u32,
    pub sbp: u32,
    pub dbp: u32,
}

const fn stent(days: u32) -> Story {
    Story::Stent { days, nurse: Nurse::Manager }
}

const fn exam(days: u32) -> Story {
    Story::Exam { days, home: None }
}

const fn measured(days: u32, at: u32, sbp: u32, dbp: u32) -> Story {
    Story::Exam { days, home: Some(Home { days: at, sbp, dbp }) }
}

/// The stories of the first people, by number.
const STORIES: [Story; 33] = [
    // Day 7: the form goes out today, was never answered, was never answered long ago.
    stent(7),
    stent(9),
    stent(10),
    stent(14),
    // Day 30 and day 90 likewise.
    stent(30),
    stent(33),
    stent(38),
    stent(90),
    stent(91),
    stent(98),
    Story::Stent { days: 95, nurse: Nurse::Ward { asked: 4, score: 2 } },
    Story::Stent { days: 92, nurse: Nurse::Ward { asked: 1, score: 1 } },
    // High at the exam: just found, invited, asked again, to be called today, overdue.
    exam(1),
    exam(3),
    exam(5),
    exam(7),
    exam(8),
    exam(9),
    exam(11),
    // Very high at home: this morning, yesterday; still high, to be seen at the clinic.
    measured(4, 0, 186, 112),
    measured(5, 1, 182, 108),
    measured(6, 2, 148, 92),
    Story::Family { days: 10 },
    Story::Family { days: 8 },
    Story::Family { days: 6 },
    Story::Family { days: 5 },
    Story::Family { days: 4 },
    Story::Family { days: 3 },
    Story::Family { days: 1 },
    Story::Card { days: 5 },
    Story::Card { days: 3 },
    Story::Card { days: 1 },
    Story::Card { days: 0 },
];

/// How many people have a story.
pub const SIZE: u32 = 33;

/// The story of a person, if it is one of the first.
pub fn story(number: u32) -> Option<Story> {
    STORIES.get(usize::try_from(number).ok()?).copied()
}

/// Makes the person fit the story: nothing older may explain away what is to happen.
pub fn fit(person: &mut Person) {
    let Some(story) = story(person.number) else { return };
    (person.stent_days_ago, person.family_diabetes) = (None, false);
    match story {
        Story::Stent { days, .. } => {
            person.coronary = true;
            person.stent_days_ago = Some(days);
        }
        Story::Exam { .. } => {
            (person.hypertension, person.diabetes, person.coronary) = (false, false, false);
            person.exams.retain(|days| *days > 60);
        }
        Story::Family { .. } => {
            (person.hypertension, person.diabetes, person.coronary) = (false, false, false);
            person.bmi = 26.8;
            person.exams = vec![40];
        }
        Story::Card { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_has_its_person() {
        assert_eq!(STORIES.len(), usize::try_from(SIZE).unwrap());
        assert!(story(SIZE).is_none());
    }
}
