/// Why a receiver will never take a sample. The raw value is the metric's label `reason`.
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
    /// Refused without a reason that is known here.
    case invalid

    /// Where one sample is refused for it, every older one is too.
    var isMonotone: Bool { self == .tooOld || self == .outOfBounds }

    /// What a body names, in the words of Prometheus, Mimir, Cortex and Thanos; nil where it names nothing known.
    init?(body: String) {
        let text = body.lowercased().replacing("-", with: " ")
        if text.contains("duplicate") {
            self = .duplicate
        } else if text.contains("too old") {
            self = .tooOld
        } else if text.contains("out of bounds") {
            self = .outOfBounds
        } else if text.contains("out of order") {
            self = .outOfOrder
        } else {
            return nil
        }
    }
}
