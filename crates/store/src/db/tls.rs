//! TLS to PostgreSQL, by the address: `?sslmode=require` encrypts and checks the server's certificate and name, against the
//! authorities of the machine or those of a file. Without it the connection is not encrypted: on one machine or a private wire.

use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use postgres::config::SslMode;
use postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use postgres::{Client, Config, NoTls, Socket};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as Encrypted;

use crate::error::StoreError;

/// How connections are made.
#[derive(Clone)]
pub(super) enum Wire {
    /// Not encrypted.
    Plain,
    /// Encrypted, the server proven.
    Tls(Arc<ClientConfig>),
}

impl Wire {
    /// What an address asks for; `authorities` is a PEM file, empty for those of the machine.
    pub(super) fn of(config: &Config, authorities: &Path) -> Result<Self, StoreError> {
        if config.get_ssl_mode() != SslMode::Require {
            return Ok(Wire::Plain);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let settings = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Setup(format!("TLS: {error}")))?
            .with_root_certificates(roots(authorities)?)
            .with_no_client_auth();
        Ok(Wire::Tls(Arc::new(settings)))
    }

    /// Connects.
    pub(super) fn connect(&self, config: &Config) -> Result<Client, postgres::Error> {
        match self {
            Wire::Plain => config.connect(NoTls),
            Wire::Tls(settings) => config.connect(Maker(Arc::clone(settings))),
        }
    }
}

fn roots(authorities: &Path) -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    if authorities.as_os_str().is_empty() {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    } else {
        let wrong = |problem: String| {
            let place = authorities.display();
            StoreError::Setup(format!("database.authorities: {place}: {problem}"))
        };
        let found = CertificateDer::pem_file_iter(authorities).map_err(|error| wrong(error.to_string()))?;
        for certificate in found {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
        }
    }
    if roots.is_empty() {
        let text = "no certificate authority is known: name a PEM file as database.authorities";
        return Err(StoreError::Setup(text.to_owned()));
    }
    Ok(roots)
}

/// Makes a connector for a host.
struct Maker(Arc<ClientConfig>);

impl MakeTlsConnect<Socket> for Maker {
    type Stream = Stream;
    type TlsConnect = Connector;
    type Error = rustls::pki_types::InvalidDnsNameError;

    fn make_tls_connect(&mut self, host: &str) -> Result<Connector, Self::Error> {
        Ok(Connector(TlsConnector::from(Arc::clone(&self.0)), ServerName::try_from(host)?.to_owned()))
    }
}

struct Connector(TlsConnector, ServerName<'static>);

impl TlsConnect<Socket> for Connector {
    type Stream = Stream;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move { self.0.connect(self.1, socket).await.map(Stream) })
    }
}

/// An encrypted connection.
struct Stream(Encrypted<Socket>);

impl TlsStream for Stream {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
