import Ground

/// The rules for names (Prometheus, "Metric names and labels"), in the strict form that all versions accept.
package enum MetricName {
    static let total = "_total"
    static let histogramSuffixes = ["_bucket", "_sum", "_count"]

    /// Returns true if a name is `[a-zA-Z_:][a-zA-Z0-9_:]*`.
    package static func isValid(_ name: String) -> Bool {
        isWord(name, alsoAllowed: UInt8(ascii: ":"))
    }

    /// Returns true if a label's name is `[a-zA-Z_][a-zA-Z0-9_]*`, but not `__…`, which is reserved.
    package static func isValidLabel(_ name: String) -> Bool {
        isWord(name, alsoAllowed: UInt8(ascii: "_")) && !name.hasPrefix("__")
    }

    private static func isWord(_ name: String, alsoAllowed extra: UInt8) -> Bool {
        guard let first = name.utf8.first, !first.isASCIIDigit else { return false }
        return name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") || $0 == extra }
    }
}
