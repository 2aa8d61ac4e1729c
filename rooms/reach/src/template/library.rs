//! The templates of a tenant: those in the box and those it wrote itself, every version kept.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Error, Result, Scope, Tx, Visible, error::FieldError};
use nq_pathway::gate::Class;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, Set};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::{Checked, Fault, check_template};
use super::dictionary::Surface;
use super::entity;
use super::ready::ready_templates;
use crate::form::check::is_code;

/// One version of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Template {
    /// Stable code.
    pub code: String,
    /// 0 for one in the box, else from 1.
    pub version: i64,
    /// Name in the library.
    pub name: String,
    /// Message class of the touch gate.
    pub class: String,
    /// The text with its variables.
    pub body: String,
    /// The variables it needs.
    pub variables: BTreeSet<String>,
    /// Names a health matter: goes only where nobody reads along.
    pub sensitive: bool,
    /// Carries a coupon, a price or an advertisement.
    pub promotional: bool,
    /// The form whose link the text carries.
    pub form_code: Option<String>,
}

/// A template about to be saved.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateIn {
    /// Stable code; the same code makes a new version.
    pub code: String,
    /// Name in the library.
    pub name: String,
    /// `clinical_urgent`, `clinical_routine`, `service`, `care` or `marketing`.
    pub class: String,
    /// The text.
    pub body: String,
    /// Names a health matter.
    #[serde(default)]
    pub sensitive: bool,
    /// Carries a coupon, a price or an advertisement.
    #[serde(default)]
    pub promotional: bool,
    /// The form whose link the text carries.
    #[serde(default)]
    pub form_code: Option<String>,
}

impl Template {
    /// Where a text of this kind is read.
    pub fn surface(sensitive: bool) -> Surface {
        if sensitive { Surface::Inbox } else { Surface::Open }
    }
}

/// The newest version of a template.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<Template> {
    let own = entity::Entity::visible(scope)
        .filter(entity::Column::Code.eq(code))
        .order_by_desc(entity::Column::Version)
        .one(conn)
        .await?;
    let found = own.map(of_row).or_else(|| boxed().into_iter().find(|t| t.code == code));
    found.ok_or(Error::Missing)
}

/// Every template, newest versions, in order of code.
pub async fn list(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<Template>> {
    let own = entity::Entity::visible(scope).order_by_asc(entity::Column::Version).all(conn).await?;
    let all = boxed().into_iter().chain(own.into_iter().map(of_row)).map(|t| (t.code.clone(), t));
    Ok(all.collect::<BTreeMap<_, _>>().into_values().collect())
}

/// Saves a template as the next version of its code.
pub async fn save(tx: &Tx, scope: &Scope, new: TemplateIn) -> Result<Template> {
    let checked = check(&new)?;
    if let Some(form) = &new.form_code {
        let known = crate::form::definition(&**tx, scope, form).await;
        known.map_err(|_| Error::field("form_code", format!("没有“{form}”这份问卷。")))?;
    }
    let version = match find(&**tx, scope, &new.code).await {
        Ok(newest) => newest.version.saturating_add(1),
        Err(Error::Missing) => 1,
        Err(other) => return Err(other),
    };
    let row = entity::ActiveModel {
        id: Set(uuid::Uuid::now_v7()),
        tenant_id: Set(scope.tenant),
        code: Set(new.code),
        version: Set(version),
        name: Set(new.name.trim().to_owned()),
        class: Set(new.class),
        body: Set(new.body),
        sensitive: Set(new.sensitive),
        promotional: Set(new.promotional),
        form_code: Set(new.form_code),
        created_by: Set(scope.actor_name()),
        created_at: Set(tx.now),
    };
    let saved = row.insert(&**tx).await?;
    Ok(Template { variables: checked.variables, ..of_row(saved) })
}

/// Checks everything about a template that needs no database.
pub fn check(new: &TemplateIn) -> Result<Checked> {
    let mut fields = Vec::new();
    let mut say = |ok: bool, field: &str, message: &str| {
        if !ok {
            fields.push(FieldError { field: field.to_owned(), message: message.to_owned() });
        }
    };
    say(is_code(&new.code), "code", "模板代码只能用小写字母、数字和下划线，并以字母开头。");
    say((1..=40).contains(&new.name.trim().chars().count()), "name", "名称要有 1 到 40 个字。");
    let class = Class::of(&new.class);
    say(class.is_some(), "class", "请从列出的消息类别里选一个。");
    let free = ["拒收", "退订"].iter().any(|word| new.body.contains(word));
    say(class != Some(Class::Marketing) || free, "body", "营销内容要写明退订方法，例如“拒收请回复R”。");
    let checked = check_template(&new.body, Template::surface(new.sensitive));
    match checked {
        Ok(checked) => {
            let linked = checked.variables.contains("form.link");
            say(linked || new.form_code.is_none(), "body", "选了问卷，模板里要写上 {{ form.link }}。");
            say(!linked || new.form_code.is_some(), "form_code", "模板里有问卷链接，请选一份问卷。");
            if fields.is_empty() { Ok(checked) } else { Err(Error::fields(fields)) }
        }
        Err(faults) => {
            fields.extend(faults.iter().map(field_error));
            Err(Error::fields(fields))
        }
    }
}

fn field_error(fault: &Fault) -> FieldError {
    let place = format!("第 {} 行第 {} 字：{}", fault.line, fault.column, fault.message);
    FieldError { field: "body".to_owned(), message: place }
}

fn boxed() -> Vec<Template> {
    let template = |t: super::ready::ReadyTemplate| Template {
        variables: variables(&t.body, false),
        code: t.code,
        version: 0,
        name: t.name,
        class: t.class,
        body: t.body,
        sensitive: false,
        promotional: false,
        form_code: t.form,
    };
    ready_templates().into_iter().map(template).collect()
}

fn of_row(row: entity::Model) -> Template {
    Template {
        variables: variables(&row.body, row.sensitive),
        code: row.code,
        version: row.version,
        name: row.name,
        class: row.class,
        body: row.body,
        sensitive: row.sensitive,
        promotional: row.promotional,
        form_code: row.form_code,
    }
}

fn variables(body: &str, sensitive: bool) -> BTreeSet<String> {
    check_template(body, Template::surface(sensitive)).map(|c| c.variables).unwrap_or_default()
}
