//! SIGTERM and SIGINT: nothing more is sent, and what was done is reported.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// Tells whether a signal came.
#[derive(Clone, Default)]
pub struct Stop {
    requested: Arc<AtomicBool>,
    wake: Arc<Notify>,
}

impl Stop {
    /// Listens for the signals from now on. Must be called within a runtime.
    pub fn on_signals() -> Stop {
        let stop = Stop::default();
        for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
            let stop = stop.clone();
            // Without the handler a signal ends the process at once: worse, but no reason to fail here.
            if let Ok(mut signals) = signal(kind) {
                tokio::spawn(async move {
                    signals.recv().await;
                    stop.request();
                });
            }
        }
        stop
    }

    /// Stops the run, as a signal does.
    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
        self.wake.notify_waiters();
    }

    /// Whether a signal came.
    pub fn requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Sleeps; a signal ends it early.
    pub async fn sleep(&self, duration: Duration) {
        let woken = self.wake.notified();
        if !self.requested() {
            let _ = tokio::time::timeout(duration, woken).await;
        }
    }
}
