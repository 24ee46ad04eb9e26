import Ground

/// The object of the API's answers that a reading or an invoice came from, identified by its stable fields.
package struct Origin: Sendable, Hashable {
    /// Name of the customer group that asked.
    package let group: String
    /// Without leading zeros; empty if the object names none.
    package let customerNumber: String
    package let installationNumber: String
    package let settlement: String
    package let rateCode: String

    /// Creates the origin of an object, from the group that asked for it and the facts that it carries.
    package init(group: String, _ facts: MeterFacts) {
        self.init(
            group: group, customerNumber: CustomerNumber.normalized(facts.customerNumber ?? ""),
            installationNumber: facts.installationNumber ?? "", settlement: facts.settlement ?? "",
            rateCode: facts.rateCode ?? "")
    }

    /// Creates an origin from texts as they are stored; empty stands for what the object does not name.
    package init(
        group: String, customerNumber: String, installationNumber: String, settlement: String, rateCode: String
    ) {
        self.group = group
        self.customerNumber = customerNumber
        self.installationNumber = installationNumber
        self.settlement = settlement
        self.rateCode = rateCode
    }
}

/// The spelling of customer numbers, which the API writes with and without leading zeros.
package enum CustomerNumber {
    /// Returns the number without leading zeros and surrounding blanks.
    package static func normalized(_ text: String) -> String {
        let digits = text.trimmed
        let rest = digits.drop { $0 == "0" }
        return rest.isEmpty ? String(digits.suffix(1)) : String(rest)
    }
}

/// The order of the configuration: of two origins with a value for the same time of one series, the first is believed.
package struct OriginOrder: Sendable, Equatable {
    private let groups: [String: Int]
    private let customers: [String: [String: Int]]

    /// - Parameter groups: in configuration order, each with its customer numbers in theirs.
    package init(_ groups: [(name: String, numbers: [String])]) {
        self.groups = Dictionary(groups.enumerated().map { ($1.name, $0) }, uniquingKeysWith: min)
        customers = Dictionary(
            groups.map { group in
                let places = group.numbers.enumerated().map { (CustomerNumber.normalized($1), $0) }
                return (group.name, Dictionary(places, uniquingKeysWith: min))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Returns true if `left` is believed before `right`: by the place of the group, then of the customer in it, then
    /// by installation, settlement and rate code as text. Origins that are not configured come last.
    package func precedes(_ left: Origin, _ right: Origin) -> Bool {
        let places = (place(left), place(right))
        if places.0 != places.1 { return places.0 < places.1 }
        return (left.group, left.customerNumber, left.installationNumber, left.settlement, left.rateCode)
            < (right.group, right.customerNumber, right.installationNumber, right.settlement, right.rateCode)
    }

    private func place(_ origin: Origin) -> (Int, Int) {
        (groups[origin.group] ?? .max, customers[origin.group]?[origin.customerNumber] ?? .max)
    }
}
