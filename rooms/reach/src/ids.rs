//! Ids of reach.
kernel::typed_id!(
    /// One message of the outbox.
    MessageId,
    /// One filling of one form.
    SessionId,
);
