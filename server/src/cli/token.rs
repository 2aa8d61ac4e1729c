//! `nuanqiao token create`: a token for a machine, from the server's own console.
use super::{Place, open};
use anyhow::{Result, ensure};
use clap::Subcommand;

/// Commands about tokens.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// 为接口系统创建一个令牌；令牌只显示这一次
    Create {
        #[command(flatten)]
        place: Place,
        /// 角色，目前只有 interface
        #[arg(long, default_value = "interface")]
        role: String,
        /// 名称，如 “HIS 接口”
        #[arg(long, default_value = "接口")]
        name: String,
        /// 有效天数
        #[arg(long, default_value_t = 365)]
        days: i64,
    },
}

impl Token {
    /// Runs the command.
    pub async fn run(self) -> Result<()> {
        let Self::Create { place, role, name, days } = self;
        ensure!(role == "interface", "令牌的角色只能是 interface。");
        let (app, _) = open::open(&place, false).await?;
        let scope = open::house_or_found(&app, "console").await?;
        let wall = app.clock.wall();
        let secret =
            app.write(async |tx| access::token::create(&tx, &scope, wall, &name, days).await).await?;
        println!("{secret}");
        Ok(())
    }
}
