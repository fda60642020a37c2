//! Handles SIGTERM and SIGINT: the run sends no more requests, and reports what was done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// Records whether a signal arrived.
#[derive(Clone, Default)]
pub struct Stop {
    requested: Arc<AtomicBool>,
    wake: Arc<Notify>,
}

impl Stop {
    /// Starts to listen for the signals. Must be called within a runtime.
    pub fn on_signals() -> Stop {
        let stop = Stop::default();
        for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
            let stop = stop.clone();
            // Without the handler, a signal ends the process without a result. This is not worth failing for.
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

    /// Returns whether a signal arrived.
    pub fn requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Sleeps until the time is over or a signal arrives.
    pub async fn sleep(&self, duration: Duration) {
        let woken = self.wake.notified();
        if !self.requested() {
            let _ = tokio::time::timeout(duration, woken).await;
        }
    }
}
