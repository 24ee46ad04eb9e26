/// The reason why a receiver will never take a sample. The raw value is the metric's label `reason`.
package enum Refusal: String, Sendable, CaseIterable {
    /// It has another value for that time already: what a correction meets at Prometheus.
    case duplicate
    /// Older than the receiver's out-of-order window.
    case tooOld = "too_old"
    /// Outside of the time that the receiver takes.
    case outOfBounds = "out_of_bounds"
    /// Older than what the receiver has, and it takes no late samples.
    case outOfOrder = "out_of_order"
    /// One sample alone is larger than a request may be.
    case tooLarge = "too_large"
    /// 409, in which Thanos puts all of the above.
    case conflict
    /// The receiver failed at it for a day in which it took others.
    case serverError = "server_error"
    /// Refused without a reason that is known here.
    case invalid

    /// True where a reason for which one sample is refused holds for every older one too.
    var isMonotone: Bool { self == .tooOld || self == .outOfBounds }

    /// True if the receiver would accept such samples with a longer out-of-order window.
    var isOfWindow: Bool { isMonotone || self == .outOfOrder }

    /// Finds the reason that the body of a refusal names, in the words of Prometheus, Mimir, Cortex and Thanos; nil where
    /// it names none that is known.
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

    /// Finds the reason that an answer of 500 names. Prometheus before 3 sends it for samples that it will never take;
    /// others send it for faults of their own, so only its own phrases count.
    init?(serverError body: String) {
        let phrases = ["too old sample", "out of bounds", "out of order sample", "duplicate sample"]
        guard phrases.contains(where: { body.trimmingPrefix(while: \.isWhitespace).hasPrefix($0) }) else { return nil }
        self.init(body: body)
    }
}
