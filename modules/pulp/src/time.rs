//! Formats timestamps as Pulp does, without a calendar library.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// Returns the timestamp of a number of days before now.
pub fn days_before(now: SystemTime, days: f64) -> String {
    let ago = Duration::try_from_secs_f64(days * DAY as f64).unwrap_or_default();
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    written(now.saturating_sub(ago))
}

/// Formats the time since 1970 as `2026-11-20T08:00:00.000000Z`. It has Pulp's precision, so that 0 days ago is now.
fn written(since: Duration) -> String {
    let (year, month, day) = date(since.as_secs() / DAY);
    let (second, fraction) = (since.as_secs() % DAY, since.subsec_micros());
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z")
}

/// Converts days since 1970 to year, month and day. Years are counted from March, so that the leap day comes last.
fn date(days: u64) -> (u64, u64, u64) {
    const FOUR_CENTURIES: u64 = 146_097;
    let days = days + 719_468;
    let (era, day) = (days / FOUR_CENTURIES, days % FOUR_CENTURIES);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_formatted_as_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.250000Z"),
            (951_782_399, "2000-02-28T23:59:59.250000Z"),
            (951_782_400, "2000-02-29T00:00:00.250000Z"),
            (1_709_164_800, "2024-02-29T00:00:00.250000Z"),
            (1_735_689_599, "2024-12-31T23:59:59.250000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.250000Z"),
        ] {
            assert_eq!(written(Duration::from_millis(seconds * 1_000 + 250)), text);
        }
    }

    #[test]
    fn days_are_subtracted_from_now() {
        let now = UNIX_EPOCH + Duration::from_secs(1_735_689_599);
        assert_eq!(days_before(now, 0.0), "2024-12-31T23:59:59.000000Z");
        assert_eq!(days_before(now, 0.5), "2024-12-31T11:59:59.000000Z");
        assert_eq!(days_before(now, 1e12), "1970-01-01T00:00:00.000000Z");
    }
}
