//! Typed identifiers. All are UUIDv7: ordered by creation, safe to merge between installations.

/// Declares a typed id: a newtype over [`uuid::Uuid`], stored natively, written in JSON as its text form.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, sea_orm::DeriveValueType,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id, later in order than those made before it.
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

typed_id!(
    /// A customer organisation; every row that concerns people carries it.
    TenantId,
    /// A place of a tenant: a hospital campus, an exam centre, a clinic (院区).
    SiteId,
    /// A department of a site (科室).
    DepartmentId,
    /// An employee with a login.
    StaffId,
    /// The person whom all of this is about.
    PatientId,
    /// One entry of the event log.
    EventId,
    /// One recorded decision (为什么).
    ReceiptId,
    /// One unit of background work.
    JobId,
);
