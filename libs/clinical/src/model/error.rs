//! Why inputs were refused: each one sentence that a nurse understands and can act on.

/// Why inputs were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// No such model.
    #[error("没有名为“{0}”的模型，可用 nuanqiao clinical list 查看全部模型")]
    UnknownModel(String),
    /// Not an object.
    #[error("输入应是一个 JSON 对象，例如 {{\"age\": 55, \"sex\": \"male\"}}")]
    NotAnObject,
    /// A key no input has.
    #[error("“{model}”不认识输入项“{key}”，可用的输入项有：{known}")]
    UnknownKey {
        /// Name of the model.
        model: String,
        /// The key.
        key: String,
        /// What it knows.
        known: String,
    },
    /// The same input twice.
    #[error("“{name}”给了两次，请只保留一个")]
    Twice {
        /// Name of the input.
        name: String,
    },
    /// Another kind of value.
    #[error("“{name}”应填{wanted}，收到的是 {got}")]
    WrongType {
        /// Name of the input.
        name: String,
        /// What is wanted, in words.
        wanted: String,
        /// What came.
        got: String,
    },
    /// A number without a unit where several are in use.
    #[error("“{name}”没有单位，无法判断数值含义，请注明 {units}")]
    UnitMissing {
        /// Name of the input.
        name: String,
        /// Units understood.
        units: String,
    },
    /// A unit that cannot be converted.
    #[error("“{name}”的单位“{unit}”无法换算，请用 {units}")]
    UnitUnknown {
        /// Name of the input.
        name: String,
        /// What came.
        unit: String,
        /// Units understood.
        units: String,
    },
    /// Impossible for a living person, or no point of the scale.
    #[error("“{name}”的数值 {got} 不可能（应在 {low}～{high}{unit} 之间），请核对是否录入错误")]
    Impossible {
        /// Name of the input.
        name: String,
        /// What came.
        got: String,
        /// Lowest.
        low: String,
        /// Highest.
        high: String,
        /// Canonical unit.
        unit: String,
    },
    /// A censored result.
    #[error("“{name}”的结果是“{got}”，只有上下限而没有确切数值，不能代入计算，请填写确切数值")]
    Censored {
        /// Name of the input.
        name: String,
        /// What came.
        got: String,
    },
    /// The rule table is damaged.
    #[error("规则表有误：{0}")]
    Table(String),
}
