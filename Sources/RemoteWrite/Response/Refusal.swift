/// The reason that a receiver will never accept a sample. The raw value is the metric's label `reason`.
package enum Refusal: String, Sendable, CaseIterable {
    /// The receiver has another value for that time, as Prometheus after a correction.
    case duplicate
    /// Older than the receiver's out-of-order window.
    case tooOld = "too_old"
    /// Outside the time range that the receiver accepts.
    case outOfBounds = "out_of_bounds"
    /// Older than the receiver's newest sample, and it accepts no late samples.
    case outOfOrder = "out_of_order"
    /// A single sample is larger than a request may be.
    case tooLarge = "too_large"
    /// 409, which Thanos uses for all of the above.
    case conflict
    /// The receiver failed at it for a day in which it accepted others.
    case serverError = "server_error"
    /// Any other reason.
    case invalid

    /// True if the reason for one sample holds for every older one too.
    var isMonotone: Bool { self == .tooOld || self == .outOfBounds }

    /// True if the receiver would accept such samples with a longer out-of-order window.
    var isOfWindow: Bool { isMonotone || self == .outOfOrder }

    /// Finds the reason in the body of a refusal, in the words of Prometheus, Mimir, Cortex and Thanos; nil if there is
    /// no known one.
    init?(body: String) {
        let text = body.lowercased().replacing("-", with: " ")
        let words: [(String, Refusal)] = [
            ("duplicate", .duplicate), ("too old", .tooOld), ("too far in the past", .tooOld),
            ("too far in past", .tooOld), ("too far in the future", .outOfBounds), ("too far in future", .outOfBounds),
            ("out of bounds", .outOfBounds), ("out of order", .outOfOrder),
        ]
        guard let found = words.first(where: { text.contains($0.0) }) else { return nil }
        self = found.1
    }

    /// Finds the reason in the body of an answer 500. Prometheus before 3 sends it for samples that it will never
    /// accept; others send it for faults of their own, so only Prometheus' own phrases count.
    init?(serverError body: String) {
        let phrases = ["too old sample", "out of bounds", "out of order sample", "duplicate sample"]
        guard phrases.contains(where: { body.trimmingPrefix(while: \.isWhitespace).hasPrefix($0) }) else { return nil }
        self.init(body: body)
    }
}
