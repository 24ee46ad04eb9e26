import Ground
package import Metering

/// Writes missing time, as text for people or as CSV (RFC 4180) with a row for each day or hour.
package struct MissingReport: Sendable {
    /// The forms of `missing --format`.
    package enum Format: String, Sendable, CaseIterable {
        case text
        case csv
    }

    private let format: Format
    private let step: MissingReadings.Step
    private let calendar: MeteringCalendar
    private let names: [String: String]

    /// - Parameter names: the names of metering points, by id.
    package init(
        _ format: Format, by step: MissingReadings.Step, _ calendar: MeteringCalendar, names: [String: String] = [:]
    ) {
        self.format = format
        self.step = step
        self.calendar = calendar
        self.names = names
    }

    /// The line before all others; nil for none.
    package var head: String? {
        format == .csv
            ? "metering_point,delivery_category,microproduction,unit,period_start,period_end,missing_seconds,position"
            : nil
    }

    /// The end of each line.
    package var lineEnd: String { format == .csv ? "\r\n" : "\n" }

    /// Returns the lines about one meter; none if nothing is missing.
    package func lines(_ readings: MissingReadings) -> [String] {
        guard !readings.rows.isEmpty else { return [] }
        switch format {
        case .csv: return readings.rows.map { csv($0, of: readings) }
        case .text: return [title(readings)] + texts(readings.rows)
        }
    }

    /// Returns the line after all others, in text only.
    ///
    /// - Parameters:
    ///   - lacking: the number of incomplete series, of `count`.
    ///   - missing: the missing time of them all.
    ///   - isNarrowed: true if there are other series, about which nobody asked.
    package func summary(lacking: Int, of count: Int, _ missing: Duration, isNarrowed: Bool) -> String? {
        guard format == .text else { return nil }
        guard count > 0 else {
            return isNarrowed ? "None of these metering points has a stored reading." : "No readings are stored."
        }
        guard lacking > 0 else { return "Nothing is missing: \(count) series have readings for the whole time." }
        return "\(lacking) of \(count) series lack readings, for \(Self.span(missing)) in total."
    }

    // MARK: CSV

    private func csv(_ row: MissingReadings.Row, of readings: MissingReadings) -> String {
        let meter = readings.meter
        return [
            meter.meteringPoint, meter.deliveryCategory, meter.microproduction ? "true" : "false", readings.unit,
            "\(row.time.lowerBound)", "\(row.time.upperBound)", "\(row.missing.milliseconds / 1000)",
            row.place.rawValue,
        ].map(CSVExport.field).joined(separator: ",")
    }

    // MARK: Text

    private func title(_ readings: MissingReadings) -> String {
        let meter = readings.meter
        let name = names[meter.meteringPoint].map { "\($0), " } ?? ""
        return "\(name)\(meter.meteringPoint) \(meter.deliveryCategory), \(meter.microproduction ? "fed in" : "used")"
            + (readings.unit.isEmpty ? "" : ", \(readings.unit)")
    }

    /// Returns lines in which consecutive whole days or hours are joined.
    private func texts(_ rows: [MissingReadings.Row]) -> [String] {
        var lines: [String] = []
        var index = 0
        while index < rows.count {
            var last = index
            while last + 1 < rows.count, rows[last].isWhole, rows[last + 1].isWhole,
                rows[last].place == rows[last + 1].place, rows[last].time.upperBound == rows[last + 1].time.lowerBound
            { last += 1 }
            lines.append(text(rows[index...last]))
            index = last + 1
        }
        return lines
    }

    private func text(_ rows: ArraySlice<MissingReadings.Row>) -> String {
        guard let first = rows.first, let last = rows.last else { return "" }
        let missing = rows.reduce(Duration.zero) { $0 + $1.missing }
        let until = rows.count == 1 ? "" : " to \(name(last.time.lowerBound))"
        let place =
            switch first.place {
            case .beforeFirst: ", before the first reading"
            case .gap: ""
            case .afterNewest: ", after the newest reading"
            }
        return "  \(name(first.time.lowerBound))\(until): \(Self.span(missing))\(place)"
    }

    private func name(_ time: Timestamp) -> String {
        let day = "\(calendar.day(of: time))"
        guard step == .hour else { return day }
        let minute = calendar.minute(of: time)
        return "\(day) \(padded(minute / 60, 2)):\(padded(minute % 60, 2))"
    }

    /// Returns a span in days, hours and minutes.
    private static func span(_ duration: Duration) -> String {
        let seconds = duration.milliseconds / 1000
        let parts = [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "min")]
        let shown = parts.filter { $0.0 > 0 }
        return shown.isEmpty ? "\(seconds) s" : shown.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
