import Exposition
import Metering

/// The families of readings at their true times, each stamped with the end of its period (`interface.md`). They are not
/// those of `/metrics`, so that the two never mix.
enum TrueTimeFamily: String, CaseIterable {
    case invoice = "oresundskraft_invoice"
    case reading = "oresundskraft_reading"
    case power = "oresundskraft_reading_power_watts"

    var help: String {
        switch self {
        case .invoice: "Invoiced value of a civil month, at the month's end, in the unit that the label names."
        case .reading: "Reading, at the end of its period, in the unit that the label names."
        case .power: "Mean power over a reading's period, at the end of the period."
        }
    }

    /// `# HELP` and `# TYPE`, in OpenMetrics.
    var head: [UInt8] {
        var bytes = Array("# HELP \(rawValue) ".utf8)
        ExpositionText.appendHelp(help, as: .openMetrics, to: &bytes)
        bytes.append(contentsOf: "\n# TYPE \(rawValue) gauge\n".utf8)
        return bytes
    }

    /// What each line of a series begins with: name, labels and a blank.
    func lineHead(_ series: SeriesID) -> [UInt8] {
        var bytes = Array(rawValue.utf8)
        var separator = UInt8(ascii: "{")
        // An empty value means the same as no such label.
        for label in Label.series(series).filter({ !$0.value.isEmpty }).sorted(by: { $0.name < $1.name }) {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            bytes.append(contentsOf: "\(label.name)=\"".utf8)
            ExpositionText.appendLabelValue(label.value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(contentsOf: "} ".utf8)
        return bytes
    }
}
