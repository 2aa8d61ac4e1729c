//! Tags 标签: those the hospital defines itself, drafted, shown with their effect, published, retired and restored; beside
//! those that came in the box.
pub mod api;
pub mod effect;
pub(crate) mod entity;
pub mod list;
pub(crate) mod store;
kernel::tenant_scoped!(self::entity);

use kernel::{Level, Scope};
use record::patient::TagKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may see that somebody carries it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// 普通: whoever sees the person.
    #[default]
    Normal,
    /// 敏感: those who see clinical facts.
    Sensitive,
    /// 高敏: of those, doctors, department heads and health managers.
    Secret,
}

impl Sensitivity {
    /// As stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Sensitive => "sensitive",
            Self::Secret => "secret",
        }
    }

    /// From the stored text; what is not known is kept from most.
    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "normal" => Self::Normal,
            "sensitive" => Self::Sensitive,
            _ => Self::Secret,
        }
    }

    /// The word a person reads.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Normal => "普通",
            Self::Sensitive => "敏感",
            Self::Secret => "高敏",
        }
    }

    /// The kind under which the record keeps and hides it.
    pub(crate) fn kind(self) -> TagKind {
        match self {
            Self::Normal => TagKind::General,
            Self::Sensitive => TagKind::Medical,
            Self::Secret => TagKind::Secret,
        }
    }

    /// Whether this viewer may know of it.
    pub(crate) fn shown_to(self, scope: &Scope) -> bool {
        match self {
            Self::Normal => true,
            Self::Sensitive => scope.level == Level::Clinical,
            Self::Secret => scope.level == Level::Clinical && record::patient::sees_secrets(scope),
        }
    }
}
