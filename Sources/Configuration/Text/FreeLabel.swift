import Ground

/// Labels that a user may add to the info metric.
enum FreeLabel {
    /// Labels of meters and series, and of the info metric itself.
    private static let taken: Set<String> = [
        "metering_point", "delivery_category", "microproduction", "unit", "period", "customer_number",
        "installation_number", "settlement", "rate_code", "property", "cost_center", "network", "name",
    ]

    /// Returns the reason that a name is not allowed; nil if it is.
    static func fault(of name: String) -> String? {
        let isName =
            name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
            && name.utf8.first.map { !$0.isASCIIDigit } == true
        guard isName else { return "\(quoted(name)) is not a label name: use letters, digits and `_`" }
        if name.hasPrefix("__") { return "\(quoted(name)) begins with `__`, which Prometheus keeps for itself" }
        return taken.contains(name) ? "the metric has a label `\(name)` already: choose another name" : nil
    }
}
