import Configuration
import Ground
import Metering
import ReadingStore

/// Output of `forget`: the data in the store, and the copies that other places keep.
struct ForgetReport {
    /// The longest list for a terminal, or for a selector in a URL.
    private static let mostListed = 50

    private let data: ForgettableData
    private let configuration: Configuration

    init(_ data: ForgettableData, _ configuration: Configuration) {
        self.data = data
        self.configuration = configuration
    }

    /// The data to remove, one line for each meter.
    var lines: [String] {
        guard !data.isEmpty else { return ["None of it is stored."] + kept }
        let hidden = data.meters.count - Self.mostListed
        let sum = data.meters.reduce((0, 0)) { ($0.0 + $1.readings, $0.1 + $1.invoices) }
        return data.meters.prefix(Self.mostListed).map(line)
            + (hidden > 0 ? ["and \(hidden) more"] : [])
            + [
                "In all \(counted(data.meters.count, "meter")), \(counted(sum.0, "reading")) and "
                    + "\(counted(sum.1, "invoiced value"))."
            ] + kept
    }

    private func line(_ meter: ForgettableData.Meter) -> String {
        let calendar = configuration.calendar
        let time = meter.time.map { time in
            ", from \(calendar.day(of: time.lowerBound)) to \(calendar.day(of: time.upperBound - .milliseconds(1)))"
        }
        return "\(meter.id.meteringPoint) \(meter.id.deliveryCategory)\(meter.id.microproduction ? ", fed in" : ""): "
            + "\(counted(meter.readings, "reading"))\(time ?? ""), \(counted(meter.invoices, "invoiced value"))"
            + (meter.isWhole ? "" : "; readings of another customer stay")
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private var kept: [String] {
        guard let first = data.unclear.first else { return [] }
        return [
            "Kept \(counted(data.unclear.count, "meter")), such as \(first.meteringPoint), which may belong to a subsidiary in a "
                + "renamed group. Run serve once to find out, or give them with --metering-point."
        ]
    }

    /// Copies outside the store, which `forget` does not remove.
    var remains: [String] {
        let receivers = Set(data.receivers).union(configuration.remoteWrite.map(\.name)).sorted()
        return [
            "A Prometheus that has scraped the exporter keeps its samples, and so do backups of the store.",
            receivers.isEmpty
                ? "No receiver of remote_write is known."
                : "These receivers keep what was pushed to them: \(receivers.joined(separator: ", ")).",
            "Delete these series there; docs/operations.md says how:",
        ] + selectors.map { "  \($0)" }
    }

    private var selectors: [String] {
        let points = Set(data.meters.map(\.id.meteringPoint)).sorted()
        let ofPoints = stride(from: 0, to: points.count, by: Self.mostListed).map { first in
            let some = points[first..<min(first + Self.mostListed, points.count)]
            return "{metering_point=~\"\(some.joined(separator: "|"))\"}"
        }
        // The configuration may have written the number with zeros in front.
        return ofPoints + data.numbers.map { "{customer_number=~\"0*\($0)\"}" }
    }
}
