package import Configuration
import Metering

/// Stored metering points of a customer group's numbers, in configuration order.
package struct KnownNumbers: Sendable {
    /// The number of metering points by customer number; 0 for a number that never got any. A number that is configured
    /// only for its subsidiaries is left out if it cannot be distinguished from a mistyped one.
    package var counts: [(customerNumber: String, count: Int)] = []
    /// The metering points that the configuration names. One that is not known never got anything.
    package var points: [(meteringPoint: String, isKnown: Bool)] = []

    var unknownPoints: [String] { points.filter { !$0.isKnown }.map(\.meteringPoint) }

    /// Creates the result for a store that could not be read.
    package init() {}

    /// - Parameters:
    ///   - counts: metering points by customer number without leading zeros, as answers have named them.
    ///   - points: all metering points that the group's answers have named.
    package init(_ group: Configuration.CustomerGroup, counts: [String: Int], points: [String]) {
        let own = Set(group.numbers.map { CustomerNumber.normalized($0) })
        let hasSubsidiaries = group.subsidiary && counts.keys.contains { !own.contains($0) }
        for number in group.numbers {
            let count = counts[CustomerNumber.normalized(number)] ?? 0
            if count > 0 || !hasSubsidiaries {
                self.counts.append((number, count))
            } else if group.numbers.count == 1 {
                // Everything received belongs to its subsidiaries.
                self.counts.append((number, points.count))
            }
        }
        let known = Set(points)
        self.points = group.meteringPoints.map { ($0, known.contains($0)) }
    }

    /// True if no number ever got anything.
    var isEmpty: Bool { !counts.isEmpty && counts.allSatisfy { $0.count == 0 } }

    /// Numbers, then metering points, that never got anything. If no number got anything, the points are left out.
    package var unknown: [RefusedNumber] {
        let numbers = counts.filter { $0.count == 0 }.map { RefusedNumber(customerNumber: $0.customerNumber) }
        guard numbers.isEmpty || numbers.count < counts.count else { return numbers }
        return numbers + unknownPoints.map { RefusedNumber(customerNumber: "", meteringPoint: $0) }
    }
}
