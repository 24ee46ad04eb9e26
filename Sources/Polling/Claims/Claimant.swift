import Metering

/// An object of the API's answers, known by all that is stable about it: the same one also where a window is asked for
/// again.
struct Claimant: Hashable {
    private let group: Int
    private let customerNumber: String?
    private let installationNumber: String?
    private let settlement: String?
    private let rateCode: String?

    /// - Parameter group: place of the customer group in the configuration.
    init(_ facts: MeterFacts, group: Int) {
        self.group = group
        customerNumber = facts.customerNumber
        installationNumber = facts.installationNumber
        settlement = facts.settlement
        rateCode = facts.rateCode
    }

    /// Returns the place of each object in configuration order, which decides within a page; `sorted` is stable, so objects
    /// of one customer keep the order of the answer.
    ///
    /// - Parameter customers: the group's customer numbers in configuration order.
    static func ranks(of objects: [MeterFacts], customers: [String]) -> [Int] {
        let rank = Dictionary(customers.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        return objects.map { rank[$0.customerNumber ?? ""] ?? customers.count }
    }
}
