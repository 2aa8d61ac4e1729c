//! `nuanqiao serve`: pages, API, MLLP and workers in one process, until told to stop.
use super::{Place, open};
use crate::{config::Settings, demo, http, work};
use anyhow::{Context, Result};
use clap::Args;
use kernel::App;
use std::{io::IsTerminal, net::SocketAddr};
use tokio::{net::TcpListener, sync::watch};

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// 网页与接口的监听地址
    #[arg(long, value_name = "ADDR")]
    http: Option<String>,
    /// HL7 v2 over MLLP 的监听地址
    #[arg(long, value_name = "ADDR")]
    mllp: Option<String>,
    /// 演示模式：建立演示医院，开放演示登录、时钟与沙箱手机
    #[arg(long)]
    demo: bool,
}

impl Serve {
    /// Runs until interrupted; then finishes what it holds.
    pub async fn run(self) -> Result<()> {
        let (app, mut settings) = open::open(&self.place, self.demo).await?;
        if let Some(http) = self.http {
            settings.http = http;
        }
        if let Some(mllp) = self.mllp {
            settings.mllp = mllp;
        }
        log(&settings.log_format);
        let metrics = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder()?;
        let web = TcpListener::bind(&settings.http)
            .await
            .with_context(|| format!("无法监听 {}：可能已被占用，请用 --http 换一个地址", settings.http))?;
        if self.demo {
            demo::found(&app).await?;
        }
        let (stop, stopped) = watch::channel(false);
        let mllp = listen_mllp(&app, &settings, stopped.clone()).await?;
        let keeper = tokio::spawn(understand::audience::keep(app.clone(), stopping(stopped.clone())));
        let workers = tokio::spawn(begin_work(app.clone(), self.demo, stopping(stopped)));
        if self.demo {
            tokio::spawn(demo::follow_clock(app.clone()));
        }
        announce(&app, &self.place, web.local_addr()?, mllp).await?;
        let service = http::router(app, metrics).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(web, service).with_graceful_shutdown(interrupted(stop)).await?;
        if let Some(workers) = workers.await? {
            workers.finish().await;
        }
        keeper.await?;
        Ok(())
    }
}

/// Starts the workers; in a demo once its hospital has grown, which goes on at the next start if it is cut off.
async fn begin_work(app: App, demo: bool, stopping: impl Future<Output = ()>) -> Option<work::Workers> {
    if demo {
        tokio::select! {
            grown = demo::grow(&app) => {
                if let Err(error) = grown {
                    tracing::error!(%error, "the demo hospital could not be made ready");
                }
            }
            () = stopping => return None,
        }
    }
    Some(work::start(&app))
}

async fn listen_mllp(
    app: &App,
    settings: &Settings,
    stopped: watch::Receiver<bool>,
) -> Result<Option<SocketAddr>> {
    if settings.mllp.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(&settings.mllp).await.with_context(|| {
        format!("无法监听 MLLP 地址 {}：可能已被占用，请用 --mllp 换一个地址", settings.mllp)
    })?;
    let address = listener.local_addr()?;
    tokio::spawn(intake::mllp::serve(app.clone(), listener, stopping(stopped)));
    Ok(Some(address))
}

/// Comes true when the server is told to stop.
async fn stopping(mut stopped: watch::Receiver<bool>) {
    drop(stopped.wait_for(|stop| *stop).await);
}

fn log(format: &str) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,sea_orm_migration=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if format == "json" {
        builder.json().init();
    } else {
        builder.init();
    }
}

/// Prints where to go and, before anything else exists, the one-time code.
async fn announce(app: &App, place: &Place, web: SocketAddr, mllp: Option<SocketAddr>) -> Result<()> {
    println!("暖桥已启动：http://{web}（数据库 {}）", app.db.engine());
    if let Some(mllp) = mllp {
        println!("HL7 v2 over MLLP：{mllp}");
    }
    if app.config.demo {
        print!("{}", demo::logins_text());
        return Ok(());
    }
    if let Some(code) = app.write(async |tx| access::setup::issue_code(&tx).await).await? {
        let file = place.data.join("setup-code");
        write_private(&file, &code)?;
        println!("首次使用：请打开网页，输入一次性设置码 {code}（也保存在 {}）", file.display());
    }
    Ok(())
}

fn write_private(file: &std::path::Path, text: &str) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file)?;
    Ok(file.write_all(text.as_bytes())?)
}

async fn interrupted(stop: watch::Sender<bool>) {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
    tracing::info!("stopping: no new requests, finishing what is held");
    stop.send_replace(true);
}
