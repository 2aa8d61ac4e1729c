//! How is a feed doing? A rule file.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// The state shown beside a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Messages come and are filed, or none was ever expected.
    Ok,
    /// Messages used to come and have stopped.
    Silent,
    /// The last thing that came could not be processed.
    Error,
}

/// What the state is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Signs {
    /// When the last message came.
    pub last_message_at: Option<DateTime<Utc>>,
    /// When the last one that failed came.
    pub last_error_at: Option<DateTime<Utc>>,
    /// After how long without a message a feed counts as silent; 0 never.
    pub silence: Duration,
}

/// Judges a feed. An error counts until a later message went well.
pub fn state(signs: Signs, now: DateTime<Utc>) -> FeedState {
    let Some(last) = signs.last_message_at else { return FeedState::Ok };
    if signs.last_error_at.is_some_and(|error| error >= last) {
        return FeedState::Error;
    }
    if signs.silence > Duration::zero() && now - last > signs.silence {
        return FeedState::Silent;
    }
    FeedState::Ok
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration, Utc};

    use super::{FeedState, Signs, state};

    fn at(minutes_ago: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::days(1) - Duration::minutes(minutes_ago)
    }

    #[test]
    fn a_feed_is_silent_when_messages_stop_and_in_error_until_one_goes_well() {
        let now = DateTime::UNIX_EPOCH + Duration::days(1);
        let silence = Duration::minutes(60);
        let judge =
            |last_message_at, last_error_at| state(Signs { last_message_at, last_error_at, silence }, now);
        assert_eq!(judge(None, None), FeedState::Ok);
        assert_eq!(judge(Some(at(5)), None), FeedState::Ok);
        assert_eq!(judge(Some(at(61)), None), FeedState::Silent);
        assert_eq!(judge(Some(at(5)), Some(at(5))), FeedState::Error);
        assert_eq!(judge(Some(at(5)), Some(at(6))), FeedState::Ok);
    }
}
