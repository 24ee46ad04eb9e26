import Ground

/// The labels of the info metric that a user may add.
enum FreeLabel {
    /// Labels of meters and series, and those that the info metric has already.
    private static let taken: Set<String> = [
        "metering_point", "delivery_category", "microproduction", "unit", "period", "customer_number",
        "installation_number", "settlement", "rate_code", "property", "cost_center", "network", "name",
    ]

    /// The reason for which a name is none; nil where it is one.
    static func fault(of name: String) -> String? {
        let isName =
            name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
            && name.utf8.first.map { !$0.isASCIIDigit } == true
        guard isName else { return "\(quoted(name)) is no name of a label: use letters, digits and `_`" }
        if name.hasPrefix("__") { return "\(quoted(name)) begins with `__`, which Prometheus keeps for itself" }
        return taken.contains(name) ? "the metric has a label `\(name)` already: choose another name" : nil
    }
}
