//! Ids of care.
kernel::typed_id!(
    /// A pathway; all its versions share it.
    PathwayId,
    /// One version of a pathway.
    VersionId,
    /// One person on one pathway for one reason.
    EnrolmentId,
    /// One follow-up owed.
    ObligationId,
    /// One piece of work for a person of the staff.
    TaskId,
);
