/// The rules for names (Prometheus, "Metric names and labels"), in the strict form that all versions accept.
package enum MetricName {
    static let total = "_total"
    static let histogramSuffixes = ["_bucket", "_sum", "_count"]

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    package static func isValid(_ name: String) -> Bool {
        isWord(name, alsoAllowed: UInt8(ascii: ":"))
    }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`, but not `__…`, which is reserved.
    package static func isValidLabel(_ name: String) -> Bool {
        isWord(name, alsoAllowed: UInt8(ascii: "_")) && !name.hasPrefix("__")
    }

    private static func isWord(_ name: String, alsoAllowed extra: UInt8) -> Bool {
        var isFirst = true
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), extra:
                break
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !isFirst:
                break
            default:
                return false
            }
            isFirst = false
        }
        return !isFirst
    }
}
