package import Ground

/// A peak: one interval's mean power with a tariff's weight.
package struct Peak: Sendable, Hashable {
    /// The start of its interval.
    package var start: Timestamp
    /// Weighted mean power.
    package var watts: Double
    /// The price of one kW of this peak, if the tariff has one.
    package var price: Tariff.Price?

    /// Creates a peak from the mean power of the interval that begins at `start`.
    package init(start: Timestamp, watts: Double, price: Tariff.Price? = nil) {
        self.start = start
        self.watts = watts
        self.price = price
    }

    /// Orders peaks by weighted power, then by time: the earlier first.
    package func comesBefore(_ other: Peak) -> Bool {
        watts != other.watts ? watts > other.watts : start < other.start
    }
}

/// The power that a tariff bills to one meter for one billing period.
package struct BilledPower: Sendable, Hashable {
    /// By rank; at least one, and at most as many as the tariff picks.
    package var peaks: [Peak]
    /// Mean of the peaks' weighted power.
    package var watts: Double
    /// Mean of each peak's kW times its price; nil if a peak has none.
    package var charge: Tariff.Price?

    /// - Parameter peaks: by rank.
    /// - Returns: nil if there is none.
    package init?(peaks: [Peak]) {
        guard !peaks.isEmpty else { return nil }
        self.peaks = peaks
        watts = peaks.reduce(0) { $0 + $1.watts } / Double(peaks.count)
        let prices = peaks.compactMap(\.price)
        guard prices.count == peaks.count, let currency = prices.first?.currency else { return }
        let sum = peaks.reduce(0) { $0 + $1.watts / 1000 * ($1.price?.amount ?? 0) }
        charge = Tariff.Price(amount: sum / Double(peaks.count), currency: currency)
    }
}
