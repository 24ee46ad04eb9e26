import Ground

extension ReceiverStatus {
    /// The samples refused, with the reason, the setting to change and the command that sends them again; a sentence or
    /// two for each reason.
    ///
    /// Samples for which a receiver keeps an earlier value are left out: each correction meets that, and there is
    /// nothing to do.
    package var refusals: [String] {
        refused.reasons.filter { $0.refusal != .duplicate }.map { refusal, entry in
            let samples = "\(entry.count) sample\(entry.count == 1 ? "" : "s")"
            let times = entry.times.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            return
                "\(samples)\(times) refused: \(refusal.meaning). \(refusal.advice(receiver: name, from: entry.times?.lowerBound))"
        }
    }
}

extension Refusal {
    /// The reason in words.
    fileprivate var meaning: String {
        switch self {
        case .duplicate: "the receiver has another value for the same time"
        case .tooOld: "older than the receiver's out-of-order window"
        case .outOfBounds: "outside the time that the receiver accepts"
        case .outOfOrder: "older than what the receiver has, and it accepts no late samples"
        case .tooLarge: "one sample alone is larger than a request may be"
        case .conflict: "a conflict with what the receiver has, or older than its window (HTTP 409)"
        case .serverError: "the receiver failed at each of them for a day in which it accepted others"
        case .invalid: "the receiver gives no known reason"
        }
    }

    /// Returns the setting to change, and the command that sends the samples again.
    ///
    /// - Parameter time: the time of the oldest sample.
    func advice(receiver: String, from time: Timestamp?) -> String {
        // A period that ends with a day begins before it.
        let day = time.map { "\(($0 - .milliseconds(1)).utcDay)T00:00:00Z" } ?? "DATE"
        let resend = "stop serve and run: oresundskraft-exporter resend --receiver '\(receiver)' --from \(day)"
        return switch self {
        case .duplicate: "Nothing to do: it keeps the earlier value"
        case .tooOld, .outOfBounds, .outOfOrder, .conflict:
            "Readings come days late: raise the receiver's out-of-order window above `since` (Prometheus: "
                + "storage.tsdb.out_of_order_time_window, Mimir: limits.out_of_order_time_window, Thanos: "
                + "--tsdb.out-of-order.time-window). Then \(resend)"
        case .tooLarge, .serverError, .invalid: "The receiver's own log says more. Once it is fixed, \(resend)"
        }
    }
}
