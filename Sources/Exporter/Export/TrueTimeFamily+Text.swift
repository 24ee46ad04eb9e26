import Exposition
import Metering

extension TrueTimeFamily {
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
        for label in series.labels where !label.value.isEmpty {
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
