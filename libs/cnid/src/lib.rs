//! Who is who in China: resident ID numbers, telephone numbers, names and their pinyin, and how alike two
//! identities are. Pure: no database, no clock (today is handed in), no network.

pub mod matching;
pub mod name;
pub mod phone;
pub mod pinyin_keys;
pub mod resident_id;
mod surnames;

pub use matching::{Identity, Match, NameMatch, Reason, Verdict, compare_names, match_score};
pub use name::{NameProblem, fold, looks_confusable, mask_name, normalise_name};
pub use phone::{Phone, PhoneKind};
pub use pinyin_keys::{PinyinKeys, pinyin_keys};
pub use resident_id::{IdProblem, ResidentId, Sex, generate, mask_document};
pub use surnames::is_compound_surname;
